package api

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"yingda/internal/fault"
	"yingda/internal/proof"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// ConcernRow is one concern in a list.
type ConcernRow struct {
	Number     string `json:"number"`
	Title      string `json:"title"`
	State      string `json:"state"`
	Grade      string `json:"grade" doc:"empty until a person has confirmed one"`
	Proposed   string `json:"proposed_grade"`
	Need       string `json:"need"`
	Unit       string `json:"unit"`
	Posts      int64  `json:"posts"`
	DetectedAt string `json:"detected_at"`
	NextDue    string `json:"next_due"`
}

// Concern is one concern with everything about it.
type Concern struct {
	Matter
	DetectedAt   string            `json:"detected_at"`
	Outcome      string            `json:"outcome"`
	Reason       string            `json:"reason,omitempty"`
	Proposal     json.RawMessage   `json:"proposal" doc:"grade, need and unit that the system proposed, with reasons"`
	PostCount    int64             `json:"post_count"`
	SourceCount  int64             `json:"source_count"`
	Posts        []PostItem        `json:"posts" doc:"confirmed and suggested, newest first, at most 500"`
	Clocks       []ClockItem       `json:"clocks"`
	Facts        []FactItem        `json:"facts"`
	Documents    []DocumentItem    `json:"documents"`
	Tasks        []TaskItem        `json:"tasks"`
	Statements   []StatementItem   `json:"statements"`
	Group        []GroupItem       `json:"group" doc:"the response group: whom the plan names by role and whom a meeting chose, each once"`
	GroupChanges []GroupChangeItem `json:"group_changes" doc:"who left the response group, oldest first"`
	Results      []ResultItem      `json:"results" doc:"adoption, apology, solution, clarification: what the need is owed besides an answer; the last of a kind stands"`
	Timeline     []EventItem       `json:"timeline"`
}

// PostItem is one post of a concern. There is no author, here or anywhere.
type PostItem struct {
	ID          string   `json:"id"`
	Link        string   `json:"link" enum:"confirmed,suggested"`
	Reasons     string   `json:"reasons"`
	Source      string   `json:"source"`
	URL         string   `json:"url"`
	Title       string   `json:"title"`
	Text        string   `json:"text"`
	Topics      []string `json:"topics"`
	PublishedAt string   `json:"published_at"`
	Views       int64    `json:"views"`
	Comments    int64    `json:"comments"`
	Shares      int64    `json:"shares"`
	Repeats     string   `json:"repeats,omitempty" doc:"id of the earlier post that it repeats"`
}

// ClockItem is one deadline with its arithmetic.
type ClockItem struct {
	ID          string   `json:"id"`
	Code        string   `json:"code"`
	Title       string   `json:"title"`
	Article     string   `json:"article"`
	OwnReading  bool     `json:"own_reading"`
	From        string   `json:"from"`
	Within      string   `json:"within"`
	Due         string   `json:"due" doc:"empty while the clock is paused"`
	Provisional bool     `json:"provisional"`
	State       string   `json:"state" enum:"running,paused,met,late,ended"`
	MetBy       string   `json:"met_by"`
	MetAt       string   `json:"met_at"`
	BreachedAt  string   `json:"breached_at"`
	OwedBy      string   `json:"owed_by"`
	OwedTo      string   `json:"owed_to"`
	Steps       []string `json:"steps"`
}

// FactItem is one claim with what was found.
type FactItem struct {
	Claim    string `json:"claim"`
	Finding  string `json:"finding"`
	Verdict  string `json:"verdict" enum:"true,partly,inaccurate,unverified"`
	Evidence string `json:"evidence"`
	At       string `json:"at"`
}

// DocumentItem is one document of a matter.
type DocumentItem struct {
	ID         string `json:"id"`
	Kind       string `json:"kind"`
	Title      string `json:"title"`
	Text       string `json:"text"`
	At         string `json:"at"`
	ToUnit     string `json:"to_unit,omitempty"`
	ReceivedAt string `json:"received_at,omitempty"`

	WithdrawnAt string `json:"withdrawn_at,omitempty" doc:"since when its receipt is waited for no more: handed back, or given to another unit"`
}

// TaskItem is one task of a concern.
type TaskItem struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Unit   string `json:"unit"`
	Due    string `json:"due"`
	DoneAt string `json:"done_at"`
}

// StatementItem is one statement of a concern.
type StatementItem struct {
	Number string `json:"number"`
	Title  string `json:"title"`
	State  string `json:"state"`
	Text   string `json:"text"`
	Part   string `json:"part" enum:"answer,first,update" doc:"a full answer, a first statement, or a dated update"`
	// What was asked and said about its text, who ticked what, what the automatic checks find.
	Confirmations []ConfirmationItem `json:"confirmations"`
	Signatures    []SignatureItem    `json:"signatures"`
	Checks        []proof.Finding    `json:"checks"`
	ReleaseAt     string             `json:"release_at,omitempty"`
	ApprovedUntil string             `json:"approved_until,omitempty"`
}

