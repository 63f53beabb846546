package desk

import (
	"context"
	"encoding/json"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Proposal (建议) is what the judging steps propose for a new concern. A person
// confirms or changes each part.
type Proposal struct {
	Grade       regime.Grade `json:"grade"`
	GradeWhy    []string     `json:"grade_why"`
	Need        regime.Need  `json:"need"`
	NeedWhy     []string     `json:"need_why"`
	UnitID      string       `json:"unit"`
	UnitWhy     []string     `json:"unit_why"`
	Alternative string       `json:"alternative,omitempty"` // a second unit
	NeedBy      Sorted       `json:"need_by"`
	UnitBy      Sorted       `json:"unit_by"`
	Taken       bool         `json:"taken,omitempty"` // a person took a suggestion: it is not made again
}

// Opening is a concern to be opened. An empty UnitID means the office.
type Opening struct {
	AgencyID  string
	Title     string
	Summary   string
	TopicID   string
	ClusterID string // the group of posts, "" when a person opens without one
	Posts     int64
	Sources   int64
	Proposal  Proposal
}

// Open opens a concern by a person and returns its number.
func (d *Desk) Open(ctx context.Context, who matter.Actor, o Opening) (string, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return "", err
	}
	if !MayOpen(who) {
		return "", fault.New(fault.Forbidden, "act.role", "立项由值班员、联络员、办公室主任或承办人办理")
	}
	o.Title = strings.TrimSpace(o.Title)
	if o.Title == "" {
		return "", fault.New(fault.Invalid, "input.missing", "缺少「标题」").On("title")
	}
	if o.AgencyID == "" {
		o.AgencyID = tree.ByID[who.UnitID].AgencyID
	}
	number := ""
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		if err := d.Suggest(tx, tree, o.AgencyID, o.Title, Readable([]string{o.Summary}), &o.Proposal); err != nil {
			return err
		}
		if number, err = d.OpenIn(tx, tree, who, o); err != nil {
			return err
		}
		return tx.IndexText(store.KindConcern, number, tx.Ms(), o.Title, o.Summary)
	})
	return number, err
}

// MayOpen reports whether a person may open a concern by hand.
func MayOpen(who matter.Actor) bool {
	for _, r := range []regime.Role{regime.DutyOfficer, regime.Liaison, regime.OfficeDirector, regime.Handler} {
		if who.Has(r) {
			return true
		}
	}
	return false
}

// OpenIn opens a concern inside a transaction: the matter in state new, its
// proposal, its group of posts and the clocks that detection begins. The instant
// of the transaction is the detection.
func (d *Desk) OpenIn(tx *store.Tx, tree *Tree, who matter.Actor, o Opening) (string, error) {
	regimeID, err := tx.Governing(o.AgencyID, regime.Concern)
	if err != nil {
		return "", err
	}
	reg, err := d.Regime(tx.Context(), regimeID)
	if err != nil {
		return "", err
	}
	number, err := tx.NextNumber(regime.Concern)
	if err != nil {
		return "", err
	}
	// A new concern is the office's until a person confirms its unit.
	m := matter.Matter{
		ID: store.NewID(tx.Now), Kind: regime.Concern, Number: number, AgencyID: o.AgencyID, UnitID: tree.Office(o.AgencyID).ID, State: matter.New, Version: 1, RegimeID: regimeID,
		Title: o.Title, Summary: o.Summary, Need: o.Proposal.Need, OpenedAt: tx.Ms(), NextDue: store.Never,
	}
	if err := tx.InsertMatter(m); err != nil {
		return "", err
	}
	raw, err := json.Marshal(o.Proposal)
	if err != nil {
		return "", err
	}
	c := store.Concern{ID: m.ID, TopicID: o.TopicID, DetectedAt: tx.Ms(), Proposal: string(raw), Posts: o.Posts, Sources: o.Sources, OpenedBy: who.ID}
	if err := tx.InsertConcern(c); err != nil {
		return "", err
	}
	if o.ClusterID != "" {
		if err := tx.ClusterOpened(o.ClusterID, m.ID); err != nil {
			return "", err
		}
	}
	a := &act{
		Desk: d, tx: tx, who: who, m: &m, reg: reg, tree: tree, concern: &c, text: o.Title, detail: map[string]any{"posts": o.Posts, "sources": o.Sources},
		step: matter.Step{Row: matter.Row{Kind: regime.Concern, Action: "open", Emits: regime.ConcernDetected}, To: matter.New},
	}
	if err := tx.NotifyOf(store.EventNew, a.agencyUnits(), []regime.Role{regime.DutyOfficer, regime.OfficeDirector}, m.ID, o.Proposal.Grade, "新的关切："+o.Title); err != nil {
		return "", err
	}
	return number, a.finish()
}
