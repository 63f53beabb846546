package site_test

import (
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/mmcdole/gofeed"

	"yingda/internal/store"
	"yingda/internal/testkit"
	"yingda/internal/testkit/storetest"
)

func TestStatementPage(t *testing.T) {
	each(t, func(t *testing.T, a *agency) {
		corrected, withdrawn := a.history()

		doc := a.page("/statements/" + corrected)
		if got := doc.Find("main h1").Text(); got != "关于甲区接待大厅取号问题的答复" {
			t.Errorf("the heading is %q", got)
		}
		body := doc.Find("main > .quote .song")
		if got := body.Find("p").Length(); got != 5 || !strings.Contains(body.Text(), "14:00") || strings.Contains(body.Text(), "13:30") {
			t.Errorf("the text that stands is the corrected one, in paragraphs: %d, %s", got, body.Text())
		}
		if got := body.Find(".sig").Text(); !strings.Contains(got, "某市信访局") || !strings.Contains(got, "2026年3月16日") {
			t.Errorf("the signature is %q", got)
		}
		rev := doc.Find("#history .rev")
		if rev.Find("del").Text() != "13:30" || !strings.HasPrefix(rev.Find("ins").Text(), "14:00") {
			t.Errorf("the correction shows %q and %q", rev.Find("del").Text(), rev.Find("ins").Text())
		}
		if !strings.Contains(doc.Find("#history").Text(), "接待时间写错，市民指出") || doc.Find("#history details").Length() != 2 {
			t.Error("reason or one of the two full texts is missing")
		}
		if href, _ := doc.Find(".kv a").Attr("href"); href != "/ledger?before=4#l3" {
			t.Errorf("the record leads to %q", href)
		}

		doc = a.page("/statements/" + withdrawn)
		if !strings.Contains(doc.Find(".note--fault").Text(), "核实发现值守尚未恢复") {
			t.Error("a withdrawn statement does not say why")
		}
		if !strings.Contains(doc.Find("main > .quote").Text(), "午间有人值守") {
			t.Error("the text of a withdrawn statement is gone")
		}
		if got := doc.Find(".sig").Text(); !strings.Contains(got, "某市信访局") {
			t.Errorf("a text without signature is signed %q", got)
		}
	})
}

func TestHomeAndLists(t *testing.T) {
	each(t, func(t *testing.T, a *agency) {
		doc := a.page("/")
		if !strings.Contains(doc.Find(".empty").First().Text(), "还没有公开的答复") {
			t.Error("an empty site does not say that it is empty")
		}
		corrected, _ := a.history()
		doc = a.page("/")
		if got := doc.Find(".latest article, .latest li").Length(); got != 2 {
			t.Errorf("home shows %d statements", got)
		}
		if text := doc.Find(".lead--wide").Text(); !strings.Contains(text, "收到 4 件公众关切，公开答复 2 件") || !strings.Contains(text, "1 件写明理由不作公开答复") {
			t.Errorf("home says %q", text)
		}
		if got := doc.Find(".nots li").Length(); got != 6 {
			t.Errorf("home lists %d things that are not done", got)
		}
		if got := a.page("/corrections").Find(".reg tbody tr"); got.Length() != 2 || !strings.Contains(got.Last().Text(), corrected) {
			t.Errorf("the register reads %q", got.Text())
		}
		if got := a.page("/topics").Text(); !strings.Contains(got, "(排队 或 等候) 且 窗口 非 招聘") || !strings.Contains(got, "临澄论坛·办事版") {
			t.Error("topics or sources are not listed")
		}
		if got := a.page("/about").Find(".instead dt").Length(); got != 6 {
			t.Errorf("about lists %d things that are not built", got)
		}

		a.more(45)
		seen, pages, next := map[string]bool{}, 0, "/statements"
		for next != "" {
			doc := a.page(next)
			pages++
			doc.Find(".more li .num").Each(func(_ int, s *goquery.Selection) { seen[s.Text()] = true })
			next, _ = doc.Find("a[rel=next]").Attr("href")
		}
		if len(seen) != 47 || pages != 3 {
			t.Errorf("%d statements on %d pages", len(seen), pages)
		}
	})
}

