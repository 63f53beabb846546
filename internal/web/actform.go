package web

import (
	"net/http"
	"slices"
	"strings"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

// subject is a matter with what the forms of its actions choose from.
type subject struct {
	m        matter.Matter
	reg      *regime.Regime
	tree     *desk.Tree
	clocks   []store.Clock
	tasks    []store.Task
	starts   []store.ClockStart
	checks   []desk.CriterionCheck
	open     []regime.Gate // of a statement: gates still to be signed
	chain    regime.Chain
	asked    []store.Unit      // of a statement: units whose confirmation is asked for
	rivals   []string          // of a statement: other drafts of its concern in review, approval or release
	gate     regime.Gate       // the gate whose form is drawn
	pre      map[string]string // what forms offer, by input or by action.input
	measures []store.Measure
	group    desk.ResponseGroup // of a concern

	here     view.Here       // of a message's page: who else has it open
	experts  []view.Option   // who can be asked for an opinion
	opinions []store.Opinion // what was asked on the concern
	files    []view.Option   // of a statement that a level above approves on paper: the files kept with its concern
}

// form draws the form of one action from its row of the state table, filled with
// what was typed before, if anything was.
func (s *server) form(v *visit, b subject, o matter.Offer, typed map[string][]string) view.Form {
	f := view.Form{
		ID: "f-" + string(o.Row.Action), Action: "/desk/matters/" + b.m.Number + "/act", Button: v.lang.T(strings.TrimSuffix(o.Row.Title, "…")), Main: true, Lacks: o.Lacks,
		Hidden:  []view.Pair{{Name: "action", Value: string(o.Row.Action)}, {Name: "version", Value: num(b.m.Version)}, {Name: "from", Value: v.r.URL.RequestURI()}},
		Outward: o.Row.Outward,
	}
	if v.r.Method == http.MethodPost {
		f.Hidden[2].Value = local(v.r.PostFormValue("from"))
	}
	for _, in := range o.Row.Inputs {
		switch {
		case in.Name == "others" && len(b.rivals) == 0: // nothing to choose between
		case in.Name == "gate" && b.gate != "":
			f.Hidden = append(f.Hidden, view.Pair{Name: "gate", Value: string(b.gate)})
		default:
			f.Fields = append(f.Fields, s.field(v, b, o.Row.Action, in, typed))
		}
	}
	if o.Row.Action == "approve" && len(b.rivals) > 0 {
		f.Notes = append(f.Notes, v.lang.F("同一关切还有稿件在办：%s。一件事只能有一份答复，先公开的在前，其余的作为它的更新。", strings.Join(b.rivals, "、")))
	}
	f.Notes = append(f.Notes, b.criteriaNotes(v, o.Row)...)
	if o.Row.Action == "save_answer" {
		f.Draft = b.here
	}
	return f
}

// known is what a form offers for an input: what is known for this action, or for
// every action that asks for it.
func (b subject) known(action matter.Action, name string) string {
	if v, ok := b.pre[string(action)+"."+name]; ok {
		return v
	}
	return b.pre[name]
}

// field draws one input of an action.
func (s *server) field(v *visit, b subject, action matter.Action, in matter.Input, typed map[string][]string) view.Field {
	f := view.Field{Name: in.Name, Label: v.lang.T(in.Title), Type: in.Type, Required: in.Required, Hint: in.Hint}
	if l := typed[in.Name]; len(l) > 0 {
		f.Value, f.Values = l[0], l
	} else if typed == nil {
		f.Value = b.known(action, in.Name)
	}
	switch in.Type {
	case "units":
		f.Type, f.Options = "many", units(b, true)
		if action == "ask_confirmation" {
			f.Options = everyUnit(b)
		}
	case "channels":
		f.Type, f.Options = "many", channelOptions(v, b)
		f.Hint = v.lang.T(in.Hint)
	case "checks":
		f.Type, f.Options, f.Required = "many", points(b), true
	case "choice":
		f.Type, f.Options = "select", choices(v, b, action, in)
		if in.Name == "others" {
			f.Required = true
		}
	case "posts", "matter":
		f.Type = "text"
		f.Hint = map[string]string{"matter": v.lang.T("另一件关切的编号，如 C-2026-0001")}[in.Type]
	case "duration":
		f.Type, f.Unit = "length", first(typed[in.Name+".unit"])
		f.Options = []view.Option{{Value: "hours", Word: v.lang.T("小时")}, {Value: "working days", Word: v.lang.T("个工作日")}, {Value: "days", Word: v.lang.T("天")}, {Value: "minutes", Word: v.lang.T("分钟")}}
	case "long":
		if in.Name == "text" && b.m.Kind == regime.Statement || action == "begin_statement" {
			f.Rows = 10
		}
	case "instant":
		f.Type = "datetime-local"
	case "text", "date":
	default:
		f.Type, f.Options = "select", choices(v, b, action, in)
		if len(f.Options) == 1 && in.Required && f.Value == "" {
			f.Value = f.Options[0].Value
		}
	}
	return f
}

// choices lists what one of a closed vocabulary can be, in the regime's words.
func choices(v *visit, b subject, action matter.Action, in matter.Input) []view.Option {
	var out []view.Option
	add := func(value, word string) { out = append(out, view.Option{Value: value, Word: word}) }
	switch in.Type {
	case "grade":
		for _, g := range b.reg.Grades {
			add(string(g.Grade), b.reg.GradeTitle(g.Grade))
		}
	case "need":
		for _, n := range regime.Needs {
			add(string(n), b.reg.NeedTitle(n))
		}
	case "unit":
		if action == "end_confirmation" {
			for _, u := range b.asked {
				add(u.ID, u.Name)
			}
			return out
		}
		return units(b, false)
	case "outcome":
		for _, o := range in.Options {
			add(o, b.reg.OutcomeTitle(regime.Outcome(o)))
		}
	case "document":
		for _, d := range in.Options {
			add(d, b.reg.DocumentTitle(regime.Document(d)))
		}
	case "verdict":
		for _, x := range matter.Verdicts {
			add(x, v.lang.T(matter.VerdictTitles[x]))
		}
	case "clarity":
		for _, w := range b.reg.Ways {
			add(string(w.Clarity), w.Title+"："+w.Owed)
		}
	case "yesno", "harm", "part", "fault_ground", "rung":
		for _, o := range in.Options {
			add(o, optionTitle(in.Type, o))
		}
	case "measure", "proved":
		for _, m := range b.measures {
			if (in.Type == "measure") == (m.ProvedAt == 0) && m.CheckedAt == 0 {
				add(m.ID, m.Title)
			}
		}
	case "gate":
		for _, g := range b.open {
			add(string(g), v.lang.T(b.reg.GateTitle(g)))
		}
	case "template":
		for _, t := range b.reg.TemplatesFor(b.m.Need, b.m.Grade) {
			add(t.ID, t.Title)
		}
	case "clock":
		for _, c := range b.clocks {
			if actsOn(b.reg, action, c) {
				add(c.ID, c.Title)
			}
		}
	case "waiting_clock":
		for _, x := range b.starts {
			if rule, ok := b.reg.Clock(x.Code); ok && x.BegunAt == 0 {
				add(x.Code, rule.Title)
			}
		}
	case "side":
		for _, x := range matter.Sides {
			add(x, v.lang.T(matter.SideTitles[x]))
		}
	case "ground":
		for _, g := range b.reg.HandBackRule().Grounds {
			add(string(g), v.lang.T(g.Title()))
		}
	case "exclusion":
		return exclusions(b)
	case "expert":
		return b.experts
	case "group_member":
		for _, x := range b.group.Members {
			add(x.Key, x.Name+"（"+x.Unit+"）")
		}
	case "opinion":
		return opinionChoices(b, action)
	case "evidence":
		return b.files
	case "task":
		for _, t := range b.tasks {
			if t.DoneAt == 0 {
				add(t.ID, t.Title)
			}
		}
	default:
		for i, o := range in.Options {
			if i < len(in.Words) {
				add(o, v.lang.T(in.Words[i]))
				continue
			}
			add(o, o)
		}
	}
	return out
}

// points are the lines of the checklist of the gate whose form is drawn.
func points(b subject) []view.Option {
	var out []view.Option
	rule, _ := b.chain.Gate(b.gate)
	for i, text := range rule.Checks {
		out = append(out, view.Option{Value: num(int64(i + 1)), Word: text})
	}
	return out
}

// everyUnit lists who can be asked to confirm: all agencies, and the sections of
// the own one.
func everyUnit(b subject) []view.Option {
	var out []view.Option
	for _, u := range b.tree.Units {
		if u.ID != b.m.UnitID && u.ID != b.m.AgencyID && (u.Kind == "agency" || u.AgencyID == b.m.AgencyID) {
			out = append(out, view.Option{Value: u.ID, Word: u.Name})
		}
	}
	return out
}

// units lists the sections and agencies that a matter can be given to: those of
// its agency and of the agencies below it.
func units(b subject, without bool) []view.Option {
	var out []view.Option
	path := b.tree.ByID[b.m.AgencyID].Path
	for _, u := range b.tree.Units {
		if u.ClosedAt == 0 && strings.HasPrefix(u.Path, path) && !(without && u.ID == b.m.UnitID) {
			o := view.Option{Value: u.ID, Word: u.Name}
			if u.AgencyID != b.m.AgencyID {
				o.Group = b.tree.Name(u.AgencyID)
			}
			out = append(out, o)
		}
	}
	return out
}

// channelOptions are the channels that a draft may ask for beside those of its
// grade.
func channelOptions(v *visit, b subject) []view.Option {
	var out []view.Option
	fixed := b.reg.ReleaseChannels(b.m.Grade, nil)
	for _, c := range regime.Channels {
		if !slices.Contains(fixed, c) {
			out = append(out, view.Option{Value: string(c), Word: v.lang.T(c.Title())})
		}
	}
	return out
}

// typed returns the inputs of a posted form as the state table takes them: a
// length of time is put together from its number and its unit.
func inputs(row matter.Row, form map[string][]string) map[string]any {
	in := map[string]any{}
	for _, i := range row.Inputs {
		l := form[i.Name]
		switch {
		case i.Type == "units" || i.Type == "posts" || i.Type == "channels" || i.Type == "checks":
			if l = slices.DeleteFunc(slices.Clone(l), func(x string) bool { return x == "" }); len(l) == 1 && (i.Type == "posts" || i.Type == "checks") {
				in[i.Name] = l[0]
			} else if len(l) > 0 {
				in[i.Name] = l
			}
		case len(l) == 0 || l[0] == "":
		case i.Type == "duration":
			in[i.Name] = strings.TrimSpace(l[0]) + " " + first(form[i.Name+".unit"])
		default:
			in[i.Name] = l[0]
		}
	}
	return in
}

func first(l []string) string {
	if len(l) == 0 {
		return ""
	}
	return l[0]
}

// mark puts the sentence of a refusal on the field that it names, or above the
// form when it names none of them.
func mark(f *view.Form, err *fault.Fault) {
	for i := range f.Fields {
		if f.Fields[i].Name == err.Field && err.Field != "" {
			f.Fields[i].Fault = err.Text
			return
		}
	}
	f.Fault = err.Text
}

// optionTitle is the word for one of a closed list of the work of several units.
func optionTitle(kind, option string) string {
	return map[string]map[string]string{
		"yesno": {"yes": "答复", "no": "不作公开答复"}, "harm": matter.HarmTitles, "fault_ground": matter.GroundTitles, "rung": matter.RungTitles,
		"part": {"assisting": "协办", "confirming": "会签"},
	}[kind][option]
}
