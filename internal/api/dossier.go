package api

import (
	"context"

	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/report"
)

// getDossier answers with the signed dossier of a concern, and writes in the
// audit log who took it.
func (s *server) getDossier(ctx context.Context, in *numberPath) (*struct{ Body report.SignedDossier }, error) {
	m, _, err := s.Desk.Offers(ctx, who(ctx), in.Number)
	if err == nil && m.Kind != regime.Concern {
		err = fault.New(fault.NotFound, "matter.unknown", "没有关切 %s", in.Number)
	}
	if err != nil {
		return nil, s.refuse(err)
	}
	d, err := report.NewDossier(ctx, s.Store, s.Desk, m, s.Now())
	if err != nil {
		return nil, s.refuse(err)
	}
	keys, err := s.Keys()
	if err != nil {
		return nil, s.refuse(err)
	}
	signed, err := d.Sign(keys)
	if err != nil {
		return nil, s.refuse(err)
	}
	if err := s.Desk.Exported(ctx, who(ctx), m.Number, signed.SHA256); err != nil {
		return nil, s.refuse(err)
	}
	return &struct{ Body report.SignedDossier }{signed}, nil
}
