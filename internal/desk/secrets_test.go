package desk_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yingda/internal/auth"
	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/seal"
	"yingda/internal/store"
)

// sealing gives the desk keys of its own and returns their file.
func (b *bureau) sealing() string {
	path := filepath.Join(b.t.TempDir(), "key")
	ring := seal.NewRing(path, b.clock.Now)
	b.desk.Sending.Seal = func(secret, purpose string) (string, error) {
		k, err := ring.Keys()
		b.must(err)
		return k.Seal(secret, purpose)
	}
	b.desk.Sending.Open = func(sealed, purpose string) (string, error) {
		k, err := ring.Keys()
		b.must(err)
		return k.Open(sealed, purpose)
	}
	return path
}

// account stores an open account of the agency.
func (b *bureau) account(name, platform string) string {
	id := store.NewID(b.clock.Now())
	b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
		_, err := tx.Exec(`INSERT INTO account (id, number, agency_id, unit_id, platform, kind, name, organiser, state, name_key, origin, created_at, created_by) VALUES ($1, $1, $2, $3, $4, 'subscription', $5, $5, 'open', $5, 'import', $6, 'x')`,
			id, b.units["office"].ParentID, b.units["office"].ID, platform, name, tx.Ms())
		return err
	}))
	return id
}

func (b *bureau) notices(role regime.Role) string {
	list, err := b.store.Notices(context.Background(), b.who[role].ID, 100)
	b.must(err)
	var all []string
	for _, n := range list {
		all = append(all, n.Event+" "+n.Text)
	}
	return strings.Join(all, "\n")
}

func TestAccountSecrets(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		path := b.sealing()
		account := b.account("某市信访", "weibo")
		admin, keeper := b.who[regime.SecurityAdmin], b.who[regime.Keeper]
		in := func(days int) int64 { return b.clock.Now().AddDate(0, 0, days).UnixMilli() }
		const strong, stronger = "Xinfang#2026-weibo", "Xinfang#2027-weibo"
		edit := desk.SecretEdit{Account: account, Name: "password", KeeperID: keeper.ID, Devices: []string{" 办公室专用手机 ", ""}, RotateBy: in(20), Value: strong}
		with := func(change func(e *desk.SecretEdit)) desk.SecretEdit {
			e := edit
			change(&e)
			return e
		}
		token := admin
		token.Token = true
		for _, c := range []struct {
			sentence, code string
			err            error
		}{
			{"a token keeps no secrets", "act.token", b.desk.KeepSecret(ctx, token, edit)},
			{"the office director does not enter secrets", "register.role", b.desk.KeepSecret(ctx, b.who[regime.OfficeDirector], edit)},
			{"nobody appoints himself keeper", "register.role", b.desk.KeepSecret(ctx, keeper, edit)},
			{"an unknown account", "account.unknown", b.desk.KeepSecret(ctx, admin, with(func(e *desk.SecretEdit) { e.Account = "x" }))},
			{"a strange sort", "secret.name", b.desk.KeepSecret(ctx, admin, with(func(e *desk.SecretEdit) { e.Name = "x" }))},
			{"no date", "secret.rotate", b.desk.KeepSecret(ctx, admin, with(func(e *desk.SecretEdit) { e.RotateBy = 0 }))},
			{"more than a year", "secret.rotate", b.desk.KeepSecret(ctx, admin, with(func(e *desk.SecretEdit) { e.RotateBy = in(400) }))},
			{"a keeper who does not exist", "secret.keeper", b.desk.KeepSecret(ctx, admin, with(func(e *desk.SecretEdit) { e.KeeperID = "x" }))},
			{"a short password", "secret.weak", b.desk.KeepSecret(ctx, admin, with(func(e *desk.SecretEdit) { e.Value = "Ab#12345678" }))},
			{"a password of two kinds of characters", "secret.weak", b.desk.KeepSecret(ctx, admin, with(func(e *desk.SecretEdit) { e.Value = "xinfangju20262027" }))},
			{"a common password", "secret.weak", b.desk.KeepSecret(ctx, admin, with(func(e *desk.SecretEdit) { e.Value = "Abc123Abc123Abc123" }))},
			{"a token with a space", "secret.form", b.desk.KeepSecret(ctx, admin, with(func(e *desk.SecretEdit) { e.Name, e.Value = "access_token", "2.00 abc" }))},
		} {
			if fault.CodeOf(c.err) != c.code {
				t.Errorf("%s: %v", c.sentence, c.err)
			}
		}
		b.must(b.desk.KeepSecret(ctx, admin, with(func(e *desk.SecretEdit) { e.Value = "" })))
		if _, err := b.desk.AccountSecret(ctx, account, "password"); fault.CodeOf(err) != "secret.none" {
			t.Errorf("not yet entered: %v", err)
		}
		b.must(b.desk.KeepSecret(ctx, keeper, edit))
		if got, err := b.desk.AccountSecret(ctx, account, "password"); err != nil || got != strong {
			t.Errorf("the adapter gets %q, %v", got, err)
		}
		if err := b.desk.KeepSecret(ctx, keeper, edit); fault.CodeOf(err) != "secret.same" {
			t.Errorf("the same again: %v", err)
		}
		_, list, err := b.desk.AccountSecrets(ctx, b.who[regime.OfficeDirector], account)
		if err != nil || len(list) != 1 || list[0].KeeperID != keeper.ID || len(list[0].Devices) != 1 || !list[0].Filled {
			t.Errorf("listed: %+v, %v", list, err)
		}
		if _, _, err := b.desk.AccountSecrets(ctx, b.who[regime.Handler], account); fault.CodeOf(err) != "register.role" {
			t.Errorf("a handler who keeps nothing: %v", err)
		}

		told := func(days, want int, sentence string) {
			t.Helper()
			b.clock.Advance(time.Duration(days) * 24 * time.Hour)
			n, err := b.desk.WatchSecrets(ctx)
			b.must(err)
			again, err := b.desk.WatchSecrets(ctx)
			b.must(err)
			if n != want || again != 0 {
				t.Errorf("%s: %d told, then %d", sentence, n, again)
			}
		}
		told(0, 0, "twenty days before nobody is told")
		told(7, 1, "thirteen days before the keeper is told once")
		if got := b.notices(regime.Keeper); !strings.Contains(got, "due 账号「某市信访」的登录密码要在 4月5日 前更换") {
			t.Errorf("the keeper reads %q", got)
		}
		told(11, 1, "two days before")
		told(3, 1, "past the date")
		if got := b.notices(regime.SecurityAdmin); !strings.Contains(got, "breach 账号「某市信访」的登录密码已过更换期限") {
			t.Errorf("the security administrator reads %q", got)
		}
		edit.RotateBy, edit.Value = in(90), stronger
		b.must(b.desk.KeepSecret(ctx, keeper, edit))
		told(0, 0, "once replaced")

		b.must(b.store.Write(ctx, func(tx *store.Tx) error { _, err := tx.LoseSecrets(account); return err }))
		if _, err := b.desk.AccountSecret(ctx, account, "password"); fault.CodeOf(err) != "secret.lost" {
			t.Errorf("an adapter may use what others know: %v", err)
		}
		b.must(b.desk.KeepSecret(ctx, keeper, with(func(e *desk.SecretEdit) { e.RotateBy, e.Value = in(90), "Third#2027-weibo!" })))
		if _, err := b.desk.AccountSecret(ctx, account, "password"); err != nil {
			t.Errorf("replaced after a loss: %v", err)
		}
		b.resealed(path, account)
	})
}

