package house

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"yingda/internal/matter"
	"yingda/internal/regime"
)

// paths says by what each duty that docs/clauses.md calls done is carried out: the
// steps of a state table, the pages and addresses that people and other systems
// use, the jobs that run by themselves. Each must be there and be reachable.
var paths = map[string]string{
	"ORG-1":  "GET /desk/units, POST /desk/units, GET /desk/units/export, POST /desk/units/import",
	"ORG-2":  "GET /desk/group, POST /desk/people/{id}/grant",
	"ORG-3":  "step add_unit, step confirm, step object, step give_opinion",
	"ORG-4":  "GET /desk/editorial, GET /desk/group",
	"ORG-5":  "GET /desk/experts, step ask_expert, POST /desk/opinions/{id}, step publish_opinion, GET /experts",
	"ORG-6":  "GET /desk/contacts, POST /desk/contacts/{id}/entries",
	"ORG-7":  "GET /desk/roster, POST /desk/roster/{id}/note, POST /desk/roster/{id}/receive, POST /desk/roster/{id}/take, job roster",
	"ORG-9":  "GET /desk/group, GET /desk/regimes/{id}",
	"LIS-1":  "GET /desk/sources, GET /desk/sources/registry, POST /desk/sources",
	"LIS-2":  "POST /api/v1/posts, POST /desk/sources/{id}/files, POST /desk/report, POST /desk/tickets, job mail_in, job read_accounts, job group",
	"LIS-3":  "POST /desk/topics, GET /desk/bench, POST /desk/proposals/{id}/approve",
	"LIS-5":  "POST /desk/roster/periods, POST /desk/listening/periods/{id}",
	"LIS-6":  "GET /desk/listening, POST /desk/listening/gaps/{id}, POST /desk/listening/letters, job watch",
	"LIS-7":  "step ask_check, step answer_check",
	"LIS-8":  "GET /desk/sites, POST /desk/sites/faults/{id}/take, job sites",
	"JUD-1":  "step merge, step join_post, step split_post, step unmerge, GET /desk/topics/{id}, POST /desk/grouping, job group",
	"JUD-2":  "step confirm_grade, step regrade, step propose_downgrade, step confirm_downgrade",
	"JUD-3":  "step take_suggestion, step resort, step record_clarification",
	"JUD-4":  "step assess_answer, step no_answer, step dismiss, GET /figures",
	"JUD-5":  "POST /desk/meetings, POST /desk/meetings/{id}/approve, step meeting_held",
	"JUD-6":  "POST /desk/risks, POST /desk/risks/{id}/decide, POST /desk/risks/{id}/link",
	"JUD-7":  "POST /desk/own, POST /desk/own/{id}/entries, POST /desk/own/{id}/sign",
	"HAN-1":  "step assign_task, step complete_task, GET /desk/tasks/{id}",
	"HAN-2":  "GET /desk/clocks, step extend_clock, step pause_clock, step resume_clock, job ring",
	"HAN-3":  "step report_first, step report_progress, step report_result, step report_three_day, POST /desk/upward/{id}/receive, POST /desk/upward/{id}/ask, POST /api/v1/exchange, job exchange",
	"HAN-4":  "POST /desk/meetings/{id}/minutes, step group_formed, step change_group",
	"HAN-5":  "step add_fact, step conclude, GET /desk/concerns/{number}/file, POST /desk/concerns/{number}/helpers",
	"HAN-6":  "step choose_way, step establish_facts, step report_office, step receive_office, step group_decided",
	"HAN-7":  "step dispatch, step receive, step hand_back, step arbitrate, step transfer, step urge, step return_result",
	"HAN-9":  "step progress, step propose_reopen, step keep_answer, step reopen, step close, POST /statements/{number}/feedback",
	"HAN-10": "step order_measure, step hold_accountable, step prove_measure, step check_measure",
	"HAN-11": "step after_action, step publish_review, step add_lesson, GET /desk/lessons, GET /reviews",
	"HAN-12": "step draft_invitation, step open_invitation, step record_heard, step close_invitation, GET /invitations/{number}",
	"ANS-1":  "step begin_statement, step save, step submit, step approve, step correct, step withdraw, job release, job lapse",
	"ANS-2":  "step sign, step return, step clear_findings, GET /desk/statements/{number}/checks",
	"ANS-3":  "step ask_confirmation, step confirm, step object, step end_confirmation",
	"ANS-4":  "GET /statements/{number}, POST /desk/channels/outlets, POST /desk/channels/releases/{id}/record, step published, step corrected, step withdrawn, job send",
	"ANS-5":  "GET /desk/channels, job release, job send",
	"ANS-6":  "step record_adoption, step record_apology, step record_solution, step record_uptake",
	"ANS-7":  "step begin_statement, GET /statements/{number}, job ring",
	"ANS-8":  "POST /desk/press, POST /desk/press/{id}/announce, POST /desk/press/{id}/end, step conference_held, GET /press",
	"ANS-9":  "POST /desk/requests, POST /desk/requests/{number}/{step}, GET /requests",
	"ANS-10": "POST /desk/carrying, POST /desk/carrying/{id}/excuse, job carry",
	"ANS-11": "POST /desk/policies/{id}/explain, GET /rules",
	"ANS-12": "POST /desk/policies, POST /desk/policies/{id}/publish, GET /rules",
	"ANS-13": "POST /desk/channels/releases/{id}/reach, POST /desk/statements/{number}/met, POST /statements/{number}/feedback",
	"ACC-1":  "GET /desk/accounts, POST /desk/accounts/import, step register_account, POST /desk/accounts/{id}/platform",
	"ACC-2":  "POST /desk/accounts, step fill_filing, step agree_filing, step record_level, GET /desk/filings/{number}/form.docx",
	"ACC-3":  "step submit_filing, step make_change, step file_change, step announce_account, step end_account, POST /desk/accounts/{number}/close",
	"ACC-4":  "GET /desk/accounts/rules, POST /desk/accounts/{number}/marks",
	"ACC-5":  "GET /desk/accounts/activity, GET /desk/accounts/{number}/activity, job pace, job read_accounts",
	"ACC-6":  "GET /desk/accounts/activity",
	"ACC-7":  "GET /desk/editorial/calendar, POST /desk/editorial, POST /desk/editorial/commissions, POST /desk/editorial/sources, step sign",
	"ACC-8":  "POST /desk/services, POST /desk/services/{id}/clear, job services, job read_accounts",
	"ACC-9":  "POST /desk/accounts/{id}/keys, GET /desk/keys, job secrets",
	"ACC-10": "POST /desk/fakes, POST /desk/requests/{number}/{step}, GET /accounts/check",
	"ACC-11": "POST /desk/accounts/matrix, POST /desk/accounts/joint, GET /accounts",
	"ACC-12": "POST /desk/contractors, POST /desk/contractors/{id}/checks",
	"ACC-13": "POST /desk/comments/{id}/withhold, POST /comments/{code}, POST /desk/comments/{id}/appeal, GET /comments",
	"ACC-14": "POST /desk/accounts/{id}/plan, POST /desk/accounts/{id}/alarm, POST /desk/accounts/{id}/alarm/end, job secrets",
	"MSG-1":  "POST /ask, POST /desk/inbox/new/files, POST /desk/tickets, step came_again, job mail_in",
	"MSG-3":  "step save_answer, step approve_answer, step ask_again, step rate, step take_up_again, POST /follow, job answer_messages, job reply",
	"MSG-4":  "POST /desk/inbox/{number}/original, job purge",
	"MSG-5":  "POST /desk/answers, POST /desk/answers/{number}/decide, GET /answers, job answers",
}

