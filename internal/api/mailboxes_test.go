package api_test

import (
	"fmt"
	"strings"
	"testing"

	"yingda/internal/regime"
	"yingda/internal/store"
)

// TestMailboxes reads mailboxes and the letters that wait a page at a time; how a
// mailbox is signed in to is nowhere.
func TestMailboxes(t *testing.T) {
	each(t, func(o *office) {
		units, err := o.store.Units(ctx)
		o.must(err)
		o.must(o.store.Write(ctx, func(tx *store.Tx) error {
			for i := range 3 {
				b := store.MailBox{ID: fmt.Sprintf("box%d", i), AgencyID: units[0].ID, Way: "mail", Name: fmt.Sprintf("公开邮箱%d", i), Address: "open@bureau.example", IMAP: "mail.bureau.example:993", SMTP: "mail.bureau.example:465", Login: "canary-login", Sealed: "canary-sealed", Folder: "INBOX", Active: true, CreatedBy: "system"}
				if err := tx.PutMailBox(b); err != nil {
					return err
				}
				if err := tx.AddDeadMail(store.DeadMail{BoxID: b.ID, Code: "large", Reason: "信太大", Validity: 1, UID: int64(i)}); err != nil {
					return err
				}
			}
			return nil
		}))
		first := o.as(regime.Handler, 200, "/mailboxes?limit=2", nil)
		rest := o.as(regime.Handler, 200, "/mailboxes?limit=2&after="+first.items()[1]["id"].(string), nil)
		if len(first.items()) != 2 || len(rest.items()) != 1 || rest.items()[0]["name"] != "公开邮箱2" {
			o.Fatalf("pages of mailboxes: %v, %v", first.body, rest.body)
		}
		if text := fmt.Sprint(first.body, rest.body); strings.Contains(text, "canary") || strings.Contains(text, "993") {
			o.Errorf("how a mailbox is signed in to: %s", text)
		}
		letters := o.as(regime.Handler, 200, "/letters?limit=2", nil)
		more := o.as(regime.Handler, 200, "/letters?limit=2&cursor="+letters.text("next"), nil)
		if len(letters.items()) != 2 || len(more.items()) != 1 || more.body["next"] != nil || more.items()[0]["reason"] != "信太大" {
			o.Fatalf("pages of letters: %v, %v", letters.body, more.body)
		}
		id := more.items()[0]["id"].(string)
		o.refused("register.role", regime.Reviewer, "/letters/"+id+"/drop", in{})
		o.as(regime.OfficeDirector, 200, "/letters/"+id+"/drop", in{})
		o.refused("mailbox.letter", regime.OfficeDirector, "/letters/"+id+"/drop", in{})
		o.refused("cursor.invalid", regime.Handler, "/letters?cursor=x", nil)
		for _, path := range []string{"/mailboxes", "/letters", "/ticket-columns?way=hotline"} {
			o.refused("register.role", regime.Contractor, path, nil)
		}
	})
}

// TestTickets takes tickets in from another system: sent again they arrive once,
// what cannot be read is refused by its line, and no contact comes back out.
func TestTickets(t *testing.T) {
	each(t, func(o *office) {
		push := in{"way": "hotline", "tickets": []in{
			{"ticket": "H-1", "subject": "接待时间", "text": "请问周六接待吗？电话 13800138000", "contact": "13800138000", "at": "2026-03-16 09:00"},
			{"ticket": "H-2", "text": "建议增设窗口"},
			{"ticket": "", "text": "没有编号"},
		}}
		o.refused("register.role", regime.Reviewer, "/tickets", push)
		o.refused("tickets.rows", regime.Handler, "/tickets", in{"way": "hotline", "tickets": []in{}})
		r := o.as(regime.Handler, 200, "/tickets", push)
		items := r.items()
		if r.body["fresh"] != 2.0 || r.body["refused"] != 1.0 || len(items) != 3 || items[2]["reason"] != "没有工单编号" || items[2]["line"] != 3.0 {
			o.Fatalf("what became of them: %v", r.body)
		}
		if again := o.as(regime.Handler, 200, "/tickets", push); again.body["same"] != 2.0 || again.items()[0]["number"] != items[0]["number"] {
			o.Errorf("sent again: %v", again.body)
		}
		list := o.as(regime.OfficeDirector, 200, "/messages?way=hotline", nil)
		if len(list.items()) != 2 || strings.Contains(fmt.Sprint(list.body), "13800138000") {
			o.Errorf("the inbox: %v", list.body)
		}
		if n := len(o.as(regime.OfficeDirector, 200, "/messages?unit=visits", nil).items()); n != 0 {
			o.Errorf("%d messages of a section that has none", n)
		}
		if n := len(o.as(regime.OfficeDirector, 200, "/messages?due_before=2026-03-16T00:00:00%2B08:00", nil).items()); n != 0 {
			o.Errorf("%d messages were due before they came", n)
		}
		o.refused("time.format", regime.Handler, "/messages?due_before=x", nil)
		o.refused("tickets.columns", regime.Handler, "/ticket-columns", in{"way": "hotline", "columns": in{"内容": "text"}})
		saved := o.as(regime.Handler, 200, "/ticket-columns", in{"way": "hotline", "columns": in{"工单编号": "ticket", "内容": "text"}})
		if got := o.as(regime.Auditor, 200, "/ticket-columns?way=hotline", nil); fmt.Sprint(got.body["columns"]) != fmt.Sprint(saved.body["columns"]) || len(got.body["columns"].(map[string]any)) != 2 {
			o.Errorf("columns: %v, saved %v", got.body, saved.body)
		}
	})
}
