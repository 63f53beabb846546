package site

// english is the catalogue of the site. A test reads the templates and fails on
// a phrase that is not here. What the agency wrote is never translated.
var english = map[string]string{}
