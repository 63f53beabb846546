package acceptance

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/regime"
	"yingda/internal/seal"
	"yingda/internal/store"
	"yingda/internal/testkit"
	"yingda/internal/testkit/wechatstand"
)

// wechat connects an account of the installation to WeChat and returns who
// calls it back.
func (in *inside) wechat() *wechatstand.Caller {
	in.t.Helper()
	in.engage([]struct{ login, unit string }{{"security_admin", "office"}, {"keeper", "office"}})
	ring := seal.NewRing(filepath.Join(in.dir, "key"), time.Now)
	in.desk.Sending.Seal = func(secret, purpose string) (string, error) {
		k, err := ring.Keys()
		in.must(err)
		return k.Seal(secret, purpose)
	}
	in.desk.Sending.Open = func(string, string) (string, error) { return "", nil }
	director := in.who["office_director"]
	a := store.Account{AgencyID: director.Grants[0].AgencyID, UnitID: director.UnitID, Platform: regime.WeChat, Kind: "subscription", Name: "某区信访", Organiser: "某区信访局", Emblem: "standard", State: "open", Origin: "import", CreatedBy: director.ID}
	in.must(in.store.Write(ctx, func(tx *store.Tx) error { return tx.AddAccount(&a) }))
	const key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
	for name, value := range map[string]string{"app_secret": "geheim-app-secret", "token": "hook-token-1", "encoding_aes_key": key} {
		in.must(in.desk.KeepSecret(ctx, in.who["security_admin"], desk.SecretEdit{Account: a.ID, Name: name, KeeperID: in.who["keeper"].ID, RotateBy: time.Now().AddDate(0, 0, 60).UnixMilli(), Value: value}))
	}
	in.must(in.desk.Connect(ctx, director, desk.LinkEdit{Account: a.ID, AppID: "wx0123456789abcdef", Mode: "safe"}))
	return &wechatstand.Caller{URL: "/hooks/wechat/" + a.ID, Token: "hook-token-1", Key: key, ID: "wx0123456789abcdef", Mode: "safe", Now: time.Now, Client: &http.Client{Timeout: 5 * time.Second}}
}

// TestKilledCallbacks kills the program while WeChat hands over messages. What
// was acknowledged is in the inbox once; what was not is there once after the
// platform's repetition, and never twice.
func TestKilledCallbacks(t *testing.T) {
	torture(t, func(t *testing.T, in *inside, r *rand.Rand) {
		from := in.wechat()
		path := from.URL
		serial, acked, repeated := 0, 0, 0
		rounds, span := 1, 300*time.Millisecond // what is under way at the kill counts, not how much came before it
		if testkit.Torture() {
			rounds, span = kills(), 700*time.Millisecond
		}
		for range rounds {
			from.URL = in.base + path
			moment := upTo(r, span)
			var mu sync.Mutex
			var open []wechatstand.Call
			var wait sync.WaitGroup
			stop := make(chan struct{})
			for range 3 {
				wait.Go(func() {
					for {
						select {
						case <-stop:
							return
						default:
						}
						mu.Lock()
						serial++
						n := serial
						mu.Unlock()
						call, err := from.Make(fmt.Sprintf("<xml><ToUserName>gh_1</ToUserName><FromUserName>oUser-%d</FromUserName><CreateTime>%d</CreateTime><MsgType>text</MsgType><Content>请问%s号窗口几点开门</Content><MsgId>%d</MsgId></xml>", n, time.Now().Unix(), letters(n), 5_000_000+n))
						if err != nil {
							t.Error(err)
							return
						}
						status, said, err := from.Send(context.Background(), call)
						mu.Lock()
						if err == nil && status == 200 && strings.Contains(said, "已收到") {
							acked++
						} else {
							open = append(open, call)
						}
						mu.Unlock()
						if err != nil {
							return
						}
					}
				})
			}
			time.Sleep(moment)
			in.kill()
			close(stop)
			wait.Wait()
			in.revive()
			there := in.count(`SELECT COUNT(*) FROM message`)
			if there < int64(acked+repeated) || there > int64(serial) {
				t.Errorf("%d messages are there; %d were acknowledged, %d sent", there, acked+repeated, serial)
			}
			from.URL = in.base + path
			for _, call := range open { // the platform calls again
				if status, said, err := from.Send(context.Background(), call); err != nil || status != 200 || !strings.Contains(said, "已收到") {
					t.Errorf("called again: %d %q, %v", status, said, err)
				}
				repeated++
			}
			if there := in.count(`SELECT COUNT(*) FROM message`); there != int64(serial) {
				t.Errorf("%d messages for %d after the repetition", there, serial)
			}
		}
		in.none("a message that stands twice", `SELECT title FROM matter WHERE kind = 'message' GROUP BY title HAVING COUNT(*) > 1`)
		t.Logf("%d messages over %d kills, %d acknowledged at once, %d after a repetition", serial, rounds, acked, repeated)
	})
}
