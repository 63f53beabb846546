package report

import (
	"cmp"
	"slices"
	"time"

	"yingda/internal/deadline"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

func (g *gatherer) concern() error {
	c, err := g.store.Concern(g.ctx, g.m.ID)
	if err != nil {
		return err
	}
	g.d.DetectedAt, g.d.Reason, g.d.MorePosts = stamp(c.DetectedAt), c.Reason, c.Posts
	if c.Outcome != "" {
		g.d.Outcome = g.reg.OutcomeTitle(c.Outcome)
	}
	return nil
}

func (g *gatherer) units() error {
	parts, err := g.store.Parts(g.ctx, g.m.ID)
	if err != nil {
		return err
	}
	g.d.Units = []DossierPart{}
	for _, part := range []matter.Part{matter.Lead, matter.Assisting, matter.Confirming, matter.Sender} {
		for _, u := range g.tree.Units {
			if parts[u.ID] == part {
				g.d.Units = append(g.d.Units, DossierPart{u.Name, string(part)})
			}
		}
	}
	return nil
}

func (g *gatherer) posts() error {
	list, err := g.store.DeskPosts(g.ctx, g.m.ID, "confirmed", dossierPosts)
	if err != nil {
		return err
	}
	g.d.Posts = []DossierPost{}
	for _, p := range list {
		g.d.Posts = append(g.d.Posts, DossierPost{Source: p.Source, URL: p.URL, Title: p.Title, Text: p.Text, PublishedAt: stamp(p.PublishedAt), Why: p.Reasons})
	}
	g.d.MorePosts = max(0, g.d.MorePosts-int64(len(list)))
	return nil
}

func (g *gatherer) clocks() error {
	list, err := g.store.Clocks(g.ctx, g.m.ID)
	if err != nil {
		return err
	}
	g.d.Clocks = []DossierClock{}
	for _, k := range list {
		g.d.Clocks = append(g.d.Clocks, DossierClock{
			Title: k.Title, Article: k.Article, OwnReading: k.OwnReading, From: stamp(k.FromAt), Within: k.Within, Due: stamp(k.DueAt), State: k.State, MetAt: stamp(k.MetAt),
			OwedBy: g.reg.RoleTitle(regime.Role(k.OwedBy)), OwedTo: k.OwedTo, Steps: append([]string{}, k.Steps...),
		})
	}
	return nil
}

func (g *gatherer) facts() error {
	list, err := g.store.Facts(g.ctx, g.m.ID)
	if err != nil {
		return err
	}
	g.d.Facts = []DossierFact{}
	for _, f := range list {
		g.d.Facts = append(g.d.Facts, DossierFact{Claim: f.Claim, Finding: f.Finding, Verdict: matter.VerdictTitles[f.Verdict], Evidence: f.Evidence, By: g.names[f.AuthorID], At: stamp(f.At)})
	}
	return nil
}

func (g *gatherer) documents() error {
	list, err := g.store.Documents(g.ctx, g.m.ID)
	if err != nil {
		return err
	}
	g.d.Documents = []DossierDocument{}
	for _, x := range list {
		g.d.Documents = append(g.d.Documents, DossierDocument{
			Kind: string(x.Kind), Title: x.Title, Body: x.Body, Internal: x.Internal, By: g.names[x.AuthorID], At: stamp(x.At), To: g.tree.Name(x.ToUnit), ReceivedAt: stamp(x.ReceivedAt), ReceivedBy: cmp.Or(g.names[x.ReceivedBy], x.ReceivedAs), WithdrawnAt: stamp(x.WithdrawnAt),
		})
	}
	return nil
}

func (g *gatherer) statements() error {
	list, err := g.store.StatementsOf(g.ctx, g.m.ID)
	if err != nil {
		return err
	}
	g.d.Statements = []DossierStatement{}
	for _, m := range list {
		s, err := g.statement(m)
		if err != nil {
			return err
		}
		g.d.Statements = append(g.d.Statements, s)
	}
	return nil
}

func (g *gatherer) statement(m matter.Matter) (DossierStatement, error) {
	s := DossierStatement{Number: m.Number, Title: m.Title, State: matter.Titles[m.State], Versions: []DossierText{}, Signatures: []DossierSignature{}, Releases: []DossierRelease{}}
	texts, err := g.store.Texts(g.ctx, m.ID)
	if err != nil {
		return s, err
	}
	for _, x := range texts {
		s.Versions = append(s.Versions, DossierText{Version: x.Version, Title: x.Title, Text: x.Body, Hash: x.Hash, By: g.names[x.AuthorID], At: stamp(x.At)})
	}
	signed, err := g.store.Signatures(g.ctx, m.ID)
	if err != nil {
		return s, err
	}
	for _, x := range signed {
		gate := "批准发布"
		if slices.Contains(regime.Gates, regime.Gate(x.Gate)) {
			gate = g.reg.GateTitle(regime.Gate(x.Gate))
		}
		s.Signatures = append(s.Signatures, DossierSignature{Gate: gate, Version: x.Version, Hash: x.Hash, By: g.names[x.PersonID], Role: g.reg.RoleTitle(regime.Role(x.Role)), Note: x.Note, At: stamp(x.At), VoidAt: stamp(x.VoidAt), Paper: paperOf(x.Paper)})
	}
	out, err := g.store.Releases(g.ctx, m.ID)
	if err != nil {
		return s, err
	}
	for _, x := range out {
		s.Releases = append(s.Releases, DossierRelease{Channel: regime.Channel(x.Channel).Title(), Verb: x.Verb, Version: x.Version, State: x.State, Address: x.Address, Reason: x.Reason, At: stamp(x.DoneAt)})
	}
	s.Confirmations, err = g.confirmations(m.ID)
	return s, err
}

func paperOf(p store.ApprovalPaper) *DossierPaper {
	if p.Number == "" {
		return nil
	}
	return &DossierPaper{p.Issuer, p.Number, time.UnixMilli(p.At).In(deadline.Zone).Format(time.DateOnly), p.Name, p.Hash}
}

func (g *gatherer) timeline() error {
	list, err := g.store.Events(g.ctx, g.m.ID)
	if err != nil {
		return err
	}
	g.d.Timeline = []DossierEvent{}
	for _, e := range slices.Backward(list) {
		g.d.Timeline = append(g.d.Timeline, DossierEvent{At: stamp(e.At), Who: e.Actor, Role: g.reg.RoleTitle(regime.Role(e.Role)), What: regime.Event(e.Word).Title(), Text: e.Text})
	}
	return nil
}

func (g *gatherer) audit() error {
	list, err := g.store.AuditEntries(g.ctx, store.AuditFilter{Object: g.m.Number}, 5000)
	if err != nil {
		return err
	}
	g.d.Audit = []DossierEntry{}
	for _, e := range list {
		g.d.Audit = append(g.d.Audit, DossierEntry{Seq: e.Seq, At: stamp(e.At), Action: e.Action, Hash: e.Hash})
	}
	return nil
}
