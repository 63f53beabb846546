package app

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestBehindProxies(t *testing.T) {
	for _, c := range []struct {
		says, peer, forwarded string
		proxies               []string
		want                  string
	}{
		{"without a proxy the address is the caller's", "203.0.113.9:4711", "", nil, "203.0.113.9:4711"},
		{"a stranger does not choose an address", "203.0.113.9:4711", "198.51.100.1", nil, "203.0.113.9:4711"},
		{"a private address is no proxy by itself", "10.1.2.3:4711", "198.51.100.1", nil, "10.1.2.3:4711"},
		{"a proxy on the same machine is believed", "127.0.0.1:4711", "198.51.100.1", nil, "198.51.100.1:0"},
		{"a caller on the same machine keeps its address", "127.0.0.1:4711", "", nil, "127.0.0.1:4711"},
		{"a configured proxy is believed", "10.1.2.3:4711", "198.51.100.1", []string{"10.1.2.0/24"}, "198.51.100.1:0"},
		{"with proxies configured the same machine is one only if listed", "127.0.0.1:4711", "198.51.100.1", []string{"10.1.2.0/24"}, "127.0.0.1:4711"},
		{"of several hops the last that is no proxy counts", "10.1.2.3:4711", "192.0.2.1, 198.51.100.1, 10.1.2.4", []string{"10.1.2.0/24"}, "198.51.100.1:0"},
		{"what a caller put in front is not heard", "10.1.2.3:4711", "nonsense, 198.51.100.1", []string{"10.1.2.3"}, "198.51.100.1:0"},
		{"nothing behind an unreadable hop counts", "10.1.2.3:4711", "198.51.100.1, nonsense", []string{"10.1.2.3"}, ""},
		{"a proxy that names nobody makes everybody alike", "10.1.2.3:4711", "", []string{"10.1.2.3"}, ""},
		{"an address of the new kind is read", "[::1]:4711", "2001:db8::7", nil, "[2001:db8::7]:0"},
		{"an old address in a new one is the same proxy", "[::ffff:10.1.2.3]:4711", "198.51.100.1", []string{"10.1.2.3"}, "198.51.100.1:0"},
	} {
		t.Run(c.says, func(t *testing.T) {
			proxies, err := Prefixes(c.proxies)
			if err != nil {
				t.Fatal(err)
			}
			r := httptest.NewRequest("GET", "/", nil)
			r.RemoteAddr = c.peer
			if c.forwarded != "" {
				r.Header.Set("X-Forwarded-For", c.forwarded)
			}
			behindProxies(proxies, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				if r.RemoteAddr != c.want {
					t.Errorf("came from %q, want %q", r.RemoteAddr, c.want)
				}
				if named := r.Header.Get("X-Forwarded-For"); named != "" {
					t.Errorf("the header %q went on", named)
				}
			})).ServeHTTP(httptest.NewRecorder(), r)
		})
	}
}
