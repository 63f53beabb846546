package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"yingda/internal/classify"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

const (
	// FewSorted (起步件数) is how many sorted matters a model needs; rules serve
	// until there are so many.
	FewSorted = 200
	// ManyCorrections is after how many corrections a model learns again at once.
	ManyCorrections = 20

	learnMost   = 20_000 // newest matters that are learned from
	kindsMost   = 40     // units that a model can tell: those with most examples
	kindFew     = 3      // examples below which a kind teaches nothing
	learnDaily  = 24 * time.Hour
	learnPosts  = 3   // newest posts of a concern that are read
	learnRunes  = 700 // characters of them
	refreshMost = 500 // new concerns whose proposal is made again
)

// Trainers may ask for a training.
var Trainers = []regime.Role{regime.OfficeDirector, regime.SystemAdmin}

// AskTraining puts a training of an agency's models in the queue.
func (d *Desk) AskTraining(ctx context.Context, who matter.Actor) error {
	if !slices.ContainsFunc(Trainers, who.Has) { // a token of such a person may, too: nothing is signed
		return fault.New(fault.Forbidden, "register.role", "由办公室主任或系统管理员发起训练")
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	agency := tree.ByID[who.UnitID].AgencyID
	return d.store.Write(ctx, func(tx *store.Tx) error {
		n, err := tx.SortedMatters(agency, FewSorted)
		if err != nil {
			return err
		}
		if len(n) < FewSorted {
			return fault.New(fault.Conflict, "classifier.few", "已分类的关切有 %d 件，满 %d 件才能训练；此前由起步规则提建议", len(n), FewSorted)
		}
		tx.Audit(entry(who, Trainers, "classifier.asked", agency, nil))
		return tx.Enqueue("learn", agency, map[string]string{"agency": agency, "by": who.ID}, tx.Now, 3)
	})
}

// LearnDue trains the models of every agency for which it is time: at the first
// FewSorted sorted matters, after ManyCorrections, and daily if there is news.
func (d *Desk) LearnDue(ctx context.Context) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	for _, u := range tree.Units {
		if u.Kind != "agency" {
			continue
		}
		due, err := d.learnDue(ctx, u.ID)
		if err == nil && due {
			err = d.Learn(ctx, u.ID, matter.SystemActor.ID)
		}
		if err != nil {
			return err
		}
	}
	return d.LearnKinds(ctx)
}

func (d *Desk) learnDue(ctx context.Context, agency string) (due bool, err error) {
	have, err := d.store.Classifiers(ctx, agency, store.TargetNeed, 1)
	if err != nil {
		return false, err
	}
	if len(have) == 0 {
		return due, d.store.View(ctx, func(tx *store.Tx) error {
			n, err := tx.SortedMatters(agency, FewSorted)
			due = len(n) >= FewSorted
			return err
		})
	}
	news, err := d.store.Sortings(ctx, agency, store.TargetNeed, have[0].TrainedAt+1)
	if err != nil || len(news) == 0 {
		return false, err
	}
	corrections := 0
	for _, s := range news {
		if !Right(s.Proposed, s.Decided) {
			corrections++
		}
	}
	return corrections >= ManyCorrections || news[0].At-have[0].TrainedAt >= learnDaily.Milliseconds(), nil
}

