package dedupe

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestCompare(t *testing.T) {
	const letter = "滨湖路二小门口每天早上七点半到八点堵得水泄不通，家长的车停满两边，公交车进不来。" +
		"请交警在上学时段安排人员疏导，并在对面划出临时停车位。去年反映过一次，管了两个星期又恢复原样。"
	cases := []struct {
		sentence string
		a, b     Text
		same     bool
	}{
		{
			"the same words in full width, with other spaces and punctuation, are one text",
			Text{Text: "A3栋 2026年停水,没人管!"},
			Text{Text: "Ａ３栋２０２６年停水——没人管。"},
			true,
		},
		{
			"traditional characters do not make a new text",
			Text{Text: "滨湖路排队很长，办税窗口只开一个"},
			Text{Text: "濱湖路排隊很長，辦稅窗口只開一個"},
			true,
		},
		{
			"sentences in another order are the same text",
			Text{Text: letter},
			Text{Text: "去年反映过一次，管了两个星期又恢复原样。请交警在上学时段安排人员疏导，并在对面划出临时停车位。" +
				"滨湖路二小门口每天早上七点半到八点堵得水泄不通，家长的车停满两边，公交车进不来。"},
			true,
		},
		{
			"a greeting and a signature do not make a new text",
			Text{Text: letter},
			Text{Text: "尊敬的各位领导，你们好，辛苦了！" + letter + "恳请领导重视，盼复。此致敬礼。一名普通家长"},
			true,
		},
		{
			"few changed characters do not make a new text",
			Text{Text: letter},
			Text{Text: strings.NewReplacer("水泄", "严严", "疏导", "指挥").Replace(letter)},
			true,
		},
		{
			"another school with the same trouble is another text",
			Text{Text: letter},
			Text{Text: "城东幼儿园放学时接孩子的电动车挤满路口，老人过马路很危险，希望设置护栏和信号灯。"},
			false,
		},
		{
			"a second paragraph of its own makes another text",
			Text{Text: letter},
			Text{Text: letter + strings.Repeat("另外小区的电梯已经坏了三个月，物业收了维修基金却不修，老人上下楼十分不便。", 3)},
			false,
		},
		{"two short cries that differ are two texts", Text{Text: "快修路"}, Text{Text: "快修桥"}, false},
		{"the same short cry is one text", Text{Text: "快修路！"}, Text{Text: "快 修路"}, true},
		{"nothing resembles nothing", Text{Text: "！！！"}, Text{Text: "？"}, false},
	}
	for _, c := range cases {
		t.Run(c.sentence, func(t *testing.T) {
			if v := Compare(c.a, c.b); v.Same != c.same {
				t.Errorf("same = %v, want %v (similarity %.2f)", v.Same, c.same, v.Similarity)
			}
			if v, w := Compare(c.a, c.b), Compare(c.b, c.a); v.Similarity != w.Similarity || v.Same != w.Same {
				t.Errorf("not symmetric: %v, %v", v, w)
			}
		})
	}
}

const (
	goldenExact = int64(8265449994588455494)
	goldenKey   = int64(-7324544224868064497)
)

func TestSignatureStorage(t *testing.T) {
	s := Sign("停水", "小区从周三停水到现在")
	got, err := ParseSignature(s.Bytes())
	if err != nil || got != s {
		t.Fatalf("a stored signature comes back as it was: %v", err)
	}
	if n := len(s.Bytes()); n != SignatureBytes {
		t.Errorf("size %d, want %d", n, SignatureBytes)
	}
	for _, bad := range [][]byte{nil, {1, 2}, append([]byte{9}, s.Bytes()[1:]...)} {
		if _, err := ParseSignature(bad); err == nil {
			t.Errorf("%d bytes of something else are refused", len(bad))
		}
	}
	// A stored signature must mean the same in every later release.
	if s.Exact() != goldenExact || s.Keys()[0] != goldenKey {
		t.Errorf("signature changed: exact %d key %d; raise SignatureVersion", s.Exact(), s.Keys()[0])
	}
}

