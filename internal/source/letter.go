package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/mail"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-message"
	letters "github.com/emersion/go-message/mail"
)

// Letter (来信) is a mail from the public as it is taken in: who may be answered
// where, the text without markup and without what it quotes, and its files.
type Letter struct {
	ID         string // Message-ID, "" if it has none
	InReplyTo  []string
	References []string
	From       string // address alone; the name beside it is not kept
	Subject    string
	Text       string
	Date       time.Time
	Files      []LetterFile
	Machine    Machine
	Quiet      bool     // asks for no automatic answer, or could not take one
	Left       []string // what was not taken, each a sentence
	Raw        string   // headers and texts in one, to find numbers of ours in a bounce
}

// LetterFile is one attached file.
type LetterFile struct {
	Name, Type string
	Body       []byte
}

// Machine says that no person wrote a letter, and what kind of machine did.
type Machine string

// The kinds of letters that no person wrote (RFC 3834, 3464, 2919).
const (
	ByPerson  Machine = ""
	AutoReply Machine = "auto_reply"
	Bounce    Machine = "bounce"
	MailList  Machine = "list"
)

// Bounds of a letter.
const (
	LetterFiles = 8       // attached files that are taken
	letterFile  = 8 << 20 // bytes of one
	letterText  = 18_000  // runes
)

// refusedFiles are kinds of files that run when they are opened.
var refusedFiles = strings.Fields(".exe .com .bat .cmd .scr .pif .js .jse .vbs .vbe .wsf .hta .msi .lnk .ps1 .jar .dll .reg .chm .cpl .iso .img")

// ReadLetter reads a mail in the shapes that are usual: several parts, text and
// its HTML twin, the encodings of Chinese programs, declared or not. It returns
// mail-letter for what is none.
func ReadLetter(raw []byte) (Letter, error) {
	e, err := message.Read(bytes.NewReader(raw))
	if e == nil || err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
		return Letter{}, errLetter.Because(err)
	}
	h := letters.Header{Header: e.Header}
	l := Letter{Subject: headText(h, "Subject"), Date: letterDate(h)}
	l.ID, _ = h.MessageID() // a broken id is none
	l.InReplyTo, _ = h.MsgIDList("In-Reply-To")
	l.References, _ = h.MsgIDList("References")
	l.From = fromOf(h)
	if l.From == "" && h.Get("Subject") == "" && h.Get("Message-Id") == "" {
		return Letter{}, errLetter.Because(errors.New("neither sender nor subject"))
	}
	l.Machine, l.Quiet = machineOf(h, l.From)
	var b letterBody
	b.walk(e, 0)
	l.Files, l.Left = b.files, b.left
	l.Text = b.plain.String()
	if strings.TrimSpace(l.Text) == "" {
		l.Text = Text(b.rich.String())
	}
	l.Raw = l.Subject + "\n" + strings.Join(append(l.InReplyTo, l.References...), "\n") + "\n" + l.Text + "\n" + b.report.String()
	l.trim()
	return l, nil
}

// trim cuts what a reply quotes, and a text that is longer than a case takes; the
// whole of it then goes along as a file.
func (l *Letter) trim() {
	text := strings.TrimSpace(visible(strings.ReplaceAll(l.Text, "\r\n", "\n")))
	if len(l.InReplyTo)+len(l.References) > 0 {
		if own := unquoted(text); own != "" {
			text = own
		}
	}
	if utf8.RuneCountInString(text) > letterText {
		l.Files = append(l.Files, LetterFile{"来信全文.txt", "text/plain; charset=utf-8", []byte(text)})
		text = string([]rune(text)[:letterText]) + "\n（以下从略，全文见附件）"
	}
	if len(l.Left) > 0 {
		text = strings.TrimSpace(text + "\n\n（" + strings.Join(l.Left, "；") + "）")
	}
	l.Text = text
}

var quoting = regexp.MustCompile(`(?im)^\s*(?:-{2,}\s*(?:原始邮件|原邮件|回复的原邮件|转发邮件|original message|forwarded message)|_{10,}\s*$|发件人[：:]|from:\s|.{0,120}(?:写道|wrote)[：:]\s*$|在\s?\d{4}.{0,80}[：:]\s*$)`)

// unquoted is what a reply says itself.
func unquoted(text string) string {
	if at := quoting.FindStringIndex(text); at != nil {
		text = text[:at[0]]
	}
	var out []string
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(strings.TrimSpace(line), ">") {
			out = append(out, strings.TrimRight(line, "\n"))
		}
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}

func letterDate(h letters.Header) time.Time {
	at, err := h.Date()
	if err != nil {
		return time.Time{}
	}
	return at
}

// mimeWords reads words of headers that stand where they should not.
var mimeWords = mime.WordDecoder{CharsetReader: message.CharsetReader}

// headText reads a header in whatever encoding it came.
func headText(h letters.Header, name string) string {
	text, err := h.Text(name)
	if err != nil || strings.Contains(text, "=?") {
		if plain, perr := mimeWords.DecodeHeader(h.Get(name)); perr == nil {
			text = plain
		}
	}
	return strings.Join(strings.Fields(anyText([]byte(text), "")), " ")
}

// anyText turns bytes into text: UTF-8 as it is, anything else by its own marks.
func anyText(body []byte, kind string) string {
	if utf8.Valid(body) {
		return string(body)
	}
	if text, _, err := Charset(body, kind); err == nil {
		return string(text)
	}
	return strings.ToValidUTF8(string(body), "�")
}

var bareAddress = regexp.MustCompile(`[A-Za-z0-9._%+\-]+@[A-Za-z0-9.\-]+\.?[A-Za-z0-9]+`)

