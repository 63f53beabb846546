package web

import (
	"strings"

	"yingda/internal/match"
	"yingda/internal/redact"
)

// bit is a run of a post: plain, a place that made a topic match, or the name
// of what was hidden.
type bit struct {
	Text   string
	Hit    bool
	Masked bool
}

// maskLabels are what stands in a text in place of hidden data.
var maskLabels = func() []string {
	var out []string
	for _, kind := range []string{redact.IDNumber, redact.Mobile, redact.Landline, redact.BankCard, redact.Email, redact.Plate, redact.Passport, redact.WeChat, redact.QQ, redact.Address, redact.Person, ""} {
		out = append(out, redact.Label(kind))
	}
	return out
}()

// bits cuts one field of a post at what matched and at what was hidden.
func bits(text, field string, hits []match.Hit) []bit {
	runes := []rune(text)
	hit := make([]bool, len(runes))
	for _, h := range hits {
		for i := h.Start; h.Field == field && i < h.End && i < len(runes); i++ {
			hit[i] = true
		}
	}
	var out []bit
	for from := 0; from < len(runes); {
		if n := maskAt(runes[from:]); n > 0 {
			out = append(out, bit{Text: strings.Trim(string(runes[from:from+n]), "【】"), Masked: true})
			from += n
			continue
		}
		to := from + 1
		for to < len(runes) && hit[to] == hit[from] && maskAt(runes[to:]) == 0 {
			to++
		}
		out = append(out, bit{Text: string(runes[from:to]), Hit: hit[from]})
		from = to
	}
	return out
}

// maskAt returns the length of the label that begins here, 0 if there is none.
func maskAt(runes []rune) int {
	if runes[0] != '【' {
		return 0
	}
	head := string(runes[:min(len(runes), 12)])
	for _, label := range maskLabels {
		if strings.HasPrefix(head, label) {
			return len([]rune(label))
		}
	}
	return 0
}

// bitsAround cuts a long text to the part that begins a little before its first hit.
func bitsAround(text, field string, hits []match.Hit, n int) []bit {
	runes := []rune(text)
	if len(runes) <= n {
		return bits(text, field, hits)
	}
	first := 0
	for _, h := range hits {
		if h.Field == field && (first == 0 || h.Start < first) {
			first = h.Start
		}
	}
	from := min(max(0, first-20), len(runes)-n)
	for back := 0; from > 0 && back < 12; back++ { // never begin inside a label
		if runes[from] == '【' || runes[from-1] == '。' || runes[from-1] == '，' {
			break
		}
		from--
	}
	end := min(from+n, len(runes))
	moved := make([]match.Hit, 0, len(hits))
	for _, h := range hits {
		if h.Field == field && h.Start >= from {
			h.Start, h.End = h.Start-from, h.End-from
			moved = append(moved, h)
		}
	}
	out := bits(string(runes[from:end]), field, moved)
	if from > 0 {
		out = append([]bit{{Text: "…"}}, out...)
	}
	if end < len(runes) {
		out = append(out, bit{Text: "…"})
	}
	return out
}