// Articles of the accounts have a page of their own; the files hold both.
func TestArticlesPage(t *testing.T) {
	each(t, func(t *testing.T, a *agency) {
		if got := a.page("/articles").Find(".empty").Text(); !strings.Contains(got, "还没有公开的文章") {
			t.Errorf("without one the page says %q", got)
		}
		statement, article := a.history()
		a.exec(`UPDATE public_statement SET article = 1 WHERE number = '` + article + `'`)
		a.exec(`UPDATE counter SET n = n + 1 WHERE name LIKE 'generation.%'`)
		for path, want := range map[string]string{"/statements": statement, "/articles": article} {
			list := a.page(path).Find(".more li .num")
			if list.Length() != 1 || list.Text() != want {
				t.Errorf("%s lists %q, want %s alone", path, list.Text(), want)
			}
		}
		var file struct{ Items []struct{ Number string } }
		a.read("/statements.json", &file)
		if len(file.Items) != 2 {
			t.Errorf("the file holds %d of both", len(file.Items))
		}
	})
}

func TestStatementsJSON(t *testing.T) {
	each(t, func(t *testing.T, a *agency) {
		corrected, withdrawn := a.history()
		a.more(60)
		type change struct{ Verb, At, Reason, Title, Text, Hash string }
		type item struct {
			Number, Title, Text, Agency string
			ReleasedAt                  string `json:"released_at"`
			Channels                    []string
			Withdrawn                   bool
			History                     []change
		}
		all, path := map[string]item{}, "/statements.json"
		for path != "" {
			var got struct {
				Items []item
				Next  *string
			}
			a.read(path, &got)
			for _, i := range got.Items {
				all[i.Number] = i
			}
			if path = ""; got.Next != nil {
				path = "/statements.json?after=" + *got.Next
			}
		}
		if len(all) != 62 {
			t.Fatalf("%d statements", len(all))
		}
		one := all[corrected]
		if one.Text != secondText || one.Agency != "某市信访局" || one.ReleasedAt != "2026-03-16T15:42:00+08:00" || len(one.Channels) != 1 || one.Channels[0] != "public_site" {
			t.Errorf("corrected statement: %+v", one)
		}
		if len(one.History) != 2 || one.History[0].Verb != "publish" || one.History[1].Verb != "correct" || one.History[1].Reason != "接待时间写错，市民指出" || one.History[0].Text != firstText {
			t.Errorf("its history: %+v", one.History)
		}
		for _, h := range one.History {
			if sum(h.Title, h.Text) != h.Hash {
				t.Errorf("the hash of %s is not that of its text", h.Verb)
			}
		}
		gone := all[withdrawn]
		if !gone.Withdrawn || gone.History[1].Verb != "withdraw" || gone.Text == "" {
			t.Errorf("withdrawn statement: %+v", gone)
		}
	})
}

func TestAtom(t *testing.T) {
	each(t, func(t *testing.T, a *agency) {
		corrected, _ := a.history()
		w := a.get("/statements.atom")
		if got := w.Header().Get("Content-Type"); got != "application/atom+xml; charset=utf-8" {
			t.Errorf("type %q", got)
		}
		var whole struct{ XMLName xml.Name }
		a.must(xml.Unmarshal(w.Body.Bytes(), &whole))
		feed, err := gofeed.NewParser().Parse(strings.NewReader(w.Body.String()))
		a.must(err)
		if feed.FeedType != "atom" || len(feed.Items) != 2 || feed.FeedLink != base+"/statements.atom" {
			t.Fatalf("feed: %+v", feed)
		}
		if one := feed.Items[1]; one.Link != base+"/statements/"+corrected || !strings.HasPrefix(one.Title, "（已更正）") || !one.UpdatedParsed.After(*one.PublishedParsed) || !strings.Contains(one.Content, "接待时间写错") {
			t.Errorf("corrected entry: %+v", one)
		}
		if !strings.HasPrefix(feed.Items[0].Title, "（已撤回）") {
			t.Errorf("withdrawn entry: %s", feed.Items[0].Title)
		}
	})
}

// TestLedger reckons the ledger as the page "about" tells outsiders to.
func TestLedger(t *testing.T) {
	each(t, func(t *testing.T, a *agency) {
		a.history()
		a.more(3)
		type line struct {
			Seq, At                       int64
			Time, Kind, Ref, Digest, Prev string
			Hash                          string
		}
		var got struct {
			Items []line
			Head  store.Anchor
			Next  *int64
		}
		a.read("/ledger.json", &got)
		prev := ""
		for i, e := range got.Items {
			if e.Seq != int64(i+1) || e.Prev != prev || e.Hash != sum(e.Prev, fmt.Sprint(e.Seq), fmt.Sprint(e.At), e.Kind, e.Ref, e.Digest) {
				t.Fatalf("line %d does not hold: %+v", i+1, e)
			}
			if at, err := time.Parse(time.RFC3339, e.Time); err != nil || at.UnixMilli() != e.At {
				t.Fatalf("line %d has two times: %+v", i+1, e)
			}
			prev = e.Hash
		}
		if len(got.Items) != 7 || got.Head.Hash != prev || got.Head.Seq != 7 || got.Next != nil {
			t.Fatalf("head %+v after %d lines", got.Head, len(got.Items))
		}
		if got := a.page("/ledger").Find(".reg tbody tr").Length(); got != 7 {
			t.Errorf("the page shows %d lines", got)
		}
		a.read("/ledger.json?after=5", &got)
		if len(got.Items) != 2 || got.Items[0].Seq != 6 {
			t.Errorf("after 5: %+v", got.Items)
		}
	})
}

