package site

import (
	"testing"

	"yingda/internal/store"
)

// A name that one of ours and a reported impersonation bear proves nothing: whoever
// asks is told to compare.
func TestCheckedSays(t *testing.T) {
	ours, fakes := []store.Account{{Name: "某市发布"}}, []store.Impersonation{{}}
	for want, c := range map[string]checked{
		"":              {},
		"genuine":       {Query: "某市发布", Genuine: ours},
		"compare":       {Query: "某市发布", Genuine: ours, Fakes: fakes, Closed: ours},
		"impersonation": {Query: "某市发布", Fakes: fakes, Closed: ours},
		"closed":        {Query: "某市发布", Closed: ours},
		"unknown":       {Query: "某市发布"},
	} {
		if got := c.Says(); got != want {
			t.Errorf("%+v says %q, not %q", c, got, want)
		}
	}
}
