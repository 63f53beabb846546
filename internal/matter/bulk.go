package matter

import "yingda/internal/regime"

// Bulk says whether a row may be taken for many matters at once (批量办理).
type Bulk uint8

// What is decided for one matter is decided at that matter. The rows that may be
// taken in bulk hand on, set aside, urge or note inside the house: none signs, ends
// a matter, names its grade, or says anything to those who wrote.
const (
	BulkNever    Bulk = iota
	BulkTicked        // rows that a person saw and ticked
	BulkMatching      // whatever matches a filter, too
)

// BulkRows returns the rows of a kind that a person's roles may take in bulk. Who
// may for each matter is asked again when its turn comes.
func BulkRows(kind regime.Kind, who Actor) []Row {
	var out []Row
	for _, r := range Rows(kind) {
		if r.Bulk == BulkNever {
			continue
		}
		for _, p := range r.Who {
			if who.Has(p.Role) {
				out = append(out, r)
				break
			}
		}
	}
	return out
}
