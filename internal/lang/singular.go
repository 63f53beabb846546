package lang

import "regexp"

var ofOne = regexp.MustCompile(`(^|[^0-9A-Za-z.,:–-])1 ((?:working |open |active )?)(people|bodies|newsrooms|posts|sources|items|accounts|matters|views|times|words|days|topics|lessons|comments|articles|lines|rows|characters|minutes|hours|replies|suggestions|concerns|statements|messages|units|tips|tasks|files|changes|versions|links|findings|entries|copies|readers)\b`)

var oneOf = map[string]string{"people": "person", "bodies": "body", "replies": "reply", "entries": "entry", "copies": "copy", "times": "time"}

// Singular puts the noun behind a lone 1 into the singular.
func Singular(en string) string {
	return ofOne.ReplaceAllStringFunc(en, func(found string) string {
		x := ofOne.FindStringSubmatch(found)
		noun := oneOf[x[3]]
		if noun == "" {
			noun = x[3][:len(x[3])-1]
		}
		return x[1] + "1 " + x[2] + noun
	})
}
