package store

import (
	"fmt"
	"slices"
	"strings"
	"sync"

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
// bytes, bytes is a column of bytes, search is the full-text index.
func (e Engine) render(sql string) string {
	r := strings.NewReplacer("{{key}}", "TEXT", "{{bytes}}", "BLOB", "{{search}}",
		"CREATE VIRTUAL TABLE search_index USING fts5(tokens, content='', contentless_delete=1, detail=full, tokenize='ascii');")
	if e == Postgres {
		r = strings.NewReplacer("{{key}}", `TEXT COLLATE "C"`, "{{bytes}}", "BYTEA", "{{search}}",
			"CREATE TABLE search_index (rowid BIGINT PRIMARY KEY, tokens tsvector NOT NULL);\nCREATE INDEX search_index_tokens ON search_index USING gin (tokens) WITH (fastupdate = off);")
	}
	return r.Replace(sql)
}

// forUpdate is appended to a SELECT whose rows this transaction will change;
// on SQLite a writing transaction already excludes every other.
func (e Engine) forUpdate() string {
	if e == Postgres {
		return " FOR UPDATE"
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

// spell returns sql with numbered parameters ($1) as the engine writes them.
// SQLite takes $1 for a name, so it becomes ?1; no literal may hold a dollar.
func (e Engine) spell(sql string) string {
	if e == Postgres {
		return sql
	}
	if s, ok := placeholders.Load(sql); ok {
		return s.(string)
	}
	s := strings.ReplaceAll(sql, "$", "?")
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

// insertTokens adds one document to the full-text index.
func (t *Tx) insertTokens(seq int64, text string) error {
	grams := fold.Grams(nil, fold.String(text))
	if t.engine == Postgres {
		slices.Sort(grams)
		_, err := t.Exec(`INSERT INTO search_index (rowid, tokens) VALUES ($1, array_to_tsvector($2))`, seq, slices.Compact(grams))
		return err
	}
	_, err := t.Exec(`INSERT INTO search_index (rowid, tokens) VALUES ($1, $2)`, seq, strings.Join(grams, " "))
	return err
}
