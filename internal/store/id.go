package store

import (
	"crypto/rand"
	"encoding/binary"
	"sync"
	"time"
)

const idAlphabet = "0123456789abcdefghjkmnpqrstvwxyz"

var lastID struct {
	sync.Mutex
	ms   uint64
	tail uint64
}

// NewID returns a sortable text id of 26 characters: 48 bits of milliseconds,
// then 82 bits, random at first and counting up within one millisecond, so that
// ids made by one process sort in the order in which they were made.
func NewID(now time.Time) string {
	var b [18]byte
	if _, err := rand.Read(b[8:]); err != nil {
		panic(err) // the system has no randomness: nothing may go on
	}
	lastID.Lock()
	ms := uint64(now.UnixMilli())
	tail := binary.BigEndian.Uint64(b[8:]) >> 1
	if ms <= lastID.ms {
		ms, tail = lastID.ms, lastID.tail+1+tail>>40
	}
	lastID.ms, lastID.tail = ms, tail
	lastID.Unlock()
	return encode32(ms, 10) + encode32(tail, 13) + encode32(uint64(binary.BigEndian.Uint16(b[16:])), 3)
}

func encode32(v uint64, n int) string {
	out := make([]byte, n)
	for i := n - 1; i >= 0; i-- {
		out[i] = idAlphabet[v&31]
		v >>= 5
	}
	return string(out)
}
