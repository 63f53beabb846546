package desk

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// The contact book (通讯录) of departments and newsrooms. Clause: ORG-6.

// ContactKeepers keep the contact book and its history.
var ContactKeepers = []regime.Role{regime.OfficeDirector, regime.Liaison, regime.DutyOfficer, regime.Handler, regime.Spokesperson, regime.Head, regime.Deputy}

// ContactKinds are what an entry of the history can be: facts, material and
// meetings, and nothing about what somebody has published.
var ContactKinds = []struct{ Code, Title string }{
	{"fact_asked", "询问事实"}, {"fact_answered", "答复事实"}, {"material_given", "提供材料"}, {"meeting_invitation", "邀请参会"},
}

// SaveContact stores a contact, a new one if it has no ID. Faults:
// register.role, contact.text, contact.kind, contact.unknown.
func (d *Desk) SaveContact(ctx context.Context, who matter.Actor, c store.Contact) (store.Contact, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return c, err
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error { return saveContact(tx, tree, who, &c) })
	return c, err
}

func saveContact(tx *store.Tx, tree *Tree, who matter.Actor, c *store.Contact) error {
	c.Name = strings.TrimSpace(c.Name)
	if n := utf8.RuneCountInString(c.Name); n == 0 || n > 80 {
		return fault.New(fault.Invalid, "contact.text", "单位名称要有 1 到 80 个字").On("name")
	}
	for _, f := range []struct{ field, value string }{{"duties", c.Duties}, {"person", c.Person}, {"phone", c.Phone}, {"mail", c.Mail}} {
		if utf8.RuneCountInString(f.value) > 200 {
			return fault.New(fault.Invalid, "contact.text", "每一项最多 200 个字").On(f.field)
		}
	}
	if c.Kind != "department" && c.Kind != "newsroom" {
		return fault.New(fault.Invalid, "contact.kind", "只登记部门和新闻单位；个人、群和账号不登记").On("kind")
	}
	action := "contact.added"
	if c.ID != "" {
		agency, err := tx.ContactAgency(c.ID)
		if err != nil {
			return err
		}
		action, c.AgencyID = "contact.changed", agency
	}
	if err := tree.mayIn(who, c.AgencyID, ContactKeepers...); err != nil {
		return err
	}
	tx.Audit(entry(who, ContactKeepers, action, c.ID, map[string]any{"name": c.Name, "kind": c.Kind}))
	return tx.PutContact(c)
}

// ContactLine is one line to be written into the history with a contact. Number is
// the concern that it belongs to, "" for none.
type ContactLine struct {
	ContactID, Kind, Side, Text, Answers, Number string
	At                                           int64
}

// AddExchange writes one line of the history. A request about what somebody
// published is no kind of entry: it goes through a request to the publisher
// (ANS-9). Faults: register.role, contact.published, contact.side, contact.text,
// contact.time, contact.unknown, contact.answers, matter.unknown.
func (d *Desk) AddExchange(ctx context.Context, who matter.Actor, x ContactLine) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	x.Text = strings.TrimSpace(x.Text)
	switch n := utf8.RuneCountInString(x.Text); {
	case !slices.ContainsFunc(ContactKinds, func(k struct{ Code, Title string }) bool { return k.Code == x.Kind }):
		return fault.New(fault.Forbidden, "contact.published", "通讯录只记询问事实、答复事实、提供材料和邀请参会。对已发布内容的请求只能走“致信发布单位”（ANS-9）：附证据、署名，并向社会公开").On("kind")
	case x.Side != "ours" && x.Side != "theirs":
		return fault.New(fault.Invalid, "contact.side", "请选择是我方还是对方").On("side")
	case n == 0 || n > 4000:
		return fault.New(fault.Invalid, "contact.text", "内容要有 1 到 4000 个字").On("text")
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		agency, err := tx.ContactAgency(x.ContactID)
		if err != nil {
			return err
		}
		if err := tree.mayIn(who, agency, ContactKeepers...); err != nil {
			return err
		}
		if x.At <= 0 || x.At > tx.Ms() {
			return fault.New(fault.Invalid, "contact.time", "时间要是已经过去的").On("at")
		}
		e := store.ContactEntry{ContactID: x.ContactID, Kind: x.Kind, Side: x.Side, Text: x.Text, Answers: x.Answers, At: x.At, ByID: who.ID}
		if err := d.linked(tx, tree, who, x.Number, &e); err != nil {
			return err
		}
		if x.Answers != "" {
			contact, kind, err := tx.EntryOf(x.Answers)
			if err != nil {
				return err
			}
			if contact != x.ContactID || kind != "fact_asked" || x.Kind != "fact_answered" {
				return fault.New(fault.Conflict, "contact.answers", "只有“答复事实”可以对应同一单位的一次“询问事实”").On("answers")
			}
		}
		tx.Audit(entry(who, ContactKeepers, "contact.entry", x.ContactID, map[string]any{"kind": x.Kind, "side": x.Side, "matter": x.Number}))
		return tx.AddContactEntry(&e)
	})
}

// linked finds the concern that an entry belongs to; who writes must see it.
func (d *Desk) linked(tx *store.Tx, tree *Tree, who matter.Actor, number string, e *store.ContactEntry) error {
	if number == "" {
		return nil
	}
	m, err := tx.LockMatter(number)
	if err != nil {
		return err
	}
	parts, err := tx.Parts(m.ID)
	if err != nil {
		return err
	}
	if m.Kind != regime.Concern || !tree.Sees(who, m, parts) {
		return fault.New(fault.NotFound, "matter.unknown", "没有办件 %s，或者您看不到它", number).On("number")
	}
	e.MatterID = m.ID
	return nil
}
