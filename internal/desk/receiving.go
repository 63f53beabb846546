package desk

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Inbound (来件) is a message from the public as one of the ways brings it.
type Inbound struct {
	Way       string // one of regime.MessageWays
	Account   string // id of our account, "" where the way has none
	Key       string // the way's own id of this message; the same Way, Account and Key sent twice arrives once
	Thread    string // the way's own name of the conversation; stored only as a hash whose key changes every 90 days
	Subject   string
	Text      string
	Contact   string    // where the answer goes; sealed, lives with this one case
	At        time.Time // when it reached us; zero for now
	Files     []InboundFile
	Media     string      // the platform's id of a picture or voice message that is fetched later, "" for none
	MediaKind string      // image or voice
	Agency    string      // to whom it is addressed; "" for the account's agency, else the top one
	Unit      string      // section to whom it is addressed, "" for the office
	Case      string      // number of the case that it goes on with, where the way has proof of that
	Need      regime.Need // what kind its sender says it is, "" for none
}

// InboundFile is a file that came with a message, such as the photograph of a letter.
type InboundFile struct {
	Name string
	Type string // media type as the way says it
	Body []byte
}

// Received says where a message stands. Code is how its sender follows it; it
// comes out the same when the message is sent again.
type Received struct {
	Number string
	Code   string
	Fresh  bool // it was not here before
}

// The bounds of what comes in.
const (
	mostMessage   = 20_000 // runes
	mostSubject   = 120
	mostFiles     = 9
	mostFileBytes = 10 << 20
)

// Receive takes in a message from the public. The text without personal data goes
// into a matter of kind message, or into the open case of the same conversation;
// original, contact and files are sealed with a key of that case. Faults:
// message.way, message.empty, message.files. Clause: MSG-1, MSG-4.
func (d *Desk) Receive(ctx context.Context, in Inbound) (Received, error) {
	if err := in.check(); err != nil {
		return Received{}, err
	}
	out, err := d.receive(ctx, in)
	for range 5 {
		if !store.IsDuplicate(err) { // else another process took this message, or one of its conversation, at the same time
			break
		}
		out, err = d.receive(ctx, in)
	}
	return out, err
}

func (in *Inbound) check() error {
	in.Subject, in.Text = strings.TrimSpace(strings.ToValidUTF8(in.Subject, "�")), strings.TrimSpace(strings.ToValidUTF8(in.Text, "�"))
	in.Text = strings.ReplaceAll(strings.ReplaceAll(in.Text, "\r\n", "\n"), "\x00", "")
	in.Subject = strings.ReplaceAll(in.Subject, "\x00", "")
	large := slices.ContainsFunc(in.Files, func(f InboundFile) bool { return len(f.Body) == 0 || len(f.Body) > mostFileBytes })
	switch {
	case !slices.Contains(regime.MessageWays, in.Way):
		return fault.New(fault.Invalid, "message.way", "没有这个来件渠道").On("way")
	case in.Text == "" && in.Subject == "" && len(in.Files) == 0:
		return fault.New(fault.Invalid, "message.empty", "还没有写内容").On("text")
	case utf8.RuneCountInString(in.Text) > mostMessage:
		return fault.New(fault.Invalid, "message.long", "最多写 %d 字，请把要点写在前面", mostMessage).On("text")
	case len(in.Files) > mostFiles || large:
		return fault.New(fault.Invalid, "message.files", "最多 %d 个文件，每个不超过 %d MB", mostFiles, mostFileBytes>>20).On("file")
	case in.Need != "" && !slices.Contains(regime.MessageNeeds, in.Need):
		return fault.New(fault.Invalid, "message.kind", "没有这个种类").On("kind")
	}
	if in.Key == "" {
		in.Key = rand.Text()
	}
	return nil
}

func (d *Desk) receive(ctx context.Context, in Inbound) (out Received, err error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return Received{}, err
	}
	err = d.store.Write(ctx, func(tx *store.Tx) (err error) {
		out, err = d.receiveIn(tx, tree, in)
		return err
	})
	return out, err
}

// receiveIn takes in a message, that was checked, with whatever else a transaction
// does.
func (d *Desk) receiveIn(tx *store.Tx, tree *Tree, in Inbound) (Received, error) {
	code, err := d.messageCode(in)
	if err != nil {
		return Received{}, err
	}
	once, err := d.sums(tx, "once", in.Way, in.Account, in.Key)
	if err != nil {
		return Received{}, err
	}
	if number, err := cameOnce(tx, once); err != nil || number != "" {
		return Received{Number: number, Code: code}, err
	}
	r := &receipt{Desk: d, tx: tx, tree: tree, in: in, code: code}
	number, err := r.take()
	if err != nil {
		return Received{}, err
	}
	return Received{Number: number, Code: code, Fresh: true}, tx.SetCameOnce(once[0], r.id)
}

// cameOnce returns the number of the case of what came already, "" for what is new.
func cameOnce(tx *store.Tx, hashes []string) (string, error) {
	for _, hash := range hashes {
		id, err := tx.CameOnce(hash)
		if err != nil {
			return "", err
		}
		if id != "" {
			m, err := tx.LockMatter(id)
			return m.Number, err
		}
	}
	return "", nil
}

