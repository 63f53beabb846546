package source

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
)

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
