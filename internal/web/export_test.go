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
