package intake

import (
	"cmp"
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"yingda/internal/fault"
	"yingda/internal/fetch"
	"yingda/internal/source"
	"yingda/internal/store"
)

// Bounds of one reading that follows links.
const (
	perReading  = 20                  // pages behind a list; the rest waits for the next reading
	firstLook   = 30 * 24 * time.Hour // how old a page of a list may be that is read for the first time
	readingTime = 5 * time.Minute
	maxSeen     = 100_000 // addresses that a list is remembered by
	undated     = 100     // pages of a list read for the first time that name no day
	maxTries    = 3       // of a page that does not answer, before its title alone is taken
)

// gathered is what one reading brought; kept is what the next one compares with.
type gathered struct {
	posts []Post
	times []time.Time
	kept  string
	gap   *store.Missed
}

// kept is the memory between two readings of one source. Nothing of it tells
// what a person wrote: addresses are hashes, a watched page's words and the titles
// that wait are redacted.
type kept struct {
	Seen     addresses      `json:"seen,omitempty"`
	Tried    map[string]int `json:"tried,omitempty"`
	Left     bool           `json:"left,omitempty"`  // pages were left for this reading
	Apart    bool           `json:"apart,omitempty"` // nothing was known at the last reading
	Waiting  []waiting      `json:"waiting,omitempty"`
	Text     string         `json:"text,omitempty"`
	Validity uint32         `json:"validity,omitempty"`
	After    uint32         `json:"after,omitempty"`
}

// reader makes one reading of one source in one of the ways that take more than
// a single call.
type reader struct {
	poller *Poller
	client *fetch.Client
	source store.Source
	how    store.Reading
	was    kept
	now    time.Time

	password string // of a mailbox, in a trial
	limit    int    // new entries of a list
	articles int    // of them whose pages are read
	trial    bool   // shows what would be read; nothing is remembered

	back  map[string]bool // addresses that no first page of a list shows
	cut   map[string]bool // of them, those that lead elsewhere since they were redacted
	apart bool            // it shows nothing of what the last reading knew
}

// ways are the readings that are not a feed's.
var ways = map[string]func(r *reader, ctx context.Context) (fetch.Result, gathered, error){
	"page": (*reader).page, "search": (*reader).search, "sitemap": (*reader).sitemap, "change": (*reader).change, "mail": (*reader).mail,
}

// gather reads a source in a way that follows links.
func (p *Poller) gather(ctx context.Context, c *fetch.Client, s store.Source, how store.Reading, limit int) (fetch.Result, gathered, error) {
	ctx, cancel := context.WithTimeout(ctx, readingTime)
	defer cancel()
	r := &reader{poller: p, client: c, source: s, how: how, limit: limit, articles: limit, now: p.Intake.store.Now()}
	if how.Kept != "" {
		if err := json.Unmarshal([]byte(how.Kept), &r.was); err != nil {
			r.was = kept{} // begin anew: posts that are known are duplicates
		}
	}
	if r.was.Left {
		r.source.ETag, r.source.LastModified = "", ""
	}
	res, got, err := ways[how.Way](r, ctx)
	if err != nil || res.NotModified {
		got.kept, got.gap = how.Kept, nil
	}
	for i := range got.posts {
		got.posts[i].Line, got.posts[i].Source = i+1, s.Name
		if at := got.posts[i].PublishedAt; !at.IsZero() {
			got.times = append(got.times, at)
		}
	}
	return res, got, err
}

// Address returns the web address behind a short one: rsshub://path stands for a
// path on the installation's own RSSHub.
func (p *Poller) Address(raw string) string {
	if rest, ok := strings.CutPrefix(raw, "rsshub://"); ok && p.RSSHub != "" {
		return strings.TrimRight(p.RSSHub, "/") + "/" + strings.TrimLeft(rest, "/")
	}
	return raw
}

// get makes one polite call. What was moved to a sign-in page cannot be read.
func (r *reader) get(ctx context.Context, req fetch.Request) (fetch.Result, error) {
	res, err := r.client.Get(ctx, req)
	if err == nil && signsIn(req.URL, res.FinalURL) {
		err = errSignIn
	}
	return res, err
}

var errSignIn = fault.New(fault.Forbidden, "source.sign_in", "此页要登录才能看。只读无需登录的公开网页，需要登录的不能登记，也不读取").On("url")

