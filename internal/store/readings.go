package store

import (
	"context"
	"encoding/json"
	"fmt"
)

// Reading (读法) is how a source is read: the way, what that way needs to know,
// and what the next reading compares with. Secret is sealed.
type Reading struct {
	SourceID string
	Way      string // one of source_way_word
	Settings ReadingSettings
	Secret   string
	Kept     string
}

// ReadingSettings are what the ways of reading need; each uses some. No field
// may hold a sign-in at a public site: what needs one is not read at all. Login
// is that of our own mailbox, into which vendors send.
type ReadingSettings struct {
	Selector string            `json:"selector,omitempty"` // of rows (page, search), of the watched part (change)
	Articles bool              `json:"articles,omitempty"` // read the pages that the list leads to, too
	Within   string            `json:"within,omitempty"`   // take only addresses that contain this (sitemap, page, search)
	Queries  []string          `json:"queries,omitempty"`  // words that stand for {query} (search)
	Charset  string            `json:"charset,omitempty"`  // of the words in the address: utf-8 or gbk (search)
	Folder   string            `json:"folder,omitempty"`   // of the mailbox, INBOX if empty (mail)
	Login    string            `json:"login,omitempty"`    // mail
	From     string            `json:"from,omitempty"`     // take only letters of this sender, address or domain (mail)
	Topics   []string          `json:"topics,omitempty"`   // ids of the topics that the source serves; empty means all
	Columns  map[string]string `json:"columns,omitempty"`  // column of a vendor's file → field of ours (file, mail, comments)
}

const readingColumns = `source_id, way, settings, secret, kept`

func (r *Reading) scan(scan func(...any) error) error {
	var settings string
	if err := scan(&r.SourceID, &r.Way, &settings, &r.Secret, &r.Kept); err != nil {
		return err
	}
	if settings == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(settings), &r.Settings); err != nil {
		return fmt.Errorf("settings of source %s: %w", r.SourceID, err)
	}
	return nil
}

// Readings returns how sources are read; those without settings of their own
// are missing.
func (r *Reader) Readings(ctx context.Context, ids []string) (map[string]Reading, error) {
	out := map[string]Reading{}
	return out, inChunks(ids, func(marks string, args []any) error {
		rows, err := r.query(ctx, `SELECT `+readingColumns+` FROM source_reading WHERE source_id IN (`+marks+`)`, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var one Reading
			if err := one.scan(rows.Scan); err != nil {
				return err
			}
			out[one.SourceID] = one
		}
		return rows.Err()
	})
}

// ReadingOf returns how a source is read: by its row, or in the way of its kind.
func (r *Reader) ReadingOf(ctx context.Context, s Source) (Reading, error) {
	all, err := r.Readings(ctx, []string{s.ID})
	if one, ok := all[s.ID]; ok || err != nil {
		return one, err
	}
	return Reading{SourceID: s.ID, Way: s.Kind}, nil
}

// ReadingFor is ReadingOf inside a transaction.
func (t *Tx) ReadingFor(s Source) (Reading, error) {
	r := Reading{SourceID: s.ID, Way: s.Kind}
	err := r.scan(func(into ...any) error {
		return t.Row(`SELECT `+readingColumns+` FROM source_reading WHERE source_id = $1`, []any{s.ID}, into...)
	})
	if IsNoRows(err) {
		return Reading{SourceID: s.ID, Way: s.Kind}, nil
	}
	return r, err
}

// SourceTopics returns, for sources that serve some topics alone, the ids of
// those topics by the source's name.
func (r *Reader) SourceTopics(ctx context.Context) (map[string][]string, error) {
	rows, err := r.query(ctx, `SELECT s.name, r.settings FROM source_reading r JOIN source s ON s.id = r.source_id WHERE r.settings LIKE '%"topics":[%'`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string][]string{}
	for rows.Next() {
		var name, settings string
		if err := rows.Scan(&name, &settings); err != nil {
			return nil, err
		}
		var s ReadingSettings
		if err := json.Unmarshal([]byte(settings), &s); err != nil {
			return nil, fmt.Errorf("settings of source %s: %w", name, err)
		}
		if len(s.Topics) > 0 {
			out[name] = s.Topics
		}
	}
	return out, rows.Err()
}

// SaveReading stores how a source is read. A change of way or settings forgets
// what was kept of the old one; an empty Secret leaves the stored one.
func (t *Tx) SaveReading(r Reading) error {
	settings, err := json.Marshal(r.Settings)
	if err != nil {
		return fmt.Errorf("settings of source %s: %w", r.SourceID, err)
	}
	_, err = t.Exec(`INSERT INTO source_reading (source_id, way, settings, secret, kept) VALUES ($1, $2, $3, $4, '')
ON CONFLICT (source_id) DO UPDATE SET kept = CASE WHEN source_reading.way = excluded.way AND source_reading.settings = excluded.settings THEN source_reading.kept ELSE '' END,
 way = excluded.way, settings = excluded.settings, secret = CASE WHEN excluded.secret = '' THEN source_reading.secret ELSE excluded.secret END`, r.SourceID, r.Way, string(settings), r.Secret)
	return err
}

// KeepReading stores what the next reading of a source compares with.
func (t *Tx) KeepReading(id, kept string) error {
	_, err := t.Exec(`UPDATE source_reading SET kept = $2 WHERE source_id = $1`, id, kept)
	return err
}

// Media is a picture, a recording or a film of a post, as stored. Clause: LIS-4.
type Media struct {
	Seq  int64
	Kind string // image, audio or video
	URL  string
	Says string
}

// addMedia stores what matched posts show.
func (t *Tx) addMedia(posts []Post) error {
	type placed struct {
		Media
		place int
	}
	var all []placed
	for i := range posts {
		if len(posts[i].Topics) == 0 {
			continue
		}
		for n, m := range posts[i].Media {
			m.Seq = posts[i].Seq
			all = append(all, placed{m, n})
		}
	}
	return batch(t, `INSERT INTO post_media (seq, place, kind, url, says) VALUES `, make([]string, 5), len(all), func(i int, a []any) []any {
		return append(a, all[i].Seq, all[i].place, all[i].Kind, all[i].URL, all[i].Says)
	})
}

// PostMedia returns what posts show, in order, by seq.
func (r *Reader) PostMedia(ctx context.Context, seqs []int64) (map[int64][]Media, error) {
	out := map[int64][]Media{}
	return out, inChunks(seqs, func(marks string, args []any) error {
		rows, err := r.query(ctx, `SELECT seq, kind, url, says FROM post_media WHERE seq IN (`+marks+`) ORDER BY seq, place`, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var m Media
			if err := rows.Scan(&m.Seq, &m.Kind, &m.URL, &m.Says); err != nil {
				return err
			}
			out[m.Seq] = append(out[m.Seq], m)
		}
		return rows.Err()
	})
}
