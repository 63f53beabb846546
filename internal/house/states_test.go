package house

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"yingda/internal/matter"
	"yingda/internal/regime"
)

// TestStates: the pictures and tables of docs/states.md are written from the
// state tables of package matter, so they cannot tell of another life.
func TestStates(t *testing.T) {
	path := filepath.Join(root, "docs", "states.md")
	want := statesPage()
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("docs/states.md is not current: run make generate (%v)", err)
	}
}

// TestStatesDrawn: the last signature is the one step whose end the table does
// not name; the picture draws it by hand, so it is asked for here.
func TestStatesDrawn(t *testing.T) {
	who := matter.Actor{ID: "p", Grants: []matter.Grant{{AgencyID: "a", Role: regime.Reviewer}}}
	gate := regime.Gates[0]
	facts := matter.Facts{Agency: "a", OpenGates: []regime.Gate{gate}, GateRoles: map[regime.Gate][]regime.Role{gate: {regime.Reviewer}}}
	step, err := matter.Next(matter.Matter{Kind: regime.Statement, State: matter.Reviewing}, "sign", who, facts, map[string]any{"gate": string(gate)})
	if err != nil || step.To != matter.Approving {
		t.Errorf("the last signature leads to %q (%v), the picture says %q", step.To, err, matter.Approving)
	}
}

func statesPage() string {
	var b strings.Builder
	b.WriteString(`# The states of matters

This page is written by ` + "`make generate`" + ` from the state tables (internal/matter/tables.go); do not edit it.
The same rows drive the guard, the buttons and the interface. An action without a state after it leaves the
state as it is. *Needs* are facts that are loaded inside the transaction, never taken from the caller.
A regime says who signs a gate and who approves, which clocks an event begins and which document meets them:
[how to write a regime](regime.md). A change of the grade sends a draft that waits for approval back to review.

Who may: 承办单位 is the lead unit, 参与单位 any unit that takes part, 办公室 the office of the agency or the agency
itself, 本机关 the agency with all its sections. *No token* marks a signature. *In bulk* may be done for
many matters at once, *ticked* for rows that were looked at: [decision 60](decisions/60-bulk-acts.md).
`)
	for _, kind := range regime.Kinds {
		fmt.Fprintf(&b, "\n## %s (%s)\n\n", kind.Title(), kind)
		diagram(&b, kind)
		table(&b, kind)
	}
	return b.String()
}

// diagram draws the steps that change the state; those between the same two
// states share an arrow.
func diagram(b *strings.Builder, kind regime.Kind) {
	b.WriteString("```mermaid\nstateDiagram-v2\n")
	states := matter.States(kind)
	for _, s := range states {
		fmt.Fprintf(b, "    %s: %s\n", s, matter.Titles[s])
	}
	fmt.Fprintf(b, "    [*] --> %s\n", states[0])
	var order []string
	labels := map[string][]string{}
	add := func(from, to matter.State, label string) {
		arrow := fmt.Sprintf("%s --> %s", from, to)
		if labels[arrow] == nil {
			order = append(order, arrow)
		}
		labels[arrow] = append(labels[arrow], label)
	}
	for _, r := range matter.Rows(kind) {
		for _, from := range r.From {
			if r.To != "" && r.To != from {
				add(from, r.To, button(r))
			}
			if r.Action == "sign" {
				add(from, matter.Approving, button(r)+"（最后一关）")
			}
		}
	}
	for _, arrow := range order {
		fmt.Fprintf(b, "    %s: %s\n", arrow, strings.Join(labels[arrow], "、"))
	}
	for _, s := range states {
		if s.Final() {
			fmt.Fprintf(b, "    %s --> [*]\n", s)
		}
	}
	b.WriteString("```\n\n")
}

func table(b *strings.Builder, kind regime.Kind) {
	b.WriteString("| from | action | to | who | inputs | needs | emits | document | clause |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, r := range matter.Rows(kind) {
		to := ""
		if r.To != "" {
			to = matter.Titles[r.To]
		}
		if r.Action == "sign" {
			to = "last gate: " + matter.Titles[matter.Approving]
		}
		document := ""
		if r.Makes != "" {
			document = r.Makes.Title()
		}
		fmt.Fprintf(b, "| %s | `%s` %s | %s | %s | %s | %s | `%s` | %s | %s |\n",
			titles(r.From), r.Action, button(r)+many(r), to, parties(r), inputs(r), needs(r), r.Emits, document, r.Clause)
	}
}

func button(r matter.Row) string { return strings.TrimSuffix(r.Title, "…") }

// many says whether a row may be taken for many matters at once.
func many(r matter.Row) string {
	return map[matter.Bulk]string{matter.BulkTicked: " *(ticked)*", matter.BulkMatching: " *(in bulk)*"}[r.Bulk]
}

func titles(list []matter.State) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = matter.Titles[s]
	}
	return strings.Join(out, "、")
}

var placeWords = map[matter.Place]string{matter.InLead: "承办单位", matter.InPart: "参与单位", matter.InOffice: "办公室", matter.InAgency: "本机关", matter.InAsked: "请会签的单位", matter.InAskedUnit: "请会签的科室"}

// parties names who may, place by place in the order of the table.
func parties(r matter.Row) string {
	var out []string
	if r.System {
		out = append(out, "系统")
	}
	if r.ByGate {
		out = append(out, "该关签署人")
	}
	if r.ByChain {
		out = append(out, "批准人")
	}
	if r.OfGate != "" {
		out = append(out, r.OfGate.Title()+"签署人")
	}
	var order []matter.Place
	roles := map[matter.Place][]string{}
	for _, p := range r.Who {
		if roles[p.At] == nil {
			order = append(order, p.At)
		}
		if title := p.Role.Title(); !slices.Contains(roles[p.At], title) {
			roles[p.At] = append(roles[p.At], title)
		}
	}
	for _, at := range order {
		out = append(out, placeWords[at]+"："+strings.Join(roles[at], "、"))
	}
	if r.Signs {
		out = append(out, "no token")
	}
	return strings.Join(out, "；")
}

func inputs(r matter.Row) string {
	var out []string
	for _, in := range r.Inputs {
		one := fmt.Sprintf("`%s` %s", in.Name, in.Title)
		if !in.Required {
			one += " (optional)"
		}
		out = append(out, one)
	}
	return strings.Join(out, ", ")
}

func needs(r matter.Row) string {
	var out []string
	for _, n := range r.Needs {
		out = append(out, "`"+n.Name+"`")
	}
	return strings.Join(out, ", ")
}
