package store

import (
	"archive/tar"
	"bufio"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"

	"yingda/internal/fault"
)

// A backup is one archive that knows no engine: a tar of one JSON Lines file a
// table, in an order in which they can be filled again, then a manifest with
// the number of rows and the hash of each. Keys are not in it.

// Tables lists what a backup holds, parents before children. Left out by name:
// search_index, which is made anew; schema_version and migration_lease, which
// belong to the program; session, form_used and form_pace, which must not come back; platform_token,
// platform_nonce, platform_wait, platform_health and presence, which are of the moment; kind_word and the
// other vocabularies, which the migration fills.
var Tables = []string{
	"counter", "setting", "unit", "person", "person_role", "person_card", "shift", "key_period", "token", "second_factor", "second_factor_code", "second_factor_rule", "regime", "adoption", "source", "source_reading", "topic", "topic_version", "topic_proposal",
	"post", "post_key", "post_copy", "post_touched", "post_media", "post_topic", "day_count", "cluster", "member", "matter", "participant", "sight", "concern", "classifier", "sorting", "checked_answer", "checked_answer_text", "expert", "opinion", "contact", "contact_entry", "statement", "statement_text", "signature", "signature_check", "confirmation", "proof_override", "result",
	"outlet", "release", "release_plan", "press_event", "publisher", "publisher_request", "request_signature", "carriage", "policy", "explanation", "reach", "question_met",
	"public_statement", "public_history", "clock", "exclusion", "clock_start", "grading", "downgrade", "hand_back", "calendar_notice", "calendar_overlay", "agency_overlay", "finding", "finding_answer", "document", "fact", "task", "event", "notice", "saved_view", "way", "peer", "peer_message", "report", "meeting", "meeting_member", "meeting_decision", "group_change", "risk", "risk_concern", "own_list", "own_entry", "errand", "evidence", "helper_link", "tip_handover", "invitation", "heard", "measure", "task_note",
	"message", "message_made", "message_key", "message_turn", "message_contact", "message_file", "message_code", "message_thread", "message_once", "thread_key", "message_answer", "message_reply", "message_count", "message_aside", "mail_box", "mail_dead", "mail_head", "ticket_column", "ticket_caller",
	"robot", "robot_card", "telling_wish", "telling", "feedback", "reopening", "public_result", "public_review", "lesson",
	"platform_link", "platform_publication", "platform_turn",
	"source_watch", "source_gap", "dead_letter", "key_watch", "key_source", "own_site", "site_check", "site_fault",
	"agency_level", "account", "account_person", "account_file", "account_filing", "filing_step", "account_notice", "account_follow", "joint_release", "joint_declaration", "impersonation", "impersonation_fact", "impersonation_file", "impersonation_told",
	"account_post", "account_feed", "account_pace", "desk_column", "reprint_source", "commission", "contractor", "contractor_person", "contractor_check", "article", "article_account", "account_service", "service_fault",
	"account_secret", "account_link", "own_comment", "comment_appeal", "comment_carry", "account_plan", "account_incident", "incident_step",
	"hour_count", "spike", "snooze", "drawn", "regroup", "regroup_member", "regroup_cluster", "regroup_move",
	"tip_key", "tip_key_waiting", "tip", "tip_reader", "tip_item", "tip_outcome", "tip_share", "tip_joint", "tip_assent", "tip_moved",
	"bulk", "bulk_item",
	"audit", "audit_detail", "ledger", "chain_head", "job", "schedule", "idempotency", "searched",
}

// Manifest describes a backup.
type Manifest struct {
	Format  int                  `json:"format"`
	Schema  int64                `json:"schema"`
	MadeAt  string               `json:"made_at"`
	Engine  Engine               `json:"engine"`
	Tables  map[string]TablePart `json:"tables"`
	Head    Anchor               `json:"audit_head"`
	Ordered []string             `json:"order"`
	Files   int64                `json:"files"` // of investigation files, each named by its hash
}

// TablePart is one table of a backup.
type TablePart struct {
	Rows   int64  `json:"rows"`
	SHA256 string `json:"sha256"`
}

// snapshot begins a reading transaction that sees one state of everything.
func (r *Reader) snapshot(ctx context.Context) (*sql.Tx, error) {
	opt := &sql.TxOptions{ReadOnly: true}
	if r.engine == Postgres {
		opt.Isolation = sql.LevelRepeatableRead
	} else {
		opt.ReadOnly = false // the connection is query_only already
	}
	return r.db.BeginTx(ctx, opt)
}

