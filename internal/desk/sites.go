package desk

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"yingda/internal/deadline"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// SiteKeepers keep the register of the agency's own sites.
var SiteKeepers = []regime.Role{regime.OfficeDirector, regime.Liaison, regime.Editor, regime.ChiefEditor, regime.SystemAdmin}

// SaveSite registers an own site or a column, or changes it. Faults:
// register.role, site.title, site.url, site.unit, site.unknown. Clause: LIS-8.
func (d *Desk) SaveSite(ctx context.Context, who matter.Actor, in store.OwnSite) error {
	if err := must(who, SiteKeepers...); err != nil {
		return err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	unit, ok := tree.ByID[in.UnitID]
	switch {
	case !between(in.Title, 2, 60):
		return fault.New(fault.Invalid, "site.title", "写明网站或栏目名称，2 到 60 个字").On("title")
	case !webAddress(in.URL):
		return fault.New(fault.Invalid, "site.url", "网址要以 https:// 或 http:// 开头").On("url")
	case !ok || unit.ClosedAt != 0:
		return fault.New(fault.Invalid, "site.unit", "请选择负责的单位").On("unit")
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		s := store.OwnSite{ParentID: in.ParentID, CreatedBy: who.ID, Active: true}
		if in.ID != "" {
			if s, err = tx.OwnSite(in.ID); err != nil {
				return err
			}
			s.Active = in.Active
		} else if in.ParentID != "" {
			if _, err := tx.OwnSite(in.ParentID); err != nil {
				return err
			}
		}
		s.AgencyID, s.UnitID, s.Title, s.URL, s.NextAt = unit.AgencyID, in.UnitID, in.Title, in.URL, tx.Ms()
		if err := tx.PutSite(&s); err != nil {
			return err
		}
		tx.Audit(entry(who, SiteKeepers, "site.saved", s.ID, s.URL))
		return nil
	})
}

// SiteLook is what one look at an own site saw. Dead are links that led nowhere,
// with the reason; Checked are all that were tried; Expired are pages that say of
// themselves that their time is over. FoundOn says on which page each link
// stands; Read are the pages whose links were read.
type SiteLook struct {
	FoundOn   map[string]string
	Read      map[string]bool
	Err       error
	Took      time.Duration
	Newest    time.Time
	CertUntil time.Time
	Checked   []string
	Dead      map[string]string
	Expired   map[string]time.Time
}

// Bounds of what is in order on an own site. The two weeks of a regime stand in
// its site rule.
const (
	slowSite   = 8 * time.Second
	certAhead  = 21 * 24 * time.Hour
	siteEvery  = 6 * time.Hour
	siteRetry  = 20 * time.Minute
	siteRepair = 3 * 24 * time.Hour
)

// SiteKinds are the words for what is wrong on a site.
var SiteKinds = map[string]string{"unreachable": "打不开", "slow": "打开慢", "certificate": "证书将到期", "stale": "没有更新", "dead_link": "链接打不开", "expired": "文件过期"}

// CheckSites looks at the own sites whose look is due, and keeps what was seen.
// What is wrong is a task of the unit that answers for the site: a stale page or
// an ending certificate at once, what may be a passing trouble from the second
// look on. What a later look sees mended closes itself. It returns how many it
// looked at. Clause: LIS-8.
func (d *Desk) CheckSites(ctx context.Context, look func(ctx context.Context, s store.OwnSite, open map[string]string) SiteLook) (int, error) {
	if err := d.chaseSites(ctx); err != nil {
		return 0, err
	}
	due, err := d.store.DueSites(ctx, d.store.Now().UnixMilli(), 3)
	if err != nil {
		return 0, err
	}
	for i, s := range due {
		open, err := d.siteLinks(ctx, s)
		if err != nil {
			return i, err
		}
		seen := look(ctx, s, open)
		if ctx.Err() != nil {
			return i, ctx.Err()
		}
		if fault.CodeOf(seen.Err) == "fetch-wait" {
			if err := d.lookLater(ctx, s.ID); err != nil {
				return i, err
			}
			continue
		}
		stale, err := d.staleAfter(ctx, s)
		if err != nil {
			return i, err
		}
		if err := d.store.Write(ctx, func(tx *store.Tx) error { return keepLook(tx, s.ID, seen, stale) }); err != nil {
			return i, err
		}
	}
	return len(due), nil
}

