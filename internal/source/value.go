package source

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

// value is the content of one element: plain with entities read, or, when
// elements stood inside, markup as it was written.
type value struct {
	plain    strings.Builder
	markup   strings.Builder
	children bool
}

func (r *reader) level() int { return len(r.stack) + r.deep }

// structural names never stand inside a text; meeting one there means that the
// text was left open.
func structural(t *token) bool {
	return t.kind == start && t.ns == "" && (t.name == "item" || t.name == "entry" || t.name == "channel")
}

// read consumes the element whose start tag was just delivered, up to its end
// or to the point where something else must have closed it. The text is capped.
func (r *reader) read(t *token) *value {
	v := &value{}
	if t.closed {
		return v
	}
	level, short := r.level(), t.name == "title" || t.name == "guid" || t.name == "pubdate"
	for {
		t := r.next()
		if t.kind == eof {
			r.hold()
			return v
		}
		if t.kind == end && r.level() < level {
			return v
		}
		if structural(t) || short && field(t) {
			r.adopt(level - 1)
			return v
		}
		v.add(r, t)
	}
}

// adopt drops what was left open above level from under the element that was
// just begun, and delivers that element again.
func (r *reader) adopt(level int) {
	if r.deep == 0 && len(r.stack) > level {
		r.stack = append(r.stack[:level], r.stack[len(r.stack)-1])
	}
	r.hold()
}

func (v *value) add(r *reader, t *token) {
	if v.plain.Len() > maxValue || v.markup.Len() > maxValue {
		return
	}
	switch {
	case t.kind == text && t.cdata:
		s := cdataText(t.raw)
		v.plain.Write(s)
		v.markup.Write(s)
	case t.kind == text:
		s := string(t.raw)
		v.markup.WriteString(s)
		v.plain.WriteString(r.unescape(s))
	default:
		v.children = true
		v.markup.WriteByte('<')
		if t.kind == end {
			v.markup.WriteByte('/')
		}
		v.markup.WriteString(t.name)
		if t.closed {
			v.markup.WriteByte('/')
		}
		v.markup.WriteByte('>')
	}
}

// flat elements hold no other element that is a field of an item.
var flat = map[string]bool{"author": true, "category": true, "comments": true, "creator": true, "subject": true, "contributor": true, "enclosure": true, "generator": true}

// field reports whether t begins one of the main fields of an item.
func field(t *token) bool {
	if t.kind != start || t.ns != "" {
		return t.kind == start && t.ns == "content" && t.name == "encoded"
	}
	switch t.name {
	case "title", "link", "guid", "description", "pubdate", "summary", "content", "updated", "published":
		return true
	}
	return false
}

// skip passes over an element whose content is not read.
func (r *reader) skip(t *token) {
	if t.closed {
		return
	}
	level, open := r.level(), flat[t.name]
	for {
		t := r.next()
		switch {
		case t.kind == eof:
			r.hold()
			return
		case t.kind == end && r.level() < level:
			return
		case t.kind == start && t.ns == "" && t.name == "item", open && field(t):
			r.adopt(level - 1)
			return
		}
	}
}

// construct is a value with what its attributes say about it.
type construct struct {
	s      string
	html   bool // s is markup
	unsure bool // nothing said so; it may be either
}

// construct reads an element that holds text of some type. atomic says that
// the feed follows Atom, where text is plain unless it is said to be markup.
func (r *reader) construct(t *token, atomic bool) construct {
	kind, mode := strings.ToLower(t.attr("type")), strings.ToLower(t.attr("mode"))
	elsewhere := t.attr("src") != ""
	v := r.read(t)
	if elsewhere && v.plain.Len() == 0 {
		return construct{}
	}
	plain := v.plain.String()
	switch {
	case mode == "base64" || binary(kind):
		if b, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(plain), "")); err == nil && utf8.Valid(b) {
			return construct{s: string(b), html: true}
		}
		return construct{s: plain, unsure: true}
	case v.children:
		return construct{s: r.expand(v.markup.String()), html: true}
	case strings.Contains(kind, "html"), strings.HasSuffix(kind, "xml"):
		return construct{s: plain, html: true}
	case kind == "text", kind == "text/plain", kind == "plain":
		return construct{s: plain}
	case atomic && kind == "":
		return construct{s: plain, unsure: strings.Contains(plain, "</") || strings.Contains(plain, "/>") || strings.Contains(plain, "<br")}
	}
	return construct{s: plain, unsure: true}
}

// expand replaces the document's own entities inside markup; the others are
// left to the reader of the markup.
func (r *reader) expand(s string) string {
	if len(r.entities) == 0 {
		return s
	}
	return r.unescape(s)
}

// binary types are sent as base64 in Atom 1.0.
func binary(kind string) bool {
	switch kind {
	case "", "text", "html", "xhtml", "plain", "escaped", "xml":
		return false
	}
	return strings.Contains(kind, "/") && !strings.HasPrefix(kind, "text/") && !strings.HasSuffix(kind, "xml") && kind != "application/html"
}

func (c construct) title() string {
	switch {
	case c.html:
		return line(Text(c.s))
	case c.unsure:
		return title(c.s)
	}
	return line(c.s)
}

func (c construct) body() string {
	if c.html || c.unsure {
		return Text(c.s)
	}
	return tidy(c.s)
}