func TestFiguresPage(t *testing.T) {
	each(t, func(t *testing.T, a *agency) {
		a.history()
		doc := a.page("/figures")
		if doc.Find("svg[role=img]").Length() == 0 || doc.Find("svg + table, table.mini").Length() < 3 {
			t.Error("a chart has no table behind it")
		}
		doc.Find(".scroll td").Each(func(_ int, s *goquery.Selection) {
			if text := strings.TrimSpace(s.Text()); text != "<10" && text != "—" && text != "0" {
				t.Errorf("a small count is shown: %q", text)
			}
		})
		var got struct {
			Total  map[string]any
			ByNeed []map[string]any `json:"by_need"`
		}
		a.read("/figures.json", &got)
		if got.Total["received"] != 4.0 || got.Total["on_time"] != 2.0 || got.Total["no_answer_with_reason"] != 1.0 || got.Total["waiting"] != 1.0 {
			t.Errorf("total: %v", got.Total)
		}
		if len(got.ByNeed) != 3 || got.ByNeed[0]["received"] != "<10" {
			t.Errorf("by need: %v", got.ByNeed)
		}
		a.clock.Advance(72 * time.Hour)
		a.read("/figures.json", &got)
		if got.Total["overdue"] != 1.0 {
			t.Errorf("a concern past its time is not counted: %v", got.Total)
		}
	})
}

func TestAnswers(t *testing.T) {
	a := found(t, storetest.Config(t, testkit.EngineSQLite))
	corrected, _ := a.history()
	all := []string{"/", "/statements", "/statements/" + corrected, "/corrections", "/figures", "/ledger", "/topics", "/about", "/statements.json", "/statements.atom", "/figures.json", "/ledger.json", "/robots.txt"}
	for _, path := range all {
		w := a.get(path)
		tag := w.Header().Get("ETag")
		if w.Code != 200 || tag == "" || !strings.Contains(w.Header().Get("Cache-Control"), "max-age=60") {
			t.Errorf("%s: %d, tag %q, cache %q", path, w.Code, tag, w.Header().Get("Cache-Control"))
		}
		if !strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'none'") || w.Header().Get("X-Content-Type-Options") != "nosniff" || w.Header().Get("Set-Cookie") != "" {
			t.Errorf("%s: headers %v", path, w.Header())
		}
		if w := a.get(path, "If-None-Match", tag); w.Code != 304 || w.Body.Len() != 0 {
			t.Errorf("%s again: %d", path, w.Code)
		}
		if w := a.ask("HEAD", path); w.Code != 200 || w.Body.Len() != 0 || w.Header().Get("ETag") != tag {
			t.Errorf("HEAD %s: %d, %d bytes", path, w.Code, w.Body.Len())
		}
		if w := a.ask("POST", path); w.Code != 405 {
			t.Errorf("POST %s: %d", path, w.Code)
		}
	}
	for _, path := range []string{"/nowhere", "/statements/S-2026-9999", "/statements?before=x", "/corrections?before=1", "/ledger.json?after=-1", "/assets/none.css"} {
		if w := a.get(path); w.Code != 404 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if w := a.get("/nowhere"); !strings.Contains(w.Body.String(), "没有这个页面") {
		t.Error("the page of an unknown address does not say so")
	}
	w := a.get("/about", "Accept-Encoding", "gzip")
	if w.Header().Get("Content-Encoding") != "gzip" {
		t.Fatal("a page is not compressed")
	}
	z, err := gzip.NewReader(w.Body)
	a.must(err)
	text, err := io.ReadAll(z)
	a.must(err)
	if !strings.Contains(string(text), "怎样核对账本") {
		t.Error("the compressed page is another one")
	}
	before := a.get("/statements").Header().Get("ETag")
	a.more(1)
	if a.get("/statements").Header().Get("ETag") == before {
		t.Error("a new statement leaves the old page in the cache")
	}
}

