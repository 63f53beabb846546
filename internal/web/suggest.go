package web

import (
	"strconv"
	"strings"

	"yingda/internal/desk"
	"yingda/internal/regime"
	"yingda/internal/view"
)

// taking is the new concern whose suggestions are shown, and whether this person
// may take them. Brief shows the need alone, for lists.
type taking struct {
	number     string
	version    int64
	need       regime.Need
	may, brief bool
}

// suggestionLines are what is suggested of need and unit, with the confidence and
// the words that decided. What is silent is not shown.
func suggestionLines(v *visit, tree *desk.Tree, t taking, p desk.Proposal) []view.SuggestionLine {
	out := suggestionLine(v, t, "need", v.lang.T("诉求"), p.NeedBy, string(t.need), func(value string) string { return v.lang.T(regime.Need(value).Title()) })
	if t.brief {
		return out
	}
	if p.UnitBy.Choices == nil && p.UnitID != "" { // opened before there were suggestions
		p.UnitBy = desk.Sorted{Spoke: true, Choices: []desk.Choice{{Value: p.UnitID}}}
	}
	return append(out, suggestionLine(v, t, "unit", v.lang.T("承办单位"), p.UnitBy, p.UnitID, tree.Name)...)
}

func suggestionLine(v *visit, t taking, input, label string, by desk.Sorted, taken string, name func(string) string) []view.SuggestionLine {
	if !by.Spoke {
		return nil
	}
	line := view.SuggestionLine{Label: label, Words: strings.Join(by.Words, " ")}
	for _, c := range by.Choices {
		if c.Value == desk.ToCheck {
			line.Check = true
			continue
		}
		s := view.Suggestion{Word: name(c.Value), Taken: c.Value == taken}
		if c.Confidence > 0 {
			s.Share = inHundred(c.Confidence)
		}
		if t.may && !s.Taken {
			s.Take = view.Form{Action: "/desk/matters/" + t.number + "/act", Button: s.Word}
			for _, h := range [][2]string{{"action", "take_suggestion"}, {"version", num(t.version)}, {input, c.Value}, {"from", v.r.URL.RequestURI()}} {
				s.Take.Hidden = append(s.Take.Hidden, view.Pair{Name: h[0], Value: h[1]})
			}
		}
		line.List = append(line.List, s)
	}
	return []view.SuggestionLine{line}
}

// inHundred writes parts of ten thousand.
func inHundred(parts int64) string { return strconv.FormatInt((parts+50)/100, 10) + "%" }
