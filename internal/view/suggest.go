package view

// SuggestionLine is what is suggested for one part of a proposal, best first.
type SuggestionLine struct {
	Label string
	List  []Suggestion
	Words string // that decided
	Check bool   // a claim of fact may have to be checked
}

// Suggestion is one suggested value; Take is empty where it cannot be taken.
type Suggestion struct {
	Word, Share string
	Taken       bool
	Take        Form
}
