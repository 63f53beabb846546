package web

import (
	"slices"

	"yingda/internal/desk"
	"yingda/internal/matter"
	"yingda/internal/regime"
)

// Route is one address of the desk: a pattern of http.ServeMux, what serves it,
// and who may come in. What a person may do with a matter is asked of the desk.
type Route struct {
	Pattern string
	Handler func(*server, *visit) error
	Rule    Rule
}

// Rule says who may use a route. The zero rule lets nobody start the program.
type Rule struct {
	allows func(matter.Actor) bool
	open   bool // before sign-in too
	early  bool // while the first password still stands
	enrols bool // while a second factor is still to be set up
	idle   bool // asked by open pages themselves: no sign of a person
}

var (
	anyone    = Rule{allows: func(matter.Actor) bool { return true }, open: true}
	newcomer  = Rule{allows: func(matter.Actor) bool { return true }, early: true, enrols: true}
	enrolling = Rule{allows: func(matter.Actor) bool { return true }, enrols: true}
	signedIn  = Rule{allows: func(matter.Actor) bool { return true }}
)

// byItself marks what an open page asks for by itself.
func byItself(r Rule) Rule {
	r.idle = true
	return r
}

// holds admits who holds one of the roles anywhere.
func holds(roles ...regime.Role) Rule {
	return Rule{allows: func(who matter.Actor) bool {
		return slices.ContainsFunc(roles, who.Has)
	}}
}

// routes is the whole table of the staff desk.
func routes() []Route {
	return slices.Concat(doorRoutes, concernRoutes, statementRoutes, workRoutes, listeningRoutes, watchRoutes, siteRoutes, checkRoutes, groupingRoutes, channelRoutes, requestRoutes, pressRoutes, adminRoutes, clockRoutes, tellingRoutes, lastRoutes, organisationRoutes, sortingRoutes, mailRoutes, answerRoutes, tipRoutes, tipKeyRoutes, tipMoveRoutes, keyRoutes, activityRoutes, platformRoutes, accountRoutes, inboxRoutes, commentRoutes, planRoutes, bulkRoutes)
}

var doorRoutes = []Route{
	{"GET /desk", (*server).home, signedIn},
	{"GET /desk/{$}", (*server).home, signedIn},
	{"GET /desk/sign-in", (*server).signInPage, anyone},
	{"POST /desk/sign-in", (*server).signIn, anyone},
	{"GET /desk/sign-in/code", (*server).codePage, anyone},
	{"POST /desk/sign-in/code", (*server).enterCode, anyone},
	{"POST /desk/sign-out", (*server).signOut, newcomer},
	{"GET /desk/password", (*server).passwordPage, newcomer},
	{"POST /desk/password", (*server).changePassword, newcomer},
	{"GET /desk/factor", (*server).factor, enrolling},
	{"POST /desk/factor", (*server).enrolFactor, enrolling},
	{"POST /desk/factor/renew", (*server).renewFactor, signedIn},
	{"POST /desk/factor/codes", (*server).freshCodes, signedIn},
	{"POST /desk/factor/remove", (*server).removeFactor, signedIn},
	{"POST /desk/language", (*server).chooseLanguage, anyone},
	{"GET /desk/demo", (*server).demo, anyone},
	{"GET /desk/settings", (*server).settings, signedIn},
	{"POST /desk/settings", (*server).saveSettings, signedIn},
	{"POST /desk/sessions/{id}/end", (*server).endSession, signedIn},
	{"GET /desk/more", (*server).more, signedIn},
	{"GET /desk/bar", (*server).bar, signedIn},
	{"GET /desk/settings/telling", (*server).wish, signedIn},
	{"POST /desk/settings/telling", (*server).saveWish, signedIn},
	{"GET /desk/notices", (*server).notices, signedIn},
	{"POST /desk/notices", (*server).readNotices, signedIn},
	{"GET /desk/live", (*server).live, byItself(signedIn)},
	{"GET /desk/search", (*server).search, signedIn},
	{"GET /desk/search/check", (*server).checkQuery, signedIn},
	{"GET /desk/tasks", (*server).tasks, signedIn},
}

