package redact

import "strings"

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
	if n == 3 && doubleWords.at(sc.f, p) > 0 && givenRune(sc.f[p+2]) {
		return true
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
