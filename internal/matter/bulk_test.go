package matter_test

import (
	"slices"
	"testing"

	"yingda/internal/matter"
	"yingda/internal/regime"
)

// TestBulk holds the rows that may be taken for many matters at once to what is
// never done so: decision 60.
func TestBulk(t *testing.T) {
	var found []string
	for _, kind := range regime.Kinds {
		for _, r := range matter.Rows(kind) {
			if r.Bulk == matter.BulkNever {
				continue
			}
			found = append(found, string(kind)+"."+string(r.Action))
			if r.Outward || r.Public || r.Signs || r.System || r.ByGate || r.ByChain || r.OfGate != "" || r.To.Final() {
				t.Errorf("%s signs, ends a matter or goes out: it is never done in bulk", r.Action)
			}
			for _, in := range r.Inputs {
				switch in.Type {
				case "text", "long", "unit", "units", "duration":
				default:
					if r.Bulk != matter.BulkTicked {
						t.Errorf("%s asks for a %s, which is decided for a matter that was looked at", r.Action, in.Type)
					}
				}
			}
		}
	}
	want := []string{"concern.snooze", "concern.wake", "concern.dispatch", "concern.transfer", "concern.urge", "concern.note", "message.sort", "message.pass_on", "message.note"}
	slices.Sort(found)
	slices.Sort(want)
	if !slices.Equal(found, want) {
		t.Errorf("in bulk are %v, want %v", found, want)
	}
}
