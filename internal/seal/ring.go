package seal

import (
	"os"
	"sync"
	"time"
)

// Ring (钥匙串) opens the key file when the first secret or signature needs it,
// so that an installation without either has none, and again whenever the file
// has changed: a rotation by a command reaches a program that runs.
type Ring struct {
	path string
	now  func() time.Time

	mu   sync.Mutex
	keys *Keys
	read stamp
}

type stamp struct {
	at   time.Time
	size int64
}

// NewRing returns a ring over a key file.
func NewRing(path string, now func() time.Time) *Ring { return &Ring{path: path, now: now} }

// Keys returns the keys as the file has them now. Faults as of Open.
func (r *Ring) Keys() (*Keys, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := stamp{}
	if info, err := os.Stat(r.path); err == nil {
		now = stamp{info.ModTime(), info.Size()}
	}
	if r.keys != nil && now == r.read {
		return r.keys, nil
	}
	keys, err := Open(r.path, r.now())
	if err != nil {
		return nil, err
	}
	// The stamp is from before the reading: what changed meanwhile is read again.
	r.keys, r.read = keys, now
	return keys, nil
}

// Form returns how every text begins that the key in force sealed.
func (k *Keys) Form() string { return prefix + k.seal[len(k.seal)-1].id + "." }

// Made returns the day on which the key in force was made.
func (k *Keys) Made() (time.Time, error) {
	return time.Parse(time.DateOnly, k.seal[len(k.seal)-1].made)
}
