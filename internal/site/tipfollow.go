package site

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"yingda/internal/seal"
)

func (s *site) tipFollow(w http.ResponseWriter, r *http.Request) {
	s.tipPage(w, r, http.StatusOK, "", func(p *page) (templ.Component, error) {
		p.Title = p.T("用回执码看办理情况")
		return tipFollow(p, tipSeen{}), nil
	})
}

// The even answer: whatever the code, an answer takes this long and has a size of
// so many bytes, or a multiple of it.
const (
	evenTime = 500 * time.Millisecond
	evenSize = 128 << 10
)

// evenly holds an answer back until a fixed time has passed, and fills it up to a
// fixed size.
func evenly(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		over := time.NewTimer(evenTime)
		defer over.Stop()
		k := &heldBack{header: w.Header(), status: http.StatusOK}
		next(k, r)
		for k.body.Len()%evenSize != 0 || k.body.Len() == 0 {
			k.body.Write(bytes.Repeat([]byte(" "), evenSize-k.body.Len()%evenSize))
		}
		select {
		case <-over.C:
		case <-r.Context().Done():
		}
		w.WriteHeader(k.status)
		w.Write(k.body.Bytes()) //nolint:errcheck // a reader who has gone needs no answer
		clear(k.body.Bytes())
	}
}

type heldBack struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (k *heldBack) Header() http.Header            { return k.header }
func (k *heldBack) WriteHeader(status int)         { k.status = status }
func (k *heldBack) Write(part []byte) (int, error) { return k.body.Write(part) }

type tipAnswerText struct {
	At     int64  `json:"at"`
	Sealed string `json:"sealed"`
}

// tipLook shows what a code shows. With script the code stays in the browser and
// the answers are opened there; without, both happen in this process's memory. A
// wrong code is answered like a right one, in status, time and size.
func (s *site) tipLook(w http.ResponseWriter, r *http.Request) {
	f, err := readTip(r)
	if err != nil {
		s.tipFault(w, r, err)
		return
	}
	door, private := f.text["door"], ""
	code, typed := seal.PlainCode(f.text["code"])
	if f.text["code"] != "" {
		door = seal.CodeDoor(code)
		if private, _, err = seal.CodeKey(code); err != nil {
			s.tipFault(w, r, err)
			return
		}
	}
	seen, err := s.Tips.FollowTip(r.Context(), door)
	if err != nil {
		s.tipFault(w, r, err)
		return
	}
	if wantsJSON(r) {
		out := map[string]any{"found": seen.Found}
		if seen.Found {
			answers := make([]tipAnswerText, len(seen.Answers))
			for i, a := range seen.Answers {
				answers[i] = tipAnswerText{a.At, base64.StdEncoding.EncodeToString(a.Sealed)}
			}
			out["state"], out["received"], out["due"], out["ends"], out["public"], out["answers"], out["outcome"] = seen.Tip.State, seen.Tip.ReceivedAt, seen.Tip.NextDue(), seen.Tip.EndsAt, seen.Tip.Public, answers, seen.Outcome
		}
		s.tipJSON(w, r, out, nil)
		return
	}
	v := tipSeen{Asked: true, Found: seen.Found && typed, State: seen.Tip.State, Received: seen.Tip.ReceivedAt, Due: seen.Tip.NextDue(), Ends: seen.Tip.EndsAt, Outcome: seen.Outcome}
	if v.Found {
		v.Code = f.text["code"]
	}
	for _, a := range seen.Answers {
		text := ""
		if raw, err := seal.OpenWith(a.Sealed, private); err == nil {
			if l, err := seal.ReadLetter(raw); err == nil {
				text = l.Text
			}
			clear(raw)
		}
		v.Answers = append(v.Answers, tipAnswer{a.At, text})
	}
	s.tipPage(w, r, http.StatusOK, f.text["lang"], func(p *page) (templ.Component, error) {
		p.Title = p.T("用回执码看办理情况")
		return tipFollow(p, v), nil
	})
}

func (s *site) tipReply(w http.ResponseWriter, r *http.Request) {
	f, err := readTip(r)
	if err != nil {
		s.tipFault(w, r, err)
		return
	}
	if len(f.raw["sealed"]) > 0 {
		s.tipJSON(w, r, map[string]bool{"ok": true}, s.Tips.ReplyTip(r.Context(), f.text["door"], f.raw["sealed"]))
		return
	}
	code, _ := seal.PlainCode(f.text["code"])
	if err := s.Tips.SealReply(r.Context(), code, f.letter()); err != nil {
		s.tipFault(w, r, err)
		return
	}
	s.tipPage(w, r, http.StatusOK, f.text["lang"], func(p *page) (templ.Component, error) {
		p.Title = p.T("补充已收到")
		return tipReplied(p), nil
	})
}
