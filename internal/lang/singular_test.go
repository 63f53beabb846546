package lang

import "testing"

// TestSingular speaks of one in the singular, and leaves numbers, versions and decimals.
func TestSingular(t *testing.T) {
	for many, one := range map[string]string{
		"1 newsrooms":                 "1 newsroom",
		"1 posts, 11 sources":         "1 post, 11 sources",
		"about 1 people affected":     "about 1 person affected",
		"late by 1 working days":      "late by 1 working day",
		"21 posts, 0.1 posts an hour": "21 posts, 0.1 posts an hour",
		"version 1 posted":            "version 1 posted",
		"C-1 posts":                   "C-1 posts",
	} {
		if got := Singular(many); got != one {
			t.Errorf("%q: got %q, want %q", many, got, one)
		}
	}
	if got := English.F("%d 家新闻单位刊载", 1); got != "Carried by 1 newsroom" {
		t.Errorf("a phrase says %q", got)
	}
	if got := English.T("1 条，1 个来源"); got != "1 post, 1 source" {
		t.Errorf("a pattern says %q", got)
	}
}
