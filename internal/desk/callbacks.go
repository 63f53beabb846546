package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"yingda/internal/fault"
	"yingda/internal/fetch"
	"yingda/internal/platform"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Platforms is how the desk reaches the platforms of official accounts. Base
// names an agency's own forwarding server for a platform, "" for the platform. Near
// lets only those accounts speak whose addresses are on this very machine: a
// demonstration agency calls nobody else.
type Platforms struct {
	Client *fetch.Client
	Base   map[string]string
	Near   bool
}

// mayCall refuses to call for a connection that leads out of a demonstration.
func (p Platforms) mayCall(l store.PlatformLink) error {
	if !p.Near || l.In+l.Out != "" && near(l.In) && near(l.Out) {
		return nil
	}
	return fault.New(fault.Forbidden, "demo.sending", "演示机关不向外发送")
}

// near reports whether an address, if there is one, is on this very machine.
func near(address string) bool {
	if address == "" {
		return true
	}
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return err == nil && ip.IsLoopback()
}

// hookTime is how long a callback may take: a platform gives up after five
// seconds and calls again.
const hookTime = 4 * time.Second

// errNoHook is the one answer for every address that takes no callbacks,
// whatever the reason.
var errNoHook = fault.New(fault.NotFound, "hook.unknown", "没有这个地址")

// KnowHook says whether callbacks are taken at an address, before anybody reads
// what is sent there. Faults: hook.unknown.
func (d *Desk) KnowHook(ctx context.Context, of regime.Platform, account string) error {
	_, _, err := d.answering(ctx, of, account)
	return err
}

func (d *Desk) answering(ctx context.Context, of regime.Platform, account string) (store.Account, store.PlatformLink, error) {
	a, l, err := d.connected(ctx, account)
	if err == nil && a.Platform != of || fault.KindOf(err) == fault.NotFound && err != nil {
		err = errNoHook
	}
	return a, l, err
}

// hooked returns account, connection and envelope for a callback.
func (d *Desk) hooked(ctx context.Context, of regime.Platform, account string) (store.Account, store.PlatformLink, *platform.Envelope, error) {
	a, l, err := d.answering(ctx, of, account)
	if err != nil {
		return a, l, nil, err
	}
	names := []string{"token"}
	if l.Mode != string(platform.Plain) {
		names = append(names, "encoding_aes_key")
	}
	secrets, err := d.accountSecrets(ctx, a.ID, names...)
	if err != nil {
		return a, l, nil, err
	}
	e, err := platform.NewEnvelope(secrets[0], strings.Join(secrets[1:], ""), l.AppID)
	return a, l, e, err
}

// CheckHook answers the call by which a platform checks an account's address.
// Faults: hook.unknown and those of platform.Envelope.
func (d *Desk) CheckHook(ctx context.Context, of regime.Platform, account string, c platform.Callback) (string, error) {
	a, _, e, err := d.hooked(ctx, of, account)
	if err != nil {
		return "", err
	}
	echo, err := e.Verify(c, of == regime.WeCom, d.store.Now())
	return echo, d.noteHook(ctx, a.ID, err)
}

// Hear (接收回调) takes one callback of a platform and returns the answer to it.
// What it acknowledged is in the database. The same callback again changes
// nothing and is answered again. Faults: hook.unknown, those of
// platform.Envelope, hook.replayed. Clause: MSG-1.
func (d *Desk) Hear(ctx context.Context, of regime.Platform, account string, c platform.Callback) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, hookTime)
	defer cancel()
	a, l, e, err := d.hooked(ctx, of, account)
	if fault.CodeOf(err) == "secret.lost" {
		return nil, d.countRefused(ctx, a.ID, err)
	}
	if err != nil {
		return nil, err
	}
	in, err := accepted(e, l, c, d.store.Now())
	if err == nil {
		err = d.takeNonce(ctx, a.ID, c)
	}
	if err := d.noteHook(ctx, a.ID, err); err != nil {
		return nil, err
	}
	says, err := d.heard(ctx, a, l, in)
	if err != nil {
		return nil, err
	}
	stop, err := d.store.Stopped(ctx)
	if err != nil || says == "" || stop.On() {
		return []byte(platform.Done), err
	}
	reply := platform.TextReply(in, says, d.store.Now())
	if !e.Sealing() {
		return reply, nil
	}
	return e.SealReply(reply, c.Nonce, d.store.Now())
}

func accepted(e *platform.Envelope, l store.PlatformLink, c platform.Callback, now time.Time) (platform.Incoming, error) {
	text, err := e.Accept(c, platform.Mode(l.Mode), now)
	if err != nil {
		return platform.Incoming{}, err
	}
	return platform.Read(text)
}

