package desk

import (
	"fmt"
	"slices"

	"yingda/internal/regime"
	"yingda/internal/store"
)

// Deviation is one thing in which an account departs from the rules, with the
// column of the registry it stands in and what to do about it.
type Deviation struct{ Column, Says, Remedy string }

// deviations compares an account with the naming rule, and with the main account
// of its agency. The accounts of staff bear their own name. Clause: ACC-4.
func deviations(rule regime.NamingRule, a store.Account, agency string, all []store.Account) []Deviation {
	var out []Deviation
	add := func(column, says, remedy string) { out = append(out, Deviation{column, says, remedy}) }
	main := slices.IndexFunc(all, func(x store.Account) bool { return x.Main && x.AgencyID == a.AgencyID && x.State == "open" })
	if rule.SameName && a.Kind != regime.OfficialPerson {
		if want, from := agency, "本机关名称"; true {
			if main >= 0 {
				want, from = all[main].Name, "主账号"
			}
			if store.AccountKey(a.Name) != store.AccountKey(want) {
				add("名称", fmt.Sprintf("名称与%s「%s」不一致", from, want), "在平台申请更名，按变更备案")
			}
		}
	}
	if rule.Emblem && a.Emblem != "standard" {
		add("标识", map[string]string{"none": "没有使用标识", "other": "没有使用统一标识"}[a.Emblem], "换成统一标识")
	}
	if rule.Organise && !a.Certified {
		add("认证", "主体没有经过平台认证", "由"+agency+"办理平台认证")
	}
	if rule.Organise && store.AccountKey(a.Organiser) != store.AccountKey(agency) {
		add("主体", fmt.Sprintf("认证主体是「%s」，不是本机关", a.Organiser), "把认证主体变更为本机关，按变更备案并公告")
	}
	return out
}

// openingBreaks says why an agency may not open an account; empty if it may.
// Clause: ACC-2.
func openingBreaks(rules *regime.Accounts, level regime.Level, a store.Account, all []store.Account) []string {
	var out []string
	if !slices.Contains(rules.Platforms, a.Platform) {
		out = append(out, fmt.Sprintf("%s不在国家认可的平台名单中，不能开设账号", a.Platform.Title()))
	}
	rule := rules.Opening(level)
	if a.Kind == regime.OfficialPerson && rule.Way != regime.OpenNever {
		return out // bounded by the approval alone: people are not counted
	}
	switch {
	case level == "":
		out = append(out, "还没有登记本机关的层级：先在「层级」页登记")
	case rule.Way == regime.OpenNever:
		out = append(out, level.Title()+"不开设账号，有内容的向上级机关的账号供稿")
	}
	if rule.Each == 0 {
		return out
	}
	n := 0
	for _, x := range all {
		if x.ID != a.ID && x.AgencyID == a.AgencyID && x.Platform == a.Platform && x.Kind != regime.OfficialPerson && x.State != "closed" && x.State != "refused" {
			if paired(x.Kind, a.Kind) {
				continue
			}
			n++
		}
	}
	if n >= rule.Each {
		out = append(out, fmt.Sprintf("%s每个平台最多 %d 个账号，%s已有 %d 个：先归并或关闭", level.Title(), rule.Each, a.Platform.Title(), n))
	}
	return out
}

// paired reports whether two kinds stand side by side on one platform by its own
// design: a mini program beside a subscription or service account, and these two
// beside each other, for which the regulation sets figures of their own.
func paired(a, b regime.AccountKind) bool {
	own := []regime.AccountKind{regime.SubscriptionAccount, regime.ServiceAccount, regime.MiniProgram}
	return a != b && slices.Contains(own, a) && slices.Contains(own, b)
}

// levelOf is the level of an agency, or of the section that would run the account.
func levelOf(tree *Tree, levels map[string]regime.Level, unitID string) regime.Level {
	u := tree.ByID[unitID]
	if u.Kind == "section" && !u.Office && u.ID != u.AgencyID {
		return regime.InnerBody
	}
	return levels[u.AgencyID]
}

// levelsFor are the levels that a filing goes through. A change needs the word of
// the own agency's leaders; an opening or closing that is only filed goes to the
// agency above; an opening by form goes level by level up to the province.
// Levels that are not in this installation follow by name, for their paper to be
// recorded. Clause: ACC-2 ACC-3.
func levelsFor(tree *Tree, levels map[string]regime.Level, agencyID, act string, way regime.Opening) []store.FilingStep {
	own := tree.ByID[agencyID]
	if act == "change" {
		return []store.FilingStep{{AgencyID: own.ID, Name: own.Name, Level: levels[own.ID]}}
	}
	var out []store.FilingStep
	reached := levels[own.ID]
	for u := tree.ByID[own.ParentID]; u.ID != ""; u = tree.ByID[u.ParentID] {
		if u.Kind != "agency" || u.ClosedAt > 0 {
			continue
		}
		out = append(out, store.FilingStep{AgencyID: u.ID, Name: u.Name, Level: levels[u.ID]})
		if levels[u.ID] != "" {
			reached = levels[u.ID]
		}
		if reached == regime.Province {
			break
		}
	}
	for _, next := range []struct{ from, level regime.Level }{{regime.County, regime.City}, {regime.City, regime.Province}} {
		if reached == next.from {
			out = append(out, store.FilingStep{Name: "上级" + next.level.Title() + "办公室", Level: next.level})
			reached = next.level
		}
	}
	if len(out) == 0 {
		out = append(out, store.FilingStep{Name: "上级主管机关", Level: regime.Province})
	}
	if way == regime.OpenFiled {
		out = out[:1]
	}
	return out
}
