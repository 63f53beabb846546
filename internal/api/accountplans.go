package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"yingda/internal/desk"
	"yingda/internal/store"
)

// PlanRow is an account with whether it is ready for an emergency.
type PlanRow struct {
	Account     string `json:"account" doc:"number"`
	Name        string `json:"name"`
	Platform    string `json:"platform"`
	Planned     bool   `json:"planned" doc:"false: nobody has written a plan"`
	Running     bool   `json:"running" doc:"an incident or a drill goes on"`
	Coordinator string `json:"coordinator,omitempty"`
	LastAt      string `json:"last_at,omitempty" doc:"of the last drill or incident"`
}

// PlanItem is the plan of an account for the day when it is taken over or defaced.
type PlanItem struct {
	Account      string         `json:"account" doc:"number"`
	Name         string         `json:"name"`
	Coordinator  string         `json:"coordinator"`
	Deputy       string         `json:"deputy"`
	Departments  string         `json:"departments" doc:"who is told, one a line"`
	PlatformLine string         `json:"platform_line,omitempty" doc:"how the platform is reached in an emergency"`
	Note         string         `json:"note,omitempty"`
	Since        string         `json:"since"`
	Incidents    []IncidentItem `json:"incidents" doc:"newest first, at most 100"`
}

// IncidentItem is an emergency of an account, or a drill.
type IncidentItem struct {
	Kind         string     `json:"kind" enum:"hijack,defacement"`
	Drill        bool       `json:"drill"`
	Reason       string     `json:"reason"`
	Began        string     `json:"began_at"`
	Ended        string     `json:"ended_at,omitempty"`
	Minutes      int64      `json:"minutes,omitempty"`
	Participants string     `json:"participants,omitempty"`
	Findings     string     `json:"findings,omitempty"`
	Refused      int64      `json:"refused_callbacks,omitempty" doc:"letters that could not be taken while the keys were lost; platforms repeat"`
	Steps        []StepItem `json:"steps,omitempty" doc:"of what goes on"`
}

// StepItem is one step of an incident.
type StepItem struct {
	Step string `json:"step" enum:"stop,rotate,tell_departments,tell_public,restore"`
	Due  string `json:"due"`
	Done string `json:"done_at,omitempty"`
	Note string `json:"note,omitempty"`
}

// plans serves the emergency plans of accounts. To write one, to raise the alarm and
// to end it is a person's at the desk. Clause: ACC-14.
func (s *server) plans(api huma.API) {
	read(s, api, "list-account-plans", "/api/v1/account-plans", "Open accounts with their plans for emergencies, by number; the alarm is raised at the desk", func(ctx context.Context, in *pageQuery) (paged[PlanRow], error) {
		p, err := in.page()
		if err != nil {
			return paged[PlanRow]{}, err
		}
		if err := s.seen(ctx, desk.PlanReaders); err != nil {
			return paged[PlanRow]{}, err
		}
		tree, err := s.Desk.Tree(ctx)
		if err != nil {
			return paged[PlanRow]{}, err
		}
		rows, err := s.Store.PlannedAccounts(ctx, tree.PlanAgencies(who(ctx)), p.ID, p.N)
		return pageOf(rows, in.Limit, func(a store.PlannedAccount) (int64, string) { return 0, a.Number }, func(a store.PlannedAccount) PlanRow {
			return PlanRow{a.Number, a.Name, a.Platform, a.PlannedAt != 0, a.Running, a.Coordinator, when(a.LastAt)}
		}), err
	})
	read(s, api, "get-account-plan", "/api/v1/accounts/{number}/plan", "The plan of one account, with its drills and incidents", s.plan)
}

func (s *server) plan(ctx context.Context, in *numberPath) (PlanItem, error) {
	if err := s.seen(ctx, desk.PlanReaders); err != nil {
		return PlanItem{}, err
	}
	a, err := s.Desk.PlannedAccount(ctx, who(ctx), in.Number)
	if err != nil {
		return PlanItem{}, err
	}
	l, err := s.Store.AccountPlan(ctx, a.ID)
	if err != nil {
		return PlanItem{}, err
	}
	out := PlanItem{Account: a.Number, Name: a.Name, Coordinator: l.Coordinator, Deputy: l.Deputy, Departments: l.Departments, PlatformLine: l.PlatformLine, Note: l.Note, Since: when(l.At), Incidents: []IncidentItem{}}
	past, err := s.Store.Incidents(ctx, a.ID)
	if err != nil {
		return out, err
	}
	for _, i := range past {
		one := IncidentItem{Kind: i.Kind, Drill: i.Drill, Reason: i.Reason, Began: when(i.BeganAt), Ended: when(i.EndedAt), Minutes: i.Minutes, Participants: i.Participants, Findings: i.Findings, Refused: i.Refused}
		if i.EndedAt == 0 {
			steps, err := s.Store.IncidentSteps(ctx, i.ID)
			if err != nil {
				return out, err
			}
			one.Steps = listOf(steps, func(x store.IncidentStep) StepItem { return StepItem{x.Step, when(x.DueAt), when(x.DoneAt), x.Note} }).Items
		}
		out.Incidents = append(out.Incidents, one)
	}
	return out, nil
}