// Backup writes an archive of one state of everything, while others write on.
// progress is told each table and its rows.
func (s *Store) Backup(ctx context.Context, w io.Writer, progress func(table string, rows int64)) (Manifest, error) {
	p, err := s.provider()
	if err != nil {
		return Manifest{}, err
	}
	schema, _, err := versions(ctx, p)
	if err != nil {
		return Manifest{}, err
	}
	tx, err := s.snapshot(ctx)
	if err != nil {
		return Manifest{}, err
	}
	defer tx.Rollback() //nolint:errcheck // nothing was written
	m := Manifest{Format: 1, Schema: schema, MadeAt: s.now().UTC().Format(time.RFC3339), Engine: s.engine, Tables: map[string]TablePart{}, Ordered: Tables}
	z, err := zstd.NewWriter(w)
	if err != nil {
		return m, err
	}
	defer z.Close() // a backup that fails leaves nobody behind that writes on
	archive := tar.NewWriter(z)
	for _, table := range Tables {
		t, err := dump(ctx, tx, table, archive)
		if err != nil {
			return m, fmt.Errorf("back up %s: %w", table, err)
		}
		m.Tables[table] = t
		progress(table, t.Rows)
	}
	if m.Files, err = s.dumpFiles(ctx, tx, archive); err != nil {
		return m, err
	}
	if err := tx.QueryRowContext(ctx, `SELECT seq, hash FROM chain_head WHERE name = 'audit'`).Scan(&m.Head.Seq, &m.Head.Hash); err != nil {
		return m, err
	}
	raw, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return m, err
	}
	if err := put(archive, "manifest.json", raw); err != nil {
		return m, err
	}
	return m, errors.Join(archive.Close(), z.Close())
}

func put(archive *tar.Writer, name string, body []byte) error {
	if err := archive.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(body)), Format: tar.FormatPAX}); err != nil {
		return err
	}
	_, err := archive.Write(body)
	return err
}

// partSize is the size after which a table goes on in a further file of the tar, so
// that memory stays small.
const partSize = 8 << 20

func dump(ctx context.Context, tx *sql.Tx, table string, archive *tar.Writer) (TablePart, error) {
	rows, err := tx.QueryContext(ctx, `SELECT * FROM `+table)
	if err != nil {
		return TablePart{}, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return TablePart{}, err
	}
	head, err := json.Marshal(columns)
	if err != nil {
		return TablePart{}, err
	}
	sum, out, part := sha256.New(), append(head, '\n'), 0
	m := TablePart{}
	flush := func() error {
		sum.Write(out)
		part++
		err := put(archive, fmt.Sprintf("%s.%04d.jsonl", table, part), out)
		out = out[:0]
		return err
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return m, err
		}
		for i, v := range values {
			if b, ok := v.([]byte); ok {
				values[i] = map[string]string{"hex": hex.EncodeToString(b)}
			}
		}
		line, err := json.Marshal(values)
		if err != nil {
			return m, err
		}
		out = append(append(out, line...), '\n')
		m.Rows++
		if len(out) > partSize {
			if err := flush(); err != nil {
				return m, err
			}
		}
	}
	if err := errors.Join(rows.Err(), flush()); err != nil {
		return m, err
	}
	m.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return m, nil
}

// Restore fills an empty database from an archive: all of it or nothing. It
// returns fault.Conflict if the database holds anything, and fault.Invalid if
// the archive is damaged or from a newer program.
func (s *Store) Restore(ctx context.Context, r io.Reader, progress func(table string, rows int64)) (Manifest, error) {
	var m Manifest
	z, err := zstd.NewReader(r)
	if err != nil {
		return m, damaged(err)
	}
	defer z.Close()
	var dropped []string
	err = s.Write(ctx, func(tx *Tx) error {
		if err := tx.empty(); err != nil {
			return err
		}
		sums, counts := map[string]string{}, map[string]int64{}
		if m, err = tx.fill(tar.NewReader(z), s.Files, sums, counts, progress); err != nil {
			return err
		}
		for _, table := range Tables {
			if want := m.Tables[table]; want.SHA256 != sums[table] || want.Rows != counts[table] {
				return damaged(fmt.Errorf("%s: %d rows, %s; the manifest says %d, %s", table, counts[table], sums[table], want.Rows, want.SHA256))
			}
		}
		if dropped, err = tx.eraseAgain(s.Erased); err != nil {
			return err
		}
		return tx.reindex()
	})
	if err != nil {
		return m, err
	}
	for _, hash := range dropped {
		if err := s.Files.Drop(hash); err != nil {
			return m, err
		}
	}
	return m, s.Scrub(ctx)
}

func damaged(err error) error {
	return fault.New(fault.Invalid, "backup.damaged", "备份文件已损坏或不完整，什么也没有恢复").Because(err)
}

// empty refuses a database in which anybody has worked, and clears what the
// migration put in place of the archive's rows.
func (t *Tx) empty() error {
	for _, table := range []string{"unit", "person", "matter", "post", "audit", "setting"} {
		var n int64
		if err := t.Row(`SELECT COUNT(*) FROM (SELECT 1 AS one FROM `+table+` LIMIT 1) x`, nil, &n); err != nil {
			return err
		}
		if n > 0 {
			return fault.New(fault.Conflict, "restore.not_empty", "这里已有数据（%s），恢复只能进入空的数据目录或数据库", table)
		}
	}
	_, err := t.Exec(`DELETE FROM chain_head`)
	return err
}

