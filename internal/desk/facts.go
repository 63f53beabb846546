package desk

import (
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// load gathers what the guards of a matter read, inside the transaction.
func (d *Desk) load(tx *store.Tx, tree *Tree, who matter.Actor, m *matter.Matter) (*act, error) {
	reg, err := d.Regime(tx.Context(), m.RegimeID)
	if err != nil {
		return nil, err
	}
	if err := tx.Rehearse(func() { d.rehearse(tx, tree, who, *m, reg) }); err != nil {
		return nil, err
	}
	a := &act{Desk: d, tx: tx, who: who, m: m, reg: reg, tree: tree}
	return a, a.gather()
}

// rehearse reads what load will read and what finish will read at the end.
func (d *Desk) rehearse(tx *store.Tx, tree *Tree, who matter.Actor, m matter.Matter, reg *regime.Regime) {
	a := &act{Desk: d, tx: tx, who: who, m: &m, reg: reg, tree: tree}
	_ = a.gather() // of empty rows
	_, _ = tx.NextDue(m.ID)
	_, _ = tx.Clocks(m.ID)
	tx.RehearseSight(&m)
}

// gather reads the facts.
func (a *act) gather() (err error) {
	owner := a.m.Owner()
	a.facts.Agency, a.facts.AgencyPath = a.m.AgencyID, a.tree.ByID[a.m.AgencyID].Path
	if a.facts.Units, err = a.tx.Parts(owner); err != nil {
		return err
	}
	switch a.m.Kind {
	case regime.Statement:
		return a.loadStatement()
	case regime.Message:
		return a.loadMessage()
	}
	if a.m.Kind == regime.AccountFiling {
		return a.loadFiling()
	}
	return a.loadConcern()
}

func (a *act) loadConcern() error {
	c, err := a.tx.Concern(a.m.ID)
	if err != nil {
		return err
	}
	a.concern = &c
	n, err := a.tx.ConcernCounts(a.m.ID)
	if err != nil {
		return err
	}
	s, err := a.tx.StatementCounts(a.m.ID, "")
	if err != nil {
		return err
	}
	a.facts.FactCount, a.facts.OpenTasks = n.Facts, n.OpenTasks
	a.facts.Statements, a.facts.Published, a.facts.Pending = s.Begun, s.Published, s.Pending
	if a.made, err = a.tx.DocumentKinds(a.m.ID); err != nil {
		return err
	}
	a.facts.NoAnswer, a.facts.AfterAction = a.made[regime.NoAnswerNote], a.made[regime.AfterActionReport]
	lower, err := a.tx.OpenDowngrade(a.m.ID)
	if err != nil {
		return err
	}
	a.facts.Grade, a.facts.Lowering, a.facts.LoweringBy = a.m.Grade, lower.Grade, lower.ProposedBy
	if err := a.loadHandBacks(); err != nil {
		return err
	}
	if err := a.loadStarts(); err != nil {
		return err
	}
	a.facts.NeedsReview = a.m.Grade.Rank() >= regime.Major.Rank()
	if a.facts.ToReceive, err = a.tx.Unreceived(a.m.ID, regime.DispatchNote); err != nil {
		return err
	}
	if err := a.loadOwed(); err != nil {
		return err
	}
	if err := a.loadWork(); err != nil {
		return err
	}
	if err := a.loadGroup(); err != nil {
		return err
	}
	if a.facts.Snoozed, err = a.tx.Snoozed(a.m.ID); err != nil {
		return err
	}
	return a.loadFollow()
}

func (a *act) loadStatement() error {
	s, err := a.tx.Statement(a.m.ID)
	if err != nil {
		return err
	}
	a.draft = &s
	texts, err := a.tx.Texts(a.m.ID)
	if err != nil {
		return err
	}
	a.loadText(texts)
	signed, err := a.tx.Signatures(a.m.ID)
	if err != nil {
		return err
	}
	a.loadChain(signed)
	a.facts.HasPublic = s.PublicVersion > 0
	if err := a.loadRivals(); err != nil {
		return err
	}
	if err := a.loadConfirmations(); err != nil {
		return err
	}
	if err := a.loadArticle(texts); err != nil {
		return err
	}
	if a.m.State == matter.Approving && s.ConcernID != "" {
		if a.facts.TipWaits, err = a.tx.TipWaits(s.ConcernID); err != nil {
			return err
		}
	}
	return a.loadProof(texts)
}

// loadText reads drafters, slots and whether there is anything new. A drafter is
// whoever wrote a version since the last public one, and who began the draft.
func (a *act) loadText(texts []store.Text) {
	a.facts.Drafters = []string{a.draft.DrafterID}
	a.facts.Empty = true
	var public, present string
	for _, x := range texts {
		if x.Version > a.draft.PublicVersion {
			a.facts.Drafters = append(a.facts.Drafters, x.AuthorID)
		}
		if x.Version == a.draft.Version {
			a.facts.Empty = x.Title == "" || x.Body == ""
			a.facts.OpenSlots = a.slots(x)
			present = x.Hash
		}
		if x.Version == a.draft.PublicVersion {
			public = x.Hash
		}
	}
	a.facts.Unchanged = public != "" && public == present
}

// slots names the slots that are still open in a text, in the template's words.
func (a *act) slots(x store.Text) []string {
	var out []string
	for _, id := range regime.SlotsIn(x.Title + "\n" + x.Body) {
		out = append(out, a.reg.SlotTitle(a.draft.TemplateID, id))
	}
	return out
}

// loadChain works out which gates are still open for the present text.
func (a *act) loadChain(signatures []store.Signature) {
	chain := matter.ChainOf(a.reg, *a.m)
	a.facts.Ordered, a.facts.OneEach = chain.Ordered, chain.OneEach
	a.facts.Approvers = chain.Approvers
	if at := a.tree.Approving(chain, a.m.AgencyID); at != a.m.AgencyID {
		a.facts.Above = at
	}
	a.facts.Paper = chain.Level == "above" && a.facts.Above == ""
	a.facts.GateRoles, a.facts.GateChecks = map[regime.Gate][]regime.Role{}, map[regime.Gate][]string{}
	a.facts.Signed = map[string][]string{}
	done := map[string]bool{}
	for _, g := range signatures {
		if g.VoidAt == 0 && g.Version == a.draft.Version && g.Hash == a.draft.Hash && g.Gate != approval {
			done[g.Gate] = true
			a.facts.Signed[g.PersonID] = append(a.facts.Signed[g.PersonID], g.Gate)
		}
	}
	for _, g := range chain.Gates {
		a.facts.GateRoles[g.Gate], a.facts.GateChecks[g.Gate] = g.Signers, g.Checks
		if !done[string(g.Gate)] {
			a.facts.OpenGates = append(a.facts.OpenGates, g.Gate)
		}
	}
}

// approval is the gate under which an approval is stored among the signatures.
const approval = "approve"
