package group

import (
	"unicode"

	"yingda/internal/fold"
)

// term is a pair of characters of the basic plane, packed, or the hash of a
// number or Latin word with the character after it. A pair of Chinese
// characters is never below 0x34000000; hashes always are.
type term uint32

const hashMask = 0x33FFFFFF

func pair(a, b rune) term {
	if a < 0x3400 || a > 0xFFFF || b > 0xFFFF {
		return word([]rune{a, b})
	}
	return term(a)<<16 | term(b)
}

func word(r []rune) term {
	h := uint32(2166136261)
	for _, c := range r {
		h = (h ^ uint32(c)) * 16777619
	}
	return term(h & hashMask)
}

// runs cuts folded text into runs of letters and digits.
func runs(s string) [][]rune {
	all := make([]rune, 0, len(s)/2)
	var out [][]rune
	from := 0
	for _, r := range fold.String(s) {
		if han(r) || unicode.IsLetter(r) || unicode.IsNumber(r) {
			all = append(all, r)
			continue
		}
		if len(all) > from {
			out = append(out, all[from:len(all):len(all)])
			from = len(all)
		}
	}
	if len(all) > from {
		out = append(out, all[from:])
	}
	return out
}

func han(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r >= 0x3400 && unicode.Is(unicode.Han, r)
}

// eachTerm calls do with each term of a run. Pairs with a grammatical
// character in them say nothing about the matter and are left out.
func eachTerm(run []rune, do func(t term, spelled []rune)) {
	for i := 0; i < len(run); {
		if han(run[i]) {
			if i+1 < len(run) && han(run[i+1]) && !grammatical.has(run[i]) && !grammatical.has(run[i+1]) {
				do(pair(run[i], run[i+1]), run[i:i+2])
			}
			i++
			continue
		}
		end := i
		for end < len(run) && !han(run[end]) {
			end++
		}
		if end-i > 1 || unicode.IsLetter(run[i]) {
			do(word(run[i:end]), run[i:end])
		}
		if end < len(run) {
			do(word(run[i:end+1]), run[i:end+1])
		}
		i = end
	}
}

var grammatical = set("的了是在我你您他她它们这那就都也很着吗呢吧啊与及而且或则但被把让将之于以为所其又再还并却只才已曾等个些么什怎呀哦嘛请谢")

// runeSet is a set of characters of the basic plane.
type runeSet [1 << 10]uint64

func (s *runeSet) has(r rune) bool { return uint32(r) < 1<<16 && s[r>>6]&(1<<(r&63)) != 0 }

func set(s string) *runeSet {
	var out runeSet
	for _, r := range s {
		out[r>>6] |= 1 << (r & 63)
	}
	return &out
}

// generic lists what messages to an agency say whatever they are about. Their
// terms count as common from the first post on.
var generic = func() map[term]bool {
	m := map[term]bool{}
	for _, run := range runs(genericWords) {
		eachTerm(run, func(t term, _ []rune) { m[t] = true })
	}
	return m
}()

const genericWords = `尊敬 领导 您好 你好 反映 反应 情况 问题 解决 希望 请求 恳请 恳求 望能 有关部门 相关部门 政府 书记 市长 局长 老百姓 百姓 居民 市民 群众
业主 广大业主 全体业主 投诉 举报 建议 咨询 求助 请问 感谢 谢谢 辛苦 回复 答复 尽快 处理 重视 关注 关心 帮助 支持 严重 影响 生活 正常 长期 多次 一直
现在 目前 已经 至今 没有 不能 无法 不知道 为什么 怎么 什么时候 何时 如何 是否 可以 应该 需要 认为 觉得 知道 出现 存在 造成 导致 进行 要求 規定 规定
相关 有关 部门 单位 负责 工作 人员 时间 今年 去年 每天 晚上 早上 上午 下午 左右 小时 开始 以后 之后 之前 附近 周边 旁边 地方 这里 那里 大家 很多 许多 所有
非常 十分 特别 比较 根本 完全 真的 实在 由于 因为 所以 但是 虽然 如果 不管 无论 而且 此致 敬礼 盼复 望回复 本人 我们 电话 联系 打电话 反馈 核实 调查 监管
管理 合理 不合理 权益 合法 违法 违规 严查 查处 整改 落实 何去何从 无人管 没人管 怎么办 给予 给个 说法 一个 几个 多年 几年 个月 天天 今天 昨天 问题严重 扰民`
