package view

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

// DemoPage lists who can sign in to a demo.
type DemoPage struct{ People []DemoPerson }

// DemoPerson is one line of it.
type DemoPerson struct{ Login, Name, Unit, Roles, Password string }
