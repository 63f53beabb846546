package web_test

import (
	"regexp"
	"slices"
	"strings"

	"yingda/internal/desk"
	"yingda/internal/regime"
	"yingda/internal/web"
)

// Who comes in at which door of the desk: each route stands in one row. What a
// person then may do with the thing behind it is asked of the desk.

var (
	everybody = regime.Roles
	staff     = []regime.Role{regime.Head, regime.Deputy, regime.OfficeDirector, regime.Liaison, regime.DutyOfficer, regime.Handler, regime.Drafter, regime.Reviewer, regime.Approver, regime.Spokesperson, regime.ChiefEditor, regime.Editor, regime.Inspector}
	listeners = slices.Concat([]regime.Role{regime.SystemAdmin, regime.Auditor}, staff)
	admin     = []regime.Role{regime.SystemAdmin}
	leaders   = []regime.Role{regime.Head, regime.Deputy}
	conveners = slices.Concat([]regime.Role{regime.OfficeDirector, regime.Liaison, regime.DutyOfficer}, leaders)

	keyReaders = slices.Concat([]regime.Role{regime.SecurityAdmin, regime.Keeper}, listeners)
)

// doorRow is one row: who, and the routes, parted by semicolons and lines. No role
// at all means that the door stands open before sign-in too.
type doorRow struct {
	who    []regime.Role
	routes string
}

func (r doorRow) patterns() []string {
	var out []string
	for _, p := range strings.FieldsFunc(r.routes, func(c rune) bool { return c == ';' || c == '\n' }) {
		out = append(out, strings.TrimSpace(p))
	}
	return out
}

// doorRows returns the row of each pattern, and what is wrong with the table.
func doorRows() (rows map[string]doorRow, faults []string) {
	rows = map[string]doorRow{}
	known := web.Patterns()
	for _, r := range doorTable {
		for _, p := range r.patterns() {
			if _, twice := rows[p]; twice || !slices.Contains(known, p) {
				faults = append(faults, "the table names "+p+" twice, or no such route is registered")
			}
			rows[p] = r
		}
	}
	for _, p := range known {
		if _, ok := rows[p]; !ok {
			faults = append(faults, "no row of the table says who may use "+p)
		}
	}
	return rows, faults
}

var parameter = regexp.MustCompile(`\{[a-z]+\}`)

// address is a pattern as a method and a path, with something that is nowhere for
// each parameter.
func address(pattern string) (method, path string) {
	method, path, _ = strings.Cut(pattern, " ")
	if path == "/desk/" {
		return method, "/desk/nowhere"
	}
	return method, parameter.ReplaceAllString(strings.TrimSuffix(path, "{$}"), "x")
}

