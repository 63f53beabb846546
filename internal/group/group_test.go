package group

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var day = time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)

func post(id, title, text string, days int) Post {
	return Post{ID: id, Title: title, Text: text, Time: day.AddDate(0, 0, days)}
}

// letters are two matters of one theme, told by several people.
var letters = []Post{
	post("1", "锦溪花园旁边的搅拌站夜里不停工", "锦溪花园北侧的混凝土搅拌站每晚生产到三点，罐车噪声大，粉尘落满阳台，孩子咳嗽。", 0),
	post("2", "云湖小区门口的搅拌站污染严重", "我家住云湖小区，门口那家搅拌站粉尘飞扬，罐车把路压坏，夜里噪声让老人睡不着。", 1),
	post("3", "请查处锦溪花园搅拌站", "锦溪花园的住户被搅拌站害苦了，粉尘和噪声从早到晚，向环保热线反映过三回。", 2),
	post("4", "锦溪花园住户盼搅拌站搬迁", "搅拌站离锦溪花园只有五十米，混凝土罐车昼夜进出，请公布搬迁的时间。", 3),
	post("5", "云湖小区搅拌站何时搬走", "云湖小区业主再次反映：搅拌站没有环评手续，粉尘和噪声天天都有。", 4),
	post("6", "十五中门口缺一盏红绿灯", "十五中放学时车多人多，路口没有红绿灯，家长护着孩子过马路，希望交警安装。", 5),
}

func TestOneThemeIsNotOneConcern(t *testing.T) {
	got := map[string]string{}
	for _, c := range Batch(letters, Options{}) {
		for _, id := range c.IDs {
			got[id] = c.ID
		}
	}
	want := map[string]string{"1": "1", "3": "1", "4": "1", "2": "2", "5": "2", "6": "6"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("each mixing plant is a concern of its own:\n%s", diff)
	}
}

func TestDecisionSaysWhy(t *testing.T) {
	x := NewIndex(Options{})
	x.Add(letters[0])
	d := x.Add(letters[2])
	if !d.Confirmed || d.Concern != "1" {
		t.Fatalf("the second letter from the estate joins the first: %+v", d)
	}
	if !strings.Contains(strings.Join(d.Reasons, ""), "锦溪") {
		t.Errorf("the place is among the reasons: %v", d.Reasons)
	}
	if d := x.Add(letters[2]); d.Concern != "1" || len(x.Concerns()[0].IDs) != 2 {
		t.Error("a post that comes twice is counted once")
	}
}

// Reasons quote what both say, not the rare pairs of characters alone that weigh.
func TestReasonsArePhrases(t *testing.T) {
	x := NewIndex(Options{})
	for i := range 60 { // so that 网上信访 and 接访大厅 are common words here
		x.Add(Post{ID: fmt.Sprint("c", i), Title: fmt.Sprintf("第%d处的事", i), Text: fmt.Sprintf("网上信访和接访大厅都问过，第%d处%c%c%c没有下文。", i, 0x4E00+97*i, 0x5200+89*i, 0x6200+83*i), Time: day})
	}
	x.Add(Post{ID: "1", Title: "网上信访提交后没有编号", Text: "手机端网上信访提交后无编号，附件上传中断，青禾苑的事没法查。", Time: day})
	d := x.Add(Post{ID: "2", Title: "附件上传中断", Text: "青禾苑的事，手机端网上信访提交后无编号，附件上传中断三回。", Time: day})
	all := strings.Join(d.Reasons, "；")
	t.Log(all)
	if d.Concern != "1" || !strings.Contains(all, "“附件上传中断”") || strings.Contains(all, "网上信”") {
		t.Errorf("%+v", d)
	}
}

func TestNewestFirst(t *testing.T) {
	x := NewIndex(Options{})
	x.Add(letters[3])
	if d := x.Add(letters[2]); !d.Confirmed || d.Concern != "4" {
		t.Errorf("an older post is told the concern that the caller knows: %+v", d)
	}
	again := letters[3]
	again.ID, again.SameAs, again.Time = "7", "4", day
	if d := x.Add(again); d.Concern != "3" {
		t.Errorf("so is an older copy: %+v", d)
	}
	if d := x.Add(letters[0]); d.Concern != "7" {
		t.Errorf("from then on its ID is the earliest post's: %+v", d)
	}
}

func TestSuggestionsDoNotChain(t *testing.T) {
	x := NewIndex(Options{Confirm: 0.99, Suggest: 0.05})
	x.Add(letters[0])
	for _, p := range []Post{letters[2], letters[3]} {
		d := x.Add(p)
		if !d.New || d.Confirmed || d.Suggested == "" {
			t.Errorf("a likeness below the confirming threshold is a suggestion alone: %+v", d)
		}
	}
	for _, c := range x.Concerns() {
		if len(c.IDs) != 1 {
			t.Errorf("a suggestion joined %v", c.IDs)
		}
	}
}

