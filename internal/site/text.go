package site

import (
	"regexp"
	"strconv"
	"strings"
)

// number writes a count with a comma at every third digit.
func number(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// paragraphs cuts a text at its line ends; empty lines are dropped.
func paragraphs(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

var dateLine = regexp.MustCompile(`^\d{4}年\d{1,2}月\d{1,2}日$`)

// signed parts a text from the signature at its end: lines that hold the
// agency's name or a date alone. Where there is none, the signature is the
// agency and the day of release, since no statement is public without both.
func signed(text, agency, day string) (body, signature []string) {
	body = paragraphs(text)
	for n := len(body); n > 1; n-- {
		last := body[n-1]
		if last != agency && !dateLine.MatchString(last) {
			break
		}
		signature = append([]string{last}, signature...)
		body = body[:n-1]
	}
	if len(signature) == 0 {
		signature = []string{agency, day}
	}
	return body, signature
}

// opening returns the beginning of a text without its signature, at most n
// runes, ending at a sentence where there is one.
func opening(text, agency string, n int) string {
	body, _ := signed(text, agency, "")
	line := strings.Join(body, "")
	runes := []rune(line)
	if len(runes) <= n {
		return line
	}
	for i := n; i > n/2; i-- {
		if strings.ContainsRune("。！？；", runes[i-1]) {
			return string(runes[:i])
		}
	}
	return string(runes[:n]) + "……"
}

// short cuts a hash into groups that people can compare by eye.
func short(hash string) string {
	if len(hash) < 16 {
		return hash
	}
	return hash[:4] + " " + hash[4:8] + " " + hash[8:12] + " " + hash[12:16]
}
