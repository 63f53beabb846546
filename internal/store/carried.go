package store

import "yingda/internal/matter"

// Carried (传播范围) is how far a concern has spread: its confirmed posts, how often
// they were seen, and the sources that carry them or copies of them, each with
// whether it is a newsroom.
type Carried struct {
	Posts, Views int64
	Sources      map[string]bool
}

// Newsrooms counts the newsrooms among the sources.
func (r Carried) Newsrooms() int {
	n := 0
	for _, newsroom := range r.Sources {
		if newsroom {
			n++
		}
	}
	return n
}

const (
	carriedPosts = `SELECT k.matter_id, s.id, s.newsroom, COUNT(DISTINCT p.seq), SUM(p.views) FROM cluster k JOIN member m ON m.cluster_id = k.id AND m.state = 'confirmed' JOIN post p ON p.seq = m.seq JOIN source s ON s.id = p.source_id
WHERE k.matter_id <> '' AND k.matter_id IN (`
	carriedCopies = `SELECT k.matter_id, s.id, s.newsroom, 0, 0 FROM cluster k JOIN member m ON m.cluster_id = k.id AND m.state = 'confirmed' JOIN post_copy c ON c.seq = m.seq JOIN source s ON s.id = c.source_id
WHERE k.matter_id <> '' AND k.matter_id IN (`
	carriedGroups = `) GROUP BY k.matter_id, s.id, s.newsroom`
)

// CarriedBy returns how far concerns have spread, by the id of their matter.
func (t *Tx) CarriedBy(ids []string) (map[string]Carried, error) {
	out := make(map[string]Carried, len(ids))
	err := inChunks(ids, func(marks string, args []any) error {
		rows, err := t.Query(carriedPosts+marks+carriedGroups+` UNION ALL `+carriedCopies+marks+carriedGroups, args...)
		if err != nil {
			return err
		}
		return eachRow(rows, func() error {
			var id, source string
			var newsroom, posts, views int64
			if err := rows.Scan(&id, &source, &newsroom, &posts, &views); err != nil {
				return err
			}
			r := out[id]
			if r.Sources == nil {
				r.Sources = map[string]bool{}
			}
			r.Posts, r.Views, r.Sources[source] = r.Posts+posts, r.Views+views, newsroom == 1
			out[id] = r
			return nil
		})
	})
	return out, err
}

// Held is a concern that this transaction holds, with its state.
type Held struct {
	Concern
	AgencyID string
	State    matter.State
}

// HoldConcerns loads concerns by id and holds their matters until the
// transaction ends.
func (t *Tx) HoldConcerns(ids []string) (map[string]Held, error) {
	out := make(map[string]Held, len(ids))
	return out, inChunks(ids, func(marks string, args []any) error {
		rows, err := t.Query(`SELECT m.agency_id, m.state, `+concernColumns+` FROM matter m JOIN concern ON concern.matter_id = m.id WHERE m.id IN (`+marks+`) ORDER BY m.id`+t.forUpdate(), args...)
		if err != nil {
			return err
		}
		return eachRow(rows, func() error {
			var h Held
			if err := rows.Scan(append([]any{&h.AgencyID, &h.State}, h.Concern.into()...)...); err != nil {
				return err
			}
			out[h.ID] = h
			return nil
		})
	})
}

// SetFigures stores how many posts a concern has and from how many sources.
func (t *Tx) SetFigures(matterID string, r Carried) error {
	return t.Later(`UPDATE concern SET posts = $2, sources = $3 WHERE matter_id = $1`, matterID, r.Posts, len(r.Sources))
}
