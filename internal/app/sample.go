package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"yingda/internal/auth"
	"yingda/internal/demo"
	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/intake"
	"yingda/internal/matter"
	"yingda/internal/notify"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/web"
)

// The settings that mark a folder as a demo for good and let it resume.
const (
	demoEpoch    = "demo.epoch"    // the instant at which it was first started, RFC 3339
	demoStep     = "demo.step"     // how many steps of the history are replayed
	demoAccounts = "demo.accounts" // JSON list of demoAccount
)

// demoAccount is shown on the demo's own page, and nowhere else.
type demoAccount struct {
	Login    string   `json:"login"`
	Name     string   `json:"name"`
	Unit     string   `json:"unit"`
	Title    string   `json:"title"`
	Roles    []string `json:"roles"`
	Password string   `json:"password"`
}

// markedDemo reports when the folder became a demo, zero if it is none.
func markedDemo(ctx context.Context, s *store.Store) (time.Time, error) {
	text, err := s.Setting(ctx, demoEpoch)
	if err != nil || text == "" {
		return time.Time{}, err
	}
	return time.Parse(time.RFC3339Nano, text)
}

// player replays the sample agency's history on the app clock.
type player struct {
	sample *demo.Sample
	store  *store.Store
	desk   *desk.Desk
	auth   *auth.Auth
	intake *intake.Intake
	clock  *clock
	epoch  time.Time
	log    *slog.Logger
	units  map[string]string // id of the sample → id of the store
	people map[string]string // login → id of the store
	tasks  map[string]string // name of a task → its id
}

// founding writes agency, people, topics and sources of the sample, once.
func (p *player) founding(ctx context.Context, feeds string) error {
	reg, err := regime.Preset(defaultRegime)
	if err != nil {
		return err
	}
	p.clock.set(p.epoch.Add(-11 * 24 * time.Hour))
	defer p.clock.set(time.Time{})
	return p.store.Write(ctx, func(tx *store.Tx) error {
		if err := p.foundUnits(tx); err != nil {
			return err
		}
		for _, found := range []func(*store.Tx) error{p.foundPeople, p.foundCards, p.foundRoster, p.foundOffice} {
			if err := found(tx); err != nil {
				return err
			}
		}
		id, err := tx.AdoptRegime(reg, p.units[p.sample.Agency.Root], regime.Kinds)
		if err != nil {
			return err
		}
		tx.Audit(store.Entry{Actor: "system", Role: "system", Action: "regime.adopt", Object: id, Result: "done"})
		tx.Publish("regime.adopted", reg.Name, reg.Hash)
		for _, t := range p.sample.Topics {
			topic := store.Topic{ID: t.ID, Title: t.Name, Rule: t.Rule, Terms: t.Duties, UnitID: p.units[t.Unit], Posts: int64(t.Open.Posts), Sources: int64(t.Open.Sources), Active: true, UpdatedBy: "system"}
			if err := tx.SaveTopic(&topic); err != nil {
				return fmt.Errorf("topic %s: %w", t.ID, err)
			}
		}
		for _, f := range p.sample.Sources {
			source := store.Source{Name: f.Name, Kind: "feed", URL: feeds + demo.FeedPath(f.ID), Category: f.Category, Weight: int64(f.Weight), Newsroom: f.Category == "central_news", EverySeconds: int64(time.Duration(f.Every).Seconds()), Active: true}
			if err := tx.AddSource(&source); err != nil {
				return fmt.Errorf("source %s: %w", f.ID, err)
			}
		}
		if err := p.foundBoards(tx, feeds); err != nil {
			return err
		}
		if err := p.foundAccounts(tx); err != nil {
			return err
		}
		if err := p.foundDesk(tx); err != nil {
			return err
		}
		return tx.SetSetting(demoEpoch, p.epoch.Format(time.RFC3339Nano))
	})
}

// foundRobot registers a robot of a group that does not exist, so that the pages
// of telling staff are not empty: the sample agency tells nobody outside. It
// comes after the history, which it would otherwise tell in one go.
func (p *player) foundRobot(tx *store.Tx) error {
	r := store.Robot{ID: store.NewID(tx.Now), UnitID: p.units[p.sample.Agency.Root], Kind: "wecom", Name: "演示值班群", Events: []string{store.EventBreach, store.EventDue, store.EventNew}, CreatedBy: "system"}
	var err error
	if r.Token, err = p.desk.Sending.Seal("no-such-group", notify.TokenPurpose(r.ID)); err != nil {
		return err
	}
	return tx.AddRobot(r)
}

