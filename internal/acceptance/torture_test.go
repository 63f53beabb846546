package acceptance

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"yingda/internal/testkit"
)

// kills is how often a process is killed in each place: a few times with every
// run of the tests, 200 times with `make torture`.
func kills() int {
	if testkit.Torture() {
		return 200
	}
	return 5
}

// dice are the random choices of one torture. The seed is printed and can be
// given again as YINGDA_SEED; the moments of a kill depend on the machine, too.
func dice(t *testing.T) *rand.Rand {
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("YINGDA_SEED"); text != "" {
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatalf("YINGDA_SEED: %v", err)
		}
		seed = n
	}
	t.Logf("YINGDA_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 1))
}

// upTo is a random time below most.
func upTo(r *rand.Rand, most time.Duration) time.Duration {
	return time.Duration(r.Int64N(int64(most)))
}

// torture runs one kind of it on both engines.
func torture(t *testing.T, run func(t *testing.T, in *inside, r *rand.Rand)) {
	t.Parallel()
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			p := place(t, engine)
			p.start("--regime", "petition-bureau")
			in := p.open(nil)
			in.engage(staff)
			run(t, in, dice(t))
		})
	}
}

// revive starts the program again after a kill and holds it to what must be
// true at any time.
func (in *inside) revive() {
	in.t.Helper()
	in.start()
	in.verify()
	in.sound()
}

// sound looks for contradictions between the tables that one act writes.
func (in *inside) sound() {
	in.t.Helper()
	in.none("a concern whose version does not count its acts",
		`SELECT m.number FROM matter m WHERE m.kind = 'concern' AND m.version <> 1 + (SELECT COUNT(*) FROM audit a WHERE a.object = m.number AND a.action LIKE 'concern.%')`)
	in.none("a concern with more or fewer lines in its timeline than acts in the audit log",
		`SELECT m.number FROM matter m WHERE m.kind = 'concern' AND (SELECT COUNT(*) FROM event e WHERE e.matter_id = m.id AND e.actor_id <> 'system') <> (SELECT COUNT(*) FROM audit a WHERE a.object = m.number AND a.actor <> 'system' AND a.action LIKE 'concern.%')`)
	in.none("a matter whose state is not that of its last step",
		`SELECT m.number || ' ' || m.state || ' after ' || (SELECT e.action || ' to ' || e.to_state FROM event e WHERE e.matter_id = m.id AND e.action <> 'clock' ORDER BY e.at DESC, e.id DESC LIMIT 1) FROM matter m WHERE m.state <> (SELECT e.to_state FROM event e WHERE e.matter_id = m.id AND e.action <> 'clock' ORDER BY e.at DESC, e.id DESC LIMIT 1)`)
	in.none("a list that shows another state than the matter has",
		`SELECT m.number FROM matter m WHERE NOT EXISTS (SELECT 1 FROM sight s WHERE s.matter_id = m.id) OR EXISTS (SELECT 1 FROM sight s WHERE s.matter_id = m.id AND (s.state <> m.state OR s.next_due <> m.next_due))`)
	in.none("a clock and its pauses that disagree",
		`SELECT c.id FROM clock c WHERE (c.state = 'paused') <> EXISTS (SELECT 1 FROM exclusion p WHERE p.clock_id = c.id AND p.to_at = 0)`)
	in.none("a next deadline that no clock has",
		`SELECT m.number FROM matter m WHERE m.closed_at = 0 AND m.kind = 'concern' AND m.next_due <> COALESCE((SELECT MIN(c.due_at) FROM clock c WHERE c.matter_id = m.id AND c.state = 'running'), 4611686018427387903)`)
	in.none("a number that was given twice or left out",
		`SELECT m.kind FROM matter m GROUP BY m.kind HAVING COUNT(*) <> COUNT(DISTINCT m.number) OR COUNT(*) <> MAX(CAST(SUBSTR(m.number, 8) AS INTEGER))`)
	in.none("an audit entry that commits to a detail which is not there",
		`SELECT a.seq FROM audit a LEFT JOIN audit_detail d ON d.seq = a.seq WHERE a.action LIKE 'concern.%' AND d.seq IS NULL`)
	in.soundRecord()
}

// soundRecord looks for contradictions on the public record.
func (in *inside) soundRecord() {
	in.t.Helper()
	in.none("a version that was published twice", `SELECT h.number FROM public_history h GROUP BY h.number, h.version, h.verb HAVING COUNT(*) > 1`)
	in.none("a public text that nobody approved",
		`SELECT h.number FROM public_history h JOIN public_statement s ON s.number = h.number WHERE NOT EXISTS (
SELECT 1 FROM statement_text x JOIN signature g ON g.statement_id = x.statement_id AND g.version = x.version AND g.hash = x.hash AND g.gate = 'approve' AND g.void_at = 0
WHERE x.statement_id = s.statement_id AND x.version = h.version AND x.hash = h.hash AND x.title = h.title AND x.body = h.text)`)
	in.none("a public statement that differs from its history",
		`SELECT s.number FROM public_statement s WHERE NOT EXISTS (SELECT 1 FROM public_history h WHERE h.number = s.number AND h.version = s.version AND h.text = s.text AND h.title = s.title)`)
	in.none("a release that went out without a line in the ledger, or with two",
		`SELECT h.number FROM public_history h WHERE (SELECT COUNT(*) FROM ledger l WHERE l.ref = h.number AND l.kind = 'statement.' || h.verb AND l.digest = h.hash) <> 1`)
	in.none("a release in another state than its statement",
		`SELECT m.number FROM matter m WHERE m.kind = 'statement' AND ((m.state IN ('releasing', 'withdrawing')) <> EXISTS (SELECT 1 FROM release o WHERE o.statement_id = m.id AND o.channel = 'public_site' AND o.state = 'queued'))`)
	in.none("a released statement that is not public, or a public one that was never released",
		`SELECT m.number FROM matter m WHERE m.kind = 'statement' AND (m.state IN ('released', 'withdrawn')) AND NOT EXISTS (SELECT 1 FROM public_statement s WHERE s.statement_id = m.id)`)
	in.none("an approval without the release that it caused",
		`SELECT g.id FROM signature g WHERE g.gate = 'approve' AND g.void_at = 0 AND NOT EXISTS (SELECT 1 FROM release o WHERE o.statement_id = g.statement_id AND o.version = g.version AND o.hash = g.hash)`)
	in.none("a queued release without a job",
		`SELECT o.id FROM release o JOIN matter m ON m.id = o.statement_id WHERE o.state = 'queued' AND (o.channel = 'public_site' OR m.state = 'released') AND NOT EXISTS (SELECT 1 FROM job j WHERE j.kind IN ('release', 'send') AND j.ukey = o.id AND j.state IN ('ready', 'running'))`)
}

// letters writes a number in words that no reader of personal data takes for
// one.
func letters(n int) string {
	const signs = "甲乙丙丁戊己庚辛壬癸"
	out := ""
	for _, d := range fmt.Sprint(n) {
		out += string([]rune(signs)[d-'0'])
	}
	return out
}
