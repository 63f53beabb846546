package app

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"yingda/internal/demo"
	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// act carries out one step. A step that was done before a kill, and not counted,
// is refused as out of state and passed over.
func (p *player) act(ctx context.Context, a demo.Act, resumed bool) error {
	p.at(a.Time)
	err := p.step(ctx, a)
	if resumed && (fault.KindOf(err) == fault.Conflict || fault.KindOf(err) == fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	ids, err := p.store.QueuedJobs(ctx, "release")
	if err != nil {
		return err
	}
	for _, id := range ids {
		p.at(a.Time.Add(time.Second))
		if err := p.desk.Release(ctx, id); err != nil {
			return err
		}
	}
	return p.handOver(ctx)
}

// statementActions are done on the concern's statement, not on the concern.
var statementActions = []matter.Action{"save", "submit", "sign", "return", "approve", "correct", "cancel_correction", "withdraw", "drop"}

func (p *player) step(ctx context.Context, a demo.Act) error {
	person, err := p.store.PersonBy(ctx, "login", a.Who)
	if err != nil {
		return err
	}
	who, err := p.auth.Actor(ctx, person.ID)
	if err != nil {
		return err
	}
	number, err := p.concern(ctx, a.Concern)
	if err != nil {
		return err
	}
	if slices.Contains(statementActions, a.Do) {
		if number, err = p.store.NewestStatement(ctx, number); err != nil {
			return err
		}
	}
	in := map[string]any{}
	for k, v := range a.In {
		in[k] = v
	}
	p.mend(in, a)
	if a.Do == "complete_task" {
		m, err := p.store.Matter(ctx, number)
		if err != nil {
			return err
		}
		tasks, err := p.store.Tasks(ctx, m.ID)
		if err != nil {
			return err
		}
		for _, t := range tasks {
			if t.Title == p.tasks[a.Task] && t.DoneAt == 0 {
				in["task"] = t.ID
			}
		}
	}
	p.named(a)
	m, err := p.store.Matter(ctx, number)
	if err != nil {
		return err
	}
	if err := p.measure(ctx, m.ID, in); err != nil {
		return err
	}
	if a.Do == "sign" {
		if err := p.tick(ctx, m, in); err != nil {
			return err
		}
	}
	if _, err = p.desk.Act(ctx, who, desk.Input{Matter: number, Version: m.Version, Action: a.Do, Input: in}); err != nil || a.Do != "receive" {
		return err
	}
	return p.acknowledge(ctx, number, a.Time)
}

// named keeps the title of a task by its name in the history.
func (p *player) named(a demo.Act) {
	if a.Do == "assign_task" {
		p.tasks[a.Task], _ = a.In["title"].(string) // texts, as the loader has checked
	}
}

// measure puts the id of a measure in the place of its title, by which the history
// names it.
func (p *player) measure(ctx context.Context, matterID string, in map[string]any) error {
	title, ok := in["measure"].(string)
	if !ok {
		return nil
	}
	list, err := p.store.Measures(ctx, matterID)
	i := slices.IndexFunc(list, func(x store.Measure) bool { return x.Title == title })
	if err != nil || i < 0 {
		return errors.Join(err, errors.New("no measure "+title))
	}
	in["measure"] = list[i].ID
	return nil
}

// tick lets the signer go through every point of the gate's checklist.
func (p *player) tick(ctx context.Context, m matter.Matter, in map[string]any) error {
	reg, err := p.desk.Regime(ctx, m.RegimeID)
	if err != nil {
		return err
	}
	chain := matter.ChainOf(reg, m)
	gate, _ := in["gate"].(string) // a text, as the loader has checked
	rule, _ := chain.Gate(regime.Gate(gate))
	var checks []string
	for i := range rule.Checks {
		checks = append(checks, strconv.Itoa(i+1))
	}
	in["checks"] = checks
	return nil
}

// acknowledge lets the assisting units receive their notes, each by one of its
// own people, right after the lead did.
func (p *player) acknowledge(ctx context.Context, number string, at time.Time) error {
	for i, one := range p.sample.Agency.People {
		person, err := p.store.PersonBy(ctx, "login", one.Login)
		if err != nil {
			return err
		}
		who, err := p.auth.Actor(ctx, person.ID)
		if err != nil {
			return err
		}
		m, offers, err := p.desk.Offers(ctx, who, number)
		if fault.KindOf(err) == fault.NotFound && err != nil {
			continue // does not see the concern
		}
		if err != nil {
			return err
		}
		for _, o := range offers {
			if o.Row.Action != "acknowledge" || len(o.Lacks) > 0 {
				continue
			}
			p.at(at.Add(time.Duration(i+1) * time.Second))
			if _, err := p.desk.Act(ctx, who, desk.Input{Matter: number, Version: m.Version, Action: "acknowledge"}); err != nil {
				return err
			}
		}
	}
	return nil
}

// mend turns the sample's own names of units into those of the store, where the
// codes are the same.
func (p *player) mend(in map[string]any, _ demo.Act) {
	if list, ok := in["assisting"].([]any); ok && len(list) == 0 {
		delete(in, "assisting")
	}
}

// concern finds the concern that holds most posts of one of the sample's
// matters. Where too few posts were alike to pass the threshold by themselves,
// the duty officer opens it by hand and joins the posts, as people do.
func (p *player) concern(ctx context.Context, key string) (string, error) {
	var urls []string
	for _, one := range p.sample.Posts {
		if one.Matter == key {
			source, _ := p.sample.Source(one.Source)
			urls = append(urls, source.Address(one))
		}
	}
	number, err := p.store.ConcernOfPosts(ctx, urls)
	if err != nil || number != "" {
		return number, err
	}
	return p.openByHand(ctx, key, urls)
}

func (p *player) openByHand(ctx context.Context, key string, urls []string) (string, error) {
	posts, cluster, err := p.store.LargestCluster(ctx, urls)
	if err != nil {
		return "", err
	}
	if len(posts) == 0 {
		return "", errors.New("no post has come in about " + key)
	}
	person, err := p.store.PersonBy(ctx, "login", p.sample.Agency.Duty.Rotation[0])
	if err != nil {
		return "", err
	}
	who, err := p.auth.Actor(ctx, person.ID)
	if err != nil {
		return "", err
	}
	about, _ := p.sample.Matter(key)
	number, err := p.desk.Open(ctx, who, desk.Opening{Title: about.Title, TopicID: about.Topic, ClusterID: cluster, Proposal: desk.Proposal{Need: about.Need}})
	if err != nil {
		return "", err
	}
	m, err := p.store.Matter(ctx, number)
	if err != nil {
		return "", err
	}
	_, err = p.desk.Act(ctx, who, desk.Input{Matter: number, Version: m.Version, Action: "join_post", Input: map[string]any{"posts": posts, "reason": "反映的是同一件事"}})
	return number, err
}
