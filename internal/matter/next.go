package matter

import (
	"slices"
	"strings"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/regime"
)

// Step is a step that may be taken: the row, the state after it and the checked
// inputs.
type Step struct {
	Row  Row
	From State
	To   State
	In   Values
}

// Next checks one act against the table and the facts. It returns
// fault.Invalid for wrong input, fault.Forbidden for a person who may not,
// fault.Conflict for a state or facts that do not allow it.
func Next(m Matter, action Action, who Actor, f Facts, input map[string]any) (Step, error) {
	row, err := find(m, action)
	if err != nil {
		return Step{}, err
	}
	in, err := Check(row, input)
	if err != nil {
		return Step{}, err
	}
	if err := may(row, who, f, in); err != nil {
		return Step{}, err
	}
	for _, n := range row.Needs {
		if !n.Holds(f, who, in) {
			return Step{}, fault.New(fault.Conflict, "needs."+n.Name, "%s", n.Lacks(f))
		}
	}
	to := row.To
	if to == "" {
		to = m.State
	}
	if action == "sign" && len(f.OpenGates) == 1 {
		to = Approving
	}
	to = filingTo(action, to, f)
	return Step{Row: row, From: m.State, To: to, In: in}, nil
}

func find(m Matter, action Action) (Row, error) {
	known := false
	for _, r := range rows {
		if r.Kind != m.Kind || r.Action != action {
			continue
		}
		known = true
		if contains(r.From, m.State) {
			if !r.serves(m.Need) {
				return Row{}, fault.New(fault.Conflict, "action.need", "本件的诉求是「%s」，不用「%s」", m.Need.Title(), r.Title)
			}
			return r, nil
		}
	}
	if !known {
		return Row{}, fault.New(fault.Invalid, "action.unknown", "没有「%s」这个动作", action).On("action")
	}
	return Row{}, fault.New(fault.Conflict, "action.state", "「%s」环节不能做这个动作", Titles[m.State])
}

// serves reports whether a row exists for a need.
func (r Row) serves(need regime.Need) bool { return len(r.For) == 0 || contains(r.For, need) }

// may is the one place where the right to act on a matter is decided.
func may(row Row, who Actor, f Facts, in Values) error {
	if row.System {
		if who.System {
			return nil
		}
		return fault.New(fault.Forbidden, "act.system", "这一步由系统完成")
	}
	if row.Signs && who.Token {
		return fault.New(fault.Forbidden, "act.token", "接口令牌不能签署或发布，请本人登录后办理")
	}
	if allowed(row, who, f, in) {
		return nil
	}
	return fault.New(fault.Forbidden, "act.role", "您的角色不能「%s」：%s", strings.TrimSuffix(row.Title, "…"), whoMay(row))
}

func allowed(row Row, who Actor, f Facts, in Values) bool {
	for _, g := range who.Grants {
		for _, p := range row.Who {
			if g.Role == p.Role && inPlace(g, p.At, f) {
				return true
			}
		}
		if row.ByChain && contains(f.Approvers, g.Role) && g.AgencyID == approving(f) {
			return true
		}
		if row.OfGate != "" && contains(f.GateRoles[row.OfGate], g.Role) && inPlace(g, InAgency, f) {
			return true
		}
		if row.ByGate && gateRole(g.Role, f, in) && inPlace(g, InAgency, f) {
			return true
		}
	}
	return false
}

// approving is the agency whose approvers decide on a statement.
func approving(f Facts) string {
	if f.Above != "" {
		return f.Above
	}
	return f.Agency
}

// gateRole reports whether a role signs the gate named in the input; without
// input (a button, a return) any gate of the chain will do.
func gateRole(role regime.Role, f Facts, in Values) bool {
	if gate := regime.Gate(in.Text("gate")); gate != "" {
		return contains(f.GateRoles[gate], role)
	}
	for _, roles := range f.GateRoles {
		if contains(roles, role) {
			return true
		}
	}
	return false
}

func inPlace(g Grant, p Place, f Facts) bool {
	switch p {
	case InLead:
		return f.Units[g.UnitID] == Lead
	case InPart:
		_, ok := f.Units[g.UnitID]
		return ok
	case InOffice:
		return g.AgencyID == f.Agency && (g.Office || g.Agency)
	case InAgency:
		return g.AgencyID == f.Agency
	case InTurn:
		return f.Turn != "" && g.AgencyID == f.Turn
	case InAskedUnit:
		return contains(f.Asked, g.UnitID)
	case InDesk:
		return f.Article && g.AgencyID == f.Agency
	case InEntrusted:
		_, ok := f.Units[g.UnitID]
		return f.Article && ok
	default: // InAsked
		return contains(f.Asked, g.UnitID) || contains(f.Asked, g.AgencyID)
	}
}

func whoMay(row Row) string {
	switch {
	case row.ByGate && row.ByChain:
		return "由审核关的签署人或批准人办理"
	case row.ByGate:
		return "由该关的签署人办理"
	case row.ByChain:
		return "由批准人办理"
	case row.OfGate != "":
		return "由" + row.OfGate.Title() + "的签署人办理"
	}
	seen := map[regime.Role]bool{}
	var names []string
	for _, p := range row.Who {
		if !seen[p.Role] {
			seen[p.Role] = true
			names = append(names, p.Role.Title())
		}
	}
	return "由" + strings.Join(names, "、") + "办理"
}