// Learn trains an agency's models on its own sorted matters and proposes anew for
// what nobody has sorted yet. It takes seconds and belongs into a job.
func (d *Desk) Learn(ctx context.Context, agency, by string) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	var needs, units []example
	err = d.store.View(ctx, func(tx *store.Tx) error {
		list, err := tx.SortedMatters(agency, learnMost)
		for _, m := range list {
			if err != nil {
				break
			}
			var text string
			text, err = readMatter(tx, m.ID, m.Summary)
			label, value := learnedNeed(m.Need)
			needs = append(needs, example{classify.Example{Title: m.Title, Text: text, Label: label}, value})
			if u, ok := tree.ByID[m.UnitID]; ok && u.ClosedAt == 0 {
				units = append(units, example{classify.Example{Title: m.Title, Text: text, Label: unitLabel(tree, u)}, u.ID})
			}
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("read examples: %w", err)
	}
	for target, list := range map[string][]example{store.TargetNeed: needs, store.TargetUnit: units} {
		if err := d.train(ctx, agency, target, by, list); err != nil {
			return err
		}
	}
	return d.suggestAgain(ctx, tree, agency)
}

// example is a matter as it is learned from, and what its label stands for.
type example struct {
	classify.Example
	value string
}

// unitLabel is the name of a unit, which itself says something of its duties;
// with its id where two have one name.
func unitLabel(tree *Tree, u store.Unit) string {
	for _, other := range tree.Units {
		if other.ID != u.ID && other.Name == u.Name {
			return u.Name + " " + u.ID
		}
	}
	return u.Name
}

// readMatter returns what is read of a concern: its summary and its newest posts.
func readMatter(tx *store.Tx, id, summary string) (string, error) {
	posts, err := tx.MatterPosts(id, "", learnPosts)
	if err != nil {
		return "", err
	}
	texts := []string{summary}
	for i := range posts {
		texts = append(texts, posts[i].Title+"\n"+posts[i].Text)
	}
	return Readable(texts), nil
}

// Readable joins texts and cuts them to what a model reads.
func Readable(texts []string) string {
	r := []rune(strings.Join(texts, "\n"))
	return string(r[:min(len(r), learnRunes)])
}

// often keeps the examples of kinds that have enough of them, of the commonest
// kinds alone.
func often(list []example) ([]example, []store.LearnedKind) {
	var kinds []store.LearnedKind
	at := map[string]int{}
	for _, e := range list {
		i, ok := at[e.Label]
		if !ok {
			i, at[e.Label] = len(kinds), len(kinds)
			kinds = append(kinds, store.LearnedKind{Label: e.Label, Value: e.value})
		}
		kinds[i].N++
	}
	kinds = slices.DeleteFunc(kinds, func(k store.LearnedKind) bool { return k.N < kindFew })
	slices.SortStableFunc(kinds, func(a, b store.LearnedKind) int { return int(b.N - a.N) })
	kinds = kinds[:min(len(kinds), kindsMost)]
	kept := slices.DeleteFunc(slices.Clone(list), func(e example) bool {
		return !slices.ContainsFunc(kinds, func(k store.LearnedKind) bool { return k.Label == e.Label })
	})
	return kept, kinds
}

func (d *Desk) train(ctx context.Context, agency, target, by string, list []example) error {
	list, kinds := often(list)
	if len(list) < FewSorted || len(kinds) < 2 {
		return nil
	}
	examples := make([]classify.Example, len(list))
	for i, e := range list {
		examples[i] = e.Example
	}
	m, err := classify.Train(examples)
	if err != nil {
		return fmt.Errorf("train %s: %w", target, err)
	}
	raw, err := m.MarshalBinary()
	if err != nil {
		return fmt.Errorf("store %s: %w", target, err)
	}
	held := m.HeldOut()
	for i := range kinds {
		kinds[i].Found = parts(held.ByLabel[kinds[i].Label])
	}
	c := store.Classifier{
		AgencyID: agency, Target: target, TrainedBy: by, Examples: int64(len(examples)), Kinds: kinds, Accuracy: parts(held.Accuracy), Two: parts(held.Two), Coverage: parts(held.Coverage),
		Spoken: parts(held.Precision), Threshold: parts(m.Threshold()), Model: raw,
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.PutClassifier(&c); err != nil {
			return err
		}
		tx.Audit(store.Entry{Actor: by, Action: "classifier.trained", Object: agency, Result: "done", Detail: map[string]any{"target": target, "version": c.Version, "examples": c.Examples, "accuracy": c.Accuracy, "threshold": c.Threshold}})
		return nil
	})
}

func parts(share float64) int64 { return int64(share*10_000 + 0.5) }

// suggestAgain makes new proposals for what nobody has sorted yet. What a person
// took already stays.
func (d *Desk) suggestAgain(ctx context.Context, tree *Tree, agency string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		ids, err := tx.NewConcerns(agency, refreshMost)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := d.suggestFor(tx, tree, id); err != nil {
				return fmt.Errorf("concern %s: %w", id, err)
			}
		}
		if len(ids) == 0 {
			return nil
		}
		tx.Changed()
		return nil
	})
}

func (d *Desk) suggestFor(tx *store.Tx, tree *Tree, id string) error {
	m, err := tx.LockMatter(id)
	if err != nil || m.State != matter.New {
		return err
	}
	c, err := tx.Concern(id)
	if err != nil {
		return err
	}
	var p Proposal
	if err := json.Unmarshal([]byte(c.Proposal), &p); err != nil {
		return fmt.Errorf("proposal: %w", err)
	}
	if p.Taken {
		return nil
	}
	text, err := readMatter(tx, id, m.Summary)
	if err != nil {
		return err
	}
	if err := d.Suggest(tx, tree, m.AgencyID, m.Title, text, &p); err != nil {
		return err
	}
	raw, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("proposal: %w", err)
	}
	if err := tx.SetProposal(id, string(raw)); err != nil {
		return err
	}
	m.Need = p.Need
	return tx.UpdateMatter(&m)
}