// EventItem is one line of a timeline.
type EventItem struct {
	At     string          `json:"at"`
	Event  string          `json:"event"`
	Action string          `json:"action"`
	Actor  string          `json:"actor"`
	Role   string          `json:"role"`
	From   string          `json:"from"`
	To     string          `json:"to"`
	Side   string          `json:"side" enum:"outward,internal,system"`
	Text   string          `json:"text"`
	Detail json.RawMessage `json:"detail"`
}

type concernQuery struct {
	State     string `query:"state"`
	Grade     string `query:"grade"`
	Need      string `query:"need"`
	Unit      string `query:"unit" doc:"code, name or id"`
	DueBefore string `query:"due_before" doc:"RFC 3339"`
	Q         string `query:"q" doc:"words of the title or summary"`
	Cursor    string `query:"cursor" doc:"next of the page before"`
	Limit     int    `query:"limit" default:"50" minimum:"1" maximum:"200"`
}

type concernPage struct {
	Body struct {
		Items []ConcernRow `json:"items"`
		Next  *string      `json:"next" doc:"cursor of the next page, null on the last"`
	}
}

func (s *server) concerns(api huma.API) {
	huma.Register(api, huma.Operation{OperationID: "list-concerns", Method: http.MethodGet, Path: "/api/v1/concerns", Summary: "Concerns that the caller sees, next deadline first"}, s.listConcerns)
	huma.Register(api, huma.Operation{OperationID: "get-concern", Method: http.MethodGet, Path: "/api/v1/concerns/{number}", Summary: "One concern with posts, clocks, facts, statements and timeline"}, s.getConcern)
	huma.Register(api, huma.Operation{OperationID: "get-dossier", Method: http.MethodGet, Path: "/api/v1/concerns/{number}/dossier", Summary: "Everything on record about one concern, signed by the installation (Ed25519 over format and SHA-256)"}, s.getDossier)
}

func (s *server) listConcerns(ctx context.Context, in *concernQuery) (*concernPage, error) {
	f, after, err := s.filter(ctx, in)
	if err != nil {
		return nil, s.refuse(err)
	}
	tree, err := s.Desk.Tree(ctx)
	if err != nil {
		return nil, s.refuse(err)
	}
	rows, err := s.Store.DeskList(ctx, f, tree.Scope(who(ctx)), after, in.Limit+1)
	if err != nil {
		return nil, s.refuse(err)
	}
	out := &concernPage{}
	out.Body.Items = []ConcernRow{}
	for i, r := range rows {
		if i == in.Limit {
			next := cursor(rows[i-1].NextDue, rows[i-1].ID)
			out.Body.Next = &next
			break
		}
		out.Body.Items = append(out.Body.Items, ConcernRow{r.Number, r.Title, string(r.State), string(r.Grade), proposed(r.Proposal), string(r.Need), tree.Name(r.UnitID), r.Posts, when(r.DetectedAt), when(r.NextDue)})
	}
	return out, nil
}

// filter reads the filters of a list; an unknown word is refused with those
// that there are.
func (s *server) filter(ctx context.Context, in *concernQuery) (store.DeskFilter, store.DeskAfter, error) {
	f := store.DeskFilter{State: in.State, Grade: in.Grade, Need: in.Need, All: true, Words: in.Q}
	var after store.DeskAfter
	if in.Grade != "" && regime.Grade(in.Grade).Rank() == 0 {
		return f, after, fault.New(fault.Invalid, "filter.grade", "没有等级 %s；可用：general serious major especially_major", in.Grade).On("grade")
	}
	if in.Unit != "" {
		tree, err := s.Desk.Tree(ctx)
		if err != nil {
			return f, after, err
		}
		u, err := store.FindUnit(tree.Units, in.Unit)
		if err != nil {
			return f, after, err
		}
		f.UnitID = u.ID
	}
	if in.DueBefore != "" {
		at, err := time.Parse(time.RFC3339, in.DueBefore)
		if err != nil {
			return f, after, fault.New(fault.Invalid, "filter.due_before", "due_before 应写成 2026-03-16T10:00:00+08:00").On("due_before")
		}
		f.DueBefore = at.UnixMilli()
	}
	after, err := readCursor(in.Cursor)
	return f, after, err
}

// readCursor reads what cursor wrote, the beginning of a list from nothing.
func readCursor(text string) (after store.DeskAfter, err error) {
	if text == "" {
		return after, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		_, err = fmt.Sscanf(string(raw), "%d %s", &after.Due, &after.ID)
	}
	if err != nil {
		return after, fault.New(fault.Invalid, "cursor.invalid", "cursor 应原样用上一页的 next").On("cursor")
	}
	return after, nil
}

