package web

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"yingda/internal/fault"
	"yingda/internal/lang"
	"yingda/internal/match"
	"yingda/internal/store"
	"yingda/internal/view"
)

type topicsPage struct {
	Rows     []topicRow
	Waiting  []proposalRow
	Declined []declinedTopic
	MayEdit  bool
}

type topicRow struct {
	ID, Title, Rule, Unit, Threshold string
	Active                           bool
	Version, Week, Open              int64
}

func (s *server) topics(v *visit) error {
	ctx := v.r.Context()
	list, err := s.Store.Topics(ctx)
	if err != nil {
		return err
	}
	days, err := s.Store.TopicDays(ctx, "*", store.Day(v.now.AddDate(0, 0, -6).UnixMilli()), store.Day(v.now.UnixMilli()))
	if err != nil {
		return err
	}
	open, err := s.Store.OpenByTopic(ctx)
	if err != nil {
		return err
	}
	tree, err := s.Desk.Tree(ctx)
	if err != nil {
		return err
	}
	week := map[string]int64{}
	for _, d := range days {
		week[d.Key] += d.N
	}
	p := topicsPage{MayEdit: curates.allows(v.who)}
	for _, t := range list {
		p.Rows = append(p.Rows, topicRow{ID: t.ID, Title: t.Title, Rule: t.Rule, Unit: tree.Name(t.UnitID), Threshold: threshold(t), Active: t.Active, Version: t.Version, Week: week[t.ID], Open: open[t.ID]})
	}
	slices.SortStableFunc(p.Rows, func(a, b topicRow) int { return int(store.Bit(!a.Active) - store.Bit(!b.Active)) })
	if p.Waiting, err = s.proposalRows(v, ""); err != nil {
		return err
	}
	if p.Declined, err = s.declinedTopics(ctx); err != nil {
		return err
	}
	return s.page(v, "话题与规则", topicsView(p))
}

func threshold(t store.Topic) string {
	return strconv.FormatInt(t.Posts, 10) + " 条、" + strconv.FormatInt(t.Sources, 10) + " 个来源"
}

type topicPage struct {
	topicRow
	Terms    []string
	Article  string
	Changed  string
	Parts    []rulePart
	Reads    string
	Versions []topicVersion
	Waiting  []proposalRow
	Pulse    topicPulse
	MayEdit  bool
}

type topicVersion struct {
	Version  int64
	When, By string
	Approver string
	Rule     []rulePart // beside the version before
	Terms    string
	Present  bool
}

