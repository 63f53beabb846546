package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// BodyItem is a body of an agency as it is staffed now: leading group, office.
type BodyItem struct {
	ID      string     `json:"id"`
	Kind    string     `json:"kind"`
	Title   string     `json:"title"`
	Regime  string     `json:"regime"`
	Article string     `json:"article"`
	Units   []string   `json:"units"`
	Posts   []PostSeat `json:"posts"`
	Duties  []DutySays `json:"duties"`
}

// PostSeat is a post of a body with who holds it.
type PostSeat struct {
	Title   string       `json:"title"`
	Role    string       `json:"role"`
	Article string       `json:"article"`
	Holders []PostHolder `json:"holders"`
	Gaps    []string     `json:"gaps" doc:"what is missing or too many, and what to do"`
}

// PostHolder is somebody who holds a post.
type PostHolder struct {
	Name  string `json:"name"`
	Title string `json:"title,omitempty"`
	Unit  string `json:"unit"`
}

// DutySays is one thing that a body has to do.
type DutySays struct {
	Says    string `json:"says"`
	Article string `json:"article"`
}

// TaskLine is one task that a unit still owes.
type TaskLine struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Unit   string `json:"unit"`
	Number string `json:"number" doc:"of the concern"`
	Due    string `json:"due,omitempty"`
}

// TaskDetail is one task with its history.
type TaskDetail struct {
	TaskLine
	DoneAt string     `json:"done_at,omitempty"`
	DoneBy string     `json:"done_by,omitempty"`
	Result string     `json:"result,omitempty"`
	Urged  int64      `json:"urged" doc:"how often"`
	Notes  []TaskSaid `json:"notes" doc:"newest first"`
}

// TaskSaid is one line of a task's history.
type TaskSaid struct {
	Kind string `json:"kind" enum:"note,urge,move,done"`
	Text string `json:"text"`
	By   string `json:"by"`
	At   string `json:"at"`
}

// PeerItem is another installation that reports are exchanged with.
type PeerItem struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Base   string `json:"base"`
	Key    string `json:"key" doc:"ed25519, base64"`
	Agency string `json:"agency" doc:"ours"`
	Above  bool   `json:"above" doc:"it is the level above that agency"`
	Active bool   `json:"active"`
}

// ReportItem is a report to the level above.
type ReportItem struct {
	ID         string       `json:"id"`
	Kind       string       `json:"kind"`
	From       string       `json:"from"`
	To         string       `json:"to"`
	Number     string       `json:"number" doc:"of the concern, as the sender numbers it"`
	Title      string       `json:"title"`
	Grade      string       `json:"grade,omitempty"`
	Fields     []ReportPart `json:"fields"`
	At         string       `json:"at"`
	ArrivedAt  string       `json:"arrived_at,omitempty"`
	ReceivedAt string       `json:"received_at,omitempty"`
	ReceivedBy string       `json:"received_by,omitempty"`
	Question   string       `json:"question,omitempty"`
	AskedAt    string       `json:"asked_at,omitempty"`
	Answer     string       `json:"answer,omitempty"`
	AnsweredAt string       `json:"answered_at,omitempty"`
}

// ReportPart is one titled part of a report.
type ReportPart struct {
	Title string `json:"title"`
	Text  string `json:"text"`
}

// ReviewItem is the public half of an after-action report.
type ReviewItem struct {
	Number  string `json:"number"`
	Agency  string `json:"agency"`
	Title   string `json:"title"`
	Text    string `json:"text"`
	At      string `json:"at"`
	Hash    string `json:"hash"`
	Lessons int64  `json:"lessons"`
	Done    int64  `json:"done" doc:"of the lessons"`
}

