package desk_test

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/seal"
	"yingda/internal/store"
)

const tipText = "接访科的人收加急费，每件二百元，发票开成资料费"

// sealed is a bureau with a section of inspection in which two people receive tips.
type sealed struct {
	*bureau
	agency  string
	private map[string]string // person → the private half of their key
	heads   int
	one     matter.Actor
	two     matter.Actor
}

func inspected(b *bureau) *sealed {
	s := &sealed{bureau: b, agency: b.units["office"].AgencyID, private: map[string]string{}}
	b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
		u := store.Unit{Kind: "section", ParentID: s.agency, Code: "discipline", Name: "机关纪委"}
		if err := tx.AddUnit(&u); err != nil {
			return err
		}
		b.units[u.Code] = u
		return nil
	}))
	s.one, s.two = s.engage("one", "discipline", regime.Inspector), s.engage("two", "discipline", regime.Inspector)
	s.key(s.one, "recipient")
	s.key(s.two, "recipient")
	return s
}

// engage adds a person with a role in a section.
func (s *sealed) engage(login, unit string, roles ...regime.Role) matter.Actor {
	s.t.Helper()
	u := s.units[unit]
	if unit == "root" {
		tree, err := s.desk.Tree(context.Background())
		s.must(err)
		u = tree.ByID[s.agency]
	}
	p := store.Person{Login: login, Name: login, UnitID: u.ID}
	who := matter.Actor{Name: login, UnitID: u.ID}
	s.must(s.store.Write(context.Background(), func(tx *store.Tx) error {
		if err := tx.AddPerson(&p); err != nil {
			return err
		}
		for _, r := range roles {
			if err := tx.GrantRole(p.ID, u.ID, r); err != nil {
				return err
			}
			who.Grants = append(who.Grants, matter.Grant{UnitID: u.ID, AgencyID: u.AgencyID, Path: u.Path, Office: u.Office, Agency: u.Kind == "agency", Role: r})
		}
		return nil
	}))
	who.ID = p.ID
	return who
}

func (s *sealed) key(who matter.Actor, kind string) error {
	s.t.Helper()
	private, public, err := seal.NewPair()
	s.must(err)
	wrapped, err := seal.WrapByPassphrase(private, "一个足够长的口令", 4)
	s.must(err)
	if err := s.desk.MakeTipKey(context.Background(), who, kind, public, wrapped); err != nil {
		return err
	}
	s.private[who.ID] = private
	if kind == "recipient" {
		s.vouch(who)
	}
	return nil
}

// vouch lets whoever may say that the keys that somebody made are theirs: another
// recipient, or a head of their agency.
func (s *sealed) vouch(maker matter.Actor) {
	s.t.Helper()
	ctx := context.Background()
	agency := maker.Grants[slices.IndexFunc(maker.Grants, func(g matter.Grant) bool { return g.Role == regime.Inspector })].AgencyID
	s.heads++
	p := store.Person{Login: fmt.Sprint("head", s.heads), Name: "主要负责人", UnitID: agency}
	s.must(s.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.AddPerson(&p); err != nil {
			return err
		}
		return tx.GrantRole(p.ID, agency, regime.Head)
	}))
	head := matter.Actor{ID: p.ID, Name: p.Name, UnitID: agency, Grants: []matter.Grant{{UnitID: agency, AgencyID: agency, Agency: true, Role: regime.Head}}}
	list, err := s.desk.WaitingTipKeys(ctx, maker)
	s.must(err)
	for _, k := range list {
		if !k.Own {
			continue
		}
		err := s.desk.VouchForKey(ctx, head, k.ID)
		for _, other := range []matter.Actor{s.one, s.two} {
			if err != nil {
				err = s.desk.VouchForKey(ctx, other, k.ID)
			}
		}
		s.must(err)
	}
}

// browser seals a tip as a browser does.
func (s *sealed) browser(unit, text string) (in desk.TipSending, code string) {
	s.t.Helper()
	ctx := context.Background()
	keys, err := s.desk.TipReaders(ctx, s.agency, s.units[unit].ID)
	s.must(err)
	private, public, err := seal.NewPair()
	s.must(err)
	raw := seal.Letter{Text: text}.Bytes()
	code, _ = seal.PlainCode(seal.NewCode())
	_, answer, err := seal.CodeKey(code)
	s.must(err)
	in = desk.TipSending{Agency: s.agency, Unit: s.units[unit].ID, Door: seal.CodeDoor(code), Public: public, AnswerKey: answer}
	in.Sealed, err = seal.SealTo(raw, public)
	s.must(err)
	for _, k := range keys {
		w, err := seal.SealTo([]byte(private), k.Public)
		s.must(err)
		in.Wraps = append(in.Wraps, store.TipWrap{KeyID: k.ID, Wrapped: w})
	}
	s.work(&in)
	return in, code
}

