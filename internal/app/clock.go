package app

import (
	"sync"
	"time"
)

// clock is the clock of the whole program: the system's, unless the sample
// agency replays its history.
type clock struct {
	mu sync.Mutex
	at time.Time // zero: the system's time
}

// Now returns the present instant.
func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.at.IsZero() {
		return c.at
	}
	return time.Now()
}

// set moves the clock to an instant of the replay; zero gives it back.
func (c *clock) set(at time.Time) {
	c.mu.Lock()
	c.at = at
	c.mu.Unlock()
}
