package store

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"yingda/internal/fault"
)

// Robot (群机器人) is the way into one group chat of staff. It tells what concerns
// the people of its unit and the units below. Token and Secret are sealed.
type Robot struct {
	ID          string
	UnitID      string
	Kind        string // wecom, dingtalk or feishu
	Name        string
	Token       string
	Secret      string
	Events      []string
	Sparse      bool // number and link only
	Active      bool
	CreatedAt   int64
	CreatedBy   string
	Calls       []int64 // instants of the last minute's calls
	PausedUntil int64   // the platform asked to wait
	ToldAt      int64   // last success
	FailedAt    int64   // last failure
	Error       string
}

const robotColumns = `r.id, r.unit_id, r.kind, r.name, r.token, r.secret, r.events, r.sparse, r.active, r.created_at, r.created_by, r.calls, r.paused_until, r.told_at, r.failed_at, r.error`

func scanRobots(rows Answer, err error) ([]Robot, error) {
	if err != nil {
		return nil, err
	}
	var out []Robot
	err = eachRow(rows, func() error {
		var r Robot
		var events, calls string
		var sparse, active int64
		if err := rows.Scan(&r.ID, &r.UnitID, &r.Kind, &r.Name, &r.Token, &r.Secret, &events, &sparse, &active, &r.CreatedAt, &r.CreatedBy, &calls, &r.PausedUntil, &r.ToldAt, &r.FailedAt, &r.Error); err != nil {
			return err
		}
		r.Events, r.Sparse, r.Active = strings.Fields(events), sparse == 1, active == 1
		for _, s := range strings.Fields(calls) {
			at, err := strconv.ParseInt(s, 10, 64)
			if err != nil {
				return err
			}
			r.Calls = append(r.Calls, at)
		}
		out = append(out, r)
		return nil
	})
	return out, err
}

// RobotCard (消息卡片) is the card about a matter that stands in the group of a robot that
// can change it.
type RobotCard struct {
	RobotID   string
	MatterID  string
	MessageID string // of the platform
	SentAt    int64
}

// SaveRobotCard stores the card that is changed from now on.
func (t *Tx) SaveRobotCard(c RobotCard) error {
	return t.Later(`INSERT INTO robot_card (robot_id, matter_id, message_id, sent_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (robot_id, matter_id) DO UPDATE SET message_id = excluded.message_id, sent_at = excluded.sent_at`, c.RobotID, c.MatterID, c.MessageID, c.SentAt)
}

// PurgeRobotCards forgets the cards that were sent before an instant.
func (t *Tx) PurgeRobotCards(before int64) error {
	return t.Later(`DELETE FROM robot_card WHERE sent_at < $1`, before)
}

// RobotCard returns the card about a matter in a robot's group, one without message
// for none.
func (r *Reader) RobotCard(ctx context.Context, robotID, matterID string) (RobotCard, error) {
	c := RobotCard{RobotID: robotID, MatterID: matterID}
	err := r.row(ctx, `SELECT message_id, sent_at FROM robot_card WHERE robot_id = $1 AND matter_id = $2`, []any{robotID, matterID}, &c.MessageID, &c.SentAt)
	if IsNoRows(err) {
		err = nil
	}
	return c, err
}

// Robots returns every robot, those in use first.
func (r *Reader) Robots(ctx context.Context) ([]Robot, error) {
	return scanRobots(r.query(ctx, `SELECT `+robotColumns+` FROM robot r ORDER BY r.active DESC, r.name, r.id`))
}

// LockRobot returns one robot; fault.NotFound robot.unknown.
func (t *Tx) LockRobot(id string) (Robot, error) {
	list, err := scanRobots(t.Query(`SELECT `+robotColumns+` FROM robot r WHERE r.id = $1`+t.forUpdate(), id))
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "robot.unknown", "没有这个机器人")
	}
	if err != nil {
		return Robot{}, err
	}
	return list[0], nil
}

