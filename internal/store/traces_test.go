package store

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
)

// untraced are the tables that lead to a matter and hold text, which no move into a
// tip has to clear, with the reason.
var untraced = map[string]string{
	"matter": "its title and summary are cleared by EraseMoved itself", "message_turn": "cleared by ShredMessage",
	"statement": "a concern with statements is not moved", "statement_text": "of statements", "signature": "of statements", "confirmation": "of statements", "proof_override": "of statements", "release": "of statements", "release_plan": "of statements",
	"question_met": "of statements", "article": "of statements", "public_statement": "of statements",
	"public_result": "what is public is not moved", "public_review": "what is public is not moved",
	"cluster": "a title drawn from public posts", "account_filing": "filings are not moved", "telling": "codes, and what the server of a robot said", "tip_handover": "numbers alone", "tip_moved": "numbers alone",
}

// TestTraces knows every table that could hold words of a matter: whoever adds one
// says here, or in traces, what becomes of it when the matter turns out to be a tip.
func TestTraces(t *testing.T) {
	cleared := map[string]bool{}
	for _, table := range sealedTables {
		cleared[table] = true
	}
	changes := regexp.MustCompile(`^(?:UPDATE|DELETE FROM) (\w+) `)
	for _, change := range traces {
		cleared[changes.FindStringSubmatch(change)[1]] = true
	}
	tables := columnsOf(t)
	for name := range cleared {
		if _, ok := tables[name]; !ok {
			t.Errorf("traces clear %s, which is no table", name)
		}
	}
	leads := regexp.MustCompile(`\b(matter_id|concern_id) `)
	for name, columns := range tables {
		if !leads.MatchString(columns) || !strings.Contains(columns, " TEXT") {
			continue
		}
		if _, ok := untraced[name]; ok == cleared[name] {
			t.Errorf("table %s leads to a matter and holds text: let traces clear it, or untraced say why not (one of the two)", name)
		}
	}
	for name := range untraced {
		if _, ok := tables[name]; !ok {
			t.Errorf("untraced names %s, which is no table", name)
		}
	}
}

// columnsOf reads the columns of every table out of the migrations.
func columnsOf(t *testing.T) map[string]string {
	t.Helper()
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	tables, comment := map[string]string{}, regexp.MustCompile(`--.*`)
	create, alter := regexp.MustCompile(`(?s)^CREATE TABLE (\w+) \((.*)\)`), regexp.MustCompile(`^ALTER TABLE (\w+) (ADD COLUMN|RENAME TO) (.*)`)
	drop := regexp.MustCompile(`^DROP TABLE (\w+)`)
	for _, name := range names {
		raw, err := migrationFiles.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, statement := range strings.Split(comment.ReplaceAllString(string(raw), ""), ";") {
			statement = strings.TrimSpace(statement)
			if m := create.FindStringSubmatch(statement); m != nil {
				tables[m[1]] = m[2]
			} else if m := drop.FindStringSubmatch(statement); m != nil {
				delete(tables, m[1])
			} else if m := alter.FindStringSubmatch(statement); m != nil && m[2] == "ADD COLUMN" {
				tables[m[1]] += ", " + m[3]
			} else if m != nil {
				tables[m[3]] = tables[m[1]]
				delete(tables, m[1])
			}
		}
	}
	return tables
}