func TestDuplicatesStayTogether(t *testing.T) {
	copied := post("9", "转发", letters[0].Text, 6)
	copied.SameAs = "1"
	if d := NewIndex(Options{}).Add(copied); !d.New {
		t.Errorf("a copy of something forgotten begins a concern: %+v", d)
	}
	x := NewIndex(Options{})
	x.Add(letters[0])
	if d := x.Add(copied); d.Concern != "1" || !d.Confirmed {
		t.Errorf("a known copy joins, whatever its title: %+v", d)
	}
	long := "锦溪花园北侧的混凝土搅拌站每晚生产到三点，罐车噪声大，粉尘落满阳台。" + "街道和环保都来过，说手续正在补办，可是住户一天也等不下去了。"
	x.Add(post("20", "搅拌站扰人清梦", long, 7))
	if d := x.Add(post("21", "谁来管管", long, 8)); d.Score != 1 || d.Concern != x.byPost["20"].id() {
		t.Errorf("the same words under another title are one concern: %+v", d)
	}
}

func TestCopiesMeetOverTheYears(t *testing.T) {
	text := letters[0].Text + "街道和环保都来过，说手续正在补办，可是住户一天也等不下去了。"
	posts := append(slices.Clone(letters[1:]), post("30", "搅拌站扰民", text, 0), post("31", "又是搅拌站", text, 500))
	for _, c := range Batch(posts, Options{}) {
		if slices.Contains(c.IDs, "30") && !slices.Contains(c.IDs, "31") {
			t.Errorf("a copy is with its original, however late: %v", c.IDs)
		}
	}
}

func TestTopicsKeepApart(t *testing.T) {
	x := NewIndex(Options{})
	a, b := letters[0], letters[2]
	a.Topics, b.Topics = []string{"env"}, []string{"school"}
	x.Add(a)
	if d := x.Add(b); d.Confirmed {
		t.Error("posts of different topics are not joined")
	}
}

func TestWindowCloses(t *testing.T) {
	x := NewIndex(Options{Window: 30 * 24 * time.Hour})
	x.Add(letters[0])
	late := letters[2]
	late.Time = day.AddDate(0, 3, 0)
	if d := x.Add(late); !d.New {
		t.Error("after the window a new concern begins")
	}
	if _, known := x.Features("1"); known || len(x.words.of) != len(x.byPost["3"].members[0].counts) {
		t.Error("nothing of the closed concern is kept")
	}
}

func TestIndexCanBeRebuilt(t *testing.T) {
	x := NewIndex(Options{})
	where := map[string]string{}
	for _, p := range letters[:4] {
		where[p.ID] = x.Add(p).Concern
	}
	y := NewIndex(Options{})
	for _, p := range letters[:4] {
		f, _ := x.Features(p.ID)
		back, err := DecodeFeatures(f.Encode())
		if err != nil {
			t.Fatal(err)
		}
		y.Restore(p, back, where[p.ID])
	}
	if diff := cmp.Diff(x.Concerns(), y.Concerns()); diff != "" {
		t.Errorf("the rebuilt index is another one:\n%s", diff)
	}
	if diff := cmp.Diff(x.Add(letters[4]), y.Add(letters[4])); diff != "" {
		t.Errorf("it decides otherwise:\n%s", diff)
	}
	if _, err := DecodeFeatures([]byte("{")); err == nil {
		t.Error("damaged features are refused")
	}
}

func TestPlaces(t *testing.T) {
	cases := []struct {
		sentence, text string
		want           []string
	}{
		{"an estate is known by what stands before its kind", "住在锦溪花园", []string{"锦溪"}},
		{"a bus line is known by its number", "112路公交", []string{"112路"}},
		{"a county is an area", "平川县人民医院", []string{"平川"}},
		{"a word that only ends like a place is none", "我们小区道路积水，城市超市门口", nil},
		{"a coded district counts", "C7区政府", []string{"c7区"}},
	}
	for _, c := range cases {
		t.Run(c.sentence, func(t *testing.T) {
			var got []string
			for _, run := range runs(c.text) {
				eachPlace(run, func(p place) {
					if p.key <= hashMask {
						got = append(got, p.name)
						return
					}
					got = append(got, string([]rune{rune(p.key >> 16), rune(p.key & 0xFFFF)}))
				})
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTitleAndSummary(t *testing.T) {
	got := Batch(letters[:5], Options{})
	if len(got) != 2 || !strings.Contains(got[0].Title, "锦溪花园") {
		t.Fatalf("the hottest concern is named after its middle post: %+v", got)
	}
	if got[0].Summary == "" || len([]rune(got[0].Summary)) > summaryMost {
		t.Errorf("summary %q", got[0].Summary)
	}
	bare := Batch([]Post{{ID: "1", Text: "东门路灯不亮。已经一个月了。"}}, Options{})
	if bare[0].Title != "东门路灯不亮" {
		t.Errorf("without a title the first sentence stands in, got %q", bare[0].Title)
	}
}
