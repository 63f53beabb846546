package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"yingda/internal/app"
	"yingda/internal/deadline"
	"yingda/internal/dedupe"
	"yingda/internal/fault"
	"yingda/internal/group"
	"yingda/internal/match"
	"yingda/internal/redact"
	"yingda/internal/source"
)

// labCommand runs one judging step over a file, so that an agency can try it on
// its own data before trusting it. Positions are in runes; output keeps the
// order of the input.
type labCommand struct {
	Match    labMatch    `cmd:"" help:"Topics that each text matches."`
	Redact   labRedact   `cmd:"" help:"Mask personal data."`
	Dedupe   labDedupe   `cmd:"" help:"Find repeated texts."`
	Group    labGroup    `cmd:"" help:"Group texts on one matter, hottest first."`
	Classify labClassify `cmd:"" help:"Sort texts by a trained classifier."`
	Feed     labFeed     `cmd:"" help:"Read feeds."`
	Page     labPage     `cmd:"" help:"Read articles from pages."`
	Deadline labDeadline `cmd:"" help:"Reckon a deadline with its arithmetic."`
	Search   labSearch   `cmd:"" help:"Build an index, or search it."`
}

// printer writes JSON Lines.
type printer struct {
	w *bufio.Writer
	e *json.Encoder
}

func newPrinter() *printer {
	w := bufio.NewWriterSize(os.Stdout, 1<<16)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return &printer{w, e}
}

func (p *printer) line(v any) error { return p.e.Encode(v) }
func (p *printer) end(err error) error {
	return errors.Join(err, p.w.Flush())
}

type labMatch struct {
	Rules   string `required:"" help:"YAML list of {topic, rule}." placeholder:"FILE"`
	Explain bool   `help:"Say which words matched where."`
	In      string `arg:"" help:"JSON Lines file, - for standard input."`
}

// Validate refuses, as wrong usage, to read two files from one standard input.
func (c *labMatch) Validate() error { return oneInput("--rules", c.Rules, c.In) }

// Run prints the topics of each text.
func (c *labMatch) Run() error {
	set, err := readRules(c.Rules)
	if err != nil {
		return err
	}
	p := newPrinter()
	return p.end(eachText(c.In, func(t labText) error {
		out := struct {
			ID     string       `json:"id"`
			Topics []string     `json:"topics"`
			Hits   *[]match.Hit `json:"hits,omitempty"`
		}{ID: t.ID, Topics: set.MatchFrom(set.From(t.Source), t.Title, t.Text)}
		if out.Topics == nil {
			out.Topics = []string{}
		}
		if c.Explain {
			hits := append([]match.Hit{}, set.ExplainFrom(set.From(t.Source), t.Title, t.Text)...)
			out.Hits = &hits
		}
		return p.line(out)
	}))
}

type labRedact struct {
	In string `arg:"" help:"JSON Lines file, - for standard input."`
}

// Run prints each text with personal data masked; positions are of the input.
func (c *labRedact) Run() error {
	type mask struct {
		Kind  string `json:"kind"`
		Field string `json:"field"`
		Start int    `json:"start"`
		End   int    `json:"end"`
	}
	p := newPrinter()
	scan := redact.NewScanner(redact.Options{})
	return p.end(eachText(c.In, func(t labText) error {
		title, text, masks := scan.Post(t.Title, t.Text)
		out := make([]mask, len(masks))
		for i, m := range masks {
			out[i] = mask(m)
		}
		return p.line(struct {
			ID     string `json:"id"`
			Title  string `json:"title"`
			Text   string `json:"text"`
			Masked []mask `json:"masked"`
		}{t.ID, title, text, out})
	}))
}

type labDedupe struct {
	In string `arg:"" help:"JSON Lines file, - for standard input."`
}

// Run prints for each text the earliest one that it repeats, else one that it is
// related to: the same text under another headline, or the one quotes the other
// or is cut from it.
func (c *labDedupe) Run() error {
	texts, err := allTexts(c.In)
	if err != nil {
		return err
	}
	type related struct {
		ID    string  `json:"id"`
		How   string  `json:"how"`
		Share float64 `json:"share"`
	}
	p := newPrinter()
	for i, r := range repeats(texts) {
		out := struct {
			ID         string   `json:"id"`
			SameAs     *string  `json:"same_as"`
			Similarity float64  `json:"similarity"`
			Related    *related `json:"related,omitempty"`
		}{ID: texts[i].ID}
		switch {
		case r.to < 0:
		case r.how == "":
			out.SameAs, out.Similarity = &texts[r.to].ID, r.share
		default:
			out.Related = &related{texts[r.to].ID, r.how, r.share}
		}
		if err := p.line(out); err != nil {
			return p.end(err)
		}
	}
	return p.end(nil)
}

// repeat names the earlier text that one repeats (how is empty) or is related to.
type repeat struct {
	to    int // -1 for none
	how   string
	share float64 // similarity of a copy; else how much of the text, or of the shorter one
}

// repeats finds what each text repeats. Texts go by their time; those of one time,
// or without any, by their order.
func repeats(texts []labText) []repeat {
	order := make([]int, len(texts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return texts[a].Time.Compare(texts[b].Time) })
	words := func(n int) dedupe.Text { return dedupe.Text{Title: texts[order[n]].Title, Text: texts[order[n]].Text} }
	x, passages := dedupe.NewIndex(dedupe.Options{Text: words}), dedupe.NewPassages(0)
	out := make([]repeat, len(texts))
	for n, i := range order {
		t := texts[i]
		r, at := repeat{to: -1}, -1
		if m := x.Add(t.Time, dedupe.Sign(t.Title, t.Text)); m.Number >= 0 {
			passages.Add(t.Time, words(n), n)
			at, r.share = m.Number, m.Similarity
			if m.Headline {
				r.how, r.share = "other_headline", dedupe.Compare(dedupe.Text{Text: t.Text}, dedupe.Text{Text: words(at).Text}).Similarity
			}
		} else if from, q := passages.Seek(t.Time, words(n), n, words); from >= 0 {
			at, r.share = from, q.Share
			switch {
			case q.Same.Same:
				r.share = q.Same.Similarity
			case q.Shorter:
				r.how = "cut_from"
			default:
				r.how = "quotes"
			}
		}
		if at >= 0 {
			r.to = order[at]
		}
		out[i] = r
	}
	return out
}