func (s *sealed) work(in *desk.TipSending) {
	s.t.Helper()
	var err error
	in.Token, err = s.desk.TipForm()
	s.must(err)
	s.clock.Advance(2 * time.Second)
	for n := 0; ; n++ {
		if in.Work = strconv.Itoa(n); desk.Worked(in.Token, in.Work) {
			return
		}
	}
}

// tell sends a tip from a browser and returns its number and code.
func (s *sealed) tell(unit string) (number, code string) {
	s.t.Helper()
	in, code := s.browser(unit, tipText)
	s.must(s.desk.SendTip(context.Background(), in))
	list, err := s.desk.Tips(context.Background(), s.one, "", 1)
	s.must(err)
	return list[0].Number, code
}

// open opens one item of a tip as its reader's browser does.
func (s *sealed) open(who matter.Actor, number, kind string) string {
	s.t.Helper()
	ctx := context.Background()
	v, err := s.desk.Tip(ctx, who, number)
	s.must(err)
	private, err := seal.OpenWith(v.Wrap.Wrapped, s.private[who.ID])
	s.must(err)
	for _, i := range v.Items {
		if i.Kind != kind {
			continue
		}
		closed, err := s.desk.TipSealed(ctx, who, number, i.ID)
		s.must(err)
		raw, err := seal.OpenWith(closed, string(private))
		s.must(err)
		l, err := seal.ReadLetter(raw)
		s.must(err)
		return l.Text
	}
	s.t.Fatalf("%s has no %s", number, kind)
	return ""
}

// entry seals an entry as a reader's browser does.
func (s *sealed) entry(who matter.Actor, number, kind, text, digest string) error {
	s.t.Helper()
	ctx := context.Background()
	v, err := s.desk.Tip(ctx, who, number)
	if err != nil {
		return err
	}
	raw := seal.Letter{Text: text}.Bytes()
	to := []string{v.Public}
	if kind == "answer" {
		to = append(to, v.AnswerKey)
	}
	closed, err := seal.SealTo(raw, to...)
	s.must(err)
	return s.desk.AddTipEntry(ctx, who, number, desk.TipEntry{Kind: kind, Sealed: closed, Digest: digest})
}

func TestTips(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		s := inspected(b)
		number, code := s.tell("visits")
		if !strings.HasPrefix(number, "T-2026-") {
			t.Fatalf("numbered %s", number)
		}
		if got := s.open(s.one, number, "letter"); got != tipText {
			t.Fatalf("opened as %q", got)
		}
		if got := s.open(s.two, number, "letter"); got != tipText {
			t.Fatalf("the second recipient reads %q", got)
		}
		t.Run("the same door arrives once", func(*testing.T) {
			in, _ := s.browser("visits", tipText)
			s.must(s.desk.SendTip(ctx, in))
			s.work(&in)
			s.must(s.desk.SendTip(ctx, in))
			list, err := s.desk.Tips(ctx, s.one, "", 9)
			s.must(err)
			if len(list) != 2 {
				t.Fatalf("%d tips", len(list))
			}
		})
		t.Run("what is not sealed, not paid with work, or sealed to others is refused", func(*testing.T) {
			for name, c := range map[string]struct {
				code   string
				change func(*desk.TipSending)
			}{
				"in clear":          {"tip.sealed", func(in *desk.TipSending) { in.Sealed = []byte(tipText) }},
				"to a passphrase":   {"tip.sealed", func(in *desk.TipSending) { in.Sealed, _ = seal.WrapByPassphrase("x", "y", 2) }},
				"a reader left out": {"tip.readers", func(in *desk.TipSending) { in.Wraps = in.Wraps[1:] }},
				"a reader twice":    {"tip.readers", func(in *desk.TipSending) { in.Wraps[0] = in.Wraps[1] }},
				"a wrap in clear":   {"tip.readers", func(in *desk.TipSending) { in.Wraps[0].Wrapped = []byte("AGE-SECRET-KEY-1") }},
				"no work":           {"tip.work", func(in *desk.TipSending) { in.Work = "no" }},
				"unknown unit":      {"tip.unit", func(in *desk.TipSending) { in.Unit = "x" }},
				"unknown office":    {"tip.office", func(in *desk.TipSending) { in.Agency = in.Unit }},
			} {
				in, _ := s.browser("visits", tipText)
				c.change(&in)
				if err := s.desk.SendTip(ctx, in); fault.CodeOf(err) != c.code {
					t.Errorf("%s: %v, want %s", name, err, c.code)
				}
			}
		})
		t.Run("the dialogue", func(*testing.T) { s.dialogue(t, number, code) })
		t.Run("finding and outcome", func(*testing.T) { s.finish(t, number, code) })
	})
}