var doorTable = []doorRow{
	{nil, `GET /desk/demo; POST /desk/language; GET /desk/sign-in; POST /desk/sign-in; GET /desk/sign-in/code; POST /desk/sign-in/code`},
	{everybody, `GET /desk; GET /desk/; GET /desk/bar; GET /desk/bulk; POST /desk/bulk; GET /desk/bulk/new; GET /desk/bulk/{id}; GET /desk/bulk/{id}/now; POST /desk/bulk/{id}/stop
		GET /desk/bulk/{id}/table; GET /desk/calendar; GET /desk/checks; GET /desk/clocks; GET /desk/concerns; POST /desk/concerns; GET /desk/concerns/new
		GET /desk/concerns/{number}; GET /desk/concerns/{number}/documents/{file}; GET /desk/concerns/{number}/dossier/{form}
		GET /desk/factor; POST /desk/factor; POST /desk/factor/codes
		POST /desk/factor/remove; POST /desk/factor/renew; GET /desk/concerns/{number}/evidence/{id}; GET /desk/concerns/{number}/file; POST /desk/concerns/{number}/files; POST /desk/concerns/{number}/helpers
		POST /desk/concerns/{number}/helpers/{id}/revoke; POST /desk/concerns/{number}/pages; GET /desk/group; GET /desk/inbox/{number}; GET /desk/live
		GET /desk/matters/{number}; POST /desk/matters/{number}/act; POST /desk/matters/{number}/typing; GET /desk/matters/{number}/act/{action}; GET /desk/more; GET /desk/notices
		POST /desk/notices; GET /desk/password; POST /desk/password; POST /desk/people/{id}/card; GET /desk/regime; GET /desk/regimes; GET /desk/regimes/{id}
		GET /desk/report; POST /desk/report; GET /desk/review; GET /desk/search; GET /desk/search/check; POST /desk/sessions/{id}/end; GET /desk/settings
		POST /desk/settings; GET /desk/settings/telling; POST /desk/settings/telling; POST /desk/sign-out; GET /desk/statements/{number}
		GET /desk/statements/{number}/checks; GET /desk/statements/{number}/compare; POST /desk/statements/{number}/draft
		GET /desk/statements/{number}/signing.docx; GET /desk/tasks; GET /desk/tasks/{id}; GET /desk/tellings; POST /desk/views; POST /desk/views/{id}/drop
		GET /desk/{$}`},
	{listeners, `GET /desk/answers; GET /desk/answers/{number}; POST /desk/answers/{number}/insert; GET /desk/contractors; GET /desk/contractors/{id}; GET /desk/experts
		GET /desk/experts/export; GET /desk/grouping; GET /desk/inbox; GET /desk/lessons; GET /desk/listening; GET /desk/listening/letters
		GET /desk/listening/periods; GET /desk/mailboxes; GET /desk/meetings; GET /desk/meetings/{id}; GET /desk/own/{id}; GET /desk/proposals/{id}
		GET /desk/risks; GET /desk/risks/{id}; GET /desk/roster; GET /desk/roster/export; POST /desk/roster/{id}/note; POST /desk/roster/{id}/receive
		POST /desk/roster/{id}/take; GET /desk/sites; POST /desk/sites/faults/{id}/take; GET /desk/sites/{id}; GET /desk/sorting; GET /desk/sources
		GET /desk/sources/export; GET /desk/sources/registry; GET /desk/sources/{id}; GET /desk/stream; GET /desk/stream/newer; GET /desk/topics
		GET /desk/topics/{id}; GET /desk/upward/{id}`},
	{staff, `GET /desk/contacts; GET /desk/contacts/export; GET /desk/contacts/{id}; POST /desk/own; GET /desk/own/new; POST /desk/own/{id}/entries; POST /desk/risks
		GET /desk/risks/new; POST /desk/risks/{id}/decide; POST /desk/risks/{id}/link; POST /desk/stream/{id}/concern; GET /desk/tips/keys; POST /desk/tips/keys
		POST /desk/tips/keys/{id}/refuse; POST /desk/tips/keys/{id}/vouch; GET /desk/tips/recovery; POST /desk/tips/recovery/{id}/give; GET /desk/upward
		POST /desk/upward/{id}/answer; POST /desk/upward/{id}/ask; POST /desk/upward/{id}/receive`},
	{admin, `POST /desk/calendar/notice; POST /desk/calendar/overlay; POST /desk/calendar/use; GET /desk/jobs; POST /desk/jobs/{id}/discard
		POST /desk/jobs/{id}/retry; GET /desk/peers; POST /desk/peers; POST /desk/peers/{id}/switch; POST /desk/people; GET /desk/people/import
		POST /desk/people/import; GET /desk/people/new; POST /desk/people/{id}/activate; POST /desk/people/{id}/factor; POST /desk/people/{id}/reset; POST /desk/regimes; GET /desk/robots
		POST /desk/robots; GET /desk/robots/new; GET /desk/robots/{id}; POST /desk/robots/{id}; POST /desk/robots/{id}/test; POST /desk/robots/{id}/use
		GET /desk/tokens; POST /desk/tokens; POST /desk/tokens/{id}/revoke; POST /desk/units; GET /desk/units/import; POST /desk/units/import
		GET /desk/units/new; POST /desk/units/{id}; POST /desk/units/{id}/close`},
	{keyReaders, `GET /desk/accounts/{id}/keys; POST /desk/accounts/{id}/keys; GET /desk/accounts/{id}/keys/{name}; GET /desk/keys`},
	{desk.SecretKeepers, `GET /desk/accounts/{id}/keys/new`},
	{desk.PlanReaders, `GET /desk/accounts/plans; GET /desk/accounts/{id}/plan`},
	{desk.PlanKeepers, `POST /desk/accounts/{id}/plan`},
	{desk.Alarmers, `POST /desk/accounts/{id}/alarm; POST /desk/accounts/{id}/alarm/step`},
	{desk.Stoppers, `POST /desk/accounts/{id}/alarm/end; POST /desk/channels/resume; POST /desk/channels/stop`},
	{desk.AccountReaders, `GET /desk/accounts; GET /desk/accounts/activity; GET /desk/accounts/export; GET /desk/accounts/joint; GET /desk/accounts/levels
		GET /desk/accounts/matrix; GET /desk/accounts/rules; GET /desk/accounts/{id}/platform; GET /desk/accounts/{number}; GET /desk/accounts/{number}/activity
		GET /desk/accounts/{number}/evidence/{id}; GET /desk/accounts/{number}/posts/export; GET /desk/fakes; GET /desk/fakes/{number}/evidence/{id}
		GET /desk/filings; GET /desk/filings/{number}; GET /desk/filings/{number}/form.docx; GET /desk/platforms`},
	{desk.AccountKeepers, `POST /desk/accounts; GET /desk/accounts/import; POST /desk/accounts/import; POST /desk/accounts/joint; POST /desk/accounts/joint/carry
		POST /desk/accounts/matrix; GET /desk/accounts/new; GET /desk/accounts/{number}/change; POST /desk/accounts/{number}/change
		POST /desk/accounts/{number}/close; POST /desk/accounts/{number}/files; POST /desk/accounts/{number}/marks`},
	{[]regime.Role{regime.OfficeDirector, regime.SystemAdmin}, `POST /desk/accounts/levels; POST /desk/sorting/train`},
	{desk.RequestDrafters, `POST /desk/fakes; GET /desk/fakes/new; POST /desk/fakes/{number}/files; POST /desk/fakes/{number}/told; POST /desk/requests; GET /desk/requests/new
		POST /desk/requests/publishers`},
	{desk.PostKeepers, `POST /desk/accounts/{number}/feeds; POST /desk/accounts/{number}/posts; GET /desk/accounts/{number}/posts/import
		POST /desk/accounts/{number}/posts/import; POST /desk/accounts/{number}/posts/{id}/void; POST /desk/services; POST /desk/services/move
		POST /desk/services/{id}/open`},
	{desk.AnswerWriters, `POST /desk/answers; GET /desk/answers/new`},
	{desk.AnswerApprovers, `POST /desk/answers/{number}/decide; POST /desk/answers/{number}/withdraw`},
	{desk.OutwardReaders, `GET /desk/carrying; GET /desk/channels; GET /desk/policies; GET /desk/press; GET /desk/requests; GET /desk/requests/{number}
		GET /desk/requests/{number}/letter.docx; POST /desk/requests/{number}/{step}`},
	{desk.OutletKeepers, `GET /desk/channels/new; POST /desk/channels/outlets; POST /desk/channels/outlets/{id}/secret; POST /desk/channels/outlets/{id}/use`},
	{desk.Recorders, `GET /desk/channels/releases/{id}; POST /desk/channels/releases/{id}/reach; POST /desk/channels/releases/{id}/record`},
	{desk.Deciders, `POST /desk/channels/releases/{id}/decide; POST /desk/channels/releases/{id}/resend`},
	{[]regime.Role{regime.Inspector, regime.OfficeDirector, regime.Head, regime.Deputy, regime.Liaison, regime.DutyOfficer, regime.Handler, regime.Auditor, regime.SystemAdmin}, `GET /desk/findings; GET /desk/findings/{id}; POST /desk/findings/{id}`},
	{desk.DeskReaders, `GET /desk/editorial; GET /desk/editorial/calendar; GET /desk/editorial/columns; GET /desk/editorial/{number}`},
	{desk.DeskEditors, `POST /desk/editorial/columns; POST /desk/editorial/columns/staff; POST /desk/editorial/commissions; POST /desk/editorial/commissions/{id}/drop`},
	{desk.ReprintKeepers, `POST /desk/editorial/sources`},
	{desk.Writers, `POST /desk/editorial; GET /desk/editorial/new; POST /desk/editorial/{number}`},
	{desk.ContractKeepers, `POST /desk/contractors; POST /desk/contractors/{id}/checks; POST /desk/contractors/{id}/checks/{check}/mend; POST /desk/contractors/{id}/end
		POST /desk/contractors/{id}/people`},
	{desk.Groupers, `POST /desk/grouping; POST /desk/grouping/changes/{id}/undo; POST /desk/spikes/{id}/seen`},
	{desk.Typists, `GET /desk/inbox/new; POST /desk/inbox/new/files`},
	{desk.Openers, `POST /desk/inbox/{number}/files/{id}; POST /desk/inbox/{number}/original`},
	{desk.Curators, `POST /desk/listening/gaps/{id}; POST /desk/listening/letters; POST /desk/listening/letters/{id}/drop; POST /desk/listening/letters/{id}/replay
		POST /desk/proposals/{id}/withdraw; POST /desk/sources; POST /desk/sources/import; GET /desk/sources/new; GET /desk/sources/other
		POST /desk/sources/preview; POST /desk/sources/{id}; POST /desk/sources/{id}/columns; GET /desk/sources/{id}/file; POST /desk/sources/{id}/files
		POST /desk/sources/{id}/pause; POST /desk/sources/{id}/read; POST /desk/topics; POST /desk/topics/check; GET /desk/topics/new; POST /desk/topics/{id}
		GET /desk/topics/{id}/edit`},
	{desk.KeyWatchers, `POST /desk/listening/periods/{id}`},
	{desk.BoxKeepers, `POST /desk/mailboxes; POST /desk/mailboxes/letters/{id}/drop; POST /desk/mailboxes/letters/{id}/take`},
	{desk.TicketKeepers, `GET /desk/tickets; POST /desk/tickets; POST /desk/tickets/columns`},
	{[]regime.Role{regime.SystemAdmin, regime.SecurityAdmin}, `GET /desk/people; GET /desk/people/export; GET /desk/people/factor; POST /desk/people/factor; GET /desk/people/{id}; POST /desk/people/{id}/deactivate; POST /desk/people/{id}/grant
		POST /desk/people/{id}/revoke; GET /desk/units; GET /desk/units/export; GET /desk/units/{id}`},
	{desk.ExpertKeepers, `POST /desk/experts; GET /desk/experts/import; POST /desk/experts/import`},
	{[]regime.Role{regime.Expert}, `GET /desk/opinions; POST /desk/opinions/meetings/{id}; POST /desk/opinions/{id}`},
	{desk.ContactKeepers, `POST /desk/contacts; GET /desk/contacts/import; POST /desk/contacts/import; POST /desk/contacts/{id}/entries`},
	{desk.RosterKeepers, `POST /desk/roster; GET /desk/roster/import; POST /desk/roster/import; POST /desk/roster/periods; POST /desk/roster/periods/{id}/end
		POST /desk/roster/{id}/drop`},
	{desk.CommentReaders, `GET /desk/comments; GET /desk/comments/{id}`},
	{desk.CommentKeepers, `GET /desk/comments/import; POST /desk/comments/import; POST /desk/comments/{id}/carried; POST /desk/comments/{id}/inbox; POST /desk/comments/{id}/show
		POST /desk/comments/{id}/stand; POST /desk/comments/{id}/withhold`},
	{slices.Concat(desk.CommentKeepers, desk.AppealDeciders), `POST /desk/comments/{id}/appeal`},
	{desk.Connectors, `POST /desk/accounts/{id}/platform; POST /desk/accounts/{id}/platform/end`},
	{desk.PressKeepers, `POST /desk/carrying; POST /desk/carrying/{id}/excuse; POST /desk/policies; POST /desk/policies/{id}/explain; POST /desk/policies/{id}/publish
		POST /desk/press; POST /desk/press/{id}/end`},
	{desk.Announcers, `POST /desk/press/{id}/announce`},
	{desk.Assessors, `POST /desk/statements/{number}/met`},
	{conveners, `POST /desk/meetings; GET /desk/meetings/new; POST /desk/meetings/{id}/minutes`},
	{leaders, `POST /desk/meetings/{id}/approve; POST /desk/own/{id}/sign`},
	{slices.Concat(leaders, desk.Curators), `GET /desk/bench`},
	{desk.TopicApprovers, `POST /desk/proposals/{id}/approve; POST /desk/proposals/{id}/return`},
	{[]regime.Role{regime.Auditor, regime.SystemAdmin}, `GET /desk/audit; POST /desk/audit/verify`},
	{desk.TellingKeepers, `POST /desk/tellings/{id}/drop; POST /desk/tellings/{id}/retry`},
	{desk.ServiceReaders, `GET /desk/services`},
	{desk.Clearers, `POST /desk/services/{id}/clear`},
	{slices.Concat([]regime.Role{regime.SecurityAdmin}, desk.PostKeepers), `POST /desk/services/{id}/stop`},
	{desk.SiteKeepers, `POST /desk/sites; POST /desk/sites/{id}/switch`},
	{[]regime.Role{regime.Inspector}, `GET /desk/tips; GET /desk/tips/handed; POST /desk/tips/keys/rewrap; POST /desk/tips/recovery; POST /desk/tips/recovery/ask
		POST /desk/tips/recovery/{id}/use; GET /desk/tips/{number}; POST /desk/tips/{number}/entries; POST /desk/tips/{number}/exports
		POST /desk/tips/{number}/exports/{id}/agree; POST /desk/tips/{number}/exports/{id}/print; GET /desk/tips/{number}/items/{item}
		POST /desk/tips/{number}/publish; POST /desk/tips/{number}/readers; POST /desk/tips/{number}/receive; POST /desk/tips/{number}/recuse`},
	{desk.TipMovers, `GET /desk/tips/move; POST /desk/tips/move; POST /desk/tips/origin`},
}
