package redact

import (
	_ "embed"
	"strings"
	"testing"
)

//go:embed testdata/landlines.txt
var landlines string

// TestTurns holds whose telephone a number is in the turns of phrase of real letters:
// homes are hidden although an office is named beside them, offices stay.
func TestTurns(t *testing.T) {
	unmark := strings.NewReplacer("{", "", "}", "")
	for line := range strings.Lines(landlines) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		text := unmark.Replace(line)
		_, masks := NewScanner(Options{}).Text(text)
		got := ""
		for _, m := range masks {
			if m.Kind == Landline {
				got += "{" + cut(text, m.Start, m.End) + "}"
			}
		}
		want := ""
		for rest := line; ; {
			_, open, found := strings.Cut(rest, "{")
			if !found {
				break
			}
			inside, after, _ := strings.Cut(open, "}")
			want, rest = want+"{"+inside+"}", after
		}
		if got != want {
			t.Errorf("%s: hidden %s, want %s", line, got, want)
		}
	}
}

// TestNamesAndNumbers holds small things that were read wrongly.
func TestNamesAndNumbers(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"联系人：招生办，其他不详", ""},
		{"联系人：窗口，其他不详", ""},
		{"联系人：阿依古丽", "person 阿依古丽"},
		{"我的车川A9K27L年检被要求交200元", "plate 川A9K27L"},
		{"京A12345年审", "plate 京A12345"},
		{"面积13853128847平方毫米", ""},
		{"13853128847平时在家", "mobile 13853128847"},
		{"老人独居北关街45号，社区没人上门", "address 北关街45号"},
	} {
		_, masks := NewScanner(Options{}).Text(c.text)
		var got []string
		for _, m := range masks {
			got = append(got, m.Kind+" "+cut(c.text, m.Start, m.End))
		}
		if s := strings.Join(got, ", "); s != c.want {
			t.Errorf("%s: %q, want %q", c.text, s, c.want)
		}
	}
}
