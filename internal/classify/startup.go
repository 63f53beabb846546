package classify

import (
	"slices"
	"strings"

	"yingda/internal/fold"
)

// cue is a phrase that points to a need.
type cue struct {
	need  string
	words []string
}

// cues are the needs that a program may propose, the one that binds most first:
// it wins a tie. "Inaccurate", "false", "misunderstood" and "differing" are
// missing on purpose. A person alone says them, of one claim of fact, with
// evidence. Clause: JUD-3, R17.
var cues = []cue{
	{"tip", strings.Fields("受贿 贪污 索贿 行贿 吃拿卡要 以权谋私 收红包 收好处 收受 回扣 挪用公款 侵吞 徇私 包庇 保护伞 权钱交易 违纪 公车私用 虚报冒领 利益输送 滥用职权 优亲厚友")},
	{"difficulty", strings.Fields("求助 求救 救救 走投无路 交不起 生活困难 没钱 看不起病 揭不开锅 无家可归 拖欠工资 欠薪 讨薪 低保 残疾 孤寡 停水 停电 断水 断电 没有收入 失业 急需 帮帮 困难 办不了 报不了 领不到 没人管")},
	{"complaint", strings.Fields("投诉 举报 态度恶劣 乱收费 扰民 污染 噪音 噪声 油烟 违建 违规 强制 捆绑 欺诈 被骗 坑人 霸王条款 占道 臭气 偷排 不退款 拒不 维权 漏水 乱停")},
	{"criticism", strings.Fields("批评 不作为 慢作为 乱作为 推诿 踢皮球 敷衍 形式主义 官僚 懒政 走过场 失职 监管不力 效率低 说话不算数 朝令夕改 不合理的规定 面子工程 劳民伤财 态度冷漠")},
	{"suggestion", strings.Fields("建议 提议 不妨 能否增设 能否增加 希望增设 希望增加 希望开通 希望改进 希望设置 可否 应当增加 完善 优化 推广 献策 倡议")},
	{"question", strings.Fields("咨询 请问 想问 想知道 如何办理 怎么办理 如何申请 怎么申请 需要什么材料 需要哪些材料 是否可以 能不能 可以吗 多少钱 什么时候 何时 政策是 什么条件 怎样 是真的吗 在哪里办 几天 哪个部门")},
	{"thanks", strings.Fields("表扬 锦旗 点赞 致谢 感谢信 热心 为你们点赞 好干部 特此感谢 衷心感谢 服务周到 拾金不昧")},
}

// officials are those whom a tip is about: conduct alone may be anybody's.
var officials = strings.Fields("干部 书记 主任 局长 科长 所长 处长 镇长 村长 乡长 县长 市长 院长 校长 公务员 公职人员 工作人员 执法人员 领导 村支书 民警 交警 城管 站长 窗口")

// courtesies end most letters and must not count as thanks or as a plea.
var courtesies = []string{"感谢领导", "谢谢领导", "万分感谢", "非常感谢", "十分感谢", "不胜感激", "谢谢", "感谢", "此致敬礼"}

const (
	cueTitle  = 3 // what a phrase of the title counts
	cueEnough = 2 // what a proposal needs
	cueMost   = 3 // times that one phrase counts
)

// Startup proposes a need before there are sorted examples: one of suggestion,
// difficulty, complaint, criticism, tip, question and thanks, or nothing. The
// reasons are the phrases found. It is a proposal; a person decides.
func Startup(title, text string) (need string, reasons []string) {
	title, text = fold.String(title), fold.String(text)
	kindly := title
	for _, c := range courtesies {
		title, text = strings.ReplaceAll(title, c, ""), strings.ReplaceAll(text, c, "")
	}
	best := 0
	for _, c := range cues {
		score, found := weighCue(c, title, text)
		switch c.need {
		case "tip":
			if !containsAny(title+text, officials) {
				continue
			}
			score *= 2
		case "thanks":
			if s := thanksInTitle(kindly); s != "" {
				score, found = score+2*cueTitle, append(found, "标题出现“"+s+"”")
			}
		case "question":
			if strings.HasSuffix(strings.TrimRight(title, " 。!！"), "?") || strings.HasSuffix(title, "吗") {
				score, found = score+2, append(found, "标题是问句")
			}
		}
		if score > best {
			need, reasons, best = c.need, found, score
		}
	}
	if best < cueEnough {
		return "", nil
	}
	slices.Sort(reasons)
	return need, reasons
}

func weighCue(c cue, title, text string) (score int, found []string) {
	for _, w := range c.words {
		switch n := min(cueMost, strings.Count(text, w)); {
		case strings.Contains(title, w):
			score += cueTitle + n
			found = append(found, "标题出现“"+w+"”")
		case n > 0:
			score += n
			found = append(found, "正文出现“"+w+"”")
		}
	}
	return score, found
}

// thanksInTitle returns the word of thanks that a title begins with: there it
// is the matter, elsewhere a courtesy.
func thanksInTitle(title string) string {
	for _, w := range []string{"感谢", "谢谢", "致谢", "表扬"} {
		if strings.HasPrefix(strings.TrimSpace(title), w) {
			return w
		}
	}
	return ""
}

func containsAny(s string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s, w) })
}
