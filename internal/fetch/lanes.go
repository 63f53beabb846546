package fetch

import (
	"sync"
	"time"
)

// Lanes (读取通道) is the bounded pool that readings run in. There is a fast lane
// and a slow one: what is known to be slow begins in the slow one, and what turns
// out to be moves over once it has taken longer than Patience, so that a slow
// host never holds up the others; a quarter of the slow lane is kept for these. At most PerHost readings of one host run at a
// time; the rest of that host waits behind them and holds no place.
type Lanes struct {
	Fast, Slow, PerHost int
	Patience            time.Duration

	mu      sync.Mutex
	inFast  int
	inSlow  int
	hosts   map[string]*hostLine
	ready   [2][]*reading // of the fast and the slow lane
	stuck   []*reading    // in the fast lane past their patience
	running sync.WaitGroup
}

type hostLine struct {
	running int
	waiting []*reading
}

type reading struct {
	host  string
	slow  bool
	done  bool
	work  func()
	timer *time.Timer
}

// Go runs work when its lane and its host have room; it does not wait for that.
func (l *Lanes) Go(host string, slow bool, work func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.hosts == nil {
		l.hosts = map[string]*hostLine{}
	}
	r := &reading{host: host, slow: slow, work: work}
	l.running.Add(1)
	h := l.hosts[host]
	if h == nil {
		h = &hostLine{}
		l.hosts[host] = h
	}
	if h.running >= l.PerHost {
		h.waiting = append(h.waiting, r)
		return
	}
	h.running++
	l.line(r)
	l.fill()
}

// Behind returns how many readings of a host wait for their turn.
func (l *Lanes) Behind(host string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	if h := l.hosts[host]; h != nil {
		return len(h.waiting)
	}
	return 0
}

// Wait returns when everything that was begun is done.
func (l *Lanes) Wait() { l.running.Wait() }

// line puts a reading whose host has room behind the others of its lane.
func (l *Lanes) line(r *reading) {
	lane := 0
	if r.slow {
		lane = 1
	}
	l.ready[lane] = append(l.ready[lane], r)
}

// fill begins what there is room for; l.mu is held.
func (l *Lanes) fill() {
	for l.inFast < l.Fast && len(l.ready[0]) > 0 {
		r := l.ready[0][0]
		l.ready[0] = l.ready[0][1:]
		l.inFast++
		r.timer = time.AfterFunc(l.Patience, func() { l.late(r) })
		go l.run(r)
	}
	for l.inSlow < l.Slow-l.Slow/4 && len(l.ready[1]) > 0 {
		r := l.ready[1][0]
		l.ready[1] = l.ready[1][1:]
		l.inSlow++
		go l.run(r)
	}
}

// late moves a reading to the slow lane, or remembers that it should go there.
func (l *Lanes) late(r *reading) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case r.done:
	case l.inSlow < l.Slow:
		r.slow = true
		l.inFast--
		l.inSlow++
		l.fill()
	default:
		l.stuck = append(l.stuck, r)
	}
}

func (l *Lanes) run(r *reading) {
	defer l.running.Done()
	r.work()
	l.mu.Lock()
	defer l.mu.Unlock()
	r.done = true
	if r.timer != nil {
		r.timer.Stop()
	}
	if r.slow {
		l.inSlow--
		l.unstick()
	} else {
		l.inFast--
	}
	h := l.hosts[r.host]
	if len(h.waiting) > 0 {
		l.line(h.waiting[0])
		h.waiting = h.waiting[1:]
	} else if h.running--; h.running == 0 {
		delete(l.hosts, r.host)
	}
	l.fill()
}

// unstick lets one reading that is past its patience into the slow lane.
func (l *Lanes) unstick() {
	for len(l.stuck) > 0 {
		r := l.stuck[0]
		l.stuck = l.stuck[1:]
		if !r.done {
			r.slow = true
			l.inFast--
			l.inSlow++
			return
		}
	}
}
