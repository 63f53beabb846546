package site

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strconv"

	"yingda/internal/desk"
	"yingda/internal/fault"
)

// confide answers a form of the tips and leaves nothing of it in the memory that we
// hold: it is read into one array, of which next makes no copy, and once it is
// answered that array is overwritten, and what the server had read of the connection.
func (s *site) confide(w http.ResponseWriter, r *http.Request, next http.Handler) {
	in := s.hoard.Hold(http.MaxBytesReader(w, r.Body, desk.MostTip+1<<20))
	defer in.GiveBack()
	k := &heldBack{header: w.Header(), status: http.StatusOK}
	body, err := hear(in, r.ContentLength)
	switch {
	case errors.Is(err, errHoard):
		s.tipFault(k, r, errHoard)
	case err != nil:
		s.tipFault(k, r, badForm())
	default:
		defer clear(body.all)
		r.Body = body
		next.ServeHTTP(k, r)
	}
	w.Header().Set("Connection", "close")
	w.Header().Set("Content-Length", strconv.Itoa(k.body.Len()))
	w.WriteHeader(k.status)
	w.Write(k.body.Bytes()) //nolint:errcheck // a reader who has gone needs no answer
	clear(k.body.Bytes())
	if err == nil {
		sweep(w)
	}
}

// sweep sends the answer, ends its connection and overwrites the server's buffers of
// it, in which the beginning of the request lies until another one needs the room.
// Where a connection cannot be taken over, that is left to time.
func sweep(w http.ResponseWriter) {
	c := http.NewResponseController(w)
	if c.Flush() != nil {
		return
	}
	conn, rw, err := c.Hijack()
	if err != nil {
		return
	}
	rw.Reader.Reset(zeros{})
	rw.Reader.Peek(rw.Reader.Size()) //nolint:errcheck // zeros never end
	rw.Writer.Reset(io.Discard)
	rw.Writer.Write(make([]byte, rw.Writer.Size()-1)) //nolint:errcheck // one less than would go past the buffer
	conn.Close()
}

// zeros never end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// told is the body of a form, read as a whole into one array.
type told struct {
	*bytes.Reader
	all []byte
}

// Close leaves the array to who made it.
func (*told) Close() error { return nil }

// hear reads a body as a whole. What it grows out of is overwritten; so is the array
// itself, once w has had its answer.
func hear(body io.Reader, size int64) (*told, error) {
	all := make([]byte, 0, min(max(size+1, 4<<10), 64<<10)) // who only says that much is to come takes no room
	for {
		n, err := body.Read(all[len(all):cap(all)])
		if all = all[:len(all)+n]; errors.Is(err, io.EOF) {
			return &told{bytes.NewReader(all), all}, nil
		}
		if err != nil {
			clear(all[:cap(all)])
			return nil, err
		}
		if len(all) == cap(all) {
			more := append(make([]byte, 0, 2*cap(all)), all...)
			clear(all)
			all = more
		}
	}
}

// mostHoard is how many bytes of tips may be in memory at once.
const mostHoard = 128 << 20

var errHoard = fault.New(fault.Busy, "tip.busy", "现在提交的人太多，请过一分钟再试；写好的内容还在您的页面上")
