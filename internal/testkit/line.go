package testkit

import (
	"bytes"
	"io"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Line counts what goes over the line to a PostgreSQL: a round trip is whatever
// is sent after something was received. Over a slow line a page or an act takes
// as long as its round trips.
type Line struct {
	trips atomic.Int64
	mu    sync.Mutex
	open  []net.Conn
	down  bool
	word  []byte // at which the line is cut, nil for none
	past  bool   // the word itself still gets through
}

// CutAt breaks the connection on which the word is sent next, such as "commit":
// before it gets through, or after it and before the answer.
func (l *Line) CutAt(word string, past bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.word, l.past = []byte(word), past
}

// cuts reports whether the line ends at what is sent, and whether that is passed
// on before.
func (l *Line) cuts(sent []byte) (ends, past bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.word == nil || !bytes.Contains(bytes.ToLower(sent), l.word) {
		return false, false
	}
	l.word = nil
	return true, l.past
}

// Cut breaks all connections, and with down refuses new ones until the next Cut.
func (l *Line) Cut(down bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range l.open {
		c.Close()
	}
	l.open, l.down = nil, down
}

// holds notes a connection; it reports whether the line is up.
func (l *Line) holds(c net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.down {
		l.open = append(l.open, c)
	}
	return !l.down
}

// Trips returns how many round trips f takes.
func (l *Line) Trips(f func()) int64 {
	before := l.trips.Load()
	f()
	return l.trips.Load() - before
}

// Counted returns the url of the same database over a line that counts.
func Counted(tb testing.TB, address string) (string, *Line) {
	tb.Helper()
	u, err := url.Parse(address)
	if err != nil {
		tb.Fatal(err)
	}
	to := u.Host
	at, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { at.Close() })
	l := &Line{}
	go func() {
		for {
			c, err := at.Accept()
			if err != nil {
				return // the test has ended
			}
			go l.join(c, to)
		}
	}()
	u.Host = at.Addr().String()
	return u.String(), l
}

func (l *Line) join(client net.Conn, to string) {
	defer client.Close()
	if !l.holds(client) {
		return
	}
	server, err := net.Dial("tcp", to)
	if err != nil {
		return // the client sees a closed connection
	}
	defer server.Close()
	var answered atomic.Bool
	answered.Store(true)
	go func() {
		defer client.Close()
		buf := make([]byte, 1<<16)
		for {
			n, err := server.Read(buf)
			if n > 0 {
				answered.Store(true)
				if _, err := client.Write(buf[:n]); err != nil {
					return
				}
			}
			if err != nil {
				return
			}
		}
	}()
	io.Copy(writer(func(b []byte) (int, error) {
		ends, past := l.cuts(b)
		if ends && !past {
			return 0, io.ErrClosedPipe
		}
		if answered.Swap(false) {
			l.trips.Add(1)
		}
		if ends {
			client.Close() // the answer finds nobody
		}
		n, err := server.Write(b)
		if ends {
			// PostgreSQL carries the statement out before it sees the end.
			time.Sleep(100 * time.Millisecond)
			return n, io.ErrClosedPipe
		}
		return n, err
	}), client) // ends with the connection
}

type writer func([]byte) (int, error)

func (w writer) Write(b []byte) (int, error) { return w(b) }
