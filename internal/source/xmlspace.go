package source

import "strings"

// spaceNames maps namespace addresses to the short names that the feed reader
// compares; the empty name is the feed's own vocabulary, whichever it is.
var spaceNames = map[string]string{
	"":                                             "",
	"http://backend.userland.com/rss":              "",
	"http://blogs.law.harvard.edu/tech/rss":        "",
	"http://purl.org/rss/1.0/":                     "",
	"http://my.netscape.com/rdf/simple/0.9/":       "",
	"http://example.com/newformat#":                "",
	"http://example.com/necho":                     "",
	"http://purl.org/echo/":                        "",
	"uri/of/echo/namespace#":                       "",
	"http://purl.org/pie/":                         "",
	"http://purl.org/atom/ns#":                     "",
	"http://www.w3.org/2005/atom":                  "",
	"http://purl.org/rss/1.0/modules/rss091#":      "",
	"http://channel.netscape.com/rdf/simple/0.9/":  "",
	"http://purl.org/net/rss1.1#":                  "",
	"http://www.w3.org/1999/02/22-rdf-syntax-ns#":  "rdf",
	"http://purl.org/dc/elements/1.1/":             "dc",
	"http://purl.org/dc/elements/1.0/":             "dc",
	"http://purl.org/dc/terms/":                    "dcterms",
	"http://purl.org/rss/1.0/modules/content/":     "content",
	"http://www.itunes.com/dtds/podcast-1.0.dtd":   "itunes",
	"http://example.com/dtds/podcast-1.0.dtd":      "itunes",
	"http://search.yahoo.com/mrss":                 "media",
	"http://search.yahoo.com/mrss/":                "media",
	"http://purl.org/rss/1.0/modules/syndication/": "sy",
	"http://www.w3.org/1999/xhtml":                 "xhtml",
	"http://www.w3.org/xml/1998/namespace":         "xml",
}

// usual holds the prefixes that feeds use without declaring them.
var usual = map[string]string{
	"": "", "rss": "", "atom": "", "atom10": "", "atom03": "", "a10": "", "rdf": "rdf", "dc": "dc", "dcterms": "dcterms",
	"content": "content", "itunes": "itunes", "media": "media", "sy": "sy", "xhtml": "xhtml", "xml": "xml",
}

// with returns spaces changed by one declaration, copying only if it changes.
func with(spaces map[string]string, prefix, address string) map[string]string {
	name, known := spaceNames[strings.ToLower(strings.TrimSpace(address))]
	if !known {
		name = "other"
		if prefix == "" {
			name = "" // an unknown default vocabulary is still the feed's own
		} else if n, ok := usual[prefix]; ok && n != "" {
			name = n // a misspelt address under a customary prefix
		}
	}
	if old, ok := spaces[prefix]; ok && old == name || len(spaces) > 100 {
		return spaces
	}
	changed := make(map[string]string, len(spaces)+1)
	for k, v := range spaces {
		changed[k] = v
	}
	changed[prefix] = name
	return changed
}

// split resolves a qualified name.
func split(spaces map[string]string, full string) (string, string) {
	prefix, local, ok := strings.Cut(full, ":")
	if !ok {
		return spaces[""], full
	}
	name, known := spaces[prefix]
	if !known {
		name = "other"
	}
	return name, local
}

// intern saves an allocation for the names that make up most of every feed.
func intern(b []byte) string {
	if s, ok := common[string(b)]; ok {
		return s
	}
	return string(b)
}

var common = func() map[string]string {
	m := map[string]string{}
	for _, s := range strings.Fields(`item entry title link description guid pubdate category author name uri email summary content
		content:encoded dc:creator dc:date dc:subject id updated published type href rel ispermalink url length enclosure comments
		media:content media:thumbnail media:group media:title slash:comments wfw:commentrss source generator lang xml:lang xml:base
		width height medium domain term scheme label channel rss feed image p div span a img br strong em li ul`) {
		m[s] = s
	}
	return m
}()
