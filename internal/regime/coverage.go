package regime

// Coverage is one line of the coverage table, as `yingda regime coverage NAME
// --json` prints it.
type Coverage struct {
	Article string   `json:"article"`
	Status  Status   `json:"status"`
	By      []string `json:"by"`
	Why     string   `json:"why"`
}

// Coverage returns the article table in the order of the regulation. By is
// never nil, so that it prints as a list.
func (r *Regime) Coverage() []Coverage {
	lines := make([]Coverage, len(r.Articles))
	for i, a := range r.Articles {
		lines[i] = Coverage{Article: a.ID, Status: a.Status, By: append([]string{}, a.By...), Why: a.Why}
	}
	return lines
}