// lookLater puts a look off that did not take place: the site asks all readers to
// wait, which says nothing about it.
func (d *Desk) lookLater(ctx context.Context, id string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		s, err := tx.OwnSite(id)
		if err != nil {
			return err
		}
		s.NextAt = tx.Now.Add(siteRetry).UnixMilli()
		return tx.PutSite(&s)
	})
}

// siteLinks returns the addresses that are open on a site with the page on which
// each stands; they are looked at before others.
func (d *Desk) siteLinks(ctx context.Context, s store.OwnSite) (map[string]string, error) {
	out := map[string]string{}
	err := d.store.View(ctx, func(tx *store.Tx) error {
		open, err := tx.OpenSiteFaults(s.ID)
		for _, f := range open {
			if f.Kind == "dead_link" || f.Kind == "expired" {
				out[f.URL] = cmp.Or(f.FoundOn, s.URL)
			}
		}
		return err
	})
	return out, err
}

// staleAfter is how long a home page or a column may stand unchanged; one that a
// column of the accounts is linked with goes by the rule for linked columns. Clause:
// LIS-8; ACC-5.
func (d *Desk) staleAfter(ctx context.Context, s store.OwnSite) (time.Duration, error) {
	days := (&regime.Regime{}).SiteRule().StaleDays
	err := d.store.View(ctx, func(tx *store.Tx) error {
		linked, err := tx.LinkedAs(s.ID)
		if err != nil {
			return err
		}
		if reg, _, err := d.accountRegime(tx, s.AgencyID); err != nil {
			return err
		} else if rule, ok := reg.ColumnRule(linked); ok {
			days = int64(rule.Within)
			return nil
		}
		id, err := tx.Governing(s.AgencyID, regime.Concern)
		if fault.CodeOf(err) == "regime.none" {
			return nil
		}
		if err != nil {
			return err
		}
		reg, err := d.Regime(ctx, id)
		if err == nil {
			days = reg.SiteRule().StaleDays
		}
		return err
	})
	return time.Duration(days) * 24 * time.Hour, err
}

// keepLook stores one look, opens what is wrong and closes what is mended.
func keepLook(tx *store.Tx, id string, seen SiteLook, stale time.Duration) error {
	s, err := tx.OwnSite(id)
	if err != nil {
		return err
	}
	open, err := tx.OpenSiteFaults(id)
	if err != nil {
		return err
	}
	wrong, looked := judgeLook(tx.Now, s, seen, stale)
	for _, f := range open {
		key := [2]string{f.Kind, f.URL}
		if says, ok := wrong[key]; ok {
			delete(wrong, key)
			f.Says, f.Seen, f.LastAt, f.FoundOn = says, f.Seen+1, tx.Ms(), cmp.Or(seen.FoundOn[f.URL], f.FoundOn)
			if err := openTask(tx, s, &f); err != nil {
				return err
			}
		} else if evidence := looked(f); evidence != "" {
			f.MendedAt, f.Evidence = tx.Ms(), evidence
		} else {
			continue // this look cannot tell
		}
		if err := tx.PutSiteFault(f); err != nil {
			return err
		}
	}
	for key, says := range wrong {
		f := store.SiteFault{SiteID: id, UnitID: s.UnitID, Kind: key[0], URL: key[1], Says: says, Seen: 1, FirstAt: tx.Ms(), LastAt: tx.Ms(), Site: s.Title, FoundOn: seen.FoundOn[key[1]]}
		if err := openTask(tx, s, &f); err != nil {
			return err
		}
		if err := tx.PutSiteFault(f); err != nil {
			return err
		}
	}
	c := store.SiteCheck{SiteID: id, OK: seen.Err == nil, TookMs: seen.Took.Milliseconds(), Links: int64(len(seen.Checked)), Dead: int64(len(seen.Dead))}
	if seen.Err != nil {
		c.Error = said(seen.Err)
	}
	for at, into := range map[*time.Time]*int64{&seen.Newest: &c.NewestAt, &seen.CertUntil: &c.CertUntil} {
		if !at.IsZero() {
			*into = at.UnixMilli()
		}
	}
	s.CheckedAt, s.NextAt = tx.Ms(), tx.Now.Add(siteEvery).UnixMilli()
	if seen.Err != nil || len(seen.Dead) > 0 {
		s.NextAt = tx.Now.Add(siteRetry).UnixMilli() // the second look comes soon
	}
	if err := tx.AddSiteCheck(c); err != nil {
		return err
	}
	return tx.PutSite(&s)
}

