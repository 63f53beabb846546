package desk

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Who names the keeper of a secret and may enter it, and who sees beside them
// who keeps what. Whoever is named as the keeper of a secret replaces that one.
var (
	SecretKeepers = []regime.Role{regime.SecurityAdmin}
	SecretReaders = []regime.Role{regime.SecurityAdmin, regime.Keeper, regime.OfficeDirector, regime.ChiefEditor, regime.Auditor, regime.SystemAdmin}
)

// Longest and shortest time until a secret has to be replaced. Clause: ACC-9.
const (
	longestSecret = 365 * 24 * time.Hour
	UsualSecret   = 90 * 24 * time.Hour
	mostDevices   = 20
)

// SecretEdit is what people decide about one secret of an account. An empty
// value leaves the one that is there.
type SecretEdit struct {
	Account  string
	Name     string
	KeeperID string
	Devices  []string
	RotateBy int64
	Value    string
}

func (e *SecretEdit) check(now time.Time) error {
	if !slices.ContainsFunc(SecretNames, func(n SecretName) bool { return n.Name == e.Name }) {
		return fault.New(fault.Invalid, "secret.name", "请选择是哪一项密钥").On("name")
	}
	if e.RotateBy <= now.UnixMilli() || e.RotateBy > now.Add(longestSecret).UnixMilli() {
		return fault.New(fault.Invalid, "secret.rotate", "更换期限要在今天之后、一年之内").On("rotate")
	}
	var devices []string
	for _, x := range e.Devices {
		if x = strings.TrimSpace(x); x == "" {
			continue
		}
		if utf8.RuneCountInString(x) > 60 {
			return fault.New(fault.Invalid, "secret.devices", "每台设备一行，最多 60 个字").On("devices")
		}
		devices = append(devices, x)
	}
	if len(devices) > mostDevices {
		return fault.New(fault.Invalid, "secret.devices", "登录设备最多 %d 台：太多的请先退出", mostDevices).On("devices")
	}
	e.Devices = devices
	return nil
}

// SecretPurpose binds the sealed value of a secret to its account and name.
func SecretPurpose(accountID, name string) string { return "account/" + accountID + "/" + name }

// KeepSecret (登记账号密钥) stores who keeps a secret, on which devices it is used
// and by when it is replaced, and with a value the secret itself, sealed. A new
// value differs from the last one and is not weak. Faults: register.role,
// act.token, secret.name, secret.rotate, secret.devices, secret.keeper,
// secret.weak, secret.same. Clause: ACC-9.
func (d *Desk) KeepSecret(ctx context.Context, who matter.Actor, e SecretEdit) error {
	if err := inPerson(who); err != nil {
		return err
	}
	if err := e.check(d.store.Now()); err != nil {
		return err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		account, err := tx.Account(e.Account)
		if err != nil {
			return err
		}
		e.Account = account.ID
		s, sealed, err := tx.LockSecret(e.Account, e.Name)
		fresh := fault.CodeOf(err) == "secret.none"
		if err != nil && !fresh {
			return err
		}
		admin := tree.mayIn(who, account.AgencyID, SecretKeepers...) == nil
		if !admin && (fresh || s.KeeperID != who.ID) {
			return fault.New(fault.Forbidden, "register.role", "由安全管理员登记，或由这项密钥的保管人更换")
		}
		if fresh {
			s = store.AccountSecret{AccountID: e.Account, Name: e.Name, CreatedBy: who.ID}
		}
		if admin && e.KeeperID != s.KeeperID {
			if err := checkKeeper(tx, e.KeeperID); err != nil {
				return err
			}
			s.KeeperID, s.Warned = e.KeeperID, 0
		}
		if e.RotateBy != s.RotateBy {
			s.Warned = 0
		}
		s.Devices, s.RotateBy = e.Devices, e.RotateBy
		value := ""
		if e.Value != "" {
			if value, err = d.newValue(e, sealed); err != nil {
				return err
			}
			s.EnteredAt, s.EnteredBy, s.LostAt, s.Warned = tx.Ms(), who.ID, 0, 0
		}
		tx.Audit(entry(who, append(SecretKeepers, regime.Keeper), "account.secret_kept", e.Account, map[string]any{"name": e.Name, "keeper": s.KeeperID, "devices": len(s.Devices), "rotate_by": s.RotateBy, "replaced": value != ""}))
		return tx.SaveSecret(s, value)
	})
}

