package view

import (
	"slices"

	"yingda/internal/lang"
)

// Chrome (页面外框) is what stands around every page of the staff desk: who is
// there, where one is, and what waits. Every word is ready to be shown.
type Chrome struct {
	Lang    lang.Lang
	Title   string // of the page, for the tab and the reader of screens
	Agency  string
	Rail    bool // narrow navigation, for pages of three columns
	Nav     []NavGroup
	Foot    []NavItem
	Me      string
	Unread  string // "" for none; capped
	Query   string // what stands in the search box
	Path    string // of this page with its query, for the language switch
	NoKeys  bool   // single keys are switched off by this person
	Message string // what was just done, shown once
	Failed  bool   // the message is a refusal
	Stop    string // who stopped all sending, "" while it goes on
	Duty    *OnDuty
	Live    bool // counts and notices follow by server-sent events
	At      Here // the matter of this page, if others are told who has it open
}

// OnDuty (现在值班) says who watches now, on every page; no name means nobody.
type OnDuty struct{ Name, Phone string }

// NavGroup is one headed part of the navigation; an empty title shows no heading.
type NavGroup struct {
	Title string
	Items []NavItem
	Folds bool // closed until somebody opens it or stands in it
}

// open says that a group shows its entries: it never folds, or one of them is
// the page itself or has something in trouble.
func (g NavGroup) open() bool {
	return !g.Folds || slices.ContainsFunc(g.Items, func(i NavItem) bool { return i.Here || i.Fault && i.Count != "" })
}

// NavItem is one entry of the navigation.
type NavItem struct {
	ID    string // for the live counts
	Href  string
	Icon  string
	Word  string
	Short string // below the icon in the narrow navigation and the bottom bar
	Key   string // letter that g jumps to
	Count string // capped, "" for none
	Unit  string // what is counted, for readers of screens
	Mine  bool   // the count waits for this person
	Fault bool   // the count is of machines that fail
	Here  bool
}

// bar returns the entries of the bottom bar of a phone: four, then the rest.
func (c Chrome) bar() []NavItem {
	var out []NavItem
	for _, g := range c.Nav {
		for _, i := range g.Items {
			if i.ID == "desk" || i.ID == "stream" || i.ID == "concerns" || i.ID == "review" {
				out = append(out, i)
			}
		}
	}
	return out
}

// initial returns the first rune of a name, for its round face.
func initial(name string) string {
	for _, r := range name {
		return string(r)
	}
	return "·"
}

// tab is the title of the browser's tab, the unread notices first.
func (c Chrome) tab() string {
	title := c.Title + " · " + c.Lang.T("应答")
	if c.Unread != "" {
		return "(" + c.Unread + ") " + title
	}
	return title
}
