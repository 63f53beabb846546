package store

import (
	"context"
	"slices"

	"yingda/internal/fault"
)

// Regroup (归并调整) is what a person did to groups of posts: joined or split off
// posts, merged two concerns, confirmed or refused a suggestion. What stood
// before is kept with it, so that it can be undone.
type Regroup struct {
	ID       string
	Act      string // join, split, merge, confirm or refuse
	MatterID string
	OtherID  string // of a merge: the concern that took the posts
	Title    string // of the post or concern that was moved
	Posts    int64
	Reason   string
	ByID     string
	At       int64
	UndoneBy string
	UndoneAt int64
	Why      string // of undoing it
	Number   string // of the matter
	Other    string // number of the other
}

// JoinMember joins a post to a cluster by a person's decision and takes it out of
// any other.
func (t *Tx) JoinMember(cluster string, seq int64, byID, reason string) error {
	before, err := t.ClustersOf([]int64{seq})
	if err != nil {
		return err
	}
	if _, err := t.Exec(`UPDATE member SET state = 'refused', by_id = $3, at = $4 WHERE seq = $1 AND state = 'confirmed' AND cluster_id <> $2`, seq, cluster, byID, t.Ms()); err != nil {
		return err
	}
	if _, err := t.Exec(`INSERT INTO member (cluster_id, seq, state, score, reasons, at, by_id) VALUES ($1, $2, 'confirmed', 100, $3, $4, $5)
ON CONFLICT (cluster_id, seq) DO UPDATE SET state = 'confirmed', at = excluded.at, by_id = excluded.by_id, reasons = excluded.reasons`, cluster, seq, reason, t.Ms(), byID); err != nil {
		return err
	}
	return t.shift(seq, before[seq], cluster)
}

// RefuseMember takes a post out of a concern, or refuses a suggestion, for good.
func (t *Tx) RefuseMember(matterID string, seq int64, byID, reason string) error {
	rows, err := t.Query(`SELECT m.cluster_id FROM member m JOIN cluster k ON k.id = m.cluster_id WHERE m.seq = $1 AND m.state <> 'refused' AND k.matter_id = $2 AND k.matter_id <> ''`, seq, matterID)
	if err != nil {
		return err
	}
	clusters, err := scanWords(rows, nil)
	if err != nil {
		return err
	}
	if len(clusters) == 0 {
		return fault.New(fault.NotFound, "post.elsewhere", "这条帖文不在本件里").On("posts")
	}
	for _, id := range clusters {
		if err := t.RefuseIn(id, seq, byID, reason); err != nil {
			return err
		}
	}
	return nil
}

// RefuseIn takes a post out of a cluster, or refuses the suggestion, for good.
func (t *Tx) RefuseIn(cluster string, seq int64, byID, reason string) error {
	before, err := t.ClustersOf([]int64{seq})
	if err != nil {
		return err
	}
	if _, err := t.Exec(`UPDATE member SET state = 'refused', at = $3, by_id = $4, reasons = CASE WHEN $5 = '' THEN reasons ELSE $5 END WHERE seq = $1 AND cluster_id = $2 AND state <> 'refused'`, seq, cluster, t.Ms(), byID, reason); err != nil {
		return err
	}
	if before[seq] != cluster {
		return nil
	}
	return t.shift(seq, cluster, "")
}

// shift counts a post in another cluster and tells whoever groups next.
func (t *Tx) shift(seq int64, from, into string) error {
	if from == into {
		return nil
	}
	if from != "" {
		if err := t.countPost(from, seq, -1); err != nil {
			return err
		}
	}
	if into != "" {
		if err := t.countPost(into, seq, 1); err != nil {
			return err
		}
	}
	return t.moved(seq, from, into)
}

func (t *Tx) moved(seq int64, from, into string) error {
	n, err := t.Count("regroup.move", 1)
	if err != nil {
		return err
	}
	_, err = t.Exec(`INSERT INTO regroup_move (n, seq, from_cluster, into_cluster) VALUES ($1, $2, $3, $4)`, n, seq, from, into)
	return err
}

// movesKept is how many moves are kept for the processes that still have to
// follow them; one that starts anew reads the groups themselves.
const movesKept = 10_000

// PurgeMoves drops the moves that every process has followed long since.
func (t *Tx) PurgeMoves() error {
	n, err := t.Count("regroup.move", 0)
	if err != nil {
		return err
	}
	_, err = t.Exec(`DELETE FROM regroup_move WHERE n <= $1`, n-movesKept)
	return err
}

// Move says that a post, or for post 0 a whole cluster, went from one cluster to
// another; "" is none.
type Move struct {
	N    int64
	Seq  int64
	From string
	Into string
}

