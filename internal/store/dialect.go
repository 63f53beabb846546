package store

import (
	"bytes"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"yingda/internal/fold"
)

// Engine is a database engine.
type Engine string

// The engines that Yingda runs on.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Everything that differs between the engines stands in this file.

// render fills the macros of a migration: key is a text column that sorts by
// bytes, bytes is a column of bytes, seq a number that is the place of its row,
// clustered keeps the rows in the order of the key, search is the full-text index,
// searchlater and searchpending leave its merging to TidySearch.
// A migration waits for a lock as long as it takes.
func (e Engine) render(sql string) string {
	r := strings.NewReplacer("{{key}}", "TEXT", "{{bytes}}", "BLOB", "{{seq}}", "INTEGER", "{{clustered}}", " WITHOUT ROWID", "{{search}}",
		"CREATE VIRTUAL TABLE search_index USING fts5(tokens, content='', columnsize=0, detail=none, tokenize='ascii');\nINSERT INTO search_index (search_index, rank) VALUES ('automerge', 16), ('usermerge', 2);",
		"{{searchlater}}", "INSERT INTO search_index (search_index, rank) VALUES ('automerge', 0), ('crisismerge', 64);",
		"{{searchpending}}", "")
	if e == Postgres {
		r = strings.NewReplacer("-- +goose Up\n", "-- +goose Up\nSET LOCAL lock_timeout = 0;\n", "{{key}}", `TEXT COLLATE "C"`, "{{bytes}}", "BYTEA", "{{seq}}", "BIGINT", "{{clustered}}", "", "{{search}}",
			"CREATE TABLE search_index (rowid BIGINT PRIMARY KEY, place BIGINT NOT NULL, tokens tsvector NOT NULL);\nCREATE INDEX search_index_tokens ON search_index USING gin (tokens) WITH (fastupdate = off);", "{{searchlater}}", "",
			"{{searchpending}}", "ALTER INDEX search_index_tokens SET (fastupdate = on, gin_pending_list_limit = 1024);")
	}
	return r.Replace(sql)
}

// tableNamed counts the tables of a name.
func (e Engine) tableNamed() string {
	if e == Postgres {
		return `SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = $1`
	}
	return `SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = $1`
}

// forUpdate is appended to a SELECT whose rows this transaction will change;
// on SQLite a writing transaction already excludes every other.
func (e Engine) forUpdate() string {
	if e == Postgres {
		return " FOR UPDATE"
	}
	return ""
}

// forShare is appended to a SELECT that waits for who is changing its rows.
func (e Engine) forShare() string {
	if e == Postgres {
		return " FOR SHARE"
	}
	return ""
}

// skipLocked is forUpdate for queues: rows that others hold are passed over.
func (e Engine) skipLocked() string {
	if e == Postgres {
		return " FOR UPDATE SKIP LOCKED"
	}
	return ""
}

// placeholders caches the SQLite spelling of each statement.
var placeholders sync.Map

// sqliteSpelling writes a bound limit as a sum: SQLite plans by the value of a
// limit that is a bare parameter, and so plans anew whenever one is bound.
var sqliteSpelling = strings.NewReplacer("LIMIT $", "LIMIT 0 + ?", "$", "?")

// spell returns sql with numbered parameters ($1) as the engine writes them.
// SQLite takes $1 for a name, so it becomes ?1; no literal may hold a dollar.
func (e Engine) spell(sql string) string {
	if e == Postgres {
		return sql
	}
	if s, ok := placeholders.Load(sql); ok {
		return s.(string)
	}
	s := sqliteSpelling.Replace(sql)
	placeholders.Store(sql, s)
	return s
}

// Rows returns n groups of k numbered parameters: ($1, $2), ($3, $4).
func Rows(n, k int) string {
	var b strings.Builder
	p := 1
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('(')
		for j := range k {
			if j > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(&b, "$%d", p)
			p++
		}
		b.WriteByte(')')
	}
	return b.String()
}