func (s *sealed) dialogue(t *testing.T, number, code string) {
	ctx := context.Background()
	s.must(s.entry(s.one, number, "answer", "已收到，正在核查。", ""))
	private, _, err := seal.CodeKey(code)
	s.must(err)
	seen, err := s.desk.FollowTip(ctx, seal.CodeDoor(code))
	s.must(err)
	if !seen.Found || len(seen.Answers) != 1 || seen.Tip.NextDue() != seen.Tip.FinishDue {
		t.Fatalf("the code shows %+v", seen)
	}
	raw, err := seal.OpenWith(seen.Answers[0].Sealed, private)
	s.must(err)
	if l, err := seal.ReadLetter(raw); err != nil || l.Text != "已收到，正在核查。" {
		t.Fatalf("the teller reads %q, %v", l.Text, err)
	}
	if got := s.open(s.two, number, "answer"); got != "已收到，正在核查。" {
		t.Errorf("the other recipient reads the answer as %q", got)
	}
	s.must(s.desk.SealReply(ctx, code, seal.Letter{Text: "还有一张收据"}))
	if got := s.open(s.one, number, "reply"); got != "还有一张收据" {
		t.Errorf("the reply is read as %q", got)
	}
	wrong, err := s.desk.FollowTip(ctx, seal.CodeDoor("000000000000000000000000"))
	if err != nil || wrong.Found {
		t.Errorf("a wrong code: %+v, %v", wrong, err)
	}
	if err := s.desk.SealReply(ctx, "000000000000000000000000", seal.Letter{Text: "补充"}); fault.CodeOf(err) != "tip.code" {
		t.Errorf("a reply by a wrong code: %v", err)
	}
}

func (s *sealed) finish(t *testing.T, number, code string) {
	ctx := context.Background()
	refuse := func(err error, want string) {
		t.Helper()
		if fault.CodeOf(err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	refuse(s.entry(s.one, number, "finding", "属实", ""), "tip.state")
	s.must(s.entry(s.one, number, "lead", "收加急费", ""))
	s.must(s.entry(s.one, number, "step", "调取收据存根", ""))
	refuse(s.entry(s.one, number, "teller", "是谁写的", ""), "tip.entry")
	s.must(s.entry(s.one, number, "finding", "属实，共收取三次", ""))
	text, salt := "经查，接访科一名工作人员三次违规收取费用，已退还并给予处分。", "盐"
	refuse(s.entry(s.one, number, "outcome", text, ""), "tip.sealed")
	s.must(s.entry(s.one, number, "outcome", text, desk.TextDigest(salt, text)))
	v, err := s.desk.Tip(ctx, s.two, number)
	s.must(err)
	item := v.Items[len(v.Items)-1].ID
	refuse(s.desk.PublishTip(ctx, s.one, number, item, salt, text), "tip.same")
	refuse(s.desk.PublishTip(ctx, s.two, number, item, salt, text+"。"), "tip.text")
	s.must(s.desk.PublishTip(ctx, s.two, number, item, salt, text))
	refuse(s.desk.PublishTip(ctx, s.two, number, item, salt, text), "tip.state")
	seen, err := s.desk.FollowTip(ctx, seal.CodeDoor(code))
	s.must(err)
	if seen.Outcome != text || seen.Tip.State != "closed" || seen.Tip.NextDue() != 0 {
		t.Errorf("the code shows %+v", seen)
	}
	list, err := s.store.TipOutcomes(ctx, 0, 9)
	if err != nil || len(list) != 1 || list[0].Text != text {
		t.Errorf("the public reads %+v, %v", list, err)
	}
}

// Nobody outside the recipients reads a tip: every role in every relation to the
// unit named, by rule and by key.
func TestTipRelations(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		s := inspected(b)
		number, _ := s.tell("visits")
		v, err := s.desk.Tip(ctx, s.one, number)
		s.must(err)
		letter := v.Items[0].ID
		for _, role := range regime.Roles {
			for _, unit := range []string{"discipline", "letters", "office", "visits", "root"} {
				who := s.engage(string(role)+"@"+unit, unit, role)
				for name, err := range map[string]error{
					"view":   func() error { _, err := s.desk.Tip(ctx, who, number); return err }(),
					"bytes":  func() error { _, err := s.desk.TipSealed(ctx, who, number, letter); return err }(),
					"entry":  s.desk.AddTipEntry(ctx, who, number, desk.TipEntry{Kind: "lead", Sealed: v.Key.Wrapped}),
					"recuse": s.desk.RecuseTip(ctx, who, number),
				} {
					if c := fault.CodeOf(err); c != "tip.unknown" && !(name == "entry" && c == "tip.sealed") {
						t.Errorf("%s in %s: %s: %v", role, unit, name, err)
					}
				}
				list, err := s.desk.Tips(ctx, who, "", 9)
				if len(list) > 0 || role != regime.Inspector && err == nil {
					t.Errorf("%s in %s lists %d tips, %v", role, unit, len(list), err)
				}
			}
		}
		token := s.one
		token.Token = true
		if _, err := s.desk.Tip(ctx, token, number); fault.CodeOf(err) != "tip.unknown" {
			t.Errorf("a token reads: %v", err)
		}
		if _, err := s.desk.Tip(ctx, matter.SystemActor, number); fault.CodeOf(err) != "tip.unknown" {
			t.Errorf("the system reads: %v", err)
		}
		s.conflicts(t)
	})
}

