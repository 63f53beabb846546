package acceptance

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"yingda/internal/channel"
	"yingda/internal/store"
)

// killPoints are the moments of a release at which the power fails: so long at
// most after a sink's event, or after the press where there is none.
var killPoints = []struct {
	sentence, after string
	most            time.Duration
}{
	{"as the approval is pressed", "", 150 * time.Millisecond},
	{"while our own site and the outbox are worked on", "", 900 * time.Millisecond},
	{"while the interface holds its answer", "webhook arrived", 250 * time.Millisecond},
	{"as the interface has answered", "webhook answered", 20 * time.Millisecond},
	{"while the mail server holds its answer", "newsroom_mail arrived", 250 * time.Millisecond},
	{"as the mail server has answered", "mail answered", 20 * time.Millisecond},
}

// TestTortureReleaseOutside kills the program at each point of a release that
// leaves the machine. A letter goes out once or is unknown, the interface sees
// one key, nothing that was acknowledged is lost, and every text was approved.
func TestTortureReleaseOutside(t *testing.T) {
	t.Parallel()
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			out := openSinks(t)
			p := place(t, engine)
			out.configure(p)
			p.start("--regime", "petition-bureau")
			in := p.open(nil)
			in.engage(staff)
			out.register(in)
			out.slow("webhook", 300*time.Millisecond)
			out.slow("mail", 300*time.Millisecond)
			w := &outbox{inside: in, out: out, r: dice(t)}
			w.session = in.signIn("deputy", in.password("deputy"))
			for i := range kills() * len(killPoints) {
				w.round(i)
			}
			w.finish()
		})
	}
}

// outbox is one torture of it.
type outbox struct {
	*inside
	out         *sinks
	r           *rand.Rand
	session     *session
	acked, held int
}

// round brings a statement to its last step, lets a person take it, and kills
// the program at the next point. What is left over stays for later rounds.
func (w *outbox) round(i int) {
	t, point := w.t, killPoints[i%len(killPoints)]
	number, action, input := w.prepare(i)
	m, err := w.store.Matter(ctx, number)
	w.must(err)
	w.drain()
	answered := make(chan int, 1)
	go func() { answered <- w.session.act(number, action, m.Version, input).status }()
	if point.after != "" {
		w.event(point.after, 15*time.Second)
	}
	time.Sleep(upTo(w.r, point.most))
	w.kill()
	status := <-answered
	w.start()
	w.verify()
	now, err := w.store.Matter(ctx, number)
	w.must(err)
	if status == 303 {
		w.acked++
		if now.State == m.State {
			t.Errorf("%s %s: acknowledged and gone", action, point.sentence)
		}
	}
	if now.State == m.State {
		w.held++
		if a := w.session.act(number, action, now.Version, input); a.status != 303 {
			t.Errorf("%s after the restart: %d\n%.300s", action, a.status, text(a.body))
		}
	}
	w.account()
}

// prepare returns a statement and the act that releases something of it: mostly
// a new one, else the correction or withdrawal of one that is public.
func (w *outbox) prepare(i int) (number, action string, input map[string]string) {
	w.t.Helper()
	var public []string
	w.must(w.store.View(ctx, func(tx *store.Tx) error {
		rows, err := tx.Query(`SELECT number FROM matter WHERE kind = 'statement' AND state = 'released' ORDER BY number`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var n string
			if err := rows.Scan(&n); err != nil {
				return err
			}
			public = append(public, n)
		}
		return rows.Err()
	}))
	if len(public) > 0 && i%7 == 5 {
		return public[w.r.IntN(len(public))], "withdraw", map[string]string{"reason": "另行说明" + letters(i)}
	}
	if len(public) > 0 && i%7 == 3 {
		number = public[w.r.IntN(len(public))]
		w.act("drafter", number, "correct", map[string]any{"reason": "数字有误" + letters(i)})
		w.act("drafter", number, "save", map[string]any{"title": "关于号源的说明", "text": "更正：" + letters(i)})
		w.gates(number)
		return number, "approve", nil
	}
	return w.planned("说明：" + letters(i)), "approve", nil
}

// planned drafts a statement for the newsroom and the interface, up to the
// point where only the approval is missing.
func (in *inside) planned(body string) string {
	in.t.Helper()
	concern := in.concern("接访大厅取不到号")
	in.act("handler", concern, "conclude", map[string]any{"text": "属实"})
	number := in.act("drafter", concern, "begin_statement", map[string]any{"title": "关于号源的说明", "text": body}).Created
	in.act("drafter", number, "plan_release", map[string]any{"channels": []string{"newsroom_mail", "webhook"}})
	in.gates(number)
	return number
}

// drain forgets the events up to now.
func (w *outbox) drain() {
	for len(w.out.events) > 0 {
		<-w.out.events
	}
}

// event waits for an event at the sinks, at most for so long.
func (w *outbox) event(name string, most time.Duration) {
	for end := time.After(most); ; {
		select {
		case e := <-w.out.events:
			if e == name {
				return
			}
		case <-end:
			w.t.Logf("no %q within %v", name, most)
			return
		}
	}
}

// line is one line of the outbox with the name of its statement.
type line struct {
	store.Release
	number string
}

