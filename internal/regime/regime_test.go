package regime

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"yingda/internal/fault"
)

func petitionBureau(t testing.TB) *Regime {
	t.Helper()
	r, err := Preset("petition-bureau")
	if err != nil {
		t.Fatalf("the preset does not load:\n%v", err)
	}
	return r
}

func TestEveryPresetLoadsAndSurvivesStorage(t *testing.T) {
	for _, name := range Presets() {
		t.Run(name, func(t *testing.T) {
			r, err := Preset(name)
			if err != nil {
				t.Fatal(err)
			}
			if r.Name != name {
				t.Errorf("name: got %s, and the folder is %s", r.Name, name)
			}
			back, err := Parse(r.Source)
			if err != nil {
				t.Fatalf("the canonical text does not read back: %v\n%s", err, r.Source)
			}
			if diff := cmp.Diff(r, back); diff != "" {
				t.Errorf("the canonical text says something else:\n%s", diff)
			}
			if again := canonical(back); again != r.Source {
				t.Error("the canonical text is not the same when written again")
			}
		})
	}
}

func TestPresetsAccountForEveryArticle(t *testing.T) {
	for _, name := range Presets() {
		r, err := Preset(name)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, line := range r.Coverage() {
			ids = append(ids, line.Article)
		}
		if diff := cmp.Diff(Regulations[r.Regulation], ids); diff != "" {
			t.Errorf("%s lists other articles than the regulation has:\n%s", name, diff)
		}
	}
}

func TestRegulationsHaveTheArticlesOfTheRequirements(t *testing.T) {
	for code, want := range map[string]int{"R": 28, "N": 27, "P": 11, "F": 24, "G": 16} {
		ids := Regulations[code]
		if len(ids) != want {
			t.Errorf("%s: got %d ids, want %d", code, len(ids), want)
		}
		for _, id := range slices.Concat(whollyDeclined[code], partlyDeclined[code]) {
			if !slices.Contains(ids, id) {
				t.Errorf("%s: declined id %s is no id of the regulation", code, id)
			}
		}
	}
	if got := len(Duties()); got != 83 {
		t.Errorf("got %d duties, want 83", got)
	}
}

func TestCoverageOfPetitionBureau(t *testing.T) {
	type line struct {
		status Status
		by     string
	}
	want := map[string]line{
		"1": {Organisational, ""}, "2": {Partly, "JUD-4 ANS-1 MSG-1"}, "3": {Done, "ORG-1 ORG-2"},
		"4": {Partly, "HAN-7 ANS-1 HAN-12 HAN-2 JUD-7"}, "5": {Done, "LIS-2 LIS-5 LIS-6 LIS-7"},
		"6": {Done, "JUD-2 JUD-4 JUD-5 JUD-6 HAN-4"}, "7": {Partly, "HAN-5"},
		"8": {Done, "ANS-1 ANS-3 ANS-4 ANS-5 ANS-8 ORG-3 ORG-5"}, "9": {Done, "ORG-6"},
		"10": {Planned, "REP-2"}, "11": {Planned, "HAN-10 REP-6"},
	}
	for _, got := range petitionBureau(t).Coverage() {
		w := want[got.Article]
		if got.Status != w.status || strings.Join(got.By, " ") != w.by {
			t.Errorf("article %s: got %s %v, want %s %s", got.Article, got.Status, got.By, w.status, w.by)
		}
		if got.Status != Done && got.Why == "" {
			t.Errorf("article %s is %s and does not say why", got.Article, got.Status)
		}
	}
}

func TestCoveragePrintsAnEmptyListOfDuties(t *testing.T) {
	out, err := json.Marshal(petitionBureau(t).Coverage()[0])
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(out), `"by":[]`) || !strings.HasPrefix(string(out), `{"article":"1","status":"organisational"`) {
		t.Errorf("got %s", out)
	}
}

