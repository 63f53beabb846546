package fetch

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"testing"
	"time"

	"yingda/internal/fault"
)

// A public name or address is never dialled in these tests: every line is
// refused before a connection, and the sentinel hears nothing.
func TestForbiddenAddresses(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	heard := make(chan struct{}, 1)
	go http.Serve(l, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { heard <- struct{}{} }))
	_, port, _ := net.SplitHostPort(l.Addr().String())
	hosts := []string{
		"127.0.0.1", "127.1.2.3", "localhost", "LOCALHOST.", "0.0.0.0", "0", "[::1]", "[::]", "[::ffff:127.0.0.1]",
		"[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[fe80::1%25lo]", "[::127.0.0.1]",
		"10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "[fd00:ec2::254]", "[fe80::1]",
		"224.0.0.1", "255.255.255.255", "198.18.0.1", "[ff02::1]", "2130706433", "0x7f000001", "0177.0.0.1", "0x7f.1", "127.1",
		"[2001::1]", "[100::1]", "192.0.0.8", "240.0.0.1", "[::ffff:10.0.0.1]", "[::ffff:169.254.169.254]",
	}
	c := New(Config{Now: time.Now, Timeout: 3 * time.Second})
	for _, h := range hosts {
		_, err := c.Do(context.Background(), Call{URL: "http://" + h + ":" + port + "/"})
		switch code := fault.CodeOf(err); code {
		case "fetch-private", "fetch-address", "fetch-name", "fetch-timeout":
		default:
			t.Errorf("%s: code %q (%v)", h, code, err)
		}
	}
	select {
	case <-heard:
		t.Fatal("the sentinel was reached")
	default:
	}
}

func TestCheckURL(t *testing.T) {
	refused := []string{
		"", "ftp://a/", "file:///etc/passwd", "gopher://a/", "javascript:alert(1)", "http://", "http:///x",
		"http://user:pass@a.cn/", "http://a@b.cn/", "data:text/html,x", "//a.cn/x", "http:a.cn", "unix:///var/run/x", "http://[::1",
	}
	for _, s := range refused {
		if _, err := checkURL(s); fault.CodeOf(err) != "fetch-address" {
			t.Errorf("%q was accepted", s)
		}
	}
	for _, s := range []string{"http://a.cn", " https://税务.cn/新闻?页=1 ", "HTTP://A.CN:8080/x"} {
		if _, err := checkURL(s); err != nil {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func TestPorts(t *testing.T) {
	c := New(Config{Now: time.Now, Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	for _, port := range []string{"22", "25", "110", "445"} {
		if _, err := c.Do(context.Background(), Call{URL: "http://127.0.0.1:" + port}); fault.CodeOf(err) != "fetch-port" {
			t.Errorf("port %s: %v", port, err)
		}
	}
}

func TestAllowList(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {})
	_, port, _ := net.SplitHostPort(url[len("http://"):])
	named := New(Config{Now: time.Now, AllowHosts: []string{"Localhost"}})
	if _, err := named.Get(context.Background(), Request{URL: "http://localhost:" + port}); err != nil {
		t.Errorf("a named host: %v", err)
	}
	if _, err := named.Get(context.Background(), Request{URL: "http://127.0.0.1:" + port}); fault.CodeOf(err) != "fetch-private" {
		t.Errorf("the same machine by an address that nobody allowed: %v", err)
	}
	byRange := local(Config{})
	for range 3 {
		if _, err := byRange.Get(context.Background(), Request{URL: "http://localhost:" + port}); err != nil {
			t.Errorf("an allowed range: %v", err)
		}
	}
}
