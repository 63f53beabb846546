package app

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// here is whom we believe where no proxies are configured: a proxy on the same
// machine.
var here = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}

// behindProxies lets the rest see from where a request came, not through whom:
// where the other end is a trusted proxy, RemoteAddr becomes the last address of
// X-Forwarded-For that is no trusted proxy. What others say there is not heard.
// A configured proxy that names nobody, as it should on the paths of tips, leaves
// RemoteAddr empty: there everybody looks alike.
func behindProxies(proxies []netip.Prefix, next http.Handler) http.Handler {
	trusted := proxies
	if len(proxies) == 0 {
		trusted = here
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		named := r.Header.Values("X-Forwarded-For")
		r.Header.Del("X-Forwarded-For")
		if holds(trusted, hostOf(r.RemoteAddr)) {
			if client := lastOutside(trusted, named); client.IsValid() {
				r.RemoteAddr = net.JoinHostPort(client.String(), "0")
			} else if len(proxies) > 0 {
				r.RemoteAddr = ""
			}
		}
		next.ServeHTTP(w, r)
	})
}

func hostOf(remote string) netip.Addr {
	p, err := netip.ParseAddrPort(remote)
	if err != nil {
		return netip.Addr{}
	}
	return p.Addr().Unmap().WithZone("")
}

func holds(list []netip.Prefix, a netip.Addr) bool {
	return a.IsValid() && slices.ContainsFunc(list, func(p netip.Prefix) bool { return p.Contains(a) })
}

// lastOutside reads addresses from the nearest to the farthest hop and returns
// the first that is no trusted proxy; nothing behind an unreadable one counts.
func lastOutside(trusted []netip.Prefix, named []string) netip.Addr {
	hops := strings.Split(strings.Join(named, ","), ",")
	for _, hop := range slices.Backward(hops) {
		a, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			return netip.Addr{}
		}
		if a = a.Unmap().WithZone(""); !holds(trusted, a) {
			return a
		}
	}
	return netip.Addr{}
}
