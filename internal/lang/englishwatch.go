package lang

// watching is what the menu calls the pages of what is read and of own sites.
var watching = map[string]string{
	"采集总况": "Listening health", "总况": "Health", "自有网站": "Own sites", "网站": "Sites",
}
