// Package channel holds the ways out of a statement that lie outside our own
// database (渠道出口). Every one of them knows four verbs and no fifth: publish,
// correct, withdraw our own, read our own. Nothing here answers, likes, boosts,
// reports or removes what others say. Clause: ANS-4, ANS-5.
package channel

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"
)

// Message (发布件) is one text on its way to one outlet. Key names it for ever:
// the same text to the same outlet by the same verb has the same key, however
// often it is tried.
type Message struct {
	Key        string
	Verb       string // publish, correct or withdraw
	Number     string // S-2026-0001
	Version    int64
	Title      string
	Text       string
	Agency     string
	Reason     string // of a correction or withdrawal
	ReleasedAt time.Time
	URL        string // the statement on our own public site
}

// KeyOf returns the key of a version of a statement on its way to an outlet.
func KeyOf(number string, version, outlet, verb string) string {
	sum := sha256.Sum256([]byte(number + "\n" + version + "\n" + outlet + "\n" + verb))
	return hex.EncodeToString(sum[:16])
}

// Receipt (回执) is what an outlet says of a message.
type Receipt struct {
	Found   bool   // it stands there
	Address string // where, "" if it does not say
	Views   int64  // how often it was seen, 0 if it does not say
}

// Outlet is one way out. An error that is neither NotSent nor Refused means
// that nobody knows whether the message went out.
type Outlet interface {
	Publish(ctx context.Context, m Message) (Receipt, error)
	Correct(ctx context.Context, m Message) (Receipt, error)
	Withdraw(ctx context.Context, m Message) (Receipt, error)
	// ReadOwn says whether our message stands there; ErrUnreadable where the
	// outlet cannot tell.
	ReadOwn(ctx context.Context, m Message) (Receipt, error)
}

// Send hands a message to an outlet by its verb.
func Send(ctx context.Context, o Outlet, m Message) (Receipt, error) {
	switch m.Verb {
	case "publish":
		return o.Publish(ctx, m)
	case "correct":
		return o.Correct(ctx, m)
	case "withdraw":
		return o.Withdraw(ctx, m)
	}
	return Receipt{}, Refused(errors.New("no such verb: " + m.Verb))
}

// ErrUnreadable says that an outlet cannot be asked what stands there.
var ErrUnreadable = errors.New("the outlet cannot be read back")

type notSent struct {
	error
	again bool
}

func (n notSent) Unwrap() error { return n.error }

// NotSent marks an error after which the message certainly did not go out, and
// may be tried again.
func NotSent(err error) error { return notSent{err, true} }

// Refused marks an error after which the message certainly did not go out, and
// will not by another try.
func Refused(err error) error { return notSent{err, false} }

// Failed tells how a failed call stands: certain says that the message did not
// go out, again that another try may help.
func Failed(err error) (certain, again bool) {
	var n notSent
	if errors.As(err, &n) {
		return true, n.again
	}
	return false, false
}
