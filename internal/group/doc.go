// Package group joins posts on one matter into one concern (归并): the same
// trouble at the same place, project, company or policy, told by different
// people. A theme (noise, school places) is not a concern.
//
// A post becomes a short list of terms (pairs of characters, numbers and Latin
// words) of its title and text, and of the places that it names. Terms count
// by rarity among the posts of a sliding window, those of the title more, very
// common ones not at all. A post joins the concern that it resembles most,
// when the resemblance reaches the confirming threshold; between the
// suggesting and the confirming one it stays on its own and carries a
// suggestion for a person to decide, which no later post can build on. A place
// in one and not in the other is a reason not to join. Every decision carries
// its reasons. Nothing about the writer of a post is looked at: a [Post] has
// no field for it.
//
// [Index] works post by post for the intake, [Batch] over a whole file for the
// lab and for a rebuild. Pure: no database, no clock, no network.
// Clause: JUD-1.
package group