func (p *player) foundUnits(tx *store.Tx) error {
	p.units = map[string]string{}
	a := p.sample.Agency
	for i, o := range a.Agencies {
		u := store.Unit{ParentID: p.units[o.Parent], Kind: "agency", Code: o.ID, Name: o.Name, Territory: o.Territory, Place: int64(i * 100)}
		if err := tx.AddUnit(&u); err != nil {
			return fmt.Errorf("unit %s: %w", o.ID, err)
		}
		p.units[o.ID] = u.ID
	}
	for i, s := range a.Sections {
		u := store.Unit{ParentID: p.units[s.Agency], Kind: "section", Code: s.ID, Name: s.Name, Office: s.ID == a.LeadingGroup.Office, Duties: s.Duties, Territory: s.Territory, Place: int64(i + 1)}
		if err := tx.AddUnit(&u); err != nil {
			return fmt.Errorf("unit %s: %w", s.ID, err)
		}
		p.units[s.ID] = u.ID
	}
	return nil
}

// foundPeople adds everybody with a password that the demo's page shows.
func (p *player) foundPeople(tx *store.Tx) error {
	var accounts []demoAccount
	p.people = map[string]string{}
	for _, one := range p.sample.Agency.People {
		password := "Demo-" + store.NewID(tx.Now)[16:24]
		hash, err := auth.HashPassword(password)
		if err != nil {
			return err
		}
		person := store.Person{Login: one.Login, Name: one.Name, UnitID: p.units[one.Unit], Password: hash}
		if err := tx.AddPerson(&person); err != nil {
			return fmt.Errorf("person %s: %w", one.Login, err)
		}
		p.people[one.Login] = person.ID
		account := demoAccount{Login: one.Login, Name: one.Name, Unit: one.Unit, Title: one.Title, Password: password}
		for _, r := range one.Roles {
			if err := tx.GrantRole(person.ID, p.units[one.Unit], r); err != nil {
				return err
			}
			account.Roles = append(account.Roles, string(r))
		}
		accounts = append(accounts, account)
	}
	raw, err := json.Marshal(accounts)
	if err != nil {
		return err
	}
	return tx.SetSetting(demoAccounts, string(raw))
}

// replay carries out what is left of the history: posts arrive, clocks ring and
// people act, each at its own time on the app clock. Killed in the middle, it
// goes on where it stopped.
func (p *player) replay(ctx context.Context) error {
	defer p.clock.set(time.Time{})
	done, err := p.store.Setting(ctx, demoStep)
	if err != nil {
		return err
	}
	from, err := strconv.Atoi("0" + done)
	if err != nil {
		return err
	}
	acts := slices.DeleteFunc(p.sample.History(p.epoch), func(a demo.Act) bool { return a.Time.After(p.epoch) })
	at := p.epoch.Add(-11 * 24 * time.Hour)
	if from > 0 {
		at = acts[from-1].Time
	}
	p.log.Info("replaying the sample agency's history", "steps", len(acts)-from)
	for i := from; i <= len(acts); i++ {
		until := p.epoch
		if i < len(acts) {
			until = acts[i].Time
		}
		if err := p.pass(ctx, at, until); err != nil {
			return err
		}
		at = until
		if i == len(acts) {
			break
		}
		if err := p.act(ctx, acts[i], i == from && from > 0); err != nil {
			return fmt.Errorf("step %d (%s of %s by %s): %w", i, acts[i].Do, acts[i].Concern, acts[i].Who, err)
		}
		if err := p.store.Write(ctx, func(tx *store.Tx) error { return tx.SetSetting(demoStep, strconv.Itoa(i+1)) }); err != nil {
			return err
		}
	}
	if done == "" {
		if err := p.fileAccounts(ctx); err != nil {
			return err
		}
		if err := p.foundMessages(ctx); err != nil {
			return err
		}
		if err := p.writeArticle(ctx); err != nil {
			return err
		}
		if err := p.foundTips(ctx); err != nil {
			return err
		}
	}
	// People have read what is older than a day.
	return p.store.Write(ctx, func(tx *store.Tx) error {
		if done == "" {
			if err := p.foundRobot(tx); err != nil {
				return err
			}
		}
		return tx.ReadOldNotices(p.epoch.Add(-24 * time.Hour).UnixMilli())
	})
}

// pass lets a stretch of time go by: posts come in by the quarter of an hour,
// are grouped, and the alarms that fall due ring.
func (p *player) pass(ctx context.Context, from, until time.Time) error {
	for from.Before(until) {
		next := from.Add(15 * time.Minute)
		if next.After(until) {
			next = until
		}
		posts := p.sample.PostsBetween(p.epoch, from, next)
		p.clock.set(next)
		if len(posts) > 0 {
			if err := p.take(ctx, posts); err != nil {
				return err
			}
		}
		if _, err := p.desk.Ring(ctx, 1000); err != nil {
			return err
		}
		from = next
	}
	return nil
}

