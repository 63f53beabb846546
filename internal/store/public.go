package store

import (
	"context"
)

// publicColumns are the columns of public_statement, which the queries call s.
const publicColumns = `s.number, s.seq, s.version, s.title, s.text, s.agency, s.released_at, s.updated_at, s.withdrawn, s.part, s.thread, s.nth`

func scanPublic(scan func(...any) error) (PublicStatement, error) {
	var p PublicStatement
	var withdrawn int64
	err := scan(&p.Number, &p.Seq, &p.Version, &p.Title, &p.Text, &p.Agency, &p.ReleasedAt, &p.UpdatedAt, &withdrawn, &p.Part, &p.Thread, &p.Nth)
	p.Withdrawn = withdrawn == 1
	return p, err
}

// PublicStatements returns up to n public statements released before the one
// with the seq given (0 for the newest), newest first, each with its channels
// and its whole history. Withdrawn ones are among them.
func (r *Reader) PublicStatements(ctx context.Context, before int64, n int) ([]PublicStatement, error) {
	if before <= 0 {
		before = Never
	}
	rows, err := r.query(ctx, `SELECT `+publicColumns+` FROM public_statement s WHERE s.seq < $1 ORDER BY s.seq DESC LIMIT $2`, before, n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []PublicStatement
	for rows.Next() {
		p, err := scanPublic(rows.Scan)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	if err := rows.Err(); err != nil || len(out) == 0 {
		return nil, err
	}
	return out, r.fillPublic(ctx, out)
}

// PublicSort returns the articles of the accounts, or all other public statements,
// as PublicStatements returns both: the list that people read is of one sort.
func (r *Reader) PublicSort(ctx context.Context, articles bool, before int64, n int) ([]PublicStatement, error) {
	if before <= 0 {
		before = Never
	}
	out, err := gather(scanPublic)(r.query(ctx, `SELECT `+publicColumns+` FROM public_statement s WHERE s.article = $1 AND s.seq < $2 ORDER BY s.seq DESC LIMIT $3`, Bit(articles), before, n))
	if err != nil || len(out) == 0 {
		return nil, err
	}
	return out, r.fillPublic(ctx, out)
}

// PublicStatement returns one public statement with its channels and history.
// It returns fault.NotFound if nothing of that number was ever public.
func (r *Reader) PublicStatement(ctx context.Context, number string) (PublicStatement, error) {
	p, err := scanPublic(r.scanner(ctx, `SELECT `+publicColumns+` FROM public_statement s WHERE s.number = $1`, number))
	if IsNoRows(err) {
		return p, noMatter(number)
	}
	if err != nil {
		return p, err
	}
	one := []PublicStatement{p}
	err = r.fillPublic(ctx, one)
	return one[0], err
}

// fillPublic reads channels and history of a page of statements.
func (r *Reader) fillPublic(ctx context.Context, page []PublicStatement) error {
	at, numbers := map[string]int{}, make([]string, len(page))
	for i, p := range page {
		at[p.Number], numbers[i] = i, p.Number
	}
	return inChunks(numbers, func(list string, args []any) error {
		rows, err := r.query(ctx, `SELECT h.number, h.n, h.verb, h.version, h.title, h.text, h.reason, h.at, h.hash FROM public_history h WHERE h.number IN (`+list+`) ORDER BY h.number, h.n`, args...)
		if err != nil {
			return err
		}
		err = eachRow(rows, func() error {
			var number string
			var h PublicChange
			err := rows.Scan(&number, &h.N, &h.Verb, &h.Version, &h.Title, &h.Text, &h.Reason, &h.At, &h.Hash)
			page[at[number]].History = append(page[at[number]].History, h)
			return err
		})
		if err != nil {
			return err
		}
		rows, err = r.query(ctx, `SELECT DISTINCT s.number, o.channel FROM public_statement s JOIN release o ON o.statement_id = s.statement_id WHERE s.number IN (`+list+`) AND o.state = 'done' ORDER BY s.number, o.channel`, args...)
		if err != nil {
			return err
		}
		return eachRow(rows, func() error {
			var number, channel string
			err := rows.Scan(&number, &channel)
			page[at[number]].Channels = append(page[at[number]].Channels, channel)
			return err
		})
	})
}

// eachRow calls f for every row and closes them.
func eachRow(rows Answer, f func() error) error {
	defer rows.Close()
	for rows.Next() {
		if err := f(); err != nil {
			return err
		}
	}
	return rows.Err()
}

// PublicRelease is where and when one version of a public statement went out.
type PublicRelease struct {
	Version int64
	Channel string
	Verb    string
	At      int64
	Address string
}

// PublicReleases returns where a public statement went out, oldest first.
func (r *Reader) PublicReleases(ctx context.Context, number string) ([]PublicRelease, error) {
	rows, err := r.query(ctx, `SELECT o.version, o.channel, o.verb, o.done_at, o.address FROM public_statement s JOIN release o ON o.statement_id = s.statement_id
WHERE s.number = $1 AND o.state = 'done' ORDER BY o.done_at, o.id`, number)
	if err != nil {
		return nil, err
	}
	var out []PublicRelease
	err = eachRow(rows, func() error {
		var o PublicRelease
		if err := rows.Scan(&o.Version, &o.Channel, &o.Verb, &o.At, &o.Address); err != nil {
			return err
		}
		out = append(out, o)
		return nil
	})
	return out, err
}

// CountPublic returns how many statements are public, withdrawn ones included.
func (r *Reader) CountPublic(ctx context.Context) (int64, error) {
	var n int64
	err := r.row(ctx, `SELECT COUNT(*) FROM public_statement`, nil, &n)
	return n, err
}

// PublicCorrection is one correction or withdrawal with what stood there before.
type PublicCorrection struct {
	Number string
	Agency string
	PublicChange
	OldTitle string
	OldText  string
}

// CorrectionKey is the place in the register after which a page begins.
type CorrectionKey struct {
	At     int64
	Number string
	N      int64
}

// PublicCorrections returns up to n corrections and withdrawals older than a
// place in the register (the zero key for the newest), newest first.
func (r *Reader) PublicCorrections(ctx context.Context, before CorrectionKey, n int) ([]PublicCorrection, error) {
	if before.At == 0 {
		before.At = Never
	}
	rows, err := r.query(ctx, `SELECT h.number, s.agency, h.n, h.verb, h.version, h.title, h.text, h.reason, h.at, h.hash, COALESCE(o.title, ''), COALESCE(o.text, '')
FROM public_history h JOIN public_statement s ON s.number = h.number LEFT JOIN public_history o ON o.number = h.number AND o.n = h.n - 1
WHERE h.verb <> 'publish' AND (h.at, h.number, h.n) < ($1, $2, $3) ORDER BY h.at DESC, h.number DESC, h.n DESC LIMIT $4`, before.At, before.Number, before.N, n)
	if err != nil {
		return nil, err
	}
	var out []PublicCorrection
	err = eachRow(rows, func() error {
		var c PublicCorrection
		if err := rows.Scan(&c.Number, &c.Agency, &c.N, &c.Verb, &c.Version, &c.Title, &c.Text, &c.Reason, &c.At, &c.Hash, &c.OldTitle, &c.OldText); err != nil {
			return err
		}
		out = append(out, c)
		return nil
	})
	return out, err
}

// PublicTopic (关注主题) is a watch topic as the public sees it: what is looked
// for in public pages, word by word.
type PublicTopic struct {
	ID        string
	Title     string
	Rule      string
	Article   string
	Version   int64
	UpdatedAt int64
	Earlier   []PublicTopic // its earlier rules, newest first; at most 20
}

// PublicTopics returns the topics that are watched, by title, with their earlier
// rules.
func (r *Reader) PublicTopics(ctx context.Context) ([]PublicTopic, error) {
	out, err := r.publicTopics(ctx)
	for i := range out {
		if err != nil || out[i].Version == 1 {
			continue
		}
		var rows Answer
		if rows, err = r.query(ctx, `SELECT title, rule, version, at FROM topic_version WHERE topic_id = $1 AND version < $2 ORDER BY version DESC LIMIT 20`, out[i].ID, out[i].Version); err != nil {
			break
		}
		err = eachRow(rows, func() error {
			var t PublicTopic
			if err := rows.Scan(&t.Title, &t.Rule, &t.Version, &t.UpdatedAt); err != nil {
				return err
			}
			out[i].Earlier = append(out[i].Earlier, t)
			return nil
		})
	}
	return out, err
}

func (r *Reader) publicTopics(ctx context.Context) ([]PublicTopic, error) {
	rows, err := r.query(ctx, `SELECT id, title, rule, article, version, updated_at FROM topic WHERE active = 1 ORDER BY title, id`)
	if err != nil {
		return nil, err
	}
	var out []PublicTopic
	err = eachRow(rows, func() error {
		var t PublicTopic
		if err := rows.Scan(&t.ID, &t.Title, &t.Rule, &t.Article, &t.Version, &t.UpdatedAt); err != nil {
			return err
		}
		out = append(out, t)
		return nil
	})
	return out, err
}

// PublicSource is a source that is read, as the public sees it.
type PublicSource struct {
	Name     string
	Kind     string
	Category string
}

// PublicSources returns the sources that are read, by category and name.
func (r *Reader) PublicSources(ctx context.Context) ([]PublicSource, error) {
	rows, err := r.query(ctx, `SELECT name, kind, category FROM source WHERE active = 1 ORDER BY category, name`)
	if err != nil {
		return nil, err
	}
	var out []PublicSource
	err = eachRow(rows, func() error {
		var s PublicSource
		if err := rows.Scan(&s.Name, &s.Kind, &s.Category); err != nil {
			return err
		}
		out = append(out, s)
		return nil
	})
	return out, err
}