// fromOf is the address that an answer would go to; "" for none.
func fromOf(h letters.Header) string {
	for _, name := range []string{"Reply-To", "From"} {
		if list, err := h.AddressList(name); err == nil && len(list) > 0 {
			return strings.ToLower(list[0].Address)
		}
		if one := bareAddress.FindString(h.Get(name)); one != "" {
			if a, err := mail.ParseAddress(one); err == nil {
				return strings.ToLower(a.Address)
			}
		}
	}
	return ""
}

var (
	awaySubject = regexp.MustCompile(`(?i)^\s*(?:自动回复|自动答复|【自动回复】|\[自动回复\]|auto(?:matic)?[ -]?reply|out of (?:the )?office|auto:)`)
	postmaster  = regexp.MustCompile(`(?i)^(?:mailer-daemon|postmaster|mail-daemon)@`)
	noReply     = regexp.MustCompile(`(?i)^(?:no-?reply|donotreply|do-not-reply|noreply-.*|bounces?)[@+]`)
)

// machineOf tells letters of machines by what they say of themselves (RFC 3834).
func machineOf(h letters.Header, from string) (m Machine, quiet bool) {
	kind, params, _ := h.ContentType() // one that cannot be read says nothing
	auto := strings.ToLower(strings.TrimSpace(h.Get("Auto-Submitted")))
	precedence := strings.ToLower(strings.TrimSpace(h.Get("Precedence")))
	empty := h.Has("Return-Path") && strings.Trim(h.Get("Return-Path"), "<> ") == ""
	switch {
	case kind == "multipart/report" && !strings.EqualFold(params["report-type"], "feedback-report"), h.Has("X-Failed-Recipients"), postmaster.MatchString(from):
		return Bounce, true
	case strings.HasPrefix(auto, "auto-"), precedence == "auto_reply", h.Has("X-Autoreply"), h.Has("X-Autorespond"), h.Has("X-Auto-Reply"), awaySubject.MatchString(headText(h, "Subject")):
		return AutoReply, true
	case h.Has("List-Id"), h.Has("List-Unsubscribe"), h.Has("List-Post"), precedence == "bulk", precedence == "list", precedence == "junk":
		return MailList, true
	case empty:
		return AutoReply, true
	}
	return ByPerson, from == "" || noReply.MatchString(from) || h.Has("X-Auto-Response-Suppress")
}

// letterBody gathers the parts of a letter.
type letterBody struct {
	plain, rich, report strings.Builder
	files               []LetterFile
	left                []string
	parts               int
}

// maxNested bounds how deep parts lie in parts.
const maxNested = 8

func (b *letterBody) walk(e *message.Entity, depth int) {
	if b.parts++; b.parts > maxLetterParts {
		return
	}
	if parts := e.MultipartReader(); parts != nil && depth < maxNested {
		kind, _, _ := e.Header.ContentType()
		for range maxLetterParts {
			part, err := parts.NextPart()
			if part == nil || err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
				return // the end, or a letter that is cut off: what was read stands
			}
			if kind == "multipart/report" {
				b.reports(part)
				continue
			}
			b.walk(part, depth+1)
		}
		return
	}
	b.leaf(e)
}

// reports keeps what a bounce quotes, to find which of our letters came back.
func (b *letterBody) reports(part *message.Entity) {
	body, err := io.ReadAll(io.LimitReader(part.Body, 256<<10))
	if err == nil || len(body) > 0 {
		b.report.WriteString(anyText(body, "") + "\n")
	}
}

func (b *letterBody) leaf(e *message.Entity) {
	kind, _, err := e.Header.ContentType()
	if err != nil || kind == "" {
		kind = "text/plain"
	}
	name := attachedName(e)
	disposition, _, _ := e.Header.ContentDisposition()
	body, err := io.ReadAll(io.LimitReader(e.Body, letterFile+1))
	if err != nil && len(body) == 0 {
		b.left = append(b.left, "有一部分读不出来："+kind)
		return
	}
	switch {
	case name == "" && disposition != "attachment" && kind == "text/html":
		b.rich.WriteString(anyText(body, "text/html") + "\n")
	case name == "" && disposition != "attachment" && strings.HasPrefix(kind, "text/"):
		b.plain.WriteString(anyText(body, "") + "\n")
	case name == "" && kind == "application/pgp-signature", kind == "application/pkcs7-signature", kind == "application/ms-tnef":
	default:
		b.file(name, kind, body)
	}
}

func (b *letterBody) file(name, kind string, body []byte) {
	if name == "" {
		name = fmt.Sprintf("附件%d", len(b.files)+1)
	}
	switch {
	case len(body) == 0:
	case len(body) > letterFile:
		b.left = append(b.left, fmt.Sprintf("附件「%s」超过 %d MB，没有收下", name, letterFile>>20))
	case slices.Contains(refusedFiles, strings.ToLower(path.Ext(name))):
		b.left = append(b.left, "附件「"+name+"」是可运行的程序，没有收下")
	case len(b.files) >= LetterFiles:
		b.left = append(b.left, fmt.Sprintf("附件多于 %d 个，「%s」没有收下", LetterFiles, name))
	default:
		b.files = append(b.files, LetterFile{name, kind, body})
	}
}

// attachedName is the name of an attached file, in whatever encoding it came.
func attachedName(e *message.Entity) string {
	h := letters.AttachmentHeader{Header: e.Header}
	name, err := h.Filename()
	if err != nil || strings.Contains(name, "=?") {
		if plain, perr := mimeWords.DecodeHeader(name); perr == nil {
			name = plain
		}
	}
	name = anyText([]byte(name), "")
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '/' || r == '\\' {
			return '_'
		}
		return r
	}, strings.TrimSpace(name))
	if r := []rune(name); len(r) > 100 {
		name = string(r[len(r)-100:])
	}
	return name
}
