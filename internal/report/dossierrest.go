package report

import (
	"fmt"
	"strings"

	"yingda/internal/doc"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// DossierGrading is one decision on the grade.
type DossierGrading struct {
	From       string `json:"from,omitempty"`
	Grade      string `json:"grade"`
	Reason     string `json:"reason"`
	By         string `json:"by"`
	Role       string `json:"role"`
	ProposedBy string `json:"proposed_by,omitempty"` // of a lower grade, which another confirmed
	At         string `json:"at"`
}

// DossierEvidence is one snapshot or file kept with the concern. Clause: HAN-5.
type DossierEvidence struct {
	Kind   string `json:"kind"` // page, file
	Title  string `json:"title,omitempty"`
	URL    string `json:"url,omitempty"`
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
	Note   string `json:"note,omitempty"`
	By     string `json:"by"`
	At     string `json:"at"`
}

// DossierConfirmation is what another unit said of one text. Clause: ANS-3.
type DossierConfirmation struct {
	Unit     string `json:"unit"`
	Version  int64  `json:"version"`
	Hash     string `json:"hash"`
	State    string `json:"state"` // open, confirmed, objected, void, released
	Question string `json:"question,omitempty"`
	Answer   string `json:"answer,omitempty"`
	By       string `json:"by,omitempty"`
	At       string `json:"at,omitempty"`
}

// DossierResult is what the need was owed besides an answer. Clause: ANS-6.
type DossierResult struct {
	Kind  string         `json:"kind"` // adoption, apology, solution, clarification
	Title string         `json:"title"`
	Says  []DossierField `json:"says"`
	By    string         `json:"by"`
	At    string         `json:"at"`
}

// DossierField is one part of a result.
type DossierField struct {
	Title string `json:"title"`
	Text  string `json:"text"`
}

// DossierMeasure is corrective action, or a step of accountability. Clause: HAN-10.
type DossierMeasure struct {
	Title     string `json:"title"`
	Ground    string `json:"ground,omitempty"`
	Rung      string `json:"rung,omitempty"`
	Unit      string `json:"unit"`
	Basis     string `json:"basis"`
	Due       string `json:"due"`
	By        string `json:"by"`
	Proof     string `json:"proof,omitempty"`
	ProvedAt  string `json:"proved_at,omitempty"`
	CheckedBy string `json:"checked_by,omitempty"`
	CheckedAt string `json:"checked_at,omitempty"`
}

func (g *gatherer) gradings() error {
	list, err := g.store.Gradings(g.ctx, g.m.ID)
	if err != nil {
		return err
	}
	g.d.Gradings = []DossierGrading{}
	for _, x := range list {
		from := ""
		if x.From != "" {
			from = g.reg.GradeTitle(x.From)
		}
		g.d.Gradings = append(g.d.Gradings, DossierGrading{From: from, Grade: g.reg.GradeTitle(x.Grade), Reason: x.Reason, By: g.names[x.ByID], Role: g.reg.RoleTitle(regime.Role(x.Role)), ProposedBy: g.names[x.ProposedBy], At: stamp(x.At)})
	}
	return nil
}

func (g *gatherer) evidence() error {
	list, err := g.store.EvidenceOf(g.ctx, g.m.ID)
	if err != nil {
		return err
	}
	g.d.Evidence = []DossierEvidence{}
	for _, x := range list {
		g.d.Evidence = append(g.d.Evidence, DossierEvidence{Kind: x.Kind, Title: x.Title, URL: x.URL, Name: x.Name, SHA256: x.Hash, Note: x.Note, By: g.names[x.PersonID], At: stamp(x.At)})
	}
	return nil
}

func (g *gatherer) confirmations(statementID string) ([]DossierConfirmation, error) {
	list, err := g.store.Confirmations(g.ctx, statementID)
	var out []DossierConfirmation
	for _, c := range list {
		out = append(out, DossierConfirmation{Unit: g.tree.Name(c.UnitID), Version: c.Version, Hash: c.Hash, State: c.State, Question: c.Question, Answer: c.Answer, By: g.names[c.AnsweredBy], At: stamp(c.AnsweredAt)})
	}
	return out, err
}

func (g *gatherer) results() error {
	list, err := g.store.Outturns(g.ctx, g.m.ID)
	if err != nil {
		return err
	}
	g.d.Results = []DossierResult{}
	for _, o := range list {
		r := DossierResult{Kind: o.Kind, Title: matter.ResultTitles[o.Kind], Says: []DossierField{}, By: g.names[o.AuthorID], At: stamp(o.At)}
		for _, f := range outturn(o) {
			if f.Text != "" {
				r.Says = append(r.Says, f)
			}
		}
		g.d.Results = append(g.d.Results, r)
	}
	return nil
}

// outturn names the parts of a result.
func outturn(o store.Outturn) []DossierField {
	switch o.Kind {
	case "adoption":
		return []DossierField{{"是否采纳", matter.AdoptionTitles[o.Adoption]}, {"理由和安排", o.Text}}
	case "apology":
		return []DossierField{{"道歉", o.Text}, {"整改措施", o.Measure}, {"由谁整改", o.Unit}, {"什么时候完成", o.When}}
	case "clarification":
		return []DossierField{{"哪一项说法不符", o.Claim}, {"规定或事实", o.Text}, {"依据", o.Evidence}, {"在哪里作的说明", o.ShownAt}}
	}
	return []DossierField{{"怎样解决", o.Text}, {"由谁解决", o.Unit}, {"什么时候解决", o.When}}
}

func (g *gatherer) measures() error {
	list, err := g.store.Measures(g.ctx, g.m.ID)
	if err != nil {
		return err
	}
	g.d.Measures = []DossierMeasure{}
	for _, x := range list {
		g.d.Measures = append(g.d.Measures, DossierMeasure{
			Title: x.Title, Ground: matter.GroundTitles[x.Ground], Rung: matter.RungTitles[x.Rung], Unit: g.tree.Name(x.UnitID), Basis: x.Basis, Due: stamp(x.DueAt), By: g.names[x.CreatedBy],
			Proof: x.Proof, ProvedAt: stamp(x.ProvedAt), CheckedBy: g.names[x.CheckedBy], CheckedAt: stamp(x.CheckedAt),
		})
	}
	return nil
}

func (d Dossier) graded() []doc.Block {
	if len(d.Gradings) == 0 {
		return nil
	}
	rows := [][]string{{"时间", "等级", "理由", "决定人"}}
	for _, x := range d.Gradings {
		grade, by := x.Grade, x.By+"（"+x.Role+"）"
		if x.From != "" && x.From != x.Grade {
			grade = x.From + " → " + x.Grade
		}
		if x.ProposedBy != "" {
			by += "，" + x.ProposedBy + "提议"
		}
		rows = append(rows, []string{written(x.At), grade, x.Reason, by})
	}
	return []doc.Block{{Kind: doc.Sub, Text: "定级"}, {Kind: doc.Table, Rows: rows}}
}

func (d Dossier) proved() []doc.Block {
	if len(d.Evidence) == 0 {
		return nil
	}
	rows := [][]string{{"材料", "网址或文件名", "SHA-256 校验值", "取得"}}
	for _, x := range d.Evidence {
		title, at := x.Title, x.Name
		if x.Kind == "page" {
			at = x.URL
		}
		if title == "" {
			title = x.Note
		}
		rows = append(rows, []string{title, at, x.SHA256, x.By + " " + written(x.At)})
	}
	return []doc.Block{{Kind: doc.Sub, Text: "证据材料"}, {Kind: doc.Table, Rows: rows}}
}

var confirmationStates = map[string]string{"open": "还没有答复", "confirmed": "同意", "objected": "有不同意见", "void": "稿件改动后失效", "released": "不再请会签"}

func (s DossierStatement) confirmed() []doc.Block {
	if len(s.Confirmations) == 0 {
		return nil
	}
	rows := [][]string{{"会签单位", "会签人", "版本", "时间", "意见"}}
	for _, c := range s.Confirmations {
		rows = append(rows, []string{c.Unit, c.By, fmt.Sprint(c.Version), written(c.At), strings.Trim(confirmationStates[c.State]+"："+c.Answer, "：")})
	}
	return []doc.Block{{Kind: doc.Table, Rows: rows}}
}

func (d Dossier) came() []doc.Block {
	var out []doc.Block
	for _, r := range d.Results {
		out = append(out, doc.Block{Kind: doc.Sub, Text: r.Title + "　" + r.By + "　" + written(r.At)})
		for _, f := range r.Says {
			out = append(out, doc.Block{Text: f.Title + "：" + f.Text})
		}
	}
	if len(d.Measures) == 0 {
		return out
	}
	rows := [][]string{{"整改或问责", "单位", "依据", "期限", "结果和证明"}}
	for _, m := range d.Measures {
		title, proof := m.Title, "还没有"
		if m.Rung != "" {
			title = m.Rung + "（" + m.Ground + "）" + title
		}
		if m.ProvedAt != "" {
			proof = m.Proof + " " + written(m.ProvedAt)
		}
		if m.CheckedAt != "" {
			proof += "，" + m.CheckedBy + "核验于" + written(m.CheckedAt)
		}
		rows = append(rows, []string{title, m.Unit, m.Basis, written(m.Due), proof})
	}
	return append(out, doc.Block{Kind: doc.Sub, Text: "整改和问责"}, doc.Block{Kind: doc.Table, Rows: rows})
}
