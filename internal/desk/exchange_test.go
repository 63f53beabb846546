package desk_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/fetch"
	"yingda/internal/regime"
	"yingda/internal/seal"
	"yingda/internal/store"
)

// peered gives a bureau keys, a client and a door for messages.
func (b *bureau) peered() *httptest.Server {
	b.t.Helper()
	file := filepath.Join(b.t.TempDir(), "key")
	client := fetch.New(fetch.Config{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Now: time.Now})
	b.desk.Exchange = &desk.Exchange{Client: client, Keys: sync.OnceValues(func() (*seal.Keys, error) { return seal.Open(file, b.clock.Now()) })}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		answer, signature, err := b.desk.Accept(r.Context(), r.Header.Get(desk.KeyHeader), r.Header.Get(desk.SignatureHeader), body)
		if err != nil {
			w.WriteHeader(fault.Status(err))
			return
		}
		w.Header().Set(desk.SignatureHeader, signature)
		w.Write(answer)
	}))
	b.t.Cleanup(server.Close)
	return server
}

func (b *bureau) knows(other *bureau, base, name string, above bool) {
	b.t.Helper()
	key, err := other.desk.Exchange.OwnKey()
	b.must(err)
	p := store.Peer{Name: name, Base: base, PublicKey: key, AgencyID: b.units["office"].AgencyID, Above: above}
	coded(b.t, b.desk.AddPeer(context.Background(), b.who[regime.OfficeDirector], p), "register.role")
	b.must(b.desk.AddPeer(context.Background(), b.who[regime.SystemAdmin], p))
	coded(b.t, b.desk.AddPeer(context.Background(), b.who[regime.SystemAdmin], p), "peer.taken")
}

// deliver carries out the messages that wait, twice each: what is sent twice
// arrives once.
func (b *bureau) deliver() {
	b.t.Helper()
	payloads, err := b.store.QueuedPayloads(context.Background(), "exchange")
	b.must(err)
	for _, p := range payloads {
		b.must(b.desk.Deliver(context.Background(), []byte(p)))
		b.must(b.desk.Deliver(context.Background(), []byte(p)))
	}
}

func TestTwoInstallationsExchangeReports(t *testing.T) {
	each(t, func(below *bureau) {
		each(t, func(above *bureau) {
			if below.store.Engine() != above.store.Engine() {
				return
			}
			ctx := context.Background()
			lower, upper := below.peered(), above.peered()
			below.knows(above, upper.URL, "某省信访局", true)
			above.knows(below, lower.URL, "某市信访局", false)
			n := below.answering(regime.Major)
			below.act(regime.DutyOfficer, n, "report_three_day", map[string]any{"conclusion": "属实", "measures": "已停用", "effect": "恢复"})
			below.deliver()
			agency := above.units["office"].AgencyID
			inbox, err := above.store.ReportsTo(ctx, agency)
			above.must(err)
			if len(inbox) != 1 || inbox[0].FromName != "某市信访局" || inbox[0].Fields[1].Text != "已停用" || inbox[0].Kind != regime.ThreeDayReport {
				t.Fatalf("inbox: %+v", inbox)
			}
			above.must(above.desk.ReceiveReport(ctx, above.who[regime.DutyOfficer], inbox[0].ID))
			above.must(above.desk.AskReport(ctx, above.who[regime.OfficeDirector], inbox[0].ID, "影响多少人？"))
			above.deliver()
			sent, err := below.store.ReportsFrom(ctx, below.units["office"].AgencyID)
			below.must(err)
			if sent[0].ArrivedAt == 0 || sent[0].ReceivedAt == 0 || sent[0].Question != "影响多少人？" {
				t.Fatalf("sent: %+v", sent[0])
			}
			docs, err := below.store.Documents(ctx, sent[0].MatterID)
			below.must(err)
			if last := docs[len(docs)-1]; last.Kind != regime.ThreeDayReport || last.ReceivedAt == 0 || last.ReceivedAs != "某省信访局 duty_officer（值班员）" {
				t.Errorf("the receipt did not reach the document: %+v", last)
			}
			below.must(below.desk.AnswerReport(ctx, below.who[regime.DutyOfficer], sent[0].ID, "四十六人"))
			below.deliver()
			back, err := above.store.Report(ctx, inbox[0].ID)
			above.must(err)
			if back.Answer != "四十六人" {
				t.Errorf("answer: %+v", back)
			}
		})
	})
}

