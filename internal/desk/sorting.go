package desk

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"yingda/internal/classify"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Sorted (分类建议) is what is proposed of one target: at most two values, best
// first, and the words that decided. Model is the version of the model, 0 for
// the rules of the beginning. Nothing is shown unless Spoke.
type Sorted struct {
	Model   int64    `json:"model"`
	Spoke   bool     `json:"spoke"`
	Choices []Choice `json:"choices"`
	Words   []string `json:"words"`
}

// Choice is one value with the confidence in it, in parts of ten thousand; 0
// from the rules, which have none.
type Choice struct {
	Value      string `json:"value"`
	Confidence int64  `json:"confidence"`
}

// ToCheck is proposed in place of a need: there may be a claim of fact that should
// be checked. What it then is, a person says of the claim, with evidence.
// Clause: JUD-3.
const ToCheck = "check"

// verdicts are needs that say something of a claim of fact. No program proposes
// them of a post or a person.
var verdicts = []regime.Need{regime.Misunderstanding, regime.Inaccurate, regime.FalseClaim}

// Proposable reports whether a program may propose a need: a verdict on a claim
// never, nor that a view differs from the rules.
func Proposable(n regime.Need) bool {
	return slices.Contains(regime.Needs, n) && !slices.Contains(verdicts, n) && n != regime.Differing
}

// learnedNeed is what a decided need teaches.
func learnedNeed(n regime.Need) (label, value string) {
	if slices.Contains(verdicts, n) {
		return "需要核实的事实", ToCheck
	}
	return n.Title(), string(n)
}

// Right reports whether a proposal was what a person decided.
func Right(proposed, decided string) bool {
	return proposed != "" && (proposed == decided || proposed == ToCheck && slices.Contains(verdicts, regime.Need(decided)))
}

// learned is a model in memory, with what its labels stand for.
type learned struct {
	version int64
	model   *classify.Model
	values  map[string]string
}

// learnedModel returns the model that serves an agency, nil while there is none.
func (d *Desk) learnedModel(tx *store.Tx, agencyID, target string) (*learned, error) {
	version, err := tx.ClassifierVersion(agencyID, target)
	if err != nil || version == 0 {
		return nil, err
	}
	key := agencyID + "/" + target
	d.mu.Lock()
	l := d.learned[key]
	d.mu.Unlock()
	if l != nil && l.version == version {
		return l, nil
	}
	c, err := tx.Classifier(agencyID, target, version)
	if err != nil {
		return nil, fmt.Errorf("model of %s: %w", target, err)
	}
	l = &learned{version: version, values: map[string]string{}}
	var m classify.Model
	if err := m.UnmarshalBinary(c.Model); err == nil {
		l.model = &m
	} // one of an older program is silent until the next training
	for _, k := range c.Kinds {
		l.values[k.Label] = k.Value
	}
	d.mu.Lock()
	if d.learned == nil {
		d.learned = map[string]*learned{}
	}
	d.learned[key] = l
	d.mu.Unlock()
	if l.model == nil {
		return nil, nil
	}
	return l, nil
}

// sort asks a model; allowed says which values may be proposed.
func (l *learned) sort(title, text string, allowed func(string) bool) Sorted {
	p := l.model.Predict(title, text)
	out := Sorted{Model: l.version, Words: p.Words, Choices: []Choice{}}
	for i, c := range p.Choices {
		value := l.values[c.Label]
		if !allowed(value) {
			if i == 0 {
				return Sorted{Model: l.version, Choices: []Choice{}, Words: []string{}}
			}
			continue
		}
		if len(out.Choices) < 2 {
			out.Choices = append(out.Choices, Choice{value, int64(c.Share*10_000 + 0.5)})
		}
	}
	out.Spoke = p.Label != "" && len(out.Choices) > 0
	return out
}

// Suggest (建议诉求与承办单位) fills what the public needs and who should answer
// into a proposal, whose unit may have been chosen by duties already. Rules serve
// until a model was trained; a model speaks only above its threshold.
func (d *Desk) Suggest(tx *store.Tx, tree *Tree, agencyID, title, text string, p *Proposal) error {
	need, err := d.learnedModel(tx, agencyID, store.TargetNeed)
	if err != nil {
		return err
	}
	p.Need, p.NeedWhy = "", nil
	if need == nil {
		proposed, why := classify.Startup(title, text)
		p.Need, p.NeedWhy, p.NeedBy = regime.Need(proposed), why, ruled(proposed)
	} else {
		p.NeedBy = need.sort(title, text, func(v string) bool { return v == ToCheck || Proposable(regime.Need(v)) })
		if p.NeedBy.Spoke {
			p.NeedWhy = []string{p.NeedBy.why()}
			if first := p.NeedBy.Choices[0].Value; first != ToCheck {
				p.Need = regime.Need(first)
			}
		}
	}
	return d.suggestUnit(tx, tree, agencyID, title, text, p)
}

