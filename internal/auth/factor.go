package auth

import (
	"context"
	"encoding/base32"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/seal"
	"yingda/internal/store"
)

// The second factor (第二因素, 两步验证) is a code of six digits that an
// authenticator makes anew every 30 seconds (RFC 6238, as all of them do it:
// SHA-1), or one of the recovery codes given out with it. A code of the step
// before or after is taken, too, since clocks differ, and each is good once.
// Clause: GB/T 22239-2019 8.1.4.1 d.
const (
	stepSeconds   = 30
	drift         = 1
	recoveryCodes = 8
	stepFor       = 5 * time.Minute  // how long the code may be entered after the password
	offerFor      = 30 * time.Minute // how long a new secret waits for its first code
)

// FactorPurpose names what the secret of a person's second factor is sealed for.
func FactorPurpose(personID string) string { return "factor:" + personID }

func offerPurpose(sessionID string) string { return "factor-new:" + sessionID }

const stepPurpose = "sign-in"

var b32 = base32.StdEncoding.WithPadding(base32.NoPadding) // as authenticators read secrets

// Factor (两步验证的情况) says how a person stands with the second factor.
type Factor struct {
	On    bool
	Since int64
	Left  int64 // recovery codes not used yet
	Asked bool  // by a rule of an agency: it cannot be removed
}

// Factor returns how a person stands.
func (a *Auth) Factor(ctx context.Context, who matter.Actor) (Factor, error) {
	f, err := a.store.Factor(ctx, who.ID)
	if err != nil {
		return Factor{}, err
	}
	asked, err := a.store.FactorAsked(ctx, who.ID)
	return Factor{On: f.Secret != "", Since: f.EnrolledAt, Left: f.Codes, Asked: asked}, err
}

// Offer (待启用的密钥) is a secret that is not in force before its first code was
// entered. Sealed brings it back from the page; it opens in the session alone in
// which it was made. URL is what an authenticator reads as a QR code.
type Offer struct{ Secret, URL, Sealed string }

// OfferFactor makes a secret for who has no second factor. Fault: factor.on.
func (a *Auth) OfferFactor(ctx context.Context, who matter.Actor, session store.Session, issuer string) (Offer, error) {
	f, err := a.store.Factor(ctx, who.ID)
	if err != nil {
		return Offer{}, err
	}
	if f.Secret != "" {
		return Offer{}, factorOn()
	}
	return a.offer(ctx, who, session, issuer, "")
}

func factorOn() error {
	return fault.New(fault.Conflict, "factor.on", "两步验证已经启用；换手机请先输入现在的验证码或恢复码")
}

// offer makes a secret; instead is the sealed one that it may replace.
func (a *Auth) offer(ctx context.Context, who matter.Actor, session store.Session, issuer, instead string) (Offer, error) {
	p, err := a.store.PersonBy(ctx, "id", who.ID)
	if err != nil {
		return Offer{}, err
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: strings.ReplaceAll(issuer, ":", "："), AccountName: p.Login})
	if err != nil {
		return Offer{}, fmt.Errorf("make a second factor: %w", err)
	}
	sealed, err := a.sealed(offerPurpose(session.ID), offerFor, key.Secret(), digestOf(instead))
	return Offer{Secret: key.Secret(), URL: key.URL(), Sealed: sealed}, err
}

// ReOffer is what was offered, for a page that is shown again. Fault: factor.offer.
func (a *Auth) ReOffer(ctx context.Context, who matter.Actor, session store.Session, issuer, sealed string) (Offer, error) {
	secret, _, err := a.offered(session, sealed)
	if err != nil {
		return Offer{}, err
	}
	p, err := a.store.PersonBy(ctx, "id", who.ID)
	if err != nil {
		return Offer{}, err
	}
	raw, err := b32.DecodeString(secret)
	if err != nil {
		return Offer{}, fmt.Errorf("read an offered secret: %w", err)
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: strings.ReplaceAll(issuer, ":", "："), AccountName: p.Login, Secret: raw})
	if err != nil {
		return Offer{}, fmt.Errorf("show a second factor: %w", err)
	}
	return Offer{Secret: secret, URL: key.URL(), Sealed: sealed}, nil
}

func (a *Auth) offered(session store.Session, sealed string) (secret, instead string, err error) {
	f, err := a.opened(sealed, offerPurpose(session.ID), 2)
	if err != nil {
		return "", "", fault.New(fault.Conflict, "factor.offer", "这一页放得太久了，请重新扫描新的二维码").Because(err)
	}
	return f[0], f[1], nil
}

