package api

import (
	"encoding/json"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"yingda/internal/fault"
)

// Problem is an error as RFC 9457 writes it, with a stable code.
type Problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Code   string `json:"code" doc:"stable name of the refusal"`
	Detail string `json:"detail" doc:"one sentence for people"`
	Field  string `json:"field,omitempty" doc:"the input at fault"`
}

// Error and GetStatus make a Problem an error of huma's.
func (p *Problem) Error() string { return p.Code + ": " + p.Detail }

// GetStatus returns the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType names problem+json.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

func init() {
	// huma makes its own errors (bad JSON, a value out of range) through this
	// hook; there is no other way to give them a code.
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		p := &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: "request.invalid", Detail: "请求不符合接口说明：" + message}
		for _, err := range errs {
			if f := fault.Of(err); f != nil {
				return problem(f)
			}
			p.Detail += "；" + err.Error()
			if d, ok := err.(huma.ErrorDetailer); ok && p.Field == "" {
				p.Field = d.ErrorDetail().Location
			}
		}
		return p
	}
}

// problem turns an error into what the caller sees: a fault's own sentence, and
// nothing of an internal error.
func problem(err error) *Problem {
	status := fault.Status(err)
	p := &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: fault.CodeOf(err), Detail: "系统内部错误，已记录"}
	if f := fault.Of(err); f != nil {
		p.Detail, p.Field = f.Text, f.Field
	}
	return p
}

func (s *server) refuse(err error) error {
	if fault.KindOf(err) == fault.Internal {
		s.Log.Error("api", "error", err)
	}
	return problem(err)
}

func (s *server) fail(w http.ResponseWriter, _ *http.Request, err error) {
	if fault.KindOf(err) == fault.Internal {
		s.Log.Error("api", "error", err)
	}
	p := problem(err)
	w.Header().Set("Content-Type", "application/problem+json")
	if p.Status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "5")
	}
	w.WriteHeader(p.Status)
	writeTo(w, p)
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	writeTo(w, v)
}

// writeTo writes JSON with Chinese and angle brackets as they are. A write that
// fails has lost its reader; there is nobody left to tell.
func writeTo(w io.Writer, v any) {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v)
}
