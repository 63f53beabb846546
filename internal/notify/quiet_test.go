package notify

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestQuiet(t *testing.T) {
	at := func(d, h, m int) time.Time { return time.Date(2026, 3, d, h, m, 0, 0, zone) }
	cases := []struct {
		sentence string
		at       time.Time
		from, to int64
		want     time.Time
	}{
		{"no quiet hours", at(16, 3, 0), 0, 0, at(16, 3, 0)},
		{"before them", at(16, 21, 59), 22 * 60, 7 * 60, at(16, 21, 59)},
		{"at their first minute, over midnight", at(16, 22, 0), 22 * 60, 7 * 60, at(17, 7, 0)},
		{"after midnight, on the day on which they end", at(17, 0, 30), 22 * 60, 7 * 60, at(17, 7, 0)},
		{"at their end, which is free", at(17, 7, 0), 22 * 60, 7 * 60, at(17, 7, 0)},
		{"within one day", at(16, 12, 30), 12 * 60, 14 * 60, at(16, 14, 0)},
		{"after the end within one day", at(16, 14, 0), 12 * 60, 14 * 60, at(16, 14, 0)},
		{"over the end of a month", at(31, 23, 0), 22 * 60, 6*60 + 30, time.Date(2026, 4, 1, 6, 30, 0, 0, zone)},
		{"until midnight", at(16, 23, 0), 22 * 60, 0, at(17, 0, 0)},
		{"from midnight", at(16, 0, 0), 0, 6 * 60, at(16, 6, 0)},
		{"an instant in another zone", time.Date(2026, 3, 16, 15, 0, 0, 0, time.UTC), 22 * 60, 7 * 60, at(17, 7, 0)},
	}
	for _, c := range cases {
		if got := quiet(c.at, c.from, c.to); !got.Equal(c.want) {
			t.Errorf("%s: %s, want %s", c.sentence, got.In(zone), c.want)
		}
	}
}

// A text is cut at the border of a character, wherever the limit falls.
func TestCut(t *testing.T) {
	whole := strings.Repeat("取号难𠮷a", 700)
	for n := range 120 {
		if s := cut(whole, n); len(s) > n || !utf8.ValidString(s) || n-len(s) > 3 {
			t.Fatalf("cut at %d gives %d bytes, valid %t", n, len(s), utf8.ValidString(s))
		}
	}
	m := Message{Title: "C-2026-0001", Lines: strings.Split(strings.Repeat(whole+"\n", 9), "\n"), Link: "https://desk.example/desk/matters/C-2026-0001"}
	for kind, p := range platforms {
		_, body := p.call(m, "secret", time.Unix(1_700_000_000, 0))
		raw, err := encode(body)
		if err != nil || len(raw) > p.bytes || !strings.Contains(string(raw), m.Link) || !strings.Contains(string(raw), "略去") {
			t.Errorf("%s: %d bytes of %d, %v", kind, len(raw), p.bytes, err)
		}
		if kind == "wecom" {
			content := body.(map[string]any)["markdown"].(map[string]string)["content"]
			if len(content) > 4096 || len(content) < 4000 {
				t.Errorf("WeCom content of %d bytes", len(content))
			}
		}
	}
}