// AddRobot stores a new robot; its id is set by the caller, who sealed token and
// secret for it.
func (t *Tx) AddRobot(r Robot) error {
	_, err := t.Exec(`INSERT INTO robot (id, unit_id, kind, name, token, secret, events, sparse, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		r.ID, r.UnitID, r.Kind, r.Name, r.Token, r.Secret, strings.Join(r.Events, " "), Bit(r.Sparse), t.Ms(), r.CreatedBy)
	return err
}

// SaveRobot stores what changed about a robot.
func (t *Tx) SaveRobot(r Robot) error {
	var calls []string
	for _, at := range r.Calls {
		calls = append(calls, strconv.FormatInt(at, 10))
	}
	_, err := t.Exec(`UPDATE robot SET name = $2, token = $3, secret = $4, events = $5, sparse = $6, active = $7, calls = $8, paused_until = $9, told_at = $10, failed_at = $11, error = $12 WHERE id = $1`,
		r.ID, r.Name, r.Token, r.Secret, strings.Join(r.Events, " "), Bit(r.Sparse), Bit(r.Active), strings.Join(calls, " "), r.PausedUntil, r.ToldAt, r.FailedAt, r.Error)
	return err
}

// RobotsOf returns the robots in use that serve the units of people, those above
// them in the tree included.
func (t *Tx) RobotsOf(personIDs []string) ([]Robot, error) {
	var out []Robot
	for _, id := range personIDs {
		some, err := scanRobots(t.Query(`SELECT `+robotColumns+` FROM person p JOIN unit u ON u.id = p.unit_id JOIN unit above ON u.path LIKE above.path || '%' JOIN robot r ON r.unit_id = above.id WHERE p.id = $1 AND r.active = 1 ORDER BY r.id`, id))
		if err != nil {
			return nil, err
		}
		for _, r := range some {
			if !slices.ContainsFunc(out, func(o Robot) bool { return o.ID == r.ID }) {
				out = append(out, r)
			}
		}
	}
	return out, nil
}

// Wish (通知方式) is how a person wants to be told beside the bell, which tells
// everything.
type Wish struct {
	PersonID  string
	Mail      string   // "" for none
	Events    []string // told by mail
	Sparse    bool     // number and link only
	QuietFrom int64    // minute of the day
	QuietTo   int64    // equal to QuietFrom for no quiet hours
	Digest    int64    // hour of the day, -1 for none
	DigestDay string   // the last day that had one
}

const wishColumns = `person_id, mail, events, sparse, quiet_from, quiet_to, digest_hour, digest_day`

func scanWishes(rows Answer, err error) ([]Wish, error) {
	if err != nil {
		return nil, err
	}
	var out []Wish
	err = eachRow(rows, func() error {
		var w Wish
		var events string
		var sparse int64
		if err := rows.Scan(&w.PersonID, &w.Mail, &events, &sparse, &w.QuietFrom, &w.QuietTo, &w.Digest, &w.DigestDay); err != nil {
			return err
		}
		w.Events, w.Sparse = strings.Fields(events), sparse == 1
		out = append(out, w)
		return nil
	})
	return out, err
}

func wishOf(id string, list []Wish, err error) (Wish, error) {
	if err != nil || len(list) == 0 {
		return Wish{PersonID: id, Digest: -1}, err
	}
	return list[0], nil
}

// Wish returns how a person wants to be told; by the bell alone if they never said.
func (r *Reader) Wish(ctx context.Context, personID string) (Wish, error) {
	list, err := scanWishes(r.query(ctx, `SELECT `+wishColumns+` FROM telling_wish WHERE person_id = $1`, personID))
	return wishOf(personID, list, err)
}

// LockWish is Wish for a transaction that will add to what the person is told.
func (t *Tx) LockWish(personID string) (Wish, error) {
	list, err := scanWishes(t.Query(`SELECT `+wishColumns+` FROM telling_wish WHERE person_id = $1`+t.forUpdate(), personID))
	return wishOf(personID, list, err)
}

// SaveWish stores how a person wants to be told.
func (t *Tx) SaveWish(w Wish) error {
	_, err := t.Exec(`INSERT INTO telling_wish (person_id, mail, events, sparse, quiet_from, quiet_to, digest_hour, digest_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (person_id) DO UPDATE SET mail = excluded.mail, events = excluded.events, sparse = excluded.sparse, quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, digest_hour = excluded.digest_hour, digest_day = excluded.digest_day`,
		w.PersonID, w.Mail, strings.Join(w.Events, " "), Bit(w.Sparse), w.QuietFrom, w.QuietTo, w.Digest, w.DigestDay)
	return err
}

// DigestsDue returns who wants a digest at or before an hour and had none on a day.
func (t *Tx) DigestsDue(day string, hour int) ([]Wish, error) {
	return scanWishes(t.Query(`SELECT w.person_id, w.mail, w.events, w.sparse, w.quiet_from, w.quiet_to, w.digest_hour, w.digest_day FROM telling_wish w JOIN person p ON p.id = w.person_id
WHERE p.active = 1 AND w.mail <> '' AND w.digest_hour >= 0 AND w.digest_hour <= $2 AND w.digest_day < $1 ORDER BY w.person_id`, day, hour))
}
