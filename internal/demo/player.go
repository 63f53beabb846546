package demo

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// AuthorCanary begins the name of every author in the feeds. It stands nowhere
// else: whatever contains it has kept an author.
const AuthorCanary = "金雀" + "楼主"

// newest is how many entries a feed holds.
const newest = 30

// FeedPath is where the player serves a source.
func FeedPath(source string) string { return "/feeds/" + source }

var encodings = map[string]encoding.Encoding{
	"utf-8": encoding.Nop, "gbk": simplifiedchinese.GBK, "gb18030": simplifiedchinese.GB18030, "big5": traditionalchinese.Big5,
}

// player serves the sources as of now.
type player struct {
	sample *Sample
	epoch  time.Time
	now    func() time.Time
}

// Feeds returns the local server of the sources: each at FeedPath, holding the
// newest 30 posts that have appeared by now in a demo that began at epoch, with
// ETag and Last-Modified. A slow source waits in real time; a dead one answers 503.
func (s *Sample) Feeds(epoch time.Time, now func() time.Time) http.Handler {
	p := player{sample: s, epoch: epoch, now: now}
	mux := http.NewServeMux()
	for _, src := range s.Sources {
		mux.HandleFunc("GET "+FeedPath(src.ID), func(w http.ResponseWriter, r *http.Request) { p.serve(w, r, src) })
	}
	p.boards(mux)
	p.account(mux)
	return mux
}

func (p player) serve(w http.ResponseWriter, r *http.Request, src Source) {
	now := p.now()
	if f := src.Fault; f != nil && f.Kind == "dead" && !now.Before(f.From.In(p.epoch)) {
		http.Error(w, "service unavailable", http.StatusServiceUnavailable)
		return
	}
	if f := src.Fault; f != nil && f.Kind == "slow" && !wait(r, time.Duration(f.Delay)) {
		return
	}
	entries := p.entries(src, now)
	body, err := render(src, entries)
	if err != nil {
		http.Error(w, "cannot render", http.StatusInternalServerError)
		return
	}
	sum := sha256.Sum256(body)
	w.Header().Set("Content-Type", contentTypes[src.Format]+"; charset="+src.Charset)
	w.Header().Set("ETag", `"`+hex.EncodeToString(sum[:12])+`"`)
	http.ServeContent(w, r, "", changed(entries, p.epoch), bytes.NewReader(body))
}

// wait sleeps and reports whether the caller is still there.
func wait(r *http.Request, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

// entry is a post as a feed shows it.
type entry struct {
	Post
	Time    time.Time
	Address string
	Author  string
}

// entries returns what has appeared in a source by now, newest first.
func (p player) entries(src Source, now time.Time) []entry {
	var out []entry
	for _, post := range p.sample.Posts {
		t := post.At.In(p.epoch)
		if post.Source == src.ID && !t.After(now) {
			author := AuthorCanary + strings.TrimPrefix(post.ID, "p")
			out = append(out, entry{Post: post, Time: t, Address: src.Address(post), Author: author})
		}
	}
	slices.Reverse(out)
	return out[:min(len(out), newest)]
}

// changed is when the feed last changed: the newest entry, or a day long before
// any of them when there is none.
func changed(entries []entry, epoch time.Time) time.Time {
	if len(entries) == 0 {
		return midnight(epoch, earliest)
	}
	return entries[0].Time
}
