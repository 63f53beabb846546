package view

// Grade is a grade as shown: shape, word, colour and weight rise together.
type Grade struct {
	Code     string // general serious major especially_major, "" for none
	Word     string
	Proposed bool // the system's proposal, dashed
}

func (g Grade) icon() string {
	switch g.Code {
	case "serious":
		return "g2"
	case "major":
		return "g3"
	case "especially_major":
		return "g4"
	}
	return "g1"
}

func (g Grade) class() string {
	switch g.Code {
	case "especially_major":
		return "grade--especially"
	case "serious", "major":
		return "grade--" + g.Code
	}
	return "grade--general"
}

// Clock is a clock pill (时限) as shown.
type Clock struct {
	ID     string
	Title  string // what is owed; "" where the list says it
	Word   string // 剩 1小时28分
	Mode   string // "" near over paused met ended
	Arc    string // dash array of the ring: what is left
	Hint   string // the sum in one line
	Steps  []string
	Cite   string // what the article says
	Own    string // why the figure is the agency's own reading, "" if it is not
	Owed   string // by whom, to whom
	MetBy  string // the document that meets it
	Pauses []string
	Guess  bool // touches days without a published calendar
}

func (c Clock) class() string {
	switch c.Mode {
	case "near", "over", "paused", "met":
		return "clock--" + c.Mode
	}
	return ""
}

// State is where a matter stands; mine says that the next step is this person's.
type State struct {
	Word string
	Mine bool
}

// Empty says why a list is empty and offers the way out.
type Empty struct {
	Title string
	Why   string
	Href  string
	Way   string
}

// Chip is one filter.
type Chip struct {
	Word string
	Href string
	On   bool
}

// Cite is one article with what it says.
type Cite struct {
	Article string
	Says    string
}
