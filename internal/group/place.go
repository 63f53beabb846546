package group

import (
	"slices"
	"unicode"
)

// place is a name that tells one matter from another of the same theme: of a
// road, an estate, a school, a company. Only the two characters before the kind
// of place are kept, so that 丽水湾小区, 丽水湾花园 and 丽水湾 meet.
type place struct {
	key  term
	name string
	at   level
	lead bool // from the beginning of the text: perhaps only where somebody lives
	id   id   // of key, inside an index
}

type level uint8

const (
	site   level = iota // road, estate, school, company, village, line
	county              // 区 县
	city                // 市 州
	levels
)

// kinds of places, longest first within each length.
var siteKinds = kinds(`有限责任公司 股份有限公司
有限公司 安置小区 开发小区 工业园区 产业园区 商业广场 步行街 幼儿园 实验学校 实验小学 实验中学 附属小学 附属中学 外国语学校 职业技术学院 职业技术学校 技工学校 职业学校 技师学院 中等专业学校 中专 职高 职业学院 劳务公司 投资公司 建设公司 物业公司 置业公司 地产公司 开发公司 科技公司 贸易公司 装饰公司 建筑公司 教育公司 技术学院 人民医院 中心医院 污水处理厂 垃圾站
搅拌站 加油站 地铁站 公交站 火车站 高铁站 变电站 收费站 农贸市场 批发市场 购物中心 服务中心 度假村 工业园 产业园 科技园 开发区 高新区 经开区 示范区 安置房
小区 社区 家园 花园 公寓 新城 新村 新苑 新区 山庄 庄园 嘉园 佳园 名苑 名都 名城 豪庭 华庭 华府 公馆 公园 广场 大厦 大楼 写字楼 中心 国际 大道 大街 公路 高速 立交 大桥 隧道 水库 码头
小学 中学 学校 学院 大学 高中 初中 医院 诊所 卫生院 银行 公司 集团 酒店 宾馆 超市 商场 市场 影城 工地 项目 地块 楼盘 平台 电站 煤矿 铁矿 砖厂 砂厂 化工厂 水泥厂 养殖场 猪场 工厂
街道 居委会 村委会 号线 车站 号院 别墅 里弄 胡同 楼宇 机场 景区 校区 厂区 家属院 宿舍
苑 园 府 湾 庭 城 郡 墅 邸 路 街 巷 桥 厂 村 镇 乡`)

var areaKinds = map[rune]level{'区': county, '县': county, '旗': county, '市': city, '州': city}

// endings holds the last characters of all kinds of places.
var endings = func() *runeSet {
	s := ""
	for r := range siteKinds {
		s += string(r)
	}
	for r := range areaKinds {
		s += string(r)
	}
	return set(s)
}()

// notPlaces are words that end like a place and name none.
var notPlaces = words(`道路 马路 公路 铁路 线路 电路 修路 堵路 让路 拦路 半路 一路 走路 过路 出路 思路 后路 水路 网路 该路 此路 主路 辅路 小路 土路 烂路 断头路 泥路 同路 带路
上街 逛街 沿街 临街 该街 城市 县城 进城 商城 全城 长城 省城 古城 校园 公园 花园 家园 田园 乐园 果园 入园 政府 官府 学府 首都 全都 大都 该村 本村 全村 我村 农村 乡村 村村 行政村 自然村 新农村
城镇 乡镇 村镇 该镇 本镇 全镇 我镇 下乡 家乡 老乡 故乡 城乡 车站 网站 总站 分站 到站 电站 工厂 该厂 本厂 家里 这里 那里 哪里 夜里 心里 手里 城里 村里 屋里 公里 市里 县里 区里 镇里 乡里 校里 店里
房里 水里 家居 邻居 定居 安居 移居 小组 专案组 工作组 领导组 村民组 小区 社区 地区 校区 城区 市区 山区 片区 辖区 景区 厂区 园区 郊区 库区 老区 住宅区 工业区 生活区 我区 全区 本区 该区 各区 区区 新区
我县 全县 本县 该县 各县 我市 全市 本市 该市 各市 城市 超市 门市 都市 股市 上市 入市 夜市 菜市 楼市 房市 下河 过河 江河 爬山 上山 黑都 步行街 十字街 主干道 斑马线 一个 桥梁 立交桥 天桥 过桥 架桥`)

