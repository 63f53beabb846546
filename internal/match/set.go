package match

import (
	"fmt"
	"math"
	"slices"
	"sync"
	"unsafe"

	"yingda/internal/fault"
)

// Topic (主题) is a rule tied to the name of a topic. Several may bear one name:
// the topic then matches where any of its rules does.
type Topic struct {
	Name string
	Rule string
}

// Set (规则集) is many rules compiled for one pass over each text. It is
// immutable and safe for concurrent use.
type Set struct {
	words   *Words
	names   []string // topics, in order of first appearance
	rules   int      // how many
	parts   []part
	written []string // words as written, by part; for Explain
	fires   []fire   // rules to try when a word is seen, word after word
	uses    []use    // by word
	sources []string // folded names that 来源: asks for
	roots   []int32  // by rule: its root part
	owners  []int32  // by rule: its topic
	pool    sync.Pool
}

// fire is a rule to try: its root part, its topic, and a second word without
// which it cannot hold.
type fire struct {
	root  int32
	topic int32
	also  int32 // or one of the two below
}

const (
	noWord int32 = -1 // no second word is known
	sure   int32 = -2 // the rule holds whenever it is tried
)

// use is what a word is for: its rules are fires[from:to].
type use struct {
	from, to int32
	placed   bool // its places are needed
}

// part is a node of a rule; its kids are parts[first:first+count].
type part struct {
	op    op
	field uint8
	count uint16
	first int32
	n     int32 // number of near, at-least and times; the word; the source
}

// Cost (开销) is what a rule set takes.
type Cost struct {
	Topics int
	Rules  int
	Words  int // different ones, folded
	Bytes  int // memory, about
}

// Compile parses and compiles rules. It returns fault.Invalid with a
// *SyntaxError as cause for the first rule that is not well formed, and
// fault.Invalid for a topic without a name.
func Compile(topics []Topic) (*Set, error) { return compile(topics, false) }

// CompileKept is Compile for rules that were approved, maybe by an earlier version:
// words that are refused by now, because they look like operators, are looked for
// as they were then. One such rule must not stop the others.
func CompileKept(topics []Topic) (*Set, error) { return compile(topics, true) }

func compile(topics []Topic, kept bool) (*Set, error) {
	c := compiler{set: &Set{}, topic: map[string]int32{}, word: map[string]int32{}, source: map[string]int32{}}
	c.set.pool.New = func() any { return new(Scratch) }
	for i, t := range topics {
		if t.Name == "" {
			return nil, fault.New(fault.Invalid, "match.topic_name", "第%d条规则没有写主题名称，请补上", i+1).On("topic")
		}
		rule, err := parse(t.Rule, kept)
		if err != nil {
			f := fault.Of(err)
			return nil, fault.New(fault.Invalid, f.Code, "主题“%s”的规则有误：%s", t.Name, f.Text).On("rule").Because(err)
		}
		c.add(t.Name, rule)
	}
	var err error
	if c.set.words, err = build(c.folded); err != nil {
		return nil, err
	}
	for w, rules := range c.fires {
		c.set.uses[w].from = int32(len(c.set.fires))
		c.set.fires = append(c.set.fires, rules...)
		c.set.uses[w].to = int32(len(c.set.fires))
	}
	return c.set, nil
}

// compiler numbers words and topics while rules are added.
type compiler struct {
	set    *Set
	topic  map[string]int32
	word   map[string]int32
	source map[string]int32
	folded []string
	fires  [][]fire // rules to try, by word
}

func (c *compiler) add(name string, r *Rule) {
	topic, ok := c.topic[name]
	if !ok {
		topic = int32(len(c.set.names))
		c.topic[name] = topic
		c.set.names = append(c.set.names, name)
	}
	root := int32(len(c.set.parts))
	c.grow(1)
	c.fill(root, r.root, false)
	c.set.rules++
	c.set.roots, c.set.owners = append(c.set.roots, root), append(c.set.owners, topic)
	words, _ := c.anchor(r.root)
	also := c.second(r.root, words)
	if r.root.isSure() {
		also = sure
	}
	slices.Sort(words)
	for _, w := range slices.Compact(words) {
		c.fires[w] = append(c.fires[w], fire{root, topic, also})
	}
}

