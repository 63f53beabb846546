package desk

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/fetch"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/seal"
	"yingda/internal/store"
)

// Exchange carries messages between installations. Keys opens the key file, which
// is made on first use; Client makes the calls. A desk without it exchanges nothing.
type Exchange struct {
	Keys   func() (*seal.Keys, error)
	Client *fetch.Client
}

// The headers of an exchange, and how far the clocks of two sides may differ.
const (
	KeyHeader       = "Yingda-Key"
	SignatureHeader = "Yingda-Signature"
	exchangeWindow  = 10 * time.Minute
	signedAs        = "yingda exchange 1\n"
	answeredAs      = "yingda exchange answer 1\n"
)

// Message (来往文书) is one message to another installation: a report, or its
// receipt, a question about it, the answer. Report is the row it is about.
type Message struct {
	ID     string
	Kind   string
	Report string
}

// parcel is a message as it waits to be delivered: what it says is fixed when it
// is enqueued, so that each attempt says the same.
type parcel struct {
	Peer    string          `json:"peer"`
	ID      string          `json:"id"`
	Kind    string          `json:"kind"`
	Report  string          `json:"report"`
	Content json.RawMessage `json:"content"`
}

// envelope is what is signed: from whom to whom, which message, when.
type envelope struct {
	From    string          `json:"from"`
	To      string          `json:"to"`
	ID      string          `json:"id"`
	Kind    string          `json:"kind"`
	At      int64           `json:"at"`
	Content json.RawMessage `json:"content"`
}

// reportContent is a report as it travels. There is no place for an author of a
// post in it.
type reportContent struct {
	Report   string        `json:"report"`
	Document string        `json:"document"`
	Agency   string        `json:"agency"`
	Number   string        `json:"number"`
	Title    string        `json:"title"`
	Grade    string        `json:"grade"`
	Fields   []store.Field `json:"fields"`
}

// replyContent is a receipt, a question or an answer about a report.
type replyContent struct {
	Report string `json:"report"` // id at the installation that sent the report
	At     int64  `json:"at"`
	By     string `json:"by"`
	Text   string `json:"text"`
}

// post puts a message into the queue, in the transaction of what it tells.
func post(tx *store.Tx, peerID string, m Message) error {
	r, err := tx.LockReport(m.Report)
	if err != nil {
		return err
	}
	var content any
	switch m.Kind {
	case "report":
		content = contentOf(r)
	case "receipt":
		content = replyContent{Report: r.Origin, At: r.ReceivedAt, By: r.ReceivedBy}
	case "question":
		content = replyContent{Report: r.Origin, At: r.AskedAt, By: r.AskedBy, Text: r.Question}
	case "answer":
		content = replyContent{Report: r.ID, At: r.AnsweredAt, Text: r.Answer}
	}
	raw, err := json.Marshal(content)
	if err != nil {
		return err
	}
	return tx.Enqueue("exchange", m.ID, parcel{Peer: peerID, ID: m.ID, Kind: m.Kind, Report: r.ID, Content: raw}, tx.Now, 60)
}

func peerAbove(tx *store.Tx, agencyID string) (store.Peer, bool, error) {
	peers, err := tx.Peers()
	for _, p := range peers {
		if p.Above && p.Active && p.AgencyID == agencyID {
			return p, true, err
		}
	}
	return store.Peer{}, false, err
}

// OwnKey returns the public key that other installations register for this one.
func (e *Exchange) OwnKey() (string, error) {
	private, err := e.private()
	if err != nil {
		return "", err
	}
	return publicOf(private), nil
}

func (e *Exchange) private() (ed25519.PrivateKey, error) {
	keys, err := e.Keys()
	if err != nil {
		return nil, err
	}
	_, private := keys.SigningKey()
	return private, nil
}

func publicOf(private ed25519.PrivateKey) string {
	return base64.StdEncoding.EncodeToString(private.Public().(ed25519.PublicKey))
}

