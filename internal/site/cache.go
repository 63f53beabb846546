package site

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"sync"
)

// entry is one answer as it goes out.
type entry struct {
	stamp string
	tag   string
	body  []byte
}

// newEntry tags an answer by what it says, so that the tag is the same in every
// process and does not change when nothing that is shown did.
func newEntry(stamp string, body []byte) entry {
	sum := sha256.Sum256(body)
	return entry{stamp: stamp, tag: `W/"` + hex.EncodeToString(sum[:8]) + `"`, body: body}
}

// most is how many answers are kept. The common pages are few; whoever walks
// through all of them only makes the cache start again.
const most = 512

// cache keeps finished answers by address.
type cache struct {
	mu  sync.Mutex
	all map[string]entry
}

func (c *cache) get(key, stamp string) (entry, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.all[key]
	return e, ok && e.stamp == stamp
}

func (c *cache) put(key string, e entry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.all == nil || len(c.all) >= most {
		c.all = map[string]entry{}
	}
	c.all[key] = e
}

// key names an answer; keep is false where the address holds what the site does
// not know, so that nobody can fill the cache with nonsense.
func (s *site) key(r *http.Request) (key string, keep bool) {
	q := r.URL.Query()
	for name, values := range q {
		if len(values) != 1 || len(values[0]) > 64 || name != "lang" && name != "before" && name != "after" {
			return "", false
		}
	}
	return s.base(r) + r.URL.Path + "?" + q.Encode(), true
}

// fresh reports whether the reader holds this very answer.
func fresh(r *http.Request, tag string) bool {
	for one := range strings.SplitSeq(r.Header.Get("If-None-Match"), ",") {
		one = strings.TrimSpace(one)
		if one == "*" || strings.TrimPrefix(one, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
