package store

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"yingda/internal/matter"
	"yingda/internal/regime"
)

// escapeLike makes the wildcards of LIKE stand for themselves.
func escapeLike(s string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(s)
}

func param(n int) string { return "$" + strconv.Itoa(n) }

// DeskRow is one concern in a list of the desk.
type DeskRow = ConcernRow

// DeskFilter narrows a list of concerns. Zero fields narrow nothing, except that
// closed concerns are left out unless a final state or All is asked for.
type DeskFilter struct {
	State     string
	Grade     string
	Need      string
	UnitID    string
	DueBefore int64
	Part      []string // units that take part
	Own       []string // units that lead
	SentBy    []string // units that gave it away
	Returned  bool     // came back from a unit and waits to be given out again
	All       bool     // closed ones too
	Words     string   // part of the title or summary, or the number
}

// DeskAfter is the place of the last row of a page in the order of a list.
type DeskAfter = ListAfter

// Plain returns the filter as the index of lists knows it, false if the rows
// themselves must be asked: for words.
func (f DeskFilter) Plain() (ListFilter, bool) {
	return ListFilter{State: matter.State(f.State), Grade: regime.Grade(f.Grade), Need: regime.Need(f.Need), UnitID: f.UnitID, Part: f.Part, Lead: f.Own, SentBy: f.SentBy, DueBefore: f.DueBefore, Returned: f.Returned, All: f.All}, f.Words == ""
}

func (b *where) scope(s Scope) {
	if s.All {
		return
	}
	b.add(`(m.unit_id IN ` + b.list(s.Units) + ` OR EXISTS (SELECT 1 FROM participant p WHERE p.matter_id = m.id AND p.unit_id IN ` + b.list(s.Own) + `))`)
}

func (b *where) part(units []string, part string) {
	if len(units) == 0 {
		return
	}
	term := `EXISTS (SELECT 1 FROM participant p WHERE p.matter_id = m.id AND p.unit_id IN ` + b.list(units)
	if part != "" {
		term += ` AND p.part = ` + b.bind(part)
	}
	b.add(term + `)`)
}

func (f DeskFilter) apply(b *where) {
	b.add(`m.kind = 'concern'`)
	switch {
	case f.State != "":
		b.add(`m.state = ` + b.bind(f.State))
	case !f.All:
		b.add(`m.closed_at = 0`)
	}
	for _, each := range []struct{ column, value string }{{"m.grade", f.Grade}, {"m.need", f.Need}, {"m.unit_id", f.UnitID}} {
		if each.value != "" {
			b.add(each.column + ` = ` + b.bind(each.value))
		}
	}
	if f.DueBefore != 0 {
		b.add(`m.next_due < ` + b.bind(f.DueBefore))
	}
	if len(f.Own) > 0 {
		b.add(`m.unit_id IN ` + b.list(f.Own))
	}
	if f.Words != "" {
		like := b.bind("%" + escapeLike(f.Words) + "%")
		b.add(`(m.title LIKE ` + like + ` ESCAPE '!' OR m.summary LIKE ` + like + ` ESCAPE '!' OR m.number = ` + b.bind(f.Words) + `)`)
	}
	b.part(f.Part, "")
	b.part(f.SentBy, "sender")
	if f.Returned {
		b.add(`m.state = 'judged' AND EXISTS (SELECT 1 FROM document d WHERE d.matter_id = m.id AND d.kind = 'hand_back_note')`)
	}
}

// DeskList returns up to n concerns that a person sees, next deadline first.
// Words are looked for in the rows themselves; everything else is one range of
// an index.
func (r *Reader) DeskList(ctx context.Context, f DeskFilter, s Scope, after DeskAfter, n int) ([]DeskRow, error) {
	if plain, ok := f.Plain(); ok {
		return r.ConcernList(ctx, plain, s, after, n)
	}
	var b where
	f.apply(&b)
	b.scope(s)
	if after.ID != "" {
		b.add(`(m.next_due, m.id) > (` + b.bind(after.Due) + `, ` + b.bind(after.ID) + `)`)
	}
	rows, err := r.query(ctx, `SELECT `+concernRowColumns+` FROM matter m JOIN concern c ON c.matter_id = m.id WHERE `+b.sql()+` ORDER BY m.next_due, m.id LIMIT `+b.bind(n), b.args...)
	if err != nil {
		return nil, err
	}
	return scanConcerns(rows, nil)
}

// DeskCounts are the counts beside the navigation, each made of at most 100 rows.
type DeskCounts struct {
	Due     int // of the own units, due today or late
	Open    int
	Tasks   int
	Waiting int // filled by the caller, who knows the regimes
	Failing int
	Dead    int
	Unread  int
}

