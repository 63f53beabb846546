package desk

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/redact"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// How long the form of a message holds, and what tells its sender from a flood:
// the browser's work, or a small sum where no script runs.
const (
	askYoungest = 2 * time.Second
	askOldest   = 24 * time.Hour
	asksAtOnce  = 600
)

// AskForm (留言表) is one form for one message: Token is sent back with it, A and B
// are the sum that stands in for the browser's work.
type AskForm struct {
	Token string
	A, B  int
	Bits  int
}

// NewAskForm makes a form. Clause: MSG-1.
func (d *Desk) NewAskForm() (AskForm, error) {
	var raw [14]byte
	if _, err := rand.Read(raw[:]); err != nil {
		return AskForm{}, err
	}
	f := AskForm{A: 1 + int(raw[12]%8), B: 1 + int(raw[13]%8), Bits: TipWork}
	text := strings.Join([]string{"ask", strconv.FormatInt(d.store.Now().UnixMilli(), 10), hex.EncodeToString(raw[:12]), strconv.Itoa(f.A), strconv.Itoa(f.B)}, ".")
	sum, err := d.Forms.sign(text)
	f.Token = text + "." + sum
	return f, err
}

// Again returns the form of a token, to show it once more.
func (d *Desk) Again(token string) (AskForm, error) {
	f := AskForm{Token: token, Bits: TipWork}
	part := strings.Split(token, ".")
	if len(part) != 6 {
		return d.NewAskForm()
	}
	for i, n := range []*int{&f.A, &f.B} {
		var err error
		if *n, err = strconv.Atoi(part[3+i]); err != nil {
			return d.NewAskForm() // no token of ours
		}
	}
	return f, nil
}

// Asking (留言) is a message as the public site takes it in.
type Asking struct {
	Token, Work, Sum                          string
	Way, Agency, Kind, Subject, Text, Contact string
}

// Ask takes in a message from the public site. The same form sent twice arrives
// once. Faults: ask.form, ask.early, ask.old, ask.sum, ask.busy and those of
// Receive. Clause: MSG-1, MSG-4.
func (d *Desk) Ask(ctx context.Context, in Asking) (Received, error) {
	nonce, err := d.readAsk(in)
	if err != nil {
		return Received{}, err
	}
	switch in.Way {
	case "guest_book", "head_mailbox", "web":
	default:
		in.Way = "web"
	}
	if utf8.RuneCountInString(in.Contact) > 200 {
		return Received{}, fault.New(fault.Invalid, "ask.contact", "联系方式最多 200 字").On("contact")
	}
	if utf8.RuneCountInString(strings.TrimSpace(in.Text)) < 4 {
		return Received{}, fault.New(fault.Invalid, "message.empty", "请写下要说的事，至少 4 个字").On("text")
	}
	if n, err := d.store.Paced(ctx, "ask"); err != nil || n >= asksAtOnce {
		return Received{}, unless(err, fault.New(fault.Busy, "ask.busy", "这一分钟里留言的人太多，请过一分钟再按一次；写好的内容还在页面上"))
	}
	out, err := d.Receive(ctx, Inbound{Way: in.Way, Key: nonce, Subject: clipped(in.Subject, mostSubject), Text: in.Text, Contact: strings.TrimSpace(in.Contact), Agency: in.Agency, Need: regime.Need(in.Kind)})
	if err == nil && out.Fresh {
		err = d.store.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.Pace("ask")
			return err
		})
	}
	return out, err
}

// readAsk checks that a form is ours, of the right age, and that somebody took
// the trouble.
func (d *Desk) readAsk(in Asking) (nonce string, err error) {
	wrong := fault.New(fault.Invalid, "ask.form", "这张表不是从本页打开的，请再按一次提交")
	i := strings.LastIndexByte(in.Token, '.')
	if i < 0 || len(in.Token) > 200 {
		return "", wrong
	}
	sum, err := d.Forms.sign(in.Token[:i])
	if err != nil {
		return "", err
	}
	part := strings.Split(in.Token[:i], ".")
	if !hmac.Equal([]byte(sum), []byte(in.Token[i+1:])) || len(part) != 5 || part[0] != "ask" {
		return "", wrong
	}
	ms, _ := strconv.ParseInt(part[1], 10, 64) // these three are signed by us
	a, _ := strconv.Atoi(part[3])
	b, _ := strconv.Atoi(part[4])
	switch age := d.store.Now().Sub(time.UnixMilli(ms)); {
	case age < askYoungest:
		return "", fault.New(fault.Busy, "ask.early", "提交得太快，请稍等两秒再按一次")
	case age > askOldest:
		return "", fault.New(fault.Conflict, "ask.old", "这张表放了一天以上，请再按一次提交；写好的内容还在页面上")
	case !worked(in.Token, in.Work) && strings.TrimSpace(in.Sum) != strconv.Itoa(a+b):
		return "", fault.New(fault.Invalid, "ask.sum", "请写出这两个数的和").On("sum")
	}
	return part[2], nil
}

