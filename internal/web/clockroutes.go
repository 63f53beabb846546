package web

// clockRoutes are clocks, the calendar and the register of findings.
var clockRoutes = []Route{
	{"GET /desk/clocks", (*server).clocks, signedIn},
	{"GET /desk/calendar", (*server).calendar, signedIn},
	{"POST /desk/calendar/notice", (*server).loadNotice, administers},
	{"POST /desk/calendar/overlay", (*server).loadOverlay, administers},
	{"POST /desk/calendar/use", (*server).useOverlay, administers},
	{"GET /desk/findings", (*server).findings, oversees},
	{"GET /desk/findings/{id}", (*server).finding, oversees},
	{"POST /desk/findings/{id}", (*server).answerFinding, oversees},
}
