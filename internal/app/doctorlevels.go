package app

import (
	"context"

	"yingda/internal/desk"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// levels warns of agencies whose answers are approved by the level above, where that
// level is not in this installation: its decision is then a paper. Clause: ANS-1.
func levels(ctx context.Context, s *store.Store) Check {
	adopted, err := s.Adoptions(ctx)
	if err != nil {
		return failed("批准层级", err, "")
	}
	d := desk.New(s)
	tree, err := d.Tree(ctx)
	if err != nil {
		return failed("批准层级", err, "")
	}
	for _, a := range adopted {
		if a.Kind != regime.Concern {
			continue
		}
		reg, err := d.Regime(ctx, a.RegimeID)
		if err != nil {
			return failed("批准层级", err, "")
		}
		for _, c := range reg.Chains {
			if c.Level == "above" && tree.Approving(c, a.AgencyID) == a.AgencyID {
				return Check{"批准层级", true, tree.Name(a.AgencyID) + "的「" + reg.GradeTitle(c.Grade) + "」答复由上一级批准，上一级不在本系统", "批准时要写明批准机关、文号和日期；上一级也用本系统的，把它加为上级单位"}
			}
		}
	}
	return Check{"批准层级", true, "每个等级的批准人都在本系统", ""}
}
