package route

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A city bureau with two districts below it.
var units = []Unit{
	{ID: "city", Name: "江州市信访局", Kind: Agency, Territory: []string{"江州市"}},
	{ID: "office", Name: "办公室", ParentID: "city", Kind: Office, Duties: []string{"舆情", "政务公开"}},
	{ID: "reception", Name: "接访科", ParentID: "city", Kind: Section, Duties: []string{"接访", "排队", "窗口", "取号"}},
	{ID: "letters", Name: "办信科", ParentID: "city", Kind: Section, Duties: []string{"来信", "告知书", "受理"}},
	{ID: "online", Name: "网上信访科", ParentID: "city", Kind: Section, Duties: []string{"网上信访", "验证码", "登录"}},
	{ID: "north", Name: "北湖区信访局", ParentID: "city", Kind: Agency, Territory: []string{"北湖区", "柳镇"}},
	{ID: "north-office", Name: "办公室", ParentID: "north", Kind: Office},
	{ID: "north-reception", Name: "接访科", ParentID: "north", Kind: Section, Duties: []string{"接访", "排队"}},
	{ID: "south", Name: "南山县信访局", ParentID: "city", Kind: Agency, Territory: []string{"南山县"}},
}

var rules = []Rule{
	{ID: "letters-lost", Title: "来信丢失", Article: "4", UnitID: "letters", Terms: []string{"丢失", "寄丢"}},
	{ID: "petition-day", Title: "接访日安排", Article: "3", UnitID: "office", Topic: "reception", Terms: []string{"接访日"}},
	{ID: "nothing", Title: "空规则", UnitID: "online"},
	{ID: "nobody", Title: "单位已撤销", UnitID: "gone", Terms: []string{"排队"}},
}