func (s *server) topic(v *visit) error {
	ctx := v.r.Context()
	t, err := s.Store.Topic(ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	versions, err := s.Store.TopicVersions(ctx, t.ID)
	if err != nil {
		return err
	}
	pulse, err := s.topicPulse(v, t.ID)
	if err != nil {
		return err
	}
	open, err := s.Store.OpenByTopic(ctx)
	if err != nil {
		return err
	}
	tree, err := s.Desk.Tree(ctx)
	if err != nil {
		return err
	}
	names, err := s.personNames(v.r.Context())
	if err != nil {
		return err
	}
	p := topicPage{
		topicRow: topicRow{ID: t.ID, Title: t.Title, Unit: tree.Name(t.UnitID), Threshold: threshold(t), Active: t.Active, Version: t.Version, Open: open[t.ID]}, Terms: t.Terms, Article: t.Article,
		Changed: v.moment(t.UpdatedAt), Parts: ruleParts(t.Rule), Reads: checkRule(v.lang, t.Rule).Reads, Pulse: pulse, MayEdit: curates.allows(v.who),
	}
	for i, old := range versions {
		before := old.Rule
		if i+1 < len(versions) {
			before = versions[i+1].Rule
		}
		p.Versions = append(p.Versions, topicVersion{Version: old.Version, When: v.moment(old.UpdatedAt), By: versionBy(v, names, old), Approver: names[old.ApprovedBy], Rule: ruleChange(before, old.Rule), Terms: strings.Join(old.Terms, "、"), Present: i == 0})
	}
	if p.Waiting, err = s.proposalRows(v, t.ID); err != nil {
		return err
	}
	return s.page(v, t.Title, topicView(p))
}

// versionBy says who wrote a version. What came with the regime was decided on with
// it.
func versionBy(v *visit, names map[string]string, old store.Topic) string {
	if old.UpdatedBy == "system" && old.Version == 1 {
		return v.lang.T("随制度采用")
	}
	return names[old.UpdatedBy]
}

// rulePart is a run of a rule as shown: words and operators.
type rulePart struct {
	Text string
	Kind string // "" op no
}

// ruleParts marks the operators of a rule; quoted text stays as it is.
func ruleParts(rule string) []rulePart {
	var out []rulePart
	quoted, word := false, ""
	flush := func() {
		if word == "" {
			return
		}
		out = append(out, rulePart{word, operator(word)})
		word = ""
	}
	for _, r := range rule {
		switch {
		case strings.ContainsRune("“”\"「」", r):
			quoted = !quoted
			word += string(r)
		case !quoted && strings.ContainsRune(" \t\n()（）,，", r):
			flush()
			out = append(out, rulePart{Text: string(r)})
		default:
			word += string(r)
		}
	}
	flush()
	return out
}

func operator(word string) string {
	switch {
	case slices.Contains([]string{"非", "不在", "NOT", "NOTIN", "!", "-", "^"}, word):
		return "no"
	case slices.Contains([]string{"且", "或", "AND", "OR", "&", "|"}, word), near5(word, "近"), near5(word, "NEAR/"), near5(word, "至少"), near5(word, "ATLEAST/"):
		return "op"
	}
	return ""
}

// near5 reports whether a word is an operator with its number, such as 近5.
func near5(word, name string) bool {
	rest, ok := strings.CutPrefix(word, name)
	_, err := strconv.Atoi(rest)
	return ok && err == nil
}

// ruleCheck is what is said about a rule while it is typed.
type ruleCheck struct {
	Empty  bool
	Fine   string // how many words, what it costs
	Reads  string // what the rule asks for, in one sentence
	Before string // of the line at fault
	At     string
	After  string
	Where  string
	What   string
	May    string // what may stand there
	Mended string // the rule with the least change that can be read
}

func checkRule(l lang.Lang, rule string) ruleCheck {
	if strings.TrimSpace(rule) == "" {
		return ruleCheck{Empty: true}
	}
	set, err := match.Compile([]match.Topic{{Name: "rule", Rule: rule}})
	if err == nil {
		c := ruleCheck{Fine: "写法正确，" + strconv.Itoa(set.Cost().Words) + " 个词。"}
		if r, err := match.Parse(rule); err == nil {
			c.Reads = r.Reads(l)
		}
		return c
	}
	var syntax *match.SyntaxError
	if !errors.As(err, &syntax) {
		if f := fault.Of(err); f != nil {
			return ruleCheck{What: f.Text}
		}
		return ruleCheck{What: "规则无法读取"}
	}
	c := ruleCheck{Where: "第 " + strconv.Itoa(syntax.Line) + " 行第 " + strconv.Itoa(syntax.Column) + " 个字", What: syntax.Problem}
	if syntax.Advice != "" {
		c.What += "；" + syntax.Advice
	}
	c.May, c.Mended = syntax.Expected, match.Mend(rule)
	lines := strings.Split(rule, "\n")
	if syntax.Line < 1 || syntax.Line > len(lines) {
		return c
	}
	line := []rune(strings.TrimRight(lines[syntax.Line-1], "\r"))
	at := min(max(syntax.Column-1, 0), len(line))
	c.Before, c.At = string(line[:at]), "␣"
	if at < len(line) {
		c.At, c.After = string(line[at]), string(line[at+1:])
	}
	return c
}

// checkRuleLive answers while a rule is typed.
func (s *server) checkRuleLive(v *visit) error {
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return ruleCheckView(checkRule(v.lang, v.r.PostFormValue("rule"))).Render(lang.With(v.r.Context(), v.lang), v.w)
}

type topicForm struct {
	store.Topic
	New     bool
	Terms   string
	Own     []string
	Units   []view.Option
	Fault   *fault.Fault
	Check   ruleCheck
	General string
	Reason  string
}

func (s *server) newTopic(v *visit) error {
	t := store.Topic{Rule: v.q("rule"), Posts: 3, Sources: 1, Active: true, UnitID: ""}
	return s.showTopicForm(v, t, nil)
}

func (s *server) editTopic(v *visit) error {
	t, err := s.Store.Topic(v.r.Context(), v.r.PathValue("id"))
	if err != nil {
		return err
	}
	if old := v.q("version"); old != "" {
		if err := s.restore(v, &t, old); err != nil {
			return err
		}
	}
	if rule := v.q("rule"); rule != "" {
		t.Rule = rule
	}
	return s.showTopicForm(v, t, nil)
}

func (s *server) showTopicForm(v *visit, t store.Topic, refusal error) error {
	tree, err := s.Desk.Tree(v.r.Context())
	if err != nil {
		return err
	}
	own, err := s.Desk.DutyTerms(v.r.Context())
	if err != nil {
		return err
	}
	title := "修改话题"
	if t.Version == 0 {
		title = "新增话题"
		t.ID = ""
	}
	units := append([]view.Option{{Word: "（按职责自动判断）"}}, unitOptions(tree)...)
	body := func(f *fault.Fault) templ.Component {
		return topicFormView(topicForm{Topic: t, New: t.Version == 0, Terms: strings.Join(t.Terms, "、"), Own: own[:min(len(own), 60)], Units: units, Fault: f, Check: checkRule(v.lang, t.Rule), General: general(f, "title", "rule", "terms", "unit", "posts", "reason"), Reason: v.field("reason")})
	}
	if refusal != nil {
		return s.again(v, refusal, title, body)
	}
	return s.page(v, title, body(nil))
}

// saveTopic proposes a new topic or the next version of one.
func (s *server) saveTopic(v *visit) error {
	t := store.Topic{ID: v.r.PathValue("id"), Title: v.field("title"), Rule: v.field("rule"), UnitID: v.field("unit"), Active: v.field("active") == "1"}
	t.Posts, _ = strconv.ParseInt(v.field("posts"), 10, 64)     // 0 is refused by the desk
	t.Sources, _ = strconv.ParseInt(v.field("sources"), 10, 64) // so is this
	t.Terms = strings.FieldsFunc(v.field("terms"), func(r rune) bool { return strings.ContainsRune("、，,；; \t\n", r) })
	if t.ID != "" {
		var err error
		if t.Version, err = strconv.ParseInt(v.field("version"), 10, 64); err != nil || t.Version < 1 {
			return fault.New(fault.Invalid, "topic.version", "页面已经过时，请回到话题页重新打开")
		}
	}
	p, err := s.Desk.ProposeTopic(v.r.Context(), v.who, t, v.field("reason"))
	if err != nil {
		return s.showTopicForm(v, t, err)
	}
	return v.done("已提请审定。另一人同意之后，从下一条帖文起生效。", "/desk/proposals/"+p.ID)
}
