package web

import (
	"yingda/internal/desk"
	"yingda/internal/regime"
)

// organisationRoutes are the pages of who works here: tree, leading group, duty
// roster, experts, contact book.
var organisationRoutes = []Route{
	{"GET /desk/units", (*server).units, staffs},
	{"GET /desk/units/new", (*server).newUnit, administers},
	{"POST /desk/units", (*server).addUnit, administers},
	{"GET /desk/units/export", (*server).exportUnits, staffs},
	{"GET /desk/units/import", (*server).importUnits, administers},
	{"POST /desk/units/import", (*server).importUnits, administers},
	{"GET /desk/units/{id}", (*server).unit, staffs},
	{"POST /desk/units/{id}", (*server).saveUnit, administers},
	{"POST /desk/units/{id}/close", (*server).closeUnit, administers},
	{"GET /desk/people/export", (*server).exportPeople, staffs},
	{"GET /desk/people/import", (*server).importPeople, administers},
	{"POST /desk/people/import", (*server).importPeople, administers},
	{"GET /desk/experts", (*server).experts, listens},
	{"GET /desk/experts/export", (*server).exportExperts, listens},
	{"GET /desk/experts/import", (*server).importExperts, keepsExperts},
	{"POST /desk/experts/import", (*server).importExperts, keepsExperts},
	{"POST /desk/experts", (*server).saveExpert, keepsExperts},
	{"GET /desk/opinions", (*server).opinions, advises},
	{"POST /desk/opinions/{id}", (*server).giveOpinion, advises},
	{"POST /desk/opinions/meetings/{id}", (*server).replyMeeting, advises},
	{"GET /desk/contacts", (*server).contacts, reports},
	{"POST /desk/contacts", (*server).saveContact, keepsContacts},
	{"GET /desk/contacts/export", (*server).exportContacts, reports},
	{"GET /desk/contacts/import", (*server).importContacts, keepsContacts},
	{"POST /desk/contacts/import", (*server).importContacts, keepsContacts},
	{"GET /desk/contacts/{id}", (*server).contact, reports},
	{"POST /desk/contacts/{id}/entries", (*server).addExchange, keepsContacts},
	{"GET /desk/group", (*server).group, signedIn},
	{"POST /desk/people/{id}/card", (*server).saveCard, signedIn},
	{"GET /desk/roster", (*server).roster, listens},
	{"POST /desk/roster", (*server).addShift, rosters},
	{"GET /desk/roster/export", (*server).exportRoster, listens},
	{"GET /desk/roster/import", (*server).importRoster, rosters},
	{"POST /desk/roster/import", (*server).importRoster, rosters},
	{"POST /desk/roster/{id}/drop", (*server).dropShift, rosters},
	{"POST /desk/roster/{id}/take", (*server).takeShift, listens},
	{"POST /desk/roster/{id}/note", (*server).handOver, listens},
	{"POST /desk/roster/{id}/receive", (*server).receiveShift, listens},
	{"POST /desk/roster/periods", (*server).declarePeriod, rosters},
	{"POST /desk/roster/periods/{id}/end", (*server).endPeriod, rosters},
}

var (
	rosters       = holds(desk.RosterKeepers...)
	keepsExperts  = holds(desk.ExpertKeepers...)
	keepsContacts = holds(desk.ContactKeepers...)
	advises       = holds(regime.Expert)
)