// appendTokens (索引词) appends what a text is indexed under, each token followed
// by a space: pairs of glyphs, whole words, and the glyph that ends a run, so
// that every glyph is found as the beginning of a token.
func appendTokens(dst []byte, folded string) []byte {
	word, glyph := -1, -1
	for i, r := range folded {
		class := fold.ClassOf(r)
		if word >= 0 && class != fold.Letter {
			dst = append(append(dst, folded[word:i]...), ' ')
			word = -1
		}
		if glyph >= 0 {
			end := i
			if class == fold.Glyph {
				end += utf8.RuneLen(r)
			}
			dst = append(append(dst, folded[glyph:end]...), ' ')
			glyph = -1
		}
		switch {
		case class == fold.Glyph:
			glyph = i
		case class == fold.Letter && word < 0:
			word = i
		}
	}
	if last := max(word, glyph); last >= 0 {
		dst = append(append(dst, folded[last:]...), ' ')
	}
	return dst
}

// indexed is one text of the full-text index.
type indexed struct {
	seq  int64
	kind string
	text string
}

// tokens returns the tokens of a text, and that of its kind, with spaces between.
func (d indexed) tokens() string {
	b := once(appendTokens(make([]byte, 0, 3*len(d.text)), fold.String(d.text)))
	if d.kind != KindPost {
		b = append(b, kindToken(d.kind)...)
	}
	return string(b)
}

// once drops the repetitions among tokens that each end in a space: an index
// without places needs a token once, and looks up every one that it is given.
func once(tokens []byte) []byte {
	size := 64
	for size < len(tokens)/3 {
		size *= 2
	}
	type token struct{ from, to int32 }
	seen := make([]token, size) // where a token stands; never full, since most take seven bytes
	out := tokens[:0]
	used := 0
	for from := 0; from < len(tokens); {
		hash := uint32(2166136261)
		to := from
		for ; tokens[to] != ' '; to++ {
			hash = (hash ^ uint32(tokens[to])) * 16777619
		}
		to++
		at := (hash ^ hash>>15) & uint32(size-1)
		for seen[at].to != 0 && !bytes.Equal(out[seen[at].from:seen[at].to], tokens[from:to]) {
			at = (at + 1) & uint32(size-1)
		}
		if seen[at].to == 0 {
			n := int32(len(out))
			out = append(out, tokens[from:to]...)
			if used++; used < size-1 {
				seen[at] = token{n, int32(len(out))}
			}
		}
		from = to
	}
	return out
}

// tokened is a text of the full-text index as its engine takes it.
type tokened struct {
	seq     int64
	tokens  string   // SQLite: with spaces between
	lexemes []string // PostgreSQL: sorted, each once
}

// cut makes what an engine indexes of a text.
func (e Engine) cut(d indexed) tokened {
	t := tokened{seq: d.seq, tokens: d.tokens()}
	if e == Postgres {
		t.lexemes, t.tokens = strings.Fields(t.tokens), ""
		slices.Sort(t.lexemes)
		t.lexemes = slices.Compact(t.lexemes)
	}
	return t
}

// isGlyph reports whether a gram is a single character of its own.
func isGlyph(gram string) bool {
	r, n := utf8.DecodeRuneInString(gram)
	return n == len(gram) && fold.ClassOf(r) == fold.Glyph
}

// insertTokens adds texts to the full-text index.
func (t *Tx) insertTokens(texts []indexed) error {
	cut := make([]tokened, len(texts))
	for i, d := range texts {
		cut[i] = t.engine.cut(d)
	}
	return t.insertTokened(cut)
}

