package view

import (
	"context"
	"io"
	"sync"

	"github.com/a-h/templ"
)

// The four marks below stand in every row of every list. They are written by
// hand, because a template works out each class attribute anew: a list of fifty
// rows is drawn in half the time.

// mark is a piece of a page that is text already; its writer escaped it.
type mark string

// Render writes the piece.
func (m mark) Render(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, string(m))
	return err
}

var icons sync.Map // [2]string{name, class} → mark

// Use is one drawing of the icon file; words always stand beside it.
func Use(name, class string) templ.Component { return use(name, class) }

func use(name, class string) mark {
	key := [2]string{name, class}
	if m, ok := icons.Load(key); ok {
		return m.(mark)
	}
	m := mark(`<svg class="` + templ.EscapeString(class) + `" aria-hidden="true"><use href="` + templ.EscapeString(Icon(name)) + `"></use></svg>`)
	icons.Store(key, m)
	return m
}

// GradeTag is a grade by shape, word, colour and weight.
func GradeTag(g Grade) templ.Component {
	if g.Word == "" {
		return mark("")
	}
	class := "grade " + g.class()
	if g.Proposed {
		class += " grade--proposed"
	}
	return mark(`<span class="` + class + `">` + string(use(g.icon(), "i")) + templ.EscapeString(g.Word) + `</span>`)
}

// ClockPill is a clock: time is ink, and darkens as it runs out.
func ClockPill(c Clock) templ.Component {
	if c.Word == "" {
		return mark("")
	}
	face := ""
	switch {
	case c.Mode == "met":
		face = string(use("check", "i"))
	case c.Arc != "":
		face = `<svg viewBox="0 0 16 16" aria-hidden="true"><circle class="track" cx="8" cy="8" r="6"></circle><circle class="arc" cx="8" cy="8" r="6" transform="rotate(-90 8 8)" stroke-dasharray="` + c.Arc + `"></circle></svg>`
	}
	title := ""
	if c.Title != "" {
		title = templ.EscapeString(c.Title) + " "
	}
	return mark(`<span class="clock ` + c.class() + `" title="` + templ.EscapeString(c.Hint) + `">` + face + `<span>` + title + `<b>` + templ.EscapeString(c.Word) + `</b></span></span>`)
}

// StateDot is a state: a dot and a word.
func StateDot(s State) templ.Component {
	class := "state"
	if s.Mine {
		class = "state state--mine"
	}
	return mark(`<span class="` + class + `">` + templ.EscapeString(s.Word) + `</span>`)
}
