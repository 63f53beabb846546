package store

import (
	"context"
	"math/rand/v2"

	"yingda/internal/fault"
)

// What of a message is sealed, and what tells one conversation from another for
// as long as a case is open.

// SetCaseKey stores the sealed key of a message's case.
func (t *Tx) SetCaseKey(matterID, sealed string) error {
	return t.Later(`INSERT INTO message_key (matter_id, sealed) VALUES ($1, $2)`, matterID, sealed)
}

// CaseKey returns the sealed key of a message's case; fault.Conflict
// message.shredded when it was destroyed.
func (t *Tx) CaseKey(matterID string) (string, error) {
	var sealed string
	err := t.Row(`SELECT sealed FROM message_key WHERE matter_id = $1`, []any{matterID}, &sealed)
	if IsNoRows(err) {
		err = fault.New(fault.Conflict, "message.shredded", "原文和联系方式已按期限销毁")
	}
	return sealed, err
}

// SetMessageContact stores where the answer goes, sealed with the key of the case.
func (t *Tx) SetMessageContact(matterID, sealed string) error {
	return t.Later(`INSERT INTO message_contact (matter_id, sealed) VALUES ($1, $2) ON CONFLICT (matter_id) DO UPDATE SET sealed = excluded.sealed`, matterID, sealed)
}

// MessageContact returns where the answer goes, sealed; "" for nowhere.
func (t *Tx) MessageContact(matterID string) (string, error) {
	var sealed string
	err := t.Row(`SELECT sealed FROM message_contact WHERE matter_id = $1`, []any{matterID}, &sealed)
	if IsNoRows(err) {
		err = nil
	}
	return sealed, err
}

// SetMessageCode stores the hash of the code by which a sender follows a message.
func (t *Tx) SetMessageCode(matterID, hash string) error {
	return t.Later(`INSERT INTO message_code (matter_id, hash) VALUES ($1, $2)`, matterID, hash)
}

// MessageByCode returns id and code hash of a message by its number, "" and "" for
// an unknown number, for one without a code and for one whose term is over.
func (r *Reader) MessageByCode(ctx context.Context, number string) (id, hash string, err error) {
	err = r.row(ctx, `SELECT m.id, c.hash FROM matter m JOIN message_code c ON c.matter_id = m.id WHERE m.number = $1`, []any{number}, &id, &hash)
	if IsNoRows(err) {
		err = nil
	}
	return id, hash, err
}

// ThreadKey returns the sealed key of a period of 90 days, "" for none.
func (t *Tx) ThreadKey(period int64) (string, error) {
	var sealed string
	err := t.Row(`SELECT sealed FROM thread_key WHERE period = $1`, []any{period}, &sealed)
	if IsNoRows(err) {
		err = nil
	}
	return sealed, err
}

// SetThreadKey stores the key of a period, unless another process was first, and
// forgets those before the last one.
func (t *Tx) SetThreadKey(period int64, sealed string) error {
	if _, err := t.Exec(`DELETE FROM thread_key WHERE period < $1`, period-1); err != nil {
		return err
	}
	_, err := t.Exec(`INSERT INTO thread_key (period, sealed) VALUES ($1, $2) ON CONFLICT (period) DO NOTHING`, period, sealed)
	return err
}

// ThreadCase returns the case in which a conversation goes on, "" for none.
func (t *Tx) ThreadCase(hash string) (string, error) {
	return t.oneWord(`SELECT matter_id FROM message_thread WHERE hash = $1`, hash)
}

// SetThread lets a conversation go on in a case, and in no other. A second
// message of the conversation that came at the same time is IsDuplicate: tried
// again, it finds the case.
func (t *Tx) SetThread(hash, matterID string) error {
	if err := t.Later(`DELETE FROM message_thread WHERE matter_id = $1`, matterID); err != nil {
		return err
	}
	return t.Later(`INSERT INTO message_thread (hash, matter_id, at) VALUES ($1, $2, $3)`, hash, matterID, t.Ms())
}

// DropThread forgets a conversation under one hash.
func (t *Tx) DropThread(hash string) error {
	return t.Later(`DELETE FROM message_thread WHERE hash = $1`, hash)
}

// CameOnce returns the case of what came already, "" for what is new.
func (t *Tx) CameOnce(hash string) (string, error) {
	return t.oneWord(`SELECT matter_id FROM message_once WHERE hash = $1`, hash)
}

// SetCameOnce remembers that something came.
func (t *Tx) SetCameOnce(hash, matterID string) error {
	return t.Later(`INSERT INTO message_once (hash, matter_id, at) VALUES ($1, $2, $3)`, hash, matterID, t.Ms())
}

