package desk

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"yingda/internal/classify"
	"yingda/internal/fault"
	"yingda/internal/fold"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// What kind a message is (来件种类) is proposed by rules of the beginning, and by a
// model once people have sorted FewSorted messages; a person decides.
// Clause: MSG-2.

// messageKindOf turns a need that the rules know into a kind of message.
func messageKindOf(need string) string {
	switch regime.Need(need) {
	case regime.Difficulty, regime.Criticism:
		return string(regime.Complaint)
	}
	if slices.Contains(regime.MessageNeeds, regime.Need(need)) {
		return need
	}
	return ""
}

// failing are words that say of a thing or a service that it does not work.
var failing = strings.Fields("收不到 打不开 登不上 登录不了 查不到 找不到 用不了 交不了 上不去 进不去 过不去 预约不上 约不到 取不到 没反应 没有反应 坏了 失灵 报错 系统异常 闪退 没到账 没有到账")

// asking is a question mark that is not part of an address.
var asking = regexp.MustCompile(`\?(?:[^a-z0-9_]|$)`)

// kindByRule proposes the kind of a message by the rules: by what it says it is, else
// by a question in it, else by something that it says does not work.
func kindByRule(title, text string) (Sorted, []string) {
	if need, why := classify.Startup(title, text); messageKindOf(need) != "" {
		return ruled(messageKindOf(need)), why
	}
	text = fold.String(text)
	if asking.MatchString(text) {
		return ruled(string(regime.Question)), []string{"正文有问句"}
	}
	for _, w := range failing {
		if strings.Contains(text, w) {
			return ruled(string(regime.Complaint)), []string{"正文出现“" + w + "”"}
		}
	}
	return ruled(""), nil
}

// kindOfMessage proposes the kind of a message.
func (d *Desk) kindOfMessage(tx *store.Tx, agencyID, title, text string) (Sorted, []string, error) {
	m, err := d.learnedModel(tx, agencyID, store.TargetKind)
	if err != nil {
		return Sorted{}, nil, err
	}
	text = Readable([]string{text})
	if m == nil {
		by, why := kindByRule(title, text)
		return by, why, nil
	}
	by := m.sort(title, text, func(v string) bool { return slices.Contains(regime.MessageNeeds, regime.Need(v)) })
	if !by.Spoke {
		return by, nil, nil
	}
	return by, []string{by.why()}, nil
}

// KindProposal returns what kind a message that nobody sorted seems to be, with
// the reasons; nothing is proposed where the model is silent. Its caller has been
// let in to the message.
func (d *Desk) KindProposal(ctx context.Context, m matter.Matter) (by Sorted, why []string, err error) {
	if m.Kind != regime.Message || m.State != matter.Arrived {
		return Sorted{}, nil, nil
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		by, why, err = d.kindOfMessage(tx, m.AgencyID, m.Title, m.Summary)
		return err
	})
	return by, why, err
}

// recordKind keeps what was proposed of a message beside what a person decided.
func (a *act) recordKind() error {
	by, _, err := a.kindOfMessage(a.tx, a.m.AgencyID, a.m.Title, a.m.Summary)
	if err != nil {
		return err
	}
	s := store.Sorting{MatterID: a.m.ID, AgencyID: a.m.AgencyID, Target: store.TargetKind, Model: by.Model, Spoke: by.Spoke, Decided: string(a.m.Need)}
	if len(by.Choices) > 0 {
		s.Proposed, s.Confidence = by.Choices[0].Value, by.Choices[0].Confidence
	}
	if len(by.Choices) > 1 {
		s.Second = by.Choices[1].Value
	}
	return a.tx.Sorted(s)
}

// LearnKinds trains the model of kinds of messages where it is time: at the first
// FewSorted sorted messages, after ManyCorrections, and daily if there is news.
func (d *Desk) LearnKinds(ctx context.Context) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	for _, u := range tree.Units {
		if u.Kind != "agency" {
			continue
		}
		if err := d.learnKinds(ctx, u.ID); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) learnKinds(ctx context.Context, agency string) error {
	have, err := d.store.Classifiers(ctx, agency, store.TargetKind, 1)
	if err != nil {
		return err
	}
	since := int64(0)
	if len(have) > 0 {
		since = have[0].TrainedAt + 1
	}
	news, err := d.store.Sortings(ctx, agency, store.TargetKind, since)
	if err != nil || len(have) == 0 && len(news) < FewSorted || len(news) == 0 {
		return err
	}
	corrected := 0
	for _, s := range news {
		if s.Proposed != s.Decided {
			corrected++
		}
	}
	if len(have) > 0 && corrected < ManyCorrections && news[0].At-have[0].TrainedAt < learnDaily.Milliseconds() {
		return nil
	}
	var list []example
	err = d.store.View(ctx, func(tx *store.Tx) error {
		sorted, err := tx.SortedMessages(agency, learnMost)
		for _, m := range sorted {
			list = append(list, example{classify.Example{Title: m.Title, Text: Readable([]string{m.Summary}), Label: m.Need.Title()}, string(m.Need)})
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := d.train(ctx, agency, store.TargetKind, matter.SystemActor.ID, list); err != nil && fault.KindOf(err) != fault.Invalid {
		return err
	}
	return nil
}
