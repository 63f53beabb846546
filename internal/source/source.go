// Package source turns what a public source sent (来源内容) into entries: feeds,
// pages, lists of feeds, and files of posts. It reads bytes and returns values;
// it fetches nothing and stores nothing. No type here has a field for the
// author of a text, and no reader looks at one.
package source

import (
	"time"

	"yingda/internal/fault"
)

// Limits that hold for every reader of the package.
const (
	maxEntries = 10_000    // entries of one feed; the rest is reported, not read
	maxText    = 256 << 10 // bytes of plain text kept of one entry
	maxTitle   = 2 << 10   // bytes of a title, an address or an id
	maxValue   = 1 << 20   // bytes of one raw value before it becomes text
)

// Feed is what a feed says of itself, with its entries in document order.
type Feed struct {
	Title    string
	Language string
	Updated  time.Time     // zero if unknown
	Every    time.Duration // the interval that it asks readers to keep, zero if none
	Older    string        // address of the page with older entries (RFC 5005), if it names one
	Maker    string        // the program that made it, as it says
	Entries  []Entry
}

// Entry is one published text. Strings are plain text; empty means that the
// source did not say. Summary falls back to Text and Text to Summary, so either
// is enough to read. URL is absolute, http or https. Time is zero if unknown,
// UTC otherwise; Doubtful marks a time more than a day in the future, which
// nothing may be computed from. Addresses may still carry a user's id: the
// caller cleans them before anything is written.
type Entry struct {
	Title    string
	URL      string
	ID       string
	Time     time.Time
	Doubtful bool
	Summary  string
	Text     string
	Language string
	Media    []Media
}

// Skipped is one or more items that were not taken, and the Chinese reason.
// Item counts from 1; Count is how many items the reason covers.
type Skipped struct {
	Item   int
	Count  int
	Reason string
	Repeat bool // the same entry twice in one document: nothing is lost
}

var (
	errEmpty   = fault.New(fault.Invalid, "feed-empty", "内容为空")
	errPage    = fault.New(fault.Invalid, "feed-is-page", "这是网页，不是订阅源")
	errUnknown = fault.New(fault.Invalid, "feed-unknown", "无法识别为订阅源（RSS、Atom、JSON Feed）")
)
