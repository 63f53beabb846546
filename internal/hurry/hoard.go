package hurry

import (
	"io"
	"sync/atomic"
)

// Hoard bounds how many bytes of bodies are in memory at once, whoever sends
// them. A bound on requests would let a few slow ones lock everybody out, and one
// for each sender would have to look at who sends.
type Hoard struct {
	Most int64
	Full error // what a read beyond Most returns
	held atomic.Int64
}

// Held is a body whose bytes count until they are given back.
type Held struct {
	from  io.Reader
	hoard *Hoard
	taken int64
}

// Hold counts what is read from a body.
func (h *Hoard) Hold(from io.Reader) *Held { return &Held{from: from, hoard: h} }

// Bytes returns how many are held.
func (h *Hoard) Bytes() int64 { return h.held.Load() }

// Read returns Full where that is too much for now.
func (h *Held) Read(p []byte) (int, error) {
	n, err := h.from.Read(p)
	h.taken += int64(n)
	if h.hoard.held.Add(int64(n)) > h.hoard.Most {
		return 0, h.hoard.Full
	}
	return n, err
}

// Close leaves the body to the server.
func (h *Held) Close() error { return nil }

// GiveBack ends the counting; what was read must not be kept.
func (h *Held) GiveBack() { h.hoard.held.Add(-h.taken) }
