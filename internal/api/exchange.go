package api

import (
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"yingda/internal/desk"
	"yingda/internal/fault"
)

// maxMessage is the most that one message of another installation may hold, in bytes.
const maxMessage = 1 << 20

// exchange takes in a message of another installation. It is outside huma because
// the bytes are what is signed: nothing of them is read before the signature holds.
func (s *server) exchange(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxMessage))
	if err != nil {
		s.fail(w, r, fault.New(fault.Invalid, "body.read", "请求内容没有收全，或者太大").Because(err))
		return
	}
	answer, signature, err := s.Desk.Accept(r.Context(), r.Header.Get(desk.KeyHeader), r.Header.Get(desk.SignatureHeader), body)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.Wake()
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set(desk.SignatureHeader, signature)
	_, _ = w.Write(answer) // a sender that is gone sends again, and is told the same
}

func describeExchange(api huma.API) {
	api.OpenAPI().AddOperation(&huma.Operation{
		OperationID: "exchange", Method: http.MethodPost, Path: "/api/v1/exchange", Security: []map[string][]string{{}},
		Summary:    "Take in a signed report, receipt, question or answer of a registered installation; the answer is signed, too",
		Parameters: []*huma.Param{{Name: desk.KeyHeader, In: "header", Required: true, Schema: &huma.Schema{Type: "string"}}, {Name: desk.SignatureHeader, In: "header", Required: true, Schema: &huma.Schema{Type: "string"}}},
		Responses:  map[string]*huma.Response{"200": {Description: "taken in, now or before"}, "403": {Description: "signature, addressee or time is wrong, or the sender is not registered"}, "409": {Description: "the id came before with other content"}},
	})
}
