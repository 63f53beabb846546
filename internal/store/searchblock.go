package store

import (
	"context"
)

// PostgreSQL's inverted index names the texts of a token in no order, so that
// the newest 50 of a frequent word would cost a look at all that ever held it.
// There every token therefore begins with the mark of a block: some thousand
// texts that follow each other. A query asks for the newest block, then the one
// before, and stops when it has enough; and what comes in touches one corner of
// the index. Marks come round again, since that index forgets no token it once
// had; the place of a text tells the blocks of one mark apart.

// blockTexts is how many texts stand in one block: few enough that the most
// frequent word is quickly sorted, enough that a rare one is soon looked up in all.
const blockTexts = 1 << 13

// markDigits are what a block's mark is made of: two of them, lest tokens grow.
const markDigits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

// blockMark returns what the tokens of a block begin with.
func blockMark(block int64) string {
	const n = int64(len(markDigits))
	block %= n * n
	return string([]byte{markDigits[block/n], markDigits[block%n]})
}

// insertBlocks adds n texts to PostgreSQL's index behind those that are there; row
// returns the seq of each and its tokens, each once. The counter of seqs is
// locked, so nobody else does at the same time.
func (t *Tx) insertBlocks(n int, row func(i int) (seq int64, tokens []string)) error {
	if n == 0 {
		return nil
	}
	place := int64(-1)
	err := t.Row(`SELECT place FROM search_index ORDER BY rowid DESC LIMIT 1`, nil, &place)
	if err != nil && !IsNoRows(err) {
		return err
	}
	return batch(t, `INSERT INTO search_index (rowid, place, tokens) VALUES `, []string{"", "", "array_to_tsvector($)"}, n, func(i int, args []any) []any {
		at := place + 1 + int64(i)
		mark := blockMark(at / blockTexts)
		seq, tokens := row(i)
		marked := make([]string, len(tokens))
		for j, token := range tokens {
			marked[j] = mark + token
		}
		return append(args, seq, at, marked)
	})
}

// mostBlocks is how many blocks one statement may ask for.
const mostBlocks = 256

// blocks returns up to n texts that have all grams, newest first.
func (s *searcher) blocks(ctx context.Context, n int) ([]Found, error) {
	// The place of the newest text below, and of the oldest.
	var newest, oldest int64
	err := s.row(ctx, `SELECT COALESCE((SELECT place FROM search_index WHERE rowid < $1 ORDER BY rowid DESC LIMIT 1), -1), COALESCE((SELECT place FROM search_index ORDER BY rowid LIMIT 1), 0)`, []any{s.after}, &newest, &oldest)
	if err != nil || newest < 0 {
		return nil, err
	}
	var out []Found
	for top, last := newest/blockTexts, oldest/blockTexts; top >= last && len(out) < n; top -= mostBlocks {
		asked := make([]string, 0, 64)
		for b := top; b >= last && b > top-mostBlocks; b-- {
			asked = append(asked, s.match(blockMark(b)))
		}
		// The blocks are asked in turn, and no more of them than are needed.
		found, err := scanFound(s.query(ctx, `SELECT w.rowid, `+foundColumns+` FROM (SELECT c.rowid FROM unnest(CAST($1 AS text[])) WITH ORDINALITY AS block (tokens, n) CROSS JOIN LATERAL
(SELECT m.rowid FROM (SELECT rowid, place FROM search_index WHERE tokens @@ CAST(block.tokens AS tsquery) OFFSET 0) m WHERE m.rowid < $2 AND m.place / $3 = $4 + 1 - block.n ORDER BY m.rowid DESC LIMIT $5) c LIMIT $5) w
LEFT JOIN post p ON p.seq = w.rowid LEFT JOIN searched d ON d.seq = w.rowid ORDER BY w.rowid DESC`, asked, s.after, blockTexts, top, n-len(out)))
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}
