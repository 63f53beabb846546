// Package hurry reads what a stranger sends before anything scarce is given to
// them. A body that trickles in costs its own connection and nobody else's turn.
package hurry

import (
	"errors"
	"io"
	"net/http"
	"time"

	"yingda/internal/fault"
)

// Body reads the body of a request, at most so many bytes within so much time.
// What came too slowly or too large also ends its connection. Faults: body.slow,
// body.large, body.cut.
func Body(w http.ResponseWriter, r *http.Request, most int64, within time.Duration) ([]byte, error) {
	out := http.NewResponseController(w)
	// An instant long past ends a read that waits. A writer that knows no deadlines,
	// as one in memory, has nobody slow behind it.
	late := time.AfterFunc(within, func() { out.SetReadDeadline(time.Unix(1, 0)) }) //nolint:errcheck // as said
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	if !late.Stop() {
		w.Header().Set("Connection", "close")
		return nil, fault.New(fault.Busy, "body.slow", "内容没有在 %d 秒内收全，请再提交一次", int(within.Seconds()))
	}
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return nil, fault.New(fault.Invalid, "body.large", "内容太大")
	}
	if f := fault.Of(err); f != nil { // the body's own, such as a full Hoard's
		return nil, f
	}
	if err != nil {
		return nil, fault.New(fault.Invalid, "body.cut", "内容没有收全").Because(err)
	}
	return body, nil
}