// Offer is a button: a step that the actor's role allows now. Lacks says what
// is still missing; an offer with none can be taken.
type Offer struct {
	Row   Row
	Lacks []string
}

// Offers returns the steps that the actor's roles allow in the present state,
// in the order of the table.
func Offers(m Matter, who Actor, f Facts) []Offer {
	var out []Offer
	for _, r := range rows {
		if r.Kind != m.Kind || r.System || !contains(r.From, m.State) || !r.serves(m.Need) || may(r, who, f, nil) != nil {
			continue
		}
		o := Offer{Row: r.asking(f)}
		for _, n := range r.Needs {
			if !n.Holds(f, who, nil) {
				o.Lacks = append(o.Lacks, n.Lacks(f))
			}
		}
		out = append(out, o)
	}
	return out
}

// asking is the row without the inputs that there is nothing to choose for, and
// with the paper of the level above where it decides.
func (r Row) asking(f Facts) Row {
	r.Inputs = slices.DeleteFunc(slices.Clone(r.Inputs), func(in Input) bool {
		return in.Type == "exclusion" && !f.Excludable || r.Action == "approve" && ofPaper(in) && !f.Paper
	})
	for i, in := range r.Inputs {
		r.Inputs[i].Required = in.Required || r.Action == "approve" && ofPaper(in) && in.Name != "paper_file"
	}
	return r
}

// MaxLong is the longest text that an input takes, in runes.
const MaxLong = 20_000

// Check turns raw inputs into typed ones. Unknown names are refused, so that
// nothing a caller claims is passed on unseen.
func Check(row Row, input map[string]any) (Values, error) {
	out := Values{}
	known := map[string]bool{}
	for _, in := range row.Inputs {
		known[in.Name] = true
		v, ok := input[in.Name]
		if !ok || v == nil || v == "" {
			if in.Required {
				return nil, fault.New(fault.Invalid, "input.missing", "缺少「%s」", in.Title).On(in.Name)
			}
			continue
		}
		checked, err := checkOne(in, v)
		if err != nil {
			return nil, err
		}
		out[in.Name] = checked
	}
	for name := range input {
		if !known[name] {
			return nil, fault.New(fault.Invalid, "input.unknown", "「%s」不接受输入项 %s", strings.TrimSuffix(row.Title, "…"), name).On(name)
		}
	}
	return out, nil
}

func checkOne(in Input, v any) (any, error) {
	if in.Type == "units" || in.Type == "posts" || in.Type == "channels" || in.Type == "checks" {
		return checkList(in, v)
	}
	s, ok := v.(string)
	if !ok {
		return nil, fault.New(fault.Invalid, "input.type", "「%s」应是文字", in.Title).On(in.Name)
	}
	if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		return nil, fault.New(fault.Invalid, "input.encoding", "「%s」含有无效字符", in.Title).On(in.Name)
	}
	s = strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
	if s == "" && in.Required {
		return nil, fault.New(fault.Invalid, "input.missing", "缺少「%s」", in.Title).On(in.Name)
	}
	limit := MaxLong
	if in.Type == "text" {
		limit = 300
	}
	if n := utf8.RuneCountInString(s); n > limit {
		return nil, fault.New(fault.Invalid, "input.long", "「%s」有 %d 字，最多 %d 字", in.Title, n, limit).On(in.Name)
	}
	if words := vocabulary(in); words != nil && !contains(words, s) {
		return nil, fault.New(fault.Invalid, "input.word", "「%s」只能是：%s", in.Title, strings.Join(words, " ")).On(in.Name)
	}
	return s, nil
}

func checkList(in Input, v any) (any, error) {
	var out []string
	switch l := v.(type) {
	case []string:
		out = l
	case string:
		out = strings.FieldsFunc(l, func(r rune) bool { return r == ',' || r == ' ' || r == '，' || r == '、' })
	case []any:
		for _, each := range l {
			s, ok := each.(string)
			if !ok {
				return nil, fault.New(fault.Invalid, "input.type", "「%s」应是文字的列表", in.Title).On(in.Name)
			}
			out = append(out, s)
		}
	default:
		return nil, fault.New(fault.Invalid, "input.type", "「%s」应是文字的列表", in.Title).On(in.Name)
	}
	if len(out) == 0 && in.Required {
		return nil, fault.New(fault.Invalid, "input.missing", "缺少「%s」", in.Title).On(in.Name)
	}
	if len(out) > 1000 {
		return nil, fault.New(fault.Invalid, "input.long", "「%s」一次最多 1000 项", in.Title).On(in.Name)
	}
	return out, nil
}

// Verdicts are what a check of one claim of fact can find.
var Verdicts = []string{"true", "partly", "inaccurate", "unverified"}

// VerdictTitles are the words for verdicts: said of a claim, never of a person.
var VerdictTitles = map[string]string{"true": "属实", "partly": "部分属实", "inaccurate": "该说法不准确", "unverified": "尚未查实"}

func vocabulary(in Input) []string {
	switch {
	case len(in.Options) > 0:
		return in.Options
	case in.Type == "grade":
		return words(regime.Grades)
	case in.Type == "need":
		return words(regime.Needs)
	case in.Type == "gate":
		return words(regime.Gates)
	case in.Type == "ground":
		return words(regime.Grounds)
	case in.Type == "verdict":
		return Verdicts
	}
	return nil
}

func words[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return out
}
