package view

import "net/url"

// Here is who else has the page of a matter open. The zero value is a page
// of which nobody is told.
type Here struct {
	Number, Page string // of the matter; of this one page
	From         string // where one comes back to after taking the draft over
	Others       []HereLine
	Held         string // a sentence: why one does not type in the draft; "" for free
}

// HereLine is one colleague.
type HereLine struct {
	Name, Doing string
	Types       bool
}

// live is the stream of a page.
func (h Here) live() string {
	if h.Number == "" {
		return "/desk/live"
	}
	return "/desk/live?" + url.Values{"at": {h.Number}, "page": {h.Page}}.Encode()
}

func (h Here) typing() string { return "/desk/matters/" + h.Number + "/typing" }
