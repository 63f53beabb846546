package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"yingda/internal/fault"
)

// Source (来源) is a public place that is read, or a system that pushes posts.
type Source struct {
	ID           string
	Name         string
	Kind         string // feed, push or file
	URL          string
	Category     string
	Weight       int64
	Newsroom     bool // has editorial responsibility: counts as press attention
	EverySeconds int64
	Active       bool
	ETag         string
	LastModified string
	LastReadAt   int64
	LastGoodAt   int64
	LastNewAt    int64
	NextReadAt   int64
	Failures     int64
	ErrorCode    string
	ErrorText    string
	Posts        int64
	CreatedAt    int64
}

const sourceColumns = `id, name, kind, url, category, weight, newsroom, every_seconds, active, etag, last_modified, last_read_at, last_good_at, last_new_at, next_read_at, failures, error_code, error_text, posts, created_at`

func (s *Source) into() []any {
	return []any{&s.ID, &s.Name, &s.Kind, &s.URL, &s.Category, &s.Weight, &s.Newsroom, &s.EverySeconds, &s.Active, &s.ETag, &s.LastModified, &s.LastReadAt, &s.LastGoodAt, &s.LastNewAt, &s.NextReadAt, &s.Failures, &s.ErrorCode, &s.ErrorText, &s.Posts, &s.CreatedAt}
}

func scanSources(rows Answer, err error) ([]Source, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Source
	for rows.Next() {
		var s Source
		if err := rows.Scan(s.into()...); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// SourceName returns a source's name as it is stored, or fault.Invalid for one
// that is empty, longer than 80 characters or has control characters.
func SourceName(name string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	switch {
	case name == "":
		return "", fault.New(fault.Invalid, "source.name", "缺少来源名称").On("source")
	case !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError || unicode.Is(unicode.Cf, r) }):
		return "", fault.New(fault.Invalid, "source.name", "来源名称含有不可见字符").On("source")
	case utf8.RuneCountInString(name) > 80:
		return "", fault.New(fault.Invalid, "source.name", "来源名称过长，最多 80 个字").On("source")
	}
	return name, nil
}