// takeNonce refuses a signature that was used for another text.
func (d *Desk) takeNonce(ctx context.Context, account string, c platform.Callback) error {
	sum := sha256.Sum256(c.Body)
	nonce, digest := c.Timestamp+"."+c.Nonce, hex.EncodeToString(sum[:16])
	switch had, err := d.store.TakenNonce(ctx, account, nonce); {
	case err != nil:
		return err
	case had == digest: // the same call again
		return nil
	case had != "":
		return platform.ErrReplayed
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		ours, err := tx.TakeNonce(account, nonce, digest)
		if err == nil && !ours {
			err = platform.ErrReplayed
		}
		if err != nil {
			return err
		}
		return tx.NotePlatform(account, "heard", "")
	})
}

// mostRefused is how many callbacks a minute are counted while they cannot be taken:
// nothing proves that a platform made them.
const mostRefused = 300

// countRefused counts a callback that came while the keys of its account are lost,
// so that people know that letters did not arrive, and returns why it was refused.
// Clause: ACC-14, MSG-1.
func (d *Desk) countRefused(ctx context.Context, account string, refusal error) error {
	scope := "hook." + account
	if n, err := d.store.Paced(ctx, scope); err != nil || n >= mostRefused {
		return unless(err, refusal)
	}
	if err := d.store.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.Pace(scope); err != nil {
			return err
		}
		return tx.RefusedMeanwhile(account)
	}); err != nil {
		return err
	}
	return refusal
}

// noteHook puts a refusal on record for people, at most one in ten seconds, and
// returns it.
func (d *Desk) noteHook(ctx context.Context, account string, refusal error) error {
	f := fault.Of(refusal)
	if f == nil {
		return refusal
	}
	h, err := d.store.PlatformHealth(ctx, account)
	if err != nil || d.store.Now().UnixMilli()-h.RefusedAt < 10_000 {
		return refusal
	}
	if err := d.store.Write(ctx, func(tx *store.Tx) error { return tx.NotePlatform(account, "refused", f.Text) }); err != nil {
		return err
	}
	return refusal
}

// heard does what a message or event asks for and returns what is said to whom
// sent it, "" for nothing. What somebody follows, reads or presses is not kept.
func (d *Desk) heard(ctx context.Context, a store.Account, l store.PlatformLink, in platform.Incoming) (string, error) {
	if l.AgentID != "" && in.Agent != l.AgentID {
		return "", nil // of another app of the same corporation
	}
	if text, is := in.Letter(); is {
		letter := Inbound{Way: "account_message", Account: a.ID, Key: in.Unique(), Thread: in.From, Contact: in.From, Text: text, At: in.At, Agency: a.AgencyID, Media: in.Media, MediaKind: in.Kind}
		got, err := d.alreadyHere(ctx, letter)
		if err == nil && got.Number == "" {
			got, err = d.Receive(ctx, letter)
		}
		if f := fault.Of(err); f != nil && f.Kind == fault.Invalid {
			return "没有收下：" + f.Text, nil // to come again would change nothing
		}
		if err != nil {
			return "", err
		}
		return d.acknowledgement(got), nil
	}
	switch in.Event {
	case "subscribe", "enter_agent":
		return "欢迎关注" + a.Name + "。可以直接在这里留言：咨询、建议、投诉都会编号办理，凭编号和查询码查看进展和答复。", nil
	case "click":
		return "请直接在这里写下您的问题或意见，我们会编号办理。", nil
	case "publishjobfinish":
		return "", d.publicationEnded(ctx, a.ID, in.Publish)
	}
	return "", nil
}

// acknowledgement tells who wrote how to follow the message.
func (d *Desk) acknowledgement(got Received) string {
	text := "已收到，编号 " + got.Number + "，查询码 " + got.Code + "。"
	if d.Sending.Public != "" {
		return text + "凭这两项在 " + d.Sending.Public + "/follow 查看进展和答复，请不要转给别人。"
	}
	return text + "凭这两项可以查询进展和答复，请不要转给别人。"
}

// publicationEnded takes the platform's word that one of our articles is
// published or was refused; its line of the outbox finds it on record.
func (d *Desk) publicationEnded(ctx context.Context, account string, said platform.Published) error {
	p, err := d.store.PublicationByJob(ctx, account, said.ID)
	if fault.KindOf(err) == fault.NotFound && err != nil || err == nil && p.State != "submitted" {
		return nil // published by hand, or known already
	}
	if err != nil {
		return err
	}
	p, ended := said.End(p)
	if !ended {
		return nil
	}
	return d.store.Write(ctx, func(tx *store.Tx) error { return tx.PutPublication(p) })
}
