package view

import (
	"slices"
	"strings"
)

// SignInPage is the page that asks who one is.
type SignInPage struct {
	Login string
	Said  string // why one is here, or what was refused
	To    string // where one wanted to go
	Demo  bool
}

// PasswordPage asks for a new password.
type PasswordPage struct {
	Must  bool // nothing else is open until it is changed
	Fault string
	Field string
}

func (p PasswordPage) at(field string) string {
	if p.Field == field {
		return p.Fault
	}
	return ""
}

// FactorPage is a person's second factor: what it is now, or a secret to be set up.
type FactorPage struct {
	Must                bool // nothing else is open until it is set up
	On, Asked           bool
	Since               string
	Left                int64
	Secret, URL, Sealed string // of a secret that is to be set up
	Fault, Field        string
}

func (p FactorPage) at(field string) string {
	if p.Field == field {
		return p.Fault
	}
	return ""
}

// grouped writes a secret in fours, so that it can be typed off.
func grouped(secret string) string {
	var out []string
	for part := range slices.Chunk([]byte(secret), 4) {
		out = append(out, string(part))
	}
	return strings.Join(out, " ")
}

// DemoPage lists who can sign in to a demo.
type DemoPage struct{ People []DemoPerson }

// DemoPerson is one line of it.
type DemoPerson struct{ Login, Name, Unit, Roles, Password string }
