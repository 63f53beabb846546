package app

import (
	"strings"

	"yingda/internal/classify"
	"yingda/internal/regime"
)

// proposeNeed proposes what the public needs from a concern's posts by fixed
// rules: the need that most posts speak of.
func proposeNeed(title string, texts []string) (regime.Need, []string) {
	need, why := classify.Startup(title, strings.Join(texts, "\n"))
	return regime.Need(need), why
}