var address = regexp.MustCompile(`^(?:(?:GET|POST|PUT) )?/`)

// running returns every step of the state tables, every address that a route
// table or a mux of the program serves, and every kind of job that it registers.
func running(t *testing.T) map[string]bool {
	t.Helper()
	runs := map[string]bool{}
	for _, kind := range regime.Kinds {
		for _, row := range matter.Rows(kind) {
			runs["step "+string(row.Action)] = true
		}
	}
	tables, within := map[string][]string{}, map[string][]string{}
	for _, s := range sources(t) {
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ValueSpec: // var organisationRoutes = []Route{…}, or of other tables
				if name := n.Names[0].Name; strings.HasPrefix(s.path, "internal/web/") && strings.HasSuffix(name, "Routes") {
					tables[name], within[name] = addresses(n), names(n)
				}
			case *ast.FuncDecl: // func routes(): the tables that are served
				if s.path == "internal/web/routes.go" && n.Name.Name == "routes" {
					within["routes"] = names(n.Body)
				}
			case *ast.CallExpr:
				runs[called(s.path, n)] = true
			case *ast.CompositeLit:
				runs[operation(n)] = true
			}
			return true
		})
	}
	served := []string{"routes"}
	for i := 0; i < len(served); i++ {
		for _, one := range tables[served[i]] {
			runs[one] = true
		}
		for _, name := range within[served[i]] {
			if !slices.Contains(served, name) {
				served = append(served, name)
			}
		}
	}
	return runs
}

