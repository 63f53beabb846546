package match

// From (来源) says which of the sources that a rule set asks for a post stands
// at. It is made once a source and set by [Set.From] and shared; nil is a source
// that no rule asks for.
type From []bool

// From returns what the rules may ask of a source under any of its names: its
// title, its id, the title of its category. Spelling is folded.
func (s *Set) From(names ...string) From {
	var f From
	for i, asked := range s.sources {
		for _, name := range names {
			if foldWord(name) != asked {
				continue
			}
			if f == nil {
				f = make(From, len(s.sources))
			}
			f[i] = true
		}
	}
	return f
}

// AsksSource reports whether any rule asks where a post stands.
func (s *Set) AsksSource() bool { return len(s.sources) > 0 }

func (c *compiler) from(name string) int32 {
	f := foldWord(name)
	id, ok := c.source[f]
	if !ok {
		id = int32(len(c.set.sources))
		c.source[f] = id
		c.set.sources = append(c.set.sources, f)
	}
	return id
}
