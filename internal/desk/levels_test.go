package desk_test

import (
	"context"
	"testing"

	"yingda/internal/blob"
	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// below founds an agency under another one at a level, with an office and one
// person a role, and returns them with the agency.
func (b *bureau) below(parent store.Unit, code, name string, level regime.Level, roles ...regime.Role) (store.Unit, map[regime.Role]matter.Actor) {
	b.t.Helper()
	who := map[regime.Role]matter.Actor{}
	agency := store.Unit{Kind: "agency", ParentID: parent.ID, Code: code, Name: name}
	reg, err := regime.Preset("tax-newmedia")
	b.must(err)
	b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
		if err := tx.AddUnit(&agency); err != nil {
			return err
		}
		office := store.Unit{Kind: "section", ParentID: agency.ID, Code: code + "-office", Name: "办公室", Office: true}
		if err := tx.AddUnit(&office); err != nil {
			return err
		}
		for _, role := range roles {
			p := store.Person{Login: code + "-" + string(role), Name: name + string(role), UnitID: office.ID}
			if err := tx.AddPerson(&p); err != nil {
				return err
			}
			if err := tx.GrantRole(p.ID, office.ID, role); err != nil {
				return err
			}
			who[role] = matter.Actor{ID: p.ID, Name: p.Name, UnitID: office.ID, Grants: []matter.Grant{{UnitID: office.ID, AgencyID: agency.ID, Path: office.Path, Office: true, Role: role}}}
		}
		if err := tx.SetAgencyLevel(agency.ID, level, "system"); err != nil {
			return err
		}
		_, err := tx.AdoptRegime(reg, agency.ID, []regime.Kind{regime.AccountFiling})
		return err
	}))
	return agency, who
}

// A county's form goes up through the city to the province, where all three are
// agencies of one installation: each says its own, in its turn, and nobody
// another's.
func TestLevelsOfOneInstallation(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		b.levelled(regime.Province)
		root := store.Unit{ID: b.agency()}
		city, inCity := b.below(root, "city", "某市税务局", regime.City, regime.OfficeDirector, regime.Keeper)
		_, inCounty := b.below(city, "county", "某县税务局", regime.County, regime.Keeper, regime.OfficeDirector)
		b.desk.Files = blob.Folder{Path: t.TempDir()}
		form := b.openingForm()
		form.InCharge, form.Keeper = inCounty[regime.OfficeDirector].ID, inCounty[regime.Keeper].ID
		number, err := b.desk.OpenAccount(ctx, inCounty[regime.Keeper], desk.AccountOpening{Name: "某县税务局", Holder: "agency", Kind: regime.SubscriptionAccount, Platform: regime.WeChat, Form: form})
		b.must(err)
		act := func(who matter.Actor, action matter.Action, in map[string]any) error {
			m, err := b.store.Matter(ctx, number)
			b.must(err)
			_, err = b.desk.Act(ctx, who, desk.Input{Matter: number, Version: m.Version, Action: action, Input: in})
			return err
		}
		b.must(act(inCounty[regime.Keeper], "submit_filing", nil))
		m, err := b.store.Matter(ctx, number)
		b.must(err)
		steps, err := b.store.Steps(ctx, m.ID)
		b.must(err)
		if len(steps) != 2 || steps[0].AgencyID != city.ID || steps[1].AgencyID != root.ID || steps[1].Level != regime.Province {
			t.Fatalf("the way up: %+v", steps)
		}
		agree := map[string]any{"note": "同意开通"}
		for _, c := range []struct {
			says string
			who  matter.Actor
			does matter.Action
		}{
			{"the county agrees to its own form", inCounty[regime.OfficeDirector], "agree_filing"},
			{"the province speaks before the city", b.who[regime.OfficeDirector], "agree_filing"},
			{"a keeper of the city decides", inCity[regime.Keeper], "agree_filing"},
		} {
			if err := act(c.who, c.does, agree); err == nil {
				t.Errorf("%s", c.says)
			}
		}
		if err := act(inCounty[regime.OfficeDirector], "record_level", map[string]any{"reference": "市局函〔2026〕3号", "note": "同意"}); err == nil {
			t.Error("a paper stands for a level that is here itself")
		}
		b.must(act(inCity[regime.OfficeDirector], "agree_filing", agree))
		if err := act(inCity[regime.OfficeDirector], "agree_filing", agree); err == nil {
			t.Error("the city speaks for the province")
		}
		if got := b.state(number); got != matter.FilingLevels {
			t.Fatalf("after the city it is %s", got)
		}
		b.must(act(b.who[regime.OfficeDirector], "agree_filing", agree))
		b.must(act(inCounty[regime.Keeper], "register_account", map[string]any{"handle": "gh_county", "address": "https://mp.example/county", "at": b.moment(0)}))
		if got := b.state(number); got != matter.Filed {
			t.Errorf("the opening ended in %s", got)
		}
		// The city does not see what another city's county files; the province's list holds all.
		_, elsewhere := b.below(root, "other", "另市税务局", regime.City, regime.OfficeDirector)
		if _, _, err := b.desk.Offers(ctx, elsewhere[regime.OfficeDirector], number); fault.KindOf(err) != fault.NotFound {
			t.Errorf("another city reads the filing: %v", err)
		}
		list, err := b.desk.Filings(ctx, b.who[regime.OfficeDirector], "", true, "", 10)
		if err != nil || len(list) != 1 || list[0].Number != number {
			t.Errorf("the province's list: %+v, %v", list, err)
		}
	})
}
