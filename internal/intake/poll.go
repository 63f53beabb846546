package intake

import (
	"cmp"
	"context"
	"hash/fnv"
	"log/slog"
	"strings"
	"time"

	"yingda/internal/fault"
	"yingda/internal/fetch"
	"yingda/internal/matter"
	"yingda/internal/source"
	"yingda/internal/store"
)

// Poller reads the feeds that are due and takes in what is new. What a feed
// said about its next reading commits together with its posts.
type Poller struct {
	Intake *Intake
	Client *fetch.Client
	Log    *slog.Logger
	RSSHub string // base address of the RSSHub that rsshub:// addresses stand for, empty if there is none

	// Open unseals the password of a mailbox.
	Open func(sealed, purpose string) (string, error)
}

// readers is how many feeds are read at a time.
const readers = 16

// dead is how many readings in a row must fail before a source is an alarm.
const dead = 3

// Poll reads up to n feeds that are due and returns how many there were. What
// one feed does wrong is recorded with that feed and stops no other.
func (p *Poller) Poll(ctx context.Context, n int) (int, error) {
	due, err := p.Intake.store.DueSources(ctx, p.Intake.store.Now().UnixMilli(), n)
	if err != nil || len(due) == 0 {
		return 0, err
	}
	return len(due), p.read(ctx, due)
}

// ReadNow reads one source at once, whenever it is due.
func (p *Poller) ReadNow(ctx context.Context, id string) error {
	s, err := p.Intake.store.Source(ctx, id)
	if err != nil {
		return err
	}
	if s.Kind != "feed" {
		return fault.New(fault.Invalid, "source.push", "这个来源由对方推送，不能主动读取")
	}
	return p.read(ctx, []store.Source{s})
}

// Preview reads an address as a feed without storing anything.
func (p *Poller) Preview(ctx context.Context, address string) (source.Feed, error) {
	res, err := p.Client.Get(ctx, fetch.Request{URL: address})
	if err != nil {
		return source.Feed{}, err
	}
	feed, _, err := source.ReadFeed(res.Body, res.ContentType, res.FinalURL, p.Intake.store.Now())
	return feed, err
}

func (p *Poller) read(ctx context.Context, due []store.Source) error {
	ids := make([]string, len(due))
	for i, s := range due {
		ids[i] = s.ID
	}
	how, err := p.Intake.store.Readings(ctx, ids)
	if err != nil {
		return err
	}
	reqs, got := make([]fetch.Request, len(due)), make([]gathered, len(due))
	for i, s := range due {
		reqs[i] = p.request(s, how[s.ID], &got[i])
	}
	var failed error
	p.Client.All(ctx, reqs, readers, func(i int, res fetch.Result, err error) {
		if ctx.Err() != nil {
			return // stopped by us: that is no fault of the source
		}
		if err := p.outcome(ctx, due[i], reqs[i], got[i], res, err); err != nil {
			failed = cmp.Or(failed, err)
		}
	})
	return cmp.Or(failed, ctx.Err())
}

// outcome stores what one reading brought.
func (p *Poller) outcome(ctx context.Context, s store.Source, req fetch.Request, got gathered, res fetch.Result, err error) error {
	posts, times := got.posts, got.times
	if err == nil && !res.NotModified && req.With == nil {
		var feed source.Feed
		var skipped []source.Skipped
		if feed, skipped, err = source.ReadFeed(res.Body, res.ContentType, res.FinalURL, p.Intake.store.Now()); err == nil {
			posts, times = entries(s.Name, feed)
			if len(skipped) > 0 {
				p.Log.Warn("feed entries skipped", "source", s.Name, "items", len(skipped), "first", skipped[0].Reason)
			}
		}
	}
	_, werr := p.Intake.PushWith(ctx, matter.SystemActor, posts, func(tx *store.Tx, so Result) error {
		if got.kept != "" {
			if err := tx.KeepReading(s.ID, got.kept); err != nil {
				return err
			}
		}
		return settle(tx, s.ID, res, err, times, so)
	})
	return werr
}

// entries turns a feed into posts. Entries with neither title nor text are
// links to pictures or the like: the address stands for what they say.
func entries(name string, feed source.Feed) ([]Post, []time.Time) {
	var posts []Post
	var times []time.Time
	for i, e := range feed.Entries {
		post := Post{Line: i + 1, Source: name, URL: e.URL, Title: e.Title, Text: e.Text, PublishedAt: e.Time, Language: cmp.Or(e.Language, feed.Language), Media: mediaOf(e.Media)}
		if e.Doubtful {
			post.PublishedAt = time.Time{}
		}
		if post.Title == "" && post.Text == "" {
			post.Title = e.URL
		}
		if strings.TrimSpace(post.Title+post.Text) == "" {
			continue
		}
		posts = append(posts, post)
		if !post.PublishedAt.IsZero() {
			times = append(times, post.PublishedAt)
		}
	}
	return posts, times
}

// settle records how a reading went and when the next one is due.
func settle(tx *store.Tx, id string, res fetch.Result, failure error, times []time.Time, so Result) error {
	s, err := tx.LockSource(id)
	if err != nil {
		return err
	}
	now := tx.Now
	s.LastReadAt = tx.Ms()
	if failure != nil {
		s.Failures++
		s.ErrorCode, s.ErrorText = fault.CodeOf(failure), sentence(failure)
	} else {
		s.Failures, s.ErrorCode, s.ErrorText = 0, "", ""
		s.LastGoodAt = tx.Ms()
		if !res.NotModified {
			s.ETag, s.LastModified = res.ETag, res.LastModified
		}
	}
	every := time.Duration(s.EverySeconds) * time.Second
	seed := fnv.New64a()
	seed.Write([]byte(s.ID)) // a hash never fails
	next := fetch.NextPoll(fetch.Poll{Now: now, Min: every, Max: every, Entries: times, Failures: int(s.Failures), RetryAfter: res.RetryAfter, Seed: seed.Sum64()})
	s.NextReadAt = next.UnixMilli()
	if s.Failures == dead {
		tx.Audit(store.Entry{Actor: "system", Role: "system", Action: "source.dead", Object: s.ID, Result: "done", Code: s.ErrorCode})
		if err := tx.NotifyAgencyWatch(s.Name + " 连续 3 次读不到：" + s.ErrorText); err != nil {
			return err
		}
	}
	return tx.SaveSource(s)
}
