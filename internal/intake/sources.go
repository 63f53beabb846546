package intake

import (
	"context"
	"fmt"

	"yingda/internal/desk"
	"yingda/internal/match"
)

// readSources learns which sources serve some topics alone, and the categories
// of all of them if a rule asks where a post stands (来源:).
func (in *Intake) readSources(ctx context.Context, r *rules) error {
	var err error
	if r.sources, err = in.store.Counter(ctx, "generation.source"); err != nil {
		return err
	}
	if r.serves, err = in.store.SourceTopics(ctx); err != nil || !r.set.AsksSource() {
		return err
	}
	r.categories, err = in.categories(ctx)
	return err
}

// freshSources reports whether what the present rules know of sources still holds.
func (in *Intake) freshSources(ctx context.Context) (bool, error) {
	generation, err := in.store.Counter(ctx, "generation.source")
	return generation == in.rules.sources, err
}

// categories returns the title of the category of each source by its name.
func (in *Intake) categories(ctx context.Context) (map[string]string, error) {
	titles := map[string]string{}
	for _, c := range desk.Categories {
		titles[c.Code] = c.Title
	}
	out := map[string]string{}
	for after := ""; ; {
		list, err := in.store.Sources(ctx, after, 1000)
		if err != nil {
			return nil, fmt.Errorf("load sources: %w", err)
		}
		for _, s := range list {
			after, out[s.Name] = s.Name, titles[s.Category]
		}
		if len(list) < 1000 {
			return out, nil
		}
	}
}

// from returns what the rules may ask of a source.
func (r *rules) from(source string) match.From {
	if !r.set.AsksSource() {
		return nil
	}
	return r.set.From(source, r.categories[source])
}

// place is from, remembered for the posts of one bench.
func (b *bench) place(source string) match.From {
	f, ok := b.from[source]
	if !ok {
		f = b.rules.from(source)
		b.from[source] = f
	}
	return f
}
