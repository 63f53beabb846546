package lang

// english is the catalogue. A test reads the templates and handlers and fails
// on a phrase that is not here.
var english = map[string]string{}
