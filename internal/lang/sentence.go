package lang

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A sentence that the program put together, and perhaps keeps in a table, is
// recognised by its pattern when it is shown. A pattern is the Chinese sentence with
// places: {} holds words that stay as they are, {t} a phrase of the program, which is
// translated as well, {s} one that must be known, {n} a figure, {d} a day or an
// instant. Its English has the same places in the same order, or numbers them: {2} is
// the second.
type sentence struct {
	begins, ends string // what the text begins and ends with, to look no further
	shape        *regexp.Regexp
	places       []string
	english      string
}

var place = regexp.MustCompile(`\{[tsnd0-9]?\}`)

// sentences are the patterns; what has the most words of its own is tried first.
var sentences = sync.OnceValue(func() []sentence {
	type pair struct{ zh, en string }
	var pairs []pair
	for _, part := range []map[string]string{patterns, refusalPatterns, moreRefusalPatterns} {
		for zh, en := range part {
			pairs = append(pairs, pair{zh, en})
		}
	}
	own := func(zh string) int { return len(place.ReplaceAllString(zh, "")) }
	slices.SortFunc(pairs, func(a, b pair) int { return cmp.Or(own(b.zh)-own(a.zh), strings.Compare(a.zh, b.zh)) })
	out := make([]sentence, len(pairs))
	for i, p := range pairs {
		words := place.Split(p.zh, -1)
		s := sentence{begins: words[0], ends: words[len(words)-1], english: p.en}
		shape := "^(?s)" + regexp.QuoteMeta(words[0])
		for j, at := range place.FindAllString(p.zh, -1) {
			s.places = append(s.places, at)
			switch at {
			case "{n}":
				shape += `([0-9][0-9,.]*)`
			case "{d}":
				shape += `((?:[0-9]+年)?[0-9]+月[0-9]+日(?: [0-9:]+)?)`
			default:
				shape += `(.+?)`
			}
			shape += regexp.QuoteMeta(words[j+1])
		}
		s.shape = regexp.MustCompile(shape + "$")
		out[i] = s
	}
	return out
})

// read says a sentence that was put together in English; false if it is none that
// is known.
func read(zh string) (string, bool) {
	if plainText(zh) {
		return "", false
	}
	if day, ok := readDay(zh); ok {
		return day, true
	}
	if en, ok := readList(zh, "；", "; "); ok {
		return en, true
	}
	for _, s := range sentences() {
		if !strings.HasPrefix(zh, s.begins) || !strings.HasSuffix(zh, s.ends) {
			continue
		}
		if found := s.shape.FindStringSubmatch(zh); found != nil {
			if en, ok := s.fill(found[1:]); ok {
				return en, true
			}
		}
	}
	for _, by := range []struct{ zh, en string }{{"、", ", "}, {"　", ", "}, {"，", ", "}, {"或", " or "}} {
		if en, ok := readList(zh, by.zh, by.en); ok {
			return en, true
		}
	}
	return "", false
}

func plainText(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// fill puts the words of the places into the English; false if a phrase that must be
// known is not.
func (s sentence) fill(words []string) (string, bool) {
	for i, at := range s.places {
		if at == "{}" || at == "{n}" {
			continue
		}
		en := English.T(words[i])
		if at == "{s}" && en == words[i] && !plainText(en) {
			return "", false
		}
		words[i] = en
	}
	n := -1
	return Singular(place.ReplaceAllStringFunc(s.english, func(at string) string {
		if n++; at[1] >= '1' && at[1] <= '9' {
			n = int(at[1] - '1')
		}
		return words[n]
	})), true
}

// readList says sentences that were joined, if each of them is known or plain.
func readList(zh, by, and string) (string, bool) {
	parts, known := strings.Split(zh, by), 0
	if len(parts) < 2 {
		return "", false
	}
	for i, part := range parts {
		en := English.T(part)
		if en != part {
			known++
		} else if !plainText(part) {
			return "", false
		}
		parts[i] = en
	}
	return strings.Join(parts, and), known > 0
}

var writtenDay = regexp.MustCompile(`^(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日( \d\d:\d\d(?::\d\d)?)?(?:（(星期.)）)?$`)

// readDay says a day, with its time or its weekday.
func readDay(zh string) (string, bool) {
	x := writtenDay.FindStringSubmatch(zh)
	if x == nil {
		return "", false
	}
	month, _ := strconv.Atoi(x[2]) // the pattern took digits only
	if month < 1 || month > 12 {
		return "", false
	}
	en := x[3] + " " + time.Month(month).String()[:3]
	if x[1] != "" {
		en += " " + x[1]
	}
	en += x[4]
	if x[5] != "" {
		en += " (" + English.T(x[5]) + ")"
	}
	return en, true
}