// called is what a call makes run: p.jobs.Register("release", …) a job,
// mux.Handle("GET /statements", …) a page of the public site.
func called(path string, call *ast.CallExpr) string {
	on, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || len(call.Args) == 0 {
		return ""
	}
	switch name := on.Sel.Name; {
	case strings.HasPrefix(path, "internal/app/") && (name == "Register" || name == "RegisterTx"):
		return "job " + literal(call.Args[0])
	case strings.HasPrefix(path, "internal/site/") && (name == "Handle" || name == "HandleFunc"):
		return literal(call.Args[0])
	}
	return ""
}

// operation is the address of huma.Operation{Method: http.MethodPost, Path: …}.
func operation(lit *ast.CompositeLit) string {
	method, path := "", ""
	for _, e := range lit.Elts {
		field, ok := e.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		if name, ok := field.Key.(*ast.Ident); ok && name.Name == "Path" {
			path = literal(field.Value)
		}
		if of, ok := field.Value.(*ast.SelectorExpr); ok && strings.HasPrefix(of.Sel.Name, "Method") {
			method = strings.ToUpper(strings.TrimPrefix(of.Sel.Name, "Method"))
		}
	}
	return method + " " + path
}

func names(n ast.Node) (out []string) {
	ast.Inspect(n, func(x ast.Node) bool {
		if name, ok := x.(*ast.Ident); ok {
			out = append(out, name.Name)
		}
		return true
	})
	return out
}

// literal is the text of a string written out in the code, "" for all else.
func literal(e ast.Expr) string {
	if b, ok := e.(*ast.BasicLit); ok && b.Kind == token.STRING {
		text, err := strconv.Unquote(b.Value)
		if err == nil {
			return text
		}
	}
	return ""
}

func addresses(n ast.Node) (out []string) {
	ast.Inspect(n, func(x ast.Node) bool {
		if b, ok := x.(*ast.BasicLit); ok && address.MatchString(literal(b)) {
			out = append(out, literal(b))
		}
		return true
	})
	return out
}

// What is called done runs: each duty that docs/clauses.md marks done has its
// paths above, each of them is there, and an article that a preset calls done is
// carried out by such duties alone.
func TestEveryDoneDutyHasARunningPath(t *testing.T) {
	listed, runs := clauses(t), running(t)
	for duty, c := range listed {
		if c.status == "done" && dutyID.MatchString(duty) && paths[duty] == "" {
			t.Errorf("docs/clauses.md:%d calls %s done, and no path carries it out", c.line, duty)
		}
	}
	for duty, list := range paths {
		if listed[duty].status != "done" {
			t.Errorf("%s has paths, and docs/clauses.md calls it %q", duty, listed[duty].status)
		}
		for one := range strings.SplitSeq(list, ", ") {
			if !runs[one] {
				t.Errorf("%s is carried out by %q, which is no step, no address that is served and no job", duty, one)
			}
		}
	}
	for _, name := range regime.Presets() {
		r, err := regime.Preset(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range r.Articles {
			if i := slices.IndexFunc(a.By, func(duty string) bool { return listed[duty].status != "done" }); i >= 0 && a.Status == regime.Done {
				t.Errorf("%s calls article %s done by %s, which docs/clauses.md calls %q", name, a.ID, a.By[i], listed[a.By[i]].status)
			}
		}
	}
}
