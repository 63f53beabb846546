package desk

import (
	"slices"

	"yingda/internal/matter"
	"yingda/internal/store"
)

// SearchKinds returns the kinds of texts that a person may search, the most
// useful first. Which concerns and drafts among them is a matter of scope.
func SearchKinds(who matter.Actor) []string {
	kinds := []string{store.KindConcern, store.KindDraft, store.KindStatement, store.KindMessage}
	if who.System || slices.ContainsFunc(Readers, who.Has) {
		kinds = append(kinds, store.KindPost)
	}
	return kinds
}