// resealed rotates the keys and checks that everything opens with the new one,
// also when the work is cut off in the middle.
func (b *bureau) resealed(path, account string) {
	b.t.Helper()
	ctx := context.Background()
	b.must(b.store.Write(ctx, func(tx *store.Tx) error {
		for i := range 450 {
			o := store.Outlet{ID: store.NewID(tx.Now), AgencyID: b.units["office"].ParentID, Channel: "webhook", Name: "x", Address: "https://x.example", CreatedBy: "x"}
			sealed, err := b.desk.Sending.Seal("secret", "outlet:"+o.ID)
			o.Secret = sealed
			if i == 7 {
				o.Secret = sealed[:len(sealed)-4] + "AAAA" // that nobody can open
			}
			if err != nil {
				return err
			}
			if err := tx.AddOutlet(o); err != nil {
				return err
			}
		}
		who := b.who[regime.Handler].ID
		sealed, err := b.desk.Sending.Seal("JBSWY3DPEHPK3PXP", auth.FactorPurpose(who))
		if err != nil {
			return err
		}
		return tx.SaveFactor(store.Factor{PersonID: who, Secret: sealed})
	}))
	keys, err := seal.Rotate(path, b.clock.Now())
	b.must(err)
	if n, err := desk.OldSealed(ctx, b.store.Reader, keys); err != nil || n != 452 {
		b.t.Errorf("to be sealed anew: %d, %v", n, err)
	}
	cut, stop := context.WithCancel(ctx)
	err = desk.Reseal(cut, b.store, keys, func(desk.Resealed) { stop() })
	if err == nil {
		b.t.Error("a rotation that was cut off says that it is done")
	}
	counts := map[string]desk.Resealed{}
	b.must(desk.Reseal(ctx, b.store, keys, func(r desk.Resealed) { counts[r.Table+"."+r.Column] = r }))
	if r := counts["account_secret.value"]; r.Cells != 1 || r.Broken != 0 {
		b.t.Errorf("secrets of accounts: %+v", r)
	}
	if r := counts["second_factor.secret"]; r.Cells != 1 || r.Broken != 0 {
		b.t.Errorf("second factors: %+v", r)
	}
	if r := counts["outlet.secret"]; r.Broken != 1 {
		b.t.Errorf("outlets: %+v", r)
	}
	if n, err := desk.OldSealed(ctx, b.store.Reader, keys); err != nil || n != 1 {
		b.t.Errorf("left: %d, %v", n, err)
	}
	if got, err := b.desk.AccountSecret(ctx, account, "password"); err != nil || got != "Third#2027-weibo!" {
		b.t.Errorf("after a rotation the running program reads %q, %v", got, err)
	}
}
