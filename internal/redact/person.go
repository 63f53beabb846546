package redact

import "strings"

const (
	surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛冉翁蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬仇栾隋刁沙荣巫寇桑郎甄丛仲虞敖巩佘池查麻苑迟邝傅張劉陳楊黃趙吳孫馬鄭謝許韓馮鄧蕭蔣葉蘇魏呂盧鐘譚陸範賈韋鄒閆龍賀顧龔嚴湯溫莊聶魯歐關蘭寧紀畢單裴蓋涂谷"
	// given lists characters usual in given names; a name without any word before
	// it is believed only if it is made of these.
	given  = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂红玉萍华建国文斌辉玲志林海燕波宁鹏飞梅丹莉俊峰雪琴云凤洁慧健龙欣婷宇鑫浩凯秋珍瑞晶佳嘉怡梦颖倩琳雨晨思雅春荣琪子轩涵梓豪博泽昊天翔宏亮东兵彬旭阳成新永金庆福贵德生祥光发才全忠义仁礼智信诚安康乐和美淑贞香花莲菊桃翠巧银宝胜利民友良善正清江河山川松柏树森木青蓝彩虹晓小大少立力学世家远广达振兴旺昌盛富裕喜悦爱心怀念盼望希冬夏水火土石玮璐瑶瑾瑜琼珊珠璇璟斐然若兮可依诗语悠苒妍妮娇媛嫣姝婉妙晴岚昕曦晖晔炜炎煜烨焕灿熙锋锐钢铁铭钰锦镇长朝阿维绍仲伯叔季亚亦艺益毅逸意忆尔先启奇琦祺岐其骏骥腾跃进步登顺景京津沪川渝楠楷桐梧槐柳杨柯荷芬芸芷茜茹莎莹菁菲萱蓉蓓蕾薇馨芹苗英莺雁鸿鹤鹰鹃凰麟虎豹彪武威震雷霆霖霏露霜沁沛泓洪涌淼渊源溪滢潇澜瀚汉湘沅泉泰巍岩岭峻崇崴道理哲睿聪颜勤俭谦恭敬孝悌贤圣圆满元亨之乃尚上中一二三四五六七八九十双连继续承传宗祖耀辰星月日昭显卫保护守邦定坤乾育培养"
	double = "欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 端木 百里 南宫 长孙 宇文 独孤"
)

var givenSet = func() (ok [65536]bool) {
	for _, r := range given {
		ok[r] = true
	}
	return ok
}()