func TestEnglishPages(t *testing.T) {
	a := found(t, storetest.Config(t, testkit.EngineSQLite))
	corrected, _ := a.history()
	for _, path := range []string{"/", "/statements", "/statements/" + corrected, "/corrections", "/figures", "/ledger", "/topics", "/about", "/ledger?before=3"} {
		mark := "?"
		if strings.Contains(path, "?") {
			mark = "&"
		}
		doc := a.page(path + mark + "lang=en")
		if got, _ := doc.Find("html").Attr("lang"); got != "en" {
			t.Errorf("%s is in %q", path, got)
		}
		if got, _ := doc.Find("header nav a[lang]").Attr("href"); got != path {
			t.Errorf("%s switches back to %q", path, got)
		}
		doc.Find("[lang='zh-CN'], title, .brand, footer b, .print-only, .meta").Remove()
		doc.Find("main p, main th, main dt, main h2, main summary, header nav a").Each(func(_ int, s *goquery.Selection) {
			text := strings.ReplaceAll(s.Text(), "某市信访局", "")
			for _, r := range text {
				if r >= 0x4E00 && r <= 0x9FFF {
					t.Errorf("%s has Chinese chrome: %q", path, text)
					return
				}
			}
		})
	}
}

func (a *agency) read(path string, into any) {
	a.tb.Helper()
	w := a.get(path)
	if w.Code != 200 {
		a.tb.Fatalf("%s answers %d", path, w.Code)
	}
	a.must(json.Unmarshal(w.Body.Bytes(), into))
}

// sum is the arithmetic of the recipe, written again on purpose.
func sum(fields ...string) string {
	all := ""
	for _, f := range fields {
		all += fmt.Sprintf("%d:%s;", len(f), f)
	}
	s := sha256.Sum256([]byte(all))
	return hex.EncodeToString(s[:])
}

func BenchmarkHome(b *testing.B)      { bench(b, "/") }
func BenchmarkStatement(b *testing.B) { bench(b, "/statements/S-2026-0001") }

// BenchmarkStatementAnew renders the page each time, as the first reader after a
// release does.
func BenchmarkStatementAnew(b *testing.B) { bench(b, "/statements/S-2026-0001?x=1") }

// BenchmarkHomeAnew renders the home page each time.
func BenchmarkHomeAnew(b *testing.B) { bench(b, "/?x=1") }

func bench(b *testing.B, path string) {
	a := found(b, storetest.Config(b, testkit.EngineSQLite))
	a.history()
	a.more(200)
	b.ReportAllocs()
	for b.Loop() {
		if w := a.get(path); w.Code != 200 {
			b.Fatal(w.Code)
		}
	}
}

func TestVerifyLedger(t *testing.T) {
	each(t, func(t *testing.T, a *agency) {
		corrected, withdrawn := a.history()
		ctx := context.Background()
		if n, err := a.store.VerifyLedger(ctx); n != 4 || err != nil {
			t.Fatalf("a sound ledger: %d, %v", n, err)
		}
		for _, c := range []struct{ name, spoil, mend string }{
			{"a changed line", `UPDATE ledger SET kind = 'statement.correct' WHERE seq = 2`, `UPDATE ledger SET kind = 'statement.publish' WHERE seq = 2`},
			{"a changed text", `UPDATE public_statement SET title = 'x' WHERE number = '` + corrected + `'`, `UPDATE public_statement SET title = '关于甲区接待大厅取号问题的答复' WHERE number = '` + corrected + `'`},
			{"a changed old text", `UPDATE public_history SET title = 'x' WHERE number = '` + corrected + `' AND n = 1`, `UPDATE public_history SET title = '关于甲区接待大厅取号问题的答复' WHERE number = '` + corrected + `' AND n = 1`},
			{"a head that was moved", `UPDATE chain_head SET seq = 5 WHERE name = 'ledger'`, `UPDATE chain_head SET seq = 4 WHERE name = 'ledger'`},
			{"a withdrawal taken off the record", `UPDATE public_history SET number = '` + corrected + `', n = 9 WHERE number = '` + withdrawn + `' AND n = 2`, ``},
		} {
			a.exec(c.spoil)
			if _, err := a.store.VerifyLedger(ctx); err == nil {
				t.Errorf("%s is not found out", c.name)
			}
			if c.mend != "" {
				a.exec(c.mend)
			}
		}
	})
}

func (a *agency) exec(query string) {
	a.tb.Helper()
	a.must(a.store.Write(context.Background(), func(tx *store.Tx) error {
		_, err := tx.Exec(query)
		return err
	}))
}
