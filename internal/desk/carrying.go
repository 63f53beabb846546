package desk

import (
	"context"
	"html"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// PressKeepers keep the spokesperson's calendar, the list of what is carried
// and the list of documents.
var PressKeepers = []regime.Role{regime.OfficeDirector, regime.Spokesperson, regime.Liaison, regime.Editor, regime.ChiefEditor}

func webAddress(raw string) bool {
	u, err := url.Parse(raw)
	return err == nil && u.Host != "" && u.User == nil && (u.Scheme == "http" || u.Scheme == "https") && len(raw) <= 1000
}

func between(text string, least, most int) bool {
	n := utf8.RuneCountInString(text)
	return n >= least && n <= most
}

// keep does one change of a register of the press office.
func (d *Desk) keep(ctx context.Context, who matter.Actor, action, object string, detail any, change func(tx *store.Tx, agencyID string) error) error {
	if err := may(who, PressKeepers...); err != nil {
		return err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if err := change(tx, tree.ByID[who.UnitID].AgencyID); err != nil {
			return err
		}
		tx.Audit(entry(who, PressKeepers, action, object, detail))
		return d.outwards(tx)
	})
}

// AddCarriage lists something that the levels above published and that a unit
// carries, and returns its id. Faults: register.role, carriage.title, carriage.url, carriage.due.
// Clause: ANS-10.
func (d *Desk) AddCarriage(ctx context.Context, who matter.Actor, c store.Carriage) (string, error) {
	if err := may(who, PressKeepers...); err != nil {
		return "", err
	}
	switch {
	case !between(c.Title, 2, 200) || !between(c.Issuer, 2, 60):
		return "", fault.New(fault.Invalid, "carriage.title", "写明文件标题和发布机关").On("title")
	case !webAddress(c.SourceURL):
		return "", fault.New(fault.Invalid, "carriage.url", "原文网址要以 https:// 或 http:// 开头").On("source_url")
	case !webAddress(c.PageURL) || !between(c.Place, 2, 60):
		return "", fault.New(fault.Invalid, "carriage.url", "写明转载到哪个网站或账号，和要核对的页面网址").On("page_url")
	case c.DueAt == 0:
		return "", fault.New(fault.Invalid, "carriage.due", "写明何时之前转载").On("due")
	}
	id := ""
	err := d.keep(ctx, who, "carriage.added", c.Title, c.PageURL, func(tx *store.Tx, agency string) error {
		var err error
		c.AgencyID, c.CreatedBy = agency, who.ID
		if c.UnitID == "" {
			c.UnitID = who.UnitID
		}
		id, err = tx.AddCarriage(c)
		return err
	})
	return id, err
}