func (t *Tx) fill(archive *tar.Reader, files Files, sums map[string]string, counts map[string]int64, progress func(string, int64)) (Manifest, error) {
	var m Manifest
	seen := false
	known := map[string]bool{}
	for _, table := range Tables {
		known[table] = true
	}
	hashes := map[string]*tableReader{}
	for {
		h, err := archive.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return m, damaged(err)
		}
		if h.Name == "manifest.json" {
			if err := json.NewDecoder(io.LimitReader(archive, 1<<20)).Decode(&m); err != nil {
				return m, damaged(err)
			}
			seen = true
			continue
		}
		if hash, ok := strings.CutPrefix(h.Name, filesPart); ok {
			if err := restoreFile(files, hash, archive); err != nil {
				return m, err
			}
			continue
		}
		table, _, _ := strings.Cut(h.Name, ".")
		if !known[table] {
			return m, damaged(fmt.Errorf("unknown part %s", h.Name))
		}
		tr := hashes[table]
		if tr == nil {
			tr = &tableReader{tx: t, table: table, sum: sha256.New()}
			hashes[table] = tr
		}
		if err := tr.read(archive); err != nil {
			return m, err
		}
		sums[table], counts[table] = hex.EncodeToString(tr.sum.Sum(nil)), tr.rows
		progress(table, tr.rows)
	}
	if !seen {
		return m, damaged(errors.New("no manifest"))
	}
	return m, nil
}

// tableReader fills one table from its parts.
type tableReader struct {
	tx      *Tx
	table   string
	columns []string
	sum     interface {
		io.Writer
		Sum([]byte) []byte
	}
	rows int64
}

func (r *tableReader) read(in io.Reader) error {
	lines := bufio.NewReaderSize(io.TeeReader(in, r.sum), 1<<20)
	var batch []any
	size := 0
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			if r.columns == nil {
				if err := json.Unmarshal(line, &r.columns); err != nil {
					return damaged(err)
				}
			} else {
				values, err := r.values(line)
				if err != nil {
					return damaged(err)
				}
				batch = append(batch, values...)
				r.rows++
			}
		}
		if size += len(line); len(batch) >= 200*max(1, len(r.columns)) || size > partSize || err != nil && len(batch) > 0 {
			if ierr := r.insert(batch); ierr != nil {
				return ierr
			}
			batch, size = batch[:0], 0
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return damaged(err)
		}
	}
}

func (r *tableReader) values(line []byte) ([]any, error) {
	dec := json.NewDecoder(strings.NewReader(string(line)))
	dec.UseNumber()
	var values []any
	if err := dec.Decode(&values); err != nil {
		return nil, err
	}
	if len(values) != len(r.columns) {
		return nil, fmt.Errorf("%s: %d values for %d columns", r.table, len(values), len(r.columns))
	}
	for i, v := range values {
		switch v := v.(type) {
		case json.Number:
			n, err := v.Int64()
			if err != nil {
				return nil, err
			}
			values[i] = n
		case map[string]any:
			s, _ := v["hex"].(string) // anything else is no hex and fails below
			b, err := hex.DecodeString(s)
			if err != nil {
				return nil, err
			}
			values[i] = b
		}
	}
	return values, nil
}

func (r *tableReader) insert(batch []any) error {
	k := len(r.columns)
	for _, c := range r.columns {
		if strings.Trim(c, "abcdefghijklmnopqrstuvwxyz_") != "" {
			return damaged(fmt.Errorf("column %q", c))
		}
	}
	_, err := r.tx.Exec(`INSERT INTO `+r.table+` (`+strings.Join(r.columns, ", ")+`) VALUES `+Rows(len(batch)/k, k), batch...)
	return err
}

// reindex makes the full-text index anew from the texts that it serves, in the
// order of their places.
func (t *Tx) reindex() error {
	for last := int64(0); ; {
		texts, err := t.texts(last)
		if err != nil {
			return fmt.Errorf("index anew: %w", err)
		}
		if len(texts) == 0 {
			return nil
		}
		if err := t.insertTokens(texts); err != nil {
			return err
		}
		last = texts[len(texts)-1].seq
	}
}

func (t *Tx) texts(after int64) ([]indexed, error) {
	rows, err := t.Query(`SELECT seq, kind, title, text FROM searched WHERE seq > $1
UNION ALL SELECT seq, 'post', title, text FROM post WHERE matched = 1 AND seq > $1 ORDER BY seq LIMIT 500`, after)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []indexed
	for rows.Next() {
		var d indexed
		var title, text string
		if err := rows.Scan(&d.seq, &d.kind, &title, &text); err != nil {
			return nil, err
		}
		d.text = title + "\n" + text
		out = append(out, d)
	}
	return out, rows.Err()
}