var concernRoutes = []Route{
	{"GET /desk/concerns", (*server).concerns, signedIn},
	{"GET /desk/concerns/new", (*server).newConcern, signedIn},
	{"POST /desk/concerns", (*server).openConcern, signedIn},
	{"GET /desk/concerns/{number}", (*server).concern, signedIn},
	{"GET /desk/concerns/{number}/documents/{file}", (*server).paper, signedIn},
	{"GET /desk/concerns/{number}/dossier/{form}", (*server).dossier, signedIn},
	{"GET /desk/matters/{number}", (*server).matter, signedIn},
	{"GET /desk/matters/{number}/act/{action}", (*server).actPage, signedIn},
	{"POST /desk/matters/{number}/act", (*server).act, signedIn},
	{"POST /desk/matters/{number}/typing", (*server).typing, signedIn},
	{"POST /desk/views", (*server).saveView, signedIn},
	{"POST /desk/views/{id}/drop", (*server).dropView, signedIn},
}

var statementRoutes = []Route{
	{"GET /desk/review", (*server).review, signedIn},
	{"GET /desk/statements/{number}", (*server).statement, signedIn},
	{"POST /desk/statements/{number}/draft", (*server).saveDraft, signedIn},
	{"GET /desk/statements/{number}/compare", (*server).compare, signedIn},
	{"GET /desk/statements/{number}/checks", (*server).checks, signedIn},
	{"POST /desk/statements/{number}/met", (*server).sayMet, holds(desk.Assessors...)},
	{"GET /desk/statements/{number}/signing.docx", (*server).signingPaper, signedIn},
}

var workRoutes = []Route{
	{"GET /desk/tasks/{id}", (*server).task, signedIn},
	{"GET /desk/concerns/{number}/file", (*server).file, signedIn},
	{"POST /desk/concerns/{number}/pages", (*server).addPage, signedIn},
	{"POST /desk/concerns/{number}/files", (*server).addFile, signedIn},
	{"GET /desk/concerns/{number}/evidence/{id}", (*server).evidence, signedIn},
	{"POST /desk/concerns/{number}/helpers", (*server).makeHelper, signedIn},
	{"POST /desk/concerns/{number}/helpers/{id}/revoke", (*server).revokeHelper, signedIn},
	{"GET /desk/upward", (*server).upward, reports},
	{"GET /desk/upward/{id}", (*server).upwardOne, listens},
	{"POST /desk/upward/{id}/receive", (*server).receiveReport, reports},
	{"POST /desk/upward/{id}/ask", (*server).askReport, reports},
	{"POST /desk/upward/{id}/answer", (*server).answerReport, reports},
	{"GET /desk/meetings", (*server).meetings, listens},
	{"GET /desk/meetings/new", (*server).newMeeting, convenes},
	{"POST /desk/meetings", (*server).addMeeting, convenes},
	{"GET /desk/meetings/{id}", (*server).meeting, listens},
	{"POST /desk/meetings/{id}/minutes", (*server).holdMeeting, convenes},
	{"POST /desk/meetings/{id}/approve", (*server).approveProposal, leads},
	{"GET /desk/risks", (*server).risks, listens},
	{"GET /desk/risks/new", (*server).newRisk, reports},
	{"POST /desk/risks", (*server).saveRisk, reports},
	{"GET /desk/risks/{id}", (*server).risk, listens},
	{"POST /desk/risks/{id}/decide", (*server).decideRisk, reports},
	{"POST /desk/risks/{id}/link", (*server).linkRisk, reports},
	{"GET /desk/own/new", (*server).newOwn, reports},
	{"POST /desk/own", (*server).beginOwn, reports},
	{"GET /desk/own/{id}", (*server).own, listens},
	{"POST /desk/own/{id}/entries", (*server).addOwn, reports},
	{"POST /desk/own/{id}/sign", (*server).signOwn, leads},
	{"GET /desk/lessons", (*server).lessons, listens},
	{"GET /desk/peers", (*server).peers, administers},
	{"POST /desk/peers", (*server).addPeer, administers},
	{"POST /desk/peers/{id}/switch", (*server).switchPeer, administers},
}

