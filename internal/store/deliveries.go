package store

import "strconv"

// Delivery (送达记录) is what is known of how others bring a source to us; see
// [Watched] for the fields.
type Delivery struct {
	SourceID, Name, Rhythm           string
	NewestAt, HabitSeconds, SilentAt int64
}

const deliveryColumns = `s.id, s.name, w.rhythm, w.newest_at, w.habit_seconds, w.silent_at FROM source_watch w JOIN source s ON s.id = w.source_id`

func scanDeliveries(rows Answer, err error) ([]Delivery, error) {
	if err != nil {
		return nil, err
	}
	var out []Delivery
	err = eachRow(rows, func() error {
		var d Delivery
		err := rows.Scan(&d.SourceID, &d.Name, &d.Rhythm, &d.NewestAt, &d.HabitSeconds, &d.SilentAt)
		out = append(out, d)
		return err
	})
	return out, err
}

// Deliveries returns what is known of the sources, by id, zero for those that
// brought nothing yet. Their rows in source are to be held.
func (t *Tx) Deliveries(ids []string) (map[string]Delivery, error) {
	out := map[string]Delivery{}
	for _, id := range ids {
		out[id] = Delivery{SourceID: id}
	}
	err := inChunks(ids, func(marks string, args []any) error {
		list, err := scanDeliveries(t.Query(`SELECT `+deliveryColumns+` WHERE w.source_id IN (`+marks+`)`, args...))
		for _, d := range list {
			out[d.SourceID] = d
		}
		return err
	})
	return out, err
}

// KeepDeliveries stores what is known now.
func (t *Tx) KeepDeliveries(list []Delivery) error {
	return batchEnd(t, `INSERT INTO source_watch (source_id, rhythm, newest_at, habit_seconds, silent_at) VALUES `, make([]string, 5),
		` ON CONFLICT (source_id) DO UPDATE SET rhythm = excluded.rhythm, newest_at = excluded.newest_at, habit_seconds = excluded.habit_seconds, silent_at = excluded.silent_at`, len(list), func(i int, a []any) []any {
			d := &list[i]
			return append(a, d.SourceID, d.Rhythm, d.NewestAt, d.HabitSeconds, d.SilentAt)
		})
}

// FallenSilent returns up to n sources in use that others bring, which brought
// nothing for longer than their habit and are no alarm yet, longest first.
func (t *Tx) FallenSilent(n int) ([]Delivery, error) {
	return scanDeliveries(t.Query(`SELECT `+deliveryColumns+` WHERE s.active = 1 AND s.kind IN ('push', 'file') AND w.habit_seconds > 0 AND w.silent_at = 0 AND w.newest_at + 1000 * w.habit_seconds < $1 ORDER BY w.newest_at, s.id LIMIT $2`, t.Ms(), n))
}

// FallSilent raises the alarm for those of the sources that brought nothing in the
// meantime.
func (t *Tx) FallSilent(ids []string) error {
	return inChunks(ids, func(marks string, args []any) error {
		now := "$" + strconv.Itoa(len(args)+1)
		_, err := t.Exec(`UPDATE source_watch SET silent_at = `+now+` WHERE source_id IN (`+marks+`) AND silent_at = 0 AND newest_at + 1000 * habit_seconds < `+now, append(args, t.Ms())...)
		return err
	})
}