// Carried reports whether a page carries a document: a link to it, or its title.
func Carried(page string, c store.Carriage) bool {
	page = html.UnescapeString(page)
	return strings.Contains(page, c.SourceURL) || strings.Contains(squeeze(page), squeeze(c.Title))
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// CheckCarriages reads the pages that are to carry something and says what it
// saw. What is not there by its due time becomes overdue, once, and the unit is
// told. Read failures are shown and tried again; they prove nothing.
func (d *Desk) CheckCarriages(ctx context.Context, read func(ctx context.Context, url string) (string, error)) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	due, err := d.store.DueCarriages(ctx, d.store.Now().UnixMilli(), 20)
	if err != nil {
		return err
	}
	for _, c := range due {
		page, cause := read(ctx, c.PageURL)
		err := d.store.Write(ctx, func(tx *store.Tx) error {
			now, err := tx.LockCarriage(c.ID)
			if err != nil || now.FoundAt != 0 || now.ExcusedAt != 0 {
				return err
			}
			now.CheckedAt, now.NextAt, now.Error = tx.Ms(), tx.Now.Add(30*time.Minute).UnixMilli(), ""
			switch {
			case cause != nil:
				now.Error = said(cause)
			case Carried(page, now):
				now.FoundAt, now.FoundBy = tx.Ms(), "page"
			}
			if now.FoundAt == 0 && tx.Ms() > now.DueAt && now.OverdueAt == 0 {
				now.OverdueAt = tx.Ms()
				if err := tx.Notify([]string{now.UnitID}, PressKeepers, "", "", "转载逾期：《"+now.Title+"》应转载到"+now.Place); err != nil {
					return err
				}
			}
			if err := followCarriage(tx, tree, now); err != nil {
				return err
			}
			return tx.SaveCarriage(now)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// carriers are who is given what is overdue, in this order.
var carriers = []regime.Role{regime.Editor, regime.Liaison, regime.ChiefEditor, regime.OfficeDirector, regime.Spokesperson}

// followCarriage gives what is overdue to one person, once, and ends that when the
// page carries it.
func followCarriage(tx *store.Tx, tree *Tree, c store.Carriage) error {
	if c.FoundAt != 0 {
		return tx.EndErrand("carriage", c.ID, matter.SystemActor.ID, "done", "")
	}
	if c.OverdueAt == 0 {
		return nil
	}
	person, err := tx.FirstHolder([]string{c.UnitID, tree.Office(c.AgencyID).ID, c.AgencyID}, carriers)
	if fault.KindOf(err) == fault.NotFound {
		person, err = c.CreatedBy, nil
	}
	if err != nil {
		return err
	}
	title := "转载《" + c.Title + "》到" + c.Place
	opened, err := tx.OpenErrand(store.Errand{About: "carriage", AboutID: c.ID, AgencyID: c.AgencyID, UnitID: c.UnitID, PersonID: person, Title: title, DueAt: c.DueAt})
	if err != nil || !opened {
		return err
	}
	tx.Audit(store.Entry{Actor: matter.SystemActor.ID, Role: string(regime.System), Action: "errand.opened", Object: c.Title, Result: "done", Detail: map[string]string{"about": "carriage", "person": person}})
	return tx.NotifyPerson(person, "", "请您办理："+title+"，已逾期")
}

// ExcuseCarriage puts on record why something is not carried, which ends its
// errand. Faults: register.role, carriage.unknown, carriage.ended, carriage.reason.
func (d *Desk) ExcuseCarriage(ctx context.Context, who matter.Actor, id, reason string) error {
	if !between(strings.TrimSpace(reason), 4, 500) {
		return fault.New(fault.Invalid, "carriage.reason", "写明不转载的理由，4 到 500 个字").On("reason")
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		c, err := tx.LockCarriage(id)
		if err != nil {
			return err
		}
		role, err := mayIn(who, c.AgencyID, PressKeepers...)
		if err != nil {
			return err
		}
		if c.FoundAt != 0 || c.ExcusedAt != 0 {
			return fault.New(fault.Conflict, "carriage.ended", "已经转载，或者已经写了理由")
		}
		if err := tx.ExcuseCarriage(c.ID, strings.TrimSpace(reason)); err != nil {
			return err
		}
		if err := tx.EndErrand("carriage", c.ID, who.ID, "excused", strings.TrimSpace(reason)); err != nil {
			return err
		}
		tx.Audit(entry(who, []regime.Role{role}, "carriage.excused", c.Title, reason))
		return nil
	})
}

// AddPolicy lists a rule, normative document or policy and returns its id. It is published with
// its address, or withheld with the reason, or owed. Faults: register.role,
// policy.title, policy.kind, policy.url. Clause: ANS-12.
func (d *Desk) AddPolicy(ctx context.Context, who matter.Actor, p store.Policy) (string, error) {
	if err := may(who, PressKeepers...); err != nil {
		return "", err
	}
	switch {
	case !between(p.Title, 2, 200) || p.IssuedAt == 0:
		return "", fault.New(fault.Invalid, "policy.title", "写明标题和成文日期").On("title")
	case !slices.Contains([]string{"rule", "normative", "policy"}, p.Kind):
		return "", fault.New(fault.Invalid, "policy.kind", "请选择种类").On("kind")
	case p.URL != "" && !webAddress(p.URL) || p.GazetteURL != "" && !webAddress(p.GazetteURL):
		return "", fault.New(fault.Invalid, "policy.url", "网址要以 https:// 或 http:// 开头").On("url")
	case p.URL != "" && p.Withheld != "":
		return "", fault.New(fault.Invalid, "policy.url", "已公开的文件没有不公开的理由").On("withheld")
	}
	id := ""
	err := d.keep(ctx, who, "policy.added", p.Title, p.Code, func(tx *store.Tx, agency string) error {
		var err error
		p.AgencyID, p.CreatedBy = agency, who.ID
		id, err = tx.AddPolicy(p)
		return err
	})
	return id, err
}

// PublishPolicy records where a listed document stands now.
func (d *Desk) PublishPolicy(ctx context.Context, who matter.Actor, id, address, gazette string) error {
	if err := may(who, PressKeepers...); err != nil {
		return err
	}
	if !webAddress(address) || gazette != "" && !webAddress(gazette) {
		return fault.New(fault.Invalid, "policy.url", "网址要以 https:// 或 http:// 开头").On("url")
	}
	return d.keep(ctx, who, "policy.published", id, address, func(tx *store.Tx, _ string) error { return tx.PublishPolicy(id, address, gazette) })
}

// ExplanationForms are the ways to explain a policy. Clause: ANS-11.
var ExplanationForms = []struct{ Code, Title string }{{"chart", "图表"}, {"audio", "音频"}, {"video", "视频"}, {"questions", "问答"}}

// ExplainPolicy records what explains a policy. Faults: register.role,
// policy.form, policy.url.
func (d *Desk) ExplainPolicy(ctx context.Context, who matter.Actor, e store.Explanation) error {
	if err := may(who, PressKeepers...); err != nil {
		return err
	}
	if !slices.ContainsFunc(ExplanationForms, func(f struct{ Code, Title string }) bool { return f.Code == e.Form }) || !between(e.Title, 2, 100) {
		return fault.New(fault.Invalid, "policy.form", "请选择形式，写明标题").On("form")
	}
	if !webAddress(e.URL) {
		return fault.New(fault.Invalid, "policy.url", "网址要以 https:// 或 http:// 开头").On("url")
	}
	return d.keep(ctx, who, "policy.explained", e.PolicyID, e.URL, func(tx *store.Tx, _ string) error {
		e.By = who.ID
		return tx.AddExplanation(e)
	})
}

// RecordReach puts on record how often a release was seen and taken up, with
// the source of the figures. Faults: register.role, release.unknown,
// reach.number, reach.note. Clause: ANS-13.
func (d *Desk) RecordReach(ctx context.Context, who matter.Actor, releaseID string, views, uptake int64, note string) error {
	if views < 0 || uptake < 0 || views > 1e12 || uptake > 1e9 {
		return fault.New(fault.Invalid, "reach.number", "阅读数和采用数是不小于零的整数").On("views")
	}
	if !between(note, 2, 200) {
		return fault.New(fault.Invalid, "reach.note", "写明数字的来源，如「网站后台统计」").On("note")
	}
	return d.changeRelease(ctx, who, Recorders, releaseID, func(tx *store.Tx, o *store.Release) (string, error) {
		if o.State != "done" {
			return "", fault.New(fault.Conflict, "release.settled", "还没有发出的没有阅读数")
		}
		return "reach.recorded", tx.AddReach(store.Reach{ReleaseID: o.ID, Views: views, Uptake: uptake, Origin: "entered", Note: note, By: who.ID})
	})
}

// Assessors say whether a released text met the question.
var Assessors = []regime.Role{regime.Reviewer, regime.OfficeDirector, regime.Inspector}

// SayMet puts a reviewer's word on record: did the text meet the question. The
// drafter does not judge the own text. Faults: register.role, met.word,
// met.drafter, met.state.
func (d *Desk) SayMet(ctx context.Context, who matter.Actor, number, met, note string) error {
	if err := must(who, Assessors...); err != nil {
		return err
	}
	if !slices.Contains([]string{"yes", "partly", "no"}, met) {
		return fault.New(fault.Invalid, "met.word", "只能是：答到了、部分答到、没有答到").On("met")
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		m, err := tx.LockMatter(number)
		if err != nil {
			return err
		}
		a, err := d.load(tx, tree, who, &m)
		if err != nil {
			return err
		}
		switch {
		case !tree.Sees(who, m, a.facts.Units) || a.draft == nil:
			return fault.New(fault.NotFound, "matter.unknown", "没有办件 %s，或者您看不到它", number)
		case a.draft.PublicVersion == 0:
			return fault.New(fault.Conflict, "met.state", "还没有发布的答复不能评价")
		case slices.Contains(a.facts.Drafters, who.ID):
			return fault.New(fault.Forbidden, "met.drafter", "拟稿人不评价自己的稿件")
		}
		tx.Audit(entry(who, Assessors, "statement.met", m.Number, met))
		return tx.SetMet(m.ID, store.Met{Met: met, Note: note, By: who.ID})
	})
}
