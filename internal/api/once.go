package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"yingda/internal/fault"
)

// onceOnly describes the header by which a change that is sent twice is made once.
var onceOnly = []*huma.Param{{Name: "Idempotency-Key", In: "header", Description: "the same key with the same call gives the first answer again, with another call, or where the program was cut off before it answered, 409; kept for seven days", Schema: &huma.Schema{Type: "string", MaxLength: &longestKey}}}

// longestKey bounds an Idempotency-Key, in bytes.
var longestKey = 200

// maxWrite is the most that one change may hold, in bytes.
const maxWrite = 1 << 20

// refused is an answer that is not kept: what was refused may be tried again.
type refused struct{ *kept }

func (refused) Error() string { return "refused" }

// kept is an answer in the making.
type kept struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (k *kept) Header() http.Header            { return k.header }
func (k *kept) WriteHeader(status int)         { k.status = status }
func (k *kept) Write(part []byte) (int, error) { return k.body.Write(part) }

// once honours an Idempotency-Key on every change but the push, which has its own
// limits, and the exchange, whose messages have ids.
func (s *server) once(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key := r.Header.Get("Idempotency-Key")
		if key == "" || r.Method != http.MethodPost || r.URL.Path == "/api/v1/posts" || r.URL.Path == "/api/v1/exchange" {
			next.ServeHTTP(w, r)
			return
		}
		c, err := s.identify(r.Context(), r.Header.Get("Authorization"))
		if err != nil {
			next.ServeHTTP(w, r) // says what is wrong with the token
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxWrite))
		switch {
		case err != nil:
			s.fail(w, r, fault.New(fault.Invalid, "body.read", "请求内容没有收全，或者太大").Because(err))
			return
		case len(key) > longestKey:
			s.fail(w, r, fault.New(fault.Invalid, "idempotency.long", "Idempotency-Key 最长 200 字节").On("Idempotency-Key"))
			return
		}
		sum := sha256.Sum256(append([]byte(r.URL.Path+"\n"), body...))
		status, answer, err := s.Keep.Once(r.Context(), "write:"+c.who.ID+":"+key, hex.EncodeToString(sum[:]), func(ctx context.Context) (int, []byte, error) {
			k := &kept{header: http.Header{}, status: http.StatusOK}
			again := r.Clone(ctx)
			again.Body = io.NopCloser(bytes.NewReader(body))
			next.ServeHTTP(k, again)
			if k.status >= 400 {
				return k.status, nil, refused{k}
			}
			return k.status, bytes.Clone(k.body.Bytes()), nil
		})
		var no refused
		if errors.As(err, &no) {
			for name, values := range no.header {
				w.Header()[name] = values
			}
			w.WriteHeader(no.status)
			_, _ = w.Write(no.body.Bytes()) // a caller that is gone was refused all the same
			return
		}
		if err != nil {
			s.fail(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write(answer) // a caller that is gone asks again with the same key
	})
}
