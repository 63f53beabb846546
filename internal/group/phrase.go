package group

import (
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	shortTerms   = 40   // terms of a post, below which one shared name is not enough
	phraseLength = 4    // characters that may be one name: 宏远建设
	besides      = 0.12 // of what is shared must stand beside the heaviest phrase

	// Weights of terms that two posts share, before a person is asked: one that is
	// rare, and a second one.
	rareTerm   = 0.7
	secondTerm = 0.5
)

// named reports whether a short post and a concern share no more than one name
// or word. A short post says where and what; a place that both name, or the word
// 社保, makes two of them alike beyond measure, and yet what is asked may be
// another matter. Such a likeness is a suggestion at most.
func (x *Index) named(a, b *concern) bool {
	_, rest := x.phrases(a, b)
	all, beside := 0.0, 0.0
	for _, w := range x.shared(a, b, shortTerms) {
		all += w.w
	}
	for _, w := range rest {
		beside += w.w
	}
	return beside < besides*all
}

// phrases returns the heaviest phrase that a and b share, and the terms that they
// share besides.
func (x *Index) phrases(a, b *concern) (phrase string, rest []weighted) {
	rest = x.shared(a, b, shortTerms)
	// Pairs meet the phrase in any order: 宏远 and 建设 through 远建.
	for grown := true; grown; {
		grown = false
		rest = slices.DeleteFunc(rest, func(w weighted) bool {
			s := x.spell(x.words.terms[w.t])
			longer := s
			if phrase != "" && !strings.Contains(s, phrase) {
				words := weave([]string{phrase}, s)
				if longer = words[0]; len(words) > 1 || utf8.RuneCountInString(longer) > phraseLength {
					return false
				}
			}
			phrase, grown = longer, true
			return true
		})
	}
	return phrase, rest
}

// worthAsking reports whether a person should be asked if the one post of a
// belongs to b: when both name a place, an organisation or another rare thing and
// something else besides, and neither names a place that the other does not. A
// theme that both have (停水, 社保), or one name and no more, is no reason to ask.
func (x *Index) worthAsking(a, b *concern, l likeness) bool {
	if l.otherPlace {
		return false
	}
	rare := l.samePlace > 0
	for _, w := range x.shared(a, b, shortTerms) {
		rare = rare || x.weights.of(w.t) >= rareTerm
	}
	_, rest := x.phrases(a, b)
	return rare && slices.ContainsFunc(rest, func(w weighted) bool { return x.weights.of(w.t) >= secondTerm })
}

// judge is compare for a decision to join.
func (x *Index) judge(v view, c *concern) likeness {
	l := x.compare(v, c)
	short := len(v.members) == 1 && len(v.counts) < shortTerms || len(c.members) == 1 && len(c.counts) < shortTerms
	if short && l.score >= x.opt.Confirm && x.named(v.concern, c) {
		l.score = max(x.opt.Suggest, x.opt.Confirm-loneExtra)
	}
	return l
}
