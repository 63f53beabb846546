package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"slices"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/seal"
	"yingda/internal/store"
)

// Original is what the sender of a message wrote and left, as it is opened for
// who handles it.
type Original struct {
	Turns   []OriginalTurn
	Contact string
	Files   []OriginalFile
}

// OriginalTurn is what came at one time.
type OriginalTurn struct {
	N, At         int64
	Subject, Text string
}

// OriginalFile is a file that came along.
type OriginalFile struct {
	ID, Name, Type string
	N, Size        int64
}

// Openers open the original of a message: who handles it, in a unit that takes
// part, and the office. Who leads, signs or administers does not need it.
var Openers = []regime.Role{regime.Handler, regime.Drafter, regime.DutyOfficer, regime.Liaison, regime.OfficeDirector}

// OpenOriginal opens what a sender wrote and left. It leaves an audit entry and a
// line in the timeline. Faults: matter.unknown, register.role, message.shredded.
// Clause: MSG-4.
func (d *Desk) OpenOriginal(ctx context.Context, who matter.Actor, number string) (Original, error) {
	var out Original
	err := d.opening(ctx, who, number, "message.opened", "打开原文和联系方式", func(tx *store.Tx, m matter.Matter, key seal.CaseKey) (err error) {
		out, err = openCase(tx, m.ID, key)
		return err
	})
	return out, err
}

// OpenMessageFile opens one file of a message. Faults as for OpenOriginal,
// message.file.
func (d *Desk) OpenMessageFile(ctx context.Context, who matter.Actor, number, id string) (OriginalFile, []byte, error) {
	var out OriginalFile
	var body []byte
	err := d.opening(ctx, who, number, "message.file_opened", "打开附件", func(tx *store.Tx, m matter.Matter, key seal.CaseKey) (err error) {
		out, body, err = d.openFile(tx, m.ID, id, key)
		return err
	})
	return out, body, err
}

// opening opens a case for a person who may, and puts it on record.
func (d *Desk) opening(ctx context.Context, who matter.Actor, number, action, says string, do func(*store.Tx, matter.Matter, seal.CaseKey) error) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		m, err := tx.LockMatter(number)
		if err != nil {
			return err
		}
		parts, err := tx.Parts(m.ID)
		if err != nil {
			return err
		}
		if m.Kind != regime.Message || !tree.Sees(who, m, parts) {
			return fault.New(fault.NotFound, "matter.unknown", "没有办件 %s，或者您看不到它", number)
		}
		if !mayOpen(who, m, parts) {
			return fault.New(fault.Forbidden, "message.opener", "原文和联系方式由承办人和办公室打开")
		}
		if err := inPerson(who); err != nil {
			return err
		}
		key, err := d.caseKey(tx, m.ID)
		if err != nil {
			return err
		}
		if err := do(tx, m, key); err != nil {
			return err
		}
		tx.Audit(entry(who, Openers, action, m.Number, nil))
		return tx.AddEvent(m.ID, store.Event{ActorID: who.ID, Actor: who.Name, Role: firstRole(who), Action: "opened", Word: string(regime.Noted), From: string(m.State), To: string(m.State), Side: "internal", Text: says})
	})
}

// MayOpenOriginal reports whether a person may open what a sender wrote.
func MayOpenOriginal(who matter.Actor, m matter.Matter, parts map[string]matter.Part) bool {
	return !who.Token && mayOpen(who, m, parts)
}

func mayOpen(who matter.Actor, m matter.Matter, parts map[string]matter.Part) bool {
	return slices.ContainsFunc(who.Grants, func(g matter.Grant) bool {
		switch g.Role {
		case regime.Handler, regime.Drafter:
			_, part := parts[g.UnitID]
			return part && parts[g.UnitID] != matter.Sender
		case regime.DutyOfficer, regime.Liaison, regime.OfficeDirector:
			return g.AgencyID == m.AgencyID && (g.Office || g.Agency)
		}
		return false
	})
}

