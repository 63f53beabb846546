package site

import (
	"bufio"
	"bytes"
	"encoding/json"
	"mime"
	"net/http"
	"net/textproto"
	"path/filepath"

	"github.com/a-h/templ"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/seal"
	"yingda/internal/store"
)

// tipFields is what a form of the tips holds: parts of the one array in which it
// came, which is overwritten as soon as it is answered. Nothing of it touches a disk.
type tipFields struct {
	text  map[string]string
	files []seal.LetterFile
	raw   map[string][]byte // sealed and text, as bytes
}

// readTip reads a form in parts without copying what was told.
func readTip(r *http.Request) (tipFields, error) {
	f := tipFields{text: map[string]string{}, raw: map[string][]byte{}}
	body, heard := r.Body.(*told)
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if !heard || err != nil || kind != "multipart/form-data" || params["boundary"] == "" {
		return f, badForm()
	}
	line := []byte("\r\n--" + params["boundary"])
	rest, ok := bytes.CutPrefix(body.all, line[2:])
	for n := 0; ; n++ {
		if ok && bytes.HasPrefix(rest, []byte("--")) {
			return f, nil
		}
		end := bytes.Index(rest, []byte("\r\n\r\n")) + 4
		if !ok || end < 4 || n > 40 || !bytes.HasPrefix(rest, []byte("\r\n")) {
			return f, badForm()
		}
		head := rest[2:end]
		var part []byte
		if part, rest, ok = bytes.Cut(rest[end:], line); !ok {
			return f, badForm()
		}
		f.take(head, part)
	}
}

func badForm() error {
	return fault.New(fault.Invalid, "tip.form", "没有收全，或者太大（合计不超过 4 MB）。内容没有保存，请返回再提交一次")
}

// take keeps one part of a form by its name.
func (f *tipFields) take(head, part []byte) {
	h, err := textproto.NewReader(bufio.NewReader(bytes.NewReader(head))).ReadMIMEHeader()
	if err != nil {
		return
	}
	_, said, err := mime.ParseMediaType(h.Get("Content-Disposition"))
	switch name := said["name"]; {
	case err != nil || name == "":
	case name == "files" && said["filename"] != "":
		f.files = append(f.files, seal.LetterFile{Name: filepath.Base(said["filename"]), Type: h.Get("Content-Type"), Data: part})
	case name == "sealed", name == "text":
		f.raw[name] = part
	default:
		f.text[name] = string(part)
	}
}

func (f tipFields) letter() seal.Letter {
	return seal.Letter{Plain: f.raw["text"], Files: f.files}
}

type tipWrap struct {
	Key     string `json:"key"`
	Wrapped []byte `json:"wrapped"`
}

// tipSend takes a tip: sealed by the browser, or in clear from one without script.
func (s *site) tipSend(w http.ResponseWriter, r *http.Request) {
	f, err := readTip(r)
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
