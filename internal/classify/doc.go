// Package classify sorts texts into the kinds that an agency uses (分类) after
// examples that people sorted, and proposes at first what a writer needs.
//
// A [Model] looks at hashed sequences of one to three characters, those of the
// title more. While examples are few it is a complement naive Bayes that also
// reads the names of the kinds; with more it is a linear model. It is held back
// on parts of its own training data, from which the threshold is set: above it,
// nine in ten of its answers were right. Below it the model only suggests, and
// always two kinds. People decide; the model shows the words that moved it.
//
// [Startup] proposes a need by plain rules before there is any example.
// Pure: no database, no clock, no network. Clauses: JUD-3, MSG-2.
package classify
