package web

import (
	"yingda/internal/desk"
	"yingda/internal/store"
)

// keepsBoxes is who registers mailboxes to which the public writes.
var keepsBoxes = holds(desk.BoxKeepers...)

var mailRoutes = []Route{
	{"GET /desk/mailboxes", (*server).mailboxes, listens},
	{"POST /desk/mailboxes", (*server).saveMailbox, keepsBoxes},
	{"POST /desk/mailboxes/letters/{id}/take", (*server).takeMail, keepsBoxes},
	{"POST /desk/mailboxes/letters/{id}/drop", (*server).dropMail, keepsBoxes},
	{"GET /desk/tickets", (*server).tickets, bringsTickets},
	{"POST /desk/tickets", (*server).takeTickets, bringsTickets},
	{"POST /desk/tickets/columns", (*server).saveTicketColumns, bringsTickets},
}

var boxWays = map[string]string{"mail": "公开邮箱", "head_mailbox": "领导信箱"}

type mailboxesPage struct {
	Agency  string
	Boxes   []boxRow
	Dead    []deadRow
	MayKeep bool
}

type boxRow struct {
	store.MailBox
	Way, Read string
}

type deadRow struct {
	store.DeadMail
	When string
}

// mostDead bounds the letters that the page lists.
const mostDead = 100

// mailboxes shows the mailboxes to which the public writes, how they are read,
// and letters that were not taken in. Clause: MSG-1.
func (s *server) mailboxes(v *visit) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	p := mailboxesPage{Agency: s.ownAgency(v, tree), MayKeep: keepsBoxes.allows(v.who)}
	boxes, err := s.Store.MailBoxes(v.r.Context())
	if err != nil {
		return err
	}
	for _, b := range boxes {
		p.Boxes = append(p.Boxes, boxRow{b, v.lang.T(boxWays[b.Way]), v.lang.T("读取：") + v.ago(b.ReadAt)})
	}
	dead, err := s.Store.DeadMails(v.r.Context(), mostDead)
	for _, d := range dead {
		p.Dead = append(p.Dead, deadRow{d, v.moment(d.At)})
	}
	if err != nil {
		return err
	}
	return s.page(v, "来信邮箱", mailboxesView(p))
}

func (s *server) saveMailbox(v *visit) error {
	b := store.MailBox{ID: v.field("id"), AgencyID: v.field("agency"), Way: v.field("way"), Name: v.field("name"), Address: v.field("address"), IMAP: v.field("imap"), SMTP: v.field("smtp"), Login: v.field("login"), Folder: v.field("folder"), Active: v.field("active") != "no"}
	if _, err := s.Desk.SaveMailBox(v.r.Context(), v.who, b, v.r.PostFormValue("password")); err != nil {
		return v.refused(err, "/desk/mailboxes")
	}
	return v.done("已保存，一分钟内开始读取。", "/desk/mailboxes")
}

func (s *server) takeMail(v *visit) error {
	if err := s.Desk.ReplayMail(v.r.Context(), v.who, v.r.PathValue("id")); err != nil {
		return v.refused(err, "/desk/mailboxes")
	}
	return v.done("已收下，成为来件。", "/desk/mailboxes")
}

func (s *server) dropMail(v *visit) error {
	if err := s.Desk.DropMail(v.r.Context(), v.who, v.r.PathValue("id")); err != nil {
		return v.refused(err, "/desk/mailboxes")
	}
	return v.done("已从清单划去；信仍在邮箱里。", "/desk/mailboxes")
}