// Deliver sends one message of the queue, signed, and believes that it arrived
// only by the signed answer of the very installation that it was for. It may run
// more than once: the receiver takes the same message once.
func (d *Desk) Deliver(ctx context.Context, payload []byte) error {
	if d.Exchange == nil {
		return fault.New(fault.Busy, "exchange.off", "这个进程没有签名密钥，不能对外报送")
	}
	var p parcel
	if err := json.Unmarshal(payload, &p); err != nil {
		return fmt.Errorf("read a message: %w", err)
	}
	peers, err := d.store.Peers(ctx)
	if err != nil {
		return err
	}
	for _, peer := range peers {
		if peer.ID == p.Peer && peer.Active {
			if err := d.Exchange.send(ctx, peer, p, d.store.Now()); err != nil {
				return err
			}
			return d.arrived(ctx, p)
		}
	}
	return fault.New(fault.Conflict, "peer.unknown", "对接单位已停用，没有发送")
}

func (e *Exchange) send(ctx context.Context, peer store.Peer, p parcel, now time.Time) error {
	private, err := e.private()
	if err != nil {
		return err
	}
	own := publicOf(private)
	body, err := json.Marshal(envelope{From: own, To: peer.PublicKey, ID: p.ID, Kind: p.Kind, At: now.UnixMilli(), Content: p.Content})
	if err != nil {
		return err
	}
	h := http.Header{"Content-Type": {"application/json"}, KeyHeader: {own}, SignatureHeader: {sign(private, signedAs, body)}}
	res, err := e.Client.Do(ctx, fetch.Call{Method: http.MethodPost, URL: peer.Base + "/api/v1/exchange", Header: h, Body: body})
	if err != nil {
		return err
	}
	if res.Status != http.StatusOK {
		return fault.New(fault.Busy, "exchange.refused", "%s 没有接收，状态 %d", peer.Name, res.Status)
	}
	if !verified(peer.PublicKey, res.Header.Get(SignatureHeader), answeredAs, res.Body) || !bytes.Contains(res.Body, []byte(digestOf(body))) {
		return fault.New(fault.Busy, "exchange.answer", "%s 的回执签名不对，视为没有送达", peer.Name)
	}
	return nil
}

// arrived notes that a report reached the other side: from then on it counts as
// passed up, and meets the clock that asks for it. What only waits to be sent has
// been reported to nobody. Clause: HAN-3.
func (d *Desk) arrived(ctx context.Context, p parcel) error {
	if p.Kind != "report" {
		return nil
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		r, err := tx.LockReport(p.Report)
		if err != nil || r.ArrivedAt > 0 {
			return err
		}
		r.ArrivedAt = tx.Ms()
		if err := tx.SaveReport(r); err != nil {
			return err
		}
		return d.reached(tx, tree, r)
	})
}

// reached lets a report that reached another installation meet its clock.
func (d *Desk) reached(tx *store.Tx, tree *Tree, r store.Report) error {
	if r.MatterID == "" {
		return nil
	}
	return d.systemAct(tx, tree, r.MatterID, "report_arrived", func(a *act) error {
		a.text = a.reg.DocumentTitle(r.Kind) + "已送达" + r.ToName
		return a.meet(r.Kind, false)
	})
}

func sign(key ed25519.PrivateKey, context string, body []byte) string {
	return base64.StdEncoding.EncodeToString(ed25519.Sign(key, append([]byte(context), body...)))
}

func verified(publicKey, signature, context string, body []byte) bool {
	key, err := base64.StdEncoding.Strict().DecodeString(publicKey)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return false
	}
	sig, err := base64.StdEncoding.Strict().DecodeString(signature)
	return err == nil && ed25519.Verify(key, append([]byte(context), body...), sig)
}

