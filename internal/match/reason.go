package match

import (
	"fmt"
	"slices"
	"strings"
)

// Reason (理由) says in one Chinese sentence why the post belongs to a topic or
// why it does not: which words stand where, what is missing, what forbids it.
type Reason struct {
	Topic string
	Holds bool
	Says  string // without full stop
}

// Reasons explains every rule of the set for one post, in the order in which
// they were given. It is meant for a few rules on the bench.
func (s *Set) Reasons(from From, title, text string) []Reason {
	sc := s.pool.Get().(*Scratch)
	defer s.pool.Put(sc)
	s.look(sc, title, text)
	sc.from = from
	t := teller{board: &sc.board, hits: sc.hits}
	out := make([]Reason, len(s.roots))
	for i, root := range s.roots {
		out[i] = Reason{Topic: s.names[s.owners[i]], Holds: t.holds(t.hits, root)}
		if out[i].Holds {
			out[i].Says = t.yes(root)
		} else {
			out[i].Says = t.no(root)
		}
	}
	return out
}

type teller struct {
	*board
	hits []Found
}

func (t *teller) kids(p *part, holds bool) (kids []int32) {
	for k := p.first; k < p.first+int32(p.count); k++ {
		if t.holds(t.hits, k) == holds {
			kids = append(kids, k)
		}
	}
	return kids
}

func (t *teller) join(kids []int32, sep string, say func(int32) string) string {
	var says []string
	for _, k := range kids[:min(len(kids), 5)] {
		if s := say(k); !slices.Contains(says, s) {
			says = append(says, s)
		}
	}
	if len(kids) > 5 {
		says = append(says, fmt.Sprintf("等 %d 项", len(kids)))
	}
	return strings.Join(says, sep)
}

// yes says why a part that is true is true.
func (t *teller) yes(at int32) string {
	p := &t.set.parts[at]
	switch p.op {
	case wordNode:
		return t.where(at)
	case sourceNode:
		return "来源是「" + t.set.written[at] + "」"
	case notNode:
		return t.no(p.first)
	case nearNode:
		return fmt.Sprintf("%s，两处相隔不超过 %d 个字", t.join([]int32{p.first, p.first + 1}, "，", t.yes), p.n)
	case timesNode:
		return fmt.Sprintf("%s，共 %d 处", t.yes(p.first), t.times(t.hits, p))
	case outsideNode:
		return t.yes(p.first) + "，不是别的词的一部分"
	}
	return t.join(t.kids(p, true), "，", t.yes)
}

// no says why a part that is false is false: of parts that are all wanted, the
// first that fails.
func (t *teller) no(at int32) string {
	p := &t.set.parts[at]
	switch p.op {
	case wordNode:
		return t.place(p.field) + "没有「" + t.set.written[at] + "」"
	case sourceNode:
		return "来源不是「" + t.set.written[at] + "」"
	case notNode:
		return t.yes(p.first)
	case orNode:
		return t.join(t.kids(p, false), "，", t.no)
	case atLeastNode:
		return fmt.Sprintf("要有 %d 项，只有 %d 项", p.n, len(t.kids(p, true)))
	case nearNode:
		if kids := t.kids(p, false); len(kids) == 0 {
			return fmt.Sprintf("%s，两处相隔超过 %d 个字", t.join([]int32{p.first, p.first + 1}, "，", t.yes), p.n)
		}
	case timesNode:
		if n := t.times(t.hits, p); n > 0 {
			return fmt.Sprintf("%s，只有 %d 处，不到 %d 处", t.yes(p.first), n, p.n)
		}
		return t.no(p.first)
	case outsideNode:
		if t.holds(t.hits, p.first) {
			return t.yes(p.first) + "，但只是别的词的一部分"
		}
		return t.no(p.first)
	}
	if kids := t.kids(p, false); len(kids) > 0 {
		return t.no(kids[0])
	}
	return "不符合"
}

// where says in which fields a word stands.
func (t *teller) where(at int32) string {
	p := &t.set.parts[at]
	switch seen := uint8(t.marks[p.n]&3) & p.field; seen {
	case titleField:
		return "标题有「" + t.set.written[at] + "」"
	case textField:
		return "正文有「" + t.set.written[at] + "」"
	}
	return "标题和正文都有「" + t.set.written[at] + "」"
}

func (t *teller) place(field uint8) string {
	switch field {
	case titleField:
		return "标题"
	case textField:
		return "正文"
	}
	return ""
}
