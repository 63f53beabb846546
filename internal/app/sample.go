package app

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"yingda/internal/auth"
	"yingda/internal/demo"
	"yingda/internal/desk"
	"yingda/internal/intake"
	"yingda/internal/notify"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/web"
)

// The settings that mark a folder as a demo for good and let it resume.
const (
	demoEpoch    = "demo.epoch"    // the instant at which it was first started, RFC 3339
	demoStep     = "demo.step"     // how many steps of the history are replayed
	demoPart     = "demo.part."    // before the name of a part: begun, or done
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
	feeds  string // where sources and platforms are played this time
	log    *slog.Logger
	units  map[string]string // id of the sample → id of the store
	people map[string]string // login → id of the store
	tasks  map[string]string // name of a task → its title
	handed map[string]bool   // lines of the outbox that were handed over
	again  bool              // what a killed start had begun is done again
	floor  time.Time         // the last entry of an earlier start
}

// founding writes agency, people, topics and sources of the sample, once.
func (p *player) founding(ctx context.Context) error {
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
			source := store.Source{Name: f.Name, Kind: "feed", URL: p.feeds + demo.FeedPath(f.ID), Category: f.Category, Weight: int64(f.Weight), Newsroom: f.Category == "central_news", EverySeconds: int64(time.Duration(f.Every).Seconds()), Active: true}
			if err := tx.AddSource(&source); err != nil {
				return fmt.Errorf("source %s: %w", f.ID, err)
			}
		}
		if err := p.foundBoards(tx); err != nil {
			return err
		}
		if err := p.foundSites(tx); err != nil {
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
func (p *player) foundRobot(ctx context.Context) error {
	return p.store.Write(ctx, p.robot)
}

func (p *player) robot(tx *store.Tx) error {
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

// moveFeeds points the sources, and the connected account, at where they are played
// this time.
func (p *player) moveFeeds(ctx context.Context) error {
	return p.store.Write(ctx, func(tx *store.Tx) error {
		for _, f := range p.sample.Sources {
			if _, err := tx.Exec(`UPDATE source SET url = $2 WHERE name = $1`, f.Name, p.feeds+demo.FeedPath(f.ID)); err != nil {
				return err
			}
		}
		for _, b := range demo.Boards {
			if _, err := tx.Exec(`UPDATE source SET url = $2 WHERE name = $1`, b.Name, p.feeds+b.Path); err != nil {
				return err
			}
		}
		for _, o := range demo.OwnSites {
			if _, err := tx.Exec(`UPDATE own_site SET url = $2 WHERE title = $1`, o.Title, p.feeds+o.Path); err != nil {
				return err
			}
		}
		return p.moveAccount(tx)
	})
}

// foundSites registers the pages of the sample agency's own site that are watched.
func (p *player) foundSites(tx *store.Tx) error {
	parent := ""
	for _, o := range demo.OwnSites {
		s := store.OwnSite{AgencyID: p.units[p.sample.Agency.Root], UnitID: p.units[o.Unit], ParentID: parent, Title: o.Title, URL: p.feeds + o.Path, Active: true, CreatedBy: "system", NextAt: p.epoch.UnixMilli()}
		if err := tx.PutSite(&s); err != nil {
			return fmt.Errorf("site %s: %w", o.Title, err)
		}
		parent = s.ID
	}
	return nil
}

// foundBoards registers the sample's notice board and sitemap.
func (p *player) foundBoards(tx *store.Tx) error {
	for _, b := range demo.Boards {
		s := store.Source{Name: b.Name, Kind: "feed", URL: p.feeds + b.Path, Category: b.Category, Weight: b.Weight, EverySeconds: 60, Active: true}
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