// MovesAfter returns the moves after the given one, in order.
func (t *Tx) MovesAfter(n int64) ([]Move, error) {
	rows, err := t.Query(`SELECT n, seq, from_cluster, into_cluster FROM regroup_move WHERE n > $1 ORDER BY n`, n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Move
	for rows.Next() {
		var m Move
		if err := rows.Scan(&m.N, &m.Seq, &m.From, &m.Into); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, rows.Err()
}

// MembersOf returns all memberships of posts, whatever their state.
func (t *Tx) MembersOf(seqs []int64) ([]Member, error) {
	var out []Member
	return out, inChunks(seqs, func(marks string, args []any) error {
		rows, err := t.Query(`SELECT cluster_id, seq, state, score, reasons, at, by_id FROM member WHERE seq IN (`+marks+`) ORDER BY seq, cluster_id`, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var m Member
			if err := rows.Scan(&m.ClusterID, &m.Seq, &m.State, &m.Score, &m.Reasons, &m.At, &m.ByID); err != nil {
				return err
			}
			out = append(out, m)
		}
		return rows.Err()
	})
}

// AddRegroup records what a person did, with the memberships before and after it
// and, for a merge, the clusters that changed hands.
func (t *Tx) AddRegroup(g Regroup, before, after []Member, clusters []string) (string, error) {
	g.ID = NewID(t.Now)
	if _, err := t.Exec(`INSERT INTO regroup (id, act, matter_id, other_id, title, posts, reason, by_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, g.ID, g.Act, g.MatterID, g.OtherID, g.Title, g.Posts, g.Reason, g.ByID, t.Ms()); err != nil {
		return "", err
	}
	type key struct {
		cluster string
		seq     int64
	}
	now := map[key]string{}
	for _, m := range after {
		now[key{m.ClusterID, m.Seq}] = m.State
	}
	var changed []Member
	var states []string
	for _, m := range before {
		k := key{m.ClusterID, m.Seq}
		if now[k] != m.State {
			changed, states = append(changed, m), append(states, now[k])
		}
		delete(now, k)
	}
	for _, m := range after {
		if k := (key{m.ClusterID, m.Seq}); now[k] != "" {
			changed, states = append(changed, Member{ClusterID: m.ClusterID, Seq: m.Seq}), append(states, m.State)
		}
	}
	if err := batch(t, `INSERT INTO regroup_member (regroup_id, cluster_id, seq, was, is_now, score, reasons, at, by_id) VALUES `, make([]string, 9), len(changed), func(i int, a []any) []any {
		m := &changed[i]
		return append(a, g.ID, m.ClusterID, m.Seq, m.State, states[i], m.Score, m.Reasons, m.At, m.ByID)
	}); err != nil {
		return "", err
	}
	return g.ID, batch(t, `INSERT INTO regroup_cluster (regroup_id, cluster_id, was_matter) VALUES `, make([]string, 3), len(clusters), func(i int, a []any) []any {
		return append(a, g.ID, clusters[i], g.MatterID)
	})
}

const regroupColumns = `g.id, g.act, g.matter_id, g.other_id, g.title, g.posts, g.reason, g.by_id, g.at, g.undone_by, g.undone_at, g.undone_why, COALESCE(m.number, ''), COALESCE(o.number, '') FROM regroup g LEFT JOIN matter m ON m.id = g.matter_id LEFT JOIN matter o ON o.id = g.other_id`

func (g *Regroup) fields() []any {
	return []any{&g.ID, &g.Act, &g.MatterID, &g.OtherID, &g.Title, &g.Posts, &g.Reason, &g.ByID, &g.At, &g.UndoneBy, &g.UndoneAt, &g.Why, &g.Number, &g.Other}
}

// Regroup returns one change; fault.NotFound if there is none.
func (t *Tx) Regroup(id string) (Regroup, error) {
	var g Regroup
	err := t.Row(`SELECT `+regroupColumns+` WHERE g.id = $1`, []any{id}, g.fields()...)
	if IsNoRows(err) {
		return g, fault.New(fault.NotFound, "regroup.unknown", "没有这次调整")
	}
	return g, err
}

// Undo puts the memberships of a change back as they stood. fault.Conflict if
// any of them has changed since.
func (t *Tx) Undo(g Regroup, byID, why string) error {
	n, err := t.Exec(`UPDATE regroup SET undone_by = $2, undone_at = $3, undone_why = $4 WHERE id = $1 AND undone_at = 0`, g.ID, byID, t.Ms(), why)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Conflict, "regroup.undone", "这次调整已经撤销过了")
	}
	rows, err := t.Query(`SELECT r.cluster_id, r.seq, r.was, r.is_now, r.score, r.reasons, r.at, r.by_id, COALESCE(m.state, '') FROM regroup_member r LEFT JOIN member m ON m.cluster_id = r.cluster_id AND m.seq = r.seq WHERE r.regroup_id = $1 ORDER BY r.seq, r.cluster_id`, g.ID)
	if err != nil {
		return err
	}
	var list []Member
	var seqs []int64
	later := false
	for rows.Next() {
		var m Member
		var expected, present string
		if err := rows.Scan(&m.ClusterID, &m.Seq, &m.State, &expected, &m.Score, &m.Reasons, &m.At, &m.ByID, &present); err != nil {
			rows.Close()
			return err
		}
		later = later || present != expected
		list, seqs = append(list, m), append(seqs, m.Seq)
	}
	if err := rows.Close(); err != nil {
		return err
	}
	if later {
		return fault.New(fault.Conflict, "regroup.later", "这些帖文后来又有改动，不能整个撤销；请逐条移出或并入")
	}
	seqs = slices.Compact(seqs)
	before, err := t.ClustersOf(seqs)
	if err != nil {
		return err
	}
	for _, m := range list {
		if m.State == "" {
			_, err = t.Exec(`DELETE FROM member WHERE cluster_id = $1 AND seq = $2`, m.ClusterID, m.Seq)
		} else {
			_, err = t.Exec(`INSERT INTO member (cluster_id, seq, state, score, reasons, at, by_id) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (cluster_id, seq) DO UPDATE SET state = excluded.state, score = excluded.score, reasons = excluded.reasons, at = excluded.at, by_id = excluded.by_id`,
				m.ClusterID, m.Seq, m.State, m.Score, m.Reasons, m.At, m.ByID)
		}
		if err != nil {
			return err
		}
	}
	after, err := t.ClustersOf(seqs)
	if err != nil {
		return err
	}
	for _, seq := range seqs {
		if err := t.shift(seq, before[seq], after[seq]); err != nil {
			return err
		}
	}
	return nil
}

// MergedClusters returns the clusters that a concern gave away when it was merged
// last, and into which concern.
func (t *Tx) MergedClusters(matterID string) (g Regroup, clusters []string, err error) {
	err = t.Row(`SELECT `+regroupColumns+` WHERE g.matter_id = $1 AND g.act = 'merge' AND g.undone_at = 0 ORDER BY g.id DESC LIMIT 1`, []any{matterID}, g.fields()...)
	if IsNoRows(err) {
		return g, nil, nil
	}
	if err != nil {
		return g, nil, err
	}
	rows, err := t.Query(`SELECT cluster_id FROM regroup_cluster WHERE regroup_id = $1 ORDER BY cluster_id`, g.ID)
	if err != nil {
		return g, nil, err
	}
	clusters, err = scanWords(rows, nil)
	return g, clusters, err
}

// ClustersOfMatter returns the clusters of a concern.
func (t *Tx) ClustersOfMatter(matterID string) ([]string, error) {
	rows, err := t.Query(`SELECT id FROM cluster WHERE matter_id = $1 AND matter_id <> '' ORDER BY first_at, id`, matterID)
	if err != nil {
		return nil, err
	}
	return scanWords(rows, nil)
}

// GiveCluster lets a concern have a cluster.
func (t *Tx) GiveCluster(clusterID, matterID string) error {
	_, err := t.Exec(`UPDATE cluster SET matter_id = $2 WHERE id = $1`, clusterID, matterID)
	return err
}

// Regroups returns the newest changes, up to n: of one concern, or of all.
func (r *Reader) Regroups(ctx context.Context, matterID string, n int) ([]Regroup, error) {
	return r.RegroupsBefore(ctx, matterID, "", n)
}

func scanRegroups(rows Answer, err error) ([]Regroup, error) {
	if err != nil {
		return nil, err
	}
	var out []Regroup
	err = eachRow(rows, func() error {
		var g Regroup
		err := rows.Scan(g.fields()...)
		out = append(out, g)
		return err
	})
	return out, err
}

// RegroupClusters returns the clusters that a change touched.
func (t *Tx) RegroupClusters(id string) ([]string, error) {
	return scanWords(t.Query(`SELECT DISTINCT cluster_id FROM regroup_member WHERE regroup_id = $1 ORDER BY cluster_id`, id))
}

// TopicTitle returns the title of a topic.
func (t *Tx) TopicTitle(id string) (title string, err error) {
	err = t.Row(`SELECT title FROM topic WHERE id = $1`, []any{id}, &title)
	return title, err
}