type labGroup struct {
	In string `arg:"" help:"JSON Lines file, - for standard input."`
}

// Run prints the concerns of the file, hottest first; title and summary are drawn
// from posts and masked as posts are.
func (c *labGroup) Run() error {
	texts, err := allTexts(c.In)
	if err != nil {
		return err
	}
	posts := make([]group.Post, len(texts))
	for i, r := range repeats(texts) {
		t := texts[i]
		posts[i] = group.Post{ID: t.ID, Title: t.Title, Text: t.Text, Time: t.Time}
		switch {
		case r.to < 0:
		case r.how == "":
			posts[i].SameAs = texts[r.to].ID
		default:
			posts[i].Quotes, posts[i].Why = texts[r.to].ID, r.how
		}
	}
	p := newPrinter()
	scan := redact.NewScanner(redact.Options{})
	for i, g := range group.Batch(posts, group.Options{}) {
		title, summary, _ := scan.Post(g.Title, g.Summary)
		if err := p.line(struct {
			Concern int      `json:"concern"`
			Title   string   `json:"title"`
			Summary string   `json:"summary"`
			Score   float64  `json:"score"`
			IDs     []string `json:"ids"`
		}{i + 1, title, summary, g.Score, g.IDs}); err != nil {
			return p.end(err)
		}
	}
	return p.end(nil)
}

type labFeed struct {
	Files []string `arg:"" help:"Feed files."`
}

// Run prints one line an entry.
func (c *labFeed) Run() error {
	p := newPrinter()
	var failed error
	for _, name := range c.Files {
		body, err := os.ReadFile(name)
		if err != nil {
			failed = errors.Join(failed, fault.New(fault.Invalid, "file.read", "读不到文件 %s", name).Because(err))
			continue
		}
		feed, skipped, err := source.ReadFeed(body, "", "", time.Now())
		if err != nil {
			failed = errors.Join(failed, ofFile(name, err))
			continue
		}
		for _, s := range skipped {
			fmt.Fprintf(os.Stderr, "%s 第 %d 条：%s\n", name, s.Item, s.Reason)
		}
		for _, e := range feed.Entries {
			language := e.Language
			if language == "" {
				language = feed.Language
			}
			if err := p.line(map[string]any{"file": name, "title": e.Title, "url": e.URL, "id": e.ID, "time": clock(e.Time), "summary": e.Summary, "text": e.Text, "language": language}); err != nil {
				return p.end(err)
			}
		}
	}
	return p.end(failed)
}

// clock writes an instant in Chinese time, "" if it is unknown.
func clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(deadline.Zone).Format(time.RFC3339)
}

type labPage struct {
	Files []string `arg:"" help:"Page files."`
}

// Run prints the article of each page.
func (c *labPage) Run() error {
	p := newPrinter()
	var failed error
	for _, name := range c.Files {
		body, err := os.ReadFile(name)
		if err != nil {
			failed = errors.Join(failed, fault.New(fault.Invalid, "file.read", "读不到文件 %s", name).Because(err))
			continue
		}
		a, err := source.ReadPage(body, "", "")
		if err != nil {
			failed = errors.Join(failed, ofFile(name, err))
			continue
		}
		if err := p.line(map[string]any{"file": name, "title": a.Title, "time": clock(a.Time), "site": a.Site, "text": a.Text}); err != nil {
			return p.end(err)
		}
	}
	return p.end(failed)
}

type labDeadline struct {
	From   string `required:"" help:"Start, RFC 3339."`
	Within string `required:"" help:"\"N minutes|hours|days|working days\"."`
}

// Run prints the deadline and its arithmetic, by the notices of later years that
// the configuration names.
func (c *labDeadline) Run(g *global) error {
	conf, err := g.config()
	if err != nil {
		return err
	}
	cal, err := app.CalendarOf(conf.Calendar)
	if err != nil {
		return err
	}
	from, err := time.Parse(time.RFC3339, c.From)
	if err != nil {
		return fault.New(fault.Invalid, "deadline.from", "起点「%s」应写成 2026-03-16T10:00:00+08:00", c.From)
	}
	within, err := deadline.ParseWithin(c.Within)
	if err != nil {
		return err
	}
	r, err := deadline.Due(cal, deadline.Term{From: from, Within: within})
	if err != nil {
		return err
	}
	return printJSON(struct {
		Due         string   `json:"due"`
		Provisional bool     `json:"provisional"`
		Steps       []string `json:"steps"`
	}{clock(r.Due), r.Provisional || unsure(cal, from, r.Due), r.Steps})
}

// unsure reports whether a stretch touches a day that a missing notice may yet
// rule: the contract asks for it whatever the unit.
func unsure(cal *deadline.Calendar, from, due time.Time) bool {
	day := from.In(deadline.Zone)
	for day = time.Date(day.Year(), day.Month(), day.Day(), 12, 0, 0, 0, deadline.Zone); !day.After(due.Add(12 * time.Hour)); day = day.AddDate(0, 0, 1) {
		if !cal.On(day).Sure {
			return true
		}
	}
	return false
}