// conflicts bars by key: whoever is near the accused is not among the recipients.
func (s *sealed) conflicts(t *testing.T) {
	ctx := context.Background()
	near := map[string]matter.Actor{
		"in the unit named":           s.engage("near1", "visits", regime.Inspector),
		"above it":                    s.engage("near2", "root", regime.Inspector),
		"at home there, role outside": s.engage("near3", "discipline", regime.Inspector),
		"deputy head as well":         s.engage("near4", "discipline", regime.Inspector, regime.Deputy),
		"system administrator":        s.engage("near5", "discipline", regime.Inspector, regime.SystemAdmin),
		"security administrator":      s.engage("near6", "discipline", regime.Inspector, regime.SecurityAdmin),
		"auditor":                     s.engage("near7", "discipline", regime.Inspector, regime.Auditor),
	}
	s.must(s.store.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`UPDATE person SET unit_id = $1 WHERE login = 'near3'`, s.units["visits"].ID)
		return err
	}))
	for name, who := range near {
		err := s.key(who, "recipient")
		if admin := strings.HasSuffix(name, "administrator") || name == "auditor"; admin != (fault.CodeOf(err) == "register.role") {
			t.Errorf("%s asks for a key: %v", name, err)
		}
	}
	keys, err := s.desk.TipReaders(ctx, s.agency, s.units["visits"].ID)
	s.must(err)
	for _, k := range keys {
		if k.PersonID != s.one.ID && k.PersonID != s.two.ID {
			t.Errorf("sealed to %s", k.PersonID)
		}
	}
	if len(keys) != 2 {
		t.Errorf("sealed to %d keys", len(keys))
	}
	if _, err := s.desk.TipReaders(ctx, s.agency, s.units["discipline"].ID); fault.CodeOf(err) != "tip.nobody" && err != nil {
		t.Errorf("about inspection itself: %v", err)
	}
	if _, err := s.desk.TipReaders(ctx, s.agency, s.agency); fault.CodeOf(err) != "tip.nobody" {
		t.Errorf("about the whole agency: %v", err)
	}
	// Who is moved into the unit named afterwards is barred by rule, key or not.
	in, _ := s.browser("visits", tipText)
	s.must(s.desk.SendTip(ctx, in))
	list, err := s.desk.Tips(ctx, s.two, "", 1)
	s.must(err)
	moved := s.two
	moved.UnitID = s.units["visits"].ID
	if _, err := s.desk.Tip(ctx, moved, list[0].Number); fault.CodeOf(err) != "tip.unknown" {
		t.Errorf("moved there: %v", err)
	}
	s.must(s.desk.RecuseTip(ctx, s.two, list[0].Number))
	if err := s.desk.RecuseTip(ctx, s.one, list[0].Number); fault.CodeOf(err) != "tip.last" {
		t.Errorf("the last one stands aside: %v", err)
	}
}