func TestEmptyPost(t *testing.T) {
	x := NewIndex(Options{})
	for range 3 {
		if m := x.Add(time.Time{}, Sign("", "……")); m.Number != -1 {
			t.Fatal("posts without a single letter are nobody's duplicate")
		}
	}
}

func TestSignatureProperties(t *testing.T) {
	text := rapid.StringOfN(rapid.RuneFrom([]rune("停水电路灯坏了请修，。 物业收费不合理Ａa1１")), 0, 120, -1)
	rapid.Check(t, func(t *rapid.T) {
		a, b := text.Draw(t, "a"), text.Draw(t, "b")
		sa, sb := Sign("", a), Sign("", b)
		if Similarity(&sa, &sb) != Similarity(&sb, &sa) {
			t.Fatal("similarity is symmetric")
		}
		if (Normal(a) == Normal(b) && Normal(a) != "") != (sa.Exact() == sb.Exact() && !sa.Empty()) {
			t.Fatal("the exact key tells whether the normal forms are equal")
		}
		spaced := Sign("", strings.Join(strings.Split(a, ""), " ，"))
		if spaced != sa {
			t.Fatal("spaces and punctuation do not reach the signature")
		}
		if v := Compare(Text{Text: a}, Text{Text: b}); v.Similarity > 0.999 && Similarity(&sa, &sb) < 0.99 {
			t.Fatal("equal shingles give equal signatures")
		}
	})
}

func TestWindow(t *testing.T) {
	x := NewIndex(Options{Window: 24 * time.Hour})
	start := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	sig := Sign("", "东门外路灯坏了半个月没有人修")
	if m := x.Add(start, sig); m.Number != -1 {
		t.Fatal("the first one repeats nothing")
	}
	if m := x.Add(start.Add(23*time.Hour), sig); m.Number != 0 {
		t.Errorf("within the window the first one is named, got %d", m.Number)
	}
	if m := x.Add(start.Add(47*time.Hour), sig); m.Number != 1 {
		t.Errorf("after it the next one that is still remembered is named, got %d", m.Number)
	}
	if m := x.Add(start.Add(200*time.Hour), sig); m.Number != -1 {
		t.Errorf("after the window nothing is remembered, got %d", m.Number)
	}
}

// TestMuchCopiedText would not end in time if copies were compared with one
// another.
func TestMuchCopiedText(t *testing.T) {
	x := NewIndex(Options{})
	r := rand.New(rand.NewPCG(1, 2))
	base := sentence(r, 120)
	for i := range 20000 {
		text := base
		if i%2 == 1 {
			text = change(r, base, 2)
		}
		if m := x.Add(time.Time{}, Sign("", text)); i > 0 && m.Number != 0 {
			t.Fatalf("copy %d names %d, want the first one", i, m.Number)
		}
	}
}

// prose returns passages of the law texts that others wrote, so that the
// figures do not rest on made-up characters alone.
func prose(t *testing.T) []string {
	dir := os.Getenv("YINGDA_TESTDATA")
	if dir == "" {
		dir = "../../../shared/data"
	}
	files, _ := filepath.Glob(filepath.Join(dir, "cn_laws", "*", "*.md"))
	if len(files) == 0 {
		t.Skip("no law texts: set YINGDA_TESTDATA")
	}
	var out []string
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		r := []rune(strings.Join(strings.Fields(string(b)), ""))
		for i := 0; i+700 < len(r); i += 700 {
			out = append(out, string(r[i:i+60+(i*7919)%600]))
		}
	}
	return out
}