// DeskCounts counts what waits for a person: before is the end of today.
func (r *Reader) DeskCounts(ctx context.Context, personID string, own []string, s Scope, before int64) (DeskCounts, error) {
	var k DeskCounts
	var err error
	if k.Due, err = r.CountMatters(ctx, regime.Concern, ListFilter{Part: own, DueBefore: before}, s, 100); err != nil {
		return k, err
	}
	if k.Open, err = r.CountMatters(ctx, regime.Concern, ListFilter{}, s, 100); err != nil {
		return k, err
	}
	var tasks where
	each := []struct {
		into *int
		sql  string
		args *[]any
	}{
		{&k.Tasks, `SELECT 1 FROM task k WHERE k.done_at = 0 AND k.unit_id IN ` + tasks.list(own), &tasks.args},
		{&k.Failing, `SELECT 1 FROM source WHERE active = 1 AND failures > 0`, &[]any{}},
		{&k.Dead, `SELECT 1 FROM job WHERE state = 'dead'`, &[]any{}},
		{&k.Unread, `SELECT 1 FROM notice WHERE read_at = 0 AND person_id = $1`, &[]any{personID}},
	}
	for _, c := range each {
		if err := r.row(ctx, `SELECT COUNT(*) FROM (`+c.sql+` LIMIT 100) capped`, *c.args, c.into); err != nil {
			return k, err
		}
	}
	return k, nil
}

// DeskPost is one post under a concern.
type DeskPost struct {
	ID          string
	State       string // suggested or confirmed
	Score       int64
	Reasons     string
	By          string // name of the person who joined it, "" for Yingda
	Source      string
	URL         string
	Title       string
	Text        string
	Topics      string
	PublishedAt int64
	Views       int64
	Comments    int64
	Shares      int64
	Repeats     string // id of the earlier post that it repeats, "" for none
	Repeated    string // title of that post
}

