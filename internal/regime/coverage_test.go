package regime

import (
	"strings"
	"testing"
)

// What the coverage of R and F says, article by article: status and duties.
// "Planned" stands only where reports or oversight (REP, ORG-8) are missing.
func TestCoverageOfTaxRegionAndFinanceCounty(t *testing.T) {
	tests := map[string]string{
		"tax-region": `1 organisational; 2 partly LIS-4; 3 done ORG-1; 4 done ORG-1 ORG-2; 5 done ORG-3 HAN-7; 6 partly ORG-5 HAN-4; 7 done HAN-1; 8 done LIS-1 LIS-2 LIS-3;
			9 done JUD-1 JUD-4; 10 partly JUD-2; 11 done HAN-1; 12 partly HAN-1; 13 done HAN-5; 14 done HAN-2 HAN-3 HAN-4 ANS-13; 15 done ANS-1; 16 partly ANS-4 ANS-5 ANS-8;
			17 partly JUD-3 ANS-6 ANS-9 HAN-8; 18 partly ORG-6 HAN-12; 19 declined; 20 done HAN-9 HAN-10 HAN-11; 21 partly HAN-9 HAN-3; 22 partly HAN-10; 23 planned HAN-11 REP-3;
			24 organisational; 25 partly REP-4; 26 partly LIS-6 REP-6; 27 organisational; 28 organisational`,
		"finance-county": `1 organisational; 2.1.1 organisational; 2.1.2 done ANS-11; 2.1.3 partly ANS-6 ANS-9; 2.2.1 partly LIS-2; 2.2.2 partly LIS-2 ANS-6; 2.2.3 partly HAN-8; 3.a done LIS-2;
			3.b partly HAN-6 ANS-1; 3.c partly HAN-6 REP-1; 3.d partly HAN-6 HAN-3 ANS-1; 4.1 done ORG-2; 4.2 planned ORG-7 LIS-5 REP-6; 4.3 planned ORG-8; A1.1 done LIS-3; A1.2 done LIS-3;
			A1.3 partly LIS-3; A1.4 partly LIS-3; A1.5 done LIS-3; A1.6 declined; A1.7 declined; A2 done LIS-1; A3 partly HAN-6; A4 planned REP-1`,
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			r, err := Preset(name)
			if err != nil {
				t.Fatal(err)
			}
			lines := r.Coverage()
			for i, want := range strings.Split(text, ";") {
				want = strings.TrimSpace(want)
				l := lines[i]
				if got := strings.TrimSpace(l.Article + " " + string(l.Status) + " " + strings.Join(l.By, " ")); got != want {
					t.Errorf("got %s, want %s", got, want)
				}
				if l.Status != Done && l.Why == "" {
					t.Errorf("%s is %s and does not say why", l.Article, l.Status)
				}
				if l.Status == Planned && !strings.Contains(strings.Join(l.By, " "), "REP-") && l.By[0] != "ORG-8" {
					t.Errorf("%s is planned by %v", l.Article, l.By)
				}
			}
		})
	}
}

// A step that a report finishes names which: the first report is not the result.
func TestAReportFinishesItsOwnStep(t *testing.T) {
	tests := []struct {
		preset, title string
		document      Document
	}{
		{"tax-region", "向上一级报送调查和办理结果", ResultReport},
		{"tax-region", "首报地区局领导小组办公室", FirstReport},
		{"tax-region", "三日内报告结论、措施和效果", ThreeDayReport},
		{"finance-county", "结果报县委、县政府办公室", ResultReport},
	}
	for _, tt := range tests {
		r, err := Preset(tt.preset)
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, p := range r.Plans {
			for _, s := range p.Steps {
				if s.Title == tt.title {
					found = true
					if s.DoneBy != ReportSent || s.Document != tt.document {
						t.Errorf("%s %s: done by %s %s", tt.preset, tt.title, s.DoneBy, s.Document)
					}
				}
			}
		}
		if !found {
			t.Errorf("%s has no step %s", tt.preset, tt.title)
		}
	}
}
