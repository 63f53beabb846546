package web_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/alexedwards/argon2id"

	"yingda/internal/auth"
	"yingda/internal/desk"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/seal"
	"yingda/internal/store"
	"yingda/internal/testkit"
	"yingda/internal/testkit/storetest"
	"yingda/internal/web"
)

const password = "一条足够长的口令"

// bureau is a small agency with a running staff desk, on one engine.
type bureau struct {
	feeds  *httptest.Server // what the reader reads
	signed []string         // number and gate of what was signed at the desk already
	t      testing.TB
	clock  *testkit.Clock
	store  *store.Store
	desk   *desk.Desk
	units  map[string]store.Unit
	who    map[regime.Role]matter.Actor
	server *httptest.Server
	guard  *auth.Auth
}

func each(t *testing.T, run func(t *testing.T, b *bureau)) {
	storetest.Each(t, func(t *testing.T, c store.Config) { run(t, found(t, c)) })
}

// found makes the agency, its people and a server before them.
func found(t testing.TB, c store.Config) *bureau {
	t.Helper()
	clock := testkit.NewClock(time.Date(2026, 3, 16, 14, 32, 0, 0, time.FixedZone("CST", 8*3600)))
	c.Now = clock.Now
	s, err := store.Open(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	b := &bureau{t: t, clock: clock, store: s, desk: desk.New(s), units: map[string]store.Unit{}, who: map[regime.Role]matter.Actor{}}
	b.people()
	b.guard = auth.New(s)
	b.guard.Keys = seal.NewRing(filepath.Join(t.TempDir(), "keys"), clock.Now).Keys
	h, err := web.New(web.Deps{Store: s.Reader, Desk: b.desk, Auth: b.guard, Now: clock.Now, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	b.server = httptest.NewServer(h)
	t.Cleanup(b.server.Close)
	return b
}

// passwordHash is of password, made as cheap as argon2id allows: a hash carries
// its own cost, and these tests sign in some hundred times.
var passwordHash = sync.OnceValues(func() (string, error) {
	return argon2id.CreateHash(password, &argon2id.Params{Memory: 8, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
})

var names = map[regime.Role]string{regime.Head: "沈望", regime.Deputy: "梁启宁", regime.OfficeDirector: "周映", regime.DutyOfficer: "林禾", regime.Handler: "陈述", regime.Drafter: "许言", regime.Reviewer: "何知远", regime.Approver: "方序"}

func (b *bureau) people() {
	reg, err := regime.Preset("petition-bureau")
	b.must(err)
	hash, err := passwordHash()
	b.must(err)
	b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
		agency := store.Unit{Kind: "agency", Code: "root", Name: "某市信访局"}
		if err := tx.AddUnit(&agency); err != nil {
			return err
		}
		for _, u := range []store.Unit{{Code: "office", Name: "办公室", Office: true}, {Code: "visits", Name: "接访科"}, {Code: "letters", Name: "办信科"}} {
			u.Kind, u.ParentID = "section", agency.ID
			if err := tx.AddUnit(&u); err != nil {
				return err
			}
			b.units[u.Code] = u
		}
		for _, role := range regime.Roles {
			if err := b.person(tx, agency, role, hash); err != nil {
				return err
			}
		}
		_, err := tx.AdoptRegime(reg, agency.ID, regime.Kinds)
		return err
	}))
}

func (b *bureau) person(tx *store.Tx, agency store.Unit, role regime.Role, hash string) error {
	unit := b.units["office"]
	if role == regime.Handler || role == regime.Drafter {
		unit = b.units["visits"]
	}
	name := names[role]
	if name == "" {
		name = role.Title()
	}
	p := store.Person{Login: string(role), Name: name, UnitID: unit.ID, Active: true, Password: hash}
	if err := tx.AddPerson(&p); err != nil {
		return err
	}
	// Signers and leaders stand in the office, which belongs to the agency.
	if err := tx.GrantRole(p.ID, unit.ID, role); err != nil {
		return err
	}
	if err := tx.SetPassword(p.ID, hash, false); err != nil {
		return err
	}
	b.who[role] = matter.Actor{ID: p.ID, Name: p.Name, UnitID: unit.ID, Grants: []matter.Grant{{UnitID: unit.ID, AgencyID: agency.ID, Path: unit.Path, Office: unit.Office, Role: role}}}
	return nil
}

func (b *bureau) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bureau) act(role regime.Role, number string, action matter.Action, in map[string]any) desk.Result {
	b.t.Helper()
	m, err := b.store.Matter(context.Background(), number)
	b.must(err)
	r, err := b.desk.Act(context.Background(), b.who[role], desk.Input{Matter: number, Version: m.Version, Action: action, Input: in})
	if err != nil {
		b.t.Fatalf("%s by %s: %v", action, role, err)
	}
	return r
}

// open opens a concern that the system detected, with a proposal and posts.
func (b *bureau) open(title string, grade regime.Grade, posts ...string) string {
	b.t.Helper()
	number := ""
	b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
		tree, err := b.desk.Tree(tx.Context())
		if err != nil {
			return err
		}
		cluster := store.NewID(tx.Now)
		if _, err := tx.Exec(`INSERT INTO cluster (id, topic_id, title, posts, sources, first_at, last_at) VALUES ($1, '', $2, $3, 1, $4, $4)`, cluster, title, len(posts), tx.Ms()); err != nil {
			return err
		}
		for i, text := range posts {
			if err := b.post(tx, cluster, i, text); err != nil {
				return err
			}
		}
		number, err = b.desk.OpenIn(tx, tree, matter.SystemActor, desk.Opening{
			AgencyID: b.units["office"].AgencyID, Title: title, ClusterID: cluster, Posts: int64(max(len(posts)-1, 0)), Sources: 1,
			Summary:  "3月16日上午起，办事群众反映号源取完，排队约两小时；网上预约入口此前停用。",
			Proposal: desk.Proposal{Grade: grade, GradeWhy: []string{"影响人数较多（约 300 人）", "一日内重复反映"}, Need: regime.Difficulty, NeedWhy: []string{"希望尽快恢复"}, UnitID: b.units["visits"].ID, UnitWhy: []string{"职责词「接待」"}},
		})
		return err
	}))
	return number
}

