package desk_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"yingda/internal/blob"
	"yingda/internal/desk"
	"yingda/internal/regime"
	"yingda/internal/store"
)

func TestTheFileKeepsSnapshotsAndNoAuthor(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		b.desk.Files = blob.Folder{Path: t.TempDir()}
		n := b.answering(regime.General)
		coded(b.t, b.desk.AddFile(ctx, b.who[regime.Expert], n, "叫号.txt", "", strings.NewReader("x")), "matter.unknown")
		coded(b.t, b.desk.AddFile(ctx, b.who[regime.Handler], n, "a\u202etxt.exe", "", strings.NewReader("x")), "evidence.name")
		coded(b.t, b.desk.AddFile(ctx, b.who[regime.Handler], n, "叫号.txt", "", strings.NewReader("")), "blob.empty")
		b.must(b.desk.AddFile(ctx, b.who[regime.Handler], n, `C:\记录\叫号.txt`, "叫号机导出", strings.NewReader("8:52 发完")))
		read := func(context.Context, string) (desk.Page, error) {
			return desk.Page{Title: "排队", Text: "九点就没号了，联系我 13812345678"}, nil
		}
		b.must(b.desk.AddPage(ctx, b.who[regime.Handler], n, "https://example.com/a", "", read))
		m, err := b.store.Matter(ctx, n)
		b.must(err)
		list, err := b.store.EvidenceOf(ctx, m.ID)
		b.must(err)
		if len(list) != 2 || list[0].Name != "叫号.txt" {
			t.Fatalf("evidence: %+v", list)
		}
		file, err := b.desk.Files.Open(list[1].Hash)
		b.must(err)
		defer file.Close()
		body, err := io.ReadAll(file)
		b.must(err)
		if text := string(body); !strings.Contains(text, "九点就没号了") || strings.Contains(text, "13812345678") {
			t.Errorf("snapshot: %s", text)
		}
	})
}

func TestAnOutsideHelperSeesOnlyWhatWasShared(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		n := b.answering(regime.General)
		m, err := b.store.Matter(ctx, n)
		b.must(err)
		facts, err := b.store.Facts(ctx, m.ID)
		b.must(err)
		in := desk.Helping{Helper: "某大学教授", Question: "叫号机会不会漏号？", Facts: []string{facts[0].ID}, Days: 3}
		_, err = b.desk.MakeHelperLink(ctx, b.who[regime.Expert], n, in)
		coded(b.t, err, "matter.unknown")
		_, err = b.desk.MakeHelperLink(ctx, b.who[regime.Handler], n, desk.Helping{Helper: "甲", Question: "问", Days: 15})
		coded(b.t, err, "helper.days")
		_, err = b.desk.MakeHelperLink(ctx, b.who[regime.Handler], n, desk.Helping{Helper: "甲", Question: "问", Days: 1, Facts: []string{"x"}})
		coded(b.t, err, "helper.facts")
		secret, err := b.desk.MakeHelperLink(ctx, b.who[regime.Handler], n, in)
		b.must(err)
		seen, err := b.desk.HelperView(ctx, secret)
		b.must(err)
		if seen.Question != in.Question || len(seen.Facts) != 1 {
			t.Errorf("the helper sees %+v", seen)
		}
		_, err = b.desk.HelperView(ctx, secret+"x")
		coded(b.t, err, "helper.unknown")
		coded(b.t, b.desk.HelperAnswer(ctx, secret, " "), "input.missing")
		b.must(b.desk.HelperAnswer(ctx, secret, "会，断电后会漏号"))
		_, err = b.desk.HelperView(ctx, secret)
		coded(b.t, err, "helper.unknown") // answered
		docs, err := b.store.Documents(ctx, m.ID)
		b.must(err)
		if last := docs[len(docs)-1]; last.Kind != regime.OutsideOpinion || !strings.Contains(last.Internal, "未经核实") {
			t.Errorf("document: %+v", last)
		}
		secret, err = b.desk.MakeHelperLink(ctx, b.who[regime.Handler], n, in)
		b.must(err)
		b.clock.Advance(73 * time.Hour)
		_, err = b.desk.HelperView(ctx, secret)
		coded(b.t, err, "helper.unknown") // expired
		secret, err = b.desk.MakeHelperLink(ctx, b.who[regime.Handler], n, in)
		b.must(err)
		links, err := b.store.HelperLinks(ctx, m.ID)
		b.must(err)
		b.must(b.desk.RevokeHelperLink(ctx, b.who[regime.Handler], n, links[0].ID))
		_, err = b.desk.HelperView(ctx, secret)
		coded(b.t, err, "helper.unknown") // taken back
	})
}

func TestABackupCarriesTheFiles(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		b.desk.Files = blob.Folder{Path: b.t.TempDir()}
		n := b.answering(regime.General)
		b.must(b.desk.AddFile(ctx, b.who[regime.Handler], n, "叫号.txt", "", strings.NewReader("8:52 发完")))
		quiet := func(string, int64) {}
		var archive bytes.Buffer
		if _, err := b.store.Backup(ctx, &archive, quiet); err == nil {
			b.t.Fatal("a backup without its files is written as if it were whole")
		}
		b.store.Files = b.desk.Files
		archive.Reset()
		m, err := b.store.Backup(ctx, &archive, quiet)
		b.must(err)
		if m.Files != 1 {
			b.t.Errorf("%d files in the archive", m.Files)
		}
		other, err := store.Open(ctx, store.Config{Dir: b.t.TempDir(), Now: b.clock.Now})
		b.must(err)
		defer other.Close()
		folder := blob.Folder{Path: b.t.TempDir()}
		other.Files = folder
		_, err = other.Restore(ctx, &archive, quiet)
		b.must(err)
		about, err := other.Matter(ctx, n)
		b.must(err)
		list, err := other.EvidenceOf(ctx, about.ID)
		b.must(err)
		file, err := folder.Open(list[0].Hash)
		b.must(err)
		file.Close()
	})
}
