package intake_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"yingda/internal/intake"
	"yingda/internal/matter"
	"yingda/internal/store"
	"yingda/internal/testkit"
)

// city is an invented place whose people write posts: many matters, each a
// theme at a place, a few of them loud; and much that is no business of the
// agency. Its agency has rules, one for each theme at each of its own places.
type city struct {
	r        *rand.Rand
	themes   []cityTheme
	everyday []string
	own      []string // places that the agency watches
	matters  [][2]int // place, theme
}

type cityTheme struct {
	name              string
	titles, sentences []string
}

func newCity(tb testing.TB, rules, matters int) *city {
	raw, err := os.ReadFile("../group/testdata/themes.txt")
	if err != nil {
		tb.Fatal(err)
	}
	c := &city{r: rand.New(rand.NewPCG(11, 12))}
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "# "):
			c.themes = append(c.themes, cityTheme{name: line[2:]})
		case strings.HasPrefix(line, "T "):
			c.themes[len(c.themes)-1].titles = append(c.themes[len(c.themes)-1].titles, line[2:])
		case strings.HasPrefix(line, "S "):
			c.themes[len(c.themes)-1].sentences = append(c.themes[len(c.themes)-1].sentences, line[2:])
		}
	}
	c.everyday = append(c.themes[len(c.themes)-1].sentences, c.themes[len(c.themes)-2].sentences...)
	c.themes = c.themes[:len(c.themes)-2]
	for len(c.own)*len(c.themes) < rules {
		c.own = append(c.own, c.place())
	}
	for range matters {
		c.matters = append(c.matters, [2]int{c.r.IntN(len(c.own)), c.r.IntN(len(c.themes))})
	}
	return c
}

var syllables = []rune("丽发锦绣江南碧水云天融和恒泰保利金辉翠竹梅溪桂香滨湖紫薇御景龙湾凤凰星海旭日东方盛世华清枫林书香雅颂润德祥瑞嘉禾永安长宁福田海棠玉兰青山白鹭石桥")

func (c *city) place() string {
	name := ""
	for range 3 {
		name += string(syllables[c.r.IntN(len(syllables))])
	}
	return name
}

// rules returns as many topics as asked for.
func (c *city) rules(n int) []store.Topic {
	var out []store.Topic
	for _, place := range c.own {
		for _, t := range c.themes {
			if len(out) == n {
				return out
			}
			word := string([]rune(t.name)[:2])
			out = append(out, store.Topic{
				ID: fmt.Sprintf("rule%05d", len(out)), Title: place + t.name, Posts: 5, Sources: 2, Active: true,
				Rule: fmt.Sprintf("%s 且 (%s 或 投诉 或 %s小区 或 请问) 非 (招聘 或 转让)", place, word, place),
			})
		}
	}
	return out
}

// posts returns n posts: three of four on matters elsewhere, or on nothing in
// particular; the rest on the matters of the city, the first ones far more often
// than the last. One in twenty repeats an earlier one word for word, one in
// twenty with another end.
func (c *city) posts(n int) []intake.Post {
	loud := rand.NewZipf(c.r, 1.2, 20, uint64(len(c.matters)-1))
	out := make([]intake.Post, n)
	for i := range out {
		p := intake.Post{Source: fmt.Sprint("论坛", c.r.IntN(200)), URL: fmt.Sprintf("https://bbs.example/t/%d", i), PublishedAt: testkit.Start.Add(time.Duration(i) * time.Second)}
		switch k := c.r.IntN(40); {
		case i > 100 && k < 4:
			old := out[c.r.IntN(i)]
			p.Title, p.Text = old.Title, old.Text
			if k < 2 {
				p.Text += fmt.Sprintf("转发第%d次，大家看看。", i)
			}
		case k < 14:
			m := c.matters[loud.Uint64()]
			p.Title, p.Text = c.tell(c.themes[m[1]], c.own[m[0]])
		default:
			p.Title, p.Text = c.tell(c.themes[c.r.IntN(len(c.themes))], c.place())
		}
		out[i] = p
	}
	return out
}