var (
	// tags announce a name that follows. Those in plainTags must be followed by
	// a colon or a space, since other words follow them as often.
	nameTagWords = wordList("联系人", "联络人", "姓名", "我叫", "名叫", "户主", "申请人", "投诉人", "举报人", "反映人", "当事人", "诉求人", "业主", "患者", "本人", "我是", "来电人", "收件人", "留言人", "报料人", "受害人", "车主", "真实姓名", "联系人姓名", "署名", "房主", "户名", "开户名", "收款人", "机主", "经办人", "委托人", "家长", "学生", "小孩", "孩子", "女儿", "儿子", "妻子", "丈夫", "父亲", "母亲", "老公", "老婆", "爱人", "房东", "名字", "名字是", "名字叫", "实名", "持卡人", "落款", "此致", "找", "请找", "联系")
	strictTags   = []string{"本人", "我是", "业主", "车主", "联系", "找", "学生", "家长", "孩子", "小孩", "女儿", "儿子", "妻子", "丈夫", "父亲", "母亲", "老公", "老婆", "爱人", "房东", "患者", "当事人", "申请人", "收款人", "机主", "名字", "实名", "署名", "落款", "此致", "户名", "请找", "举报人", "投诉人", "受害人", "委托人", "经办人", "房主"}
	anyTags      = []string{"联系人", "姓名", "户主", "收件人", "申请人", "投诉人", "真实姓名", "联系人姓名", "户名"}
	soloTags     = []string{"联系人", "联络人", "姓名", "我叫", "名叫", "户主", "本人", "我是", "申请人", "投诉人", "举报人", "反映人", "诉求人", "业主", "来电人", "收件人", "留言人", "真实姓名", "联系人姓名", "患者", "车主", "当事人", "房主", "户名", "收款人", "署名", "名字", "机主", "持卡人", "受害人", "开户名", "落款"}
	titles       = wordList("局长", "主任", "科长", "书记", "县长", "市长", "镇长", "区长", "省长", "乡长", "所长", "处长", "厅长", "部长", "院长", "校长", "法官", "民警", "警官", "村长", "组长", "队长", "站长", "检察官", "政委", "主席", "委员", "副局", "股长", "会长", "行长", "主管", "经理", "老板", "老师", "医生", "律师", "记者", "教授", "干部", "专员", "科员", "园长", "总", "司长", "庭长", "大队长", "支书", "网格员", "同志")
	callings     = []string{"先生", "女士", "小姐", "同学", "师傅", "大爷", "大妈", "阿姨", "某某", "大姐", "大哥", "奶奶", "爷爷", "叔叔", "太太", "某"}
	hardWords    = wordList("身份证", "电话", "手机", "先生", "女士", "今年", "家住", "住", "男", "女", "微信", "联系", "反映", "号码", "护照", "扣扣", "年龄", "车牌", "银行卡")
	callWords    = wordList(callings...)
	mayPrecede   = wordList("联系", "找", "是", "叫", "和", "我", "人", "及", "给", "请", "主", "名", "子", "父", "母", "妻", "夫", "儿", "公", "婆", "由", "跟", "与", "村民", "居民", "市民", "者", "员", "户", "生", "东", "邻居", "加")
	linkWordSet  = wordList(linkWords...)
	doubleWords  = wordList(strings.Fields(double)...)
	notNameWords = wordList(notNames...)
	fieldWords   = wordList("电话", "手机", "地址", "身份", "号码", "信息", "联系", "姓名")
	noNames      = wordList("电话", "地址", "业主", "居民", "市民", "村民", "群众", "本人", "网友", "同上", "匿名", "保密", "不详", "单位", "职务", "手机", "部门", "办公", "科", "局", "性别", "无")
	followers    = wordList("身份", "电话", "手机", "住", "家", "今年", "是", "现", "男", "女", "系", "于", "在", "和", "的", "先生", "女士", "籍", "反映", "咨询", "投诉", "举报", "请", "想", "因", "为", "有", "从", "来", "联系", "微信", "号", "户", "年", "出生", "生于", "属", "毕业", "曾", "已", "将", "要", "给", "把", "被", "与", "及", "或", "等", "都", "也", "就", "说", "称", "购", "租", "买", "办", "去", "到", "向", "对", "一直", "目前", "车", "扣扣", "护照", "银行", "邮", "卡", "qq", "vx", "wx", "v", "证件", "，", "固话", "座机", "致电", "同学", "地址", "一家", "收")
)

// persons hides names: behind a word that announces one, and beside an item
// that was found. Holders of an office who are named with it stay.
func (sc *Scanner) persons() {
	data := sc.nearby
	for _, r := range sc.f {
		data = data || r == barrier
	}
	for p := 1; p <= len(sc.f); p++ {
		if sc.f[p-1] == barrier || sc.f[p-1] == opaque {
			continue
		}
		if p < len(sc.f) {
			sc.tagged(p, data)
		}
	}
	if data {
		sc.neighbours()
		sc.called()
	}
}