func digestOf(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

func untrusted() error {
	return fault.New(fault.Forbidden, "exchange.signature", "来文没有通过验证：签名、收件方或时间不对")
}

// Accept takes one message of another installation in. Nothing of it is read
// before its signature holds; it must be for us, of now, and from a registered
// installation. The same message twice arrives once. The answer is signed.
// Faults: exchange.signature, exchange.changed, exchange.content, report.unknown.
func (d *Desk) Accept(ctx context.Context, key, signature string, body []byte) (answer []byte, answerSignature string, err error) {
	if d.Exchange == nil {
		return nil, "", untrusted()
	}
	peer, err := d.peerOf(ctx, key)
	if err != nil {
		return nil, "", err
	}
	var e envelope
	if !verified(peer.PublicKey, signature, signedAs, body) || strict(body, &e) != nil || e.From != peer.PublicKey || !d.forUs(e.To) {
		return nil, "", untrusted()
	}
	if age := d.store.Now().Sub(time.UnixMilli(e.At)); age > exchangeWindow || age < -exchangeWindow {
		return nil, "", untrusted()
	}
	if e.ID == "" || len(e.ID) > 100 {
		return nil, "", malformed()
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return nil, "", err
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		again, err := tx.PeerMessage(peer.ID, e.ID, digestOf(append([]byte(e.Kind+"\n"), e.Content...)))
		if err != nil || again {
			return err
		}
		tx.Audit(store.Entry{Actor: "system", Role: string(regime.System), Action: "exchange." + e.Kind, Object: peer.ID, Result: "done", Detail: map[string]string{"message": e.ID, "digest": digestOf(e.Content)}})
		return d.take(tx, tree, peer, e)
	})
	if err != nil {
		return nil, "", err
	}
	answer, err = json.Marshal(map[string]string{"id": e.ID, "digest": digestOf(body)})
	if err != nil {
		return nil, "", err
	}
	private, err := d.Exchange.private()
	if err != nil {
		return nil, "", err
	}
	return answer, sign(private, answeredAs, answer), nil
}

func (d *Desk) forUs(key string) bool {
	keys, err := d.Exchange.Keys()
	if err != nil {
		return false
	}
	for _, own := range keys.PublicKeys() {
		if base64.StdEncoding.EncodeToString(own) == key {
			return true
		}
	}
	return false
}

func (d *Desk) peerOf(ctx context.Context, key string) (store.Peer, error) {
	peers, err := d.store.Peers(ctx)
	if err != nil {
		return store.Peer{}, err
	}
	for _, p := range peers {
		if p.Active && p.PublicKey == key {
			return p, nil
		}
	}
	return store.Peer{}, untrusted()
}

func malformed() error {
	return fault.New(fault.Invalid, "exchange.content", "来文的内容不完整或超出长度")
}

// strict reads one JSON value and refuses unknown names and what comes after it.
func strict(body []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return err
	}
	if dec.More() {
		return malformed()
	}
	return nil
}

func (d *Desk) take(tx *store.Tx, tree *Tree, peer store.Peer, e envelope) error {
	if e.Kind == "report" {
		return d.takeReport(tx, tree, peer, e.Content)
	}
	var c replyContent
	if strict(e.Content, &c) != nil || utf8.RuneCountInString(c.Text) > matter.MaxLong || utf8.RuneCountInString(c.By) > 200 {
		return malformed()
	}
	if e.Kind == "answer" {
		r, err := tx.PeerReport(peer.ID, c.Report)
		if err != nil {
			return err
		}
		r.Answer, r.AnsweredAt = c.Text, tx.Ms()
		if err := tx.SaveReport(r); err != nil {
			return err
		}
		return tx.Notify(tree.unitsOf(r.ToAgency), ReportReceivers, "", "", "下级已答复询问："+r.Title)
	}
	r, err := tx.LockReport(c.Report)
	if err != nil || r.PeerID != peer.ID || r.FromAgency == "" {
		return unless(err, fault.New(fault.NotFound, "report.unknown", "没有这份报告"))
	}
	switch e.Kind {
	case "receipt":
		if r.ReceivedAt > 0 {
			return nil
		}
		arrived := r.ArrivedAt > 0
		r.ReceivedAt, r.ReceivedBy = tx.Ms(), c.By
		if !arrived { // the word that it arrived was lost
			r.ArrivedAt = r.ReceivedAt
		}
		if err := tx.SaveReport(r); err != nil {
			return err
		}
		if !arrived {
			if err := d.reached(tx, tree, r); err != nil {
				return err
			}
		}
		return d.received(tx, tree, r)
	case "question":
		r.Question, r.AskedAt, r.AskedBy, r.Answer, r.AnsweredAt = c.Text, tx.Ms(), c.By, "", 0
		if err := tx.SaveReport(r); err != nil {
			return err
		}
		return d.asked(tx, tree, r)
	}
	return malformed()
}

