package intake_test

import (
	"fmt"
	"net/netip"
	"strings"
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
		before, err := o.store.MissedStretches(ctx, source.ID, false, 10)
		o.must(err)
		server.Append([]byte("From: <daily@vendor.example>\r\nSubject: table\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n见附件。\r\n--x\r\nContent-Type: text/csv; name=day.csv\r\nContent-Disposition: attachment; filename=day.csv\r\n\r\n甲,乙\r\n1,2\r\n--x--\r\n"))
		read(letters)
		lost, err := o.store.MissedStretches(ctx, source.ID, false, 10)
		o.must(err)
		if len(lost) != len(before)+1 || lost[0].State != "missing" || !strings.Contains(lost[0].Says, "1 个附件读不了") {
			o.t.Errorf("a table that nobody can read is lost without a word: %+v", lost)
		}
	})
}