// tagged looks for 联系人：张伟 with the tag ending at p.
func (sc *Scanner) tagged(p int, data bool) {
	tag := sc.tagEnding(p)
	if tag == "" || !data && !in(soloTags, tag) {
		return
	}
	q, delimited := p, false
	for q < len(sc.f) && q < p+4 && strings.ContainsRune(": =-(是为叫\n", sc.f[q]) {
		delimited = delimited || sc.f[q] == ':' || sc.f[q] == '=' || sc.f[q] == '('
		q++
	}
	spaced := q > p
	n, sure := sc.nameAt(q)
	if n == 0 {
		if delimited && in(anyTags, tag) {
			n = sc.anyName(q)
		}
		if n == 0 {
			return
		}
	} else if !sure && !(tag == "我叫" || tag == "名叫" || delimited) {
		return
	} else if !delimited && tag == "落款" {
		return
	} else if !delimited && in(strictTags, tag) && !(spaced && sc.common(q, n)) && !(sc.common(q, n) && sc.hardEnd(q+n)) {
		return
	} else if !delimited && !sc.common(q, n) && !sc.hardEnd(q+n) {
		return
	}
	sc.hideName(q, n)
}

// hardEnd reports whether no word goes on at p.
func (sc *Scanner) hardEnd(p int) bool {
	if p >= len(sc.f) {
		return true
	}
	r := sc.f[p]
	if r == barrier || flagOf(r)&isHan == 0 {
		return true
	}
	return hardWords.at(sc.f, p) > 0
}

func (sc *Scanner) tagEnding(p int) string {
	if _, n := nameTagWords.ending(sc.f, p); n > 0 {
		return string(sc.f[p-n : p])
	}
	return ""
}

func in(list []string, w string) bool {
	for _, x := range list {
		if x == w {
			return true
		}
	}
	return false
}

// nameAt returns the length of a name with a usual surname at q, 0 if there is
// none, and whether what follows shows that it ends there.
func (sc *Scanner) nameAt(q int) (int, bool) {
	head := 0
	if doubleWords.at(sc.f, q) > 0 {
		head = 2
	}
	if head == 0 && q < len(sc.f) && flagOf(sc.r[q])&isSurname != 0 {
		head = 1
	}
	if head == 0 {
		return 0, false
	}
	if head == 1 {
		if n := callWords.at(sc.f, q+1); n > 1 {
			return 1 + n, true
		}
	}
	if head == 1 && at(sc.f, q+2) == '·' {
		head = 1
	}
	if at(sc.f, q+head) == ' ' && givenRune(at(sc.f, q+head+1)) && !givenRune(at(sc.f, q+head+2)) {
		return head + 2, sc.nameEnds(q + head + 2)
	}
	long, short := sc.han(q+head, 2), sc.han(q+head, 1)
	switch {
	case long && sc.nameEnds(q+head+2) && !(sc.follows(q+head+1) && !givenRune(sc.f[q+head+1])):
		return sc.withCalling(q, head+2), true
	case short && sc.nameEnds(q+head+1):
		return sc.withCalling(q, head+1), true
	case long && givenRune(sc.f[q+head]) && givenRune(sc.f[q+head+1]):
		return head + 2, false
	case short && givenRune(sc.f[q+head]):
		return head + 1, false
	}
	return 0, false
}

func (sc *Scanner) withCalling(q, n int) int {
	return n + callWords.at(sc.f, q+n)
}

// anyName takes two to four characters between a colon and a break.
func (sc *Scanner) anyName(q int) int {
	n := 0
	for n < 5 && q+n < len(sc.f) && flagOf(sc.f[q+n])&isHan != 0 && sc.f[q+n] != barrier {
		n++
	}
	if n < 2 || n > 4 || q+n < len(sc.f) && !strings.ContainsRune(",。;、 \n()", sc.f[q+n]) && sc.f[q+n] != barrier {
		return 0
	}
	if noNames.within(sc.f[q : q+n]) {
		return 0
	}
	return n
}

func givenRune(r rune) bool { return r > 0 && r < 65536 && givenSet[r] }

func (sc *Scanner) common(q, n int) bool {
	for i := q + 1; i < q+n; i++ {
		if r := sc.f[i]; r != ' ' && !givenRune(r) && !sc.callingAt(i) && !(i > q && sc.callingAt(i-1)) {
			return false
		}
	}
	return true
}

