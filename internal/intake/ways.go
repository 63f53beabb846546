package intake

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/fetch"
	"yingda/internal/redact"
	"yingda/internal/source"
	"yingda/internal/store"
)

// page reads a notice board: its list, then the pages that are new on it.
func (r *reader) page(ctx context.Context) (fetch.Result, gathered, error) {
	res, err := r.get(ctx, fetch.Request{URL: r.source.URL, ETag: r.source.ETag, LastModified: r.source.LastModified, Accept: "text/html"})
	if err != nil || res.NotModified {
		return res, gathered{}, err
	}
	list, err := source.ReadLinks(res.Body, res.ContentType, res.FinalURL, r.how.Settings.Selector, r.now)
	if err != nil {
		return res, gathered{}, err
	}
	return r.taken(ctx, res, r.how.Settings.Articles, listing{list.Entries, list.Older})
}

// taken follows what is new of some lists. What time does not suffice for waits
// for the next reading.
func (r *reader) taken(ctx context.Context, res fetch.Result, articles bool, lists ...listing) (fetch.Result, gathered, error) {
	list, gap := r.reach(ctx, lists)
	fresh, keep := r.fresh(list)
	posts := r.follow(ctx, fresh, &keep, articles)
	err := ctx.Err()
	if errors.Is(err, context.DeadlineExceeded) {
		err = nil
	}
	return res, gathered{posts: posts, kept: keep.text(), gap: gap}, err
}

// search asks a site's own search for each of the source's words.
func (r *reader) search(ctx context.Context) (fetch.Result, gathered, error) {
	var res fetch.Result
	var failed error
	var lists []listing
	good, said := 0, false // said: a page has rows, or says that it found nothing
	for _, word := range r.how.Settings.Queries {
		address, err := QueryAddress(r.source.URL, word, r.how.Settings.Charset)
		if err != nil {
			return res, gathered{}, err
		}
		if res, err = r.get(ctx, fetch.Request{URL: address, Accept: "text/html"}); err != nil {
			failed = err
			continue
		}
		good++
		found, err := source.ReadLinks(res.Body, res.ContentType, res.FinalURL, r.how.Settings.Selector, r.now)
		if err != nil && fault.CodeOf(err) != "page.no_list" { // a search may find nothing
			failed = err
			continue
		}
		said = said || err == nil || source.NothingFound(res.Body, res.ContentType)
		lists = append(lists, listing{found.Entries, found.Older})
	}
	if good == 0 && failed != nil {
		return res, gathered{}, failed
	}
	if !said && failed == nil && (r.trial || len(r.was.Seen) > 0) {
		return res, gathered{}, errNoResults
	}
	res.ETag, res.LastModified = "", ""
	return r.taken(ctx, res, r.how.Settings.Articles, lists...)
}

// errNoResults is a search whose pages show no row, for none of its words, and do
// not say that they found nothing: most likely they are laid out anew.
var errNoResults = fault.New(fault.Invalid, "page.no_results", "检索结果页上按此选择器没有找到任何一条：选择器不对，或结果页改版了").On("selector")

// QueryAddress puts a word into the address of a search, in the charset that
// the site expects; source.query for a word that the charset does not have.
func QueryAddress(address, word, charset string) (string, error) {
	if strings.EqualFold(charset, "gbk") {
		encoded, err := simplifiedchinese.GBK.NewEncoder().String(word)
		if err != nil {
			return "", fault.New(fault.Invalid, "source.query", "检索词「%s」有 GBK 编码里没有的字", word).On("queries").Because(err)
		}
		word = encoded
	}
	return strings.ReplaceAll(address, "{query}", url.QueryEscape(word)), nil
}

// maxParts is how many sitemaps of an index one reading opens, newest first.
const maxParts = 5

// sitemap reads a sitemap, or the newest parts of an index of them, then the
// pages that are new in it.
func (r *reader) sitemap(ctx context.Context) (fetch.Result, gathered, error) {
	res, err := r.get(ctx, fetch.Request{URL: r.source.URL, ETag: r.source.ETag, LastModified: r.source.LastModified, Accept: "application/xml, text/xml, */*;q=0.5"})
	if err != nil || res.NotModified {
		return res, gathered{}, err
	}
	m, err := source.ReadSitemap(res.Body, res.FinalURL)
	if err != nil {
		return res, gathered{}, err
	}
	slices.SortStableFunc(m.Maps, func(a, b source.SitemapPart) int {
		return cmp.Or(b.Time.Compare(a.Time), cmp.Compare(b.URL, a.URL))
	})
	for _, part := range m.Maps[:min(len(m.Maps), maxParts)] {
		more, err := r.get(ctx, fetch.Request{URL: part.URL, Accept: "application/xml, text/xml, */*;q=0.5"})
		if err != nil {
			return more, gathered{}, err
		}
		sub, err := source.ReadSitemap(more.Body, more.FinalURL)
		if err != nil {
			return more, gathered{}, err
		}
		m.Pages = append(m.Pages, sub.Pages...)
	}
	if len(m.Maps) > 0 {
		res.ETag, res.LastModified = "", "" // the parts may change under the same index
	}
	return r.taken(ctx, res, true, listing{entries: m.Newest(maxSeen)})
}

