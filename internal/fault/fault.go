// Package fault holds the kinds of refusal that Yingda knows (拒绝的种类). A
// refusal that a user meets is a *Fault with a kind, a stable code and one
// reviewed Chinese sentence; everything else is an ordinary wrapped error,
// shown to users as an internal fault and written to the log.
package fault

import (
	"errors"
	"fmt"
	"net/http"
)

// Kind says what a caller can do about a refusal.
type Kind uint8

// The kinds of refusal. Internal is the kind of every error that is no Fault.
const (
	Internal  Kind = iota // our own failure; the sentence shown is general
	Invalid               // the input is wrong; Field and Text say how to mend it
	NotFound              // no such thing, or not for the caller's eyes
	Forbidden             // known caller, not allowed
	Conflict              // somebody else changed it first, or it exists already
	TooLate               // the time for it has passed
	Busy                  // try again later
)

// Fault is one refusal. Text is the sentence shown to people, Code is the
// stable name that programs and tests compare, Field names the input at fault.
type Fault struct {
	Kind  Kind
	Code  string
	Text  string
	Field string
	cause error
}

// Error returns code and sentence.
func (f *Fault) Error() string {
	s := f.Code + ": " + f.Text
	if f.Field != "" {
		s = f.Code + " (" + f.Field + "): " + f.Text
	}
	if f.cause != nil {
		s += ": " + f.cause.Error()
	}
	return s
}

// Unwrap returns the cause, nil if there is none.
func (f *Fault) Unwrap() error { return f.cause }

// New returns a fault. The text is a format for args.
func New(kind Kind, code, text string, args ...any) *Fault {
	return &Fault{Kind: kind, Code: code, Text: fmt.Sprintf(text, args...)}
}

// On returns a copy of f that names the input field at fault.
func (f *Fault) On(field string) *Fault {
	g := *f
	g.Field = field
	return &g
}

// Because returns a copy of f that carries the cause for the log.
func (f *Fault) Because(err error) *Fault {
	g := *f
	g.cause = err
	return &g
}

// Of returns the fault in err's chain, or nil.
func Of(err error) *Fault {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return nil
}

// KindOf returns the kind of err; an error that is no Fault is Internal.
func KindOf(err error) Kind {
	if f := Of(err); f != nil {
		return f.Kind
	}
	return Internal
}

// CodeOf returns the stable code of err, "internal" for an error that is no
// Fault, and "" for nil.
func CodeOf(err error) string {
	if err == nil {
		return ""
	}
	if f := Of(err); f != nil {
		return f.Code
	}
	return "internal"
}

// Status returns the HTTP status for err; it is the only such table.
func Status(err error) int {
	switch KindOf(err) {
	case Invalid:
		return http.StatusUnprocessableEntity
	case NotFound:
		return http.StatusNotFound
	case Forbidden:
		return http.StatusForbidden
	case Conflict:
		return http.StatusConflict
	case TooLate:
		return http.StatusGone
	case Busy:
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}