// outside returns the lines that leave the machine, by their keys.
func (w *outbox) outside() map[string]line {
	w.t.Helper()
	out := map[string]line{}
	w.must(w.store.View(ctx, func(tx *store.Tx) error {
		clear(out)
		rows, err := tx.Query(`SELECT m.number, o.version, o.outlet_id, o.verb, o.channel, o.state, o.attempts, o.hash FROM release o JOIN matter m ON m.id = o.statement_id WHERE o.channel IN ('newsroom_mail', 'webhook')`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var l line
			if err := rows.Scan(&l.number, &l.Version, &l.OutletID, &l.Verb, &l.Channel, &l.State, &l.Attempts, &l.Hash); err != nil {
				return err
			}
			out[channel.KeyOf(l.number, strconv.FormatInt(l.Version, 10), l.OutletID, l.Verb)] = l
		}
		return rows.Err()
	}))
	return out
}

// account holds what is outside against what is on record. It is true at any
// time.
func (w *outbox) account() (by map[string]int) {
	t := w.t
	t.Helper()
	arrivals := w.out.got() // first: what arrives meanwhile is on record before
	lines, by, keys, texts := w.outside(), map[string]int{}, map[string]string{}, map[string]string{}
	for _, a := range arrivals {
		by[a.key]++
		l, known := lines[a.key]
		if !known || l.Channel != a.channel || l.Verb != a.verb || l.number != a.number || fmt.Sprint(l.Version) != a.version {
			t.Errorf("%s of %s version %s arrived by %s and is not in the outbox so", a.verb, a.number, a.version, a.channel)
			continue
		}
		if l.State == "queued" && l.Attempts == 0 || l.State == "owed" {
			t.Errorf("%s of %s arrived by %s and stands as %s", a.verb, a.number, a.channel, l.State)
		}
		if a.channel == "newsroom_mail" && by[a.key] > 1 {
			t.Errorf("%s of %s was mailed %d times", a.verb, a.number, by[a.key])
		}
		release := a.channel + a.verb + a.number + "/" + a.version
		if keys[release] != "" && keys[release] != a.key {
			t.Errorf("%s of %s went to one outlet under two keys", a.verb, a.number)
		}
		keys[release] = a.key
		if texts[a.key] != "" && texts[a.key] != a.title+"\n"+a.text {
			t.Errorf("%s of %s arrived in two wordings under one key", a.verb, a.number)
		}
		texts[a.key] = a.title + "\n" + a.text
		w.approvedText(a, l)
	}
	return by
}

// approvedText asserts that what arrived is a text whose hash was approved.
func (w *outbox) approvedText(a arrival, l line) {
	w.t.Helper()
	var title, body string
	w.must(w.store.View(ctx, func(tx *store.Tx) error {
		return tx.Row(`SELECT x.title, x.body FROM statement_text x JOIN matter m ON m.id = x.statement_id WHERE m.number = $1 AND x.version = $2`, []any{l.number, l.Version}, &title, &body)
	}))
	same := a.title == title && (a.text == body || a.channel == "newsroom_mail" && strings.Contains(a.text, body+"\n\n——\n"))
	if !same || store.TextHash(title, body) != l.Hash {
		w.t.Errorf("%s of %s arrived with another text than is on record:\n%s\n%s", a.verb, a.number, a.title, a.text)
	}
	n := w.count(`SELECT COUNT(*) FROM signature g JOIN matter m ON m.id = g.statement_id WHERE m.number = $1 AND g.version = $2 AND g.hash = $3 AND g.gate = 'approve'`, l.number, l.Version, l.Hash)
	if n != 1 {
		w.t.Errorf("%s of %s arrived and its text was approved %d times", a.verb, a.number, n)
	}
}

// finish lets the program work in peace until nothing is left, and then starts
// it once more: what is unknown stays so.
func (w *outbox) finish() {
	t := w.t
	t.Helper()
	w.out.slow("webhook", 0)
	w.out.slow("mail", 0)
	// What was in hand when its process was killed waits for its lease, twice if
	// the public site had not had the text.
	w.until(5*time.Minute, "every line has an end", func() bool {
		return w.count(`SELECT COUNT(*) FROM release WHERE state IN ('queued', 'sending')`) == 0
	})
	w.sound()
	states := map[string]int{}
	by := w.account()
	for key, l := range w.outside() {
		states[l.Channel+" "+l.State]++
		n, bad := by[key], false
		switch l.State {
		case "done":
			bad = n == 0
		case "unknown":
			bad = l.Channel != "newsroom_mail"
		case "superseded":
			bad = n > 0 && l.Attempts == 0
		default:
			bad = true
		}
		if bad {
			t.Errorf("%s of %s by %s ended as %s after %d tries and arrived %d times", l.Verb, l.number, l.Channel, l.State, l.Attempts, n)
		}
	}
	if states["newsroom_mail unknown"] == 0 {
		t.Error("no kill fell between a letter and its record: the test does not test")
	}
	before := len(w.out.got())
	w.kill()
	w.start()
	time.Sleep(3 * time.Second)
	if after := len(w.out.got()); after != before {
		t.Errorf("%d messages went out by themselves after the end", after-before)
	}
	w.verify()
	t.Logf("%d kills at %d points: %d acts were acknowledged before the kill, %d were not begun; %d messages arrived under %d keys; %v", kills()*len(killPoints), len(killPoints), w.acked, w.held, before, len(by), states)
}