func (p *player) take(ctx context.Context, posts []demo.Post) error {
	var in []intake.Post
	for _, one := range posts {
		source, _ := p.sample.Source(one.Source)
		in = append(in, intake.Post{
			Source: source.Name, URL: source.Address(one), Title: one.Title, Text: one.Text, PublishedAt: one.At.In(p.epoch),
			Engagement: intake.Engagement{Views: int64(one.Views), Comments: int64(one.Comments), Shares: int64(one.Shares)},
		})
	}
	if _, err := p.intake.Push(ctx, matter.SystemActor, in); err != nil {
		return err
	}
	return p.intake.Group(ctx)
}

// act carries out one step. A step that was done before a kill, and not counted,
// is refused as out of state and passed over.
func (p *player) act(ctx context.Context, a demo.Act, resumed bool) error {
	p.clock.set(a.Time)
	err := p.step(ctx, a)
	if resumed && (fault.KindOf(err) == fault.Conflict || fault.KindOf(err) == fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	ids, err := p.store.QueuedJobs(ctx, "release")
	if err != nil {
		return err
	}
	for _, id := range ids {
		p.clock.set(a.Time.Add(time.Second))
		if err := p.desk.Release(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// statementActions are done on the concern's statement, not on the concern.
var statementActions = []matter.Action{"save", "submit", "sign", "return", "approve", "correct", "cancel_correction", "withdraw", "drop"}

func (p *player) step(ctx context.Context, a demo.Act) error {
	person, err := p.store.PersonBy(ctx, "login", a.Who)
	if err != nil {
		return err
	}
	who, err := p.auth.Actor(ctx, person.ID)
	if err != nil {
		return err
	}
	number, err := p.concern(ctx, a.Concern)
	if err != nil {
		return err
	}
	if slices.Contains(statementActions, a.Do) {
		if number, err = p.store.NewestStatement(ctx, number); err != nil {
			return err
		}
	}
	in := map[string]any{}
	for k, v := range a.In {
		in[k] = v
	}
	p.mend(in, a)
	if a.Do == "complete_task" {
		m, err := p.store.Matter(ctx, number)
		if err != nil {
			return err
		}
		tasks, err := p.store.Tasks(ctx, m.ID)
		if err != nil {
			return err
		}
		for _, t := range tasks {
			if t.Title == p.tasks[a.Task] && t.DoneAt == 0 {
				in["task"] = t.ID
			}
		}
	}
	if a.Do == "assign_task" {
		p.tasks[a.Task], _ = in["title"].(string) // texts, as the loader has checked
	}
	m, err := p.store.Matter(ctx, number)
	if err != nil {
		return err
	}
	if a.Do == "sign" {
		if err := p.tick(ctx, m, in); err != nil {
			return err
		}
	}
	if _, err = p.desk.Act(ctx, who, desk.Input{Matter: number, Version: m.Version, Action: a.Do, Input: in}); err != nil || a.Do != "receive" {
		return err
	}
	return p.acknowledge(ctx, number, a.Time)
}

// tick lets the signer go through every point of the gate's checklist.
func (p *player) tick(ctx context.Context, m matter.Matter, in map[string]any) error {
	reg, err := p.desk.Regime(ctx, m.RegimeID)
	if err != nil {
		return err
	}
	chain := matter.ChainOf(reg, m)
	gate, _ := in["gate"].(string) // a text, as the loader has checked
	rule, _ := chain.Gate(regime.Gate(gate))
	var checks []string
	for i := range rule.Checks {
		checks = append(checks, strconv.Itoa(i+1))
	}
	in["checks"] = checks
	return nil
}

// acknowledge lets the assisting units receive their notes, each by one of its
// own people, right after the lead did.
func (p *player) acknowledge(ctx context.Context, number string, at time.Time) error {
	for i, one := range p.sample.Agency.People {
		person, err := p.store.PersonBy(ctx, "login", one.Login)
		if err != nil {
			return err
		}
		who, err := p.auth.Actor(ctx, person.ID)
		if err != nil {
			return err
		}
		m, offers, err := p.desk.Offers(ctx, who, number)
		if fault.KindOf(err) == fault.NotFound && err != nil {
			continue // does not see the concern
		}
		if err != nil {
			return err
		}
		for _, o := range offers {
			if o.Row.Action != "acknowledge" || len(o.Lacks) > 0 {
				continue
			}
			p.clock.set(at.Add(time.Duration(i+1) * time.Second))
			if _, err := p.desk.Act(ctx, who, desk.Input{Matter: number, Version: m.Version, Action: "acknowledge"}); err != nil {
				return err
			}
		}
	}
	return nil
}

// mend turns the sample's own names of units into those of the store, where the
// codes are the same.
func (p *player) mend(in map[string]any, _ demo.Act) {
	if list, ok := in["assisting"].([]any); ok && len(list) == 0 {
		delete(in, "assisting")
	}
}

// concern finds the concern that holds most posts of one of the sample's
// matters. Where too few posts were alike to pass the threshold by themselves,
// the duty officer opens it by hand and joins the posts, as people do.
func (p *player) concern(ctx context.Context, key string) (string, error) {
	var urls []string
	for _, one := range p.sample.Posts {
		if one.Matter == key {
			source, _ := p.sample.Source(one.Source)
			urls = append(urls, source.Address(one))
		}
	}
	number, err := p.store.ConcernOfPosts(ctx, urls)
	if err != nil || number != "" {
		return number, err
	}
	return p.openByHand(ctx, key, urls)
}

func (p *player) openByHand(ctx context.Context, key string, urls []string) (string, error) {
	posts, cluster, err := p.store.LargestCluster(ctx, urls)
	if err != nil {
		return "", err
	}
	if len(posts) == 0 {
		return "", errors.New("no post has come in about " + key)
	}
	person, err := p.store.PersonBy(ctx, "login", p.sample.Agency.Duty.Rotation[0])
	if err != nil {
		return "", err
	}
	who, err := p.auth.Actor(ctx, person.ID)
	if err != nil {
		return "", err
	}
	about, _ := p.sample.Matter(key)
	number, err := p.desk.Open(ctx, who, desk.Opening{Title: about.Title, TopicID: about.Topic, ClusterID: cluster, Proposal: desk.Proposal{Need: about.Need}})
	if err != nil {
		return "", err
	}
	m, err := p.store.Matter(ctx, number)
	if err != nil {
		return "", err
	}
	_, err = p.desk.Act(ctx, who, desk.Input{Matter: number, Version: m.Version, Action: "join_post", Input: map[string]any{"posts": posts, "reason": "反映的是同一件事"}})
	return number, err
}

// moveFeeds points the sources at where the feeds are played this time.
func (p *player) moveFeeds(ctx context.Context, feeds string) error {
	return p.store.Write(ctx, func(tx *store.Tx) error {
		for _, f := range p.sample.Sources {
			if _, err := tx.Exec(`UPDATE source SET url = $2 WHERE name = $1`, f.Name, feeds+demo.FeedPath(f.ID)); err != nil {
				return err
			}
		}
		for _, b := range demo.Boards {
			if _, err := tx.Exec(`UPDATE source SET url = $2 WHERE name = $1`, b.Name, feeds+b.Path); err != nil {
				return err
			}
		}
		return nil
	})
}

// foundBoards registers the sample's notice board and sitemap.
func (p *player) foundBoards(tx *store.Tx, feeds string) error {
	for _, b := range demo.Boards {
		s := store.Source{Name: b.Name, Kind: "feed", URL: feeds + b.Path, Category: b.Category, Weight: b.Weight, EverySeconds: 60, Active: true}
		if err := tx.AddSource(&s); err != nil {
			return fmt.Errorf("source %s: %w", b.Name, err)
		}
		how := store.Reading{SourceID: s.ID, Way: b.Way, Settings: store.ReadingSettings{Selector: b.Selector, Within: b.Within, Articles: true}}
		if err := tx.SaveReading(how); err != nil {
			return err
		}
	}
	return nil
}

// info returns the accounts that the demo's own page shows.
func (p *player) info(ctx context.Context) (*web.DemoInfo, error) {
	raw, err := p.store.Setting(ctx, demoAccounts)
	if err != nil {
		return nil, err
	}
	var accounts []demoAccount
	if err := json.Unmarshal([]byte(raw), &accounts); err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, a := range p.sample.Agency.Agencies {
		names[a.ID] = a.Name
	}
	for _, s := range p.sample.Agency.Sections {
		names[s.ID] = s.Name
	}
	info := &web.DemoInfo{}
	for _, a := range accounts {
		var roles []string
		for _, r := range a.Roles {
			roles = append(roles, regime.Role(r).Title())
		}
		info.People = append(info.People, web.DemoPerson{Login: a.Login, Name: a.Name, Unit: names[a.Unit], Roles: strings.Join(roles, "、"), Password: a.Password})
	}
	return info, nil
}
