package store

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/fold"
	"yingda/internal/regime"
)

// Account (政务新媒体账号) is an official account of the agency on a platform.
// Handle is the account's id there. Only the agency's own accounts, and those of
// staff in an official capacity, are ever stored. Clause: ACC-1.
type Account struct {
	ID, Number, AgencyID, UnitID string
	Platform                     regime.Platform
	Kind                         regime.AccountKind
	Name, Handle, Address        string
	Emblem                       string // standard, other or none
	Organiser                    string // certified body that runs it, in words
	Certified, Main              bool
	Purpose                      string
	State                        string // opening, open, closed or refused
	Version                      int64
	Origin                       string // filing or import
	OpenedAt, ClosedAt           int64
	CreatedAt                    int64
	CreatedBy                    string

	Agency, Unit string // names
}

const accountColumns = `a.id, a.number, a.agency_id, a.unit_id, a.platform, a.kind, a.name, a.handle, a.address, a.emblem, a.organiser, a.certified, a.main, a.purpose, a.state, a.version, a.origin, a.opened_at, a.closed_at, a.created_at, a.created_by, g.name, u.name`

const accountTables = ` FROM account a JOIN unit g ON g.id = a.agency_id JOIN unit u ON u.id = a.unit_id `

func scanAccount(scan func(...any) error) (Account, error) {
	var a Account
	var certified, main int64
	err := scan(&a.ID, &a.Number, &a.AgencyID, &a.UnitID, &a.Platform, &a.Kind, &a.Name, &a.Handle, &a.Address, &a.Emblem, &a.Organiser, &certified, &main, &a.Purpose, &a.State, &a.Version, &a.Origin, &a.OpenedAt, &a.ClosedAt, &a.CreatedAt, &a.CreatedBy, &a.Agency, &a.Unit)
	a.Certified, a.Main = certified == 1, main == 1
	return a, err
}

// AccountKey folds a name or handle for lookups: case, width and spaces do not
// matter, nor does a leading @.
func AccountKey(s string) string {
	return strings.TrimPrefix(strings.Join(strings.Fields(fold.String(s)), ""), "@")
}

// AddressKey folds an address for lookups: scheme, www., case of the host, a
// trailing slash and what follows # or ? do not matter.
func AddressKey(s string) string {
	s = strings.TrimSpace(s)
	if s == "" {
		return ""
	}
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" {
		return ""
	}
	query := ""
	if u.RawQuery != "" && strings.Trim(u.Path, "/") == "" || strings.Contains(u.RawQuery, "__biz=") {
		query = "?" + u.RawQuery // the account is named there
	}
	return strings.TrimPrefix(strings.ToLower(u.Host), "www.") + strings.TrimRight(u.Path, "/") + query
}

// AccountFilter narrows a list of accounts; empty fields narrow nothing. After is
// the id of the last row of the page before.
type AccountFilter struct {
	Agencies        []string // nil: every agency
	Platform, State string
	Query           string // part of the name
	After           string
}

// Accounts returns up to n accounts in the order of their registration.
func (r *Reader) Accounts(ctx context.Context, f AccountFilter, n int) ([]Account, error) {
	if f.Agencies != nil && len(f.Agencies) == 0 {
		return nil, nil
	}
	where, args := f.where()
	return gather(scanAccount)(r.query(ctx, `SELECT `+accountColumns+accountTables+where+fmt.Sprintf(` ORDER BY a.id LIMIT $%d`, len(args)+1), append(args, n)...))
}

func (f AccountFilter) where() (string, []any) {
	where, args := `WHERE a.id > $1`, []any{f.After}
	bind := func(v any) string { args = append(args, v); return fmt.Sprintf("$%d", len(args)) }
	if f.Agencies != nil {
		where += ` AND a.agency_id IN (` + bound(f.Agencies, bind) + `)`
	}
	if f.Platform != "" {
		where += ` AND a.platform = ` + bind(f.Platform)
	}
	if f.State != "" {
		where += ` AND a.state = ` + bind(f.State)
	}
	if q := AccountKey(f.Query); q != "" {
		where += ` AND a.name_key LIKE ` + bind("%"+strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(q)+"%") + ` ESCAPE '\'`
	}
	return where, args
}

// bound binds each word of a list.
func bound(list []string, bind func(any) string) string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = bind(w)
	}
	return strings.Join(out, ", ")
}

// Account returns one account by its id or number; fault.NotFound if there is none.
func (r *Reader) Account(ctx context.Context, key string) (Account, error) {
	list, err := gather(scanAccount)(r.query(ctx, `SELECT `+accountColumns+accountTables+`WHERE a.id = $1 OR a.number = $1`, key))
	return oneAccount(list, err)
}

