package grade

import (
	"slices"
	"strings"
)

// harmWords are reports of things that happen to people. Words of judgement
// (disgraceful, excellent) do not belong here, and neither do words for protest.
var harmWords = map[Harm]string{
	Life: `死亡 身亡 遇难 丧生 溺亡 坠亡 猝死 死了人 死了 致死 生命危险 危及生命 抢救无效 病危`,
	Health: `受伤 重伤 轻伤 骨折 晕倒 昏倒 昏迷 晕厥 中暑 中毒 送医 送到医院 送往医院 送去医院 进了医院 叫了救护车 住院了 住进医院 住院治疗 呕吐
		腹泻 拉肚子 过敏 烫伤 烧伤 摔伤 砸伤 撞伤 流血 感染 发病 抢救 冻伤`,
	Safety: `坍塌 塌方 塌陷 倒塌 漏电 触电 起火 着火 失火 火灾 爆炸 燃气泄漏 煤气泄漏 漏气 坠落 掉下来 砸下来 脱落 踩踏 被困
		困在电梯 电梯困人 滑倒 摔倒 绊倒 井盖缺失 没有井盖 电线裸露 墙体开裂 消防通道被堵 刹车失灵 溺水`,
	Property: `被骗 受骗 转走了 多收 多扣 多缴 多交 重复扣款 重复收费 重复缴费 扣错 扣款错误 没退 未退 不退钱 退款没到 退税没到
		没到账 未到账 没有到账 损失 被盗 账户被冻结 账号被冻结 冻结了账户 漏水 被淹 淹了`,
	Livelihood: `停水 断水 没水 没有水 停电 断电 没电 没有电 停气 断气 没有暖气 停暖 不供暖 没供暖 没暖气 欠薪 拖欠工资 没发工资 工资没发 工资未发
		养老金没发 养老金未发 养老金停发 低保停发 低保没发 补贴没发 补助没发 断保 断缴 停保 无法报销 报销不了 失业 停工 停业 停课 无家可归 没地方住 饮水困难`,
	Access: `进不去 打不开 登不上 登录不上 登录不了 无法登录 无法打开 无法办理 办不了 办不成 无法提交 提交不了 无法预约 约不上 预约不上 取不到号 没有号
		系统故障 系统崩溃 系统瘫痪 系统异常 系统报错 服务中断 暂停办理 停止办理 不予受理 不受理 不给办 窗口关闭 关门了 没人接 无人接听 打不通
		排队 等了一上午 等了一天 跑了几趟 跑了三趟 跑了两趟 来回跑 轮椅上不去 没有坡道 没有无障碍 盲道被占 无法通行 封路 道路中断 交通中断 堵在 看不了病 上不了学`,
	Rights: `没有告知 未告知 没告知 没有公示 未公示 没公示 没有听证 未听证 信息泄露 信息被泄露 泄露了个人信息 个人信息公开了 未答复 没有答复 没答复 不答复
		没有回复 未回复 没回复 不回复 没有书面 不出具 不给开 超期 逾期未 逾期没 拒绝提供 不让申诉 无法申诉 没有说明理由 未说明理由 名字被冒用 被冒用 被取消资格 资格被取消`,
}

// A harm is not reported if one of these stands right before it, or before one
// of the links: 没有人员受伤, 避免发生踩踏, 会不会停水.
var (
	denials = []string{
		"没有", "没", "未", "无", "并无", "无人", "不会", "不再", "避免", "防止", "预防", "谨防", "以免", "会不会", "是否", "如果", "万一", "假如", "要是",
		"不用", "不需要", "不必", "无需", "免", "免于", "减少", "杜绝", "告别", "防", "反", "防范",
	}
	links = []string{"", "人", "人员", "造成", "发生", "出现", "造成人员", "任何", "再", "再次", "因", "遇到", "遇", "有人", "有", "会", "被"}
)

// Nor is it if one of these follows: 失业保险, 火灾演练.
var topics = [][]rune{
	[]rune("保险"), []rune("金"), []rune("登记"), []rune("演练"), []rune("演习"), []rune("知识"), []rune("培训"),
	[]rune("宣传"), []rune("预防"), []rune("防范"), []rune("防控"), []rune("应急预案"), []rune("标准"), []rune("政策"), []rune("怎么办理"),
}

type harmWord struct {
	runes []rune
	kind  Harm
}

// harmIndex finds the words by their first rune, longest first.
var harmIndex = indexHarm()

func indexHarm() map[rune][]harmWord {
	index := map[rune][]harmWord{}
	for _, kind := range Harms {
		for _, w := range strings.Fields(harmWords[kind]) {
			r := []rune(w)
			index[r[0]] = append(index[r[0]], harmWord{r, kind})
		}
	}
	for _, words := range index {
		slices.SortStableFunc(words, func(a, b harmWord) int { return len(b.runes) - len(a.runes) })
	}
	return index
}

// denied holds every denial with every link, as runes.
var denied = func() [][]rune {
	var all [][]rune
	for _, d := range denials {
		for _, l := range links {
			all = append(all, []rune(d+l))
		}
	}
	return all
}()

type harmHit struct {
	kind       Harm
	start, end int
}

// harmsIn returns the reported harms of a folded text; hits do not overlap.
func harmsIn(text []rune) []harmHit {
	var hits []harmHit
	for i := 0; i < len(text); i++ {
		for _, w := range harmIndex[text[i]] {
			if !startsWith(text[i:], w.runes) {
				continue
			}
			if !isDenied(text[:i]) && !isTopic(text[i+len(w.runes):]) {
				hits = append(hits, harmHit{w.kind, i, i + len(w.runes)})
			}
			i += len(w.runes) - 1
			break
		}
	}
	return hits
}

func startsWith(text, word []rune) bool {
	return len(text) >= len(word) && slices.Equal(text[:len(word)], word)
}

func isDenied(before []rune) bool {
	return slices.ContainsFunc(denied, func(d []rune) bool {
		return len(before) >= len(d) && slices.Equal(before[len(before)-len(d):], d)
	})
}

func isTopic(after []rune) bool {
	return slices.ContainsFunc(topics, func(t []rune) bool { return startsWith(after, t) })
}
