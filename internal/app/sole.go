package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"yingda/internal/store"
)

// takeUp frees the jobs that a process left in hand when it was killed, so that
// an approved answer does not wait for its lease: on SQLite, and where no other
// process serves this data folder. The lock is held until done is called, or the
// process ends.
func (p *program) takeUp(ctx context.Context) (done func(), err error) {
	if p.conf.Database != "" {
		return func() {}, nil // others may share it, and leases tell who lives
	}
	f, err := os.OpenFile(filepath.Join(p.conf.Data, "serving"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the data folder: %w", err)
	}
	done = func() { f.Close() }
	switch err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); {
	case errors.Is(err, syscall.EWOULDBLOCK):
		return done, nil // another process serves it, and may hold these jobs
	case err != nil:
		p.log.Warn("the data folder cannot be locked; jobs of a killed process wait for their lease", "error", err)
		return done, nil
	}
	return done, p.store.Write(ctx, func(tx *store.Tx) error { return tx.EndLeases() })
}
