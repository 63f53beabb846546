package redact

import "strings"

var (
	agencyWords = wordList("咨询", "热线", "监督", "举报", "投诉电话", "服务电话", "客服", "值班", "办公", "请拨打", "可拨打", "拨打", "致电", "窗口", "大厅", "局", "委", "政府",
		"中心", "街道办", "居委会", "村委会", "社区", "派出所", "法院", "检察院", "医院", "学校", "公司", "物业", "银行", "支队", "大队", "中队", "事务所", "服务站", "受理", "处:",
		"税务", "公安", "民政", "人社", "住建", "城管", "教育", "科:", "科室", "科电话", "所电话", "办电话", "站电话", "处电话", "股电话", "人民", "部门", "我办", "我镇", "我街道", "我中心", "我局", "我委", "我院",
		"工作人员", "办事处", "专线", "总机", "传真", "前往", "现场", "公示", "公开电话", "有疑问", "疑问", "进一步", "如需", "反馈", "办公室", "机关", "事业", "管理", "维修", "抢修", "报修", "报名", "预约", "承办", "单位", "供电", "供水", "燃气", "电信", "移动", "联通", "营业", "组织部", "宣传部", "纪委", "监委", "信访", "招生", "幼儿园", "小学", "中学", "大学", "服务", "联系我们", "有问题", "来电来访", "妇联", "残联", "工会", "消协", "法律援助")
	officePhones = wordList("办公座机", "单位座机")
	pleaWords    = wordList("希望", "盼", "恳请", "请求", "望尽快", "望解决", "望领导", "望住建", "求助", "恳求", "请尽快", "请帮", "请有关", "请相关", "望有关", "望相关", "望贵", "望局", "救救", "尽快联系", "早日联系")
	inviteWords  = wordList("拨打", "致电", "咨询", "热线", "监督", "客服", "值班", "窗口", "举报电话", "投诉电话", "办公电话", "办公室电话", "拨通", "打了", "打过", "局电话", "委电话", "中心电话", "所电话", "科电话", "办电话")
	engagedWords = wordList("没人接", "无人接", "打不通", "占线", "空号", "接线", "推诿", "不接", "没有人接", "忙音", "打不进", "无法接通", "停机", "打过去")
	replyWords   = []string{"您反映", "你反映", "您咨询", "你咨询", "您的留言", "您提出", "来信收悉", "留言收悉", "回复如下", "答复如下", "特此回复", "特此答复", "经核实", "经调查", "我局", "我委", "我办", "我镇", "我街道", "我中心", "您好", "网友", "感谢您", "收悉", "现答复", "现回复", "您所"}
)

// published decides whether a landline is an office's own. What is said of the
// number itself comes first: whose it is called in its own clause or the one
// behind. An office in an earlier clause counts only where the sentence sends
// people there (请到…办理，电话…) or names it as the one to reach (市税务局，电话…):
// letters of complaint name an office and then the writer's number.
func (sc *Scanner) published(start, end int) bool {
	before := sc.sentence(start, 45)
	if officePhones.within(before) || calledByTitle(before) {
		return true
	}
	lead, clause := clauses(before)
	behind := sc.after(end, 14)
	own, loose := ownIn(before)
	office := agencyWords.lastIn(before)
	labelled := sc.labelBefore(start, 14).class == agencyLabel
	if labelled {
		office = len(before)
	}
	if own >= 0 && callBack.at(before, own) > 0 && (officeAhead(behind) || officeCalls(before[:own], behind) || own < len(lead) && learntWords.within(clause)) {
		return true
	}
	if own >= 0 && own >= office-12 || own > office || loose > office && !(office >= 0 && sc.reply()) || ownTail.at(behind, 0) > 0 {
		return false
	}
	if office >= 0 && pleaWords.within(before) && !inviteWords.within(before) && !sc.reply() {
		return false // 望住建局尽快处理，电话0571-…: the office is asked, the number is the writer's
	}
	if part := roleWords.lastIn(before); part >= 0 && part > office {
		return false // 投诉人王女士，电话…
	}
	if labelled || agencyWords.within(clause) || office >= 0 && (sc.reply() || directs(lead)) || contact(lead, clause) || hourHeads.within(lead) {
		return true
	}
	if agencyWords.within(behind) || engagedWords.within(behind) {
		return true
	}
	return max(own, loose) < 0 && (sc.reply() || learntWords.within(clause) || sc.saidOf(clause, end))
}

// officers are titles of people who are called at their office.
var officers = wordList("局长", "副局长", "主任", "副主任", "科长", "副科长", "书记", "副书记", "所长", "处长", "站长", "大队长", "中队长", "股长", "县长", "镇长", "乡长", "区长", "科员", "专员", "警官", "民警", "网格员")

// calledByTitle reports whether the words before a number end in an officer and
// a word for a telephone: 联系人：李科长，电话：.
func calledByTitle(before []rune) bool {
	for q := len(before); q > 0 && q > len(before)-9; q-- {
		if _, n := officers.ending(before, q); n > 0 {
			return true
		}
		if !strings.ContainsRune(" ,、:(-联系办公座机电话号码固是为;0123456789", before[q-1]) {
			return false
		}
	}
	return false
}

// sentence returns up to n folded runes before p in the same sentence.
func (sc *Scanner) sentence(p, n int) []rune {
	q := p
	for q > 0 && q > p-n {
		if r := sc.f[q-1]; r == '。' || r == '!' || r == '?' || r == '\n' && q < p-1 && at(sc.f, q-2) != ':' {
			break
		}
		q--
	}
	return sc.f[q:p]
}

// after returns the folded runes of the clause behind p, at most n.
func (sc *Scanner) after(p, n int) []rune {
	q := p
	for q < len(sc.f) && q < p+n {
		if r := sc.f[q]; r == '。' || r == '!' || r == '?' || r == '\n' || r == ',' || r == ';' {
			break
		}
		q++
	}
	return sc.f[p:q]
}

// reply reports whether the whole text is an answer of an office.
func (sc *Scanner) reply() bool {
	if sc.isReply < 0 {
		sc.isReply = 0
		n := 0
		for _, w := range replyWords {
			if strings.Contains(sc.text, w) {
				n++
			}
		}
		if n >= 2 {
			sc.isReply = 1
		}
	}
	return sc.isReply == 1
}
