package dedupe

import (
	"math/rand/v2"
	"testing"
	"time"
)

// A text that is cut, or quoted with words of one's own, is found; texts that
// merely tell of the same are not.
func TestQuotesAreFound(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	kinds := []struct {
		name string
		want float64
		make func(string) string
	}{
		{"the first part alone", 0.95, func(s string) string { c := []rune(s); return string(c[:len(c)*(40+r.IntN(40))/100]) + "……" }},
		{"a middle part", 0.95, func(s string) string { c := []rune(s); return string(c[len(c)/4 : len(c)*3/4]) }},
		{"quoted whole with a comment of the same length", 0.95, func(s string) string { return "转：“" + s + "”" + sentence(r, len([]rune(s))) }},
		{"two thirds quoted between own words", 0.90, func(s string) string {
			c := []rune(s)
			return sentence(r, len(c)/3) + string(c[:len(c)*2/3]) + sentence(r, len(c)/3)
		}},
	}
	for _, k := range kinds {
		found, wrong := 0, 0
		const all = 400
		x := NewPassages(0)
		texts := []string{}
		text := func(n int) Text { return Text{Text: texts[n]} }
		for i := range all {
			texts = append(texts, sentence(r, 120+r.IntN(400)))
			if n, _ := x.Seek(time.Time{}, text(i), i, text); n >= 0 {
				wrong++
			}
		}
		for i := range all {
			texts = append(texts, k.make(texts[i]))
			n, q := x.Seek(time.Time{}, text(all+i), all+i, text)
			if n == i && q.Share >= containedAt {
				found++
			} else if n >= 0 {
				wrong++
			}
		}
		t.Logf("%s: %.3f found, %d wrong", k.name, float64(found)/all, wrong)
		if float64(found) < k.want*all || wrong > 0 {
			t.Errorf("%s: %d of %d, %d wrong", k.name, found, all, wrong)
		}
	}
}

func TestQuoted(t *testing.T) {
	const letter = "滨湖路二小门口每天早上七点半到八点堵得水泄不通，家长的车停满两边，公交车进不来。请交警在上学时段安排人员疏导，并在对面划出临时停车位。"
	for _, c := range []struct {
		sentence, a, b string
		shorter, found bool
	}{
		{"a cut text stands in the whole one", letter[:len(letter)*3/5], letter, true, true},
		{"a quotation holds what it quotes", "我也住在这条路上，看看这位家长写的：" + letter + "我家孩子天天迟到，同感。", letter, false, true},
		{"the same trouble in other words is no quotation", "滨湖路二小上学时段太堵，家长的车乱停，公交车开不进来，希望交警来疏导一下，划几个临时停车位。", letter, true, false},
		{"a short cry is never one", "堵得水泄不通", letter, true, false},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			q := Quoted(Text{Text: c.a}, Text{Text: c.b})
			if q.Shorter != c.shorter || q.Share > 0 != c.found {
				t.Errorf("%+v", q)
			}
		})
	}
}

func TestPassagesForget(t *testing.T) {
	x := NewPassages(8 * time.Hour)
	start := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	texts := []string{sentence(rand.New(rand.NewPCG(1, 1)), 300)}
	text := func(int) Text { return Text{Text: texts[0]} }
	x.Add(start, text(0), 0)
	for i := range 6 {
		x.Add(start.Add(time.Duration(i)*3*time.Hour), Text{Text: sentence(rand.New(rand.NewPCG(2, uint64(i))), 300)}, 0)
	}
	if n, _ := x.Seek(start.Add(20*time.Hour), text(0), 1, text); n >= 0 {
		t.Error("what was seen before the window is forgotten")
	}
}
