package web

import (
	"bytes"
	"net/http"
	"strings"
	"time"

	"yingda/internal/lang"
	"yingda/internal/view"
)

// How a page stays fresh: once a second the counters that every writing
// transaction moves are read; when one has moved, the counts are sent anew. A
// stream ends by itself after a while, so that it never outlives its session by
// more than that; the page then connects again.
const (
	beat      = time.Second
	comment   = 15 // beats between two signs of life
	streamFor = 5 * time.Minute
)

// live streams counts and new notices to one open page.
func (s *server) live(v *visit) error {
	out := http.NewResponseController(v.w)
	h := v.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no")
	v.w.WriteHeader(http.StatusOK)
	// The reader may have gone, or the server may be stopping: both end the stream.
	if _, err := v.w.Write([]byte(": yingda\n\n")); err != nil || out.Flush() != nil {
		return nil
	}
	here := s.attend(v)
	defer here.leave()
	tick := time.NewTicker(beat)
	defer tick.Stop()
	last := s.mark(v)
	told := "none" // what was there before the page was opened is no news
	if list, err := s.Store.Notices(v.r.Context(), v.who.ID, 1); err == nil && len(list) > 0 {
		told = list[0].ID
	}
	for n := 1; n*int(beat) < int(streamFor); n++ {
		select {
		case <-v.r.Context().Done():
			return nil
		case <-s.Closed:
			return nil
		case <-tick.C:
		}
		var event []byte
		if now := s.mark(v); now != last {
			last = now
			event, told = s.event(v, told)
		} else if n%comment == 0 {
			event = []byte(": \n\n")
		}
		event = append(event, here.beat(n)...)
		if len(event) == 0 {
			continue
		}
		if _, err := v.w.Write(event); err != nil || out.Flush() != nil {
			return nil
		}
	}
	return nil
}

// mark is one number that moves whenever something may have changed for anybody.
func (s *server) mark(v *visit) int64 {
	var sum int64
	for _, name := range []string{"generation.matter", "generation.source", "generation.job"} {
		n, err := s.Store.Counter(v.r.Context(), name)
		if err != nil {
			return -1
		}
		sum += n
	}
	return sum
}

// event draws the counts, and the newest notice if it has not been told yet.
func (s *server) event(v *visit, told string) ([]byte, string) {
	v.now = s.Now()
	k, err := s.recount(v)
	if err != nil {
		return nil, told
	}
	groups, foot := s.navigation(v, k)
	c := view.Chrome{Lang: v.lang, Unread: capped(k.Unread)}
	var notice *view.NoticeLine
	if list, err := s.Store.Notices(v.r.Context(), v.who.ID, 1); err == nil && len(list) > 0 && list[0].ReadAt == 0 {
		if list[0].ID != told {
			notice = &view.NoticeLine{Text: list[0].Text, Number: list[0].Number, Href: "/desk/matters/" + list[0].Number}
		}
		told = list[0].ID
	} else {
		told = "none"
	}
	var b bytes.Buffer
	if err := view.Fresh(c, groups, foot, notice).Render(lang.With(v.r.Context(), v.lang), &b); err != nil {
		return nil, told
	}
	return sent(b.String()), told
}

// sent is a piece of a page as one event of a stream.
func sent(html string) []byte {
	var e bytes.Buffer
	for line := range strings.Lines(html) {
		e.WriteString("data: " + strings.TrimRight(line, "\r\n") + "\n")
	}
	e.WriteString("\n")
	return e.Bytes()
}