func openCase(tx *store.Tx, id string, key seal.CaseKey) (Original, error) {
	var out Original
	turns, err := tx.MessageTurns(id)
	if err != nil {
		return out, err
	}
	for _, t := range turns {
		text, err := key.OpenText(t.Sealed, "turn")
		if err != nil {
			return out, err
		}
		var o original
		if err := json.Unmarshal([]byte(text), &o); err != nil {
			return out, err
		}
		out.Turns = append(out.Turns, OriginalTurn{N: t.N, At: t.At, Subject: o.Subject, Text: o.Text})
	}
	sealed, err := tx.MessageContact(id)
	if err != nil {
		return out, err
	}
	if sealed != "" {
		if out.Contact, err = key.OpenText(sealed, "contact"); err != nil {
			return out, err
		}
	}
	files, err := tx.MessageFiles(id)
	if err != nil {
		return out, err
	}
	for _, f := range files {
		each, err := named(f, key)
		if err != nil {
			return out, err
		}
		out.Files = append(out.Files, each)
	}
	return out, nil
}

func named(f store.MessageFile, key seal.CaseKey) (OriginalFile, error) {
	text, err := key.OpenText(f.Sealed, "name")
	if err != nil {
		return OriginalFile{}, err
	}
	var n fileName
	err = json.Unmarshal([]byte(text), &n)
	return OriginalFile{ID: f.ID, Name: n.Name, Type: n.Type, N: f.N, Size: f.Size}, err
}

func (d *Desk) openFile(tx *store.Tx, matterID, id string, key seal.CaseKey) (OriginalFile, []byte, error) {
	files, err := tx.MessageFiles(matterID)
	if err != nil {
		return OriginalFile{}, nil, err
	}
	i := slices.IndexFunc(files, func(f store.MessageFile) bool { return f.ID == id })
	if i < 0 {
		return OriginalFile{}, nil, fault.New(fault.NotFound, "message.file", "没有这个附件")
	}
	out, err := named(files[i], key)
	if err != nil {
		return out, nil, err
	}
	f, err := d.Files.Open(files[i].Hash)
	if err != nil {
		return out, nil, err
	}
	defer f.Close()
	var closed bytes.Buffer
	if _, err := io.Copy(&closed, f); err != nil {
		return out, nil, err
	}
	body, err := key.Open(closed.Bytes(), "file")
	return out, body, err
}

// ShredMessages destroys the keys of cases whose term is over and returns how
// many. Clause: MSG-4, 个人信息保护法 第十九条.
func (d *Desk) ShredMessages(ctx context.Context) (int, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	for {
		var due []string
		if err := d.store.View(ctx, func(tx *store.Tx) error {
			due, err = tx.MessagesToShred(tx.Ms(), 100)
			return err
		}); err != nil || len(due) == 0 {
			if err == nil {
				err = d.forgetThreads(ctx)
			}
			if err == nil && n > 0 {
				err = d.store.Scrub(ctx)
			}
			return n, err
		}
		for _, id := range due {
			if err := d.store.Write(ctx, func(tx *store.Tx) error { return d.shredOne(tx, tree, id) }); err != nil {
				return n, err
			}
			n++
		}
	}
}

func (d *Desk) shredOne(tx *store.Tx, tree *Tree, id string) error {
	m, err := tx.LockMatter(id)
	if err != nil {
		return err
	}
	a, err := d.load(tx, tree, matter.SystemActor, &m)
	if err != nil || a.message.EndsAt == 0 || a.message.EndsAt > tx.Ms() || a.message.ShreddedAt != 0 {
		return err
	}
	if err := a.shred(false); err != nil {
		return err
	}
	tx.Audit(store.Entry{Actor: "system", Role: string(regime.System), Action: "message.shredded", Object: m.Number, Result: "done"})
	return tx.AddEvent(m.ID, store.Event{ActorID: "system", Actor: "系统", Role: string(regime.System), Action: "shredded", Word: string(regime.Noted), From: string(m.State), To: string(m.State), Side: "system", Text: "原文、联系方式、附件和查询码已按期限销毁"})
}

// forgetThreads destroys the keys under which conversations of more than 180 days
// ago were named, and forgets what came then.
func (d *Desk) forgetThreads(ctx context.Context) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		period := tx.Ms() / threadPeriod.Milliseconds()
		if err := tx.DropThreadKeys(period - 1); err != nil {
			return err
		}
		return tx.ForgetOnce(tx.Now.Add(-2 * threadPeriod).UnixMilli())
	})
}