// LockAccount loads an account that this transaction will change.
func (t *Tx) LockAccount(key string) (Account, error) {
	if _, err := t.Exec(`UPDATE account SET version = version + 1 WHERE id = $1 OR number = $1`, key); err != nil {
		return Account{}, err
	}
	return t.Account(key)
}

// Account loads one account in a transaction.
func (t *Tx) Account(key string) (Account, error) {
	list, err := gather(scanAccount)(t.Query(`SELECT `+accountColumns+accountTables+`WHERE a.id = $1 OR a.number = $1`, key))
	return oneAccount(list, err)
}

func oneAccount(list []Account, err error) (Account, error) {
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "account.unknown", "没有这个账号，或者您看不到它")
	}
	if err != nil {
		return Account{}, err
	}
	return list[0], nil
}

// AccountsOf returns all accounts of an agency that are opening or open, for the
// rules that compare them.
func (t *Tx) AccountsOf(agencyID string) ([]Account, error) {
	return gather(scanAccount)(t.Query(`SELECT `+accountColumns+accountTables+`WHERE a.agency_id = $1 AND a.state IN ('opening', 'open') ORDER BY a.platform, a.id`, agencyID))
}

// AddAccount stores a new account; id and number are filled in.
func (t *Tx) AddAccount(a *Account) error {
	n, err := t.Count("number.account", 1)
	if err != nil {
		return err
	}
	a.ID, a.Number, a.Version, a.CreatedAt = NewID(t.Now), fmt.Sprintf("ZH-%04d", n), 1, t.Ms()
	_, err = t.Exec(`INSERT INTO account (id, number, agency_id, unit_id, platform, kind, name, handle, address, emblem, organiser, certified, main, purpose, state, version, name_key, handle_key, address_key, origin, opened_at, closed_at, created_at, created_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)`,
		a.ID, a.Number, a.AgencyID, a.UnitID, string(a.Platform), string(a.Kind), a.Name, a.Handle, a.Address, a.Emblem, a.Organiser, Bit(a.Certified), Bit(a.Main), a.Purpose, a.State, a.Version,
		AccountKey(a.Name), AccountKey(a.Handle), AddressKey(a.Address), a.Origin, a.OpenedAt, a.ClosedAt, a.CreatedAt, a.CreatedBy)
	return mainTaken(err)
}

// SaveAccount stores a changed account; its agency, platform and kind stay.
func (t *Tx) SaveAccount(a Account) error {
	_, err := t.Exec(`UPDATE account SET unit_id = $2, name = $3, handle = $4, address = $5, emblem = $6, organiser = $7, certified = $8, main = $9, purpose = $10, state = $11, name_key = $12, handle_key = $13, address_key = $14, opened_at = $15, closed_at = $16 WHERE id = $1`,
		a.ID, a.UnitID, a.Name, a.Handle, a.Address, a.Emblem, a.Organiser, Bit(a.Certified), Bit(a.Main), a.Purpose, a.State, AccountKey(a.Name), AccountKey(a.Handle), AddressKey(a.Address), a.OpenedAt, a.ClosedAt)
	return mainTaken(err)
}

func mainTaken(err error) error {
	if IsDuplicate(err) {
		return fault.New(fault.Conflict, "account.main", "本机关已有主账号：先取消它的主账号标记").On("main")
	}
	return err
}

// FindAccounts returns open and closed accounts that bear exactly this name,
// handle or address, however it is written.
func (r *Reader) FindAccounts(ctx context.Context, q string) ([]Account, error) {
	key, address := AccountKey(q), AddressKey(q)
	if key == "" {
		return nil, nil
	}
	if address == "" {
		address = "-"
	}
	return gather(scanAccount)(r.query(ctx, `SELECT `+accountColumns+accountTables+`WHERE a.state IN ('open', 'closed') AND a.id IN (SELECT id FROM account WHERE name_key = $1 UNION SELECT id FROM account WHERE handle_key = $1 AND handle_key <> '' UNION SELECT id FROM account WHERE address_key = $2 AND address_key <> '')
ORDER BY a.state DESC, a.id LIMIT 20`, key, address))
}

// AccountPerson is a person who answers for an account. Part is in_charge,
// organiser or keeper; Until is 0 while it holds.
type AccountPerson struct {
	ID, AccountID, Part, PersonID, Name, Login string
	Since, Until                               int64
}

func scanAccountPerson(scan func(...any) error) (AccountPerson, error) {
	var p AccountPerson
	err := scan(&p.ID, &p.AccountID, &p.Part, &p.PersonID, &p.Name, &p.Login, &p.Since, &p.Until)
	return p, err
}