func (sc *Scanner) callingAt(p int) bool { return callWords.at(sc.f, p) > 0 }

func (sc *Scanner) han(p, n int) bool {
	for i := p; i < p+n; i++ {
		if i >= len(sc.f) || flagOf(sc.f[i])&isHan == 0 {
			return false
		}
	}
	return true
}

func (sc *Scanner) nameEnds(p int) bool {
	return p >= len(sc.f) || flagOf(sc.f[p])&isHan == 0 || sc.follows(p) || sc.titleAt(p)
}

func (sc *Scanner) follows(p int) bool { return followers.at(sc.f, p) > 0 }

func (sc *Scanner) titleAt(p int) bool { return titles.at(sc.f, p) > 0 }

// hideName hides the name unless an office is named with it.
func (sc *Scanner) hideName(q, n int) {
	if sc.titleAt(q+n) || sc.titleAt(q+1) || sc.titleBefore(q) {
		return
	}
	if fieldWords.within(sc.f[q : q+n]) {
		return
	}
	if at(sc.f, q+1) == '某' {
		return // already hidden by the writer
	}
	for i := q; i < q+n; i++ {
		if sc.f[i] == barrier {
			return
		}
	}
	sc.hide(Person, q, q+n)
}

func (sc *Scanner) titleBefore(q int) bool {
	_, n := titles.ending(sc.f, q)
	return n > 1 && !sc.hasAt(q-2, []rune("老板")) && !sc.hasAt(q-2, []rune("同志"))
}

// honorific reports whether a found name is only a surname with a title.
func honorific(name string) bool {
	for _, c := range callings {
		if strings.HasSuffix(name, c) && len([]rune(name)) <= len([]rune(c))+1 {
			return true
		}
	}
	return false
}

// linkWords may stand between a name and the item beside it.
var linkWords = []string{"的电话", "电话", "手机号码", "手机号", "手机", "联系电话", "联系方式", "身份证号码", "身份证号", "身份证", "身份证件号", "微信号", "微信", "qq", "号码", "号", "是", "为", "银行卡号", "银行卡", "卡号", "住址", "家住", "住在", "住", "地址", "家庭住址", "邮箱", "座机", "车牌", "车牌号", "护照", "护照号", "的", "tel", "vx", "wx", "v信", "扣扣", "本人", "现住", "账号", "联系", "证件号", "证件号码", "家庭地址", "男", "女", "车", "开户行", "户籍", "公民", "固话", "拨打", "致电", "薇信", "q号", "账户"}

// neighbours looks left and right of every item for a bare name.
func (sc *Scanner) neighbours() {
	for p := 0; p < len(sc.f); p++ {
		if sc.f[p] != barrier {
			continue
		}
		if p == 0 || sc.f[p-1] != barrier {
			sc.nameBefore(p)
		}
		if p+1 < len(sc.f) && sc.f[p+1] != barrier {
			sc.nameAfter(p + 1)
		}
	}
}

// nameBefore looks for 张伟 13800138000 and 张伟，电话是138….
func (sc *Scanner) nameBefore(p int) {
	q := sc.strip(p)
	for _, n := range []int{3, 2, 4} {
		start := q - n
		if start < 0 || !sc.bareName(start, n) {
			continue
		}
		if start > 0 && flagOf(sc.f[start-1])&isHan != 0 && sc.f[start-1] != barrier && !sc.nameMayFollow(start) {
			continue
		}
		sc.hideName(start, n)
		return
	}
}

// strip goes back over punctuation and link words.
func (sc *Scanner) strip(p int) int {
	words := 0
	for p > 0 {
		r := sc.f[p-1]
		if strings.ContainsRune(" :,(（、-=/\n[【\t+|;", r) {
			p--
			continue
		}
		_, n := linkWordSet.ending(sc.f, p)
		if n == 0 || words > 4 {
			return p
		}
		p -= n
		words++
	}
	return p
}

func (sc *Scanner) nameMayFollow(p int) bool {
	_, n := mayPrecede.ending(sc.f, p)
	return n > 0
}

