package intake_test

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/fetch"
	"yingda/internal/store"
	"yingda/internal/testkit/mailserver"
)

// TestMailWay reads a vendor's digest out of a mailbox on a real mail server.
func TestMailWay(t *testing.T) {
	server := mailserver.Start(t)
	digest := func(n int) []byte {
		return fmt.Appendf(nil, "From: <daily@vendor.example>\r\nSubject: digest\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"+
			"<p>1. <a href=\"https://news.example/%d.html\">信访接访大厅取号排队改为预约第%d期</a><br>摘要：接访大厅取号排队，联系13800138000。</p>\r\n", n, n)
	}
	server.Append(digest(1))
	letters := 1
	each(t, func(o *office) {
		p := o.poller()
		p.Client = fetch.New(fetch.Config{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Now: o.clock.Now, Timeout: 20 * time.Second, Roots: server.Roots})
		o.t.Cleanup(p.Client.Close)
		source := o.register("监测日报", server.IMAPS(), "mail", store.ReadingSettings{Login: mailserver.Login, From: "vendor.example"})
		p.Open = func(sealed, purpose string) (string, error) {
			if sealed != "sealed" || purpose != desk.MailPurpose(source.ID) {
				o.t.Errorf("unsealed %q for %q", sealed, purpose)
			}
			return mailserver.Password, nil
		}
		o.must(o.store.Write(ctx, func(tx *store.Tx) error {
			return tx.SaveReading(store.Reading{SourceID: source.ID, Way: "mail", Settings: store.ReadingSettings{Login: mailserver.Login, From: "vendor.example"}, Secret: "sealed"})
		}))
		read := func(want int) {
			o.t.Helper()
			o.must(p.ReadNow(ctx, source.ID))
			s, err := o.store.Source(ctx, source.ID)
			o.must(err)
			if n := len(o.posts()); s.Failures != 0 || n != want {
				o.t.Fatalf("%s: %d posts, want %d\n%s", s.ErrorText, n, want, server.Said())
			}
		}
		read(letters)
		read(letters)
		letters++
		server.Append(digest(letters))
		read(letters)
	})
}