func TestClocksOfPetitionBureau(t *testing.T) {
	r := petitionBureau(t)
	tests := []struct {
		says   string
		event  Event
		grade  Grade
		clocks string
	}{
		{"screening runs from the detection, before any grade is known", ConcernDetected, "", "screening"},
		{"a general concern is told within a day", GradeConfirmed, General, "dispatch-general first-answer"},
		{"a serious one within our own reading", GradeConfirmed, Serious, "dispatch-serious first-answer"},
		{"a major one within half an hour", GradeConfirmed, Major, "dispatch-major consultation first-answer"},
		{"a change of grade begins the clocks that name the new grade", GradeChanged, Major, "dispatch-major consultation"},
		{"once departments were consulted on a major one, its group is owed", MeetingHeld, Major, "group-meeting"},
		{"a release begins nothing by itself", StatementReleased, Major, ""},
		{"from what the public was told runs the time to the next update", PublicTold, Major, "update-major"},
		{"a general concern owes no updates by the clock", PublicTold, General, ""},
	}
	for _, tt := range tests {
		t.Run(tt.says, func(t *testing.T) {
			var ids []string
			for _, c := range r.ClocksBegunBy(Concern, tt.event, tt.grade, "") {
				ids = append(ids, c.ID)
			}
			if got := strings.Join(ids, " "); got != tt.clocks {
				t.Errorf("got %q, want %q", got, tt.clocks)
			}
		})
	}
	if clocks := r.ClocksMetBy(DispatchNote); len(clocks) != 3 || !clocks[0].Received {
		t.Errorf("a received dispatch note meets the three clocks of article 4, got %v", clocks)
	}
	for id, within := range map[string]string{"dispatch-general": "24 hours", "dispatch-serious": "2 hours", "dispatch-major": "30 minutes", "screening": "30 minutes"} {
		if c, _ := r.Clock(id); c.Within != within {
			t.Errorf("%s: got %s, want %s", id, c.Within, within)
		}
	}
	for _, c := range r.Clocks {
		if c.Reading != (c.ID == "dispatch-serious" || c.ID == "screening" || c.ID == "first-answer" || c.ID == "update-major" || c.ID == "consultation" || c.ID == "group-meeting" || c.ID == "confirmation" || c.ID == "message-sorting" || c.ID == "message-complaint" || c.ID == "message-tip") {
			t.Errorf("%s: own_reading is %v", c.ID, c.Reading)
		}
	}
}

func TestEveryNeedCanBeAnsweredAtEveryGrade(t *testing.T) {
	r := petitionBureau(t)
	for _, need := range Needs {
		rule, ok := r.Need(need)
		if !ok || rule.Owed == "" {
			t.Errorf("need %s has no rule", need)
		}
		for _, grade := range r.Grades {
			templates := r.TemplatesFor(need, grade.Grade)
			if len(templates) == 0 {
				t.Fatalf("no template for %s at %s", need, grade.Grade)
			}
			for _, each := range templates {
				for _, slot := range []string{"{{agency}}", "{{date}}"} {
					if !strings.Contains(each.Body, slot) {
						t.Errorf("template %s is not signed with %s", each.ID, slot)
					}
				}
			}
		}
	}
	if first := r.TemplatesFor(Question, Major)[0]; first.ID != "first-statement" {
		t.Errorf("the templates of a grade come first, got %s", first.ID)
	}
}

func TestApprovalGoesHigherForGraverGrades(t *testing.T) {
	r := petitionBureau(t)
	for grade, gates := range map[Grade]int{General: 3, Serious: 4, Major: 4} {
		chain, ok := r.Chain(grade)
		if !ok || len(chain.Gates) != gates {
			t.Errorf("%s: got %d gates, want %d", grade, len(chain.Gates), gates)
		}
		if onlyDistrict := slices.Equal(chain.Approvers, []Role{Approver}); onlyDistrict != (grade != General) {
			t.Errorf("%s is approved by %v", grade, chain.Approvers)
		}
		if _, ok := r.Plan(grade, ""); !ok {
			t.Errorf("%s has no plan", grade)
		}
		want := []Channel{PublicSite, OfficialAccount}
		if grade == Major {
			want = append(want, PressConference)
		}
		if !slices.Equal(r.Channels(grade), want) {
			t.Errorf("%s goes out by %v", grade, r.Channels(grade))
		}
	}
	if _, ok := r.Grade(EspeciallyMajor); ok {
		t.Error("regulation P has three grades")
	}
}

func TestOneTopicHearsEveryPostThatNamesTheBureau(t *testing.T) {
	topic, ok := petitionBureau(t).Topic("petition-work")
	if !ok || topic.Rule != "信访局 或 信访大厅" || topic.Unit != "office" {
		t.Errorf("got %+v", topic)
	}
}

