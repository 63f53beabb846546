package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"yingda/internal/desk"
	"yingda/internal/intake"
	"yingda/internal/matter"
	"yingda/internal/source"
	"yingda/internal/store"
)

type importCommand struct {
	File   string `arg:"" help:"Posts as .jsonl, .csv or .xlsx, at most 10 MB." type:"path"`
	Source string `help:"Source for rows that name none; the file's name without it." placeholder:"NAME"`
}

// perPush is how many rows are taken in at a time.
const perPush = 1000

// Run imports a file; it answers as the push does. Sending it again changes
// counts only. Where a file cannot be read to its end, what stands before the
// place is taken in and counted, and the import fails.
func (c *importCommand) Run(ctx context.Context, g *global) error {
	in, err := open(c.File)
	if err != nil {
		return err
	}
	defer in.Close()
	name := c.Source
	if name == "" {
		name = strings.TrimSuffix(filepath.Base(c.File), filepath.Ext(c.File))
	}
	return withStore(ctx, g, func(s *store.Store) error {
		taker := intake.New(s, desk.New(s))
		total := intake.Result{Rejected: []intake.Rejection{}}
		var batch []intake.Post
		flush := func() error {
			r, err := taker.Push(ctx, matter.SystemActor, batch)
			total.Accepted += r.Accepted
			total.Duplicate += r.Duplicate
			total.Unmatched += r.Unmatched
			total.Rejected = append(total.Rejected, r.Rejected...)
			batch = batch[:0]
			return err
		}
		var broken error
		for row, refused := range source.Posts(c.File, in) {
			if refused != nil {
				if refused.Fatal {
					broken = fmt.Errorf("%s: %w", c.File, refused)
					break
				}
				total.Rejected = append(total.Rejected, intake.Rejection{Line: refused.Line, Reason: refused.Reason})
				continue
			}
			batch = append(batch, posted(row, name))
			if len(batch) == perPush {
				if err := flush(); err != nil {
					return fmt.Errorf("import %s: %w", c.File, err)
				}
			}
		}
		if err := flush(); err != nil {
			return fmt.Errorf("import %s: %w", c.File, err)
		}
		if err := taker.Group(ctx); err != nil {
			return err
		}
		if broken != nil && total.Accepted+total.Duplicate+total.Unmatched+len(total.Rejected) == 0 {
			return broken
		}
		return errors.Join(printJSON(total), broken)
	})
}

// posted turns a row of a file into a post; a row that names no source takes the
// one given.
func posted(row source.Post, name string) intake.Post {
	if row.Source != "" {
		name = row.Source
	}
	return intake.Post{
		Line: row.Line, Source: name, URL: row.URL, Title: row.Title, Text: row.Text, PublishedAt: row.Published, Language: row.Language,
		Engagement: intake.Engagement{Views: max(0, row.Views), Comments: max(0, row.Comments), Shares: max(0, row.Shares)},
	}
}
