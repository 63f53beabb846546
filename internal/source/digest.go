package source

import (
	"bytes"
	"io"
	"path"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	_ "github.com/emersion/go-message/charset" // headers and bodies in GB18030 and others
	"github.com/emersion/go-message/mail"
	"golang.org/x/net/html"

	"yingda/internal/fault"
)

// Digest (监测简报邮件) is what a vendor's letter lists. Nothing of who sent the
// letter is kept.
type Digest struct {
	Entries []Entry
	Files   []DigestFile
}

// DigestFile is an attached table of posts.
type DigestFile struct {
	Name string
	Body []byte
}

var errLetter = fault.New(fault.Invalid, "mail-letter", "邮件无法读取")

// maxLetterParts bounds the parts of a letter that are looked at.
const maxLetterParts = 50

// ReadDigest reads a vendor's letter: the links of its text with what stands
// beside them, and attached tables (.csv, .xlsx, .json, .jsonl). It returns
// mail-letter for what is no letter.
func ReadDigest(raw []byte) (Digest, error) {
	r, err := mail.CreateReader(bytes.NewReader(raw))
	if r == nil {
		return Digest{}, errLetter.Because(err)
	}
	defer r.Close()
	sent, _ := r.Header.Date() // zero if it has none: only dates without a year need it
	var d Digest
	var plain, rich []Entry
	for range maxLetterParts {
		part, err := r.NextPart()
		if part == nil {
			_ = err // the end, or a letter that is cut off: what was read stands
			break
		}
		body, err := io.ReadAll(io.LimitReader(part.Body, maxFile))
		if err != nil && len(body) == 0 {
			continue
		}
		switch h := part.Header.(type) {
		case *mail.InlineHeader:
			kind, _, _ := h.ContentType()
			if strings.Contains(kind, "html") {
				rich = append(rich, htmlDigest(body, sent)...)
			} else if kind == "" || strings.HasPrefix(kind, "text/") {
				plain = append(plain, plainDigest(string(body), sent)...)
			}
		case *mail.AttachmentHeader:
			name, _ := h.Filename()
			switch strings.ToLower(path.Ext(name)) {
			case ".csv", ".xlsx", ".json", ".jsonl":
				d.Files = append(d.Files, DigestFile{name, body})
			}
		}
	}
	// The two are the same text in two forms: the richer one counts.
	d.Entries = rich
	if len(plain) > len(rich) {
		d.Entries = plain
	}
	return d, nil
}

// generic are links that are not what a digest lists.
var generic = regexp.MustCompile(`(?i)退订|取消订阅|unsubscribe|在浏览器中|登录|后台|联系我们|客服|隐私|^[\s\p{P}]*$`)

// pointing are the words of a link whose title stands beside it.
var pointing = regexp.MustCompile(`(?i)^[\[【(（]?(查看|点击|阅读|原文|详情|链接|全文|更多|more|read|link|https?:)`)

func htmlDigest(body []byte, sent time.Time) []Entry {
	text, _, err := Charset(body, "text/html; charset=utf-8") // the letter's own encoding is undone already
	if err != nil {
		return nil
	}
	root, err := html.Parse(bytes.NewReader(text))
	if err != nil {
		return plainDigest(Text(string(text)), sent)
	}
	p := &listPage{doc: goquery.NewDocumentFromNode(root)}
	var out []Entry
	at := map[string]int{}
	p.doc.Find("a[href]").EachWithBreak(func(_ int, a *goquery.Selection) bool {
		to, words := p.link(a), linkTitle(a)
		if to == "" || generic.MatchString(words) {
			return true
		}
		e := digestEntry(lines(Text(outer(p.rowOf(a)))), words, to, sent)
		if i, ok := at[to]; ok {
			if out[i].Title == "" {
				out[i].Title = e.Title
			}
		} else if e.Title != "" && len(out) < maxLinks {
			at[to] = len(out)
			out = append(out, e)
		}
		return true
	})
	return out
}

// digestEntry makes an entry of the lines around a link.
func digestEntry(around []string, words, to string, sent time.Time) Entry {
	e := Entry{URL: to, Time: rowTime(strings.Join(around, " "), sent)}
	if !pointing.MatchString(words) && utf8.RuneCountInString(words) >= 4 {
		e.Title = withoutDate(numbering.ReplaceAllString(words, ""))
	}
	var rest []string
	for _, l := range around {
		l = strings.TrimSpace(numbering.ReplaceAllString(strings.TrimSpace(l), ""))
		switch {
		case l == "" || notes.MatchString(l) || pointing.MatchString(l) || strings.Contains(l, to) || withoutDate(l) == e.Title || onlyDate.MatchString(l):
		case e.Title == "":
			e.Title = withoutDate(l)
		default:
			rest = append(rest, l)
		}
	}
	e.Text = withoutNotes(strings.Join(rest, "\n"), "")
	e.Summary = e.Text
	return e
}

var (
	plainURL  = regexp.MustCompile(`https?://[^\s<>"'）)】，。；]+`)
	numbering = regexp.MustCompile(`^\s*(?:[（(]?\d{1,3}[)）.、．]|[•·▪◆●■※]|标\s*题[：:])\s*`)
)

// plainDigest takes the lines before an address as what stands there.
func plainDigest(text string, sent time.Time) []Entry {
	var out []Entry
	var block, above []string // the lines of this paragraph, and of the one before
	for l := range strings.Lines(tidyLines(text)) {
		l = strings.TrimSpace(l)
		to := plainURL.FindString(l)
		if to == "" {
			if l == "" {
				if len(block) > 0 {
					above, block = block, nil
				}
				continue
			}
			if block = append(block, l); len(block) > 30 {
				block = block[1:]
			}
			continue
		}
		if before := strings.TrimSpace(l[:strings.Index(l, to)]); before != "" && !pointing.MatchString(before) {
			block = append(block, before)
		}
		if len(block) == 0 {
			block = above
		}
		to = address(nil, to)
		if e := digestEntry(block, "", to, sent); to != "" && e.Title != "" && !generic.MatchString(e.Title) && len(out) < maxLinks {
			out = append(out, e)
		}
		block, above = nil, nil
	}
	return out
}

// tidyLines mends a text and leaves its empty lines.
func tidyLines(s string) string { return cut(visible(strings.ReplaceAll(s, "\r\n", "\n")), maxText) }