func (c *city) tell(t cityTheme, place string) (title, text string) {
	title = fill(t.titles[c.r.IntN(len(t.titles))], place)
	var b strings.Builder
	b.WriteString("住在" + place + "小区，")
	for b.Len() < 450 {
		list := t.sentences
		if c.r.IntN(3) == 0 {
			list = c.everyday
		}
		b.WriteString(fill(list[c.r.IntN(len(list))], place))
		if c.r.IntN(2) == 0 { // what nobody else says
			for range 6 + c.r.IntN(12) {
				b.WriteRune(rune(0x4E00 + int(c.r.Float64()*c.r.Float64()*4000)))
			}
			b.WriteString("。")
		}
	}
	return title, b.String()
}

// fill puts a place into a template; every name in it is of that place.
func fill(s, place string) string {
	return strings.NewReplacer("{地}", place+"小区", "{区}", "", "{司}", place+"公司", "{校}", place+"学校", "{路}", place+"路", "{线}", place+"线", "{村}", place+"村", "{院}", place+"医院").Replace(s)
}

// alike returns n different posts of some 200 characters that all match and
// resemble each other: the worst case of grouping.
func alike(tb testing.TB, n int) []intake.Post { return corpus(tb, n) }

const benchRules = 10_000

func (o *office) saveTopics(list []store.Topic) {
	o.t.Helper()
	o.must(o.store.Write(ctx, func(tx *store.Tx) error {
		for i := range list {
			if err := tx.SaveTopic(&list[i]); err != nil {
				return err
			}
		}
		return nil
	}))
}

// groupBeside groups while posts come in, as the job of the program does. The
// function that it returns waits until all are grouped.
func (o *office) groupBeside() (wait func()) {
	last, grouped := make(chan struct{}), make(chan error, 1)
	go func() {
		for {
			select {
			case <-last:
				grouped <- o.intake.Group(ctx)
				return
			case <-time.After(250 * time.Millisecond):
				if err := o.intake.Group(ctx); err != nil {
					grouped <- err
					return
				}
			}
		}
	}()
	return func() {
		close(last)
		o.must(<-grouped)
	}
}

// BenchmarkRoad is S7: the whole road of a post past 10,000 rules, grouping,
// opening and proposing included.
func BenchmarkRoad(b *testing.B) {
	c := newCity(b, benchRules, 3000)
	for _, kind := range []struct {
		name  string
		posts func(n int) []intake.Post
	}{{"city", c.posts}, {"alike", func(n int) []intake.Post { return alike(b, n) }}} {
		b.Run(kind.name, func(b *testing.B) {
			posts := kind.posts(b.N)
			o := found(b, testkit.NewClock(time.Time{}), store.Config{Dir: b.TempDir(), Now: testkit.NewClock(time.Time{}).Now})
			o.saveTopics(c.rules(benchRules - 2))
			var r intake.Result
			o.push(posts[0]) // compiles the rules
			b.ResetTimer()
			grouped := o.groupBeside()
			for part := range slices.Chunk(posts, 5000) {
				got, err := o.intake.Push(ctx, matter.SystemActor, part)
				if err != nil {
					b.Fatal(err)
				}
				r.Accepted, r.Duplicate = r.Accepted+got.Accepted, r.Duplicate+got.Duplicate
			}
			grouped()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "posts/s")
			b.ReportMetric(float64(r.Accepted)/float64(b.N), "matched/post")
			b.ReportMetric(float64(r.Duplicate)/float64(b.N), "copies/post")
			b.ReportMetric(float64(o.count(`SELECT COUNT(*) FROM cluster`)), "clusters")
			b.ReportMetric(float64(o.count(`SELECT COUNT(*) FROM concern`)), "concerns")
		})
	}
}
