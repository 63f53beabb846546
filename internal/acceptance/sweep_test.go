package acceptance

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yingda/internal/desk"
	"yingda/internal/regime"
)

var update = flag.Bool("update", false, "write testdata/sweep.txt anew, to be read before it is believed")

// door is one way into the interface: each caller tries each door. C stands for
// the concern of the section reception, S for its statement under review.
type door struct {
	name, method, path string
	body               any
	header             []string
}

func doors(concern, statement string) []door {
	act := func(action string, input map[string]any) map[string]any {
		return map[string]any{"action": action, "version": 0, "input": input} // never the present version: nothing is changed
	}
	return []door{
		{"openapi", "GET", "/api/v1/openapi.json", nil, nil},
		{"concerns", "GET", "/api/v1/concerns", nil, nil},
		{"concern", "GET", "/api/v1/concerns/" + concern, nil, nil},
		{"concern-of-statement", "GET", "/api/v1/concerns/" + statement, nil, nil},
		{"concern-unknown", "GET", "/api/v1/concerns/C-2026-9999", nil, nil},
		{"dossier", "GET", "/api/v1/concerns/" + concern + "/dossier", nil, nil},
		{"matter", "GET", "/api/v1/matters/" + concern, nil, nil},
		{"statement", "GET", "/api/v1/matters/" + statement, nil, nil},
		{"statement-read", "GET", "/api/v1/statements/" + statement, nil, nil},
		{"statement-of-concern", "GET", "/api/v1/statements/" + concern, nil, nil},
		{"matter-unknown", "GET", "/api/v1/matters/C-2026-9999", nil, nil},
		{"actions", "GET", "/api/v1/matters/" + concern + "/actions", nil, nil},
		{"actions-of-statement", "GET", "/api/v1/matters/" + statement + "/actions", nil, nil},
		{"units", "GET", "/api/v1/units", nil, nil},
		{"duty", "GET", "/api/v1/duty", nil, nil},
		{"experts", "GET", "/api/v1/experts", nil, nil},
		{"topics", "GET", "/api/v1/topics", nil, nil},
		{"sources", "GET", "/api/v1/sources", nil, nil},
		{"sorting", "GET", "/api/v1/sorting", nil, nil},
		{"sorting-train", "POST", "/api/v1/sorting/train", nil, nil},
		{"rule-check", "POST", "/api/v1/rules/check", map[string]any{"rule": "排队 且"}, nil},
		{"rule-replay", "POST", "/api/v1/rules/replay", map[string]any{"rule": "从不出现的词语"}, nil},
		{"proposals", "GET", "/api/v1/proposals", nil, nil},
		{"propose-rule", "POST", "/api/v1/proposals", map[string]any{"title": "", "rule": "排队", "terms": []string{}, "posts": 1, "sources": 1, "active": true}, nil},
		{"approve-rule", "POST", "/api/v1/proposals/x/approve", nil, nil},
		{"search", "GET", "/api/v1/search?q=%E6%B0%B4", nil, nil},
		{"messages", "GET", "/api/v1/messages", nil, nil},
		{"message-unknown", "GET", "/api/v1/messages/M-2026-9999", nil, nil},
		{"message-of-concern", "GET", "/api/v1/messages/" + concern, nil, nil},
		{"message-push-empty", "POST", "/api/v1/messages", map[string]any{"way": "hotline", "text": ""}, nil},
		{"metrics", "GET", "/metrics", nil, nil},
		{"act-stale", "POST", "/api/v1/matters/" + concern + "/actions", act("note", map[string]any{"text": "x"}), nil},
		{"act-unknown", "POST", "/api/v1/matters/C-2026-9999/actions", act("note", map[string]any{"text": "x"}), nil},
		{"begin-unknown", "POST", "/api/v1/concerns/C-2026-9999/statements", map[string]any{"title": "x", "text": "x"}, nil},
		{"push-empty", "POST", "/api/v1/posts", "", nil},
		{"exchange-unsigned", "POST", "/api/v1/exchange", map[string]any{"kind": "report"}, nil},
		{"exchange-forged", "POST", "/api/v1/exchange", map[string]any{"kind": "report"}, []string{desk.KeyHeader, strings.Repeat("ab", 32), desk.SignatureHeader, strings.Repeat("cd", 64)}},
		{"no-address", "GET", "/api/v1/nothing", nil, nil},
		{"delete", "DELETE", "/api/v1/concerns/" + concern, nil, nil},
		{"override", "POST", "/api/v1/concerns/" + concern, map[string]any{}, nil},
		{"head", "HEAD", "/api/v1/concerns/" + concern, nil, nil},
	}
}