func TestTitles(t *testing.T) {
	r := petitionBureau(t)
	tests := []struct{ says, got, want string }{
		{"the regime's own role title", r.RoleTitle(Head), "领导小组组长（主要负责人）"},
		{"the default of a role without one", r.RoleTitle(Keeper), "保管人"},
		{"a grade that the regime does not use", r.GradeTitle(EspeciallyMajor), "特别重大"},
		{"the regime's own document title", r.DocumentTitle(DispatchNote), "舆情告知单"},
		{"the regime's own outcome title", r.OutcomeTitle(Answered), "已公开答复"},
		{"a gate", r.GateTitle(GateSource), "来源与版权关"},
		{"a need", r.NeedTitle(FalseClaim), "不实信息"},
		{"a word that nobody knows is its own title", Grade("tiny").Title(), "tiny"},
		{"an article as it stands beside an entry", r.Cite("9"), "第 9 条：与有关部门保持经常联系"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.says, tt.got, tt.want)
		}
	}
}

func TestEveryWordHasATitle(t *testing.T) {
	same(t, Kinds, Kind.Title)
	same(t, Grades, Grade.Title)
	same(t, Needs, Need.Title)
	same(t, Roles, Role.Title)
	same(t, Events, Event.Title)
	same(t, Documents, Document.Title)
	same(t, Outcomes, Outcome.Title)
	same(t, Gates, Gate.Title)
	same(t, Channels, Channel.Title)
}

func same[T ~string](t *testing.T, list []T, title func(T) string) {
	t.Helper()
	for _, word := range list {
		if title(word) == string(word) {
			t.Errorf("%s has no Chinese title", word)
		}
	}
}

func TestRungsFollowTheNextLadder(t *testing.T) {
	var at []string
	for _, rung := range petitionBureau(t).Rungs("standard") {
		at = append(at, rung.At)
	}
	if got := strings.Join(at, ", "); got != "50%, 75%, due, 2 hours, 1 day" {
		t.Errorf("got %s", got)
	}
}

func TestOpen(t *testing.T) {
	t.Run("a preset by name", func(t *testing.T) {
		if _, err := Open("petition-bureau"); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("a folder gives the same regime, hash included", func(t *testing.T) {
		r, err := Open(filepath.Join("presets", "petition-bureau"))
		if err != nil {
			t.Fatal(err)
		}
		if want := petitionBureau(t); r.Hash != want.Hash || len(r.Hash) != 64 {
			t.Errorf("got hash %s, want %s", r.Hash, want.Hash)
		}
	})
	t.Run("problems name the file by the way that was given", func(t *testing.T) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "a.yaml"), []byte("nmae: x\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(dir)
		problems, ok := err.(Problems)
		if !ok || problems[0].File != filepath.Join(dir, "a.yaml") || problems[0].Code != "unknown_key" {
			t.Errorf("got %v", err)
		}
	})
	for _, name := range []string{"petition-buro", "./no-such-folder"} {
		if _, err := Open(name); fault.CodeOf(err) != "regime_unknown" {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

const howTo = "../../docs/regime.md"

func TestTheExampleInTheDocsLoads(t *testing.T) {
	page, err := os.ReadFile(howTo)
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := strings.Cut(string(page), "```yaml\n")
	example, _, _ = strings.Cut(example, "```")
	if _, err := Load(fstest.MapFS{"example.yaml": {Data: []byte(example)}}, "."); err != nil {
		t.Error(err)
	}
}

func TestTheDocsNameEveryKey(t *testing.T) {
	page, err := os.ReadFile(howTo)
	if err != nil {
		t.Fatal(err)
	}
	for _, of := range []any{
		Regime{},
		Article{},
		Law{},
		GradeRule{},
		Criterion{},
		NeedRule{},
		Clock{},
		Extend{},
		Ladder{},
		Rung{},
		Chain{},
		GateRule{},
		Plan{},
		PlanStep{},
		Template{},
		Slot{},
		Outlet{},
		Topic{},
		RoleTitle{},
		Retention{},
		Unit{},
		Words{},
		Accounts{},
		OpeningRule{},
		NamingRule{},
	} {
		keys, _ := keysOf(reflect.TypeOf(of))
		for _, key := range keys {
			if !strings.Contains(string(page), "`"+key+"`") {
				t.Errorf("%T: %s does not name %s", of, howTo, key)
			}
		}
	}
}