func cursor(due int64, id string) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d %s", due, id))
}

func (s *server) getConcern(ctx context.Context, in *numberPath) (*struct{ Body Concern }, error) {
	m, _, err := s.Desk.Offers(ctx, who(ctx), in.Number)
	if err == nil {
		err = concernOnly(m)
	}
	if err != nil {
		return nil, s.refuse(err)
	}
	out := &struct{ Body Concern }{}
	if out.Body.Matter, err = s.matter(ctx, m); err != nil {
		return nil, s.refuse(err)
	}
	for _, fill := range []func(context.Context, string, *Concern) error{s.fillConcern, s.fillPosts, s.fillClocks, s.fillWork, s.fillStatements, s.fillResults, s.fillGroup, s.fillTimeline} {
		if err := fill(ctx, m.ID, &out.Body); err != nil {
			return nil, s.refuse(err)
		}
	}
	return out, nil
}

func (s *server) fillConcern(ctx context.Context, id string, out *Concern) error {
	c, err := s.Store.Concern(ctx, id)
	out.DetectedAt, out.Outcome, out.Reason, out.Proposal = when(c.DetectedAt), string(c.Outcome), c.Reason, raw(c.Proposal)
	out.PostCount, out.SourceCount = c.Posts, c.Sources
	return err
}

func (s *server) fillPosts(ctx context.Context, id string, out *Concern) error {
	out.Posts = []PostItem{}
	for _, state := range []string{"confirmed", "suggested"} {
		posts, err := s.Store.DeskPosts(ctx, id, state, 500)
		if err != nil {
			return err
		}
		for _, p := range posts {
			topics := []string{}
			if p.Topics != "" {
				topics = strings.Split(p.Topics, ",")
			}
			out.Posts = append(out.Posts, PostItem{p.ID, p.State, p.Reasons, p.Source, p.URL, p.Title, p.Text, topics, when(p.PublishedAt), p.Views, p.Comments, p.Shares, p.Repeats})
		}
	}
	return nil
}

func (s *server) fillClocks(ctx context.Context, id string, out *Concern) error {
	clocks, err := s.Store.Clocks(ctx, id)
	out.Clocks = []ClockItem{}
	for _, k := range clocks {
		out.Clocks = append(out.Clocks, ClockItem{k.ID, k.Code, k.Title, k.Article, k.OwnReading, when(k.FromAt), k.Within, when(k.DueAt), k.Provisional, k.State, k.MetBy, when(k.MetAt), when(k.BreachedAt), k.OwedBy, k.OwedTo, k.Steps})
	}
	return err
}

func (s *server) fillWork(ctx context.Context, id string, out *Concern) error {
	out.Facts, out.Documents, out.Tasks = []FactItem{}, []DocumentItem{}, []TaskItem{}
	facts, err := s.Store.Facts(ctx, id)
	if err != nil {
		return err
	}
	for _, f := range facts {
		out.Facts = append(out.Facts, FactItem{f.Claim, f.Finding, f.Verdict, f.Evidence, when(f.At)})
	}
	tree, err := s.Desk.Tree(ctx)
	if err != nil {
		return err
	}
	documents, err := s.Store.Documents(ctx, id)
	if err != nil {
		return err
	}
	for _, d := range documents {
		out.Documents = append(out.Documents, DocumentItem{d.ID, string(d.Kind), d.Title, d.Body, when(d.At), tree.Name(d.ToUnit), when(d.ReceivedAt), when(d.WithdrawnAt)})
	}
	tasks, err := s.Store.Tasks(ctx, id)
	for _, t := range tasks {
		out.Tasks = append(out.Tasks, TaskItem{t.ID, t.Title, tree.Name(t.UnitID), when(t.DueAt), when(t.DoneAt)})
	}
	return err
}

func (s *server) fillStatements(ctx context.Context, id string, out *Concern) error {
	out.Statements = []StatementItem{}
	list, err := s.Store.StatementsOf(ctx, id)
	if err != nil {
		return err
	}
	for _, m := range list {
		item, err := s.statementItem(ctx, m)
		if err != nil {
			return err
		}
		out.Statements = append(out.Statements, item)
	}
	return nil
}

func (s *server) fillTimeline(ctx context.Context, id string, out *Concern) error {
	out.Timeline = []EventItem{}
	events, err := s.Store.Events(ctx, id)
	for _, e := range events {
		out.Timeline = append(out.Timeline, EventItem{when(e.At), e.Word, e.Action, e.Actor, e.Role, e.From, e.To, e.Side, e.Text, raw(e.Detail)})
	}
	return err
}

// proposed returns the grade of a stored proposal, "" if there is none.
func proposed(text string) string {
	var p struct {
		Grade string `json:"grade"`
	}
	if json.Unmarshal([]byte(text), &p) != nil {
		return "" // written by an earlier version: nothing is proposed
	}
	return p.Grade
}