func (d *Desk) suggestUnit(tx *store.Tx, tree *Tree, agencyID, title, text string, p *Proposal) error {
	unit, err := d.learnedModel(tx, agencyID, store.TargetUnit)
	if err != nil {
		return err
	}
	if unit == nil {
		p.UnitBy = ruled(p.UnitID)
		if p.Alternative != "" {
			p.UnitBy.Choices = append(p.UnitBy.Choices, Choice{Value: p.Alternative})
		}
		return nil
	}
	p.UnitBy = unit.sort(title, text, func(v string) bool { u, ok := tree.ByID[v]; return ok && u.ClosedAt == 0 })
	if !p.UnitBy.Spoke {
		return nil
	}
	if first := p.UnitBy.Choices[0].Value; first != p.UnitID {
		p.Alternative, p.UnitID, p.UnitWhy = p.UnitID, first, nil
	}
	p.UnitWhy = append([]string{p.UnitBy.why()}, p.UnitWhy...)
	return nil
}

func ruled(value string) Sorted {
	out := Sorted{Choices: []Choice{}, Words: []string{}}
	if value != "" {
		out.Spoke, out.Choices = true, []Choice{{Value: value}}
	}
	return out
}

func (s Sorted) why() string {
	text := fmt.Sprintf("模型第 %d 版由本机关办过的件学得", s.Model)
	if len(s.Words) > 0 {
		text += "，起作用的词：" + strings.Join(s.Words, "、")
	}
	return text
}

// sortedEffects are what a person does with a suggestion.
var sortedEffects = map[matter.Action]func(*act) error{"take_suggestion": (*act).takeSuggestion}

// takeSuggestion takes a suggested need or unit into what will be confirmed. It
// is the person's decision, and recorded as that.
func (a *act) takeSuggestion() error {
	var p Proposal
	if err := json.Unmarshal([]byte(a.concern.Proposal), &p); err != nil {
		return fmt.Errorf("proposal: %w", err)
	}
	need, unit := a.step.In.Text("need"), a.step.In.Text("unit")
	if need == "" && unit == "" {
		return fault.New(fault.Invalid, "suggestion.missing", "请选择要采用的诉求或承办单位")
	}
	var taken []string
	if need != "" {
		if !p.NeedBy.offers(need) {
			return fault.New(fault.Invalid, "suggestion.unknown", "这不是本件的建议；要用别的诉求，请在确认等级时选择").On("need")
		}
		a.detail["need"] = change(string(a.m.Need), need)
		p.Need, a.m.Need = regime.Need(need), regime.Need(need)
		taken = append(taken, "诉求「"+a.reg.NeedTitle(p.Need)+"」")
	}
	if unit != "" {
		if !p.UnitBy.offers(unit) {
			return fault.New(fault.Invalid, "suggestion.unknown", "这不是本件的建议；要用别的单位，请在确认等级时选择").On("unit")
		}
		a.detail["unit"] = change(a.tree.Name(p.UnitID), a.tree.Name(unit))
		p.UnitID = unit
		taken = append(taken, "承办单位「"+a.tree.Name(unit)+"」")
	}
	p.Taken = true
	a.text = "采用建议：" + strings.Join(taken, "，") + "（由" + a.who.Name + "决定）"
	raw, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("proposal: %w", err)
	}
	a.concern.Proposal = string(raw)
	return a.tx.SetProposal(a.m.ID, a.concern.Proposal)
}

// offers reports whether a value is one of the suggestions; ToCheck is none that
// could be taken.
func (s Sorted) offers(value string) bool {
	return s.Spoke && value != ToCheck && slices.ContainsFunc(s.Choices, func(c Choice) bool { return c.Value == value })
}

// recordSorting keeps what was proposed beside what a person decided.
func (a *act) recordSorting(target, decided string) error {
	var p Proposal
	if err := json.Unmarshal([]byte(a.concern.Proposal), &p); err != nil {
		return fmt.Errorf("proposal: %w", err)
	}
	by := p.NeedBy
	if target == store.TargetUnit {
		by = p.UnitBy
	}
	if by.Choices == nil {
		return nil // opened before there were suggestions
	}
	s := store.Sorting{MatterID: a.m.ID, AgencyID: a.m.AgencyID, Target: target, Model: by.Model, Spoke: by.Spoke, Decided: decided}
	if len(by.Choices) > 0 {
		s.Proposed, s.Confidence = by.Choices[0].Value, by.Choices[0].Confidence
	}
	if len(by.Choices) > 1 {
		s.Second = by.Choices[1].Value
	}
	return a.tx.Sorted(s)
}
