package app

import (
	"slices"
	"testing"

	"yingda/internal/fault"
)

// The inner network is named by addresses, prefixes and hosts; a level of the log
// is one of four words.
func TestCheck(t *testing.T) {
	prefixes, hosts, err := inner([]string{"10.0.0.0/8", "10.1.2.3", "Feeds.Intra", "fd00::/8", "rsshub"})
	if err != nil || len(prefixes) != 3 || !slices.Equal(hosts, []string{"feeds.intra", "rsshub"}) {
		t.Errorf("%v %v %v", prefixes, hosts, err)
	}
	for code, c := range map[string]Config{
		"config.network":   {Networks: []string{"10.0.0.0/99"}},
		"config.log_level": {Log: "loud"},
		"":                 {Log: "warn", Networks: []string{"intra.example"}},
	} {
		c.Listen = "127.0.0.1:0"
		if err := c.Check(); fault.CodeOf(err) != code {
			t.Errorf("%+v: %v, want %q", c, err, code)
		}
	}
	for _, bad := range []string{"10.1", "http://intra", "intra:80", "10.0.0.0/8x", ""} {
		if _, _, err := inner([]string{bad}); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}
