package redact

import "strings"

// addresses hides homes: an estate with building and room, a street number with
// one, a village group with a number. A street, an estate or an office stays.
func (sc *Scanner) addresses() {
	for p := 0; p < len(sc.f); p++ {
		if sc.f[p] == barrier || sc.f[p] == opaque || !sc.countAt(p) {
			continue
		}
		end, c := sc.chain(p)
		if c.parts == 0 {
			for p+1 < len(sc.f) && sc.countAt(p+1) {
				p++
			}
			continue
		}
		start, ok := sc.home(p, end, c)
		if ok {
			sc.hide(Address, start, end)
		}
		p = max(end-1, p)
	}
}

// countAt reports whether a number of an address may begin at p.
func (sc *Scanner) countAt(p int) bool {
	r := sc.r[p]
	if _, script := digitOf(r); script <= ringed {
		return true
	}
	return (r == '十' || r == '百') && p > 0 || asciiLetter(sc.f[p]) && !alnum(at(sc.f, p-1)) && strings.ContainsRune("栋幢座区单户#号", at(sc.f, p+1))
}

// parts of an address, as found from the first number on.
type chain struct {
	parts    int  // numbers with a unit
	number   bool // 号 of a street or a house
	building bool // 栋 幢 座 号楼
	stair    bool // 单元
	floor    bool
	room     bool // 室 户 or a bare number at the end
	group    bool // 组 队 社 of a village
	lane     bool // 弄
	dashes   int
	first    rune
	value    int // of the last number
}

// chain reads numbers with units from p on: 88号3单元502室.
func (sc *Scanner) chain(p int) (int, chain) {
	var c chain
	end := p
	for p < len(sc.f) && c.parts+c.dashes < 8 {
		q := sc.countEnd(p)
		if q == p {
			break
		}
		c.value = q - p
		n, unit := sc.unitAt(q)
		if n == 0 && c.parts > 0 && sc.f[p] != ' ' && (c.building || c.stair || c.lane || c.floor) && q-p >= 2 && !sc.measures(q) {
			c.room = true
			return q, c
		}
		if n == 0 {
			if s := at(sc.f, q); (s == '-' || s == '—' || s == '/' || s == '#') && c.dashes < 3 && sc.countEnd(q+1) > q+1 && q-p <= 3 {
				c.dashes++
				if s == '#' {
					c.building = true
				}
				c.parts++
				if c.first == 0 {
					c.first = '-'
				}
				p = q + 1
				end = sc.countEnd(p)
				if k, _ := sc.unitAt(end); k == 0 {
					if s2 := at(sc.f, end); s2 != '-' && s2 != '#' {
						if c.dashes >= 2 || c.building || c.lane || c.number {
							c.room = end-p >= 2 && !sc.measures(end)
						}
						return end, c
					}
				}
				continue
			}
			break
		}
		if c.first == 0 {
			c.first = unit
		}
		switch unit {
		case '号':
			c.number = true
		case '栋':
			c.building = true
		case '单':
			c.stair = true
		case '楼':
			c.floor = true
		case '室':
			c.room = true
		case '组':
			c.group = true
		case '弄':
			c.lane = true
		}
		c.parts++
		end = q + n
		p = end
		for p < len(sc.f) && (sc.f[p] == ' ' || sc.f[p] == '-' || sc.f[p] == ',' && c.parts > 0 && c.parts < 4 || sc.f[p] == '的' || sc.f[p] == '附' || invisible(sc.f[p])) && p < end+2 {
			p++
		}
		if unit == '号' || unit == '弄' || unit == '组' {
			p = sc.estateInside(p)
		}
	}
	return end, c
}

// estateInside passes over the name of an estate between a street number and a
// building: 文三路88号翠苑小区3幢502.
func (sc *Scanner) estateInside(p int) int {
	for q := p; q < len(sc.f) && q < p+12; q++ {
		r := sc.f[q]
		if sc.countAt(q) {
			if q > p && flagOf(sc.f[q-1])&isRoad != 0 {
				if n, u := sc.unitAt(sc.countEnd(q)); n > 0 && u != '号' || n > 1 || at(sc.f, sc.countEnd(q)) == '-' {
					return q
				}
			}
			return p
		}
		if flagOf(r)&isHan == 0 && !asciiLetter(r) {
			return p
		}
	}
	return p
}

// countEnd returns the end of a number of an address that begins at p.
func (sc *Scanner) countEnd(p int) int {
	q := p
	for q < len(sc.f) && q < p+6 && sc.f[q] < barrier {
		r := sc.r[q]
		if _, script := digitOf(r); script <= ringed || r == '十' || r == '百' || r == '廿' {
			q++
			continue
		}
		if invisible(r) && q > p {
			q++
			continue
		}
		if asciiLetter(sc.f[q]) && (q == p || sc.f[q] < 'h') {
			q++
			continue
		}
		break
	}
	return q
}

// measures reports whether a number counts something instead of naming a room.
func (sc *Scanner) measures(p int) bool {
	return strings.ContainsRune("-年月日元万亿人平㎡米个天次块户层楼多余%名家岁时点分秒套间条处辆吨亩.版期届", at(sc.f, p)) && p < len(sc.f) && !sc.upstairs(p)
}

// upstairs reports whether 楼 at p begins 楼上 or 楼下.
func (sc *Scanner) upstairs(p int) bool {
	next := at(sc.f, p+1)
	return at(sc.f, p) == '楼' && (next == '上' || next == '下')
}

