package site

import (
	"strings"

	"yingda/internal/lang"
	"yingda/internal/store"
)

func langOf(p *page) string {
	if p.Lang == "" {
		return string(lang.Chinese)
	}
	return string(p.Lang)
}

// tipUnitName writes a unit with its place in the tree, so that two sections of
// one name are told apart.
func tipUnitName(units []store.Unit, u store.Unit) string {
	depth := max(0, strings.Count(u.Path, "/")-1)
	name := strings.Repeat("　", depth) + u.Name
	if u.Kind == "agency" {
		return name
	}
	for _, a := range units {
		if a.ID == u.AgencyID {
			return name + "（" + a.Name + "）"
		}
	}
	return name
}

func tipState(p *page, state string) string {
	switch state {
	case "received":
		return p.T("已收到，等待核查")
	case "handling":
		return p.T("正在核查")
	case "concluded":
		return p.T("核查已有结论")
	case "closed":
		return p.T("已办结")
	}
	return ""
}

func tipDay(p *page, ms int64) string {
	if ms == 0 {
		return "—"
	}
	return p.Day(ms)
}