// bareName judges n runes as a name with nothing to announce it.
func (sc *Scanner) bareName(p, n int) bool {
	for i := p; i < p+n; i++ {
		if flagOf(sc.f[i])&isHan == 0 || sc.f[i] == barrier {
			return false
		}
	}
	if n == 4 {
		return doubleWords.at(sc.f, p) > 0 && givenRune(sc.f[p+2]) && givenRune(sc.f[p+3])
	}
	if n == 2 && strings.ContainsRune("小老阿", sc.f[p]) && flagOf(sc.r[p+1])&isSurname != 0 {
		return notNameWords.at(sc.f, p) == 0
	}
	if flagOf(sc.r[p])&isSurname == 0 {
		return false
	}
	for i := p + 1; i < p+n; i++ {
		if !givenRune(sc.f[i]) {
			return false
		}
	}
	return notNameWords.at(sc.f, p) == 0
}

var notNames = []string{"方便", "时间", "有限", "安全", "高度", "文明", "成立", "任意", "平安", "明天", "华为", "金华", "万达", "向阳", "康乐", "文化", "高新", "经开", "时代", "和平", "江山", "安徽", "江西", "江苏", "广东", "温州", "杭州", "郑州", "成都", "宁波", "金融", "石家", "马上", "方向", "关心", "关于", "应该", "于是", "和我", "成功", "包子", "单元", "路边", "江南", "海口", "常住", "全家", "全国", "解放", "石景", "高中", "初中", "农民", "农业", "农村", "车上", "车子", "车主", "连续", "毛利", "查看", "查明", "明显", "古城", "房子", "房东", "安排", "公安", "万元", "商家", "平时", "白天", "路上", "祝福", "盛世", "沙河", "游玩", "谢谢", "金额", "江北", "江东", "安康", "华安", "连云", "小区", "小路", "小车", "老家", "老路", "小房", "老房", "小项", "老项", "小时", "小马路", "老马路", "老年", "小方", "小金额"}

// nameAfter looks for 13800138000 张伟 and 13800138000（张女士）.
func (sc *Scanner) nameAfter(p int) {
	q := p
	for q < len(sc.f) && q < p+3 && strings.ContainsRune(" (:-,、/", sc.f[q]) {
		q++
	}
	if q >= len(sc.f) || sc.f[q] == barrier {
		return
	}
	for _, n := range []int{3, 2} {
		if q+n > len(sc.f) || !sc.bareName(q, n) {
			continue
		}
		if e := q + n; e < len(sc.f) && sc.f[e] != barrier && !strings.ContainsRune(" ),。;、\n", sc.f[e]) && !sc.callingAt(e) {
			continue
		}
		sc.hideName(q, n)
		return
	}
}

// called hides 张先生 and 王建国先生 in a text that holds data.
func (sc *Scanner) called() {
	for p := 1; p+1 < len(sc.f); p++ {
		size := callWords.at(sc.f, p)
		if size < 2 || sc.hasAt(p, []rune("某某")) || sc.hasAt(p, []rune("同学")) {
			continue
		}
		for _, n := range []int{3, 2, 1} {
			start := p - n
			if start < 0 || n > 1 && !sc.bareName(start, n) || n == 1 && flagOf(sc.r[start])&isSurname == 0 {
				continue
			}
			if n > 1 && start > 0 && flagOf(sc.f[start-1])&isHan != 0 && sc.f[start-1] != barrier && !sc.nameMayFollow(start) {
				continue
			}
			if sc.f[start] != barrier && sc.dataWithin(start, p+size, 30) {
				sc.hideName(start, n+size)
			}
			break
		}
	}
}

func (sc *Scanner) dataWithin(start, end, n int) bool {
	if sc.nearby {
		return true
	}
	for i := max(0, start-n); i < min(len(sc.f), end+n); i++ {
		if sc.f[i] == barrier {
			return true
		}
	}
	return false
}