func TestEveryPairIsFoundInProse(t *testing.T) {
	texts := prose(t)
	r := rand.New(rand.NewPCG(3, 4))
	n := len(texts)
	for i := range n {
		texts = append(texts, change(r, texts[i], 1+len([]rune(texts[i]))*r.IntN(9)/100))
	}
	forms := make([]form, len(texts))
	for i, s := range texts {
		forms[i] = prepare(Text{Text: s})
	}
	x := NewIndex(Options{Text: func(i int) Text { return Text{Text: texts[i]} }})
	pairs, found, reported, low := 0, 0, 0, 0
	for i, s := range texts {
		m := x.Add(time.Time{}, Sign("", s))
		if m.Number >= 0 {
			reported++
			if m.Similarity < SameAt {
				low++
			}
			if m.Similarity < 0.5 {
				t.Errorf("reported at %.2f", m.Similarity)
			}
		}
		if i >= n && jaccard(forms[i].set, forms[i-n].set) >= SameAt {
			pairs++
			if m.Number >= 0 && m.Number <= i-n {
				found++
			}
		}
	}
	t.Logf("%d of %d pairs from 0.8 on found; %d of %d reported ones under 0.8", found, pairs, low, reported)
	if found < pairs*998/1000 {
		t.Errorf("found %d of %d", found, pairs)
	}
}

func TestChangedCopies(t *testing.T) {
	kinds := []struct {
		name string
		want float64
		make func(*rand.Rand, string) string
	}{
		{"width, spaces, punctuation", 0.99, func(r *rand.Rand, s string) string {
			return strings.NewReplacer("，", " ,", "。", "！ ", "1", "１").Replace(s)
		}},
		{"order of sentences", 0.99, func(r *rand.Rand, s string) string {
			p := strings.SplitAfter(s, "。")
			r.Shuffle(len(p), func(i, k int) { p[i], p[k] = p[k], p[i] })
			return strings.Join(p, "")
		}},
		{"greeting and signature", 0.90, func(r *rand.Rand, s string) string {
			return "尊敬的书记、市长，您好！打扰您了。" + s + "。希望有关部门尽快处理，万分感谢！一位老百姓，二〇二六年三月"
		}},
		{"three per cent of the characters", 0.95, func(r *rand.Rand, s string) string {
			return change(r, s, (len([]rune(s))*3+50)/100)
		}},
	}
	for _, k := range kinds {
		r := rand.New(rand.NewPCG(5, 6))
		hit, all := 0, 0
		for range 600 {
			base := sentence(r, 60+r.IntN(500))
			texts := []string{base, k.make(r, base)}
			x := NewIndex(Options{Text: func(i int) Text { return Text{Text: texts[i]} }})
			x.Add(time.Time{}, Sign("", texts[0]))
			all++
			if x.Add(time.Time{}, Sign("", texts[1])).Number == 0 {
				hit++
			}
		}
		share := float64(hit) / float64(all)
		t.Logf("%s: %.3f", k.name, share)
		if share < k.want {
			t.Errorf("%s: %.3f found, want %.2f", k.name, share, k.want)
		}
	}
}

var characters = []rune("的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运")

// sentence makes a text of about n characters with the frequencies of a
// language (few characters often), in sentences of about twenty.
func sentence(r *rand.Rand, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteRune(characters[int(float64(len(characters))*r.Float64()*r.Float64())])
		switch {
		case i%23 == 22:
			b.WriteString("。")
		case i%11 == 10:
			b.WriteString("，")
		}
	}
	return b.String()
}

func change(r *rand.Rand, s string, n int) string {
	c := []rune(s)
	for range n {
		c[r.IntN(len(c))] = characters[r.IntN(len(characters))]
	}
	return string(c)
}

func ExampleIndex() {
	x := NewIndex(Options{})
	for _, s := range []string{"城东大桥夜里没有路灯", "公交十二路改线以后没有通知", "城东大桥，夜里没有路灯！"} {
		fmt.Println(x.Add(time.Time{}, Sign("", s)).Number)
	}
	// Output:
	// -1
	// -1
	// 0
}