// EnrolFactor puts an offered secret in force once its first code is right, and
// returns fresh recovery codes, which are stored as digests alone. Other sessions
// of the person end. Faults: factor.offer, factor.first, factor.on, sign_in.locked.
func (a *Auth) EnrolFactor(ctx context.Context, who matter.Actor, session store.Session, sealed, code string) ([]string, error) {
	secret, instead, err := a.offered(session, sealed)
	if err != nil {
		return nil, err
	}
	keys, err := a.keys()
	if err != nil {
		return nil, err
	}
	closed, err := keys.Seal(secret, FactorPurpose(who.ID))
	if err != nil {
		return nil, err
	}
	return a.withCodes(ctx, who, func(tx *store.Tx) error {
		before, err := tx.Factor(who.ID)
		if err != nil {
			return err
		}
		if digestOf(before.Secret) != instead {
			return factorOn()
		}
		step := stepOf(secret, plainCode(code), tx.Ms(), 0)
		if step == 0 { // not counted: the page that asks for it knows the secret
			return fault.New(fault.Invalid, "factor.first", "验证码不对：请用刚才扫描的那一项，并确认手机的时间是自动校准的").On("code")
		}
		action := "factor.enrolled"
		if before.Secret != "" {
			action = "factor.renewed"
		}
		tx.Audit(entry(who, action, who.ID, nil))
		if err := tx.Enrolled(who, session.ID); err != nil {
			return err
		}
		return tx.SaveFactor(store.Factor{PersonID: who.ID, Secret: closed, Step: step, EnrolledAt: tx.Ms()})
	})
}

// RenewFactor offers another secret to who enters a code of the present one.
// Faults: factor.code (counted like a failed sign-in), factor.none, factor.sealed,
// sign_in.locked.
func (a *Auth) RenewFactor(ctx context.Context, who matter.Actor, session store.Session, issuer, code string) (Offer, error) {
	err := a.withCode(ctx, who, code, func(*store.Tx) error { return nil })
	if err != nil {
		return Offer{}, err
	}
	f, err := a.store.Factor(ctx, who.ID)
	if err != nil {
		return Offer{}, err
	}
	return a.offer(ctx, who, session, issuer, f.Secret)
}

// FreshCodes gives new recovery codes in the place of all earlier ones. Faults as
// of RenewFactor.
func (a *Auth) FreshCodes(ctx context.Context, who matter.Actor, code string) ([]string, error) {
	return a.withCodes(ctx, who, func(tx *store.Tx) error {
		if err := a.spend(tx, who.ID, code); err != nil {
			return err
		}
		tx.Audit(entry(who, "factor.codes", who.ID, nil))
		return nil
	})
}

// RemoveFactor takes the second factor of who enters a code of it away. Faults as
// of RenewFactor, and factor.asked where a rule asks for one.
func (a *Auth) RemoveFactor(ctx context.Context, who matter.Actor, code string) error {
	return a.withCode(ctx, who, code, func(tx *store.Tx) error {
		asked, err := tx.FactorAsked(who.ID)
		if err != nil {
			return err
		}
		if asked {
			return fault.New(fault.Conflict, "factor.asked", "本单位要求两步验证，不能停用；可以换一部手机")
		}
		tx.Audit(entry(who, "factor.removed", who.ID, nil))
		return tx.DropFactor(who.ID)
	})
}

// ResetFactor takes the second factor of a colleague away who lost phone and
// recovery codes; all sessions of that person end, and a lock-out stays. The
// caller is who may reset the password. Faults: factor.reason, factor.none,
// person.self, person.unknown, admin.needed.
func (a *Auth) ResetFactor(ctx context.Context, who matter.Actor, personID, reason string) error {
	reason = strings.TrimSpace(reason)
	if n := utf8.RuneCountInString(reason); n < 2 || n > 200 {
		return fault.New(fault.Invalid, "factor.reason", "请写明理由，2 到 200 个字").On("reason")
	}
	return a.manage(ctx, who, personID, []regime.Role{regime.SystemAdmin}, func(tx *store.Tx, p store.Person) error {
		if p.ID == who.ID {
			return fault.New(fault.Conflict, "person.self", "自己的两步验证在个人设置里更换或停用")
		}
		f, err := tx.Factor(p.ID)
		if err != nil {
			return err
		}
		if f.Secret == "" {
			return noFactor()
		}
		if err := tx.DropFactor(p.ID); err != nil {
			return err
		}
		if _, err := tx.EndSessions(p.ID); err != nil {
			return err
		}
		tx.Audit(entry(who, "factor.reset", p.ID, map[string]any{"reason": reason}))
		return nil
	})
}

