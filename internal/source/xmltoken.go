package source

import (
	"bytes"
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// reader walks tag soup as if it were XML. It stands on an HTML tokenizer,
// which never refuses a document: a bare ampersand, a missing end tag, an
// attribute without quotes or a cut-off file are read as far as they go. Tag
// names come in lower case, which also covers the feeds that shout.
type reader struct {
	z        *html.Tokenizer
	entities map[string]string // from the document type, never nested
	tok      token
	held     bool // tok is to be delivered once more
	stack    []scope
	deep     int // open elements below the bottom that the stack can hold
	popNext  bool
	mended   int // CDATA sections without an end that were closed
}

type kind uint8

const (
	eof kind = iota
	start
	end
	text
)

// token is one step; raw, name and attrs are good until the next call of next.
type token struct {
	kind   kind
	ns     string
	name   string
	raw    []byte
	closed bool // a start tag that ends itself
	cdata  bool
	attrs  []attr
}

type attr struct{ name, value string }

// scope is what an element hands down to those inside it.
type scope struct {
	ns, name string
	full     string            // the name as written
	spaces   map[string]string // prefix to canonical name, shared until changed
	base     *url.URL
	lang     string
}

// maxDepth bounds the stack; what lies deeper is counted only.
const maxDepth = 200

// maxToken bounds one text, comment or tag; a document with a longer one is
// taken for broken off there.
const maxToken = 8 << 20

func newReader(doc []byte, base *url.URL) *reader {
	r := &reader{}
	doc, r.entities = cutDoctype(doc)
	r.z = html.NewTokenizer(bytes.NewReader(doc))
	r.z.AllowCDATA(true)
	r.z.SetMaxBuf(maxToken)
	r.stack = append(make([]scope, 0, 16), scope{spaces: usual, base: base})
	return r
}

func (r *reader) top() *scope { return &r.stack[len(r.stack)-1] }

func (r *reader) hold() { r.held = true }

// next delivers the next start, end or text token; the scope of a start tag is
// on the stack while it is delivered, that of an end tag no longer.
func (r *reader) next() *token {
	if r.held {
		r.held = false
		return &r.tok
	}
	if r.popNext {
		r.popNext = false
		r.pop()
	}
	for {
		switch r.z.Next() {
		case html.ErrorToken:
			r.tok = token{kind: eof}
			return &r.tok
		case html.TextToken:
			rawText := r.mend(r.z.Raw())
			r.tok = token{kind: text, raw: rawText, cdata: bytes.HasPrefix(rawText, cdataOpen)}
			return &r.tok
		case html.StartTagToken:
			r.begin(false)
			return &r.tok
		case html.SelfClosingTagToken:
			r.begin(true)
			return &r.tok
		case html.EndTagToken:
			name, _ := r.z.TagName()
			ns, local := r.split(name)
			r.leave(ns, local)
			r.tok = token{kind: end, ns: ns, name: local, raw: r.z.Raw()}
			return &r.tok
		}
	}
}

// mend ends a CDATA section that nobody ended where its element ends, and goes
// on reading behind it. It does so a few times only: each costs a pass over
// the rest.
func (r *reader) mend(raw []byte) []byte {
	if !bytes.HasPrefix(raw, cdataOpen) || bytes.HasSuffix(raw, cdataClose) || r.mended >= 10 {
		return raw
	}
	at := bytes.Index(raw, []byte("</"+r.top().full+">"))
	if at < 0 {
		return raw
	}
	r.mended++
	r.z = html.NewTokenizer(bytes.NewReader(bytes.Clone(raw[at:])))
	r.z.AllowCDATA(true)
	r.z.SetMaxBuf(maxToken)
	return bytes.TrimRight(raw[:at], "]>")
}

func (r *reader) begin(closed bool) {
	attrs := r.tok.attrs[:0]
	tag, more := r.z.TagName()
	full := intern(tag)
	var raw []byte
	in := *r.top()
	for more {
		var k, v []byte
		k, v, more = r.z.TagAttr()
		a := attr{intern(k), string(v)}
		attrs = append(attrs, a)
		switch {
		case a.name == "xmlns":
			in.spaces = with(in.spaces, "", a.value)
		case strings.HasPrefix(a.name, "xmlns:"):
			in.spaces = with(in.spaces, a.name[6:], a.value)
		case a.name == "xml:base":
			in.base = resolve(in.base, a.value)
		case a.name == "xml:lang":
			in.lang = a.value
		}
	}
	raw = r.z.Raw()
	r.z.NextIsNotRawText()
	r.push(in)
	t := r.top()
	if r.deep == 0 {
		t.ns, t.name = split(in.spaces, full)
		t.full = full
		r.tok = token{kind: start, ns: t.ns, name: t.name, raw: raw, closed: closed, attrs: attrs}
	} else {
		r.tok = token{kind: start, ns: "deep", name: full, raw: raw, closed: closed, attrs: attrs}
	}
	r.popNext = closed
}

func (r *reader) push(s scope) {
	if len(r.stack) >= maxDepth || r.deep > 0 {
		r.deep++
		return
	}
	r.stack = append(r.stack, s)
}

func (r *reader) pop() {
	if r.deep > 0 {
		r.deep--
	} else if len(r.stack) > 1 {
		r.stack = r.stack[:len(r.stack)-1]
	}
}

// leave closes the nearest open element of that name and all that were left
// open inside it; an end tag without a start is ignored.
func (r *reader) leave(ns, name string) {
	if r.deep > 0 {
		r.deep--
		return
	}
	for i := len(r.stack) - 1; i > 0; i-- {
		if r.stack[i].name == name && r.stack[i].ns == ns {
			r.stack = r.stack[:i]
			return
		}
	}
}

func (r *reader) split(full []byte) (string, string) { return split(r.top().spaces, intern(full)) }

func (t *token) attr(name string) string {
	for _, a := range t.attrs {
		if a.name == name {
			return a.value
		}
	}
	return ""
}

var (
	cdataOpen  = []byte("<![CDATA[")
	cdataClose = []byte("]]>")
)

// cdataText returns the content of a CDATA section.
func cdataText(raw []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimPrefix(raw, cdataOpen), cdataClose)
}

// resolve returns ref seen from base; a bad ref leaves the base.
func resolve(base *url.URL, ref string) *url.URL {
	u, err := url.Parse(strings.TrimSpace(ref))
	if err != nil {
		return base
	}
	if base == nil {
		return u
	}
	return base.ResolveReference(u)
}
