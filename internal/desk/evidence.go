package desk

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/redact"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// investigating returns a concern that a person works on: only they keep its file
// and call outside helpers.
func (d *Desk) investigating(ctx context.Context, who matter.Actor, number string) (matter.Matter, error) {
	m, offers, err := d.Offers(ctx, who, number)
	if err != nil {
		return m, err
	}
	for _, o := range offers {
		// Who may write notes on a concern works on it; a token takes no evidence.
		if m.Kind == regime.Concern && o.Row.Action == "note" && !who.Token {
			return m, nil
		}
	}
	return m, fault.New(fault.Forbidden, "act.role", "由参与办理这件关切的人员办理")
}

// AddFile keeps an uploaded file as evidence. Faults: act.role, blob.large,
// blob.empty, evidence.name. Clause: HAN-5.
func (d *Desk) AddFile(ctx context.Context, who matter.Actor, number, fileName, note string, r io.Reader) error {
	m, err := d.investigating(ctx, who, number)
	if err != nil {
		return err
	}
	if fileName, err = goodFileName(fileName); err != nil {
		return err
	}
	hash, size, err := d.Files.Put(r)
	if err != nil {
		return err
	}
	return d.keepEvidence(ctx, who, m, store.Evidence{Kind: "file", Title: fileName, Name: fileName, Size: size, Hash: hash, Note: note})
}

// Page is a public page as it was read: its title and readable text.
type Page struct{ Title, Text string }

// AddPage keeps a snapshot of a public page: its readable text with personal data
// hidden, never its author. read fetches the page. Faults: act.role,
// evidence.page and those of read. Clause: HAN-5.
func (d *Desk) AddPage(ctx context.Context, who matter.Actor, number, address, note string, read func(ctx context.Context, address string) (Page, error)) error {
	m, err := d.investigating(ctx, who, number)
	if err != nil {
		return err
	}
	if read == nil {
		return fault.New(fault.Busy, "evidence.off", "这个进程不能读取网页")
	}
	page, err := read(ctx, strings.TrimSpace(address))
	if err != nil {
		return err
	}
	title, _ := redact.Text(page.Title, redact.Options{})
	text, _ := redact.Text(page.Text, redact.Options{})
	if strings.TrimSpace(text) == "" {
		return fault.New(fault.Invalid, "evidence.page", "这个网页没有读到文字").On("url")
	}
	body := title + "\n" + address + "\n" + d.store.Now().UTC().Format(time.RFC3339) + "\n\n" + text + "\n"
	hash, size, err := d.Files.Put(strings.NewReader(body))
	if err != nil {
		return err
	}
	return d.keepEvidence(ctx, who, m, store.Evidence{Kind: "page", Title: clipped(title, 120), URL: clipped(strings.TrimSpace(address), 1000), Name: "页面存档.txt", Size: size, Hash: hash, Note: note})
}

func clipped(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

func (d *Desk) keepEvidence(ctx context.Context, who matter.Actor, m matter.Matter, e store.Evidence) error {
	if utf8.RuneCountInString(e.Note) > matter.MaxLong {
		return fault.New(fault.Invalid, "input.long", "说明太长").On("note")
	}
	e.MatterID, e.PersonID = m.ID, who.ID
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.AddEvidence(e); err != nil {
			return err
		}
		tx.Audit(entry(who, nil, "evidence.added", m.Number, map[string]any{"kind": e.Kind, "hash": e.Hash, "size": e.Size}))
		return tx.AddEvent(m.ID, store.Event{ActorID: who.ID, Actor: who.Name, Action: "evidence", Word: string(regime.Noted), From: string(m.State), To: string(m.State), Side: "internal", Text: "存入证据材料：" + e.Title})
	})
}

// Helping is a link for an outside helper as it is asked for.
type Helping struct {
	Helper   string
	Question string
	Facts    []string // ids of the facts that are shared
	Days     int      // how long it works, 1 to 14
}

