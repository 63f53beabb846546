package view

// Act is one action asked on a page of its own.
type Act struct {
	Title  string
	Number string
	About  string
	State  string
	Grade  Grade
	Form   Form
}
