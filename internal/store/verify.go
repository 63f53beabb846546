package store

import (
	"context"
	"database/sql"
	"fmt"
)

// ChainFault is the first bad entry of a chain, as VerifyAudit finds it.
type ChainFault struct {
	Seq    int64
	Reason string
}

// Error says which entry is bad and why.
func (f *ChainFault) Error() string { return fmt.Sprintf("第 %d 条：%s", f.Seq, f.Reason) }

// Anchor is the head of the audit log at some time, kept outside: with it even
// a log that was cut off at its end is found out.
type Anchor struct {
	Seq  int64  `json:"seq"`
	Hash string `json:"hash"`
}

// Head returns the present head of the audit log.
func (r *Reader) Head(ctx context.Context) (Anchor, error) {
	var a Anchor
	err := r.row(ctx, `SELECT seq, hash FROM chain_head WHERE name = 'audit'`, nil, &a.Seq, &a.Hash)
	return a, err
}

// VerifyAudit recomputes the audit chain from its first entry. It returns a
// *ChainFault for the first bad entry: changed, missing, out of order, cut off,
// or not matching an anchor. n is the number of entries that hold.
func (r *Reader) VerifyAudit(ctx context.Context, anchor *Anchor) (n int64, err error) {
	tx, err := r.snapshot(ctx)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback() //nolint:errcheck // nothing was written
	return verifyAudit(ctx, tx, anchor)
}

// VerifyAudit is the same inside a transaction, with what it has changed.
func (t *Tx) VerifyAudit(anchor *Anchor) (int64, error) {
	if err := t.flush(); err != nil {
		return 0, err
	}
	return verifyAudit(t.ctx, t.tx, anchor)
}

func verifyAudit(ctx context.Context, tx *sql.Tx, anchor *Anchor) (n int64, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT a.seq, a.at, a.actor, a.role, a.unit, a.action, a.object, a.result, a.code, a.digest, a.prev, a.hash, CASE WHEN d.seq IS NULL THEN 0 ELSE 1 END, COALESCE(d.salt, ''), COALESCE(d.body, '')
FROM audit a LEFT JOIN audit_detail d ON d.seq = a.seq ORDER BY a.seq`)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	prev, at, met := "", int64(0), anchor == nil
	for rows.Next() {
		var e Entry
		var kept int // 0 where the detail was erased, or there was none
		var salt, body string
		if err := rows.Scan(&e.Seq, &e.At, &e.Actor, &e.Role, &e.Unit, &e.Action, &e.Object, &e.Result, &e.Code, &e.Digest, &e.Prev, &e.Hash, &kept, &salt, &body); err != nil {
			return n, err
		}
		switch {
		case e.Seq != n+1:
			return n, &ChainFault{n + 1, "缺失或次序不对"}
		case e.Prev != prev:
			return n, &ChainFault{e.Seq, "与前一条不相连"}
		case e.Hash != e.Sum():
			return n, &ChainFault{e.Seq, "内容与校验值不符，已被改动"}
		case e.At < at && e.Action != ClockCorrected:
			return n, &ChainFault{e.Seq, "时间早于前一条"}
		case kept == 1 && e.Digest != Commit(salt, body):
			return n, &ChainFault{e.Seq, "附件内容与承诺不符，已被改动"}
		}
		if anchor != nil && e.Seq == anchor.Seq {
			if e.Hash != anchor.Hash {
				return n, &ChainFault{e.Seq, "与锚点不符，账本被重写过"}
			}
			met = true
		}
		prev, at = e.Hash, e.At
		n++
	}
	if err := rows.Err(); err != nil {
		return n, err
	}
	if err := rows.Close(); err != nil {
		return n, err
	}
	var headSeq int64
	var headHash string
	if err := tx.QueryRowContext(ctx, `SELECT seq, hash FROM chain_head WHERE name = 'audit'`).Scan(&headSeq, &headHash); err != nil {
		return n, err
	}
	if headSeq != n || headHash != prev {
		return n, &ChainFault{n + 1, fmt.Sprintf("末尾被截断或被添加：应有 %d 条", headSeq)}
	}
	if !met {
		return n, &ChainFault{n + 1, fmt.Sprintf("末尾被截断：锚点是第 %d 条", anchor.Seq)}
	}
	return n, nil
}
