// Package house holds the rules that the whole code keeps, as tests: the order
// of imports, one clock, comments on what is exported, cited law. It has no code
// for the program. The tests print what to change and where.
package house