// DeskPosts returns up to n posts of a concern in a state, newest first.
func (r *Reader) DeskPosts(ctx context.Context, matterID, state string, n int) ([]DeskPost, error) {
	rows, err := r.query(ctx, `SELECT p.seq, m.state, m.score, m.reasons, COALESCE(w.name, ''), COALESCE(s.name, ''), p.url, p.title, p.text, p.topics, p.published_at, p.views, p.comments, p.shares, COALESCE(e.seq, 0), COALESCE(e.title, '')
FROM cluster k JOIN member m ON m.cluster_id = k.id JOIN post p ON p.seq = m.seq LEFT JOIN source s ON s.id = p.source_id LEFT JOIN person w ON w.id = m.by_id LEFT JOIN post e ON e.seq = p.same_as
WHERE k.matter_id = $1 AND k.matter_id <> '' AND m.state = $2 ORDER BY p.published_at DESC, p.seq DESC LIMIT $3`, matterID, state, n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []DeskPost
	for rows.Next() {
		var p DeskPost
		var seq, earlier int64
		if err := rows.Scan(&seq, &p.State, &p.Score, &p.Reasons, &p.By, &p.Source, &p.URL, &p.Title, &p.Text, &p.Topics, &p.PublishedAt, &p.Views, &p.Comments, &p.Shares, &earlier, &p.Repeated); err != nil {
			return nil, err
		}
		if p.ID = PostID(seq); earlier > 0 {
			p.Repeats = PostID(earlier)
		}
		out = append(out, p)
	}
	return out, rows.Err()
}

// DeskDraft is one statement in a queue.
type DeskDraft struct {
	M        matter.Matter
	S        Statement
	Drafter  string // name
	Concern  string // number
	NextDue  int64  // of the concern that it answers
	OpenedAt int64
	Signed   []Signature // standing ones on the present text
}

// DeskDrafts returns up to n statements that a person sees in the given states,
// those of the most urgent concern first.
func (r *Reader) DeskDrafts(ctx context.Context, states []string, s Scope, n int) ([]DeskDraft, error) {
	var ids []string
	for _, state := range states {
		rows, err := r.StatementList(ctx, ListFilter{State: matter.State(state)}, s, ListAfter{}, n)
		if err != nil {
			return nil, err
		}
		for _, x := range rows {
			ids = append(ids, x.Matter.ID)
		}
	}
	var out []DeskDraft
	err := inChunks(ids, func(marks string, args []any) error {
		some, err := r.deskDrafts(ctx, `m.id IN (`+marks+`)`, args)
		out = append(out, some...)
		return err
	})
	slices.SortStableFunc(out, func(a, b DeskDraft) int { return cmp.Compare(a.NextDue, b.NextDue) })
	return out, err
}

// ConcernDrafts returns the statements of one concern, the oldest first.
func (r *Reader) ConcernDrafts(ctx context.Context, concernID string) ([]DeskDraft, error) {
	return r.deskDrafts(ctx, `m.parent_id = $1 AND m.kind = 'statement'`, []any{concernID})
}

func (r *Reader) deskDrafts(ctx context.Context, which string, args []any) ([]DeskDraft, error) {
	rows, err := r.query(ctx, `SELECT `+matterColumns+`, s.matter_id, s.concern_id, s.template_id, s.text_version, s.hash, s.drafter_id, s.public_version, s.pending, s.reason, s.part, s.mark, s.release_at, s.approved_until, COALESCE(w.name, ''), c.number, c.next_due, c.opened_at
FROM matter m JOIN statement s ON s.matter_id = m.id JOIN matter c ON c.id = s.concern_id LEFT JOIN person w ON w.id = s.drafter_id WHERE `+which+` ORDER BY m.id`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []DeskDraft
	for rows.Next() {
		var x DeskDraft
		more := append(append([]any{}, x.S.into()...), &x.Drafter, &x.Concern, &x.NextDue, &x.OpenedAt)
		if x.M, err = scanMatter(rows.Scan, more...); err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return out, r.addSigned(ctx, out)
}

func (r *Reader) addSigned(ctx context.Context, drafts []DeskDraft) error {
	for i := range drafts {
		d := &drafts[i]
		if d.S.Version == 0 {
			continue
		}
		all, err := r.Signatures(ctx, d.M.ID)
		if err != nil {
			return err
		}
		for _, g := range all {
			if g.VoidAt == 0 && g.Version == d.S.Version && g.Hash == d.S.Hash {
				d.Signed = append(d.Signed, g)
			}
		}
	}
	return nil
}

// DeskTasks returns up to n open tasks of units, the most urgent first, with the
// numbers and titles of their matters.
func (r *Reader) DeskTasks(ctx context.Context, unitIDs []string, n int) ([]DeskTask, error) {
	return r.TaskPage(ctx, unitIDs, Page{N: n})
}

// TaskPage returns a page of the open tasks of units, by due time, soonest first.
func (r *Reader) TaskPage(ctx context.Context, unitIDs []string, p Page) ([]DeskTask, error) {
	q, ok := tasksQuery(r.engine, unitIDs, p)
	if !ok {
		return nil, nil
	}
	rows, err := r.query(ctx, `SELECT k.id, k.title, k.unit_id, k.role, k.due_at, k.created_at, m.number, m.title FROM task k JOIN matter m ON m.id = k.matter_id WHERE k.id IN (SELECT id FROM (`+q.sql()+`) urgent) ORDER BY k.due_at, k.id`, q.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []DeskTask
	for rows.Next() {
		var t DeskTask
		if err := rows.Scan(&t.ID, &t.Title, &t.UnitID, &t.Role, &t.DueAt, &t.CreatedAt, &t.Number, &t.Matter); err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, rows.Err()
}

// tasksQuery finds the most urgent tasks of units: one range of an index for
// each, which comes in order. It returns false for no units.
func tasksQuery(e Engine, unitIDs []string, p Page) (where, bool) {
	var b where
	if len(unitIDs) == 0 {
		return b, false
	}
	due, id := p.ahead()
	behind := ` AND (due_at, id) > (` + b.bind(due) + `, ` + b.bind(id) + `) AND unit_id = `
	order := ` ORDER BY due_at, id LIMIT ` + b.bind(p.N)
	arms := make([]string, len(unitIDs))
	for i, unit := range unitIDs {
		arms[i] = `SELECT due_at, id FROM task WHERE done_at = 0` + behind + b.bind(unit)
	}
	query := arms[0]
	if len(arms) > 1 {
		query = `SELECT due_at, id FROM (` + e.union(arms, order) + `) united`
	}
	b.terms = []string{query + order}
	return b, true
}

// DeskTask is one open task in a list.
type DeskTask struct {
	ID, Title, UnitID, Role string
	DueAt, CreatedAt        int64
	Number, Matter          string
}

// DeskTrouble is one source that fails or one delivery that waits too long.
type DeskTrouble struct {
	Kind  string // source or delivery
	Name  string
	Since int64
	Text  string
	Times int64
}

// DeskTroubles returns up to n sources and deliveries in trouble: what was
// queued before the given instant and has not gone out counts as stuck. What did
// not go out comes first, so that no number of dead sources hides it.
func (r *Reader) DeskTroubles(ctx context.Context, before int64, n int) ([]DeskTrouble, error) {
	rows, err := r.query(ctx, `SELECT kind, name, since, says, times FROM (
SELECT 1 AS place, 'delivery' AS kind, m.number AS name, o.queued_at AS since, o.state AS says, 0 AS times FROM release o JOIN matter m ON m.id = o.statement_id WHERE o.state IN ('failed', 'unknown')
UNION ALL SELECT 1, 'delivery', m.number, o.queued_at, o.state, 0 FROM release o JOIN matter m ON m.id = o.statement_id WHERE o.state = 'queued' AND o.queued_at < $1
UNION ALL SELECT 2, 'robot', name, failed_at, error, 0 FROM robot WHERE active = 1 AND failed_at > told_at
UNION ALL SELECT 2, 'telling', '', MIN(created_at), '', COUNT(*) FROM telling WHERE state = 'failed' AND robot_id = '' HAVING COUNT(*) > 0
UNION ALL SELECT 3, 'source', name, last_good_at, error_text, failures FROM source WHERE active = 1 AND failures > 0) trouble
ORDER BY place, since, name LIMIT $2`, before, n)
	if err != nil {
		return nil, err
	}
	return scanTroubles(rows)
}

func scanTroubles(rows Answer) ([]DeskTrouble, error) {
	defer rows.Close()
	var out []DeskTrouble
	for rows.Next() {
		var t DeskTrouble
		if err := rows.Scan(&t.Kind, &t.Name, &t.Since, &t.Text, &t.Times); err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, rows.Err()
}
