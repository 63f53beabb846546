package fetch

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"github.com/temoto/robotstxt"

	"yingda/internal/fault"
)

const (
	robotsLife    = 24 * time.Hour   // how long a rule file is believed
	robotsRetry   = 10 * time.Minute // and a server's failure to give one
	robotsMax     = 500 << 10        // bytes of it that are read
	maxWait       = 24 * time.Hour   // longest Retry-After that is honoured
	maxCrawlDelay = time.Minute      // longest Crawl-delay that is honoured
	maxHosts      = 10_000           // remembered at once
)

// host remembers when a host may be visited again.
type host struct {
	limit *rate.Limiter
	after time.Time // Retry-After
	seen  time.Time
}

type robotsEntry struct {
	ready chan struct{} // closed when rules are known
	rules *robotstxt.RobotsData
	until time.Time
	err   error
}

// admit waits for the turn of a visit to u. It returns the wait that is still
// due with fetch-wait when the other side asked us to stay away or the turn
// lies beyond the call's own deadline. A visit that host from sent on within
// itself has had its turn.
func (c *Client) admit(ctx context.Context, u *url.URL, from string) (time.Duration, error) {
	if wait := c.postponed(u); wait > 0 {
		return wait, errWait
	}
	rules, err := c.rules(ctx, u)
	if err != nil {
		return 0, err
	}
	path := u.EscapedPath()
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	if path == "" {
		path = "/"
	}
	if !rules.TestAgent(path, "Yingda") {
		return 0, errRobots
	}
	if u.Host == from {
		return 0, nil
	}
	return c.turn(ctx, u, min(rules.FindGroup("Yingda").CrawlDelay, maxCrawlDelay))
}

// Sitemaps returns the sitemaps that the robots.txt of a site names.
func (c *Client) Sitemaps(ctx context.Context, address string) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	u, err := checkURL(address)
	if err != nil {
		return nil, err
	}
	rules, err := c.rules(ctx, u)
	if err != nil {
		return nil, c.explain(ctx, err)
	}
	return rules.Sitemaps, nil
}

// turn reserves the next free slot of the host. Hosts of the agency's own
// network are not spaced unless their robots.txt asks for it.
func (c *Client) turn(ctx context.Context, u *url.URL, delay time.Duration) (time.Duration, error) {
	if delay == 0 && c.guard.own(u) {
		return 0, nil
	}
	now := c.cfg.Now()
	c.mu.Lock()
	h := c.host(u)
	every := rate.Every(max(delay, c.cfg.Spacing))
	if h.limit == nil {
		h.limit = rate.NewLimiter(every, 1)
	} else if h.limit.Limit() != every {
		h.limit.SetLimitAt(now, every)
	}
	slot := h.limit.ReserveN(now, 1)
	c.mu.Unlock()
	wait := slot.DelayFrom(now)
	if wait == 0 {
		return 0, nil
	}
	if wait > c.cfg.Timeout/2 {
		slot.CancelAt(now)
		return wait, errWait
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		slot.CancelAt(now)
		return wait, ctx.Err()
	case <-timer.C:
		return 0, nil
	}
}

// host returns the memory of u's host; c.mu is held.
func (c *Client) host(u *url.URL) *host {
	now := c.cfg.Now()
	h := c.hosts[u.Host]
	if h == nil {
		if len(c.hosts) >= maxHosts {
			c.forget(now)
		}
		h = &host{}
		c.hosts[u.Host] = h
	}
	h.seen = now
	return h
}

// forget makes room: hosts that nobody visited for an hour and that asked for
// no wait go first; if that is not enough, everything goes.
func (c *Client) forget(now time.Time) {
	for name, h := range c.hosts {
		if now.Sub(h.seen) > time.Hour && now.After(h.after) {
			delete(c.hosts, name)
		}
	}
	if len(c.hosts) >= maxHosts {
		clear(c.hosts)
	}
}

// postpone remembers a 429 or 503 that named a time.
func (c *Client) postpone(u *url.URL, res Result) {
	if res.RetryAfter <= 0 || res.Status != http.StatusTooManyRequests && res.Status != http.StatusServiceUnavailable {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.host(u).after = c.cfg.Now().Add(res.RetryAfter)
}

func (c *Client) postponed(u *url.URL) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	h := c.hosts[u.Host]
	if h == nil {
		return 0
	}
	return h.after.Sub(c.cfg.Now())
}

// rules returns the host's robots.txt, read at most once a day whatever the
// number of callers.
func (c *Client) rules(ctx context.Context, u *url.URL) (*robotstxt.RobotsData, error) {
	key := u.Scheme + "://" + u.Host
	for {
		c.mu.Lock()
		e := c.robots[key]
		if e == nil {
			if len(c.robots) >= maxHosts {
				clear(c.robots)
			}
			e = &robotsEntry{ready: make(chan struct{})}
			c.robots[key] = e
			c.mu.Unlock()
			c.load(ctx, key, e)
			return e.rules, e.err
		}
		c.mu.Unlock()
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-e.ready:
		}
		if e.err == nil && c.cfg.Now().Before(e.until) {
			return e.rules, nil
		}
		c.mu.Lock()
		if c.robots[key] == e {
			delete(c.robots, key)
		}
		c.mu.Unlock()
	}
}

// load fills e. A host that cannot be reached at all leaves its error, which
// is what the reading itself would have met. RFC 9309: 4xx allows everything,
// 5xx nothing.
func (c *Client) load(ctx context.Context, key string, e *robotsEntry) {
	defer close(e.ready)
	res, err := c.follow(ctx, Request{URL: key + "/robots.txt", Accept: "text/plain, */*;q=0.5"}, false)
	life := robotsLife
	status := res.Status
	switch {
	case status == 0:
		e.err = err
		return
	case status >= 500:
		life = robotsRetry
	case status == http.StatusTooManyRequests:
		e.err = err
		return
	case err != nil || status < 200 || status > 299:
		// Endless, compressed wrongly, redirected in circles: no rules to obey.
		status, res.Body = http.StatusNotFound, nil
	}
	body := res.Body[:min(len(res.Body), robotsMax)]
	e.rules, e.err = robotstxt.FromStatusAndBytes(status, body)
	if e.err != nil {
		e.rules, e.err = robotstxt.FromStatusAndBytes(http.StatusNotFound, nil)
	}
	e.until = c.cfg.Now().Add(life)
	if e.err != nil {
		e.err = fault.New(fault.Busy, "fetch-robots-read", "对方的 robots.txt 无法读取").Because(e.err)
	}
}

// retryAfter reads both forms of the header, capped at a day.
func retryAfter(value string, now time.Time) time.Duration {
	value = strings.TrimSpace(value)
	if value == "" {
		return 0
	}
	var wait time.Duration
	if seconds, err := strconv.ParseInt(value, 10, 64); err == nil {
		wait = time.Duration(min(max(seconds, 0), int64(maxWait/time.Second))) * time.Second
	} else if at, err := http.ParseTime(value); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, 0), maxWait)
}
