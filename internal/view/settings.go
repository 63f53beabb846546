package view

import "yingda/internal/lang"

// SettingsPage is what belongs to one person.
type SettingsPage struct {
	Lang     lang.Lang
	Name     string
	Unit     string
	Roles    []string
	Fields   []Field
	Sessions []SessionLine
	Factor   string // how the second factor stands
	FactorOn bool
}

// SessionLine is one place where a person is signed in.
type SessionLine struct {
	Began, Seen string
	Here        bool
	End         string
}

// NoticesPage is the bell.
type NoticesPage struct {
	Lang   lang.Lang
	Said   string
	Chips  []Chip
	Lines  []NoticeLine
	Empty  Empty
	Unread bool
}

// NoticeLine is one notice, or the newest about a matter with those before it.
type NoticeLine struct {
	Text, At, Number, Href string
	Unread                 bool
	Before                 []NoticeLine
}
