package redact

import "strings"

// What says that a number is the writer's own. Strong words say so although an
// office is named behind them; loose ones, which offices write too, only where
// they stand nearer to the number than any office.
var (
	strongOwn = wordList("我家", "家里", "家中", "我的", "宅电", "家庭电话", "住宅电话", "家电话", "本人", "联系我", "找我", "打我", "回我",
		"回电", "我电话", "我老", "我妈", "我爸", "我父", "我母", "我们家", "自家", "私人", "业主电话", "住户电话", "租户电话", "房东电话", "我是", "我叫", "本户")
	looseOwn = wordList("座机", "固话", "坐机", "住宅", "家庭", "老人", "邻居", "房东", "家属", "住户", "户主")
)

// notOwn says by what stands before or behind a word that it is an office's after
// all: 拨打我中心电话, 申请人本人持证到窗口, 商家电话, 老人优待证.
var notOwn = map[string]struct{ before, behind string }{
	"联系我": {"", offices + " 们"}, "找我": {"", offices + " 们"}, "打我": {"", offices + " 们"}, "回我": {"", offices + " 们"},
	"回电":  {"", "我单位 我局 我委 我办 我中心 我科 我所 我院 我站 我们"},
	"本人":  {"需 要 须 由 请 凭 应 者 人 您 代 非 员 户 生 属 主", "持 携 带 凭 有效 身份证 亲自 签 须 需 或"},
	"家电话": {"商 厂 专 国 管 店 大 卖 买 一 这 那 两 哪 东", ""},
	"住宅":  {"", "专项 小区 用地 区 项目 工程 建设 物业 维修 楼 质量 装修 公积金 交易 电梯"},
	"家庭":  {"", "医生 服务 困难 经济 综合 农场 成员 保障 住房 教育 暴力 病床 情况 收入 财产 户"},
	"老人":  {"", "院 优 服务 大学 公寓 之家 协会 证 卡 乘 补贴 高龄 福利 保 本人 身份"},
	"家属":  {"", "院 区 楼 大院"},
	"座机":  {offices + dutyWords, ""}, "固话": {offices + dutyWords, ""}, "坐机": {offices + dutyWords, ""}, // 办税服务厅座机, 我局的座机
}

// dutyWords are words that end a clause before an office's 座机.
const dutyWords = " 大厅 咨询 值班 办公"

// staff is who 我是 introduces where an office speaks.
var staff = wordList("工作人员", "民警", "网格员", "客服人员", "负责人")

// offices are words behind 我 in the name that an office gives itself, and at the
// end of any office's name.
const offices = "单位 局 委 办 中心 科 所 院 站 队 馆 校 公司 镇 乡 街道 社区 区 县 市 省 州 旗 村 处 厅 部 室 组 店 司 行 社 园 场 厂 段 团 机关 窗口 银行 协会 集团 项目 服务 物业 前台"

// ownIn returns where the last strong and the last loose word in a sentence
// begin, -1 for none.
func ownIn(before []rune) (strong, loose int) {
	return lastOwn(strongOwn, before), lastOwn(looseOwn, before)
}

func lastOwn(list *lexicon, before []rune) int {
	for p := len(before) - 1; p >= 0; p-- {
		if n := list.at(before, p); n > 0 && !excused(before, p, n) {
			return p
		}
	}
	return -1
}

// excused looks past a particle or a comma: 我局的座机, 请联系市城管局, 座机.
func excused(before []rune, p, n int) bool {
	word := string(before[p : p+n])
	if word == "我是" || word == "我叫" {
		clause, _, _ := strings.Cut(string(before[p:]), ",")
		return staff.within([]rune(clause))
	}
	not, known := notOwn[word]
	return known && (beside(string(before[p+n:]), not.behind, strings.HasPrefix) ||
		beside(strings.TrimRight(string(before[:p]), "的 ,"), not.before, strings.HasSuffix))
}

// beside reports whether one of the words stands at the near end of a part.
func beside(part, words string, at func(s, word string) bool) bool {
	for w := range strings.FieldsSeq(words) {
		if at(part, w) {
			return true
		}
	}
	return false
}