// unitKind folds the units of an address into a few kinds.
var unitKind = map[string]rune{
	"号楼": '栋', "号院": '号', "号房": '室', "号门": '单', "号": '号', "单元": '单', "栋": '栋', "幢": '栋', "座": '栋', "室": '室', "户": '室', "房间": '室', "房": '室', "弄": '弄', "支弄": '弄', "楼": '楼', "层": '楼', "组": '组', "队": '组', "社": '组', "梯": '单', "排": '栋', "#楼": '栋', "门": '单', "#": '栋', "区": '楼', "期": '楼', "村民小组": '组', "单": '单', "巷": '弄',
}

var unitWords = func() *lexicon {
	var list []string
	for u := range unitKind {
		list = append(list, u)
	}
	return wordList(list...)
}()

// unitAt returns the width and the kind of the unit at q.
func (sc *Scanner) unitAt(q int) (int, rune) {
	for q < len(sc.f) && invisible(sc.f[q]) {
		q++
	}
	spaces := 0
	if at(sc.f, q) == ' ' {
		spaces, q = 1, q+1
	}
	if n := unitWords.at(sc.f, q); n > 0 {
		if sc.upstairs(q + n - 1) { // 901楼上: the room, and who lives above
			n--
		}
		if n == 0 {
			return 0, 0
		}
		return spaces + n, unitKind[string(sc.f[q:q+n])]
	}
	return 0, 0
}

var (
	homeWords   = wordList("家住", "独居", "独居于", "住在", "住址", "住:", "家庭地址", "家庭住址", "现住", "我家", "居住", "户籍", "住于", "租住", "家在", "暂住", "老家", "收货地址", "我住", "邮寄", "寄到", "寄送", "收件", "自家", "本人住", "地址:", "地址", "家庭", "房子在", "房屋")
	weakHomes   = wordList("地址", "房屋")
	officeWords = wordList("政府", "局", "大厅", "市民中心", "行政中心", "服务中心", "窗口", "法院", "检察院", "派出所", "学校", "医院", "办公", "公司", "受理", "办事处", "居委会", "村委会", "银行", "酒店", "大学", "中学", "小学", "机关", "委员会", "政务", "营业厅", "信访", "中心", "仲裁", "税务", "前往", "大楼", "幼儿园", "工作站", "招待所", "法庭", "接待", "科", "管委会", "服务站", "事务所", "门店", "店铺", "商铺", "超市", "宾馆", "邮编", "馆", "大厦", "写字楼", "商务", "广场", "科技园", "创业园", "产业园", "开发区")
)

// home decides whether the chain is somebody's home and where it begins.
func (sc *Scanner) home(p, end int, c chain) (int, bool) {
	if at(sc.f, p-1) == '第' {
		if p--; c.first != '组' {
			return 0, false
		}
	}
	start := sc.placeStart(p)
	before := sc.f[start-len(sc.sentence(start, 14)) : p]
	home := homeWords.lastIn(before)
	lived := home >= 0
	strong := lived && weakHomes.lastIn(before) != home
	road := p > 0 && flagOf(sc.f[p-1])&isRoad != 0 && p > start+1
	detail := p > start+1 && (c.room || c.stair && c.building)
	fine := false
	switch {
	case c.group && (c.number || c.room) && c.first == '组' || c.group && lived && road:
		fine = true
	case c.room && (c.building || c.stair || c.lane || c.number || c.dashes > 0) && (road || lived || c.parts >= 3 || c.building && p-start >= 2):
		fine = true
	case c.dashes >= 2 && (road || lived) && c.value > 0 && c.room:
		fine = true
	case c.room && c.parts >= 1 && road && (c.floor || c.building || c.number) || c.room && lived && road:
		fine = true
	case c.number && road && lived && (strong || !c.room):
		fine = true
	case c.lane && c.number && (road || lived):
		fine = true
	case detail && lived:
		fine = true
	case c.stair && c.building && c.number && (road || p-start >= 2) || c.number && c.stair && road:
		fine = true
	}
	if !fine || at(sc.f, p-1) == barrier && !lived {
		return 0, false
	}
	if strong {
		return start, true
	}
	tail := sc.after(end, 10)
	if officeWords.within(sc.f[start:end]) || officeWords.within(tail) || !c.stair && officeWords.within(sc.sentence(start, 8)) {
		return 0, false
	}
	return start, true
}

var addressStops = wordList("住址", "地址", "家住", "住在", "现住", "居住", "独居", "住于", "租住", "我家", "家在", "位于", "户籍", "在", "是", "为", "于", "到", "至", "从", "的", "我", "住", "了", "给", "寄", "送", "系", "与", "业主", "这", "那", "请", "去", "来", "买", "租")

// placeStart goes back from the first number over the names of street, estate,
// town, city and province.
func (sc *Scanner) placeStart(p int) int {
	q, since := p, 0
	for q > 0 && p-q < 40 && since < 12 {
		r := sc.f[q-1]
		if (r == ' ' || r == '-' && q == p) && flagOf(at(sc.f, q-2))&isHan != 0 && strings.ContainsRune("省市区县镇乡村道路街巷弄园苑庄府城", at(sc.f, q-2)) {
			q--
			continue
		}
		if flagOf(r)&(isHan|isDigit|isLetter) == 0 && !asciiLetter(r) {
			break
		}
		if flagOf(r)&isHan != 0 && stopsAt(sc.f, q) {
			break
		}
		since++
		if strings.ContainsRune("省市区县镇乡村街道路旗州里", r) {
			since = 0
		}
		q--
	}
	if since >= 12 {
		q += since - 4
	}
	return min(q, p)
}

func stopsAt(f []rune, q int) bool {
	_, n := addressStops.ending(f, q)
	return n > 0
}
