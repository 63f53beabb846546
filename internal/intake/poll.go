package intake

import (
	"cmp"
	"context"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"time"

	"yingda/internal/fault"
	"yingda/internal/fetch"
	"yingda/internal/source"
	"yingda/internal/store"
)

// Poller reads the sources that are due and takes in what is new. What a source
// said about its next reading commits together with its posts. Several processes
// on one database share the work: each source is leased to one of them.
type Poller struct {
	Intake *Intake
	Client *fetch.Client
	Log    *slog.Logger
	RSSHub string // base address of the RSSHub that rsshub:// addresses stand for, empty if there is none

	// Open unseals the password of a mailbox.
	Open func(sealed, purpose string) (string, error)

	naming sync.Once
	name   string // of this reader in leases
}

// How much is in hand at a time. What failed the last time, or takes longer than
// patience, has places of its own.
const (
	fastReaders = 32
	slowReaders = 256
	hostReaders = 8
	patience    = 2 * time.Second
	window      = 512 // claimed and not yet stored, in each lane
	hostWindow  = 16  // waiting for their turn at one host
	leased      = 3 * time.Minute
	feedLimit   = 8 << 20 // bytes of a feed after decompression
)

// dead is how many readings in a row must fail before a source is an alarm.
const dead = 3

// took is what one reading brought.
type took struct {
	turn    store.Turn
	how     store.Reading
	res     fetch.Result
	err     error
	wait    time.Duration // not read: its host is busy or asked us to wait
	feed    source.Feed
	times   []time.Time // of publication
	kept    string      // what a way other than a feed compares with the next time
	ready   []prepared
	letters []store.DeadLetter // of posts that could not be taken
	skipped []source.Skipped
	gap     *store.Missed
	elapsed time.Duration
	slow    bool
}

// ReadNow reads one source at once, whenever it is due; fault.Conflict while
// another reading of it runs.
func (p *Poller) ReadNow(ctx context.Context, id string) error {
	s, err := p.Intake.store.Source(ctx, id)
	if err != nil {
		return err
	}
	if s.Kind == "push" || s.Kind == "file" {
		return fault.New(fault.Invalid, "source.push", "这个来源由对方推送，不能主动读取")
	}
	mine, err := p.Intake.store.ClaimSource(ctx, p.lease(), s.ID)
	if err != nil {
		return err
	}
	if len(mine) == 0 {
		return fault.New(fault.Conflict, "source.reading", "这个来源正在读取，请稍后再看")
	}
	how, err := p.Intake.store.Readings(ctx, []string{s.ID})
	if err != nil {
		return err
	}
	return p.keep(ctx, []took{p.take(ctx, mine[0], how[s.ID])})
}

// Preview reads an address as a feed without storing anything.
func (p *Poller) Preview(ctx context.Context, address string) (source.Feed, error) {
	res, err := p.Client.Get(ctx, fetch.Request{URL: address, Limit: feedLimit})
	if err != nil {
		return source.Feed{}, err
	}
	feed, _, err := source.ReadFeed(res.Body, res.ContentType, res.FinalURL, p.Intake.store.Now())
	return feed, err
}

// take reads one source. It stores nothing.
func (p *Poller) take(ctx context.Context, t store.Turn, how store.Reading) took {
	begin := p.Client.Now() // the store's clock may stand still
	out := took{turn: t, how: how}
	var posts []Post
	if ways[how.Way] != nil {
		var got gathered
		out.res, got, out.err = p.gather(ctx, p.Client, t.Source, how, perReading)
		posts, out.times, out.kept = got.posts, got.times, got.kept
		if out.gap = got.gap; out.gap != nil {
			out.gap.Cause, out.gap.From = cmp.Or(out.gap.Cause, causeOf(t, p.Intake.store.Now())), cmp.Or(t.NewestAt, t.LastGoodAt, t.CreatedAt)
		}
	} else {
		posts = p.takeFeed(ctx, &out)
	}
	if out.err != nil && fault.CodeOf(out.err) == "fetch-wait" {
		out.wait = max(out.res.RetryAfter, time.Second)
		return out
	}
	if out.err == nil {
		var rejected []Rejection
		if out.ready, rejected, out.err = p.Intake.ready(ctx, posts); len(rejected) > 0 {
			out.letters = p.refused(t.ID, posts, rejected)
		}
	}
	out.res.Body = nil
	out.elapsed = p.Client.Now().Sub(begin)
	return out
}

// takeFeed reads a feed, and its older pages where it has moved on too far.
func (p *Poller) takeFeed(ctx context.Context, out *took) []Post {
	s := out.turn.Source
	out.res, out.err = p.Client.Get(ctx, fetch.Request{URL: p.Address(s.URL), ETag: s.ETag, LastModified: s.LastModified, Limit: feedLimit})
	if out.err != nil || out.res.NotModified {
		return nil
	}
	now := p.Intake.store.Now()
	if out.feed, out.skipped, out.err = source.ReadFeed(out.res.Body, out.res.ContentType, out.res.FinalURL, now); out.err != nil {
		return nil
	}
	p.catchUp(ctx, out)
	for _, e := range out.feed.Entries {
		if !e.Time.IsZero() && !e.Doubtful && !e.Time.After(now) && e.Time.Year() >= 1990 {
			out.times = append(out.times, e.Time)
		}
	}
	posts := entries(s.Name, out.feed.Entries, out.feed.Language)
	out.feed.Entries = bare(out.feed.Entries)
	return posts
}

// bare leaves of entries what is still asked for after their texts were prepared.
func bare(list []source.Entry) []source.Entry {
	for i := range list {
		e := &list[i]
		e.Summary, e.Media = "", nil
		if e.ID != "" || e.URL != "" {
			e.Title, e.Text = "", ""
		} else if e.Title != "" {
			e.Text = ""
		}
	}
	return list
}

// entries turns entries into posts. Those with neither title nor text are links
// to pictures or the like: the address stands for what they say.
func entries(name string, list []source.Entry, language string) []Post {
	posts := make([]Post, 0, len(list))
	for i, e := range list {
		post := Post{Line: i + 1, Source: name, URL: e.URL, Title: e.Title, Text: e.Text, PublishedAt: e.Time, Language: cmp.Or(e.Language, language), Media: mediaOf(e.Media)}
		if e.Doubtful {
			post.PublishedAt = time.Time{}
		}
		if post.Title == "" && post.Text == "" {
			post.Title = e.URL
		}
		if strings.TrimSpace(post.Title+post.Text) != "" {
			posts = append(posts, post)
		}
	}
	return posts
}

// hostOf names the host that a source is read from.
func hostOf(s store.Source) string {
	if u, err := url.Parse(s.URL); err == nil && u.Host != "" {
		return strings.ToLower(u.Host)
	}
	return s.ID
}