// MakeHelperLink makes a link for one outside helper and returns its secret,
// which is shown once and never stored. The helper sees the question and the
// chosen facts as they are now, and nothing else. Faults: act.role, helper.days,
// helper.facts, input.missing. Clause: HAN-5.
func (d *Desk) MakeHelperLink(ctx context.Context, who matter.Actor, number string, in Helping) (string, error) {
	m, err := d.investigating(ctx, who, number)
	if err != nil {
		return "", err
	}
	if err := filled("helper", "协助人", in.Helper); err != nil {
		return "", err
	}
	if err := filled("question", "请协助回答的问题", in.Question); err != nil {
		return "", err
	}
	if in.Days < 1 || in.Days > 14 {
		return "", fault.New(fault.Invalid, "helper.days", "有效期是 1 到 14 天").On("days")
	}
	facts, err := d.store.Facts(ctx, m.ID)
	if err != nil {
		return "", err
	}
	var shared []string
	for _, id := range in.Facts {
		found := false
		for _, f := range facts {
			if f.ID == id {
				found = true
				shared = append(shared, f.Claim+"——"+f.Finding)
			}
		}
		if !found {
			return "", fault.New(fault.Invalid, "helper.facts", "只能分享这件关切的核实事项").On("facts")
		}
	}
	var raw [16]byte
	rand.Read(raw[:]) // never fails
	secret := base64.RawURLEncoding.EncodeToString(raw[:])
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		tx.Audit(entry(who, nil, "helper.shared", m.Number, map[string]any{"facts": in.Facts, "days": in.Days}))
		return tx.AddHelperLink(store.HelperLink{MatterID: m.ID, Hash: secretHash(secret), Helper: in.Helper, Question: in.Question, Shared: strings.Join(shared, "\n"), CreatedBy: who.ID, ExpiresAt: tx.Now.Add(time.Duration(in.Days) * 24 * time.Hour).UnixMilli()})
	})
	return secret, err
}

func secretHash(secret string) string {
	sum := sha256.Sum256([]byte("yingda helper\n" + secret))
	return hex.EncodeToString(sum[:])
}

// RevokeHelperLink takes a link back at once.
func (d *Desk) RevokeHelperLink(ctx context.Context, who matter.Actor, number, id string) error {
	m, err := d.investigating(ctx, who, number)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		tx.Audit(entry(who, nil, "helper.revoked", m.Number, nil))
		return tx.RevokeHelperLink(m.ID, id)
	})
}

// Shared is what an outside helper sees.
type Shared struct {
	Agency, Question string
	Facts            []string
	Until            int64
}

// HelperView shows an outside helper what was shared, and notes the view on the
// audit log. fault.NotFound for any link that does not work (any longer).
func (d *Desk) HelperView(ctx context.Context, secret string) (Shared, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return Shared{}, err
	}
	var out Shared
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		l, err := tx.OpenHelperLink(secretHash(secret))
		if err != nil {
			return err
		}
		m, err := tx.LockMatter(l.MatterID)
		if err != nil {
			return err
		}
		out = Shared{Agency: tree.Name(m.AgencyID), Question: l.Question, Until: l.ExpiresAt}
		if l.Shared != "" {
			out.Facts = strings.Split(l.Shared, "\n")
		}
		tx.Audit(store.Entry{Actor: "outside", Action: "helper.viewed", Object: m.Number, Result: "done", Detail: map[string]string{"link": l.ID}})
		return tx.CountHelperView(l.ID)
	})
	return out, err
}

// HelperAnswer takes the helper's answer in as a document marked as from outside;
// the link opens nothing afterwards. Faults: helper.unknown, input.missing,
// helper.ended.
func (d *Desk) HelperAnswer(ctx context.Context, secret, text string) error {
	if err := filled("text", "回答", text); err != nil {
		return err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		l, err := tx.OpenHelperLink(secretHash(secret))
		if err != nil {
			return err
		}
		if err := tx.AnswerHelperLink(l.ID); err != nil {
			return err
		}
		tx.Audit(store.Entry{Actor: "outside", Action: "helper.answered", Object: l.MatterID, Result: "done", Detail: map[string]string{"link": l.ID, "digest": store.Digest(text)}})
		return d.systemAct(tx, tree, l.MatterID, "outside_answered", func(a *act) error {
			a.text = "外部协助人已回复（来自单位外部，未经核实）"
			return a.document(store.Document{Kind: regime.OutsideOpinion, Title: "外部协助意见（" + l.Helper + "）", Body: "问：" + l.Question + "\n答：" + strings.TrimSpace(text), Internal: "来自单位外部，未经核实"})
		})
	})
}
