package redact

import (
	"slices"
	"strings"
)

// Turns of phrase that say whose telephone a number is.
var (
	// callBack asks for a call to the writer, unless an office is named with it.
	callBack = wordList("回电")
	// ownTail opens what stands behind the writer's own number.
	ownTail = wordList("家里", "我家", "找我", "是我", "我的", "我妈", "我爸")
	// roleWords are parts that people have, never offices.
	roleWords = wordList("家长", "患者", "业主", "住户", "投诉人", "反映人", "来信人", "来电人", "报案人", "举报人", "诉求人", "当事人", "信访人", "留言人", "报料人", "申请人", "回访")
	// learntWords say where a number was found or given: nobody learns his own.
	learntWords = wordList("官网", "网站留", "回复上", "网站上", "网上查", "网上公布", "网上的", "网上写", "百度", "114", "搜到", "贴的", "贴着", "公告", "公布", "通知书", "告知书", "罚单", "回执上", "税票", "票上", "印的", "写明", "短信里", "短信通知", "短信上",
		"让我打", "叫我打", "要我打", "让打", "给的电话", "我一个电话", "了个电话", "你们的", "你们电话", "贵单位", "拨了", "打了", "拨过", "打过")
	// sendWords send people to an office.
	sendWords = wordList("请找", "请到", "请联系", "请咨询", "请致电", "请拨打", "请直接", "请您", "请前往", "请来", "请与", "请和", "请申请人", "请本人", "请持", "请携", "可咨询", "可拨打", "可致电", "可到", "可联系", "可前往", "可向", "欢迎", "详询", "垂询",
		"如有", "若有", "如需", "如对", "有疑问请", "有问题请", "有问题可", "联系我们", "需要本人", "需本人", "须本人", "我局", "我委", "我办", "我镇", "我街道", "我中心", "我科", "我馆", "我站", "我所", "本局", "本中心", "地点", "位于", "政府大楼", "办公大楼", "办公楼", "行政中心", "局地址", "中心地址", "大厅地址")
	// dutyEnds end 由市房管局管理.
	dutyEnds = wordList("组织", "主办", "实施", "管理", "负责", "承办", "受理", "办理")
	// placeEnds end the name of what has a telephone of its own.
	placeEnds = wordList("局", "委", "科", "馆", "中心", "办公室", "大厅", "银行", "公司", "医院", "学校", "敬老院", "福利院", "养老院", "卫生院", "卫生所", "卫生室", "登记处", "问询处", "管理处", "办事处", "办证处", "服务处", "站", "车管所", "看守所", "戒毒所", "司法所", "税务所", "财政所", "派出所", "出入境", "驾校", "旅行社", "酒店", "宾馆", "饭店", "4s店", "售楼处", "村部", "村委", "交警队", "消防队", "监察组", "接待", "查询", "报障",
		"前台", "柜台", "街道办", "居委会", "村委会", "招生办", "售后", "公证处", "事务所", "镇里", "县里", "区里", "市里", "县里给", "市里给", "区里给", "镇里给", "信箱", "续借", "预约", "开放时间")
	// saidWords open a clause that says whose the number was.
	saidWords = wordList("说是", "自称是", "自称", "称是", "对方是", "对方自称", "落款", "是")
	// calledWords say in the next clause what a call to the number brought.
	calledWords = wordList("接电话的", "接线员", "工作人员", "对方说", "客服", "让我", "叫我", "推给", "系统", "忙音", "无法接通", "无人接听", "没人接", "打不通", "停机", "空号", "转接", "永远", "一直忙")
	callVerbs   = wordList("打", "拨", "拨打", "打到", "拨到", "拨通", "打通", "打过去", "致电")
	// tellWords open what an office said that called back.
	tellWords = wordList("让我", "叫我", "要我", "说", "称", "通知", "告知", "答复")
	// hourWords say when an office is open.
	hourWords = wordList("办公时间", "上班时间", "服务时间", "接听时间", "工作时间", "开放时间")
	hourHeads = wordList("办公时间:", "上班时间:", "服务时间:", "接听时间:", "工作时间:", "开放时间:")
	// writerWords say that a clause speaks of its writer.
	writerWords = wordList("我", "俺", "家住", "现住", "住在")
	// plainPhone may stand between an owner and a number.
	plainPhone = wordList("电话", "联系电话", "电话号码", "座机", "固话", "固定电话", "传真", "号码", "号", "联系方式", "是", "为", "的", "或", "转", "tel", "联系人", "联系", "一个")
)