// takeReport puts a report of another installation into the inbox of the agency
// that it is registered under.
func (d *Desk) takeReport(tx *store.Tx, tree *Tree, peer store.Peer, content []byte) error {
	var c reportContent
	if strict(content, &c) != nil || peer.Above || c.fits() != nil {
		return malformed()
	}
	r := store.Report{
		Kind: regime.Document(c.Document), FromName: peer.Name, ToAgency: peer.AgencyID, ToName: tree.Name(peer.AgencyID), PeerID: peer.ID, Origin: c.Report,
		Number: c.Number, Title: c.Title, Grade: c.Grade, Fields: c.Fields, ArrivedAt: tx.Ms(),
	}
	if err := tx.AddReport(&r); err != nil {
		return err
	}
	return tx.Notify(tree.unitsOf(r.ToAgency), ReportReceivers, "", "", "下级报告待签收："+r.Title)
}

// AddPeer registers another installation by its public key. Only a system
// administrator may. Faults: register.role, peer.name, peer.base, peer.key,
// peer.agency, peer.taken.
func (d *Desk) AddPeer(ctx context.Context, who matter.Actor, p store.Peer) error {
	if err := must(who, regime.SystemAdmin); err != nil {
		return err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	if err := checkPeer(tree, &p); err != nil {
		return err
	}
	p.Active, p.CreatedBy = true, who.ID
	return d.store.Write(ctx, func(tx *store.Tx) error {
		peers, err := tx.Peers()
		if err != nil {
			return err
		}
		for _, each := range peers {
			if each.PublicKey == p.PublicKey {
				return fault.New(fault.Conflict, "peer.taken", "这把公钥已登记给「%s」", each.Name).On("key")
			}
		}
		if err := tx.AddPeer(&p); err != nil {
			return err
		}
		tx.Audit(entry(who, []regime.Role{regime.SystemAdmin}, "peer.added", p.ID, map[string]string{"name": p.Name, "base": p.Base, "key": p.PublicKey}))
		return nil
	})
}

func checkPeer(tree *Tree, p *store.Peer) error {
	p.Name, p.Base, p.PublicKey = strings.TrimSpace(p.Name), strings.TrimRight(strings.TrimSpace(p.Base), "/"), strings.TrimSpace(p.PublicKey)
	if n := utf8.RuneCountInString(p.Name); n == 0 || n > 60 {
		return fault.New(fault.Invalid, "peer.name", "名称要有 1 到 60 个字").On("name")
	}
	u, err := url.Parse(p.Base)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || u.RawQuery != "" || len(p.Base) > 500 {
		return fault.New(fault.Invalid, "peer.base", "地址应写成 https://主机").On("base")
	}
	key, err := base64.StdEncoding.Strict().DecodeString(p.PublicKey)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return fault.New(fault.Invalid, "peer.key", "公钥不对：请从对方的「对接单位」页复制整行").On("key")
	}
	if tree.ByID[p.AgencyID].Kind != "agency" {
		return fault.New(fault.Invalid, "peer.agency", "请选择本地的机关").On("agency")
	}
	if p.Above && tree.Above(p.AgencyID) != "" {
		return fault.New(fault.Invalid, "peer.above", "这个机关在本系统里已有上级").On("agency")
	}
	return nil
}

// SwitchPeer lets a registered installation in, or keeps it out.
func (d *Desk) SwitchPeer(ctx context.Context, who matter.Actor, id string, active bool) error {
	if err := must(who, regime.SystemAdmin); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		tx.Audit(entry(who, []regime.Role{regime.SystemAdmin}, "peer.switched", id, map[string]bool{"active": active}))
		return tx.SwitchPeer(id, active)
	})
}
