package intake

import (
	"bytes"
	"encoding/json"
	"slices"
)

// postKeys are the keys of a post, and those of its engagement below it.
var postKeys = [][]string{
	{"source", "url", "title", "text", "published_at", "language", "engagement"},
	{"views", "comments", "shares"},
}

// strange names the first key of a valid JSON object that the contract does not
// know as it is spelt, or that comes twice; "" if there is none. The decoder of
// the library takes keys in any case, and the last of several.
func strange(raw []byte) string {
	depth, seen := 0, 0
	for i := 0; i < len(raw); i++ {
		switch raw[i] {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case '"':
			from := i + 1
			for i++; raw[i] != '"'; i++ {
				if raw[i] == '\\' {
					i++
				}
			}
			if next := bytes.TrimLeft(raw[i+1:], " \t\r\n"); len(next) == 0 || next[0] != ':' {
				continue // a value
			}
			key := raw[from:i]
			n := -1
			if depth <= len(postKeys) {
				n = slices.IndexFunc(postKeys[depth-1], func(k string) bool { return k == string(key) })
			}
			if n < 0 {
				return "不接收字段 " + spelt(key) + "：只接收 source、url、title、text、published_at、language、engagement，绝不接收作者信息"
			}
			bit := 1 << (depth*8 + n)
			if seen&bit != 0 {
				return "字段 " + string(key) + " 出现了两次"
			}
			seen |= bit
		}
	}
	return ""
}

// spelt returns a key as its sender means it, cut to what a reason can hold.
func spelt(key []byte) string {
	var s string
	if json.Unmarshal(slices.Concat([]byte{'"'}, key, []byte{'"'}), &s) != nil {
		s = string(key)
	}
	if r := []rune(s); len(r) > 60 {
		s = string(r[:60]) + "…"
	}
	return s
}