// post puts a post into a cluster: the first one is suggested, the others are
// confirmed.
func (b *bureau) post(tx *store.Tx, cluster string, i int, text string) error {
	if _, err := tx.Exec(`INSERT INTO source (id, name, kind, created_at) VALUES ('s1', '某省民生留言板', 'feed', 0) ON CONFLICT (id) DO NOTHING`); err != nil {
		return err
	}
	seq, err := tx.Count("post.seq", 1)
	if err != nil {
		return err
	}
	title, body, _ := strings.Cut(text, "|")
	if _, err := tx.Exec(`INSERT INTO post (seq, source_id, url, title, text, published_at, received_at, views, comments, matched, text_key, url_key, signature) VALUES ($1, 's1', $2, $3, $4, $5, $5, 1204, 36, 1, $1, $1, $6)`,
		seq, fmt.Sprintf("https://example.test/post/%d", seq), title, body, tx.Ms()-int64(i)*600_000, []byte{}); err != nil {
		return err
	}
	state := "confirmed"
	if i == 0 {
		state = "suggested"
	}
	_, err = tx.Exec(`INSERT INTO member (cluster_id, seq, state, score, reasons, at) VALUES ($1, $2, $3, 86, '同一地点、同日，都提到「号已发完」', $4)`, cluster, seq, state, tx.Ms())
	return err
}

// answering brings a concern to the stage of answering.
func (b *bureau) answering(number string, grade regime.Grade) {
	b.t.Helper()
	b.act(regime.DutyOfficer, number, "confirm_grade", map[string]any{"grade": string(grade), "need": "difficulty", "unit": "接访科", "reason": "两个接待点同时受影响"})
	b.act(regime.OfficeDirector, number, "dispatch", map[string]any{"note": "请核实号源发放情况", "assisting": "办信科"})
	b.act(regime.Handler, number, "receive", nil)
	b.act(regime.Handler, number, "add_fact", map[string]any{"claim": "九点前号已发完", "finding": "8:52 发完，共 70 个", "verdict": "true", "evidence": "叫号日志"})
	b.act(regime.Handler, number, "add_fact", map[string]any{"claim": "网上预约停用两周", "finding": "停用 3 天：3月13日至15日", "verdict": "inaccurate", "evidence": "运维记录"})
	b.act(regime.Handler, number, "conclude", map[string]any{"text": "号源减少未提前告知"})
}

// visitor is one browser.
type visitor struct {
	b *bureau
	c *http.Client
}

func (b *bureau) visitor() *visitor {
	jar, err := cookiejar.New(nil)
	b.must(err)
	return &visitor{b: b, c: &http.Client{Jar: jar}}
}

// signIn returns a browser in which a person is signed in.
func (b *bureau) signIn(role regime.Role) *visitor {
	b.t.Helper()
	v := b.visitor()
	if _, status := v.post("/desk/sign-in", url.Values{"login": {string(role)}, "password": {password}}); status != http.StatusOK {
		b.t.Fatalf("sign-in of %s: %d", role, status)
	}
	return v
}

func (v *visitor) get(path string) (*goquery.Document, int) {
	v.b.t.Helper()
	r, err := v.c.Get(v.b.server.URL + path)
	return v.read(r, err)
}

func (v *visitor) post(path string, form url.Values) (*goquery.Document, int) {
	v.b.t.Helper()
	r, err := v.c.PostForm(v.b.server.URL+path, form)
	return v.read(r, err)
}

func (v *visitor) read(r *http.Response, err error) (*goquery.Document, int) {
	v.b.t.Helper()
	v.b.must(err)
	defer r.Body.Close()
	page, err := goquery.NewDocumentFromReader(r.Body)
	v.b.must(err)
	return page, r.StatusCode
}

// page gets a page that must be there.
func (v *visitor) page(path string) *goquery.Document {
	v.b.t.Helper()
	p, status := v.get(path)
	if status != http.StatusOK {
		v.b.t.Fatalf("%s: %d %s", path, status, strings.Join(strings.Fields(p.Find("main").Text()), " "))
	}
	return p
}

// form reads the values that a form of the page would send.
func form(s *goquery.Selection) url.Values {
	out := url.Values{}
	s.Find("input, textarea, select").Each(func(_ int, f *goquery.Selection) {
		name, ok := f.Attr("name")
		if kind := f.AttrOr("type", ""); !ok || (kind == "checkbox" || kind == "radio") && f.AttrOr("checked", "no") == "no" {
			return
		}
		switch {
		case f.Is("textarea"):
			out.Add(name, f.Text())
		case f.Is("select"):
			out.Add(name, f.Find("option[selected]").AttrOr("value", ""))
		default:
			out.Add(name, f.AttrOr("value", ""))
		}
	})
	return out
}

func text(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }

// keys are the signing keys of a test's installation.
func keys() (*seal.Keys, error) {
	dir, err := os.MkdirTemp("", "yingda-keys-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	return seal.Open(filepath.Join(dir, "key"), time.Now())
}
