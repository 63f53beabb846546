package view

// Form is one form, drawn alike wherever it stands: in a dialog, on a page of
// its own, beside a refusal with everything that was typed.
type Form struct {
	ID      string // unique on the page; the fields' ids begin with it
	Action  string // where it posts to
	Hidden  []Pair
	Fields  []Field
	Fault   string // what was refused, in a sentence
	Button  string
	Main    bool // the one solid button of the screen
	Lacks   []string
	Cite    string // why this is asked or what it obeys
	Cancel  string // address to go back to; "" in a dialog, where it closes
	Outward bool   // what is written here leaves in the agency's name
	Notes   []string
	Draft   Here // what is written here is a draft that one person at a time writes; zero for not
}

// Pair is one hidden value of a form.
type Pair struct{ Name, Value string }

// Field is one field of a form.
type Field struct {
	Name     string
	Label    string
	Type     string // text long select many number length password search check
	Value    string
	Unit     string   // of a length of time: the chosen unit
	Values   []string // chosen ones of many
	Options  []Option
	Required bool
	Hint     string
	Fault    string
	Complete string // autocomplete token
	Rows     int
	Filter   bool // narrows a list: nothing chosen means no bound
}

// Option is one choice of a select or a list of boxes.
type Option struct {
	Value string
	Word  string
	Group string
}

func (f Field) has(value string) bool {
	for _, v := range f.Values {
		if v == value {
			return true
		}
	}
	return false
}

func (f Field) rows() int {
	if f.Rows > 0 {
		return f.Rows
	}
	return 4
}

// groups returns the options in runs of the same group.
func (f Field) groups() [][]Option {
	var out [][]Option
	for _, o := range f.Options {
		if n := len(out); n > 0 && out[n-1][0].Group == o.Group {
			out[n-1] = append(out[n-1], o)
			continue
		}
		out = append(out, []Option{o})
	}
	return out
}
