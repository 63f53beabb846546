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
	spaces   map[string]string // prefix to canonical name, shared until changed
	base     *url.URL
	lang     string
}

// maxDepth bounds the stack; what lies deeper is counted only.
const maxDepth = 200

func newReader(doc []byte, base *url.URL) *reader {
	r := &reader{}
	doc, r.entities = cutDoctype(doc)
	r.z = html.NewTokenizer(bytes.NewReader(doc))
	r.z.AllowCDATA(true)
	r.z.SetMaxBuf(8 << 20)
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
			rawText := r.z.Raw()
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

// unescape reads the entities of a text as XML has them, those of HTML and of
// the document type too. An ampersand without a semicolon is an ampersand:
// addresses are full of them.
func (r *reader) unescape(s string) string {
	at := strings.IndexByte(s, '&')
	if at < 0 {
		return s
	}
	var b strings.Builder
	for at >= 0 {
		b.WriteString(s[:at])
		s = s[at:]
		semi := strings.IndexByte(s[:min(len(s), 40)], ';')
		if semi < 0 {
			b.WriteByte('&')
			s = s[1:]
		} else if v, ok := r.entities[s[1:semi]]; ok {
			b.WriteString(v)
			s = s[semi+1:]
		} else if got := html.UnescapeString(s[:semi+1]); got != s[:semi+1] && !strings.HasSuffix(got, ";") {
			b.WriteString(got)
			s = s[semi+1:]
		} else {
			b.WriteByte('&')
			s = s[1:]
		}
		at = strings.IndexByte(s, '&')
	}
	b.WriteString(s)
	return b.String()
}

// cutDoctype drops everything up to the end of a document type and returns its
// plain entities. Values are taken literally, with the usual entities read
// once, so that one entity can never be built from others.
func cutDoctype(doc []byte) ([]byte, map[string]string) {
	head := doc[:min(len(doc), 64<<10)]
	at := doctypeAt(head)
	if at < 0 {
		return doc, nil
	}
	subset, stop := 0, -1
	var quote byte
	for i := at; i < len(head); i++ {
		c := head[i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '[':
			subset = i
		case c == ']':
			if subset > 0 {
				subset = -1
			}
		case c == '>' && subset <= 0:
			stop = i + 1
		}
		if stop > 0 {
			return doc[stop:], declared(string(head[at:stop]))
		}
	}
	return doc, nil
}

// doctypeAt returns where a document type begins, if one stands before the
// first element and outside comments, else -1.
func doctypeAt(head []byte) int {
	for i := 0; i < len(head); i++ {
		at := bytes.IndexByte(head[i:], '<')
		if at < 0 || i+at+9 > len(head) {
			return -1
		}
		i += at
		rest := head[i+1:]
		switch c := rest[0]; {
		case bytes.HasPrefix(rest, []byte("!--")):
			stop := bytes.Index(rest, []byte("-->"))
			if stop < 0 {
				return -1
			}
			i += stop
		case bytes.EqualFold(rest[:8], []byte("!DOCTYPE")):
			return i
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			return -1
		}
	}
	return -1
}

func declared(doctype string) map[string]string {
	found := map[string]string{}
	for len(found) < 64 {
		_, rest, ok := strings.Cut(doctype, "<!ENTITY")
		if !ok {
			return found
		}
		doctype = rest
		f := strings.Fields(rest[:min(len(rest), 300)])
		if len(f) < 2 || f[0] == "%" || f[1][0] != '"' && f[1][0] != '\'' {
			continue
		}
		open := strings.IndexByte(rest, f[1][0])
		value, _, ok := strings.Cut(rest[open+1:], f[1][:1])
		if ok && len(value) <= 256 {
			found[f[0]] = html.UnescapeString(value)
		}
	}
	return found
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
