package desk_test

import (
	"context"
	"fmt"
	"testing"

	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// counties founds agencies below the bureau, each with so many accounts on one platform.
func (b *bureau) counties(agencies, accounts int) {
	b.t.Helper()
	b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
		for i := range agencies {
			u := store.Unit{ParentID: b.agency(), Kind: "agency", Code: fmt.Sprintf("county%d", i), Name: fmt.Sprintf("第%d区信访局", i)}
			if err := tx.AddUnit(&u); err != nil {
				return err
			}
			for j := range accounts {
				a := store.Account{AgencyID: u.ID, UnitID: u.ID, Platform: regime.Weibo, Kind: regime.MicroblogAccount, Name: fmt.Sprintf("%s%d", u.Name, j), Organiser: u.Name, Emblem: "standard", State: "open", Origin: "import", CreatedBy: "x"}
				if err := tx.AddAccount(&a); err != nil {
					return err
				}
			}
		}
		return nil
	}))
}

// Who follows whom, and what departs from the rules, can be gone through agency by
// agency, however many accounts there are; each page says what it leaves out.
func TestManyAccountsAreGoneThrough(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		b.newMedia()
		own := b.postingAccount("某市信访", regime.Weibo, regime.MicroblogAccount)
		b.counties(5, 2)
		keeper := b.who[regime.Keeper]

		var folded []string
		accounts := int64(0)
		for after, pages := "", 0; pages == 0 || after != ""; pages++ {
			list, next, err := b.desk.Followings(ctx, keeper, after, 2)
			b.must(err)
			if len(list) > 2 || pages > 3 {
				t.Fatalf("page %d: %d agencies", pages, len(list))
			}
			for _, a := range list {
				folded, accounts = append(folded, a.AgencyID), accounts+a.Accounts
				if a.Wanted != a.Accounts*10 {
					t.Errorf("%s is to follow %d", a.Name, a.Wanted)
				}
			}
			after = next
		}
		if len(folded) != 6 || accounts != 11 {
			t.Errorf("%d agencies with %d accounts", len(folded), accounts)
		}

		seen := 0
		for after, more := "", true; more; {
			_, peers, err := b.desk.Peers(ctx, keeper, own.Number, after, 4)
			b.must(err)
			more = len(peers) > 4
			for _, p := range peers[:min(len(peers), 4)] {
				if seen++; seen == 7 {
					b.must(b.desk.Follow(ctx, keeper, own.ID, p.ID, true))
				}
				after = p.ID
			}
		}
		mine, err := b.desk.FollowingsOf(ctx, keeper, own.AgencyID, "", 10)
		b.must(err)
		if seen != 10 || len(mine) != 1 || mine[0].Follows != 1 || mine[0].Wanted != 10 {
			t.Errorf("%d others; %+v", seen, mine)
		}
		if list, _, err := b.desk.Followings(ctx, keeper, "", 1); err != nil || list[0].Follows != 1 {
			t.Errorf("the fold of the own agency: %+v %v", list, err)
		}

		judged, left := map[string]bool{}, []int64{}
		for after, first := "", true; first || after != ""; first = false {
			p, err := b.desk.AccountBook(ctx, keeper, after, 4)
			b.must(err)
			for _, r := range p.Reports {
				if judged[r.ID] || len(r.Deviations) == 0 {
					t.Errorf("%s: twice %t, %d deviations", r.Name, judged[r.ID], len(r.Deviations))
				}
				judged[r.ID] = true
			}
			left, after = append(left, p.Left), p.Next
		}
		if len(judged) != 11 || left[0] < 6 || left[len(left)-1] != 0 {
			t.Errorf("%d judged, left out %v", len(judged), left)
		}
		if p, err := b.desk.AccountBook(ctx, keeper, "", 1); err != nil || len(p.Reports) == 0 || p.Next == "" {
			t.Errorf("an agency is judged whole: %+v %v", p, err)
		}
		if rows, err := b.desk.AccountSheet(ctx, keeper); err != nil || len(rows) != 11 {
			t.Errorf("the list that goes out: %d, %v", len(rows), err)
		}
		if r, err := b.desk.AccountReport(ctx, keeper, own.Number); err != nil || len(r.Deviations) == 0 {
			t.Errorf("one account: %+v %v", r, err)
		}
		if _, err := b.desk.AccountReport(ctx, b.who[regime.Contractor], own.Number); fault.CodeOf(err) != "register.role" {
			t.Errorf("a contractor reads the rules: %v", err)
		}
	})
}