func (c *compiler) grow(n int) {
	c.set.parts = append(c.set.parts, make([]part, n)...)
	c.set.written = append(c.set.written, make([]string, n)...)
}

// fill writes node n as part at; placed says that its words' places are needed.
func (c *compiler) fill(at int32, n *node, placed bool) {
	placed = placed || n.op == nearNode || n.op == outsideNode || n.op == timesNode
	p := part{op: n.op, field: uint8(n.field), count: uint16(len(n.kids)), first: int32(len(c.set.parts)), n: int32(n.n)}
	if n.op == wordNode {
		p.n = c.intern(n.word)
		c.set.uses[p.n].placed = c.set.uses[p.n].placed || placed
		c.set.written[at] = n.word
	}
	if n.op == sourceNode {
		p.n = c.from(n.word)
		c.set.written[at] = n.word
	}
	c.set.parts[at] = p
	c.grow(len(n.kids))
	for i, k := range n.kids {
		c.fill(p.first+int32(i), k, placed)
	}
}

func (c *compiler) intern(word string) int32 {
	f := foldWord(word)
	id, ok := c.word[f]
	if !ok {
		id = int32(len(c.folded))
		c.word[f] = id
		c.folded = append(c.folded, f)
		c.fires = append(c.fires, nil)
		c.set.uses = append(c.set.uses, use{})
	}
	return id
}

// anchor returns words one of which every text has that satisfies n, chosen so
// that they are seldom seen, and a guess of how often; without such words it
// returns nil and infinity.
func (c *compiler) anchor(n *node) ([]int32, float64) {
	switch n.op {
	case wordNode:
		id := c.intern(n.word)
		return []int32{id}, math.Pow(0.1, float64(len([]rune(c.folded[id]))))
	case notNode, sourceNode:
		return nil, math.Inf(1)
	case outsideNode, timesNode:
		return c.anchor(n.kids[0])
	case andNode, nearNode:
		return c.anchorAny(n.kids, 1)
	case atLeastNode:
		return c.anchorAny(n.kids, len(n.kids)-n.n+1)
	}
	return c.anchorAny(n.kids, len(n.kids))
}

// second returns a word other than the anchors that every text has that
// satisfies n, noWord if none is known.
func (c *compiler) second(n *node, anchors []int32) int32 {
	if n.op != andNode && n.op != nearNode {
		return noWord
	}
	best, least := noWord, math.Inf(1)
	for _, k := range n.kids {
		words, often := c.anchor(k)
		if len(words) == 1 && often < least && !slices.Contains(anchors, words[0]) {
			best, least = words[0], often
		}
	}
	return best
}

// anchorAny joins the anchors of the need kids that are seen least. Where all but
// need-1 of the kids must hold, one of these does.
func (c *compiler) anchorAny(kids []*node, need int) ([]int32, float64) {
	type choice struct {
		words []int32
		often float64
	}
	all := make([]choice, len(kids))
	for i, k := range kids {
		all[i].words, all[i].often = c.anchor(k)
	}
	slices.SortStableFunc(all, func(a, b choice) int {
		switch {
		case a.often < b.often:
			return -1
		case a.often > b.often:
			return 1
		}
		return 0
	})
	var best choice
	for _, a := range all[:need] {
		best.words = append(best.words, a.words...)
		best.often += a.often
	}
	return best.words, best.often
}

// Names returns the topics in order of first appearance; Topics gives indexes
// into it.
func (s *Set) Names() []string { return slices.Clone(s.names) }

// Cost returns the size of the set.
func (s *Set) Cost() Cost {
	bytes := s.words.bytes() + len(s.parts)*int(unsafe.Sizeof(part{})+unsafe.Sizeof("")) +
		12*len(s.fires) + 12*len(s.uses)
	return Cost{Topics: len(s.names), Rules: s.rules, Words: s.words.count, Bytes: bytes}
}

// String says the cost in one Chinese sentence.
func (c Cost) String() string {
	return fmt.Sprintf("%d个主题，%d条规则，%d个词语，约%.1f MB内存", c.Topics, c.Rules, c.Words, float64(c.Bytes)/1e6)
}
