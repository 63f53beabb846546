package lang

// refusals are the sentences with which an act is refused (拒绝的话), in English;
// what has places stands in [refusalPatterns].
var refusals = map[string]string{}

// refusalPatterns are the refusals with names and figures in them, see [sentence].
var refusalPatterns = map[string]string{}