// change watches one page, or a part of it: what it gained and lost since the
// last reading is a post. The first reading only remembers.
func (r *reader) change(ctx context.Context) (fetch.Result, gathered, error) {
	res, err := r.get(ctx, fetch.Request{URL: r.source.URL, ETag: r.source.ETag, LastModified: r.source.LastModified, Accept: "text/html"})
	if err != nil || res.NotModified {
		return res, gathered{}, err
	}
	title, text, err := source.PartText(res.Body, res.ContentType, res.FinalURL, r.how.Settings.Selector)
	if err != nil {
		return res, gathered{}, err
	}
	text, _ = redact.Text(text, r.poller.Intake.Numbers)
	got := gathered{kept: kept{Text: text}.text()}
	if r.was.Text == "" && !r.trial {
		return res, got, nil
	}
	if r.trial {
		got.posts = []Post{{URL: res.FinalURL, Title: cmp.Or(title, r.source.Name), Text: text}}
		return res, got, nil
	}
	if post, ok := changed(r.was.Text, text); ok {
		post.URL, post.PublishedAt, post.Title = res.FinalURL, r.now, "页面有变化："+cmp.Or(title, r.source.Name)
		got.posts = []Post{post}
	}
	return res, got, nil
}

// changed words a difference, both directions, cut to what a post may measure.
func changed(before, after string) (Post, bool) {
	added, removed := source.Difference(before, after)
	if len(added)+len(removed) == 0 {
		return Post{}, false
	}
	var b strings.Builder
	for _, part := range []struct {
		word  string
		lines []string
	}{{"新增：", added}, {"删去：", removed}} {
		if len(part.lines) == 0 {
			continue
		}
		b.WriteString(part.word + "\n")
		for i, l := range part.lines {
			if i == 200 {
				b.WriteString("……其余从略\n")
				break
			}
			b.WriteString(short(l, 200) + "\n")
		}
	}
	return Post{Text: strings.TrimSpace(b.String()), Again: true}, true
}

func short(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

// mail reads the digests that vendors send to a mailbox of ours.
func (r *reader) mail(ctx context.Context) (fetch.Result, gathered, error) {
	password := r.password
	if password == "" && r.how.Secret != "" {
		if r.poller.Open == nil {
			return fetch.Result{}, gathered{}, errNoKeys
		}
		var err error
		if password, err = r.poller.Open(r.how.Secret, desk.MailPurpose(r.source.ID)); err != nil {
			return fetch.Result{}, gathered{}, err
		}
	}
	s := r.how.Settings
	letters, err := r.client.Letters(ctx, fetch.Mailbox{URL: r.source.URL, Login: s.Login, Password: password, Folder: s.Folder, From: s.From, Validity: r.was.Validity, After: r.was.After})
	if err != nil {
		return fetch.Result{}, gathered{}, err
	}
	got := gathered{kept: kept{Validity: letters.Validity, After: letters.After}.text()}
	var lost unread
	for _, raw := range letters.Raw {
		d, err := source.ReadDigest(raw)
		if err != nil {
			lost.add(&lost.letters, sentence(err))
			continue
		}
		for _, e := range d.Entries {
			got.posts = append(got.posts, Post{URL: e.URL, Title: cmp.Or(e.Title, e.URL), Text: e.Text, PublishedAt: e.Time, Media: mediaOf(e.Media)})
		}
		for _, file := range d.Files {
			for p, refused := range source.Mapped(file.Name, bytes.NewReader(file.Body), s.Columns) {
				switch {
				case refused == nil:
					got.posts = append(got.posts, vendorPost(p))
				case refused.Fatal:
					lost.add(&lost.files, refused.Reason)
				default:
					lost.add(&lost.rows, refused.Reason)
				}
			}
		}
	}
	got.gap = lost.gap(r.now)
	return fetch.Result{}, got, nil
}

// unread counts what of letters could not be read: the next reading does not meet
// them again, so that a person has to look.
type unread struct {
	letters, files, rows int
	why                  string // of the first
}

func (u *unread) add(n *int, why string) {
	*n++
	u.why = cmp.Or(u.why, why)
}

func (u *unread) gap(now time.Time) *store.Missed {
	var parts []string
	for _, x := range []struct {
		n    int
		word string
	}{{u.letters, "封邮件"}, {u.files, "个附件"}, {u.rows, "行"}} {
		if x.n > 0 {
			parts = append(parts, strconv.Itoa(x.n)+" "+x.word)
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return &store.Missed{Cause: "theirs", State: "missing", To: now.UnixMilli(), Says: "简报里有 " + strings.Join(parts, "、") + "读不了（" + u.why + "），请打开邮箱核对"}
}

var errNoKeys = fault.New(fault.Internal, "source.keys", "密钥文件不可用，读不出邮箱口令")

// vendorPost takes what a vendor may tell: text, address, time and counts.
func vendorPost(p source.Post) Post {
	return Post{
		Line: p.Line, Source: p.Source, URL: p.URL, Title: p.Title, Text: p.Text, PublishedAt: p.Published, Language: p.Language,
		Engagement: Engagement{Views: max(p.Views, 0), Comments: max(p.Comments, 0), Shares: max(p.Shares, 0)},
	}
}