// checkKeeper refuses a keeper who is not in service.
func checkKeeper(tx *store.Tx, id string) error {
	p, err := tx.PersonByID(id)
	if fault.KindOf(err) == fault.NotFound || err == nil && !p.Active {
		return fault.New(fault.Invalid, "secret.keeper", "保管人要是在岗的一个人").On("keeper")
	}
	return err
}

// newValue judges a new value against the one that is there, and seals it.
func (d *Desk) newValue(e SecretEdit, sealed string) (string, error) {
	if err := CheckSecret(e.Name, e.Value); err != nil {
		return "", err
	}
	if sealed != "" {
		// A value that no key opens any more cannot be compared with; it is replaced.
		if old, err := d.Sending.Open(sealed, SecretPurpose(e.Account, e.Name)); err == nil && old == e.Value {
			return "", fault.New(fault.Invalid, "secret.same", "与原来的相同：更换就要换一个新的").On("value")
		}
	}
	return d.Sending.Seal(e.Value, SecretPurpose(e.Account, e.Name))
}

// AccountSecret returns a secret of an account in clear, for the adapter that
// speaks to the platform and for nobody else. Faults: secret.none where it was
// never entered, secret.lost where others may know it.
func (d *Desk) AccountSecret(ctx context.Context, account, name string) (string, error) {
	got, err := d.accountSecrets(ctx, account, name)
	if err != nil {
		return "", err
	}
	return got[0], nil
}

// accountSecrets returns several secrets of an account in one look.
func (d *Desk) accountSecrets(ctx context.Context, account string, names ...string) ([]string, error) {
	out := make([]string, len(names))
	err := d.store.View(ctx, func(tx *store.Tx) error {
		for i, name := range names {
			s, value, err := tx.LockSecret(account, name)
			switch {
			case err != nil:
				return err
			case s.LostAt != 0:
				return fault.New(fault.Conflict, "secret.lost", "这项密钥已作废，等保管人更换")
			case !s.Filled:
				return fault.New(fault.NotFound, "secret.none", "这项密钥还没有填写")
			}
			out[i] = value
		}
		return nil
	})
	for i := 0; err == nil && i < len(names); i++ {
		out[i], err = d.Sending.Open(out[i], SecretPurpose(account, names[i]))
	}
	return out, err
}

// AccountSecrets returns an account and what is known of its secrets, to who reads
// that in its agency or keeps one of them. Faults: account.unknown, register.role.
func (d *Desk) AccountSecrets(ctx context.Context, who matter.Actor, key string) (store.Account, []store.AccountSecret, error) {
	a, err := d.store.Account(ctx, key)
	if err != nil {
		return a, nil, err
	}
	list, err := d.store.AccountSecrets(ctx, a.ID)
	if err != nil || slices.ContainsFunc(list, func(s store.AccountSecret) bool { return s.KeeperID == who.ID }) {
		return a, list, err
	}
	if err := Reads(who, SecretReaders); err != nil {
		return a, nil, err
	}
	_, err = d.seenAccount(ctx, who, a.ID, SecretReaders)
	return a, list, err
}

// MayKeep reports whether a person may replace a secret of an agency's account,
// and name its keeper.
func (t *Tree) MayKeep(who matter.Actor, agencyID string, s store.AccountSecret) (replace, name bool) {
	name = t.mustIn(who, agencyID, SecretKeepers...) == nil
	return name || !who.Token && s.KeeperID == who.ID && who.ID != "", name
}

// KeptAccounts returns the accounts in use whose secrets a person reads or keeps.
func (d *Desk) KeptAccounts(ctx context.Context, who matter.Actor) ([]store.Account, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return nil, err
	}
	list, err := d.store.Accounts(ctx, store.AccountFilter{State: "open", Agencies: tree.agenciesOf(who, SecretReaders)}, 500)
	if err != nil {
		return nil, err
	}
	own, err := d.store.SecretsKeptBy(ctx, who.ID)
	if err != nil {
		return nil, err
	}
	for _, s := range own {
		if !slices.ContainsFunc(list, func(a store.Account) bool { return a.ID == s.AccountID }) {
			a, err := d.store.Account(ctx, s.AccountID)
			if err != nil {
				return nil, err
			}
			list = append(list, a)
		}
	}
	return list, nil
}
