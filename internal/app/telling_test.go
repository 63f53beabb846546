package app

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"yingda/internal/notify"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// The program as it is wired tells a robot at the configured address of a
// notice, and every schedule finds who does its work.
func TestNoticeReachesARobot(t *testing.T) {
	said := make(chan string, 1)
	at := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		io.WriteString(w, `{"errcode":0,"errmsg":"ok"}`)
		said <- r.URL.RequestURI() + " " + string(body)
	}))
	defer at.Close()
	ctx, stop := context.WithCancel(t.Context())
	conf := Config{Listen: "127.0.0.1:0", Data: t.TempDir(), Public: "https://desk.example", Networks: []string{"127.0.0.1"}, Notify: Notify{WeCom: at.URL + "/"}}
	if err := conf.Check(); err != nil {
		t.Fatal(err)
	}
	p := &program{conf: conf, log: slog.New(slog.DiscardHandler), clock: &clock{}, closing: make(chan struct{})}
	s, err := store.Open(ctx, store.Config{Dir: conf.Data, Now: p.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	p.store = s
	if err := p.wire(); err != nil {
		t.Fatal(err)
	}
	if err := setup(ctx, conf, s, nil, p.log); err != nil {
		t.Fatal(err)
	}
	err = s.Write(ctx, func(tx *store.Tx) error {
		people, err := s.Persons(ctx)
		if err != nil {
			return err
		}
		unit := people[0].UnitID
		r := store.Robot{ID: store.NewID(tx.Now), UnitID: unit, Kind: "wecom", Name: "值班群", Events: store.Events, CreatedBy: "x"}
		if r.Token, err = p.desk.Sending.Seal("abcdefgh-0123", notify.TokenPurpose(r.ID)); err != nil {
			return err
		}
		if err := tx.AddRobot(r); err != nil {
			return err
		}
		return tx.NotifyOf(store.EventSystem, []string{unit}, regime.Roles, "", "", "某来源 连续 3 次读不到")
	})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- p.jobs.Run(ctx) }()
	select {
	case got := <-said:
		if !strings.Contains(got, "key=abcdefgh-0123") || !strings.Contains(got, "系统异常") || !strings.Contains(got, "https://desk.example/desk") || strings.Contains(got, "某来源") {
			t.Errorf("said %s", got)
		}
	case <-time.After(20 * time.Second):
		t.Error("nobody was told")
	}
	kinds := p.jobs.Kinds()
	for kind := range schedules {
		if !slices.Contains(kinds, kind) {
			t.Errorf("nobody does the work of schedule %s", kind)
		}
	}
	for _, kind := range []string{"tell", "deliver"} {
		if !slices.Contains(kinds, kind) {
			t.Errorf("nobody does %s", kind)
		}
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
