package web

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"

	"yingda/internal/doc"
	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/report"
	"yingda/internal/view"
)

// dossier sends everything on record about a concern as one signed file: json
// for programs, docx and pdf for people. Each is written in the audit log.
func (s *server) dossier(v *visit) error {
	m, _, err := s.Desk.Offers(v.r.Context(), v.who, v.r.PathValue("number"))
	if err != nil {
		return err
	}
	form := v.r.PathValue("form")
	kind, ok := dossierKinds[form]
	if m.Kind != regime.Concern || !ok {
		return fault.New(fault.NotFound, "dossier.unknown", "没有这份卷宗")
	}
	d, err := report.NewDossier(v.r.Context(), s.Store, s.Desk, m, v.now)
	if err != nil {
		return err
	}
	keys, err := s.Keys()
	if err != nil {
		return err
	}
	signed, err := d.Sign(keys)
	if err != nil {
		return err
	}
	body, err := s.dossierBody(v, d, signed, form)
	if err != nil {
		return err
	}
	if err := s.Desk.Exported(v.r.Context(), v.who, m.Number, signed.SHA256); err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(m.Number+" 卷宗."+form))
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Cache-Control", "private, no-store")
	v.w.WriteHeader(http.StatusOK)
	_, err = v.w.Write(body)
	return err
}

var dossierKinds = map[string]string{
	"json": "application/json; charset=utf-8", "pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

func (s *server) dossierBody(v *visit, d report.Dossier, signed report.SignedDossier, form string) ([]byte, error) {
	if form == "json" {
		return json.MarshalIndent(signed, "", "  ")
	}
	var out bytes.Buffer
	if err := doc.Write(&out, d.Paper(signed)); err != nil || form == "docx" {
		return out.Bytes(), err
	}
	return s.Converter.PDF(v.r.Context(), out.Bytes())
}

// dossierLinks are the forms in which a dossier can be had here.
func (s *server) dossierLinks(v *visit, number string) []view.Related {
	forms := []string{"docx", "json"}
	if s.Converter != nil {
		forms = []string{"pdf", "docx", "json"}
	}
	var out []view.Related
	for _, form := range forms {
		out = append(out, view.Related{Href: "/desk/concerns/" + number + "/dossier/" + form, Title: v.lang.F("卷宗 %s", form)})
	}
	return out
}