// alreadyHere answers a message that is here already without a write: who repeats because
// we are slow must not make us slower. A Number of "" says that it is new.
func (d *Desk) alreadyHere(ctx context.Context, in Inbound) (out Received, err error) {
	if out.Code, err = d.messageCode(in); err != nil {
		return Received{}, err
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		once, err := d.sumsUnder(tx, false, "once", in.Way, in.Account, in.Key)
		if err != nil {
			return err
		}
		out.Number, err = cameOnce(tx, once)
		return err
	})
	return out, err
}

// receipt is one message while it is taken in.
type receipt struct {
	*Desk
	tx      *store.Tx
	tree    *Tree
	in      Inbound
	code    string
	id      string
	threads []string // hashes of the conversation, newest key first
}

// take puts a message into the open case of its conversation, or into a new one.
func (r *receipt) take() (string, error) {
	if r.in.Case != "" {
		m, err := r.tx.LockMatter(r.in.Case)
		if err == nil && m.Kind == regime.Message {
			if number, err := r.goOn(m.ID); err != nil || number != "" {
				return number, err
			}
		} else if fault.KindOf(err) != fault.NotFound {
			return "", err
		}
	}
	if r.in.Thread != "" {
		var err error
		if r.threads, err = r.sums(r.tx, "thread", r.in.Way, r.in.Account, r.in.Thread); err != nil {
			return "", err
		}
		for _, hash := range r.threads {
			id, err := r.tx.ThreadCase(hash)
			if err != nil || id == "" {
				if err != nil {
					return "", err
				}
				continue
			}
			if number, err := r.goOn(id); err != nil || number != "" {
				return number, err
			}
			if err := r.tx.DropThread(hash); err != nil {
				return "", err
			}
		}
	}
	return r.open()
}

// goOn adds to the case of the conversation; "" when that one is over.
func (r *receipt) goOn(id string) (string, error) {
	m, err := r.tx.LockMatter(id)
	if err != nil {
		return "", err
	}
	a, err := r.load(r.tx, r.tree, matter.SystemActor, &m)
	if err != nil {
		return "", err
	}
	action := matter.Action("came_again")
	switch {
	case m.State == matter.Replied && a.facts.InTime && !a.facts.AskedOnce:
		action = "ask_again"
	case m.State.Final():
		return "", nil
	}
	r.id = m.ID
	key, err := r.caseKey(r.tx, m.ID)
	if fault.CodeOf(err) == "message.shredded" {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	if err := r.turn(key); err != nil {
		return "", err
	}
	if err := a.take(action, nil); err != nil {
		return "", err
	}
	return m.Number, r.tellHandlers(m, "来件人又来信："+m.Title)
}

// open makes a case.
func (r *receipt) open() (string, error) {
	agency, unit, err := r.addressee()
	if err != nil {
		return "", err
	}
	regimeID, err := r.governedBy(r.tx, agency, regime.Message)
	if err != nil {
		return "", err
	}
	reg, err := r.Regime(r.tx.Context(), regimeID)
	if err != nil {
		return "", err
	}
	number, err := r.tx.NextNumber(regime.Message)
	if err != nil {
		return "", err
	}
	title, text := r.plain()
	m := matter.Matter{
		ID: store.NewID(r.tx.Now), Kind: regime.Message, Number: number, AgencyID: agency, UnitID: unit, State: matter.Arrived, Version: 1, RegimeID: regimeID, Title: title, Summary: text, Need: r.in.Need, OpenedAt: r.tx.Ms(), NextDue: store.Never,
	}
	r.id = m.ID
	if err := r.tx.InsertMatter(m); err != nil {
		return "", err
	}
	x := store.Message{ID: m.ID, Way: r.in.Way, AccountID: r.in.Account, ReceivedAt: r.receivedAt(), Contact: r.in.Contact != "", OnTime: -1}
	if err := r.tx.InsertMessage(x); err != nil {
		return "", err
	}
	if err := r.sealCase(m.ID); err != nil {
		return "", err
	}
	if len(r.threads) > 0 {
		if err := r.tx.SetThread(r.threads[0], m.ID); err != nil {
			return "", err
		}
	}
	if err := r.tx.IndexText(store.KindMessage, number, x.ReceivedAt, title, text); err != nil {
		return "", err
	}
	a := &act{
		Desk: r.Desk, tx: r.tx, who: matter.SystemActor, m: &m, reg: reg, tree: r.tree, message: &x, text: regime.MessageWayTitles[x.Way], detail: map[string]any{"way": x.Way, "files": len(r.in.Files)},
		step: matter.Step{Row: matter.Row{Kind: regime.Message, Action: "receive", Emits: regime.MessageReceived}, To: matter.Arrived},
	}
	if err := r.tx.NotifyOf(store.EventNew, unitsOf(r.tree, agency), []regime.Role{regime.DutyOfficer, regime.OfficeDirector}, m.ID, "", "新的来件："+title); err != nil {
		return "", err
	}
	if err := r.count(r.tx, m, "received", x.Way); err != nil {
		return "", err
	}
	return number, a.finish()
}

// governedBy is the regime of a kind in an agency; what was adopted before there
// were messages governs them as it governs concerns.
func (d *Desk) governedBy(tx *store.Tx, agency string, kind regime.Kind) (string, error) {
	id, err := tx.Governing(agency, kind)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return tx.Governing(agency, regime.Concern)
	}
	return id, err
}

func (r *receipt) tellHandlers(m matter.Matter, text string) error {
	return r.tx.Notify([]string{m.UnitID}, []regime.Role{regime.Handler, regime.DutyOfficer, regime.OfficeDirector}, m.ID, "", text)
}
