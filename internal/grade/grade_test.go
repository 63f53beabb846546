package grade

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var now = time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)

// criteria are like those of a bureau with three grades.
var criteria = []Criterion{
	{Grade: "general", ID: "heard", Title: "有群众反映", Article: "6", Posts: 1},
	{Grade: "serious", ID: "people", Title: "影响生计且 10 人以上", Article: "6", People: 10, Harm: []Harm{Livelihood, Property}},
	{Grade: "serious", ID: "spread", Title: "反映较多", Article: "6", Posts: 10, Sources: 3},
	{Grade: "serious", ID: "soon", Title: "临近到期", Article: "6", Within: 24 * time.Hour, Harm: []Harm{Access}},
	{Grade: "serious", ID: "again", Title: "反复出现", Article: "6", Recurrence: 2},
	{Grade: "major", ID: "life", Title: "危及生命", Article: "6", Harm: []Harm{Life}},
	{Grade: "major", ID: "press", Title: "新闻单位报道", Article: "6", Newsrooms: 3},
	{Grade: "major", ID: "views", Title: "广泛浏览", Article: "6", Views: 1_000_000},
}

func TestPropose(t *testing.T) {
	for _, c := range []struct {
		name  string
		facts Facts
		grade string
		first string // criterion of the first reason
		why   string // part of its first sentence
	}{
		{"nothing is known: the mildest grade, with a reason", Facts{At: now}, "general", "", ""},
		{"one post", Facts{Posts: 1, At: now}, "general", "heard", "反映1条（标准1条）"},
		{"ten posts from two sources do not spread", Facts{Posts: 10, Sources: 2, At: now}, "general", "heard", ""},
		{"ten posts from three sources do", Facts{Posts: 10, Sources: 3, At: now}, "serious", "spread", "反映10条"},
		{"nine people without water", Facts{Posts: 1, People: 9, Harm: []Harm{Livelihood}, At: now}, "general", "heard", ""},
		{"ten people without water", Facts{Posts: 1, People: 10, Harm: []Harm{Livelihood}, At: now}, "serious", "people", "受影响约10人（标准10人）"},
		{"ten people and another harm", Facts{Posts: 1, People: 10, Harm: []Harm{Rights}, At: now}, "general", "heard", ""},
		{"a blocked errand due in 23 hours", Facts{Harm: []Harm{Access}, At: now, Deadline: now.Add(23 * time.Hour)}, "serious", "soon", "涉及办事便利"},
		{"due in 25 hours", Facts{Harm: []Harm{Access}, At: now, Deadline: now.Add(25 * time.Hour)}, "general", "", ""},
		{"due an hour ago", Facts{Harm: []Harm{Access}, At: now, Deadline: now.Add(-time.Hour)}, "general", "", ""},
		{"the third time", Facts{Recurrence: 2, At: now}, "serious", "again", "此前同类关切2起（标准2起）"},
		{"danger to life from one post", Facts{Posts: 1, Harm: []Harm{Life}, At: now}, "major", "life", "涉及生命"},
		{"three newsrooms", Facts{Newsrooms: 3, At: now}, "major", "press", "新闻单位3家"},
		{"a million views", Facts{Views: 1_000_000, At: now}, "major", "views", "浏览1000000次"},
	} {
		p := Propose(criteria, c.facts)
		if p.Grade != c.grade || p.Reasons[0].Criterion != c.first || p.Reasons[0].Title == "" {
			t.Errorf("%s: %+v", c.name, p)
		}
		if c.why != "" && !strings.Contains(p.Reasons[0].Because[0], c.why) {
			t.Errorf("%s: because %v", c.name, p.Reasons[0].Because)
		}
	}
}

func TestProposeGivesEveryReasonGravestFirst(t *testing.T) {
	p := Propose(criteria, Facts{Posts: 12, Sources: 3, Newsrooms: 3, Harm: []Harm{Property, Life}, People: 30, At: now})
	var ids []string
	for _, r := range p.Reasons {
		ids = append(ids, r.Criterion)
	}
	if got := strings.Join(ids, " "); got != "life press people spread heard" {
		t.Errorf("reasons %s", got)
	}
	if Propose(nil, Facts{}).Grade != "general" {
		t.Error("no criteria: general")
	}
	odd := []Criterion{{Grade: "terrible", ID: "x", Posts: 1}, {Grade: "major", ID: "empty"}, {Grade: "serious", ID: "y", Posts: 5}}
	if p := Propose(odd, Facts{Posts: 1}); p.Grade != "serious" || p.Reasons[0].Criterion != "" {
		t.Errorf("an unknown grade and a criterion without bounds never hold: %+v", p)
	}
}

// Whatever grows in the facts, the grade never falls.
func TestMoreNeverLowersTheGrade(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := Facts{
			Posts: rapid.IntRange(0, 20).Draw(t, "posts"), Sources: rapid.IntRange(0, 5).Draw(t, "sources"),
			Newsrooms: rapid.IntRange(0, 4).Draw(t, "newsrooms"), Views: rapid.Int64Range(0, 2_000_000).Draw(t, "views"),
			People: rapid.IntRange(0, 20).Draw(t, "people"), Recurrence: rapid.IntRange(0, 3).Draw(t, "recurrence"), At: now,
			Harm: rapid.SliceOf(rapid.SampledFrom(Harms)).Draw(t, "harm"),
		}
		before := Propose(criteria, f)
		more := f
		more.Posts++
		more.Sources++
		more.Newsrooms++
		more.Views += 1000
		more.People++
		more.Recurrence++
		more.Harm = append(slices.Clone(f.Harm), rapid.SampledFrom(Harms).Draw(t, "another"))
		if after := Propose(criteria, more); rank(after.Grade) < rank(before.Grade) {
			t.Fatalf("%s fell to %s", before.Grade, after.Grade)
		}
	})
}

// The types that judging reads have exactly these fields. A field for tone,
// politics or a writer cannot slip in without changing this list.
func TestTheTypesAreClosed(t *testing.T) {
	for _, c := range []struct {
		value  any
		fields string
	}{
		{Facts{}, "Posts Sources Newsrooms Views People Harm At Deadline Recurrence"},
		{Criterion{}, "Grade ID Title Article Posts Sources Newsrooms Views People Harm Within Recurrence"},
		{Post{}, "ID Title Text Time"},
		{Evidence{}, "Post Field Start End Words"},
		{Found{}, "Harm People Deadlines"},
	} {
		var names []string
		typ := reflect.TypeOf(c.value)
		for i := range typ.NumField() {
			names = append(names, typ.Field(i).Name)
		}
		if got := strings.Join(names, " "); got != c.fields {
			t.Errorf("%s has the fields %s", typ, got)
		}
	}
	if in := reflect.TypeOf(Propose); in.NumIn() != 2 || in.In(0) != reflect.TypeFor[[]Criterion]() || in.In(1) != reflect.TypeFor[Facts]() {
		t.Error("Propose takes criteria and facts, nothing else")
	}
	for _, h := range Harms {
		if h.Title() == "" || harmWords[h] == "" {
			t.Errorf("harm %s has no title or no words", h)
		}
	}
	if len(harmWords) != len(Harms) {
		t.Error("a harm outside the closed list")
	}
}
