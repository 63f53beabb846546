package desk

import (
	"slices"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

var channelEffects = map[matter.Action]func(*act) error{"plan_release": (*act).planRelease}

// planRelease sets the channels that a draft asks for beside those of its grade.
// It is done while drafting, so that reviewers and approver sign for them too.
func (a *act) planRelease() error {
	var chosen []string
	for _, c := range a.step.In.List("channels") {
		if !slices.Contains(regime.Channels, regime.Channel(c)) {
			return fault.New(fault.Invalid, "plan.channel", "没有渠道「%s」", c).On("channels")
		}
		if !slices.Contains(chosen, c) {
			chosen = append(chosen, c)
		}
	}
	a.detail["channels"] = chosen
	a.text = "发布方案：" + titles(a.reg.ReleaseChannels(a.m.Grade, words(chosen)))
	return a.tx.SetPlan(a.m.ID, chosen)
}

func words(list []string) []regime.Channel {
	out := make([]regime.Channel, len(list))
	for i, w := range list {
		out[i] = regime.Channel(w)
	}
	return out
}

func titles(list []regime.Channel) string {
	text := ""
	for i, c := range list {
		if i > 0 {
			text += "、"
		}
		text += c.Title()
	}
	return text
}

// queue writes the outbox: one line for every channel of the release plan, and
// where a channel has outlets, one for each. All carry one text. Our own pages
// come first; the others are sent when the public site has it. Clause: ANS-5.
func (a *act) queue(version int64, hash, verb, reason string) error {
	chosen, err := a.tx.Plan(a.m.ID)
	if err != nil {
		return err
	}
	before, err := a.tx.Releases(a.m.ID)
	if err != nil {
		return err
	}
	channels := a.reg.ReleaseChannels(a.m.Grade, words(chosen))
	if a.article != nil {
		channels = []regime.Channel{regime.PublicSite, regime.OfficialAccount}
	}
	for _, l := range before {
		if c := regime.Channel(l.Channel); l.State != "superseded" && !slices.Contains(channels, c) {
			channels = append(channels, c)
		}
	}
	at := a.tx.Now // of our own site, which the other channels follow
	if verb != "withdraw" && a.draft.ReleaseAt > a.tx.Ms() {
		at = from(a.draft.ReleaseAt)
	}
	for _, c := range channels {
		lines, err := a.lines(c, verb, before)
		if err != nil {
			return err
		}
		for _, o := range lines {
			o.StatementID, o.Version, o.Hash, o.Channel, o.Verb, o.Reason = a.m.ID, version, hash, string(c), verb, reason
			id, err := a.tx.QueueRelease(o)
			if err != nil {
				return err
			}
			if c == regime.PublicSite {
				if err := a.tx.Enqueue("release", id, map[string]string{"release": id}, at, 20); err != nil {
					return err
				}
			}
		}
	}
	a.detail["channels"] = channels
	return nil
}

// lines returns the lines of one channel. What an outlet got earlier is
// corrected or withdrawn there too, even if the outlet is no longer in use.
func (a *act) lines(c regime.Channel, verb string, before []store.Release) ([]store.Release, error) {
	switch {
	case c.Own():
		return []store.Release{{State: "queued"}}, nil
	case c == regime.OfficialAccount && a.article != nil:
		return a.accountLines(verb, before)
	case !c.Sent():
		return []store.Release{{State: "owed"}}, nil
	}
	var out []store.Release
	add := func(outlet string) {
		if !slices.ContainsFunc(out, func(o store.Release) bool { return o.OutletID == outlet }) {
			out = append(out, store.Release{State: "queued", OutletID: outlet})
		}
	}
	for _, l := range before {
		if l.Channel == string(c) && l.OutletID != "" && l.State != "superseded" {
			add(l.OutletID)
		}
	}
	if verb == "withdraw" {
		return out, nil
	}
	active, err := a.tx.ActiveOutlets(a.m.AgencyID, string(c))
	if err != nil {
		return nil, err
	}
	for _, o := range active {
		add(o.ID)
	}
	if len(out) == 0 {
		out = []store.Release{{State: "owed"}} // a channel of the plan without an outlet: a person carries it
	}
	return out, nil
}

// follow lets the rest of the plan follow once the public site has the text: our
// screens in the same transaction, machines by a job each. Lines of an earlier
// text that did not go out yet will not.
func (a *act) follow(done store.Release) error {
	lines, err := a.tx.Releases(a.m.ID)
	if err != nil {
		return err
	}
	for _, l := range lines {
		same := l.Version == done.Version && l.Verb == done.Verb
		c := regime.Channel(l.Channel)
		switch {
		case c == regime.PublicSite:
		case !same && (l.State == "queued" || l.State == "owed" || l.State == "failed"),
			same && l.State == "owed" && l.Verb == "withdraw" && !reached(l, lines):
			l.State = "superseded"
			err = a.tx.SaveRelease(l)
		case same && l.State == "queued" && c.Own():
			err = a.tx.FinishRelease(l.ID, "/screen")
		case same && l.State == "queued":
			err = a.tx.Enqueue("send", l.ID, map[string]string{"release": l.ID}, a.tx.Now, 100)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