// clauses cuts the words before a number at the last comma. A clause that only
// goes on with telephones (电话：0531-88123456，传真：…) belongs to the one before.
func clauses(before []rune) (lead, clause []rune) {
	end := len(before)
	for {
		i := end - 1
		for i >= 0 && before[i] != ',' && before[i] != ';' {
			i--
		}
		if i < 0 {
			return nil, before
		}
		if i > 0 && before[i-1] >= '0' && before[i-1] <= '9' && len(owner(before[i+1:])) == 0 {
			end = i
			continue
		}
		return before[:i], before[i+1:]
	}
}

// owner takes off the words for a telephone at the end of a part.
func owner(part []rune) []rune {
	for len(part) > 0 {
		if strings.ContainsRune(" :(-/、", part[len(part)-1]) || part[len(part)-1] >= '0' && part[len(part)-1] <= '9' {
			part = part[:len(part)-1]
			continue
		}
		_, n := plainPhone.ending(part, len(part))
		if n == 0 {
			break
		}
		part = part[:len(part)-n]
	}
	return part
}

// contact reports whether the number stands right behind the name of an office:
// 市图书馆电话…, 联系部门：征管科，电话….
func contact(lead, clause []rune) bool {
	name := owner(clause)
	if len(name) == 0 {
		name = owner(lead)
		if i := max(slices.Index(name, ','), slices.Index(name, ';')); i >= 0 {
			_, name = clauses(name)
		}
		if writerWords.within(name) {
			return false // 我在税务局，电话…
		}
	}
	_, n := placeEnds.ending(name, len(name))
	return n > 0
}

// directs reports whether earlier clauses send people to an office.
func directs(lead []rune) bool {
	by := slices.Index(lead, '由')
	return sendWords.within(lead) || by >= 0 && dutyEnds.within(lead[by:]) ||
		strings.Contains(string(lead), "我是") && staff.within(lead)
}

// officeAhead reports whether an office stands right behind a number: 请回电…税务服务大厅.
func officeAhead(behind []rune) bool {
	tail := []rune(strings.TrimLeft(string(behind), " (-:是为"))
	for p := range min(len(tail), 3) {
		if agencyWords.at(tail, p) > 0 {
			return true
		}
	}
	return false
}

// officeCalls reports whether an office is said to have called back: 税务所回电…让我再等.
func officeCalls(before, behind []rune) bool {
	_, clause := clauses(before)
	if pleaWords.within(clause) || strings.ContainsAny(string(clause), "请望盼让烦能") {
		return false
	}
	_, place := placeEnds.ending(clause, len(clause))
	return (place > 0 || agencyWords.within(clause)) && tellWords.at(behind, 0) > 0
}

// saidOf reads what is said of a number behind it: whose it was, what a call to
// it brought, or the hours of an office.
func (sc *Scanner) saidOf(clause []rune, end int) bool {
	rest := sc.sentenceAfter(end, 28)
	if len(rest) > 8 && hourWords.within(rest[:min(len(rest), 14)]) || workday(rest) {
		return true
	}
	parts := strings.FieldsFunc(string(rest), func(r rune) bool { return strings.ContainsRune(",;()", r) })
	for _, part := range parts {
		r := []rune(strings.TrimSpace(part))
		if _, n := callVerbs.ending(clause, len(clause)); n > 0 && calledWords.within(r) {
			return true
		}
		n := saidWords.at(r, 0)
		if n == 0 {
			continue
		}
		name := strings.TrimRight(string(r[n:]), "的 号电话")
		if _, n := placeEnds.ending([]rune(name), len([]rune(name))); n > 0 || strings.Contains(name, "你们") || strings.Contains(name, "哪个") {
			return true
		}
	}
	return false
}

// workday reports whether hours follow: 工作日9:00, (工作日8:30-17:30).
func workday(rest []rune) bool {
	i := strings.Index(string(rest), "工作日")
	if i < 0 || len([]rune(string(rest)[:i])) > 3 {
		return false
	}
	next := strings.TrimLeft(string(rest)[i+len("工作日"):], " :(上午")
	return next != "" && next[0] >= '0' && next[0] <= '9'
}

// sentenceAfter returns the folded runes of the sentence behind p, at most n.
func (sc *Scanner) sentenceAfter(p, n int) []rune {
	q := p
	for q < len(sc.f) && q < p+n && !strings.ContainsRune("。!?\n", sc.f[q]) {
		q++
	}
	return sc.f[p:q]
}
