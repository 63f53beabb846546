package view

// Opinion is what an outside expert was asked on a concern and answered.
type Opinion struct {
	Expert, Affiliation, Paid, Question, Asked, Text, Given string
	Public                                                  bool
}

// Exchange is one line of the history with a department or newsroom.
type Exchange struct{ Kind, Contact, Href, Text, When string }
