// Package dedupe finds posts that repeat one another: the same text again
// (reprints, double deliveries) and nearly the same text (a greeting added, a
// few characters changed, sentences in another order).
//
// A post is reduced to a [Signature]: one-permutation MinHash over the
// three-character shingles of its folded text without punctuation. The
// signature is of fixed size, can be stored in a database, and yields bucket
// keys that fit a BIGINT column: two posts of Jaccard similarity 0.8 share at
// least one key with probability 0.998, so candidates are found by key and
// never by scanning. [Judge] then compares the candidate texts exactly;
// [Similarity] estimates the same from two signatures when the texts are gone.
//
// Everything here is pure: no database, no clock, no network. Clause: JUD-1.
package dedupe
