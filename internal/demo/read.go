package demo

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/goccy/go-yaml"
)

// readYAML reads one file into a typed value; an unknown or a repeated key is an
// error that names line and column.
func readYAML(name string, into any) error {
	text, err := files.ReadFile(name)
	if err != nil {
		return err
	}
	return decodeYAML(name, text, into)
}

func decodeYAML(name string, text []byte, into any) error {
	if err := yaml.UnmarshalWithOptions(text, into, yaml.Strict()); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// readPosts reads JSON Lines; an unknown key or anything after the object is an
// error that names the line.
func readPosts(text []byte) ([]Post, error) {
	var posts []Post
	for i, line := range bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n")) {
		dec := json.NewDecoder(bytes.NewReader(line))
		dec.DisallowUnknownFields()
		var p Post
		if err := dec.Decode(&p); err != nil {
			return nil, fmt.Errorf("posts.jsonl line %d: %w", i+1, err)
		}
		if _, err := dec.Token(); !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("posts.jsonl line %d: more than one object", i+1)
		}
		posts = append(posts, p)
	}
	return posts, nil
}

func sortByTime(s *Sample) {
	slices.SortStableFunc(s.Posts, func(a, b Post) int { return a.At.compare(b.At) })
	slices.SortStableFunc(s.Steps, func(a, b Step) int { return a.At.compare(b.At) })
}
