package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/seal"
	"yingda/internal/store"
)

// TipMovers move what turns out to be a tip into the protected channel: those who
// sort and handle what comes in.
var TipMovers = []regime.Role{regime.DutyOfficer, regime.Liaison, regime.OfficeDirector, regime.Handler}

// MoveToTips seals a message or a concern that tells about the conduct of an
// official to the recipients who are not barred by the unit that it concerns, and
// shreds the first copy: texts, papers, search index, the sealed original with its
// key, files, kept answers. A message goes with the concerns that were made of it,
// and each of these with the message: they hold the same words. What stays there is
// the number and where it went; the original elsewhere is a task of whoever moved
// it. A concern whose words are public or on their way is not moved. Faults: matter.unknown, register.role, tip.kind, tip.statement,
// tip.unit, tip.nobody, tip.large. Clause: HAN-8, MSG-2.
func (d *Desk) MoveToTips(ctx context.Context, who matter.Actor, number, unitID string) error {
	if err := must(who, TipMovers...); err != nil {
		return err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	var same []matter.Matter
	var l seal.Letter
	if err := d.store.View(ctx, func(tx *store.Tx) error {
		same, l, err = d.movable(tx, tree, who, number)
		return err
	}); err != nil {
		return err
	}
	office, err := d.receiver(ctx, tree, same[0].AgencyID, unitID)
	if err != nil {
		return err
	}
	var files []string
	tip := store.Tip{AgencyID: office, UnitID: unitID, Way: "moved"}
	err = d.sealTip(ctx, tip, l, paces{count: "tips.moved", most: tipsWorked}, func(tx *store.Tx, made string) error {
		files = nil
		ids := make([]string, len(same))
		for i, m := range same {
			dropped, err := d.shredMoved(tx, tree, who, m, made)
			if err != nil {
				return err
			}
			files, ids[i] = append(files, dropped...), store.ErasedMoved+m.ID
		}
		if d.Inbox.Erased == nil {
			return nil
		}
		return d.Inbox.Erased(ids...) // last: this file does not roll back
	})
	if err != nil {
		return err
	}
	for _, hash := range files {
		if err := d.Files.Drop(hash); err != nil {
			return err
		}
	}
	return d.store.Scrub(ctx)
}

// receiver is the agency whose inspectors take what is moved in: that of the
// matter or, where all of its are barred, the next one above it that can.
func (d *Desk) receiver(ctx context.Context, tree *Tree, agencyID, unitID string) (string, error) {
	for at := agencyID; ; {
		_, err := d.TipReaders(ctx, at, unitID)
		up := tree.ByID[tree.ByID[at].ParentID].AgencyID
		if fault.CodeOf(err) != "tip.nobody" || up == "" || up == at {
			return at, err
		}
		at = up
	}
}

// movable returns a matter and those with the same words, and what they say.
func (d *Desk) movable(tx *store.Tx, tree *Tree, who matter.Actor, number string) (same []matter.Matter, l seal.Letter, err error) {
	m, err := tx.LockMatter(number)
	if err != nil {
		return nil, l, err
	}
	parts, err := tx.Parts(m.ID)
	if err != nil {
		return nil, l, err
	}
	switch {
	case !tree.Sees(who, m, parts):
		return nil, l, fault.New(fault.NotFound, "matter.unknown", "没有办件 %s，或者您看不到它", number)
	case m.State.Final():
		return nil, l, fault.New(fault.Conflict, "tip.kind", "已经办结，不能移入")
	case m.Kind != regime.Message && m.Kind != regime.Concern:
		return nil, l, fault.New(fault.Conflict, "tip.kind", "只有来件和关切可以移入密封线索")
	}
	ids, err := tx.SameWords(m.ID)
	if err != nil {
		return nil, l, err
	}
	for _, id := range ids {
		if m, err = tx.LockMatter(id); err != nil {
			return nil, l, err
		}
		var more seal.Letter
		if m.Kind == regime.Message {
			more, err = d.messageLetter(tx, m)
		} else {
			more, err = d.concernLetter(tx, m)
		}
		if err != nil {
			return nil, l, err
		}
		same, l.Text, l.Files = append(same, m), l.Text+more.Text+"\n\n", append(l.Files, more.Files...)
	}
	return same, l, nil
}

// messageLetter opens the original of a message; where that is destroyed already,
// there is the text without personal data.
func (d *Desk) messageLetter(tx *store.Tx, m matter.Matter) (l seal.Letter, err error) {
	key, err := d.caseKey(tx, m.ID)
	if fault.CodeOf(err) == "message.shredded" {
		return seal.Letter{Text: m.Title + "\n" + m.Summary}, nil
	}
	if err != nil {
		return l, err
	}
	turns, err := tx.MessageTurns(m.ID)
	if err != nil {
		return l, err
	}
	var b strings.Builder
	for _, t := range turns {
		text, err := key.OpenText(t.Sealed, "turn")
		if err != nil {
			return l, err
		}
		var o original
		if err := json.Unmarshal([]byte(text), &o); err != nil {
			return l, err
		}
		b.WriteString(o.Subject + "\n" + o.Text + "\n\n")
	}
	contact, err := tx.MessageContact(m.ID)
	if err != nil {
		return l, err
	}
	if contact != "" {
		if contact, err = key.OpenText(contact, "contact"); err != nil {
			return l, err
		}
		b.WriteString("来件人留下的联系方式：" + contact + "\n")
	}
	l.Text = b.String()
	files, err := tx.MessageFiles(m.ID)
	if err != nil {
		return l, err
	}
	for _, f := range files {
		text, err := key.OpenText(f.Sealed, "name")
		if err != nil {
			return l, err
		}
		var n fileName
		if err := json.Unmarshal([]byte(text), &n); err != nil {
			return l, err
		}
		closed, err := d.fileBytes(f.Hash)
		if err != nil {
			return l, err
		}
		body, err := key.Open(closed, "file")
		if err != nil {
			return l, err
		}
		l.Files = append(l.Files, seal.LetterFile{Name: n.Name, Type: n.Type, Data: body})
	}
	return l, nil
}

func (d *Desk) fileBytes(hash string) ([]byte, error) {
	f, err := d.Files.Open(hash)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var b bytes.Buffer
	_, err = io.Copy(&b, f)
	return b.Bytes(), err
}

// concernLetter gathers what staff wrote into a concern, and its evidence.
func (d *Desk) concernLetter(tx *store.Tx, m matter.Matter) (l seal.Letter, err error) {
	out, err := tx.WentOut(m.ID)
	if err != nil {
		return l, err
	}
	if out {
		return l, fault.New(fault.Conflict, "tip.statement", "关切 %s 已经起草答复，或者已有公开、发出的内容，不能移入；请用「线索转纪检」按编号移交", m.Number)
	}
	b := strings.Builder{}
	b.WriteString(m.Title + "\n" + m.Summary + "\n")
	papers, err := tx.MatterWords(m.ID)
	if err != nil {
		return l, err
	}
	for _, p := range papers {
		b.WriteString("\n" + p)
	}
	l.Text = b.String()
	evidence, err := d.store.EvidenceOf(tx.Context(), m.ID)
	if err != nil {
		return l, err
	}
	for _, e := range evidence {
		body, err := d.fileBytes(e.Hash)
		if err != nil {
			return l, err
		}
		l.Files = append(l.Files, seal.LetterFile{Name: e.Title, Type: "application/octet-stream", Data: body})
	}
	return l, nil
}

// shredMoved destroys a first copy, in the transaction that stores the tip.
func (d *Desk) shredMoved(tx *store.Tx, tree *Tree, who matter.Actor, seen matter.Matter, made string) ([]string, error) {
	m, err := tx.LockMatter(seen.ID)
	if err != nil {
		return nil, err
	}
	if m.Version != seen.Version {
		return nil, store.Stale(m.Number)
	}
	action, index := matter.Action("moved_to_tips"), store.KindMessage
	if m.Kind == regime.Concern {
		action, index = "sealed_away", store.KindConcern
	}
	if !m.State.Final() { // what had ended keeps its end
		a, err := d.load(tx, tree, matter.SystemActor, &m)
		if err != nil {
			return nil, err
		}
		a.text = "移入密封线索 " + made
		if err := a.take(action, nil); err != nil {
			return nil, err
		}
	}
	if err := tx.UnindexText(index, m.Number); err != nil {
		return nil, err
	}
	if m.Kind == regime.Message {
		if err := d.destroyOrigin(tx, who, m); err != nil {
			return nil, err
		}
	}
	var files []string
	if err := tx.Wipe(func() (err error) {
		files, err = tx.EraseMoved(m.ID)
		return err
	}); err != nil {
		return nil, err
	}
	tx.Audit(entry(who, TipMovers, "tip.moved", m.Number, nil))
	return files, tx.LinkMovedTip(m.ID, made, who.ID)
}

var tipEffects = map[matter.Action]func(*act) error{"sealed_away": (*act).sealedAway}

// sealedAway takes the words out of a concern.
func (a *act) sealedAway() error {
	a.m.Title, a.m.Summary = "（已移入密封线索）", ""
	a.concern.Outcome, a.concern.Reason = regime.Transferred, ""
	return a.tx.UpdateConcern(*a.concern)
}
