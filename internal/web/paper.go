package web

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"yingda/internal/deadline"
	"yingda/internal/doc"
	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// paper sends one document of a concern as DOCX in the layout of official papers.
func (s *server) paper(v *visit) error {
	m, _, err := s.Desk.Offers(v.r.Context(), v.who, v.r.PathValue("number"))
	if err != nil {
		return err
	}
	if m.Kind != regime.Concern {
		return fault.New(fault.NotFound, "document.unknown", "没有这份文书")
	}
	d, err := s.loadConcern(v, m)
	if err != nil {
		return err
	}
	id, _ := strings.CutSuffix(v.r.PathValue("file"), ".docx")
	i := slices.IndexFunc(d.documents, func(x store.Document) bool { return x.ID == id })
	if i < 0 {
		return fault.New(fault.NotFound, "document.unknown", "没有这份文书")
	}
	var out bytes.Buffer
	if err := doc.Write(&out, d.paper(d.documents[i])); err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(m.Number+" "+d.documents[i].Title+".docx"))
	h.Set("Content-Length", strconv.Itoa(out.Len()))
	h.Set("Cache-Control", "private, no-store")
	v.w.WriteHeader(http.StatusOK)
	_, err = v.w.Write(out.Bytes())
	return err
}

// paper lays a document out by its kind.
func (d dossier) paper(x store.Document) doc.Paper {
	f := doc.File{
		Agency: d.tree.Name(d.m.AgencyID), Number: d.m.Number, Title: d.m.Title, Grade: d.reg.GradeTitle(d.m.Grade), Need: d.reg.NeedTitle(d.m.Need), Unit: d.tree.Name(d.m.UnitID),
		DetectedAt: time.UnixMilli(d.c.DetectedAt).In(deadline.Zone), Date: time.UnixMilli(x.At).In(deadline.Zone),
	}
	switch x.Kind {
	case regime.ScreeningNote:
		return doc.ScreeningNote(f, x.Body)
	case regime.DispatchNote:
		return doc.DispatchNote(f, []string{d.tree.Name(x.ToUnit)}, x.Body, "")
	case regime.AfterActionReport:
		return doc.AfterActionReport(f, x.Body, x.Internal)
	case regime.ClosingReport:
		var findings []doc.Finding
		for _, fact := range d.facts {
			findings = append(findings, doc.Finding{Claim: fact.Claim, Found: fact.Finding, Evidence: fact.Evidence})
		}
		return doc.ClosingReport(f, d.reg.OutcomeTitle(d.c.Outcome), x.Body, findings, nil)
	}
	return doc.Paper{Agency: f.Agency, Number: f.Number, Title: f.Title + "：" + x.Title, To: d.tree.Name(x.ToUnit), Blocks: doc.Prose(x.Body), Date: f.Date}
}