// signsIn tells a redirect to a sign-in page by the address.
func signsIn(asked, final string) bool {
	if asked == final {
		return false
	}
	u, err := url.Parse(final)
	if err != nil {
		return false
	}
	words := strings.FieldsFunc(strings.ToLower(u.Host+"/"+u.Path), func(r rune) bool { return strings.ContainsRune("/.-_", r) })
	return slices.ContainsFunc(words, func(w string) bool {
		return w == "login" || w == "signin" || w == "passport" || w == "sso" || w == "cas" || w == "logon"
	})
}

// fresh are the entries of a list that the last reading did not know, newest
// limit last to be left; the memory of the list comes with them. At the first
// reading what is older than a month counts as known, and of what names no day
// all but the first hundred: an archive is no news.
func (r *reader) fresh(list []source.Entry) ([]source.Entry, kept) {
	keep := kept{Seen: addresses{}, Tried: map[string]int{}, Apart: r.apart}
	first, dayless := len(r.was.Seen) == 0 && !r.was.Left && !r.trial, 0
	var out []source.Entry
	for _, e := range list {
		if !r.within(e) {
			continue
		}
		key := hashOf(e.URL)
		known := r.was.Seen.has(key)
		if first && e.Time.IsZero() {
			dayless++
		}
		if first && (dayless > undated && e.Time.IsZero() || !e.Time.IsZero() && r.now.Sub(e.Time) > firstLook) {
			known = true
		}
		if !known && len(out) < r.limit {
			out = append(out, e)
			continue
		}
		if !known {
			r.wait(&keep, e)
		} else if len(keep.Seen) < maxSeen {
			keep.Seen.add(key)
		}
	}
	return out, keep
}

// follow turns new entries of a list into posts, with the pages behind them
// where that is wanted. A page that does not answer is tried again with the next
// reading; one that may not be read, or is no page, is taken by its title.
func (r *reader) follow(ctx context.Context, list []source.Entry, keep *kept, articles bool) []Post {
	var posts []Post
	for i, e := range list {
		key := hashOf(e.URL)
		tries := strconv.FormatUint(key, 36)
		post := Post{URL: e.URL, Title: e.Title, Text: e.Summary, PublishedAt: e.Time, Language: e.Language, Media: mediaOf(e.Media)}
		if articles && i < r.articles && !r.cut[e.URL] {
			err := r.article(ctx, e, &post)
			if ctx.Err() != nil { // no fault of the page
				r.wait(keep, e)
				continue
			}
			if fault.KindOf(err) == fault.Busy && r.was.Tried[tries]+1 < maxTries {
				keep.Tried[tries] = r.was.Tried[tries] + 1
				r.wait(keep, e)
				continue
			}
		}
		keep.Seen.add(key)
		post.Title = cmp.Or(post.Title, e.URL)
		posts = append(posts, post)
	}
	return posts
}

// article fills a post from the page behind a link.
func (r *reader) article(ctx context.Context, e source.Entry, post *Post) error {
	res, err := r.get(ctx, fetch.Request{URL: e.URL, Accept: "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"})
	if err != nil {
		return err
	}
	if kind := strings.ToLower(res.ContentType); kind != "" && !strings.Contains(kind, "html") && !strings.Contains(kind, "text/plain") {
		return nil // a document or a picture: its title and address are what there is
	}
	a, err := source.ReadPage(res.Body, res.ContentType, res.FinalURL)
	if err != nil {
		return err
	}
	post.Text, post.Language, post.Media = cmp.Or(a.Text, post.Text), cmp.Or(a.Language, post.Language), mediaOf(a.Media)
	if post.Title == "" || strings.HasSuffix(post.Title, "…") || strings.HasSuffix(post.Title, "...") {
		post.Title = cmp.Or(a.Title, post.Title)
	}
	// The day stands in the list, the hour on the page.
	if post.PublishedAt.IsZero() || !a.Time.IsZero() && a.Time.Sub(post.PublishedAt).Abs() < 25*time.Hour {
		post.PublishedAt = a.Time
	}
	return nil
}

func mediaOf(list []source.Media) []Media {
	var out []Media
	for _, m := range list {
		out = append(out, Media(m))
	}
	return out
}

func (k kept) text() string {
	body, err := json.Marshal(k)
	if err != nil {
		return "" // plain strings and numbers always encode
	}
	return string(body)
}
