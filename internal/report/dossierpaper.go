package report

import (
	"fmt"
	"strings"
	"time"

	"yingda/internal/deadline"
	"yingda/internal/doc"
)

// paperPosts is how many posts the paper lists; the file for programs has all.
const paperPosts = 100

// Paper lays a signed dossier out as an official paper. Its last part says how
// the file for programs is checked against it.
func (d Dossier) Paper(s SignedDossier) doc.Paper {
	p := doc.Paper{Agency: d.Agency, Number: d.Number, Secret: "内部资料", Title: "关于" + strings.TrimPrefix(d.Title, "关于") + "的卷宗"}
	p.Date, _ = time.Parse(time.RFC3339, d.MadeAt) // written by stamp
	for i, part := range []struct {
		head   string
		blocks []doc.Block
	}{
		{"基本情况", append(d.basics(), d.graded()...)}, {"公众反映", d.told()}, {"时限", d.times()}, {"核查事实", append(d.found(), d.proved()...)}, {"文书", d.papers()}, {"公开答复", d.said()}, {"办理结果", d.came()}, {"办理经过", d.happened()}, {"核验", checks(s)},
	} {
		p.Blocks = append(p.Blocks, doc.Block{Kind: doc.Head, Text: numerals[i] + "、" + part.head})
		if len(part.blocks) == 0 {
			part.blocks = []doc.Block{{Text: "无。"}}
		}
		p.Blocks = append(p.Blocks, part.blocks...)
	}
	return p
}

var numerals = []string{"一", "二", "三", "四", "五", "六", "七", "八", "九"}

func (d Dossier) basics() []doc.Block {
	rows := [][]string{{"编号", d.Number}}
	var units []string
	for _, u := range d.Units {
		units = append(units, u.Unit+"（"+map[string]string{"lead": "主办", "assisting": "协办", "confirming": "会签", "sender": "转出"}[u.Part]+"）")
	}
	for _, r := range [][]string{{"事项", d.Title}, {"概述", d.Summary}, {"环节", d.State}, {"等级", d.Grade}, {"诉求", d.Need}, {"单位", strings.Join(units, "、")}, {"发现时间", written(d.DetectedAt)}, {"办结时间", written(d.ClosedAt)}, {"结果", d.Outcome}, {"说明", d.Reason}, {"依据", fmt.Sprintf("%s（第 %d 版）", d.Regime.Title, d.Regime.Version)}} {
		if r[1] != "" {
			rows = append(rows, r)
		}
	}
	return []doc.Block{{Kind: doc.Table, Rows: rows}}
}

func (d Dossier) told() []doc.Block {
	if len(d.Posts) == 0 {
		return nil
	}
	rows := [][]string{{"时间", "来源", "标题", "地址"}}
	for _, p := range d.Posts[:min(paperPosts, len(d.Posts))] {
		rows = append(rows, []string{written(p.PublishedAt), p.Source, p.Title, p.URL})
	}
	more := ""
	if left := int64(len(d.Posts)-len(rows)+1) + d.MorePosts; left > 0 {
		more = fmt.Sprintf("，另有 %d 条见电子卷宗", left)
	}
	return []doc.Block{{Text: fmt.Sprintf("公开网页上的反映共 %d 条%s。系统不保存发布的人。", int64(len(d.Posts))+d.MorePosts, more)}, {Kind: doc.Table, Rows: rows}}
}

var clockStates = map[string]string{"running": "进行中", "paused": "暂停", "met": "按时完成", "late": "超时完成", "ended": "不再计时"}

func (d Dossier) times() []doc.Block {
	var out []doc.Block
	for _, k := range d.Clocks {
		head := k.Title + "：" + clockStates[k.State]
		if k.MetAt != "" {
			head += "，完成于" + written(k.MetAt)
		}
		out = append(out, doc.Block{Kind: doc.Sub, Text: head}, doc.Block{Text: fmt.Sprintf("依据 %s，由%s向%s负责。%s", k.Article, k.OwedBy, k.OwedTo, strings.Join(k.Steps, "；"))})
	}
	return out
}

