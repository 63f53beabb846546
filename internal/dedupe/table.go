package dedupe

// keyMost bounds how many posts one key leads to. A text that is copied a
// hundred thousand times would otherwise make every look-up slow; the earliest
// ones stay, and those are the ones that are reported.
const keyMost = 24

// table is an open-addressed multimap from a key to post numbers, eight bytes
// an entry. It keeps 32 bits of a key, so that it can grow without asking for
// the keys again; a caller compares what it finds anyway. Its load is between
// 0.63 and 0.85, which bounds the memory of a post.
type table struct {
	tags  []uint32
	posts []uint32 // number + 1; 0 is free
	used  int
}

func (t *table) slot(tag uint32) int {
	return int(uint64(tag) * uint64(len(t.posts)) >> 32)
}

// find appends the posts under key to dst.
func (t *table) find(key uint64, dst []uint32) []uint32 {
	if len(t.posts) == 0 {
		return dst
	}
	tag := uint32(key)
	for i := t.slot(tag); t.posts[i] != 0; {
		if t.tags[i] == tag {
			dst = append(dst, t.posts[i]-1)
		}
		if i++; i == len(t.posts) {
			i = 0
		}
	}
	return dst
}

// put adds a post unless the key is full.
func (t *table) put(key uint64, post uint32) {
	if t.used >= len(t.posts)*85/100 {
		t.grow()
	}
	if t.place(uint32(key), post, keyMost) {
		t.used++
	}
}

func (t *table) grow() {
	tags, posts := t.tags, t.posts
	size := max(256, len(posts)*135/100)
	t.tags, t.posts = make([]uint32, size), make([]uint32, size)
	for i, p := range posts {
		if p != 0 {
			t.place(tags[i], p-1, size)
		}
	}
}

func (t *table) place(tag, post uint32, most int) bool {
	i := t.slot(tag)
	for t.posts[i] != 0 {
		if t.tags[i] == tag {
			if most--; most == 0 {
				return false
			}
		}
		if i++; i == len(t.posts) {
			i = 0
		}
	}
	t.tags[i], t.posts[i] = tag, post+1
	return true
}
