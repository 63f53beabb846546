package site

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"sync/atomic"

	"github.com/a-h/templ"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/seal"
	"yingda/internal/store"
)

// tipFields is what a form of the tips holds, read in memory: nothing of it touches
// a disk.
type tipFields struct {
	text  map[string]string
	files []seal.LetterFile
	raw   map[string][]byte // sealed and text, as bytes
}

func (f tipFields) clear() {
	for _, b := range f.raw {
		clear(b)
	}
	for _, x := range f.files {
		clear(x.Data)
	}
}

func readTip(r *http.Request) (tipFields, error) {
	f := tipFields{text: map[string]string{}, raw: map[string][]byte{}}
	bad := fault.New(fault.Invalid, "tip.form", "没有收全，或者太大（合计不超过 4 MB）。内容没有保存，请返回再提交一次")
	parts, err := r.MultipartReader()
	if err != nil {
		return f, bad
	}
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return f, nil
		}
		if errors.Is(err, errHoard) {
			return f, errHoard
		}
		if err != nil || n > 40 {
			return f, bad
		}
		body, err := io.ReadAll(part)
		if errors.Is(err, errHoard) {
			return f, errHoard
		}
		if err != nil {
			return f, bad
		}
		switch name := part.FormName(); {
		case name == "files" && part.FileName() != "":
			f.files = append(f.files, seal.LetterFile{Name: part.FileName(), Type: part.Header.Get("Content-Type"), Data: body})
		case name == "sealed", name == "text":
			f.raw[name] = body
		default:
			f.text[name] = string(body)
		}
	}
}

// mostHoard is how many bytes of tips may be in memory at once, whoever sends
// them. A bound on requests would let a few slow ones lock everybody out, and one
// for each sender would have to look at who sends.
const mostHoard = 128 << 20

var errHoard = fault.New(fault.Busy, "tip.busy", "现在提交的人太多，请过一分钟再试；写好的内容还在您的页面上")

// hoarded is a body whose bytes count against the bound until they are given back.
type hoarded struct {
	io.Reader
	hoard *atomic.Int64
	taken int64
}

func (h *hoarded) Read(p []byte) (int, error) {
	n, err := h.Reader.Read(p)
	h.taken += int64(n)
	if h.hoard.Add(int64(n)) > mostHoard {
		return 0, errHoard
	}
	return n, err
}

// Close leaves the body to the server.
func (h *hoarded) Close() error { return nil }

func (h *hoarded) giveBack() { h.hoard.Add(-h.taken) }

func (f tipFields) letter() seal.Letter {
	return seal.Letter{Text: string(f.raw["text"]), Files: f.files}
}

type tipWrap struct {
	Key     string `json:"key"`
	Wrapped []byte `json:"wrapped"`
}

// tipSend takes a tip: sealed by the browser, or in clear from one without script.
func (s *site) tipSend(w http.ResponseWriter, r *http.Request) {
	f, err := readTip(r)
	defer f.clear()
	if err != nil {
		s.tipFault(w, r, err)
		return
	}
	if len(f.raw["sealed"]) > 0 {
		in := desk.TipSending{Agency: f.text["office"], Unit: f.text["unit"], Door: f.text["door"], Public: f.text["public"], AnswerKey: f.text["answer_key"], Sealed: f.raw["sealed"], Token: f.text["token"], Work: f.text["work"]}
		var wraps []tipWrap
		if err := json.Unmarshal([]byte(f.text["wraps"]), &wraps); err != nil {
			wraps = nil // not the readers: refused below
		}
		for _, x := range wraps {
			in.Wraps = append(in.Wraps, store.TipWrap{KeyID: x.Key, Wrapped: x.Wrapped})
		}
		s.tipJSON(w, r, map[string]bool{"ok": true}, s.Tips.SendTip(r.Context(), in))
		return
	}
	code, err := s.Tips.SealTip(r.Context(), f.text["office"], f.text["unit"], f.text["form"], f.letter())
	if err != nil {
		s.tipFault(w, r, err)
		return
	}
	s.tipPage(w, r, http.StatusOK, f.text["lang"], func(p *page) (templ.Component, error) {
		p.Title = p.T("已收到，请记下回执码")
		return tipReceipt(p, code), nil
	})
}
