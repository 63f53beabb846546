package web

import (
	"strconv"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/view"
)

var bringsTickets = holds(desk.TicketKeepers...)

type ticketsPage struct {
	Agency, Way string
	Ways        []view.Chip
	Saved       []vendorColumn
	Look        *desk.TicketSheet
	Fields      []view.Option
	Report      *desk.TicketReport
	Refusal     string
}

var ticketWays = map[string]string{"hotline": "12366 热线", "service_hall": "办事大厅"}

var ticketResults = map[string]string{"fresh": "新来件", "joined": "并入原件", "same": "以前已有", "refused": "没有收下"}

// tickets is where exports of hotline and service hall come in. Clause: MSG-1.
func (s *server) tickets(v *visit) error {
	p, err := s.ticketsPage(v)
	if err != nil {
		return err
	}
	return s.page(v, "热线与大厅工单", ticketsView(p))
}

func (s *server) ticketsPage(v *visit) (ticketsPage, error) {
	tree, err := s.tree(v)
	if err != nil {
		return ticketsPage{}, err
	}
	p := ticketsPage{Agency: s.ownAgency(v, tree), Way: v.r.FormValue("way")}
	if ticketWays[p.Way] == "" {
		p.Way = desk.TicketWays[0]
	}
	for _, w := range desk.TicketWays {
		p.Ways = append(p.Ways, view.Chip{Word: v.lang.T(ticketWays[w]), Href: "/desk/tickets?way=" + w, On: w == p.Way})
	}
	for _, f := range desk.TicketFields {
		p.Fields = append(p.Fields, view.Option{Value: f.Code, Word: v.lang.T(f.Title)})
	}
	columns, err := s.Store.TicketColumns(v.r.Context(), p.Agency, p.Way)
	for _, f := range desk.TicketFields {
		for name, field := range columns {
			if field == f.Code {
				p.Saved = append(p.Saved, vendorColumn{name, v.lang.T(f.Title)})
			}
		}
	}
	return p, err
}

// takeTickets takes an export in by the saved columns, or shows its columns.
func (s *server) takeTickets(v *visit) error {
	p, err := s.ticketsPage(v)
	if err != nil {
		return err
	}
	name, body, err := uploaded(v)
	if err == nil {
		if len(p.Saved) == 0 || v.field("learn") == "1" {
			var look desk.TicketSheet
			if look, err = desk.LookAtTickets(name, body, nil); err == nil {
				p.Look = &look
			}
		} else {
			var report desk.TicketReport
			if report, err = s.Desk.TakeTickets(v.r.Context(), v.who, p.Agency, p.Way, name, body); err == nil {
				p.Report = &report
			}
		}
	}
	if f := fault.Of(err); f != nil && f.Kind != fault.Internal {
		p.Refusal = f.Text
		s.show(v, fault.Status(err), view.Chrome{Title: "热线与大厅工单"}, ticketsView(p))
		return nil
	}
	if err != nil {
		return err
	}
	s.forget(v)
	return s.page(v, "热线与大厅工单", ticketsView(p))
}

func (s *server) saveTicketColumns(v *visit) error {
	columns := map[string]string{}
	for i := range 300 {
		n := strconv.Itoa(i)
		if field, name := v.field("field"+n), v.field("name"+n); field != "" && name != "" {
			columns[name] = field
		}
	}
	back := "/desk/tickets?way=" + v.field("way")
	if err := s.Desk.SaveTicketColumns(v.r.Context(), v.who, v.field("agency"), v.field("way"), columns); err != nil {
		return v.refused(err, back)
	}
	return v.done("列的对应关系已保存，以后的文件都按它读。请选择文件导入。", back)
}
