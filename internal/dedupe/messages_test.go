package dedupe

import (
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// messages makes n invented messages to an office, a headline with two to sixteen
// sentences. Many share their theme, some share sentences.
func messages(t *testing.T, r *rand.Rand, n int) []Text {
	b, err := os.ReadFile("../group/testdata/themes.txt")
	if err != nil {
		t.Fatal(err)
	}
	titles, sentences, names, name := map[string][]string{}, map[string][]string{}, []string{}, ""
	var all []string
	for l := range strings.Lines(string(b)) {
		l = strings.TrimSpace(l)
		switch {
		case strings.HasPrefix(l, "# "):
			name = l[2:]
		case strings.HasPrefix(l, "T "):
			if titles[name] == nil {
				names = append(names, name)
			}
			titles[name] = append(titles[name], l[2:])
		case strings.HasPrefix(l, "S "):
			sentences[name] = append(sentences[name], l[2:])
			all = append(all, l[2:])
		}
	}
	out := make([]Text, n)
	for i := range out {
		name := names[r.IntN(len(names))]
		place := strings.NewReplacer("{地}", places[r.IntN(len(places))], "{区}", areas[r.IntN(len(areas))], "{村}", areas[r.IntN(len(areas))], "{线}", "三号线")
		var text strings.Builder
		var used []string
		for k, want := 0, []int{1, 1, 2, 3, 4, 6, 8, 12, 16}[r.IntN(9)]; k < want; k++ {
			from := all
			if k < 5 && len(sentences[name]) > 0 {
				from = sentences[name]
			}
			s := from[r.IntN(len(from))]
			if !slices.Contains(used, s) {
				used = append(used, s)
				text.WriteString(s)
			}
		}
		out[i] = Text{Title: place.Replace(titles[name][r.IntN(len(titles[name]))]), Text: place.Replace(text.String())}
	}
	return out
}

var (
	places = []string{"滨湖花园", "锦绣江南", "城东新村", "学府路", "东湖一号", "幸福里小区", "南门口", "翡翠城", "桃源居", "建设路", "万和苑", "红星小区"}
	areas  = []string{"城东区", "高新区", "滨江新区", "某县", "开发区"}
	heads  = []string{"尊敬的书记：您好！", "尊敬的市长您好！百忙之中打扰您了，", "各位领导，你们好！", "尊敬的领导：\n    您好！我是一名普通市民，现向您反映如下问题：", ""}
	tails  = []string{"恳请领导给予关注和解决，谢谢！", "此致敬礼！一名普通市民 2020年3月5日", "望领导能够重视并尽快解决，给老百姓一个满意的答复，不胜感激！此致 敬礼！全体业主", "谢谢！"}
)

// found answers for each text as the lab does.
func found(texts []Text) []Match {
	words := func(n int) Text { return texts[n] }
	x, passages := NewIndex(Options{Text: words}), NewPassages(0)
	out := make([]Match, len(texts))
	for i, m := range texts {
		if out[i] = x.Add(time.Time{}, Sign(m.Title, m.Text)); out[i].Number >= 0 {
			passages.Add(time.Time{}, m, i)
			if out[i].Headline {
				out[i].Number = -1 - out[i].Number // related, not reported
			}
		} else if from, q := passages.Seek(time.Time{}, m, i, words); q.Same.Same {
			out[i] = Match{Number: from, Similarity: q.Same.Similarity}
		}
	}
	return out
}

// plain is the set of three-character strings of a whole message, made another way
// than the package does.
func plain(t Text) (set map[string]bool) {
	r := []rune(Normal(t.Title) + Normal(t.Text))
	set = map[string]bool{}
	for i := 0; i+3 <= len(r); i++ {
		set[string(r[i:i+3])] = true
	}
	return set
}

func alike(x, y map[string]bool) float64 {
	if min(len(x), len(y))*5 < max(len(x), len(y))*2 {
		return 0 // far under one half
	}
	both := 0
	for k := range x {
		if y[k] {
			both++
		}
	}
	return float64(both) / float64(max(1, len(x)+len(y)-both))
}

// replaced changes n different characters.
func replaced(r *rand.Rand, s string, n int) string {
	c := []rune(s)
	for _, i := range r.Perm(len(c))[:min(n, len(c))] {
		c[i] = characters[r.IntN(len(characters))]
	}
	return string(c)
}

func shuffled(r *rand.Rand, s, marks string) string {
	var parts []string
	for len(s) > 0 {
		at := strings.IndexAny(s, marks)
		if at < 0 {
			parts = append(parts, s)
			break
		}
		at += len("。")
		parts, s = append(parts, s[:at]), s[at:]
	}
	r.Shuffle(len(parts), func(i, k int) { parts[i], parts[k] = parts[k], parts[i] })
	return strings.Join(parts, "")
}

// Q3 and Q4 on whole messages, also short ones.
func TestChangedMessages(t *testing.T) {
	r := rand.New(rand.NewPCG(17, 18))
	some := func(list []string) string { return list[r.IntN(len(list))] }
	kinds := []struct {
		name string
		want float64
		make func(Text) Text
	}{
		{"width, spaces, punctuation", 0.99, func(m Text) Text {
			return Text{m.Title, strings.NewReplacer("，", " ,", "。", "！ ", "1", "１", "2", "２").Replace(m.Text)}
		}},
		{"order of sentences", 0.99, func(m Text) Text { return Text{m.Title, shuffled(r, m.Text, "。！？")} }},
		{"order of clauses", 0.95, func(m Text) Text { return Text{m.Title, shuffled(r, m.Text, "。！？，；")} }},
		{"greeting and signature", 0.90, func(m Text) Text { return Text{m.Title, some(heads) + m.Text + some(tails)} }},
		{"three per cent, rounded", 0.95, func(m Text) Text {
			return Text{m.Title, replaced(r, m.Text, max(1, int(math.Round(0.03*float64(len([]rune(m.Text)))))))}
		}},
		{"three per cent, rounded up", 0.95, func(m Text) Text {
			return Text{m.Title, replaced(r, m.Text, int(math.Ceil(0.03*float64(len([]rune(m.Text))))))}
		}},
	}
	for _, titled := range []bool{true, false} {
		base := messages(t, r, 500)
		for i := range base {
			if !titled {
				base[i].Title = ""
			}
		}
		for _, k := range kinds {
			texts := append([]Text(nil), base...)
			for _, m := range base {
				texts = append(texts, k.make(m))
			}
			hit, all, missed := 0, 0, ""
			for i, m := range found(texts)[len(base):] {
				if n := len([]rune(base[i].Text)); n < 30 || n > 400 {
					continue
				}
				if all++; m.Number >= 0 {
					hit++
				} else if len(missed) < 300 {
					missed += " " + string([]rune(base[i].Text)[:20])
				}
			}
			share := float64(hit) / float64(all)
			t.Logf("headlines %-5v %-28s %.3f of %d; missed:%s", titled, k.name, share, all, missed)
			if share < k.want {
				t.Errorf("%s: %.3f found, want %.2f", k.name, share, k.want)
			}
		}
	}
}

// Reported pairs of a mixed file: copies of many kinds, other texts under the same
// headline, and the same texts under another.
func TestReportedMessages(t *testing.T) {
	r := rand.New(rand.NewPCG(27, 28))
	var texts []Text
	for i, m := range messages(t, r, 350) {
		texts = append(texts, m)
		if n := len([]rune(m.Text)); i%2 == 0 && n >= 60 {
			texts = append(texts, Text{m.Title, replaced(r, m.Text, max(1, n*[]int{1, 2, 3, 6, 8, 10}[r.IntN(6)]/100))})
		}
		if i%3 == 0 {
			texts = append(texts, Text{"求助" + messages(t, r, 1)[0].Title, m.Text})
		}
		if i%5 == 0 {
			texts = append(texts, Text{m.Title, messages(t, r, 1)[0].Text})
		}
	}
	r.Shuffle(len(texts), func(i, k int) { texts[i], texts[k] = texts[k], texts[i] })
	answers, sets := found(texts), make([]map[string]bool, len(texts))
	for i := range texts {
		sets[i] = plain(texts[i])
	}
	reported, low, both, related, wrong, need, met := 0, 0, 0, 0, 0, 0, 0
	for i, m := range answers {
		if m.Number >= 0 {
			reported++
			if j := alike(sets[i], sets[m.Number]); j < 0.5 {
				wrong++
				t.Logf("%.2f %v | %v", j, texts[i], texts[m.Number])
			} else if j < SameAt {
				if low++; Compare(texts[i], texts[m.Number]).Similarity < SameAt {
					both++ // also when headline and text are taken apart
				}
			}
		}
		if m.Headline {
			if related++; alike(plain(Text{Text: texts[i].Text}), plain(Text{Text: texts[-1-m.Number].Text})) < SameAt-0.02 {
				t.Errorf("not one text: %v | %v", texts[i], texts[-1-m.Number])
			}
		}
		for k := range i { // every pair
			if alike(sets[i], sets[k]) >= SameAt {
				need++
				if m.Number >= 0 {
					met++
				} else {
					t.Logf("missed: %v | %v", texts[i], texts[k])
				}
				break
			}
		}
	}
	t.Logf("%d of %d texts with an earlier one of 0.8; %d reported, %d under 0.8 (%d also with headline and text apart), %d under 0.5; %d under another headline", met, need, reported, low, both, wrong, related)
	if met < need || wrong > 0 || both*100 > 5*reported || related < 40 {
		t.Error("Q3 does not hold")
	}
}
