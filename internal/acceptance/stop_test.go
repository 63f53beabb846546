package acceptance

import (
	"net/url"
	"testing"
	"time"
)

// TestStopSending presses the stop while letters and calls are in flight and
// more are queued: nothing arrives later than two seconds after the press that
// is on record, our own site stands still too, and after another person lifts
// it everything goes out, each once.
func TestStopSending(t *testing.T) {
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
			w := &outbox{inside: in, out: out, r: dice(t)}
			deputy := in.signIn("deputy", in.password("deputy"))
			director := in.signIn("office_director", in.password("office_director"))
			var numbers []string
			for i := range 8 {
				numbers = append(numbers, in.planned("说明："+letters(i)))
			}
			out.slow("RCPT", 4*time.Second) // before the letter itself
			out.slow("webhook", 4*time.Second)
			for _, number := range numbers[:6] {
				w.approves(deputy, number)
			}
			w.event("webhook arrived", 20*time.Second)
			time.Sleep(upTo(w.r, 500*time.Millisecond))
			if a := deputy.form("/desk/channels/stop", url.Values{"reason": {"数字待核"}}); a.status != 303 {
				t.Fatalf("stop: %d\n%.500s", a.status, text(a.body))
			}
			stop, err := in.store.Stopped(ctx)
			in.must(err)
			pressed := time.UnixMilli(stop.At)
			// What was in hand at the press has two seconds to end.
			time.Sleep(time.Until(pressed.Add(2 * time.Second)))
			public := in.count(`SELECT COUNT(*) FROM public_statement`)
			for _, number := range numbers[6:] {
				w.approves(deputy, number)
			}
			time.Sleep(time.Until(pressed.Add(7 * time.Second)))
			before := out.got()
			for _, a := range before {
				if late := a.at.Sub(pressed); late > 2*time.Second {
					t.Errorf("%s of %s arrived by %s %v after the stop", a.verb, a.number, a.channel, late)
				}
			}
			if in.count(`SELECT COUNT(*) FROM public_statement`) != public {
				t.Error("our own site went on after the stop")
			}
			waiting := in.count(`SELECT COUNT(*) FROM release WHERE state = 'queued'`)
			if waiting == 0 {
				t.Error("nothing waited: the test does not test")
			}
			if a := deputy.form("/desk/channels/resume", nil); a.status == 303 && !in.stopped() {
				t.Error("who pressed the stop lifted it")
			}
			out.slow("RCPT", 0)
			out.slow("webhook", 0)
			if a := director.form("/desk/channels/resume", nil); a.status != 303 || in.stopped() {
				t.Fatalf("resume: %d\n%.500s", a.status, text(a.body))
			}
			in.until(3*time.Minute, "every line has an end", func() bool {
				return in.count(`SELECT COUNT(*) FROM release WHERE state IN ('queued', 'sending')`) == 0
			})
			by := w.account()
			for key, l := range w.outside() {
				if l.State != "done" || by[key] == 0 {
					t.Errorf("%s by %s ended as %s and arrived %d times", l.number, l.Channel, l.State, by[key])
				}
			}
			in.verify()
			t.Logf("%d messages had arrived at the stop, %d lines waited, %d arrived in the end", len(before), waiting, len(out.got()))
		})
	}
}

func (in *inside) stopped() bool {
	in.t.Helper()
	stop, err := in.store.Stopped(ctx)
	in.must(err)
	return stop.On()
}

// approves presses the approval of a statement.
func (w *outbox) approves(s *session, number string) {
	w.t.Helper()
	m, err := w.store.Matter(ctx, number)
	w.must(err)
	if a := s.act(number, "approve", m.Version, nil); a.status != 303 {
		w.t.Fatalf("approve: %d\n%.300s", a.status, text(a.body))
	}
}