// AskFactor sets whom an agency asks for a second factor: whoever is asked and has
// none sets it up at the next sign-in, before anything else. The caller is an
// administrator of the agency or of one above. Faults: unit.unknown, role.unknown,
// admin.needed.
func (a *Auth) AskFactor(ctx context.Context, who matter.Actor, agencyID string, rule store.FactorRule) error {
	for _, role := range rule.Roles {
		if err := knownRole(role); err != nil {
			return err
		}
	}
	rule.Roles = slices.Compact(slices.Sorted(slices.Values(rule.Roles)))
	units, err := a.store.Units(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(units, func(u store.Unit) bool { return u.ID == agencyID && u.Kind == "agency" })
	if i < 0 {
		return fault.New(fault.NotFound, "unit.unknown", "没有这个单位")
	}
	if err := mayManage(who, units[i].Path, admins...); err != nil {
		return err
	}
	return a.write(ctx, func(tx *store.Tx) error {
		tx.Audit(entry(who, "factor.asked", agencyID, map[string]any{"everybody": rule.Everybody, "roles": rule.Roles}))
		return tx.SetFactorRule(agencyID, rule)
	})
}

// withCode does what asks for a code of the person's present factor; a wrong one
// counts like a failed sign-in.
func (a *Auth) withCode(ctx context.Context, who matter.Actor, code string, do func(tx *store.Tx) error) error {
	return a.guessed(ctx, who, func(tx *store.Tx) error {
		if err := a.spend(tx, who.ID, code); err != nil {
			return err
		}
		return do(tx)
	})
}

// withCodes is guessed for what gives out recovery codes.
func (a *Auth) withCodes(ctx context.Context, who matter.Actor, do func(tx *store.Tx) error) ([]string, error) {
	codes, digests := make([]string, recoveryCodes), make([]string, recoveryCodes)
	for i := range codes {
		code, err := oneTime()
		if err != nil {
			return nil, err
		}
		codes[i], digests[i] = code, recoveryDigest(who.ID, plainCode(code))
	}
	err := a.guessed(ctx, who, func(tx *store.Tx) error {
		if err := do(tx); err != nil {
			return err
		}
		return tx.SetRecovery(who.ID, digests)
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// guessed runs a transaction that may end in a wrong code, which is counted.
func (a *Auth) guessed(ctx context.Context, who matter.Actor, do func(tx *store.Tx) error) error {
	if who.Token {
		return fault.New(fault.Forbidden, "token.person", "令牌不能办理两步验证")
	}
	p, err := a.store.PersonBy(ctx, "id", who.ID)
	if err != nil {
		return err
	}
	release, err := takeTurn(ctx, p.Login)
	if err != nil {
		return err
	}
	defer release()
	if err := a.refuseLocked(ctx, p.ID, ""); err != nil {
		return err
	}
	err = a.write(ctx, do)
	if fault.CodeOf(err) == "factor.code" {
		if err := a.failed(ctx, p, "", "factor.code"); err != nil {
			return err
		}
	}
	return err
}

func wrongCode() error {
	return fault.New(fault.Forbidden, "factor.code", "验证码不对，或者已经用过").On("code")
}

func noFactor() error {
	return fault.New(fault.Conflict, "factor.none", "还没有启用两步验证")
}

// spend uses up a code of a person's second factor, of the authenticator or for
// recovery. Faults: factor.code, factor.none, factor.sealed.
func (a *Auth) spend(tx *store.Tx, personID, code string) error {
	f, err := tx.Factor(personID)
	if err != nil {
		return err
	}
	if f.Secret == "" {
		return noFactor()
	}
	code = plainCode(code)
	if len(code) != int(otp.DigitsSix) {
		good, err := tx.UseRecovery(personID, recoveryDigest(personID, code))
		if err == nil && !good {
			err = wrongCode()
		}
		if err == nil {
			tx.Audit(entry(matter.Actor{ID: personID}, "factor.recovered", personID, nil))
		}
		return err
	}
	keys, err := a.keys()
	if err != nil {
		return err
	}
	secret, err := keys.Open(f.Secret, FactorPurpose(personID))
	if err != nil {
		return fault.New(fault.Conflict, "factor.sealed", "现在的密钥文件打不开这项两步验证：请用恢复码登录，或请系统管理员重置").Because(err)
	}
	step := stepOf(secret, code, tx.Ms(), f.Step)
	if step == 0 {
		return wrongCode()
	}
	return tx.UseStep(personID, step)
}

// stepOf returns the step whose code this is, within the drift around an instant
// and after the last one used; 0 for none.
func stepOf(secret, code string, ms, used int64) int64 {
	now, found := ms/1000/stepSeconds, int64(0)
	for step := now - drift; step <= now+drift; step++ {
		// The comparison takes the same time for every code; an error is a code or
		// secret of another form.
		ok, err := hotp.ValidateCustom(code, uint64(step), secret, hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && ok && step > used && found == 0 {
			found = step
		}
	}
	return found
}

// plainCode is a code without what people put between its parts.
func plainCode(code string) string {
	return strings.ToLower(strings.NewReplacer(" ", "", "-", "", "\u3000", "").Replace(strings.TrimSpace(code)))
}

func recoveryDigest(personID, code string) string {
	return digestOf("recovery:" + personID + ":" + code)
}

// SecondStep ends a sign-in whose password was right: step is what SignIn returned
// for it. Faults: sign_in.step (too late, or the password changed meanwhile),
// factor.code, sign_in.locked, factor.sealed.
func (a *Auth) SecondStep(ctx context.Context, step, code string) (string, error) {
	p, err := a.stepped(ctx, step)
	if err != nil {
		return "", err
	}
	release, err := takeTurn(ctx, p.Login)
	if err != nil {
		return "", err
	}
	defer release()
	if err := a.refuseLocked(ctx, p.ID, ""); err != nil {
		return "", err
	}
	secret, err := a.start(ctx, p, "session.begun", func(tx *store.Tx) error {
		if err := unchanged(tx, p); err != nil {
			return err
		}
		f, err := tx.Factor(p.ID)
		if err != nil {
			return err
		}
		if f.Secret != "" { // else an administrator has just reset it
			if err := a.spend(tx, p.ID, code); err != nil {
				return err
			}
		}
		return tx.ClearFailures(p.ID)
	})
	if fault.CodeOf(err) == "factor.code" {
		if err := a.failed(ctx, p, "", "factor.code"); err != nil {
			return "", err
		}
	}
	return secret, err
}

func (a *Auth) stepped(ctx context.Context, step string) (store.Person, error) {
	late := fault.New(fault.Forbidden, "sign_in.step", "登录超时，请重新输入登录名和密码")
	f, err := a.opened(step, stepPurpose, 2)
	if err != nil {
		return store.Person{}, late.Because(err)
	}
	p, err := a.store.PersonBy(ctx, "id", f[0])
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return store.Person{}, err
	}
	if err != nil || !p.Active || digestOf(p.Password) != f[1] {
		return store.Person{}, late
	}
	return p, nil
}

// secondStep is what a right password alone gives to who has a second factor.
func (a *Auth) secondStep(p store.Person) (string, error) {
	return a.sealed(stepPurpose, stepFor, p.ID, digestOf(p.Password))
}

func (a *Auth) keys() (*seal.Keys, error) {
	if a.Keys == nil {
		return nil, fault.New(fault.Internal, "factor.keys", "这里没有密钥文件，不能办理两步验证")
	}
	return a.Keys()
}

// sealed closes words without spaces for a while; opened opens them again.
func (a *Auth) sealed(purpose string, within time.Duration, words ...string) (string, error) {
	keys, err := a.keys()
	if err != nil {
		return "", err
	}
	until := strconv.FormatInt(a.store.Now().Add(within).UnixMilli(), 10)
	return keys.Seal(strings.Join(append(words, until), " "), purpose)
}

func (a *Auth) opened(text, purpose string, n int) ([]string, error) {
	keys, err := a.keys()
	if err != nil {
		return nil, err
	}
	plain, err := keys.Open(text, purpose)
	if err != nil {
		return nil, err
	}
	words := strings.Split(plain, " ")
	until, err := strconv.ParseInt(words[len(words)-1], 10, 64)
	if err != nil || len(words) != n+1 {
		return nil, fmt.Errorf("a sealed text of %d words", len(words))
	}
	if a.store.Now().UnixMilli() > until {
		return nil, fmt.Errorf("a sealed text that was good until %d", until)
	}
	return words[:n], nil
}