// openTask makes a finding the unit's task: from the second look on, where it may
// be a passing trouble.
func openTask(tx *store.Tx, s store.OwnSite, f *store.SiteFault) error {
	passing := f.Kind == "unreachable" || f.Kind == "slow" || f.Kind == "dead_link"
	if f.Task || passing && f.Seen < 2 {
		return nil
	}
	f.Task, f.UnitID, f.DueAt = true, s.UnitID, tx.Now.Add(siteRepair).UnixMilli()
	return tx.Notify([]string{s.UnitID}, append([]regime.Role{regime.Handler, regime.Drafter}, SiteKeepers...), "", "", "自有网站待修复："+s.Title+"，"+SiteKinds[f.Kind]+"："+f.Says)
}

// judgeLook says what is wrong, by kind and address; and a function that returns
// the evidence that a finding is mended, "" where this look cannot tell.
func judgeLook(now time.Time, s store.OwnSite, seen SiteLook, stale time.Duration) (map[[2]string]string, func(store.SiteFault) string) {
	wrong := map[[2]string]string{}
	day := func(t time.Time) string { return t.In(deadline.Zone).Format("2006年1月2日") }
	if seen.Err != nil {
		wrong[[2]string{"unreachable", s.URL}] = said(seen.Err)
		return wrong, func(store.SiteFault) string { return "" }
	}
	if seen.Took > slowSite {
		wrong[[2]string{"slow", s.URL}] = fmt.Sprintf("打开用了 %.1f 秒，应在 %.0f 秒以内", seen.Took.Seconds(), slowSite.Seconds())
	}
	if !seen.CertUntil.IsZero() && seen.CertUntil.Before(now.Add(certAhead)) {
		wrong[[2]string{"certificate", s.URL}] = "证书 " + day(seen.CertUntil) + "到期"
	}
	if !seen.Newest.IsZero() && now.Sub(seen.Newest) > stale+24*time.Hour {
		wrong[[2]string{"stale", s.URL}] = fmt.Sprintf("页面上最新的日期是 %s，超过 %d 天没有更新", day(seen.Newest), int(stale.Hours()/24))
	}
	for link, why := range seen.Dead {
		wrong[[2]string{"dead_link", link}] = why
	}
	for page, until := range seen.Expired {
		wrong[[2]string{"expired", page}] = "页面写明的有效期到 " + day(until.Add(-time.Second)) + "为止，请更新、标明失效或撤下"
	}
	checked := map[string]bool{}
	for _, link := range seen.Checked {
		checked[link] = true
	}
	return wrong, func(f store.SiteFault) string {
		at := now.In(deadline.Zone).Format("2006年1月2日 15:04") + " 核对："
		switch {
		case f.Kind == "unreachable" || f.Kind == "slow":
			return fmt.Sprintf("%s%.1f 秒打开", at, seen.Took.Seconds())
		case f.Kind == "certificate" && !seen.CertUntil.IsZero():
			return at + "证书有效到 " + day(seen.CertUntil)
		case f.Kind == "stale" && !seen.Newest.IsZero():
			return at + "页面上最新的日期是 " + day(seen.Newest)
		case checked[f.URL]:
			return at + "可以打开，没有过期"
		case (f.Kind == "dead_link" || f.Kind == "expired") && seen.Read[cmp.Or(f.FoundOn, s.URL)] && seen.FoundOn[f.URL] == "":
			return at + "页面上不再有这个链接"
		}
		return ""
	}
}