// house serves how an agency is staffed, what its units owe, and what it reports.
// Tasks are done, urged and moved by acts on their matter. Peers are registered,
// and reports acknowledged, at the desk.
func (s *server) house(api huma.API) {
	read(s, api, "list-bodies", "/api/v1/group", "Leading group, office and who does what in an agency", func(ctx context.Context, in *struct {
		Agency string `query:"agency" doc:"code, name or id; the caller's own without it"`
	},
	) (list[BodyItem], error) {
		_, agency, err := s.keptAgency(ctx, in.Agency)
		if err != nil {
			return list[BodyItem]{}, err
		}
		rows, err := s.Desk.Bodies(ctx, agency)
		return listOf(rows, body), err
	})
	read(s, api, "list-tasks", "/api/v1/tasks", "What the caller's units still owe, next due first", s.tasks)
	read(s, api, "get-task", "/api/v1/tasks/{id}", "One task with its history; acts on its matter name it by id", s.task)
	read(s, api, "list-peers", "/api/v1/peers", "Installations that reports are exchanged with", func(ctx context.Context, _ *nothing) (list[PeerItem], error) {
		if err := s.seen(ctx, []regime.Role{regime.SystemAdmin}); err != nil {
			return list[PeerItem]{}, err
		}
		b, err := s.book(ctx)
		if err != nil {
			return list[PeerItem]{}, err
		}
		rows, err := s.Store.Peers(ctx)
		return listOf(rows, func(p store.Peer) PeerItem {
			return PeerItem{p.ID, p.Name, p.Base, p.PublicKey, b.tree.Name(p.AgencyID), p.Above, p.Active}
		}), err
	})
	read(s, api, "list-reports", "/api/v1/reports", "Reports that came from below and that the caller's agency sent up, newest first", s.reports)
	read(s, api, "get-report", "/api/v1/reports/{id}", "One report with receipt, question and answer", func(ctx context.Context, in *idPath) (ReportItem, error) {
		if err := s.seen(ctx, desk.Readers); err != nil {
			return ReportItem{}, err
		}
		r, err := s.Store.Report(ctx, in.ID)
		if err == nil && !desk.SeesReport(who(ctx), r) {
			err = fault.New(fault.NotFound, "report.unknown", "没有这份报告，或者您看不到它")
		}
		if err != nil {
			return ReportItem{}, err
		}
		return upward(r), nil
	})
	read(s, api, "list-reviews", "/api/v1/reviews", "Public halves of after-action reports, newest first", func(ctx context.Context, in *struct {
		Before string `query:"before" doc:"number of the last review of the page before"`
		Limit  int    `query:"limit" default:"50" minimum:"1" maximum:"200"`
	},
	) (list[ReviewItem], error) {
		rows, err := s.Store.PublicReviews(ctx, in.Before, in.Limit)
		return listOf(rows, func(v store.PublicReview) ReviewItem {
			return ReviewItem{v.Number, v.Agency, v.Title, v.Text, when(v.At), v.Hash, v.Lessons, v.Done}
		}), err
	})
}

func body(x desk.Body) BodyItem {
	out := BodyItem{x.ID, string(x.Kind), x.Title, x.Regime, x.Cite, append([]string{}, x.Body.Units...), []PostSeat{}, []DutySays{}}
	if len(x.Units) > 0 {
		out.Units = x.Units
	}
	for _, p := range x.Posts {
		post := PostSeat{p.Title, string(p.Role), p.Cite, []PostHolder{}, append([]string{}, p.Gaps...)}
		for _, h := range p.Holders {
			post.Holders = append(post.Holders, PostHolder{h.Name, h.Title, h.Unit})
		}
		out.Posts = append(out.Posts, post)
	}
	for _, d := range x.Duties {
		out.Duties = append(out.Duties, DutySays{d.Says, d.Cite})
	}
	return out
}

func (s *server) task(ctx context.Context, in *idPath) (TaskDetail, error) {
	if err := s.seen(ctx, desk.Readers); err != nil {
		return TaskDetail{}, err
	}
	k, err := s.Store.Task(ctx, in.ID)
	if err != nil {
		return TaskDetail{}, err
	}
	m, _, err := s.Desk.Offers(ctx, who(ctx), k.MatterID)
	if err != nil {
		return TaskDetail{}, err
	}
	b, err := s.book(ctx)
	out := TaskDetail{TaskLine{k.ID, k.Title, b.tree.Name(k.UnitID), m.Number, when(k.DueAt)}, when(k.DoneAt), b.names[k.DoneBy], k.Result, k.Urged, []TaskSaid{}}
	for _, n := range k.Notes {
		out.Notes = append(out.Notes, TaskSaid{n.Kind, n.Text, b.names[n.PersonID], when(n.At)})
	}
	return out, err
}

func (s *server) tasks(ctx context.Context, in *pageQuery) (paged[TaskLine], error) {
	return pageFor(s, ctx, in, desk.Readers, func(_ book, p store.Page) ([]store.DeskTask, error) {
		return s.Store.TaskPage(ctx, desk.WorkUnits(who(ctx)), p)
	}, func(t store.DeskTask) (int64, string) { return t.DueAt, t.ID }, func(b book, t store.DeskTask) TaskLine {
		return TaskLine{t.ID, t.Title, b.tree.Name(t.UnitID), t.Number, when(t.DueAt)}
	})
}

// reports are those of the caller's agency; who holds no role in it reads none.
func (s *server) reports(ctx context.Context, in *pageQuery) (paged[ReportItem], error) {
	return pageFor(s, ctx, in, desk.Staff, func(b book, p store.Page) ([]store.Report, error) {
		agency := b.tree.ByID[who(ctx).UnitID].AgencyID
		if agency == "" || !desk.SeesReport(who(ctx), store.Report{ToAgency: agency}) {
			return nil, nil
		}
		return s.Store.ReportPage(ctx, agency, p)
	}, func(r store.Report) (int64, string) { return 0, r.ID }, func(_ book, r store.Report) ReportItem { return upward(r) })
}

func upward(r store.Report) ReportItem {
	out := ReportItem{r.ID, string(r.Kind), r.FromName, r.ToName, r.Number, r.Title, r.Grade, []ReportPart{}, when(r.At), when(r.ArrivedAt), when(r.ReceivedAt), r.ReceivedBy, r.Question, when(r.AskedAt), r.Answer, when(r.AnsweredAt)}
	for _, f := range r.Fields {
		out.Fields = append(out.Fields, ReportPart{f.Title, f.Text})
	}
	return out
}
