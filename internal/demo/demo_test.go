package demo

import "testing"

func load(t *testing.T) *Sample {
	t.Helper()
	s, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestLoad(t *testing.T) { load(t) }
