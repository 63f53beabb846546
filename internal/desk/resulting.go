package desk

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/redact"
	"yingda/internal/regime"
	"yingda/internal/store"
)

var resultEffects = map[matter.Action]func(*act) error{
	"record_adoption": (*act).recordAdoption, "record_apology": (*act).recordApology, "record_solution": (*act).recordSolution, "record_clarification": (*act).recordClarification,
}

// loadOwed reads what is still owed before the concern is closed: the results of
// its need, and every document that the regime names for it. Clause: ANS-6.
func (a *act) loadOwed() error {
	results, err := a.tx.Outturns(a.m.ID)
	if err != nil {
		return err
	}
	verdicts, err := a.tx.Verdicts(a.m.ID)
	if err != nil {
		return err
	}
	recorded := map[string]bool{}
	for _, o := range results {
		recorded[o.Kind] = true
	}
	if recorded["handover"], err = a.tx.TipHandedOver(a.m.ID); err != nil {
		return err
	}
	a.facts.Owes = matter.Owed(a.m.Need, recorded, verdicts)
	rule, _ := a.reg.Need(a.m.Need)
	a.facts.Owes = append(a.facts.Owes, matter.NotMade(rule.ToClose, func(d regime.Document) bool {
		if d == regime.ReleasedStatement {
			return a.facts.Published > 0 || a.facts.NoAnswer
		}
		return a.made[d]
	}, a.reg.DocumentTitle)...)
	return nil
}

func (a *act) recordAdoption() error {
	adoption := a.step.In.Text("adoption")
	a.text = matter.AdoptionTitles[adoption] + "：" + a.step.In.Text("reason")
	return a.record(store.Outturn{Kind: "adoption", Adoption: adoption, Text: a.step.In.Text("reason")})
}

func (a *act) recordApology() error {
	a.text = a.step.In.Text("apology") + "\n整改：" + a.step.In.Text("measure")
	return a.record(store.Outturn{Kind: "apology", Text: a.step.In.Text("apology"), Measure: a.step.In.Text("measure"), Unit: a.step.In.Text("by_whom"), When: a.step.In.Text("when")})
}

func (a *act) recordSolution() error {
	a.text = a.step.In.Text("how")
	return a.record(store.Outturn{Kind: "solution", Text: a.step.In.Text("how"), Unit: a.step.In.Text("by_whom"), When: a.step.In.Text("when")})
}

// recordClarification records what was misunderstood: a claim, never who made it.
// Clause: JUD-3.
func (a *act) recordClarification() error {
	in := a.step.In
	for _, name := range []string{"claim", "fact"} {
		for _, word := range aboutPeople {
			if strings.Contains(in.Text(name), word) {
				return fault.New(fault.Invalid, "result.people", "只写说法本身和事实，不写是谁说的、什么人：请去掉「%s」", word).On(name)
			}
		}
	}
	a.text = in.Text("claim") + "——" + in.Text("fact")
	return a.record(store.Outturn{Kind: "clarification", Text: in.Text("fact"), Claim: in.Text("claim"), Evidence: in.Text("evidence"), ShownAt: in.Text("shown_at")})
}

// record stores a result. It will be public, so it must name nobody's data.
func (a *act) record(o store.Outturn) error {
	for _, text := range []string{o.Text, o.Measure, o.Unit, o.When, o.Claim, o.Evidence, o.ShownAt} {
		if _, masks := redact.Text(text, redact.Options{}); len(masks) > 0 {
			return fault.New(fault.Invalid, "result.personal", "办理结果将会公开，不能写个人信息（%s）", redact.Label(masks[0].Kind))
		}
	}
	o.AuthorID = a.who.ID
	if err := a.tx.AddOutturn(a.m.ID, o); err != nil {
		return err
	}
	return a.loadOwed()
}

// publishResults makes the results public with the director's decision to close,
// and writes them to the public ledger. Clause: HAN-9, ANS-6.
func (a *act) publishResults() error {
	n, err := a.tx.PublishOutturns(a.m.ID)
	if err != nil || n == 0 {
		return err
	}
	results, err := a.tx.Outturns(a.m.ID)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(results)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(raw)
	a.tx.Publish("result.published", a.m.Number, hex.EncodeToString(sum[:]))
	a.detail["results"] = n
	return nil
}
