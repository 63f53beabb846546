// Package demo is the sample agency of `yingda demo`: an invented city petition
// bureau with its units, people, topics, sources, posts and ten days of work, and
// the local server that plays the sources. All of it is invented: no city,
// person, company, number or address in it is meant to exist.
//
// Everything is reckoned from one instant, the epoch: the moment when a demo
// folder began. Posts and acts before the epoch are history, posts after it
// arrive as if now; a restart keeps the epoch and so goes on where it was.
//
// The matter keys and the kinds of posts serve the replay and the tests. Feeds
// never carry them. Feeds do carry an author for each post, as the web does, so
// that tests can prove that no author is ever stored; these names are made in the
// feed and stand in no file.
package demo

import (
	"embed"
	"fmt"
)

//go:embed data
var files embed.FS

// Sample is the sample agency, loaded and checked. It is read only.
type Sample struct {
	Agency  Agency
	Topics  []Topic
	Sources []Source
	Matters []Matter
	Posts   []Post // in the order in which they appear
	Steps   []Step // in the order in which they happen
}

// Load reads the sample agency and checks every reference in it. An error means
// that the program was built with a broken sample.
func Load() (*Sample, error) {
	s := &Sample{}
	for _, f := range []struct {
		name string
		into any
	}{{"agency", &s.Agency}, {"topics", &s.Topics}, {"sources", &s.Sources}, {"matters", &s.Matters}, {"history", &s.Steps}} {
		if err := readYAML("data/"+f.name+".yaml", f.into); err != nil {
			return nil, fmt.Errorf("sample agency: %w", err)
		}
	}
	text, err := files.ReadFile("data/posts.jsonl")
	if err != nil {
		return nil, fmt.Errorf("sample agency: %w", err)
	}
	if s.Posts, err = readPosts(text); err != nil {
		return nil, fmt.Errorf("sample agency: %w", err)
	}
	sortByTime(s)
	if err := s.check(); err != nil {
		return nil, fmt.Errorf("sample agency: %w", err)
	}
	return s, nil
}
