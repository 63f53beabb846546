package regime

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestMessageClocks reads what each preset promises those who write to the agency:
// from where, within what, whose figure it is, and that every kind has one.
func TestMessageClocks(t *testing.T) {
	petition := []string{
		"message-answer question+suggestion+thanks 7 working days, 国办发〔2014〕57号",
		"message-complaint complaint 15 days, 信访工作条例第二十三条, ours",
		"message-sorting  1 working day, %[1]s, ours",
		"message-tip tip 1 working day, %[2]s, ours",
	}
	silent := []string{ // of messages: every figure is the house's own, or of the rule that it names
		"message-answer question+thanks 7 working days, %[1]s, ours",
		"message-complaint complaint 15 days, 信访工作条例第二十三条, ours",
		"message-sorting  1 working day, %[1]s, ours",
		"message-suggestion suggestion 7 working days, 国办发〔2014〕57号",
		"message-tip tip 1 working day, %[2]s, ours",
	}
	for name, c := range map[string]struct {
		clocks           []string
		article, tip     string
		hotline, signers string
	}{
		"petition-bureau": {petition, "2", "11", "12345", "reviewer office_director deputy"},
		"tax-newmedia":    {petition, "12", "12", "12366", "chief_editor reviewer office_director"},
		"finance-county":  {silent, "2.2.2", "2.2.3", "12345", "reviewer office_director deputy"},
		"tax-region":      {silent, "17", "17", "12366", "reviewer office_director deputy"},
		"tax-openness":    {silent, "10.3", "8.2", "12366", "reviewer office_director deputy"},
	} {
		r, err := Preset(name)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		timed := map[Need]bool{}
		for _, k := range r.Clocks {
			if k.Kind != Message {
				continue
			}
			var needs []string
			for _, n := range k.Needs {
				needs, timed[n] = append(needs, string(n)), true
			}
			slices.Sort(needs)
			line := fmt.Sprintf("%s %s %s, %s", k.ID, strings.Join(needs, "+"), k.Within, k.Article)
			if k.Reading {
				line += ", ours"
			}
			if k.Reading != (k.Why != "") {
				t.Errorf("%s, %s: a figure of our own says why, another one does not", name, k.ID)
			}
			got = append(got, line)
		}
		slices.Sort(got)
		want := strings.NewReplacer("%[1]s", c.article, "%[2]s", c.tip).Replace(strings.Join(c.clocks, "\n"))
		if strings.Join(got, "\n") != want {
			t.Errorf("%s:\n%s\nwant\n%s", name, strings.Join(got, "\n"), want)
		}
		rule := r.MessageRule()
		if rule.Hotline != c.hotline || rule.Keep != "180 days" || rule.Again != "30 days" {
			t.Errorf("%s: %+v", name, rule)
		}
		for _, n := range MessageNeeds {
			kind := rule.Kind(n)
			if !timed[n] || kind.Owed == "" {
				t.Errorf("%s: a message of kind %s has no term, or nothing is owed on it", name, n)
			}
			var signers []string
			for _, s := range kind.Signers {
				signers = append(signers, string(s))
			}
			alone := n == Thanks || n == Tip
			if alone != (len(signers) == 0) || !alone && strings.Join(signers, " ") != c.signers {
				t.Errorf("%s: answers to %s are signed by %v", name, n, signers)
			}
		}
	}
}