// deeds are the acts that each caller tries on the present version; what
// succeeds is undone by a fresh pair of matters for the next caller.
var deeds = []struct {
	name, on string
	action   string
	input    map[string]any
}{
	{"note", "concern", "note", map[string]any{"text": "内部记录"}},
	{"add_fact", "concern", "add_fact", map[string]any{"claim": "a", "finding": "b", "verdict": "true", "evidence": "c"}},
	{"progress", "concern", "progress", map[string]any{"text": "进展"}},
	{"resort", "concern", "resort", map[string]any{"need": "question", "reason": "x"}},
	{"regrade", "plain", "regrade", map[string]any{"grade": "serious", "reason": "x"}},
	{"assign_task", "concern", "assign_task", map[string]any{"title": "任务", "unit": "reception", "within": "1 days"}},
	{"pause_clock", "concern", "pause_clock", map[string]any{"clock": "first-answer", "ground": "x", "reason": "x"}},
	{"answered", "concern", "answered", nil},
	{"begin_statement", "concern", "begin_statement", map[string]any{"title": "另一份", "text": "正文"}},
	{"sign", "reviewing", "sign", map[string]any{"gate": "policy"}},
	{"return", "reviewing", "return", map[string]any{"reason": "x"}},
	{"save", "reviewing", "save", map[string]any{"title": "关于号源的说明", "text": "说明。"}}, // the same text: nothing changes
	{"approve", "approving", "approve", nil},
	{"published", "approving", "published", nil},
}

// TestSweep lets every kind of caller try every door of the interface and every
// sort of act, and compares with the reviewed table in testdata/sweep.txt.
func TestSweep(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p *program) {
		in := p.open(nil)
		in.engage(staff)
		callers := []struct{ name, token string }{{"nobody", ""}, {"wrong", "yd_" + strings.Repeat("x", 43)}, {"push", in.token("push", "")}, {"read", in.token("read", "")}}
		var people []struct{ login, unit string }
		for _, role := range regime.Roles {
			for _, unit := range []string{"office", "reception", "letters"} {
				people = append(people, struct{ login, unit string }{string(role) + "@" + unit, unit})
			}
		}
		in.engage(people)
		for _, one := range people {
			callers = append(callers, struct{ name, token string }{one.login, in.token("write", one.login)})
		}
		concern := in.concern("接访大厅取不到号")
		in.act("handler", concern, "conclude", map[string]any{"text": "属实"})
		statement := in.act("drafter", concern, "begin_statement", map[string]any{"title": "关于号源的说明", "text": "说明。"}).Created
		in.act("drafter", statement, "submit", nil)
		plain := in.concern("接访大厅停电") // without statements, which a change of grade sends back to review
		signed := in.draft(concern, "关于取号的说明", "说明。")
		doors := append(doors(concern, statement), in.records().doors()...)
		var table strings.Builder
		for _, caller := range callers {
			c := p.as(caller.token)
			for _, d := range doors {
				fmt.Fprintf(&table, "%s %s %s\n", caller.name, d.name, verdict(c.do(d.method, d.path, d.body, d.header...)))
			}
			for _, d := range deeds {
				number := map[string]string{"plain": plain, "concern": concern, "reviewing": statement, "approving": signed}[d.on]
				m, err := in.store.Matter(ctx, number)
				in.must(err)
				a := c.tryAct(number, d.action, m.Version, d.input)
				fmt.Fprintf(&table, "%s ! %s %s\n", caller.name, d.name, verdict(a))
				if a.status == 200 {
					in.restoreAfter(d.name, plain, concern, statement)
				}
			}
		}
		compare(t, table.String())
	})
}

// restoreAfter brings the matters back to where every caller finds them.
func (in *inside) restoreAfter(deed, plain, concern, statement string) {
	in.t.Helper()
	switch deed {
	case "regrade":
		in.act("office_director", plain, "propose_downgrade", map[string]any{"grade": "general", "reason": "x"})
		in.act("deputy", plain, "confirm_downgrade", nil)
	case "return":
		in.act("drafter", statement, "submit", nil)
	}
}

// verdict is status and code, and of a list whether it is empty.
func verdict(a answer) string {
	if bytes.HasPrefix(a.body, []byte(`{"items":[]`)) {
		return fmt.Sprint(a.status, " empty")
	}
	return strings.TrimSpace(fmt.Sprint(a.status, " ", a.code()))
}

// compare holds the table to the reviewed one, which is kept short: one line a
// caller and answer, with all that it is the answer to.
func compare(t *testing.T, table string) {
	t.Helper()
	got := fold(table)
	file := filepath.Join("testdata", "sweep.txt")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	w, g := lines(string(want)), lines(got)
	for line := range g {
		if !w[line] {
			t.Errorf("not in the reviewed table: %s", line)
		}
	}
	for line := range w {
		if !g[line] {
			t.Errorf("only in the reviewed table: %s", line)
		}
	}
}

func lines(text string) map[string]bool {
	out := map[string]bool{}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			out[line] = true
		}
	}
	return out
}

// fold writes "caller: answer: doors", callers and answers in the order in which
// they came.
func fold(table string) string {
	var out strings.Builder
	out.WriteString("# Who gets which answer where. Plain names are doors of the interface, those after ! are acts on a matter.\n" +
		"# A caller with @ is a write token of a person with that role in that section; the concern is led by the section reception.\n")
	type key struct{ caller, answer string }
	var order []key
	held := map[key][]string{}
	for line := range strings.Lines(table) {
		caller, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		mark := ""
		if cut, ok := strings.CutPrefix(rest, "! "); ok {
			mark, rest = "!", cut
		}
		name, verdict, _ := strings.Cut(rest, " ")
		k := key{caller, verdict}
		if held[k] == nil {
			order = append(order, k)
		}
		held[k] = append(held[k], mark+name)
	}
	for _, k := range order {
		fmt.Fprintf(&out, "%s: %s: %s\n", k.caller, k.answer, strings.Join(held[k], " "))
	}
	return out.String()
}
