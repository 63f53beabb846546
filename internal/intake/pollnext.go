package intake

import (
	"hash/fnv"
	"strconv"
	"strings"
	"time"

	"yingda/internal/fetch"
	"yingda/internal/store"
)

// What a source asks of readers is heeded: its time to live and update period,
// and how long its answers may be kept. These are asked of all readers alike, and
// a reading that finds nothing new costs it next to nothing, so they hold us off
// for an hour at most, and in a key period for five minutes. What it asks of us in
// an answer (Retry-After), and robots.txt, holds in full.
const (
	mostAsked    = time.Hour
	mostAskedKey = 5 * time.Minute
)

// wanted returns the interval that a source asks for.
func wanted(t *took) time.Duration {
	every := t.feed.Every
	for part := range strings.SplitSeq(t.res.Header.Get("Cache-Control"), ",") {
		name, value, _ := strings.Cut(strings.ToLower(strings.TrimSpace(part)), "=")
		if seconds, err := strconv.ParseInt(strings.Trim(value, `"`), 10, 32); err == nil && name == "max-age" && seconds > 0 {
			every = max(every, time.Duration(seconds)*time.Second)
		}
	}
	return min(every, mostAsked)
}

// Bounds returns the shortest and the longest interval between two readings of a
// source: the one that people chose, and four times that (up to a day) unless
// they said otherwise; in a key period the one declared for it.
func Bounds(s store.Turn) (least, most time.Duration) {
	least = time.Duration(s.EverySeconds) * time.Second
	most = time.Duration(s.SlowestSeconds) * time.Second
	if most == 0 {
		most = least
		if least >= time.Minute {
			most = min(4*least, max(least, 24*time.Hour))
		}
	}
	if key := time.Duration(s.KeySeconds) * time.Second; key > 0 {
		least = min(least, key)
		most = least
	}
	return least, max(least, most)
}

// nextRead returns when a source is to be read again.
func nextRead(now time.Time, rhythm *fetch.Rhythm, t *took, s store.Turn) time.Time {
	seed := fnv.New64a()
	seed.Write([]byte(s.ID)) // a hash never fails
	least, most := Bounds(s)
	hold := time.Duration(s.AskedSeconds) * time.Second
	if s.KeySeconds > 0 {
		hold = min(hold, mostAskedKey)
	}
	return fetch.NextPoll(fetch.Poll{Now: now, Min: least, Max: most, Entries: t.times, Failures: int(s.Failures), RetryAfter: t.res.RetryAfter, Asked: hold, Rhythm: rhythm, Seed: seed.Sum64()})
}
