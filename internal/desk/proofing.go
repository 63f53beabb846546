package desk

import (
	"context"
	"strconv"

	"yingda/internal/matter"
	"yingda/internal/proof"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// loadProof reads whether something in the present text keeps it from going to
// review, and whether a signer of the secrecy gate let that pass.
func (a *act) loadProof(texts []store.Text) error {
	for _, x := range texts {
		if x.Version != a.draft.Version {
			continue
		}
		for _, f := range proof.Blocking(proof.Text{Title: x.Title, Body: x.Body}) {
			says := f.Says
			if f.Found != "" {
				says += "（" + f.Found + "）"
			}
			a.facts.Blocks = append(a.facts.Blocks, says)
		}
	}
	if len(a.facts.Blocks) == 0 {
		return nil
	}
	o, err := a.tx.Overridden(a.m.ID, a.draft.Hash)
	a.facts.Cleared = o.Reason != ""
	return err
}

// postsProofed bounds how many of a concern's posts are read for questions.
const postsProofed = 200

// Proof checks a draft of a statement against what its concern holds: facts,
// posts, earlier versions, the law that its regime names. The text given is
// checked as it is, stored or not.
func (d *Desk) Proof(ctx context.Context, m matter.Matter, text proof.Text) ([]proof.Finding, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return nil, err
	}
	reg, err := d.Regime(ctx, m.RegimeID)
	if err != nil {
		return nil, err
	}
	st, err := d.store.Statement(ctx, m.ID)
	if err != nil {
		return nil, err
	}
	k := proof.Known{Agency: tree.Name(m.AgencyID), Slots: map[string]string{}, Laws: laws(reg)}
	template, _ := reg.Template(st.TemplateID)
	for _, t := range append([]regime.Template{template}, reg.Templates...) {
		for _, s := range t.Slots {
			if k.Slots[s.ID] == "" {
				k.Slots[s.ID] = s.Title
			}
		}
	}
	var facts []store.Fact
	var posts []store.DeskPost
	err = d.store.Together(ctx, func(ctx context.Context) []func() error {
		return []func() error{
			func() (err error) { facts, err = d.store.Facts(ctx, st.ConcernID); return },
			func() (err error) {
				posts, err = d.store.DeskPosts(ctx, st.ConcernID, "confirmed", postsProofed)
				return
			},
			func() (err error) { k.Earlier, err = d.earlier(ctx, st); return },
		}
	})
	if err != nil {
		return nil, err
	}
	for _, f := range facts {
		if f.Verdict != "unverified" {
			k.Facts = append(k.Facts, f.Claim+"："+f.Finding)
		}
	}
	for _, p := range posts {
		k.Questions = append(k.Questions, p.Title+"。"+p.Text)
	}
	return proof.Check(text, k), nil
}

// laws are what the regime knows by name: its own regulation with the number of
// its articles, and the laws that its entries cite.
func laws(reg *regime.Regime) []proof.Law {
	own := proof.Law{Name: reg.Title}
	for _, a := range reg.Articles {
		if n, err := strconv.Atoi(a.ID); err == nil {
			own.Last = max(own.Last, n)
		}
	}
	out := []proof.Law{own}
	for _, l := range reg.Laws {
		out = append(out, proof.Law{Name: l.ID}, proof.Law{Name: l.Title})
	}
	return out
}

// earlier are the texts whose figures a draft should keep: what is public of its
// thread, and the version before.
func (d *Desk) earlier(ctx context.Context, st store.Statement) ([]proof.Version, error) {
	var out []proof.Version
	all, err := d.store.StatementsOf(ctx, st.ConcernID)
	if err != nil {
		return nil, err
	}
	texts, stands := make([][]store.Text, len(all)), make([]store.Statement, len(all))
	err = d.store.Together(ctx, func(ctx context.Context) (each []func() error) {
		for i, m := range all {
			each = append(each, func() (err error) { texts[i], err = d.store.Texts(ctx, m.ID); return },
				func() (err error) { stands[i], err = d.store.Statement(ctx, m.ID); return })
		}
		return each
	})
	if err != nil {
		return nil, err
	}
	for i, m := range all {
		one := stands[i]
		for _, x := range texts[i] {
			if x.Version == one.PublicVersion {
				out = append(out, proof.Version{Name: "已公开的 " + m.Number, Text: proof.Text{Title: x.Title, Body: x.Body}})
			}
			if m.ID == st.ID && x.Version == st.Version-1 && x.Version != one.PublicVersion {
				out = append(out, proof.Version{Name: "第 " + strconv.FormatInt(x.Version, 10) + " 版", Text: proof.Text{Title: x.Title, Body: x.Body}})
			}
		}
	}
	return out, nil
}
