package intake

import (
	"strconv"
	"strings"

	"yingda/internal/store"
)

// merge joins groups that turned out to be one matter when they grew. What is a
// concern already takes posts, but is given to no other without a person, and
// neither is a group in which a person has decided on a post.
func (g *grouper) merge() error {
	moved := map[string]string{}
	var moves [][2]string // as agreed to, in order: one for each that the index then makes
	cluster := func(post string) (string, error) {
		seq, err := strconv.ParseInt(post, 10, 64)
		id := g.memory.clusters[seq]
		for moved[id] != "" {
			id = moved[id]
		}
		return id, err
	}
	list, err := g.memory.groups.MergeGrown(func(from []string, into string) (bool, error) {
		a, err := cluster(from[0])
		if err != nil {
			return false, err
		}
		b, err := cluster(into)
		if err != nil || a == b || a == "" || b == "" {
			return false, err
		}
		now, ended, err := g.tx.PresentCluster(b)
		if store.IsNoRows(err) { // it went with the words of its posts
			return false, nil
		}
		if err != nil || ended || now != b {
			return false, err
		}
		posts := make([]int64, len(from))
		for i, id := range from {
			if posts[i], err = strconv.ParseInt(id, 10, 64); err != nil {
				return false, err
			}
		}
		ok, err := g.tx.Movable(a, posts)
		if ok {
			moved[a] = b
			moves = append(moves, [2]string{a, b})
		}
		return ok, err
	})
	if err != nil || len(list) == 0 {
		return err
	}
	for i, m := range list {
		from, into := moves[i][0], moves[i][1]
		if err := g.tx.MoveCluster(from, into, "两组信息后来并为一组："+strings.Join(m.Reasons, "；")); err != nil {
			return err
		}
		g.added[into] = append(g.added[into], g.added[from]...)
		delete(g.changed, from)
		g.changed[into] = true
	}
	for seq, id := range g.memory.clusters {
		for moved[id] != "" {
			id = moved[id]
			g.memory.clusters[seq] = id
		}
	}
	return nil
}