func TestChoose(t *testing.T) {
	for _, c := range []struct {
		name   string
		matter Matter
		unit   string
		bases  string
		text   string // part of the last reason
	}{
		{"a duty term", Matter{Texts: []string{"排队三小时"}}, "reception", "duty", "“排队”"},
		{"traditional characters", Matter{Texts: []string{"沒有驗證碼"}}, "online", "duty", "验证码"},
		{"the section with more of its terms", Matter{Title: "窗口", Texts: []string{"来信没人受理，窗口也不收"}}, "letters", "duty", "办信科"},
		{"a rule goes before duties", Matter{Texts: []string{"排队时材料寄丢了"}}, "letters", "rule", "按分办规则“来信丢失”"},
		{"a rule with topic and term", Matter{Topic: "reception", Texts: []string{"接访日改期"}}, "office", "rule", "接访日"},
		{"the term without the topic is no rule", Matter{Topic: "other", Texts: []string{"接访日改期"}}, "reception", "duty", "接访"},
		{"the topic's default when nothing is said", Matter{TopicUnit: "letters", Texts: []string{"请问多久能查到"}}, "letters", "topic", "默认承办"},
		{"one short word does not outweigh the default", Matter{TopicUnit: "letters", Texts: []string{"登录以后"}}, "letters", "topic", "办信科"},
		{"two do", Matter{TopicUnit: "letters", Texts: []string{"登录要验证码"}}, "online", "duty", "网上信访科"},
		{"the default with a term of its own", Matter{TopicUnit: "letters", Texts: []string{"来信登录"}}, "letters", "duty", "也是话题的默认承办单位"},
		{"finally the office", Matter{Texts: []string{"不知道该问谁"}}, "office", "office", "由办公室承接"},
		{"many words are cut short", Matter{Texts: []string{"接访排队窗口取号接访科"}}, "reception", "duty", "取号"},
		{"an empty matter too", Matter{}, "office", "office", ""},
		{"a place goes to its district, same section", Matter{Texts: []string{"北湖区大厅排队三小时"}}, "north-reception", "territory duty", "接访科"},
		{"a town of it", Matter{Texts: []string{"柳镇没人管"}}, "north-office", "territory office", ""},
		{"a place without its ending", Matter{Texts: []string{"北湖大厅排队"}}, "north-reception", "territory duty", ""},
		{"city and district named: the district", Matter{Texts: []string{"江州市北湖区"}}, "north-office", "territory office", ""},
		{"the topic's section of the city stands for the district's", Matter{TopicUnit: "reception", Texts: []string{"北湖区很慢"}}, "north-reception", "territory topic", ""},
		{"a district without that section: its office", Matter{TopicUnit: "letters", Texts: []string{"北湖区很慢"}}, "north-office", "territory office", ""},
		{"a district without office: the one above", Matter{Texts: []string{"南山县很慢"}}, "office", "territory office", ""},
		{"two districts: the one named more", Matter{Title: "南山县", Texts: []string{"北湖区不如南山县", "南山县很慢"}}, "office", "territory office", ""},
		{"a district does not send to its neighbour", Matter{AgencyID: "north", Texts: []string{"南山县排队"}}, "north-reception", "duty", ""},
		{"opened by a section: its agency", Matter{AgencyID: "north-reception", Texts: []string{"不知道"}}, "north-office", "office", ""},
		{"an unknown agency: the top one", Matter{AgencyID: "gone", TopicUnit: "gone"}, "office", "office", ""},
	} {
		got := Choose(units, rules, c.matter)
		var bases []string
		for _, r := range got.Reasons {
			bases = append(bases, string(r.Basis))
		}
		if got.UnitID != c.unit || strings.Join(bases, " ") != c.bases || !strings.Contains(got.Reasons[len(got.Reasons)-1].Text, c.text) {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}

func TestAlternatives(t *testing.T) {
	got := Choose(units, rules, Matter{TopicUnit: "letters", Texts: []string{"北湖区和江州市都排队，来信寄丢"}, AgencyID: "city"})
	if got.UnitID != "north-reception" || len(got.Alternatives) != 1 || got.Alternatives[0].UnitID != "north-office" {
		t.Errorf("a rule and a topic of the city name no section of the district: %+v", got)
	}
	got = Choose(units, rules, Matter{TopicUnit: "letters", Texts: []string{"验证码收不到，排队也没用"}})
	var ids []string
	for _, a := range got.Alternatives {
		ids = append(ids, a.UnitID)
		if a.Reason.Text == "" {
			t.Errorf("%s has no reason", a.UnitID)
		}
	}
	if got.UnitID != "online" || strings.Join(ids, " ") != "letters reception office" {
		t.Errorf("%s, then %v", got.UnitID, ids)
	}
	got = Choose(units, nil, Matter{Texts: []string{"北湖区排队", "北湖区和南山县都排队"}})
	if got.UnitID != "north-reception" || !slices.ContainsFunc(got.Alternatives, func(a Alternative) bool { return a.Reason.Basis == ByTerritory && a.UnitID == "office" }) {
		t.Errorf("the other district's office is concerned too: %+v", got)
	}
}

func TestChooseWithFewUnits(t *testing.T) {
	if c := Choose(nil, nil, Matter{}); c.UnitID != "" || len(c.Reasons) != 1 {
		t.Errorf("no units: %+v", c)
	}
	flat := []Unit{{ID: "a", Name: "甲科", Kind: Section, Duties: []string{"排队"}}, {ID: "b", Name: "办公室", Kind: Office}}
	if c := Choose(flat, nil, Matter{}); c.UnitID != "b" {
		t.Errorf("sections without an agency: %+v", c)
	}
	if c := Choose(flat[:1], nil, Matter{}); c.UnitID != "a" {
		t.Errorf("a single section: %+v", c)
	}
	if c := Choose([]Unit{{ID: "x", Name: "某局", Kind: Agency}}, nil, Matter{}); c.UnitID != "x" {
		t.Errorf("an agency alone: %+v", c)
	}
	circle := []Unit{{ID: "p", Name: "甲局", ParentID: "q", Kind: Agency}, {ID: "q", Name: "乙局", ParentID: "p", Kind: Agency}}
	if c := Choose(circle, nil, Matter{Texts: []string{"甲局"}}); c.UnitID == "" {
		t.Errorf("a circle: %+v", c)
	}
}

func TestStem(t *testing.T) {
	for name, want := range map[string]string{"海淀区": "海淀", "石家庄市": "石家庄", "柳镇": "", "延边朝鲜族自治州": "延边朝鲜族", "接访科": ""} {
		if got := stem(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// Whatever is asked, there is a unit and a reason, the same each time, and no
// alternative repeats the choice.
func TestChooseIsTotalAndStable(t *testing.T) {
	words := []string{"排队", "来信", "验证码", "北湖区", "南山县", "柳镇", "江州市", "寄丢", "你好", "接访日", "\xff"}
	rapid.Check(t, func(t *rapid.T) {
		ids := []string{"", "gone"}
		for _, u := range units {
			ids = append(ids, u.ID)
		}
		m := Matter{
			AgencyID: rapid.SampledFrom(ids).Draw(t, "agency"), TopicUnit: rapid.SampledFrom(ids).Draw(t, "topic unit"),
			Topic: rapid.SampledFrom([]string{"", "reception"}).Draw(t, "topic"),
			Texts: rapid.SliceOfN(rapid.Map(rapid.SliceOfN(rapid.SampledFrom(words), 0, 5), func(w []string) string { return strings.Join(w, "") }), 0, 6).Draw(t, "texts"),
		}
		c := Choose(units, rules, m)
		if c.UnitID == "" || len(c.Reasons) == 0 || len(c.Alternatives) > mostAlternatives {
			t.Fatalf("%+v", c)
		}
		if !reflect.DeepEqual(c, Choose(units, rules, m)) {
			t.Fatal("not the same twice")
		}
		for i, a := range c.Alternatives {
			if a.UnitID == c.UnitID || slices.ContainsFunc(c.Alternatives[:i], func(b Alternative) bool { return b.UnitID == a.UnitID }) {
				t.Fatalf("repeated: %+v", c)
			}
		}
	})
}

// divisions builds an agency for every province, city and county, with offices.
func divisions(t testing.TB) []Unit {
	root := os.Getenv("YINGDA_TESTDATA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "data")
	}
	dir := filepath.Join(root, "admin_divisions")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no test material in %s", dir)
	}
	list := []Unit{{ID: "0", Name: "总局", Kind: Agency}, {ID: "0-office", Name: "办公室", ParentID: "0", Kind: Office}}
	for _, name := range []string{"provinces.csv", "cities.csv", "areas.csv"} {
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(f).ReadAll()
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows[1:] {
			parent := "0"
			if len(r) > 2 {
				parent = r[2]
			}
			list = append(list,
				Unit{ID: r[0], Name: r[1] + "某局", ParentID: parent, Kind: Agency, Territory: []string{r[1]}},
				Unit{ID: r[0] + "-office", Name: "办公室", ParentID: r[0], Kind: Office})
		}
	}
	return list
}

func TestTerritoryOverTheWholeCountry(t *testing.T) {
	list := divisions(t)
	names := map[string]string{}
	for _, u := range list {
		if u.Kind == Agency && u.ID != "0" {
			names[u.ID] = u.Territory[0]
		}
	}
	right, asked := 0, 0
	for _, u := range list {
		if len(u.ID) != 6 || asked >= 150 || u.ID[5]%2 == 0 {
			continue
		}
		asked++
		full := names[u.ID[:2]] + names[u.ID[:4]] + names[u.ID]
		if got := Choose(list, nil, Matter{Texts: []string{"在" + full + "办事大厅等了两个小时"}}); got.UnitID == u.ID+"-office" {
			right++
		} else {
			t.Logf("%s went to %s: %v", full, got.UnitID, got.Reasons[0].Text)
		}
	}
	if asked == 0 || float64(right) < 0.98*float64(asked) {
		t.Errorf("%d of %d counties found by their full name", right, asked)
	}
	t.Logf("%d of %d counties found by their full name", right, asked)
}

func BenchmarkChooseInTheWholeCountry(b *testing.B) {
	list := divisions(b)
	m := Matter{Texts: []string{"在河北省石家庄市长安区办事大厅等了两个小时"}}
	for b.Loop() {
		Choose(list, nil, m)
	}
}

func BenchmarkChoose(b *testing.B) {
	m := Matter{Title: "窗口排队", Texts: slices.Repeat([]string{"北湖区大厅排队三小时，取不到号，来信也没人受理"}, 50)}
	for b.Loop() {
		Choose(units, rules, m)
	}
}
