package web_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"yingda/internal/auth"
	"yingda/internal/doc"
	"yingda/internal/regime"
	"yingda/internal/web"
)

// Every paper of a concern is one that the office suite of the machine lays out:
// each document of the file, the draft for signature, the dossier itself.
func TestPapersOfAConcernAreLaidOut(t *testing.T) {
	c := doc.FindConverter()
	if c == nil {
		t.Fatal("no soffice on PATH: make test installs libreoffice-writer-nogui on Debian")
	}
	t.Cleanup(c.Close)
	each(t, func(t *testing.T, b *bureau) {
		h, err := web.New(web.Deps{Store: b.store.Reader, Desk: b.desk, Auth: auth.New(b.store), Now: b.clock.Now, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Keys: keys, Converter: c})
		b.must(err)
		b.server.Close()
		b.server = httptest.NewServer(h)
		t.Cleanup(b.server.Close)
		number := b.open("接待大厅上午取不到号", regime.General, "a|b", "号又发完了|九点就没有号")
		b.answering(number, regime.General)
		s := b.act(regime.Drafter, number, "begin_statement", map[string]any{"title": "关于号源的说明", "text": "一、情况\n号源已恢复。\n某市信访局\n2026年3月16日"}).Created
		b.act(regime.Drafter, s, "submit", nil)
		v := b.signIn(regime.Handler)
		fetch := func(path string) []byte {
			r, err := v.c.Get(b.server.URL + path)
			b.must(err)
			defer r.Body.Close()
			body, err := io.ReadAll(r.Body)
			b.must(err)
			if r.StatusCode != http.StatusOK {
				t.Fatalf("%s: %d %s", path, r.StatusCode, body)
			}
			return body
		}
		isPDF := func(what string, pdf []byte) {
			if !bytes.HasPrefix(pdf, []byte("%PDF")) || len(pdf) < 5000 {
				t.Errorf("%s: no PDF, %d bytes", what, len(pdf))
			}
		}
		m, err := b.store.Matter(context.Background(), number)
		b.must(err)
		documents, err := b.store.Documents(context.Background(), m.ID)
		b.must(err)
		seen := map[regime.Document]bool{}
		for _, x := range documents {
			if seen[x.Kind] {
				continue
			}
			seen[x.Kind] = true
			pdf, err := c.PDF(t.Context(), fetch("/desk/concerns/"+number+"/documents/"+x.ID+".docx"))
			b.must(err)
			isPDF(string(x.Kind), pdf)
		}
		pdf, err := c.PDF(t.Context(), fetch("/desk/statements/"+s+"/signing.docx"))
		b.must(err)
		isPDF("the draft for signature", pdf)
		isPDF("the dossier", fetch("/desk/concerns/"+number+"/dossier/pdf"))
		if page := v.page("/desk/concerns/" + number).Text(); !strings.Contains(page, "卷宗 pdf") {
			t.Error("the page of the concern offers no PDF")
		}
	})
}
