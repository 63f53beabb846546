package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"
	"sync"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/job"
)

// receiveMessages gives the desk the keys of this installation for messages from
// the public, and the list of what was shredded.
func (p *program) receiveMessages() {
	p.desk.Inbox.Open = p.unseal
	p.desk.Inbox.Seal = func(secret, purpose string) (string, error) {
		keys, err := p.keys()
		if err != nil {
			return "", err
		}
		return keys.Seal(secret, purpose)
	}
	p.desk.Inbox.Erased = Erasures{p.conf.KeyFile}.Add
}

// registerInbox names the work on messages.
func (p *program) registerInbox() {
	p.jobs.Register("reply", func(ctx context.Context, j job.Job) error {
		var in struct {
			Reply string `json:"reply"`
		}
		if err := j.Into(&in); err != nil {
			return job.Final(err)
		}
		return p.waits(brake{store: p.store.Reader}.hold(ctx, func(ctx context.Context) error { return p.desk.SendReply(ctx, in.Reply) }))
	})
	p.jobs.Register("media", func(ctx context.Context, j job.Job) error {
		var in desk.MessageMedia
		if err := j.Into(&in); err != nil {
			return job.Final(err)
		}
		return p.waits(p.desk.FetchMedia(ctx, in))
	})
	p.jobs.Register("answer_messages", func(ctx context.Context, j job.Job) error {
		var in struct {
			Concern string `json:"concern"`
		}
		if err := j.Into(&in); err != nil {
			return job.Final(err)
		}
		return p.desk.AnswerMessages(ctx, in.Concern)
	})
}

// Erasures (销毁清单) lists the cases whose keys were destroyed, one id a line, in a
// file beside the keys: it is in no backup, and a restored backup is held against
// it, so that nothing shredded comes back. Clause: MSG-4.
type Erasures struct{ KeyFile string }

var erasing sync.Mutex

// Add writes ids down, on the disk when it returns.
func (e Erasures) Add(ids ...string) error {
	erasing.Lock()
	defer erasing.Unlock()
	f, err := os.OpenFile(e.file(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return unwritten(e.file(), err)
	}
	_, err = f.WriteString(strings.Join(ids, "\n") + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return unwritten(e.file(), err)
	}
	return nil
}

// List returns the ids written down.
func (e Erasures) List() ([]string, error) {
	body, err := os.ReadFile(e.file())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, unwritten(e.file(), err)
	}
	return strings.Fields(string(body)), nil
}

func (e Erasures) file() string { return e.KeyFile + ".erased" }

func unwritten(path string, err error) error {
	return fault.New(fault.Internal, "erasures.file", "读写不了销毁清单 %s：请检查目录和权限", path).Because(err)
}
