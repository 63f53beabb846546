package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"yingda/internal/fault"
	"yingda/internal/query"
)

// LabText is one text of the lab's index.
type LabText struct {
	ID    string
	Title string
	Text  string
	At    int64 // milliseconds UTC
}

// kindLab is the kind of texts in a lab's index.
const kindLab = "lab"

// Lab (试验索引) is a search index over an agency's own file: the same tables,
// tokens and queries as in use, in a folder of its own.
type Lab struct {
	store *Store
}

func labFolder(dir string) string { return filepath.Join(dir, "yingda-lab-index") }

// NewLab begins an index in a folder, in place of one that stands there.
func NewLab(ctx context.Context, dir string, now func() time.Time) (*Lab, error) {
	folder := labFolder(dir)
	if err := errors.Join(os.RemoveAll(folder), os.MkdirAll(folder, 0o755)); err != nil {
		return nil, fault.New(fault.Invalid, "lab.index", "索引目录 %s 写不了；请换一个目录", dir).Because(err)
	}
	return openLab(ctx, dir, now)
}

// OpenLab opens the index in a folder for search. It returns the fault lab.index
// if there is none.
func OpenLab(ctx context.Context, dir string, now func() time.Time) (*Lab, error) {
	if _, err := os.Stat(labFolder(dir)); err != nil {
		return nil, fault.New(fault.NotFound, "lab.index", "目录 %s 里没有索引；先建：yingda lab search --index 目录 文件", dir)
	}
	return openLab(ctx, dir, now)
}

func openLab(ctx context.Context, dir string, now func() time.Time) (*Lab, error) {
	s, err := Open(ctx, Config{Dir: labFolder(dir), Now: now})
	if err != nil {
		return nil, err
	}
	return &Lab{s}, nil
}

// Close ends the index's connections.
func (l *Lab) Close() error { return l.store.Close() }

// Fill puts texts into a new index, all in one call: rows are placed by time, so
// that the newest are found first; of two with one id the earlier stays.
func (l *Lab) Fill(ctx context.Context, texts []LabText) error {
	slices.SortStableFunc(texts, func(a, b LabText) int {
		if a.At < b.At {
			return -1
		}
		if a.At > b.At {
			return 1
		}
		return 0
	})
	seen := make(map[string]bool, len(texts))
	for part := range slices.Chunk(texts, 5000) {
		err := l.store.Write(ctx, func(tx *Tx) error {
			first, err := tx.PostSeq(int64(len(part)))
			if err != nil {
				return err
			}
			rows := make([]searched, 0, len(part))
			for i, x := range part {
				if !seen[x.ID] {
					seen[x.ID] = true
					rows = append(rows, searched{first + int64(i), kindLab, Words{x.ID, x.Title, x.Text}, x.At})
				}
			}
			return tx.addSearched(rows)
		})
		if err != nil {
			return fmt.Errorf("fill index: %w", err)
		}
	}
	return nil
}

// Search returns the newest texts that a query finds; limit 0 means 50.
func (l *Lab) Search(ctx context.Context, q query.Query, limit int) ([]LabText, error) {
	if limit <= 0 {
		limit = 50
	}
	var out []LabText
	for ask := (SearchQuery{Query: q, Limit: limit, Scope: Scope{All: true}}); ; {
		page, err := l.store.Search(ctx, ask)
		if err != nil {
			return nil, err
		}
		for _, f := range page.Rows {
			if out = append(out, LabText{ID: f.Ref, Title: f.Title, Text: f.Text, At: f.At}); len(out) == limit {
				return out, nil
			}
		}
		if ask.After = page.Next; !page.Partial {
			return out, nil
		}
	}
}