func (t *Tx) oneWord(query string, args ...any) (string, error) {
	var w string
	err := t.Row(query, args, &w)
	if IsNoRows(err) {
		err = nil
	}
	return w, err
}

// sealedTables hold what of a message only the key of its case opens, and what
// leads to it.
var sealedTables = []string{"message_key", "message_contact", "message_file", "message_code", "message_thread"}

// ShredMessage destroys the key of a case and with it everything that was sealed:
// original, contact, files, code and conversation. The text without personal data
// stays, unless blank asks for it to go too. That it came stays known, as a keyed
// hash, until ForgetOnce: the same letter or ticket does not come back in clear.
func (t *Tx) ShredMessage(matterID string, blank bool) error {
	for _, table := range sealedTables {
		if _, err := t.Exec(`DELETE FROM `+table+` WHERE matter_id = $1`, matterID); err != nil {
			return err
		}
	}
	turns := `UPDATE message_turn SET sealed = '' WHERE matter_id = $1`
	if blank {
		turns = `UPDATE message_turn SET sealed = '', text = '' WHERE matter_id = $1`
	}
	if _, err := t.Exec(turns, matterID); err != nil {
		return err
	}
	return t.Later(`UPDATE message SET contact = 0, shredded_at = $2 WHERE matter_id = $1`, matterID, t.Ms())
}

// MessagesToShred returns the ids of up to n messages whose term is over.
func (t *Tx) MessagesToShred(before int64, n int) ([]string, error) {
	return scanWords(t.Query(`SELECT matter_id FROM message WHERE ends_at > 0 AND shredded_at = 0 AND ends_at <= $1 ORDER BY ends_at LIMIT $2`, before, n))
}

// ForgetOnce forgets what came before an instant.
func (t *Tx) ForgetOnce(before int64) error {
	_, err := t.Exec(`DELETE FROM message_once WHERE at < $1`, before)
	return err
}

// MessageFile is a file of a message: its bytes lie sealed in the folder of files,
// its name and type are sealed here.
type MessageFile struct {
	ID     string
	N      int64 // the turn that it came with
	Hash   string
	Size   int64
	Sealed string
}

// AddMessageFile stores where a file of a message lies.
func (t *Tx) AddMessageFile(matterID string, f MessageFile) error {
	return t.Later(`INSERT INTO message_file (id, matter_id, n, hash, size, sealed) VALUES ($1, $2, $3, $4, $5, $6)`, NewID(t.Now), matterID, f.N, f.Hash, f.Size, f.Sealed)
}

// MessageFiles returns the files of a message.
func (t *Tx) MessageFiles(matterID string) ([]MessageFile, error) {
	return gather(func(scan func(...any) error) (MessageFile, error) {
		var f MessageFile
		err := scan(&f.ID, &f.N, &f.Hash, &f.Size, &f.Sealed)
		return f, err
	})(t.Query(`SELECT id, n, hash, size, sealed FROM message_file WHERE matter_id = $1 ORDER BY n, id`, matterID))
}

// countSlots is how many rows share one count, so that messages that come at once do
// not wait for one another to count.
const countSlots = 16

// CountMessage counts one message for the public figures.
func (t *Tx) CountMessage(month, agencyID, what, word string) error {
	return t.Later(`INSERT INTO message_count (month, agency_id, what, word, slot, n) VALUES ($1, $2, $3, $4, $5, 1) ON CONFLICT (month, agency_id, what, word, slot) DO UPDATE SET n = message_count.n + 1`, month, agencyID, what, word, rand.IntN(countSlots))
}

// DropThreadKeys destroys the keys of conversations from before a period.
func (t *Tx) DropThreadKeys(before int64) error {
	_, err := t.Exec(`DELETE FROM thread_key WHERE period < $1`, before)
	return err
}

// MessageCount is a public count of messages, by the month of their receipt.
type MessageCount struct {
	Month, What, Word string
	N                 int64
}

// MessageCounts returns the public counts of the last 400 months and words, newest
// month first, over all agencies.
func (r *Reader) MessageCounts(ctx context.Context) ([]MessageCount, error) {
	return gather(func(scan func(...any) error) (MessageCount, error) {
		var c MessageCount
		err := scan(&c.Month, &c.What, &c.Word, &c.N)
		return c, err
	})(r.query(ctx, `SELECT month, what, word, SUM(n) FROM message_count GROUP BY month, what, word ORDER BY month DESC, what, word LIMIT 400`))
}
