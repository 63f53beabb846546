package fetch

import (
	"context"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
)

// guard decides at dial time, after the name was resolved, so that redirects
// and names that change their address between two look-ups meet it as well.
type guard struct {
	public *ssrf.Guardian // addresses of the Internet and the allowed prefixes
	named  *ssrf.Guardian // for hosts that the configuration names
	hosts  map[string]bool
	allow  []netip.Prefix

	vouched sync.Map // names that were seen to resolve into an allowed prefix
}

// private is what a named host may resolve to. Link-local, multicast and the
// unspecified address stay closed: no agency's own server lives there, and the
// metadata service of cloud machines does.
var private = []netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"),
	netip.MustParsePrefix("192.168.0.0/16"), netip.MustParsePrefix("100.64.0.0/10"),
	netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128"), netip.MustParsePrefix("fc00::/7"),
}

func newGuard(allow []netip.Prefix, hosts []string) *guard {
	g := &guard{public: guardian(allow), named: guardian(append(private[:len(private):len(private)], allow...)), hosts: map[string]bool{}, allow: allow}
	for _, h := range hosts {
		g.hosts[hostName(h)] = true
	}
	return g
}

func guardian(allow []netip.Prefix) *ssrf.Guardian {
	var v4, v6 []netip.Prefix
	for _, p := range allow {
		if p.Addr().Is4() {
			v4 = append(v4, p)
		} else {
			v6 = append(v6, p)
		}
	}
	return ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...))
}

func (g *guard) dial(ctx context.Context, network, address string) (net.Conn, error) {
	return g.dialPort(ctx, network, address, checkPort)
}

func (g *guard) dialPort(ctx context.Context, network, address string, checkPort func(address string) error) (net.Conn, error) {
	name, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	rule := g.public
	if g.hosts[hostName(name)] {
		rule = g.named
	}
	d := net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second, Control: func(network, address string, conn syscall.RawConn) error {
		if err := checkPort(address); err != nil {
			return err
		}
		if err := rule.Safe(network, address, conn); err != nil {
			return errPrivate.Because(err)
		}
		if at, err := netip.ParseAddrPort(address); err == nil && g.allowed(at.Addr()) {
			g.vouched.Store(hostName(name), true)
		}
		return nil
	}}
	return d.DialContext(ctx, network, address)
}

// checkPort keeps mail, shell and file ports from being spoken to in HTTP.
func checkPort(address string) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return errPrivate.Because(err)
	}
	if p := at.Port(); p != 80 && p != 443 && p < 1024 {
		return errPort
	}
	return nil
}

// own reports whether the host belongs to a network that the configuration
// vouches for, by name or by where it resolved to.
func (g *guard) own(u *url.URL) bool {
	name := hostName(u.Hostname())
	if _, ok := g.vouched.Load(name); ok || g.hosts[name] {
		return true
	}
	ip, err := netip.ParseAddr(name)
	return err == nil && g.allowed(ip)
}

func (g *guard) allowed(ip netip.Addr) bool {
	for _, p := range g.allow {
		if p.Contains(ip) {
			return true
		}
	}
	return false
}

func hostName(s string) string { return strings.TrimSuffix(strings.ToLower(s), ".") }

// checkURL accepts http and https addresses without a user part.
func checkURL(address string) (*url.URL, error) {
	if len(address) > 4096 {
		return nil, errAddress
	}
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return nil, errAddress.Because(err)
	}
	if (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || u.User != nil || u.Opaque != "" {
		return nil, errAddress
	}
	return u, nil
}

// Own reports whether an address belongs to a network that the configuration
// vouches for; such hosts are not spaced.
func (c *Client) Own(address string) bool {
	u, err := checkURL(address)
	return err == nil && c.guard.own(u)
}
