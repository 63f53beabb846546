package app

import (
	"net"
	"time"
)

// How fast an answer must be read: each piece within the time for one, which is
// about a kilobyte a second. Downloads and live streams may take as long as they
// like while they are read; who stops reading holds no connection for ever.
const (
	paceTime  = time.Minute
	pacePiece = 64 << 10
)

// paced (限时的连接) gives each piece that is written to its connections a
// deadline of its own, so that one rule holds for pages, exports and streams, and
// for what net/http itself says.
type paced struct {
	net.Listener
	within time.Duration
}

// Accept waits for the next connection.
func (l paced) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return pacedConn{c, l.within}, nil
}

type pacedConn struct {
	net.Conn
	within time.Duration
}

// Write fails once a piece was not taken in time; net/http then ends the request.
func (c pacedConn) Write(p []byte) (int, error) {
	sent := 0
	for {
		if err := c.SetWriteDeadline(time.Now().Add(c.within)); err != nil {
			return sent, err
		}
		n, err := c.Conn.Write(p[sent:min(sent+pacePiece, len(p))])
		sent += n
		if err != nil || sent == len(p) {
			return sent, err
		}
	}
}