// AccountPeople returns who answers and answered for an account, present ones first.
func (r *Reader) AccountPeople(ctx context.Context, accountID string) ([]AccountPerson, error) {
	return gather(scanAccountPerson)(r.query(ctx, accountPeople, accountID))
}

const accountPeople = `SELECT p.id, p.account_id, p.part, p.person_id, n.name, n.login, p.since, p.until FROM account_person p JOIN person n ON n.id = p.person_id WHERE p.account_id = $1 ORDER BY p.until, p.part, p.since, p.id`

// AccountPeople returns the same within a transaction.
func (t *Tx) AccountPeople(accountID string) ([]AccountPerson, error) {
	return gather(scanAccountPerson)(t.Query(accountPeople, accountID))
}

// SetAccountPerson lets one person hold a part of an account from now on; the
// former holder's row is ended. An empty person only ends it.
func (t *Tx) SetAccountPerson(accountID, part, personID, by string) error {
	if _, err := t.Exec(`UPDATE account_person SET until = $4 WHERE account_id = $1 AND part = $2 AND until = 0 AND person_id <> $3`, accountID, part, personID, t.Ms()); err != nil {
		return err
	}
	if personID == "" {
		return nil
	}
	_, err := t.Exec(`INSERT INTO account_person (id, account_id, part, person_id, since, by_id) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`, NewID(t.Now), accountID, part, personID, t.Ms(), by)
	return err
}

// AccountFile is a file of evidence about an account; its bytes are in the file store.
type AccountFile struct {
	ID, AccountID, Filing, Kind, Name string
	Size                              int64
	Hash, Note, ByID                  string
	At                                int64
}

func scanAccountFile(scan func(...any) error) (AccountFile, error) {
	var f AccountFile
	err := scan(&f.ID, &f.AccountID, &f.Filing, &f.Kind, &f.Name, &f.Size, &f.Hash, &f.Note, &f.ByID, &f.At)
	return f, err
}

// AccountFiles returns the files of an account, newest first.
func (r *Reader) AccountFiles(ctx context.Context, accountID string) ([]AccountFile, error) {
	return gather(scanAccountFile)(r.query(ctx, `SELECT id, account_id, filing, kind, name, size, hash, note, by_id, at FROM account_file WHERE account_id = $1 ORDER BY at DESC, id DESC LIMIT 200`, accountID))
}

// AddAccountFile stores the record of a file.
func (t *Tx) AddAccountFile(f AccountFile) error {
	_, err := t.Exec(`INSERT INTO account_file (id, account_id, filing, kind, name, size, hash, note, by_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, NewID(t.Now), f.AccountID, f.Filing, f.Kind, f.Name, f.Size, f.Hash, f.Note, f.ByID, t.Ms())
	return err
}

// AgencyLevels returns the level of each agency that has one, by unit id.
func (r *Reader) AgencyLevels(ctx context.Context) (map[string]regime.Level, error) {
	return levels(r.query(ctx, `SELECT unit_id, level FROM agency_level`))
}

// AgencyLevels returns the same within a transaction.
func (t *Tx) AgencyLevels() (map[string]regime.Level, error) {
	return levels(t.Query(`SELECT unit_id, level FROM agency_level`))
}

func levels(rows Answer, err error) (map[string]regime.Level, error) {
	out := map[string]regime.Level{}
	if err != nil {
		return nil, err
	}
	return out, eachRow(rows, func() error {
		var id string
		var level regime.Level
		err := rows.Scan(&id, &level)
		out[id] = level
		return err
	})
}

// SetAgencyLevel stores what an agency is among agencies.
func (t *Tx) SetAgencyLevel(unitID string, level regime.Level, by string) error {
	_, err := t.Exec(`INSERT INTO agency_level (unit_id, level, by_id, at) VALUES ($1, $2, $3, $4) ON CONFLICT (unit_id) DO UPDATE SET level = excluded.level, by_id = excluded.by_id, at = excluded.at`, unitID, string(level), by, t.Ms())
	return err
}

// PeopleOfAccounts returns who answers for accounts now, by account id.
func (r *Reader) PeopleOfAccounts(ctx context.Context) (map[string][]AccountPerson, error) {
	list, err := gather(scanAccountPerson)(r.query(ctx, `SELECT p.id, p.account_id, p.part, p.person_id, n.name, n.login, p.since, p.until FROM account_person p JOIN person n ON n.id = p.person_id WHERE p.until = 0 ORDER BY p.account_id, p.part, p.since`))
	out := map[string][]AccountPerson{}
	for _, p := range list {
		out[p.AccountID] = append(out[p.AccountID], p)
	}
	return out, err
}
