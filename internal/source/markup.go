package source

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// silent elements hold nothing that a reader sees. What stands inside iframe
// or object is shown where those cannot be, so it counts as text.
var silent = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Template: true, atom.Svg: true, atom.Select: true, atom.Datalist: true,
}

var block = map[atom.Atom]bool{
	atom.P: true, atom.Div: true, atom.Br: true, atom.Hr: true, atom.Li: true, atom.Ul: true, atom.Ol: true, atom.Tr: true,
	atom.Table: true, atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true,
	atom.Blockquote: true, atom.Pre: true, atom.Section: true, atom.Article: true, atom.Header: true, atom.Footer: true,
	atom.Dl: true, atom.Dt: true, atom.Dd: true, atom.Figure: true, atom.Figcaption: true, atom.Title: true, atom.Aside: true,
	atom.Nav: true, atom.Main: true, atom.Form: true, atom.Fieldset: true, atom.Address: true, atom.Center: true, atom.Option: true,
}

// Text returns the words of an HTML fragment: tags and scripts gone, entities
// read, block elements as line breaks, runs of space as one. It walks tokens
// and builds no tree, so nesting costs nothing. At most 256 KB are returned.
func Text(fragment string) string {
	if !strings.ContainsAny(fragment, "<&") {
		return tidy(fragment)
	}
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(fragment))
	hidden, depth := atom.Atom(0), 0
	for b.Len() < 2*maxText {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		switch kind {
		case html.TextToken:
			if hidden == 0 {
				b.Write(z.Text())
			}
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			name, _ := z.TagName()
			tag := atom.Lookup(name)
			if hidden != 0 {
				hidden, depth = inside(hidden, depth, tag, kind)
				continue
			}
			if silent[tag] && kind == html.StartTagToken {
				hidden, depth = tag, 1
				continue
			}
			if kind == html.StartTagToken {
				z.NextIsNotRawText()
			}
			if block[tag] {
				b.WriteByte('\n')
			} else if tag == atom.Td || tag == atom.Th {
				b.WriteByte(' ')
			}
		}
	}
	return tidy(b.String())
}

// inside counts nested elements of the hidden kind and tells when it ends.
func inside(hidden atom.Atom, depth int, tag atom.Atom, kind html.TokenType) (atom.Atom, int) {
	if tag != hidden {
		return hidden, depth
	}
	if kind == html.EndTagToken {
		depth--
	} else if kind == html.StartTagToken && hidden != atom.Script && hidden != atom.Style {
		depth++
	}
	if depth == 0 {
		return 0, 0
	}
	return hidden, depth
}

// title treats a feed's title, which some sources escape as HTML and others
// mean literally: only elements that HTML knows are taken for markup, so that
// «<办法>解读» and «if a<b» survive.
func title(s string) string {
	if !strings.ContainsAny(s, "<&") {
		return line(s)
	}
	if !looksLikeHTML(s) {
		if strings.Contains(s, "&") {
			s = html.UnescapeString(s)
		}
		return line(s)
	}
	return line(Text(s))
}

func looksLikeHTML(s string) bool {
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			return false
		}
		s = strings.TrimPrefix(s[i+1:], "/")
		if strings.HasPrefix(s, "!--") {
			return true
		}
		end := strings.IndexFunc(s, func(r rune) bool { return !(r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r))) })
		if end > 0 && atom.Lookup([]byte(strings.ToLower(s[:end]))) != 0 && strings.IndexByte(s, '>') >= 0 {
			return true
		}
	}
}

// line makes one line of a text and caps it as a title.
func line(s string) string {
	return cut(strings.Join(strings.FieldsFunc(visible(s), isSpace), " "), maxTitle)
}

// tidy collapses space inside lines, drops empty lines and caps the text.
func tidy(s string) string {
	s = visible(s)
	var b strings.Builder
	for len(s) > 0 && b.Len() < maxText {
		var l string
		l, s, _ = strings.Cut(s, "\n")
		wrote := false
		for w := range strings.FieldsFuncSeq(l, isSpace) {
			switch {
			case wrote:
				b.WriteByte(' ')
			case b.Len() > 0:
				b.WriteByte('\n')
			}
			b.WriteString(w)
			wrote = true
		}
	}
	return cut(b.String(), maxText)
}

func isSpace(r rune) bool { return unicode.IsSpace(r) || r == 0x200b }

// visible drops control characters and the mark, and mends invalid UTF-8.
func visible(s string) string {
	clean := true
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' && s[i] != '\n' && s[i] != '\t' || s[i] == 0x7f || s[i] >= 0x80 {
			clean = false
			break
		}
	}
	if clean {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case r < ' ' && r != '\n' && r != '\t', r >= 0x7f && r < 0xa0 && r != 0x85, r == 0xfeff, r == 0xfffe, r == 0xffff:
			return -1
		}
		return r
	}, s)
}

// cut shortens s to at most n bytes at a character's edge.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