// The word that a report arrived may be lost: its receipt tells as much.
func TestAReceiptSaysThatAReportArrived(t *testing.T) {
	each(t, func(below *bureau) {
		ctx := context.Background()
		above := founded(t, store.Config{Dir: t.TempDir()})
		lower, upper := below.peered(), above.peered()
		deaf := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			upper.Config.Handler.ServeHTTP(httptest.NewRecorder(), r)
			w.WriteHeader(http.StatusBadGateway)
		}))
		t.Cleanup(deaf.Close)
		below.knows(above, deaf.URL, "某省信访局", true)
		above.knows(below, lower.URL, "某市信访局", false)
		n := below.answering(regime.Major)
		below.act(regime.DutyOfficer, n, "report_three_day", map[string]any{"conclusion": "属实", "measures": "已停用", "effect": "恢复"})
		payloads, err := below.store.QueuedPayloads(ctx, "exchange")
		below.must(err)
		for _, p := range payloads {
			if err := below.desk.Deliver(ctx, []byte(p)); err == nil {
				t.Fatal("the answer was not lost")
			}
		}
		inbox, err := above.store.ReportsTo(ctx, above.units["office"].AgencyID)
		above.must(err)
		for _, r := range inbox {
			above.must(above.desk.ReceiveReport(ctx, above.who[regime.DutyOfficer], r.ID))
		}
		above.deliver()
		sent, err := below.store.ReportsFrom(ctx, below.units["office"].AgencyID)
		below.must(err)
		if len(sent) == 0 || sent[0].ArrivedAt == 0 || sent[0].ReceivedAt == 0 {
			t.Fatalf("sent: %+v", sent)
		}
		for code, k := range below.clocks(n) {
			if k.MetBy == string(regime.ThreeDayReport) && k.State == "running" {
				t.Errorf("the clock %s still runs", code)
			}
		}
	})
}

// What another installation sends is caught and bent before it is handed on.
func TestAForeignMessageIsRefusedUnlessEverythingHolds(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		other := &bureau{t: t, clock: b.clock, store: b.store, desk: desk.New(b.store), units: b.units, who: b.who}
		b.peered()
		other.peered()
		var body []byte
		var head http.Header
		trap := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ = io.ReadAll(r.Body)
			head = r.Header.Clone()
			w.WriteHeader(http.StatusServiceUnavailable)
		}))
		defer trap.Close()
		ownKey, err := b.desk.Exchange.OwnKey()
		b.must(err)
		otherKey, err := other.desk.Exchange.OwnKey()
		b.must(err)
		agency := b.units["office"].AgencyID
		admin := b.who[regime.SystemAdmin]
		b.must(b.desk.AddPeer(ctx, admin, store.Peer{Name: "上级", Base: trap.URL, PublicKey: ownKey, AgencyID: agency, Above: true}))
		n := b.answering(regime.Major)
		b.act(regime.DutyOfficer, n, "report_first", map[string]any{"facts": "已知", "assessment": "重大", "plan": "先核实"})
		payloads, err := b.store.QueuedPayloads(ctx, "exchange")
		b.must(err)
		coded(b.t, other.desk.Deliver(ctx, []byte(payloads[0])), "fetch-503")
		key, signature := head.Get(desk.KeyHeader), head.Get(desk.SignatureHeader)
		accept := func(key, signature string, body []byte) error {
			_, _, err := b.desk.Accept(ctx, key, signature, body)
			return err
		}
		coded(b.t, accept(key, signature, body), "exchange.signature") // not registered
		b.must(b.desk.AddPeer(ctx, admin, store.Peer{Name: "下级", Base: trap.URL, PublicKey: otherKey, AgencyID: agency}))
		coded(b.t, accept(key, "", body), "exchange.signature")
		coded(b.t, accept(key, signature[:len(signature)-4]+"AAA=", body), "exchange.signature")
		coded(b.t, accept(ownKey, signature, body), "exchange.signature")
		coded(b.t, accept(key, signature, bytes.Replace(body, []byte("已知"), []byte("改了"), 1)), "exchange.signature")
		coded(b.t, accept(key, signature, append(body, ' ')), "exchange.signature")
		b.clock.Advance(11 * time.Minute)
		coded(b.t, accept(key, signature, body), "exchange.signature") // an old one
		coded(b.t, other.desk.Deliver(ctx, []byte(payloads[0])), "fetch-503")
		signature = head.Get(desk.SignatureHeader)
		b.must(accept(key, signature, body))
		b.must(accept(key, signature, body))
		inbox, err := b.store.ReportsTo(ctx, agency)
		b.must(err)
		if len(inbox) != 1 {
			t.Errorf("sent twice, arrived %d times", len(inbox))
		}
		peers, err := b.store.Peers(ctx)
		b.must(err)
		for _, p := range peers {
			b.must(b.desk.SwitchPeer(ctx, admin, p.ID, false))
		}
		coded(b.t, accept(key, signature, body), "exchange.signature") // kept out
	})
}