// Followed (来件进度) is what the sender of a message sees of it.
type Followed struct {
	Number     string
	State      matter.State
	Need       regime.Need
	Way        string
	Agency     string
	ReceivedAt int64
	NextDue    int64 // store.Never for none
	EndsAt     int64 // when original and contact are destroyed, 0 while open
	Turns      []store.MessageTurn
	Answers    []store.MessageAnswer // given, oldest first
	Adoption   string
	AdoptWhy   string
	Aside      string
	Rated      string
	CanAsk     bool
	CanReopen  bool
	CanRate    bool
}

// errFollow is the same for a wrong code, an unknown number and one whose term is
// over.
var errFollow = fault.New(fault.NotFound, "follow.unknown", "编号或查询码不对，或者已经过了保存期限。请核对后再试")

// tryCode finds the message of a number and a code, in the same steps whichever of
// the two is wrong.
func (d *Desk) tryCode(ctx context.Context, number, code string) (string, error) {
	code = strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' || r == '—' || r == '－' {
			return -1
		}
		return r
	}, strings.ToUpper(code))
	id, hash, err := d.store.MessageByCode(ctx, strings.ToUpper(strings.TrimSpace(number)))
	if err != nil {
		return "", err
	}
	known := 1
	if id == "" { // go on with what cannot fit
		id, hash, known = strings.Repeat("0", 26), strings.Repeat("0", 64), 0
	}
	if subtle.ConstantTimeCompare([]byte(codeHash(id, code)), []byte(hash))&known != 1 {
		return "", errFollow
	}
	return id, nil
}

// FollowMessage shows a message to whoever has its number and code. Faults:
// follow.unknown. Clause: MSG-3.
func (d *Desk) FollowMessage(ctx context.Context, number, code string) (Followed, error) {
	id, err := d.tryCode(ctx, number, code)
	if err != nil {
		return Followed{}, err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return Followed{}, err
	}
	var out Followed
	err = d.store.View(ctx, func(tx *store.Tx) error {
		m, err := tx.LockMatter(id)
		if err != nil {
			return err
		}
		a, err := d.load(tx, tree, matter.SystemActor, &m)
		if err != nil {
			return err
		}
		x := a.message
		out = Followed{
			Number: m.Number, State: m.State, Need: m.Need, Way: x.Way, Agency: tree.Name(m.AgencyID), ReceivedAt: x.ReceivedAt, NextDue: m.NextDue, EndsAt: x.EndsAt, Adoption: x.Adoption, AdoptWhy: x.AdoptionWhy, Aside: x.Aside, Rated: x.Rated,
			CanAsk: m.State == matter.Replied && a.facts.InTime && !a.facts.AskedOnce, CanReopen: (m.State == matter.Replied || m.State == matter.SetAside) && a.facts.InTime && !a.facts.Reopened, CanRate: m.State == matter.Replied && x.Rated == "",
		}
		if m.State != matter.Replying && m.State != matter.Replied { // what nobody has signed is not said
			out.Adoption, out.AdoptWhy = "", ""
		}
		if out.Turns, err = tx.MessageTurns(id); err != nil {
			return err
		}
		answers, err := tx.MessageAnswers(id)
		for i := len(answers) - 1; i >= 0; i-- {
			if answers[i].GivenAt != 0 {
				out.Answers = append(out.Answers, answers[i])
			}
		}
		return err
	})
	return out, err
}

// AskAgain puts one more question to an answered message. Faults: follow.unknown,
// message.empty, needs.not_asked. Clause: MSG-3.
func (d *Desk) AskAgain(ctx context.Context, number, code, text string) error {
	in := Inbound{Way: "web", Text: text}
	if err := in.check(); err != nil {
		return err
	}
	return d.bySender(ctx, number, code, "ask_again", nil, &in)
}

// RateMessage takes what a sender says of the answer: yes, partly or no. Faults:
// follow.unknown, input.word, needs.not_rated. Clause: MSG-3.
func (d *Desk) RateMessage(ctx context.Context, number, code, met string) error {
	return d.bySender(ctx, number, code, "rate", map[string]any{"met": met}, nil)
}

// ReopenMessage has a message taken up again. Faults: follow.unknown,
// message.empty, needs.may_reopen. Clause: MSG-3.
func (d *Desk) ReopenMessage(ctx context.Context, number, code, reason string) error {
	in := Inbound{Way: "web", Text: reason}
	if err := in.check(); err != nil {
		return err
	}
	plain, _ := redact.Text(in.Text, redact.Options{})
	return d.bySender(ctx, number, code, "reopen_message", map[string]any{"reason": plain}, &in)
}

// bySender carries out a step of who has the code, with what was written.
func (d *Desk) bySender(ctx context.Context, number, code string, action matter.Action, input map[string]any, said *Inbound) error {
	id, err := d.tryCode(ctx, number, code)
	if err != nil {
		return err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		m, err := tx.LockMatter(id)
		if err != nil {
			return err
		}
		a, err := d.load(tx, tree, matter.SystemActor, &m)
		if err != nil {
			return err
		}
		if err := a.take(action, input); err != nil || said == nil {
			return err
		}
		key, err := d.caseKey(tx, id)
		if err != nil {
			return err
		}
		return (&receipt{Desk: d, tx: tx, tree: tree, in: *said, id: id}).turn(key)
	})
}
