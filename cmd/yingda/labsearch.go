package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"yingda/internal/fault"
	"yingda/internal/store"
)

type labSearch struct {
	Index string `required:"" help:"Folder of the index." type:"path" placeholder:"DIR"`
	Query string `help:"What to look for; without it IN is indexed." placeholder:"Q"`
	Limit int    `help:"At most so many." default:"50"`
	In    string `arg:"" optional:"" help:"JSON Lines file to index, - for standard input."`
}

// Run builds an index, or prints what a query finds, newest first.
func (c *labSearch) Run(ctx context.Context) error {
	if (c.Query == "") == (c.In == "") {
		return fault.New(fault.Invalid, "lab.search", "建索引：lab search --index 目录 文件；检索：lab search --index 目录 --query 词")
	}
	if c.Query != "" {
		return c.find(ctx)
	}
	return c.build(ctx)
}

// labSource marks the posts of a lab index; their addresses hold the ids.
const labSource = "lab"

func (c *labSearch) build(ctx context.Context) error {
	texts, err := allTexts(c.In)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.Index, 0o700); err != nil {
		return fault.New(fault.Invalid, "file.write", "建不了目录 %s", c.Index).Because(err)
	}
	s, err := store.Open(ctx, store.Config{Dir: c.Index, Now: time.Now})
	if err != nil {
		return err
	}
	defer s.Close()
	// Posts are numbered in the order of time, so that the newest come first.
	slices.SortStableFunc(texts, func(a, b labText) int { return a.Time.Compare(b.Time) })
	for chunk := range slices.Chunk(texts, 5000) {
		if err := s.Write(ctx, func(tx *store.Tx) error { return index(tx, chunk) }); err != nil {
			return err
		}
	}
	return nil
}

func index(tx *store.Tx, texts []labText) error {
	first, err := tx.PostSeq(int64(len(texts)))
	if err != nil {
		return err
	}
	posts := make([]store.Post, len(texts))
	for i, t := range texts {
		posts[i] = store.Post{Seq: first + int64(i), SourceID: labSource, URL: t.ID, Title: t.Title, Text: t.Text, PublishedAt: t.Time.UnixMilli(), Topics: []string{labSource}}
	}
	return tx.AddPosts(posts)
}

func (c *labSearch) find(ctx context.Context) error {
	if _, err := os.Stat(filepath.Join(c.Index, "yingda.db")); err != nil {
		return fault.New(fault.Invalid, "lab.index", "%s 里没有索引：先用 lab search --index %s 文件 建立", c.Index, c.Index)
	}
	s, err := store.Connect(store.Config{Dir: c.Index, Now: time.Now})
	if err != nil {
		return err
	}
	defer s.Close()
	found, err := s.Search(ctx, store.SearchQuery{Text: c.Query, Kinds: []string{store.KindPost}, Scope: store.Scope{All: true}, Limit: c.Limit})
	if err != nil {
		return err
	}
	p := newPrinter()
	for _, f := range found {
		post, err := s.Post(ctx, f.Seq)
		if err != nil {
			return p.end(err)
		}
		at := ""
		if t := time.UnixMilli(f.At); t.Year() > 1 {
			at = clock(t)
		}
		if err := p.line(map[string]any{"id": strings.TrimSpace(post.URL), "title": f.Title, "time": at, "score": 1}); err != nil {
			return p.end(err)
		}
	}
	return p.end(nil)
}