func (t *Tx) insertTokened(texts []tokened) error {
	if t.engine == Postgres {
		return t.insertBlocks(len(texts), func(i int) (int64, []string) { return texts[i].seq, texts[i].lexemes })
	}
	if len(texts) == 0 {
		return nil
	}
	// One row a statement: before one of several rows SQLite sets a savepoint,
	// for which FTS5 writes out what it has gathered.
	insert, err := t.tx.PrepareContext(t.ctx, `INSERT INTO search_index (rowid, tokens) VALUES (?1, ?2)`)
	if err != nil {
		return fmt.Errorf("index texts: %w", err)
	}
	defer insert.Close()
	for i := range texts {
		if _, err := insert.ExecContext(t.ctx, texts[i].seq, texts[i].tokens); err != nil {
			return fmt.Errorf("index texts: %w", err)
		}
	}
	return nil
}

// deleteTokens takes texts out of the full-text index. SQLite keeps no texts
// beside the index, so it must be told what the text was.
func (t *Tx) deleteTokens(texts []indexed) error {
	for _, d := range texts {
		query, args := `DELETE FROM search_index WHERE rowid = $1`, []any{d.seq}
		if t.engine == SQLite {
			query, args = `INSERT INTO search_index (search_index, rowid, tokens) VALUES ('delete', $1, $2)`, append(args, d.tokens())
		}
		if _, err := t.Exec(query, args...); err != nil {
			return err
		}
	}
	return nil
}

// chunkRows is how many rows one statement inserts: enough to make the statement's
// own cost small, few enough that the texts of statements stay a short list.
const chunkRows = 64

// batch inserts n rows. A column is "" for a plain parameter, or an expression
// in which $ stands for it; fill appends the values of row i.
func batch(t *Tx, insert string, columns []string, n int, fill func(i int, args []any) []any) error {
	return batchEnd(t, insert, columns, "", n, fill)
}

// batchEnd is batch with a clause after the rows.
func batchEnd(t *Tx, insert string, columns []string, end string, n int, fill func(i int, args []any) []any) error {
	if err := t.straight(insert); err != nil {
		return err
	}
	args := make([]any, 0, chunkRows*len(columns))
	var whole *sql.Stmt // a full chunk's statement, if it is used again
	for from := 0; from < n; from += chunkRows {
		rows := min(chunkRows, n-from)
		args = args[:0]
		for i := from; i < from+rows; i++ {
			args = fill(i, args)
		}
		if whole == nil || rows < chunkRows {
			query := insert + t.engine.values(rows, columns) + end
			if t.line != nil && t.line.rehearsed && n < chunkRows {
				return t.Later(query, args...)
			}
			if rows < chunkRows || n < 2*chunkRows {
				if _, err := t.tx.ExecContext(t.ctx, query, args...); err != nil {
					return fmt.Errorf("%s: %w", head(insert), err)
				}
				continue
			}
			var err error
			if whole, err = t.tx.PrepareContext(t.ctx, query); err != nil {
				return fmt.Errorf("%s: %w", head(insert), err)
			}
			defer whole.Close()
		}
		if _, err := whole.ExecContext(t.ctx, args...); err != nil {
			return fmt.Errorf("%s: %w", head(insert), err)
		}
	}
	return nil
}

// values writes rows of parameters. SQLite gets them without numbers, because
// it would look the name of each one up in a list.
func (e Engine) values(rows int, columns []string) string {
	var b strings.Builder
	p := 0
	for i := range rows {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('(')
		for j, c := range columns {
			if j > 0 {
				b.WriteString(", ")
			}
			p++
			mark := "?"
			if e == Postgres {
				mark = "$" + strconv.Itoa(p)
			}
			if c != "" {
				mark = strings.ReplaceAll(c, "$", mark)
			}
			b.WriteString(mark)
		}
		b.WriteByte(')')
	}
	return b.String()
}

// noBytes is the empty value of a column of bytes.
func (e Engine) noBytes() string {
	if e == Postgres {
		return `''::bytea`
	}
	return `x''`
}

// union unites selects that each come in order. SQLite merges them and reads no
// more than it needs; PostgreSQL is told for each how much that can be.
func (e Engine) union(selects []string, order string) string {
	if e == Postgres {
		for i, s := range selects {
			selects[i] = "(" + s + order + ")"
		}
	}
	return strings.Join(selects, " UNION ALL ")
}
