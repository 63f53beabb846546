package demo

import (
	"time"
)

// Source is one public source, played from a file.
type Source struct {
	ID       string   `yaml:"id"`
	Name     string   `yaml:"name"`
	Category string   `yaml:"category"` // one of Categories
	Format   string   `yaml:"format"`   // rss, atom or json
	Charset  string   `yaml:"charset"`
	Site     string   `yaml:"site"`   // invented address under which its posts stand
	Weight   int      `yaml:"weight"` // 1 to 10
	Every    Interval `yaml:"every"`  // how often to read it
	Fault    *Fault   `yaml:"fault"`
}

// Categories are the eight kinds of sources of LIS-1: own county, portals,
// central newsrooms, other provinces, own province, own city, other, search.
var Categories = []string{"own_county", "portal", "central_news", "other_province", "own_province", "own_city", "other", "search"}

// Fault is what is wrong with a source, so that the desk has an alarm to show. A
// slow source answers after Delay; a dead one answers 503 from From on.
type Fault struct {
	Kind  string   `yaml:"kind"` // slow or dead
	Delay Interval `yaml:"delay"`
	From  *Offset  `yaml:"from"`
}

// Interval is a length of time written as "10s".
type Interval time.Duration

// UnmarshalText reads a length of time.
func (i *Interval) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(string(text))
	*i = Interval(d)
	return err
}

// Post is one post of a public page. Matter is empty for noise.
type Post struct {
	ID       string `json:"id"`
	Source   string `json:"source"`
	At       Offset `json:"at"`
	Title    string `json:"title"`
	Text     string `json:"text"`
	Views    int    `json:"views"`
	Comments int    `json:"comments"`
	Shares   int    `json:"shares"`
	Matter   string `json:"matter"`
	Kind     string `json:"kind"` // one of Variations
}

// Variations are the kinds of posts: original and retelling are written one by
// one, repost, cut, traditional and fullwidth repeat another post of the same
// matter, noise belongs to no matter and no topic.
var Variations = []string{"original", "retelling", "repost", "cut", "traditional", "fullwidth", "noise"}

// Address is where the post stands, the same after every restart. The host is
// under .example and never answers.
func (s Source) Address(p Post) string { return s.Site + "/t/" + p.ID }

// Source returns the source with the id, false if there is none.
func (s *Sample) Source(id string) (Source, bool) {
	for _, src := range s.Sources {
		if src.ID == id {
			return src, true
		}
	}
	return Source{}, false
}

// Matter returns the matter with the key, false if there is none.
func (s *Sample) Matter(key string) (Matter, bool) {
	for _, m := range s.Matters {
		if m.Key == key {
			return m, true
		}
	}
	return Matter{}, false
}

// PostsBetween returns the posts that appeared after one instant and not after
// another, oldest first, for a demo that began at epoch.
func (s *Sample) PostsBetween(epoch, after, until time.Time) []Post {
	var out []Post
	for _, p := range s.Posts {
		if t := p.At.In(epoch); t.After(after) && !t.After(until) {
			out = append(out, p)
		}
	}
	return out
}