// AddSource registers a source; ID is filled in. fault.Conflict if the name is taken.
func (t *Tx) AddSource(s *Source) error {
	s.ID, s.CreatedAt = NewID(t.Now), t.Ms()
	if s.Category == "" {
		s.Category = "other"
	}
	s.Weight, s.EverySeconds = max(s.Weight, 1), max(s.EverySeconds, 10)
	_, err := t.Exec(`INSERT INTO source (`+sourceColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`,
		s.ID, s.Name, s.Kind, s.URL, s.Category, s.Weight, Bit(s.Newsroom), s.EverySeconds, Bit(s.Active), s.ETag, s.LastModified, s.LastReadAt, s.LastGoodAt, s.LastNewAt, s.NextReadAt, s.Failures, s.ErrorCode, s.ErrorText, s.Posts, s.CreatedAt)
	if IsDuplicate(err) {
		return fault.New(fault.Conflict, "source.taken", "已经有名为「%s」的来源", s.Name).On("name")
	}
	if err != nil {
		return err
	}
	t.Renew("source")
	return nil
}

// SaveSource stores what people and readers change of a source.
func (t *Tx) SaveSource(s Source) error {
	n, err := t.Exec(`UPDATE source SET name = $2, url = $3, category = $4, weight = $5, newsroom = $6, every_seconds = $7, active = $8, etag = $9, last_modified = $10, last_read_at = $11, last_good_at = $12,
 last_new_at = $13, next_read_at = $14, failures = $15, error_code = $16, error_text = $17 WHERE id = $1`,
		s.ID, s.Name, s.URL, s.Category, s.Weight, Bit(s.Newsroom), s.EverySeconds, Bit(s.Active), s.ETag, s.LastModified, s.LastReadAt, s.LastGoodAt, s.LastNewAt, s.NextReadAt, s.Failures, s.ErrorCode, s.ErrorText)
	if IsDuplicate(err) {
		return fault.New(fault.Conflict, "source.taken", "已经有名为「%s」的来源", s.Name).On("name")
	}
	if err == nil && n == 0 {
		return noSource()
	}
	return err
}

func noSource() error { return fault.New(fault.NotFound, "source.unknown", "没有这个来源") }

// LockSources returns the named sources, registering unknown ones as push
// sources, and holds their rows.
func (t *Tx) LockSources(names []string) (map[string]Source, error) {
	out := map[string]Source{}
	if err := t.sourcesNamed(names, out); err != nil {
		return nil, err
	}
	var fresh []string
	for _, name := range names {
		if _, ok := out[name]; !ok {
			fresh = append(fresh, name)
		}
	}
	if len(fresh) == 0 {
		return out, nil
	}
	// Another process may register the same name at this moment: then its row
	// stands once it has committed.
	if err := batchEnd(t, `INSERT INTO source (id, name, kind, created_at) VALUES `, make([]string, 4), ` ON CONFLICT (name) DO NOTHING`, len(fresh), func(i int, a []any) []any {
		return append(a, NewID(t.Now), fresh[i], "push", t.Ms())
	}); err != nil {
		return nil, err
	}
	t.Renew("source")
	return out, t.sourcesNamed(fresh, out)
}

// sourcesNamed loads and holds the rows of sources.
func (t *Tx) sourcesNamed(names []string, into map[string]Source) error {
	return inChunks(names, func(marks string, args []any) error {
		list, err := scanSources(t.Query(`SELECT `+sourceColumns+` FROM source WHERE name IN (`+marks+`) ORDER BY id`+t.forUpdate(), args...))
		for _, s := range list {
			into[s.Name] = s
		}
		return err
	})
}

// CountSources adds new posts to sources, by id; those that got as many together.
func (t *Tx) CountSources(posts map[string]int64) error {
	alike := map[int64][]string{}
	for _, id := range slices.Sorted(maps.Keys(posts)) {
		alike[posts[id]] = append(alike[posts[id]], id)
	}
	for n, ids := range alike {
		count := func(marks string, args []any) error {
			k := len(args)
			_, err := t.Exec(fmt.Sprintf(`UPDATE source SET posts = posts + $%d, last_new_at = $%d WHERE id IN (`, k+1, k+2)+marks+`)`, append(args, n, t.Ms())...)
			return err
		}
		if len(ids) == 1 {
			if err := count("$1", []any{ids[0]}); err != nil {
				return err
			}
			continue
		}
		if err := inChunks(ids, count); err != nil {
			return err
		}
	}
	return nil
}

// LockSource loads a source that this transaction will change.
func (t *Tx) LockSource(id string) (Source, error) {
	var s Source
	err := t.Row(`SELECT `+sourceColumns+` FROM source WHERE id = $1`+t.forUpdate(), []any{id}, s.into()...)
	if IsNoRows(err) {
		return s, noSource()
	}
	return s, err
}

// Source returns one source by id or name; fault.NotFound if there is none.
func (r *Reader) Source(ctx context.Context, key string) (Source, error) {
	var s Source
	err := r.row(ctx, `SELECT `+sourceColumns+` FROM source WHERE id = $1 OR name = $1`, []any{key}, s.into()...)
	if IsNoRows(err) {
		return s, noSource()
	}
	return s, err
}

// Sources returns up to n sources whose name follows the given one.
func (r *Reader) Sources(ctx context.Context, after string, n int) ([]Source, error) {
	return scanSources(r.query(ctx, `SELECT `+sourceColumns+` FROM source WHERE name > $1 ORDER BY name LIMIT $2`, after, n))
}

// DueSources returns up to n active feeds whose next reading is due.
func (r *Reader) DueSources(ctx context.Context, now int64, n int) ([]Source, error) {
	return scanSources(r.query(ctx, `SELECT `+sourceColumns+` FROM source WHERE kind = 'feed' AND active = 1 AND next_read_at <= $1 ORDER BY next_read_at LIMIT $2`, now, n))
}

// newsrooms returns which of the sources are newsrooms.
func (t *Tx) newsrooms(ids []string) (int, error) {
	found := map[string]bool{}
	ids = slices.Sorted(slices.Values(ids)) // the same question each time
	err := inChunks(ids, func(marks string, args []any) error {
		rows, err := t.Query(`SELECT id FROM source WHERE newsroom = 1 AND id IN (`+marks+`)`, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id string
			if err := rows.Scan(&id); err != nil {
				return err
			}
			found[id] = true
		}
		return rows.Err()
	})
	return len(found), err
}
