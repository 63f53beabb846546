package desk

import (
	"slices"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
)

// Who opens which register beside the matters; pages and interface ask the same
// lists. Experts and contractors open none of them, and who only guards the
// machine only those of what goes out.
var (
	// Staff are all members of staff who take part in listening and answering.
	Staff = []regime.Role{regime.Head, regime.Deputy, regime.OfficeDirector, regime.Liaison, regime.DutyOfficer, regime.Handler, regime.Drafter, regime.Reviewer, regime.Approver, regime.Spokesperson, regime.ChiefEditor, regime.Editor, regime.Inspector}
	// Readers are staff, and who sees everything.
	Readers = append([]regime.Role{regime.SystemAdmin, regime.Auditor}, Staff...)
	// OutwardReaders see the ways out as well: readers, and who guards the machine.
	OutwardReaders = append([]regime.Role{regime.SecurityAdmin}, Readers...)
	// Overseers open the register of findings: who inspects, leads or answers for a unit.
	Overseers = []regime.Role{regime.Inspector, regime.OfficeDirector, regime.Head, regime.Deputy, regime.Liaison, regime.DutyOfficer, regime.Handler, regime.Auditor, regime.SystemAdmin}
)

// Reads refuses whoever may not open a register that the roles open.
func Reads(who matter.Actor, roles []regime.Role) error {
	if who.System || slices.ContainsFunc(roles, who.Has) {
		return nil
	}
	return fault.New(fault.Forbidden, "register.role", "您的角色不能查看这一项")
}

// may refuses whoever holds none of the roles. A write token passes with the
// roles of its person: this is work. What a person signs, decides about another's
// work, or administers asks must.
func may(who matter.Actor, roles ...regime.Role) error {
	if who.System || slices.ContainsFunc(roles, who.Has) {
		return nil
	}
	return fault.New(fault.Forbidden, "register.role", "您的角色不能改动这一项")
}

// must is may for a person who is there: no token passes.
func must(who matter.Actor, roles ...regime.Role) error {
	return unless(may(who, roles...), inPerson(who))
}

// inPerson refuses tokens.
func inPerson(who matter.Actor) error {
	if who.Token {
		return fault.New(fault.Forbidden, "act.token", "接口令牌不能签署、批准和管理，请本人登录后办理")
	}
	return nil
}

// holdsIn reports whether a person holds one of the roles in an agency or one of
// its sections, and which.
func holdsIn(who matter.Actor, agencyID string, roles ...regime.Role) (regime.Role, bool) {
	for _, g := range who.Grants {
		for _, r := range roles {
			if g.AgencyID == agencyID && g.Role == r {
				return r, true
			}
		}
	}
	return "", false
}

// mayIn is may in one agency, and returns the role.
func mayIn(who matter.Actor, agencyID string, roles ...regime.Role) (regime.Role, error) {
	role, ok := holdsIn(who, agencyID, roles...)
	if !ok {
		var names []string
		for _, r := range roles {
			names = append(names, r.Title())
		}
		return "", fault.New(fault.Forbidden, "register.role", "由%s本人办理", strings.Join(names, "、"))
	}
	return role, nil
}

// mustIn is must in one agency, and returns the role.
func mustIn(who matter.Actor, agencyID string, roles ...regime.Role) (regime.Role, error) {
	role, err := mayIn(who, agencyID, roles...)
	return role, unless(err, inPerson(who))
}

// mayIn is may in an agency or above it.
func (t *Tree) mayIn(who matter.Actor, agencyID string, roles ...regime.Role) error {
	path := t.ByID[agencyID].Path
	if who.System || path != "" && slices.ContainsFunc(who.Grants, func(g matter.Grant) bool {
		return slices.Contains(roles, g.Role) && (g.AgencyID == agencyID || g.Agency && strings.HasPrefix(path, g.Path))
	}) {
		return nil
	}
	return fault.New(fault.Forbidden, "register.role", "您的角色不能改动这一项")
}

// mustIn is must in an agency or above it.
func (t *Tree) mustIn(who matter.Actor, agencyID string, roles ...regime.Role) error {
	return unless(t.mayIn(who, agencyID, roles...), inPerson(who))
}
