package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// clockFace writes an instant of the ledger as the public reads it: RFC 3339 to
// the millisecond, in the time of Shanghai, so that the instant in the hash can
// be read back from it.
func clockFace(ms int64) string {
	return time.UnixMilli(ms).In(time.FixedZone("CST", 8*60*60)).Format("2006-01-02T15:04:05.000Z07:00")
}

const ledgerColumns = `seq, at, kind, ref, digest, prev, hash`

func scanLedger(rows Answer) ([]LedgerEntry, error) {
	var out []LedgerEntry
	err := eachRow(rows, func() error {
		var e LedgerEntry
		if err := rows.Scan(&e.Seq, &e.At, &e.Kind, &e.Ref, &e.Digest, &e.Prev, &e.Hash); err != nil {
			return err
		}
		e.Time = clockFace(e.At)
		out = append(out, e)
		return nil
	})
	return out, err
}

// Ledger returns up to n lines of the public ledger after a seq, oldest first.
func (r *Reader) Ledger(ctx context.Context, after int64, n int) ([]LedgerEntry, error) {
	rows, err := r.query(ctx, `SELECT `+ledgerColumns+` FROM ledger WHERE seq > $1 ORDER BY seq LIMIT $2`, after, n)
	if err != nil {
		return nil, err
	}
	return scanLedger(rows)
}

// LedgerLatest returns up to n lines of the public ledger before a seq (0 for
// the newest), newest first.
func (r *Reader) LedgerLatest(ctx context.Context, before int64, n int) ([]LedgerEntry, error) {
	if before <= 0 {
		before = Never
	}
	rows, err := r.query(ctx, `SELECT `+ledgerColumns+` FROM ledger WHERE seq < $1 ORDER BY seq DESC LIMIT $2`, before, n)
	if err != nil {
		return nil, err
	}
	return scanLedger(rows)
}

// LedgerOf returns the lines of the public ledger about one number, oldest first.
func (r *Reader) LedgerOf(ctx context.Context, ref string) ([]LedgerEntry, error) {
	rows, err := r.query(ctx, `SELECT `+ledgerColumns+` FROM ledger WHERE ref = $1 ORDER BY seq`, ref)
	if err != nil {
		return nil, err
	}
	return scanLedger(rows)
}

// LedgerHead returns the present head of the public ledger; outsiders who keep
// it find out later if the ledger was rewritten.
func (r *Reader) LedgerHead(ctx context.Context) (Anchor, error) {
	var a Anchor
	err := r.row(ctx, `SELECT seq, hash FROM chain_head WHERE name = 'ledger'`, nil, &a.Seq, &a.Hash)
	return a, err
}

// VerifyLedger recomputes the public ledger from its first line and holds the
// public record against it. It returns a *ChainFault for the first bad line:
// changed, missing, out of order, cut off, or naming a text that is not the one
// on the site. n is the number of lines that hold.
func (r *Reader) VerifyLedger(ctx context.Context) (n int64, err error) {
	tx, err := r.snapshot(ctx)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback() //nolint:errcheck // nothing was written
	n, last, err := verifyLines(ctx, tx)
	if err != nil {
		return n, err
	}
	var head Anchor
	if err := tx.QueryRowContext(ctx, `SELECT seq, hash FROM chain_head WHERE name = 'ledger'`).Scan(&head.Seq, &head.Hash); err != nil {
		return n, err
	}
	if head.Seq != n || head.Hash != last {
		return n, &ChainFault{n + 1, fmt.Sprintf("末尾被截断或被添加：应有 %d 条", head.Seq)}
	}
	return n, verifyRecord(ctx, tx)
}

func verifyLines(ctx context.Context, tx *sql.Tx) (n int64, prev string, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT `+ledgerColumns+` FROM ledger ORDER BY seq`)
	if err != nil {
		return 0, "", err
	}
	at := int64(0)
	err = eachRow(rows, func() error {
		var e LedgerEntry
		if err := rows.Scan(&e.Seq, &e.At, &e.Kind, &e.Ref, &e.Digest, &e.Prev, &e.Hash); err != nil {
			return err
		}
		switch {
		case e.Seq != n+1:
			return &ChainFault{n + 1, "缺失或次序不对"}
		case e.Prev != prev:
			return &ChainFault{e.Seq, "与前一条不相连"}
		case e.Hash != e.Sum():
			return &ChainFault{e.Seq, "内容与校验值不符，已被改动"}
		case e.At < at && e.Kind != ClockCorrected:
			return &ChainFault{e.Seq, "时间早于前一条"}
		}
		prev, at = e.Hash, e.At
		n++
		return nil
	})
	return n, prev, err
}

// verifyRecord holds every entry of the public history, and the text that
// stands on the site, against the ledger.
func verifyRecord(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, `SELECT h.number, h.title, h.text, h.hash, COALESCE((SELECT MAX(l.seq) FROM ledger l WHERE l.ref = h.number AND l.digest = h.hash AND l.kind = 'statement.' || h.verb), 0),
CASE WHEN s.title = h.title AND s.text = h.text OR h.n < (SELECT MAX(k.n) FROM public_history k WHERE k.number = h.number) THEN 1 ELSE 0 END
FROM public_history h JOIN public_statement s ON s.number = h.number ORDER BY h.at, h.number, h.n`)
	if err != nil {
		return err
	}
	err = eachRow(rows, func() error {
		var number, title, text, hash string
		var seq, stands int64
		if err := rows.Scan(&number, &title, &text, &hash, &seq, &stands); err != nil {
			return err
		}
		switch {
		case seq == 0:
			return &ChainFault{0, number + " 的一次发布不在账本里"}
		case TextHash(title, text) != hash:
			return &ChainFault{seq, number + " 的旧文本与账本不符，已被改动"}
		case stands == 0:
			return &ChainFault{seq, number + " 现在公开的文本与账本不符，已被改动"}
		}
		return nil
	})
	if err != nil {
		return err
	}
	var missing int64
	err = tx.QueryRowContext(ctx, `SELECT l.seq FROM ledger l WHERE l.kind LIKE 'statement.%' AND NOT EXISTS (SELECT 1 FROM public_history h WHERE h.number = l.ref AND h.hash = l.digest) ORDER BY l.seq LIMIT 1`).Scan(&missing)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return &ChainFault{missing, "这一条记下的文本已不在公开记录里"}
}