var listeningRoutes = []Route{
	{"GET /desk/stream", (*server).stream, listens},
	{"GET /desk/stream/newer", (*server).streamNewer, byItself(listens)},
	{"POST /desk/stream/{id}/concern", (*server).openAbout, reports},
	{"GET /desk/topics", (*server).topics, listens},
	{"GET /desk/topics/new", (*server).newTopic, curates},
	{"POST /desk/topics/check", (*server).checkRuleLive, curates},
	{"POST /desk/topics", (*server).saveTopic, curates},
	{"GET /desk/topics/{id}", (*server).topic, listens},
	{"GET /desk/topics/{id}/edit", (*server).editTopic, curates},
	{"POST /desk/topics/{id}", (*server).saveTopic, curates},
	{"GET /desk/bench", (*server).bench, tries},
	{"GET /desk/proposals/{id}", (*server).topicProposal, listens},
	{"POST /desk/proposals/{id}/approve", (*server).approveTopic, approvesTopics},
	{"POST /desk/proposals/{id}/return", (*server).returnTopic, approvesTopics},
	{"POST /desk/proposals/{id}/withdraw", (*server).withdrawTopic, curates},
	{"GET /desk/sources", (*server).sources, listens},
	{"GET /desk/sources/new", (*server).newSource, curates},
	{"POST /desk/sources/preview", (*server).previewSource, curates},
	{"POST /desk/sources", (*server).addSource, curates},
	{"GET /desk/sources/{id}", (*server).source, listens},
	{"POST /desk/sources/{id}", (*server).saveSource, curates},
	{"POST /desk/sources/{id}/pause", (*server).pauseSource, curates},
	{"POST /desk/sources/{id}/read", (*server).readSource, curates},
	{"GET /desk/sources/registry", (*server).sourceRegistry, listens},
	{"GET /desk/sources/export", (*server).exportSources, listens},
	{"POST /desk/sources/import", (*server).importSources, curates},
	{"GET /desk/sources/other", (*server).otherSource, curates},
	{"GET /desk/sources/{id}/file", (*server).vendorFile, curates},
	{"POST /desk/sources/{id}/files", (*server).takeVendorFile, curates},
	{"POST /desk/sources/{id}/columns", (*server).saveColumns, curates},
	{"GET /desk/report", (*server).newReport, signedIn},
	{"POST /desk/report", (*server).reportPost, signedIn},
}

var adminRoutes = []Route{
	{"GET /desk/regime", (*server).regimeAlias, signedIn},
	{"GET /desk/regimes", (*server).regimes, signedIn},
	{"POST /desk/regimes", (*server).adoptRegime, administers},
	{"GET /desk/regimes/{id}", (*server).regime, signedIn},
	{"GET /desk/audit", (*server).auditList, audits},
	{"POST /desk/audit/verify", (*server).verifyAudit, audits},
	{"GET /desk/people", (*server).people, staffs},
	{"GET /desk/people/new", (*server).newPerson, administers},
	{"POST /desk/people", (*server).addPerson, administers},
	{"GET /desk/people/factor", (*server).askFactorPage, staffs},
	{"POST /desk/people/factor", (*server).askFactor, staffs},
	{"GET /desk/people/{id}", (*server).person, staffs},
	{"POST /desk/people/{id}/factor", (*server).resetFactor, administers},
	{"POST /desk/people/{id}/reset", (*server).resetPassword, administers},
	{"POST /desk/people/{id}/activate", (*server).activatePerson, administers},
	{"POST /desk/people/{id}/deactivate", (*server).deactivatePerson, staffs},
	{"POST /desk/people/{id}/grant", (*server).grantRole, staffs},
	{"POST /desk/people/{id}/revoke", (*server).revokeRole, staffs},
	{"GET /desk/tokens", (*server).tokens, administers},
	{"POST /desk/tokens", (*server).addToken, administers},
	{"POST /desk/tokens/{id}/revoke", (*server).revokeToken, administers},
	{"GET /desk/jobs", (*server).jobs, administers},
	{"POST /desk/jobs/{id}/retry", (*server).retryJob, administers},
	{"POST /desk/jobs/{id}/discard", (*server).discardJob, administers},
}

var tellingRoutes = []Route{
	{"GET /desk/robots", (*server).robots, keepsRobot},
	{"GET /desk/robots/new", (*server).newRobot, keepsRobot},
	{"POST /desk/robots", (*server).addRobot, keepsRobot},
	{"GET /desk/robots/{id}", (*server).robot, keepsRobot},
	{"POST /desk/robots/{id}", (*server).saveRobot, keepsRobot},
	{"POST /desk/robots/{id}/test", (*server).testRobot, keepsRobot},
	{"POST /desk/robots/{id}/use", (*server).useRobot, keepsRobot},
	{"GET /desk/tellings", (*server).tellings, signedIn},
	{"POST /desk/tellings/{id}/retry", (*server).retryTelling, tellsStaff},
	{"POST /desk/tellings/{id}/drop", (*server).dropTelling, tellsStaff},
}

var lastRoutes = []Route{
	{"GET /desk/", (*server).lost, signedIn},
}
