// Package fetch is the one outbound client (对外读取): every call that Yingda
// makes to another machine goes through it. It bounds time, size, ratio and
// redirects, checks each address at the moment of dialling, asks robots.txt,
// spaces its visits, and says in plain words why a call failed.
package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"yingda/internal/fault"
)

// Config bounds the client. The zero value of each field takes the default in
// brackets; there is no value that means "without bound".
type Config struct {
	Version      string         // shown in the user agent ["1"]
	Contact      string         // mail or web address of the agency, shown in the user agent
	Timeout      time.Duration  // one call in all, redirects and body included [30 s]
	MaxBody      int64          // bytes on the wire [10 MB]
	MaxDecoded   int64          // bytes after decompression [100 MB]
	MaxRatio     int64          // decoded bytes for one on the wire, counted from 1 MB on [100]
	MaxRedirects int            // hops [5]
	Spacing      time.Duration  // between two visits to one public host [1 s]
	Allow        []netip.Prefix // private ranges that may be called
	AllowHosts   []string       // host names that may resolve into private ranges
	Roots        *x509.CertPool // certificate authorities; nil means those of the system

	// Now tells the instant; it must be set.
	Now func() time.Time
}

// Client makes the calls. It is safe for concurrent use.
type Client struct {
	cfg    Config
	http   *http.Client
	guard  *guard
	agent  string
	mu     sync.Mutex
	hosts  map[string]*host
	robots map[string]*robotsEntry
	big    chan struct{} // one for each large body that is being read
}

// Request is one reading of a public address. ETag and LastModified are the
// validators of the last reading, empty if there is none.
type Request struct {
	URL          string
	ETag         string
	LastModified string
	Accept       string // media types wanted; empty means feeds and pages
	Limit        int64  // bytes after decompression; 0 for the client's bound
}

// Call is one call of a service that answers to us (a platform's interface, a
// web hook): no robots.txt, no spacing, and no redirect is followed, since the
// header may carry a secret.
type Call struct {
	Method string
	URL    string
	Header http.Header
	Body   []byte
	Limit  int64 // bytes of the answer after decompression; 0 for the client's bound
	Says   bool  // what stands in an answer other than 2xx is read too: it names the cause
}

// Result is what came back. Body is decompressed and empty when NotModified.
// RetryAfter is the wait that the other side asked for, zero if none.
type Result struct {
	Status       int
	NotModified  bool
	Body         []byte
	ContentType  string
	ETag         string
	LastModified string
	FinalURL     string
	Header       http.Header
	RetryAfter   time.Duration
	Elapsed      time.Duration // of the exchanges alone, without our own waiting for our turn and the reading of robots.txt
	CertUntil    time.Time     // end of the other side's certificate, zero without one
}

// New returns a client. It starts no goroutine.
func New(cfg Config) *Client {
	cfg = withDefaults(cfg)
	g := newGuard(cfg.Allow, cfg.AllowHosts)
	c := &Client{
		cfg: cfg, guard: g, agent: userAgent(cfg),
		hosts: map[string]*host{}, robots: map[string]*robotsEntry{}, big: make(chan struct{}, bigBodies),
	}
	c.http = &http.Client{
		Transport: &http.Transport{
			Proxy:                  nil, // a proxy would be the only address that the guard sees
			DialContext:            g.dial,
			ForceAttemptHTTP2:      true,
			DisableCompression:     true, // decoded by us, where it is counted
			TLSClientConfig:        &tls.Config{RootCAs: cfg.Roots, MinVersion: tls.VersionTLS12},
			MaxIdleConns:           256,
			MaxIdleConnsPerHost:    8,
			IdleConnTimeout:        60 * time.Second,
			TLSHandshakeTimeout:    cfg.Timeout,
			ResponseHeaderTimeout:  cfg.Timeout,
			MaxResponseHeaderBytes: 64 << 10,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c
}

// Now returns the instant of the client's clock.
func (c *Client) Now() time.Time { return c.cfg.Now() }

// Close drops idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

func withDefaults(cfg Config) Config {
	if cfg.Version == "" {
		cfg.Version = "1"
	}
	cfg.Timeout = or(cfg.Timeout, 30*time.Second)
	cfg.MaxBody = or(cfg.MaxBody, 10<<20)
	cfg.MaxDecoded = or(cfg.MaxDecoded, 100<<20)
	cfg.MaxRatio = or(cfg.MaxRatio, 100)
	cfg.MaxRedirects = or(cfg.MaxRedirects, 5)
	cfg.Spacing = or(cfg.Spacing, time.Second)
	return cfg
}

func or[T int | int64 | time.Duration](v, otherwise T) T {
	if v <= 0 {
		return otherwise
	}
	return v
}

// userAgent is honest: the product and where its operator is reached. Anything
// that could break the header line is dropped from the contact.
func userAgent(cfg Config) string {
	contact := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == '(' || r == ')' {
			return -1
		}
		return r
	}, cfg.Contact)
	if contact == "" {
		return "Yingda/" + cfg.Version
	}
	return "Yingda/" + cfg.Version + " (+" + contact + ")"
}

// Get reads a public address: robots.txt is obeyed, visits to one host are
// spaced, redirects are followed with every check repeated. A status other
// than 200 to 299 and 304 comes as a fault together with the Result.
// Faults: see fault.go of this package.
func (c *Client) Get(ctx context.Context, req Request) (Result, error) {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	res, err := c.follow(ctx, req, true)
	return res, c.explain(ctx, err)
}

// Do makes one service call; see Call. Its faults are those of Get.
func (c *Client) Do(ctx context.Context, call Call) (Result, error) {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	res, err := c.once(ctx, call)
	return res, c.explain(ctx, err)
}

// follow walks the redirects; polite says whether robots.txt and spacing bind.
func (c *Client) follow(ctx context.Context, req Request, polite bool) (Result, error) {
	address := req.URL
	var took time.Duration
	from := "" // the host that sent us on: following it there is the same visit
	for hop := 0; ; hop++ {
		u, err := checkURL(address)
		if err != nil {
			return Result{FinalURL: address, Elapsed: took}, err
		}
		if polite {
			if wait, err := c.admit(ctx, u, from); err != nil {
				return Result{FinalURL: address, RetryAfter: wait, Elapsed: took}, err
			}
		}
		res, err := c.once(ctx, Call{Method: http.MethodGet, URL: address, Header: readHeader(req), Limit: req.Limit})
		took += res.Elapsed
		res.Elapsed = took
		if !isRedirect(res.Status) || fault.CodeOf(err) != "fetch-redirect" {
			return res, err
		}
		next, nextErr := u.Parse(res.Header.Get("Location"))
		if nextErr != nil || res.Header.Get("Location") == "" {
			return res, errRedirectTarget
		}
		if hop >= c.cfg.MaxRedirects {
			return res, errRedirects
		}
		next.Fragment, from = "", u.Host
		address = next.String()
	}
}

func readHeader(req Request) http.Header {
	h := http.Header{}
	accept := req.Accept
	if accept == "" {
		accept = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/html;q=0.8, */*;q=0.5"
	}
	h.Set("Accept", accept)
	h.Set("Accept-Language", "zh-CN, zh;q=0.9, en;q=0.5")
	if req.ETag != "" {
		h.Set("If-None-Match", req.ETag)
	}
	if req.LastModified != "" {
		h.Set("If-Modified-Since", req.LastModified)
	}
	return h
}

func isRedirect(status int) bool {
	switch status {
	case 301, 302, 303, 307, 308:
		return true
	}
	return false
}
