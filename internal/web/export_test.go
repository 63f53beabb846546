package web

import "net/http"

// Patterns are the addresses of the desk as they are registered.
func Patterns() []string {
	var out []string
	for _, r := range routes() {
		out = append(out, r.Pattern)
	}
	return out
}

// ByThemselves are the addresses that open pages ask for by themselves.
func ByThemselves() []string {
	var out []string
	for _, r := range routes() {
		if r.Rule.idle {
			out = append(out, r.Pattern)
		}
	}
	return out
}

// Doors is the desk with nothing behind its doors: whoever is let in gets 204.
func Doors(d Deps) (http.Handler, error) {
	all := routes()
	for i := range all {
		all[i].Handler = func(_ *server, v *visit) error {
			v.w.WriteHeader(http.StatusNoContent)
			return nil
		}
	}
	return serve(d, all)
}

// BarWords are the words of the command bar with their initials, and the letters
// that g jumps by.
func BarWords() (initialsOf, letters map[string]string) {
	initialsOf, letters = map[string]string{}, map[string]string{}
	take := func(e entry) {
		initialsOf[e.word] = initials(e.word)
		if e.key != "" {
			letters[e.href] = e.key
		}
	}
	for _, g := range menu {
		for _, e := range g.items {
			take(e)
		}
	}
	for _, e := range append(footMenu, personal...) {
		take(e)
	}
	for _, b := range beginnings {
		initialsOf[b.word] = initials(b.word)
	}
	return initialsOf, letters
}