func (d Dossier) found() []doc.Block {
	if len(d.Facts) == 0 {
		return nil
	}
	rows := [][]string{{"反映的说法", "查到的事实", "结论", "证据", "记录人"}}
	for _, f := range d.Facts {
		rows = append(rows, []string{f.Claim, f.Finding, f.Verdict, f.Evidence, f.By + " " + written(f.At)})
	}
	return []doc.Block{{Kind: doc.Table, Rows: rows}}
}

func (d Dossier) papers() []doc.Block {
	var out []doc.Block
	for _, x := range d.Documents {
		head := x.Title
		if x.To != "" {
			head += "（送" + x.To + "）"
		}
		out = append(out, doc.Block{Kind: doc.Sub, Text: head + "　" + x.By + "　" + written(x.At)})
		out = append(out, doc.Prose(x.Body)...)
		if x.Internal != "" {
			out = append(out, doc.Prose("内部部分：\n"+x.Internal)...)
		}
		if x.ReceivedAt != "" {
			out = append(out, doc.Block{Text: x.ReceivedBy + "于" + written(x.ReceivedAt) + "签收。"})
		}
		if x.WithdrawnAt != "" {
			out = append(out, doc.Block{Text: "没有签收，" + written(x.WithdrawnAt) + "退回或改由别的单位承办。"})
		}
	}
	return out
}

var verbs = map[string]string{"publish": "发布", "correct": "更正", "withdraw": "撤回"}

func (d Dossier) said() []doc.Block {
	var out []doc.Block
	for _, s := range d.Statements {
		out = append(out, doc.Block{Kind: doc.Sub, Text: s.Number + "　" + s.Title + "（" + s.State + "）"})
		for _, v := range s.Versions {
			out = append(out, doc.Block{Text: fmt.Sprintf("第 %d 版，%s，%s，校验值 %s：", v.Version, v.By, written(v.At), v.Hash)})
			if v.Version == s.Versions[0].Version {
				out = append(out, doc.Prose(v.Text)...)
			}
		}
		if len(s.Signatures) > 0 {
			rows := [][]string{{"关口", "签署人", "版本", "时间", "意见"}}
			for _, g := range s.Signatures {
				note := g.Note
				if p := g.Paper; p != nil {
					note = strings.TrimSpace("上级批准：" + p.Issuer + "，" + p.Number + "，" + day(p.Date) + p.attached() + "。" + note)
				}
				if g.VoidAt != "" {
					note = strings.TrimSpace("（稿件改动后失效）" + note)
				}
				rows = append(rows, []string{g.Gate, g.By + "（" + g.Role + "）", fmt.Sprint(g.Version), written(g.At), note})
			}
			out = append(out, doc.Block{Kind: doc.Table, Rows: rows})
		}
		out = append(out, s.confirmed()...)
		for _, r := range s.Releases {
			out = append(out, doc.Block{Text: strings.TrimSpace(fmt.Sprintf("%s第 %d 版：%s %s %s", verbs[r.Verb], r.Version, r.Channel, written(r.At), r.Address))})
		}
	}
	return out
}

// attached names the copy that is kept, with what it can be checked by.
func (p DossierPaper) attached() string {
	if p.File == "" {
		return ""
	}
	return "，存件《" + p.File + "》，SHA-256 " + p.SHA256
}

func (d Dossier) happened() []doc.Block {
	rows := [][]string{{"时间", "经办", "事项", "内容"}}
	for _, e := range d.Timeline {
		rows = append(rows, []string{written(e.At), e.Who, e.What, e.Text})
	}
	return []doc.Block{{Kind: doc.Table, Rows: rows}}
}

func checks(s SignedDossier) []doc.Block {
	return []doc.Block{
		{Text: "本卷宗另有电子文件，内容更全。电子文件的 SHA-256 校验值、签名密钥编号和签名如下；用 yingda dossier verify 文件名 可以核对电子文件有没有被改动。"},
		{Kind: doc.Table, Rows: [][]string{{"校验值", s.SHA256}, {"密钥", s.Key}, {"签名", s.Signature}}},
	}
}

// day gives a day of a dossier as papers do.
func day(iso string) string {
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return ""
	}
	return t.Format("2006年1月2日")
}

// written gives an instant of a dossier as papers do.
func written(rfc string) string {
	t, err := time.Parse(time.RFC3339, rfc)
	if err != nil {
		return ""
	}
	return t.In(deadline.Zone).Format("2006年1月2日15:04")
}
