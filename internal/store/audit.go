package store

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"yingda/internal/fault"
)

// Entry is one act in the audit log (审计). It names who did what to what, and
// holds no free text and no personal data: Detail is kept apart under a salted
// commitment, so that erasing it leaves the chain whole.
type Entry struct {
	Seq    int64
	At     int64
	Actor  string // person id, token id, or "system"
	Role   string
	Unit   string
	Action string
	Object string // number or id of what was acted on
	Result string // done or refused
	Code   string // fault code of a refusal
	Digest string // commitment to Detail, or digest of a batch
	Prev   string
	Hash   string
	Detail any // stored beside the chain; nil for none
}

// LedgerEntry is one line of the public record (公开账本).
type LedgerEntry struct {
	Seq    int64  `json:"seq"`
	At     int64  `json:"-"`
	Time   string `json:"time"`
	Kind   string `json:"kind"`
	Ref    string `json:"ref"`
	Digest string `json:"digest"`
	Prev   string `json:"-"`
	Hash   string `json:"hash"`
}

// Audit adds an entry to the chain when the transaction commits.
func (t *Tx) Audit(e Entry) { t.audit = append(t.audit, e) }

// Publish adds a line to the public ledger when the transaction commits.
func (t *Tx) Publish(kind, ref, digest string) {
	t.ledger = append(t.ledger, LedgerEntry{Kind: kind, Ref: ref, Digest: digest})
}

// slack is how far one process's clock may lag behind another's before an act
// is refused; within it the entry takes the head's instant.
const slack = 5 * time.Second

// seal writes the gathered entries. The head row is locked here, last, so that
// transactions wait for one another only while they append.
func (t *Tx) seal() error {
	if len(t.audit) > 0 {
		if err := t.sealAudit(); err != nil {
			return err
		}
	}
	if len(t.ledger) > 0 {
		return t.sealLedger()
	}
	return nil
}

func (t *Tx) head(name string) (seq, at int64, hash string, err error) {
	err = t.Row(`SELECT seq, at, hash FROM chain_head WHERE name = $1`+t.forUpdate(), []any{name}, &seq, &at, &hash)
	if err != nil {
		return 0, 0, "", fmt.Errorf("head of %s: %w", name, err)
	}
	now := t.Ms()
	if t.corrects {
		return seq, now, hash, nil
	}
	if now < at-slack.Milliseconds() {
		return 0, 0, "", fault.New(fault.Busy, "clock.backwards", "系统时钟比最后一条记录早 %d 秒，已拒绝记录；请校准时钟。如果是先前走快了、现在才对，请运行 yingda audit clock", (at-now)/1000)
	}
	return seq, max(at, now), hash, nil
}

func (t *Tx) moveHead(name string, seq, at int64, hash string) error {
	err := t.Later(`UPDATE chain_head SET seq = $2, at = $3, hash = $4 WHERE name = $1`, name, seq, at, hash)
	return err
}

func (t *Tx) sealAudit() error {
	seq, at, prev, err := t.head("audit")
	if err != nil {
		return err
	}
	for _, e := range t.audit {
		seq++
		e.Seq, e.At, e.Prev = seq, at, prev
		if e.Detail != nil {
			salt, body, err := detail(e.Detail)
			if err != nil {
				return err
			}
			e.Digest = Commit(salt, body)
			if err := t.Later(`INSERT INTO audit_detail (seq, salt, body) VALUES ($1, $2, $3)`, seq, salt, body); err != nil {
				return err
			}
		}
		e.Hash = e.Sum()
		if err := t.Later(`INSERT INTO audit (seq, at, actor, role, unit, action, object, result, code, digest, prev, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
			e.Seq, e.At, e.Actor, e.Role, e.Unit, e.Action, e.Object, e.Result, e.Code, e.Digest, e.Prev, e.Hash); err != nil {
			return err
		}
		prev = e.Hash
	}
	return t.moveHead("audit", seq, at, prev)
}

func (t *Tx) sealLedger() error {
	seq, at, prev, err := t.head("ledger")
	if err != nil {
		return err
	}
	for _, e := range t.ledger {
		seq++
		e.Seq, e.At, e.Prev = seq, at, prev
		e.Hash = e.Sum()
		if err := t.Later(`INSERT INTO ledger (seq, at, kind, ref, digest, prev, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)`, e.Seq, e.At, e.Kind, e.Ref, e.Digest, e.Prev, e.Hash); err != nil {
			return err
		}
		prev = e.Hash
	}
	return t.moveHead("ledger", seq, at, prev)
}

func detail(v any) (salt, body string, err error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return "", "", fmt.Errorf("audit detail: %w", err)
	}
	var s [16]byte
	if _, err := rand.Read(s[:]); err != nil {
		return "", "", fmt.Errorf("audit salt: %w", err)
	}
	return hex.EncodeToString(s[:]), string(raw), nil
}

// Commit returns the salted commitment to a body.
func Commit(salt, body string) string { return chainHash(salt, body) }

// Sum returns the hash of an entry over all its fields and the one before it.
func (e Entry) Sum() string {
	return chainHash(e.Prev, strconv.FormatInt(e.Seq, 10), strconv.FormatInt(e.At, 10), e.Actor, e.Role, e.Unit, e.Action, e.Object, e.Result, e.Code, e.Digest)
}

// Sum returns the hash of a ledger line over all its fields and the one before it.
func (e LedgerEntry) Sum() string {
	return chainHash(e.Prev, strconv.FormatInt(e.Seq, 10), strconv.FormatInt(e.At, 10), e.Kind, e.Ref, e.Digest)
}

// chainHash is SHA-256 over length-prefixed fields, in hex: no two different
// lists of fields share an input.
func chainHash(fields ...string) string {
	h := sha256.New()
	for _, f := range fields {
		fmt.Fprintf(h, "%d:%s;", len(f), f)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Digest returns the SHA-256 of a text in hex, as statements and batches use it.
func Digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
