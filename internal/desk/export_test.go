package desk

// Worked and TextDigest are what a browser computes too.
var (
	Worked     = worked
	TextDigest = textDigest
)
