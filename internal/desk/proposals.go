package desk

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// TopicApprovers let a topic's new rule run, never one of their own. Clause: LIS-3.
var TopicApprovers = []regime.Role{regime.OfficeDirector, regime.Liaison, regime.DutyOfficer, regime.Head, regime.Deputy}

// ProposeTopic keeps a new topic (Version 0) or the next version of one until a
// second person approves it. A topic is about the agency's own work: it names
// terms of the duties of its units, and the rule holds one of them. Faults:
// register.role, topic.title, rule faults of match.Parse on "rule", topic.terms,
// topic.term_unknown, topic.rule_without_term, topic.person, topic.personal,
// topic.account, topic.unit, topic.threshold, topic.unknown, version.stale,
// proposal.reason. Clause: LIS-3.
func (d *Desk) ProposeTopic(ctx context.Context, who matter.Actor, t store.Topic, reason string) (store.TopicProposal, error) {
	p := store.TopicProposal{Reason: strings.TrimSpace(reason), AuthorID: who.ID}
	if !who.System && !slices.ContainsFunc(Curators, who.Has) { // a token may propose: a person approves
		return p, must(who, Curators...)
	}
	if utf8.RuneCountInString(p.Reason) > 200 {
		return p, fault.New(fault.Invalid, "proposal.reason", "改动说明最多 200 个字").On("reason")
	}
	if err := d.beginsFrom(ctx, &t); err != nil {
		return p, err
	}
	if err := d.checkTopic(ctx, &t); err != nil {
		return p, err
	}
	p.Topic = t
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.ProposeTopic(&p); err != nil {
			return err
		}
		tx.Audit(entry(who, Curators, "topic.proposed", p.Topic.ID, map[string]any{"proposal": p.ID, "version": t.Version, "rule": t.Rule, "terms": t.Terms, "reason": p.Reason}))
		return nil
	})
	return p, err
}

// beginsFrom refuses a proposal that was written against an older version.
func (d *Desk) beginsFrom(ctx context.Context, t *store.Topic) error {
	if t.Version == 0 {
		t.ID = ""
		return nil
	}
	now, err := d.store.Topic(ctx, t.ID)
	if err != nil {
		return err
	}
	if now.Version != t.Version {
		return fault.New(fault.Conflict, "version.stale", "这个主题在您打开之后已被他人改动，请刷新后再改")
	}
	t.Article = now.Article
	return nil
}

// ApproveTopic lets a proposal run from the next post on and says so on the
// public ledger. Whoever wrote it cannot approve it. Faults: register.role,
// proposal.own, proposal.settled, proposal.unknown, version.stale, and those of
// ProposeTopic, for duties and office-holders may have changed. Clause: LIS-3.
func (d *Desk) ApproveTopic(ctx context.Context, who matter.Actor, id, note string) (store.Topic, error) {
	p, err := d.waitingProposal(ctx, who, id, TopicApprovers)
	if err != nil {
		return store.Topic{}, err
	}
	if p.AuthorID == who.ID {
		return store.Topic{}, fault.New(fault.Forbidden, "proposal.own", "自己提出的规则要由另一人审定")
	}
	t := p.Topic
	if err := d.checkTopic(ctx, &t); err != nil {
		return t, err
	}
	action := "topic.changed"
	if t.Version == 0 {
		action = "topic.added"
	}
	t.UpdatedBy, t.ApprovedBy = p.AuthorID, who.ID
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.DecideProposal(id, "approved", who.ID, strings.TrimSpace(note)); err != nil {
			return err
		}
		if err := tx.SaveTopic(&t); err != nil {
			return err
		}
		tx.Audit(entry(who, TopicApprovers, action, t.ID, map[string]any{"proposal": id, "author": p.AuthorID, "version": t.Version, "rule": t.Rule, "terms": t.Terms, "unit": t.UnitID, "posts": t.Posts, "sources": t.Sources, "active": t.Active}))
		tx.Publish(action, t.ID, store.Digest(t.Title+"\n"+t.Rule))
		return nil
	})
	return t, err
}

// ReturnTopic sends a proposal back with a reason. Faults: register.role,
// proposal.note, proposal.settled, proposal.unknown.
func (d *Desk) ReturnTopic(ctx context.Context, who matter.Actor, id, note string) error {
	p, err := d.waitingProposal(ctx, who, id, TopicApprovers)
	if err != nil {
		return err
	}
	if note = strings.TrimSpace(note); note == "" {
		return fault.New(fault.Invalid, "proposal.note", "退回要写明原因").On("note")
	}
	return d.settleProposal(ctx, who, p, "returned", note)
}

// WithdrawTopic takes one's own proposal back. Faults: proposal.not_own,
// proposal.settled, proposal.unknown.
func (d *Desk) WithdrawTopic(ctx context.Context, who matter.Actor, id string) error {
	p, err := d.waitingProposal(ctx, who, id, Curators)
	if err != nil {
		return err
	}
	if p.AuthorID != who.ID {
		return fault.New(fault.Forbidden, "proposal.not_own", "只有提出的人能撤回")
	}
	return d.settleProposal(ctx, who, p, "withdrawn", "")
}

// waitingProposal returns a proposal that is not settled, for whoever holds a role.
func (d *Desk) waitingProposal(ctx context.Context, who matter.Actor, id string, roles []regime.Role) (store.TopicProposal, error) {
	if err := must(who, roles...); err != nil {
		return store.TopicProposal{}, err
	}
	p, err := d.store.TopicProposal(ctx, id)
	if err == nil && p.State != "waiting" {
		err = fault.New(fault.Conflict, "proposal.settled", "这份申请已经有了结果，请刷新页面")
	}
	return p, err
}

func (d *Desk) settleProposal(ctx context.Context, who matter.Actor, p store.TopicProposal, state, note string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.DecideProposal(p.ID, state, who.ID, note); err != nil {
			return err
		}
		tx.Audit(entry(who, TopicApprovers, "topic."+state, p.Topic.ID, map[string]any{"proposal": p.ID, "note": note}))
		return nil
	})
}
