package notify

import (
	"strings"
	"unicode/utf8"
)

// Message is what a person reads: one line of title, some lines under it, a way
// back to the desk.
type Message struct {
	Title string
	Lines []string
	Link  string // "" for none
	Level string // "", "warn" or "late"
}

// clipped ends a text that had to be cut.
const clipped = "…（后面的已略去）"

// text joins the lines within a number of bytes and never cuts a character. What
// does not fit is left out from the end and said so.
func (m Message) text(most int) string {
	all := strings.Join(m.Lines, "\n\n")
	if len(all) <= most {
		return all
	}
	return cut(all, most-len(clipped)) + clipped
}

// cut shortens a text to at most n bytes at the border of a character.
func cut(s string, n int) string {
	if n <= 0 {
		return ""
	}
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// clip bounds a text to n characters.
func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// plain takes what Markdown and the mentions of the platforms would read as a
// command out of words that people typed.
var plain = strings.NewReplacer("\r", "", "\n", " ", "\t", " ", "<", "＜", ">", "＞", "[", "［", "]", "］", "(", "（", ")", "）", "*", "＊", "_", "＿", "`", "｀", "#", "＃", "~", "～", "|", "｜", "@", "＠", "\\", "＼", "!", "！").Replace

// link writes the way back in Markdown.
func (m Message) link() string {
	if m.Link == "" {
		return ""
	}
	return "\n\n[打开](" + m.Link + ")"
}
