package web

import (
	"cmp"
	"slices"
	"strings"

	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

func (d dossier) fillPosts(v *visit, p *view.ConcernPage) {
	for _, x := range d.suggested {
		p.Suggested = append(p.Suggested, d.post(v, x))
	}
	for _, x := range d.confirmed {
		p.Confirmed = append(p.Confirmed, d.post(v, x))
	}
	if d.c.Posts > 0 {
		p.PostCount = v.lang.F("%s 条，%s 个来源", number(d.c.Posts), number(d.c.Sources))
		if int(d.c.Posts) > len(d.confirmed) {
			p.PostCount += v.lang.F("，下面是最近 %d 条", len(d.confirmed))
		}
	}
}

func (d dossier) post(v *visit, x store.DeskPost) view.Post {
	out := view.Post{ID: x.ID, Title: view.Pieces(x.Title, hidden), Text: view.Pieces(cut(x.Text, 400), hidden), Source: x.Source, At: v.when(x.PublishedAt), Why: v.lang.T(x.Reasons)}
	if strings.HasPrefix(x.URL, "http://") || strings.HasPrefix(x.URL, "https://") {
		out.Address = x.URL
	}
	var counts []string
	for _, c := range []struct {
		word string
		n    int64
	}{{"浏览 %s", x.Views}, {"评论 %s", x.Comments}, {"转发 %s", x.Shares}} {
		if c.n > 0 {
			counts = append(counts, v.lang.F(c.word, number(c.n)))
		}
	}
	out.Counts = strings.Join(counts, " ")
	switch {
	case x.By != "":
		out.Why = strings.TrimSuffix(v.lang.F("%s并入：", x.By)+v.lang.T(x.Reasons), v.lang.T("："))
	case x.State == "suggested" && x.Score > 0:
		out.Why = v.lang.F("相近程度 %d。", x.Score) + v.lang.T(x.Reasons)
	case x.Repeats != "" && x.Repeated != "":
		out.Why, out.Repeats = v.lang.T("与这条内容基本相同："), view.Pieces(x.Repeated, hidden)
		if slices.ContainsFunc(d.confirmed, func(y store.DeskPost) bool { return y.ID == x.Repeats }) {
			out.Earlier = "#" + x.Repeats
		}
	}
	if !d.mayJoin {
		return out
	}
	out.Refuse = d.postForm(v, "split_post", x.ID, v.lang.T("移出"))
	if x.State == "suggested" {
		out.Join = d.postForm(v, "join_post", x.ID, v.lang.T("并入"))
		out.Refuse = d.postForm(v, "split_post", x.ID, v.lang.T("不是同一件"))
		out.Refuse.Hidden = append(out.Refuse.Hidden, view.Pair{Name: "reason", Value: "不是同一件"})
	} else {
		out.Refuse.Fields = []view.Field{{Name: "reason", Label: v.lang.T("移出的理由"), Required: true}}
	}
	return out
}

func (d dossier) postForm(v *visit, action, post, button string) view.Form {
	return view.Form{
		ID: "p-" + action + "-" + post, Action: "/desk/matters/" + d.m.Number + "/act", Button: button, Cancel: "#posts",
		Hidden: []view.Pair{{Name: "action", Value: action}, {Name: "version", Value: num(d.m.Version)}, {Name: "posts", Value: post}, {Name: "from", Value: v.r.URL.RequestURI()}},
	}
}

// cut shortens a text to at most n runes.
func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

func (d dossier) fillWork(v *visit, p *view.ConcernPage) {
	for _, f := range d.facts {
		p.Facts = append(p.Facts, view.Fact{Claim: f.Claim, Finding: f.Finding, Evidence: f.Evidence, Verdict: v.lang.T(matter.VerdictTitles[f.Verdict]), True: f.Verdict == "true", By: d.names[f.AuthorID]})
	}
	for _, x := range d.documents {
		p.Documents = append(p.Documents, d.document(v, x))
	}
	for _, x := range d.drafts {
		p.Drafts = append(p.Drafts, d.draft(v, x))
	}
	done := 0
	for _, t := range d.tasks {
		if t.DoneAt != 0 {
			done++
		}
		p.Tasks = append(p.Tasks, d.task(v, t))
	}
	if len(d.tasks) > 0 {
		p.TasksDone = num(int64(done)) + "/" + num(int64(len(d.tasks)))
	}
}

func (d dossier) document(v *visit, x store.Document) view.Document {
	out := view.Document{Title: x.Title, Body: x.Body, Internal: x.Internal, Meta: strings.TrimSpace(d.names[x.AuthorID] + " " + v.when(x.At)), Href: "/desk/concerns/" + d.m.Number + "/documents/" + x.ID + ".docx"}
	if x.ToUnit != "" {
		out.Title += " → " + d.tree.Name(x.ToUnit)
	}
	if x.ReceivedAt != 0 {
		out.Receipt = strings.TrimSpace(cmp.Or(d.names[x.ReceivedBy], x.ReceivedAs) + " " + v.lang.F("%s签收", v.when(x.ReceivedAt)))
	} else if x.WithdrawnAt != 0 {
		out.Receipt = v.lang.F("%s起不再等签收：已退回或改由别的单位承办", v.when(x.WithdrawnAt))
	} else if x.Kind == regime.DispatchNote {
		out.Receipt = v.lang.T("还没有签收")
	}
	if x.Kind == regime.ReleasedStatement {
		out.Body = v.lang.F("已公开，见 %s", x.Body)
	}
	if !d.files {
		out.Href = ""
	}
	return out
}

func (d dossier) task(v *visit, t store.Task) view.Task {
	out := view.Task{Title: t.Title, Href: "/desk/tasks/" + t.ID, Unit: d.tree.Name(t.UnitID)}
	if t.DoneAt != 0 {
		out.Done = strings.TrimSpace(v.lang.T(d.names[t.DoneBy]) + " " + v.lang.F("%s完成", v.when(t.DoneAt)))
		return out
	}
	if t.DueAt != store.Never {
		out.Due, out.Late = v.lang.F("限 %s", v.when(t.DueAt)), t.DueAt < v.now.UnixMilli()
		if out.Late {
			out.Due = v.due(t.CreatedAt, t.DueAt).Word
		}
	}
	if d.mayFinish {
		out.Form = &view.Form{
			Action: "/desk/matters/" + d.m.Number + "/act", Button: v.lang.T("完成"),
			Hidden: []view.Pair{{Name: "action", Value: "complete_task"}, {Name: "version", Value: num(d.m.Version)}, {Name: "task", Value: t.ID}, {Name: "from", Value: v.r.URL.RequestURI()}},
		}
	}
	return out
}

var partWords = map[matter.Part]string{matter.Lead: "主办", matter.Assisting: "协办", matter.Confirming: "会签", matter.Sender: "转出"}

func (d dossier) fillContext(v *visit, p *view.ConcernPage) {
	for _, part := range []matter.Part{matter.Lead, matter.Assisting, matter.Confirming, matter.Sender} {
		for _, u := range d.tree.Units {
			if d.parts[u.ID] == part {
				p.People = append(p.People, view.PersonLine{Name: u.Name, Part: v.lang.T(partWords[part])})
			}
		}
	}
	seen := map[string]bool{}
	for _, e := range d.events { // newest first: the last part somebody had
		if e.ActorID != "system" && !seen[e.ActorID] {
			seen[e.ActorID] = true
			p.People = append(p.People, view.PersonLine{Name: e.Actor, Part: v.lang.T(d.reg.RoleTitle(regime.Role(e.Role)))})
		}
	}
	cited := map[string]bool{}
	for _, c := range d.clocks {
		if c.Article != "" && !cited[c.Article] {
			cited[c.Article] = true
			p.Cites = append(p.Cites, view.Cite{Article: c.Article, Says: d.reg.Cite(c.Article)})
		}
	}
	p.Related = append(p.Related, view.Related{Href: "/desk/concerns/" + d.m.Number + "/file", Title: v.lang.T("核查卷宗"), Number: v.lang.T("证据、会议、整改")})
	if d.c.MergedInto != "" {
		p.Related = append(p.Related, view.Related{Href: "/desk/concerns/" + d.c.MergedInto, Title: v.lang.T("已并入"), Number: d.c.MergedInto})
	}
}

// stages of the road, and the states in which each is passed.
var stages = []struct {
	word string
	at   []matter.State
}{{"倾听", nil}, {"研判", []matter.State{matter.New}}, {"告知", []matter.State{matter.Judged, matter.Dispatched}}, {"核实", []matter.State{matter.Verifying}}, {"答复", []matter.State{matter.Answering}}, {"跟进", []matter.State{matter.Following}}, {"办结", []matter.State{matter.Closed, matter.Dismissed, matter.Merged}}}

func road(v *visit, m matter.Matter) []view.Stage {
	at := 0
	for i, x := range stages {
		if slices.Contains(x.at, m.State) {
			at = i
		}
	}
	var out []view.Stage
	for i, x := range stages {
		word := x.word
		if i == at && m.State.Final() {
			word = matter.Titles[m.State]
		}
		out = append(out, view.Stage{Word: v.lang.T(word), Past: i < at, Now: i == at})
	}
	return out
}
