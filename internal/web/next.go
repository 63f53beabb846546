package web

import (
	"slices"
	"strings"

	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/view"
)

// elsewhere are actions that have their place on the page already: beside a
// post, a task, or in the composer.
var elsewhere = map[matter.Action]bool{"join_post": true, "split_post": true, "complete_task": true, "urge_task": true, "move_task": true, "note_task": true, "save": true, "take_suggestion": true}

// near are actions that stand beside the main one rather than in the menu.
var near = map[matter.Action]bool{"dismiss": true, "hand_back": true, "no_answer": true, "progress": true, "return": true, "note": true, "return_answer": true, "save_answer": true, "guide": true, "change_kind": true, "correct": true, "acknowledge": true}

// idle reports whether there is nothing that an action could be about, such as a
// proposal to decide: it is not shown then, not even as blocked.
func idle(o matter.Offer) bool {
	switch o.Row.Action {
	case "confirm_downgrade", "refuse_downgrade", "confirm_start", "arbitrate":
		return len(o.Lacks) > 0 && o.Lacks[0] == o.Row.Needs[0].Lacks(matter.Facts{})
	}
	return false
}

// nextBar says what can be done now and what still lacks.
func (s *server) nextBar(v *visit, b subject, offers []matter.Offer) view.NextBar {
	n := view.NextBar{Path: path(v, b.m, offers)}
	for _, o := range offers {
		if elsewhere[o.Row.Action] || idle(o) {
			continue
		}
		if o.Row.Action == "sign" {
			if len(b.open) == 0 {
				continue // an earlier gate is another's turn
			}
			steps := s.gateSteps(v, b, o)
			n.Main, n.Near = &steps[0], append(n.Near, steps[1:]...)
			continue
		}
		step := s.step(v, b, o)
		switch {
		case o.Row.Main && n.Main == nil:
			n.Main = &step
		case len(o.Lacks) > 0:
			n.Blocked = append(n.Blocked, step)
		case near[o.Row.Action] && len(n.Near) < 3:
			n.Near = append(n.Near, step)
		default:
			n.More = append(n.More, step)
		}
	}
	giveKeys(b.m.Kind, &n)
	return n
}

// stepKeys are the actions that answer to a key, first the one that comes first.
// Each opens a form; what would act at once has no key.
var stepKeys = []struct {
	key     string
	actions map[regime.Kind][]string
}{
	{"a", map[regime.Kind][]string{regime.Concern: {"dispatch", "assign_task"}, regime.Message: {"sort", "pass_on"}}},
	{"r", map[regime.Kind][]string{regime.Concern: {"begin_statement"}, regime.Message: {"save_answer"}}},
	{"x", map[regime.Kind][]string{regime.Concern: {"note"}, regime.Message: {"note"}, regime.Statement: {"note"}, regime.AccountFiling: {"note"}}},
	{"e", map[regime.Kind][]string{regime.Concern: {"close"}}},
}

func giveKeys(kind regime.Kind, n *view.NextBar) {
	steps := n.Open()
	for _, k := range stepKeys {
		for _, action := range k.actions[kind] {
			i := slices.IndexFunc(steps, func(s *view.Step) bool { return s.Dialog == "act-"+action && !s.Plain })
			if i >= 0 {
				steps[i].Key = k.key
				break
			}
		}
	}
}

// gateSteps are the signatures that this person can give: each gate has a form of
// its own, with its own points to tick.
func (s *server) gateSteps(v *visit, b subject, o matter.Offer) []view.Step {
	var out []view.Step
	for _, g := range b.open {
		b.gate = g
		step := s.step(v, b, o)
		step.Title = v.lang.F("签署%s", v.lang.T(b.reg.GateTitle(g)))
		step.Href += "?gate=" + string(g)
		step.Dialog += "-" + string(g)
		step.Form.ID += "-" + string(g)
		step.Form.Button = step.Title
		out = append(out, step)
	}
	return out
}

func (s *server) step(v *visit, b subject, o matter.Offer) view.Step {
	form := s.form(v, b, o, nil)
	return view.Step{
		Title: v.lang.T(o.Row.Title), Href: "/desk/matters/" + b.m.Number + "/act/" + string(o.Row.Action), Dialog: "act-" + string(o.Row.Action),
		Form: form, Lacks: o.Lacks, Plain: len(o.Row.Inputs) == 0,
	}
}

// path says in words where the matter is and where its main step leads.
func path(v *visit, m matter.Matter, offers []matter.Offer) string {
	here := v.lang.T(matter.Titles[m.State])
	for _, o := range offers {
		if o.Row.Main && o.Row.To != "" {
			return v.lang.F("%s，下一步可以到%s", here, v.lang.T(matter.Titles[o.Row.To]))
		}
	}
	if m.State.Final() {
		return here
	}
	for _, r := range matter.Rows(m.Kind) {
		if r.Main && contains(r.From, m.State) && (len(r.For) == 0 || slices.Contains(r.For, m.Need)) {
			return v.lang.F("%s，由%s办理下一步「%s」", here, doers(v, r), v.lang.T(strings.TrimSuffix(r.Title, "…")))
		}
	}
	return here
}

func contains(list []matter.State, one matter.State) bool {
	for _, each := range list {
		if each == one {
			return true
		}
	}
	return false
}

func doers(v *visit, r matter.Row) string {
	switch {
	case r.ByGate:
		return v.lang.T("审核人")
	case r.ByChain:
		return v.lang.T("批准人")
	}
	seen := map[regime.Role]bool{}
	var out []string
	for _, p := range r.Who {
		if !seen[p.Role] {
			seen[p.Role] = true
			out = append(out, v.lang.T(p.Role.Title()))
		}
	}
	return strings.Join(out, v.lang.T("或"))
}
