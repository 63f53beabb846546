package group

import (
	_ "embed"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"time"
)

// The corpus is invented: themes with titles and sentences in
// testdata/themes.txt, places made of syllables. Many concerns share a theme
// and differ by place alone; many posts stand alone in the same themes.

//go:embed testdata/themes.txt
var themesText string

type theme struct {
	name              string
	titles, sentences []string
}

func themes() (list []theme, common theme) {
	for line := range strings.Lines(themesText) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "# "):
			list = append(list, theme{name: line[2:]})
		case strings.HasPrefix(line, "T "):
			list[len(list)-1].titles = append(list[len(list)-1].titles, line[2:])
		case strings.HasPrefix(line, "S "):
			list[len(list)-1].sentences = append(list[len(list)-1].sentences, line[2:])
		}
	}
	return list[:len(list)-1], list[len(list)-1]
}

var syllables = []rune("丽发锦绣江南碧水云天融和恒泰保利金辉翠竹梅溪桂香滨湖紫薇御景龙湾凤凰星海旭日东方盛世华清枫林书香雅颂润德祥瑞嘉禾永安长宁福田海棠玉兰青山白鹭石桥洋湖")

type maker struct {
	r      *rand.Rand
	areas  []string
	posts  []Post
	pieces []string
	truth  map[string]int
	size   map[int]int
}

// where holds the names that fill a concern's templates.
type where map[string]string

func (m *maker) name(n int) string {
	s := ""
	for range n {
		s += string(syllables[m.r.IntN(len(syllables))])
	}
	return s
}

func (m *maker) pick(list ...string) string { return list[m.r.IntN(len(list))] }

func (m *maker) where() where {
	return where{
		"地": m.name(2+m.r.IntN(3)) + m.pick("小区", "花园", "新城", "苑", "国际", "公馆", "小区", "家园", "府", "湾"),
		"区": m.pick(m.areas...),
		"司": m.name(2) + m.pick("贷", "财富", "金融", "建设公司", "劳务公司", "投资公司"),
		"校": m.name(2) + m.pick("职业学院", "学院", "技工学校", "中专"),
		"路": m.pick(m.name(2)+m.pick("路", "大道", "街"), fmt.Sprintf("%d路", 100+m.r.IntN(800))),
		"线": fmt.Sprintf("地铁%d号线", 1+m.r.IntN(60)),
		"村": m.name(2) + m.pick("村", "镇", "村"),
		"院": m.name(2) + m.pick("医院", "人民医院", "中心医院"),
	}
}

func (m *maker) fill(s string, w where, named float64) string {
	if m.r.Float64() > named {
		s = strings.NewReplacer("{区}", "").Replace(s)
	}
	for k, v := range w {
		s = strings.ReplaceAll(s, "{"+k+"}", v)
	}
	return s
}

// post writes one message. Some people leave the place out of the title, or
// name the area first, or tell it all in two lines.
func (m *maker) post(concern int, t, common theme, w where, at time.Time) {
	title := m.fill(m.retell(m.pick(t.titles...), 0.25), w, 0.8)
	if m.r.Float64() < 0.12 {
		title = strings.NewReplacer(w["地"], "我们小区", w["校"], "学校", w["司"], "公司").Replace(title)
	}
	if t.name == "杂" { // whoever complains of the same trifle elsewhere has another matter
		title = w["地"] + "：" + title
	}
	if m.r.Float64() < 0.35 && !strings.Contains(title, w["区"]) {
		title = w["区"] + title
	}
	var b strings.Builder
	if m.r.Float64() < 0.7 {
		b.WriteString(common.sentences[m.r.IntN(3)])
	}
	if m.r.Float64() < 0.85 {
		b.WriteString("我住在" + w["区"] + w["地"] + "，")
	}
	order := m.r.Perm(len(t.sentences))
	for _, i := range order[:2+m.r.IntN(min(5, len(order)-1))] {
		b.WriteString(m.fill(m.retell(t.sentences[i], 0.45), w, 1))
		if m.r.Float64() < 0.5 {
			b.WriteString(m.noise())
		}
	}
	for range 1 + m.r.IntN(3) {
		b.WriteString(m.pick(common.sentences...))
	}
	m.put(concern, Post{Title: title, Text: b.String(), Time: at})
}

