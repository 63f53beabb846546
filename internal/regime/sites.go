package regime

// Sites says how fresh the agency's own sites are kept. Clause: LIS-8.
type Sites struct {
	StaleDays int64  `yaml:"stale_days"` // days that a home page or a column may stand unchanged
	Article   string `yaml:"article"`
}

// SiteRule returns the regime's figure, or our own where it has none: two weeks.
func (r *Regime) SiteRule() Sites {
	s := Sites{}
	if r.Sites != nil {
		s = *r.Sites
	}
	if s.StaleDays <= 0 {
		s.StaleDays = 14
	}
	return s
}
