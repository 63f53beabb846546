package web_test

import (
	"context"
	"strings"
	"testing"

	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// What a form offers is what is known for its own action: the reasons of a grade
// are none to dismiss, and a draft's text is no internal note.
func TestFormsOfferWhatIsTheirs(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		duty := b.signIn(regime.DutyOfficer)
		value := func(v *visitor, number string, action matter.Action, name string) string {
			f := v.page("/desk/matters/" + number + "/act/" + string(action)).Find("main [name=" + name + "]")
			if f.Length() != 1 {
				t.Fatalf("%s has no %s", action, name)
			}
			return f.AttrOr("value", f.Text())
		}
		number := b.open("接待大厅上午取不到号", regime.Serious, "a|b")
		if got := value(duty, number, "dismiss", "reason"); got != "" {
			t.Errorf("the reason to dismiss is the person's own: %q", got)
		}
		if value(duty, number, "confirm_grade", "reason") == "" {
			t.Error("the reasons of the proposed grade are offered")
		}
		b.answering(number, regime.Serious)
		if got := value(duty, number, "retitle", "title"); got != "接待大厅上午取不到号" {
			t.Errorf("the title is rewritten from what it is: %q", got)
		}
		b.act(regime.DutyOfficer, number, "assess_answer", map[string]any{"answer": "yes", "unit": "接访科", "harm": "access", "affected": "当天来访的群众", "reason": "群众普遍关心"})
		s := b.act(regime.Drafter, number, "begin_statement", map[string]any{"title": "关于号源的说明", "text": "经核实，号源 8:52 发完。某市信访局"}).Created
		if got := value(b.signIn(regime.Drafter), s, "note", "text"); got != "" {
			t.Errorf("an internal note begins empty: %q", got)
		}
	})
}

// An account among the outlets is shown by its name, not its id.
func TestOutletsNameTheirAccount(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
			return tx.AddOutlet(store.Outlet{ID: "o1", AgencyID: b.units["office"].AgencyID, Channel: string(regime.OfficialAccount), Name: "某市信访局", Address: "01account", CreatedBy: b.who[regime.OfficeDirector].ID})
		}))
		p := b.signIn(regime.OfficeDirector).page("/desk/channels").Find("main")
		if got := text(p); strings.Contains(got, "01account") || !strings.Contains(got, "某市信访局") {
			t.Errorf("the outlets: %s", got)
		}
	})
}