var cut = set("离距靠临挨的了是在我你您他她们这那就都也与及对到从把被让将由向求请问给为于以位某该本每各此住到去来说没有无不近旁边内外前后处附号第约共全整多少几个只条座侧反映投诉举报建议咨询感谢希望省市区县镇乡")

// adjectives say what sort of place it is, not which one.
var adjectives = words(`凝土 混凝 商品 大型 小型 私人 民营 公立 私立 民办 公办 高层 多层 电梯 商住 安置 住宅 居民 职工 老旧 高档 高端 学生 儿童 妇幼 农村 城市 城乡
国有 国营 房产 地产 劳务 保险 汽车 培训 驾驶 互联 网络 电动 快递 外卖 工程 建筑 施工 拆迁 附属 重点 示范 当地 本地 外地 社会 商业 休闲 娱乐 物流 污水 垃圾 自来
天然 燃气 供电 供水 移动 联通 电信 人民 中心 第一 第二 第三 实验 职业 技术 中医 师范 理工 科技 国际 中国 全国 城管 教育 医疗 卫生 投资 担保 金融 物业 置业 开发 中介
配套 公共 大型 综合 专科 社区 乡镇 中央 国家 省级 市级 县级 主要 交通 高速 快速 城际 地下 过街 人行 非法 黑心 无良 露天 临时 附近 旁边 对面 楼下 门口`)

type kindTable map[rune][][]rune

func kinds(s string) kindTable {
	t := kindTable{}
	for _, r := range runs(s) {
		last := r[len(r)-1]
		t[last] = append(t[last], r)
	}
	return t
}

func words(s string) map[string]bool {
	m := map[string]bool{}
	for _, r := range runs(s) {
		m[string(r)] = true
	}
	return m
}

// ends returns the length of the longest kind that run ends in, 0 if none.
func (t kindTable) ends(run []rune) int {
	best := 0
	for _, k := range t[run[len(run)-1]] {
		if len(k) > best && len(k) < len(run) && slices.Equal(run[len(run)-len(k):], k) {
			best = len(k)
		}
	}
	return best
}

// eachPlace calls do with every place that a run names.
func eachPlace(run []rune, do func(place)) {
	for end := 2; end <= len(run); end++ {
		r := run[end-1]
		if !endings.has(r) {
			continue
		}
		if at, ok := areaKinds[r]; ok && siteKinds.ends(run[:end]) == 0 {
			if p, ok := named(run[:end-1], run[:end], 1, at); ok {
				do(p)
			}
			continue
		}
		n := siteKinds.ends(run[:end])
		if n == 0 {
			continue
		}
		core := run[:end-n]
		for len(core) > 2 {
			m := siteKinds.ends(core)
			if m < 2 || len(core)-m < 2 {
				break
			}
			core = core[:len(core)-m]
		}
		if p, ok := named(core, run[:end], n, site); ok {
			do(p)
		}
	}
}

// named makes a place of what stands before its kind: a number or code
// (3号线, K2区), or at least two characters that can belong to a name.
func named(core, whole []rune, kind int, at level) (place, bool) {
	n := len(whole)
	for k := 2; kind == 1 && k <= min(3, n); k++ {
		if notPlaces[string(whole[n-k:])] {
			return place{}, false
		}
	}
	end := len(core)
	if end == 0 {
		return place{}, false
	}
	if !han(core[end-1]) {
		from := end
		for from > 0 && !han(core[from-1]) {
			from--
		}
		if at == site && !unicode.IsNumber(core[end-1]) {
			return place{}, false
		}
		return place{key: word(whole[from:]), name: string(whole[from:]), at: at}, true
	}
	from := end
	for from > 0 && end-from < 4 && han(core[from-1]) && !cut.has(core[from-1]) {
		from--
	}
	if end-from < 2 {
		return place{}, false
	}
	key := pair(core[end-2], core[end-1])
	if generic[key] || adjectives[string(core[end-2:end])] {
		return place{}, false
	}
	return place{key: key, name: string(whole[from:]), at: at}, true
}