// about narrows a theme to one kind of subject: a concern is about a road or
// about an estate.
func (m *maker) about(t theme) theme {
	subject := regexp.MustCompile("{[^区]}").FindString(m.pick(t.titles...))
	var titles []string
	for _, s := range t.titles {
		if strings.Contains(s, subject) {
			titles = append(titles, s)
		}
	}
	t.titles = titles
	return t
}

// retell says a sentence in other words: some of its pieces give way to pieces
// of what people say about other things. Names stay.
func (m *maker) retell(s string, share float64) string {
	var b strings.Builder
	for r := []rune(s); len(r) > 0; {
		n := min(len(r), 2+m.r.IntN(3))
		if i := strings.IndexRune(string(r[:n]), '{'); i >= 0 {
			n = len([]rune(string(r)[:i])) + 3
			b.WriteString(string(r[:n]))
		} else if m.r.Float64() < share {
			other := m.pieces[m.r.IntN(len(m.pieces))]
			b.WriteString(other)
		} else {
			b.WriteString(string(r[:n]))
		}
		r = r[n:]
	}
	return b.String()
}

// noise is a clause of syllables that nobody else says: personal detail.
func (m *maker) noise() string {
	var b strings.Builder
	for range 8 + m.r.IntN(14) {
		b.WriteRune(rune(0x4E00 + int(m.r.Float64()*m.r.Float64()*4000)))
	}
	return b.String() + "。"
}

func (m *maker) put(concern int, p Post) {
	p.ID = fmt.Sprint(len(m.posts) + 1)
	m.truth[p.ID] = concern
	m.size[concern]++
	m.posts = append(m.posts, p)
}

// corpus makes about n posts over two years.
func corpus(seed uint64, n int) *maker {
	m := &maker{r: rand.New(rand.NewPCG(seed, 1)), truth: map[string]int{}, size: map[int]int{}}
	for range 9 {
		m.areas = append(m.areas, m.pick(m.name(2)+"区", m.name(2)+"县", m.pick("D", "E", "F")+fmt.Sprint(m.r.IntN(9))+"区"))
	}
	list, common := themes()
	for _, t := range append(list[len(list)-1:], common) {
		for _, s := range t.sentences {
			for _, run := range runs(strings.ReplaceAll(s, "{", "，")) {
				for i := 0; i+3 < len(run); i += 3 {
					m.pieces = append(m.pieces, string(run[i:i+2+i%2]))
				}
			}
		}
	}
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	sizes := []int{48, 40, 33, 27, 24, 20, 18, 15, 13, 12, 9, 8, 7, 7, 6, 6, 5, 5, 5, 4, 4, 4, 4, 3, 3, 3, 3, 3}
	for range n / 40 {
		sizes = append(sizes, 2)
	}
	order := m.r.Perm(len(list) - 1)
	id := 0
	var places []where
	var themeOf []string
	for i, size := range sizes {
		id++
		t := list[order[i%len(order)]]
		if t.name == "公积金" || t.name == "人才补贴" && i >= len(order) {
			t = list[0]
		}
		t = m.about(t)
		w := m.where()
		places, themeOf = append(places, w), append(themeOf, t.name)
		begin := start.Add(time.Duration(m.r.IntN(600*24)) * time.Hour)
		span := 20 + m.r.IntN(120)
		if t.name == "人才补贴" {
			begin, span = start, 700
		}
		for range size {
			m.post(id, t, common, w, begin.Add(time.Duration(m.r.IntN(span*24))*time.Hour))
			if m.r.Float64() < 0.05 {
				last := m.posts[len(m.posts)-1]
				last.Time = last.Time.Add(48 * time.Hour)
				m.put(id, last)
			}
		}
	}
	// Many a place has other troubles too.
	for i := range 10 {
		w := places[i]
		for _, k := range m.r.Perm(len(list) - 1)[:4] {
			if other := list[k]; other.name != themeOf[i] && other.name != "人才补贴" && other.name != "公积金" {
				id++
				m.post(id, other, common, w, start.Add(time.Duration(m.r.IntN(730*24))*time.Hour))
			}
		}
	}
	for len(m.posts) < n {
		id++
		t := list[m.r.IntN(len(list))]
		if t.name == "人才补贴" {
			continue
		}
		m.post(id, t, common, m.where(), start.Add(time.Duration(m.r.IntN(730*24))*time.Hour))
	}
	return m
}
