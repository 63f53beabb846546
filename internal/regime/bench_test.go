package regime

import "testing"

func BenchmarkPreset(b *testing.B) {
	for b.Loop() {
		if _, err := Preset("petition-bureau"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	r := petitionBureau(b)
	for b.Loop() {
		if _, err := Parse(r.Source); err != nil {
			b.Fatal(err)
		}
	}
}
