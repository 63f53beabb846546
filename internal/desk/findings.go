package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"yingda/internal/deadline"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// overseenBack is how far back concerns are looked at whose posts had lain.
const overseenBack = 60 * 24 * time.Hour

// Oversee (督办) lets the system itself find what was late, missed or ignored, and
// writes each finding once with its evidence. It goes by time that passed without
// an act; how often something was said or seen is never a finding. It returns how
// many were new.
func (d *Desk) Oversee(ctx context.Context) (int, error) {
	tree, err := d.Tree(ctx)
	if err != nil || len(tree.Units) == 0 {
		return 0, err
	}
	found := 0
	for _, look := range []func(context.Context, *Tree) (int, error){d.findLate, d.findOverdue, d.findMissed, d.findGaps, d.findIgnored, d.findUnlisted} {
		n, err := look(ctx, tree)
		if err != nil {
			return found, err
		}
		found += n
	}
	return found, nil
}

// stands is what a finding about a matter needs to know of it.
type stands struct {
	m   matter.Matter
	reg *regime.Regime
}

func (d *Desk) stands(ctx context.Context, id string) (stands, error) {
	m, err := d.store.Matter(ctx, id)
	if err != nil {
		return stands{}, err
	}
	reg, err := d.Regime(ctx, m.RegimeID)
	return stands{m, reg}, err
}

// owner returns the unit that answers for a role in a matter.
func (t *Tree) owner(m matter.Matter, role regime.Role) string {
	if role == regime.Handler || role == regime.Drafter {
		return m.UnitID
	}
	return t.Office(m.AgencyID).ID
}

// findLate finds breached clocks.
func (d *Desk) findLate(ctx context.Context, tree *Tree) (int, error) {
	late, err := d.store.LateClocks(ctx, 200)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, l := range late {
		s, err := d.stands(ctx, l.MatterID)
		if err != nil {
			return n, err
		}
		role := regime.Role(l.OwedBy)
		f := store.Finding{
			Key: "late:" + l.ClockID, Kind: "late", Rule: l.Code, AgencyID: s.m.AgencyID, UnitID: tree.owner(s.m, role), MatterID: s.m.ID, Title: s.m.Title, Article: l.Article, Since: l.DueAt,
			What: fmt.Sprintf("「%s」应于 %s 前完成，已超时", l.Title, stamp(l.DueAt)),
		}
		new, err := d.find(ctx, f, s.m.Grade, []string{
			"责任：" + s.reg.RoleTitle(role) + "，对象：" + l.OwedTo, "依据：" + s.reg.Cite(l.Article), "超时自 " + stamp(l.DueAt) + " 起，由时限记录得出",
		})
		if err != nil {
			return n, err
		}
		n += new
	}
	return n, nil
}

// findMissed finds concerns that were opened long after their posts had come in.
func (d *Desk) findMissed(ctx context.Context, tree *Tree) (int, error) {
	lain, err := d.store.Lain(ctx, d.store.Now().Add(-overseenBack).UnixMilli(), 500)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, l := range lain {
		s, err := d.stands(ctx, l.MatterID)
		if err != nil {
			return n, err
		}
		rule := s.reg.OversightRule()
		// What opened by itself was missed only after the threshold was passed;
		// what a person opened, from the first post on.
		from, why := l.FirstAt, "帖文已收到而无人归入关切"
		if l.OpenedBy == matter.SystemActor.ID {
			from, why = l.PassedAt, "已达到话题的立项条数而没有立项"
		}
		limit, err := d.until(ctx, s.m.AgencyID, from, rule.Unassigned)
		if err != nil {
			return n, err
		}
		if from == 0 || l.DetectedAt <= limit {
			continue
		}
		f := store.Finding{
			Key: "missed:" + s.m.ID, Kind: "missed", Rule: "unassigned", AgencyID: s.m.AgencyID, UnitID: tree.Office(s.m.AgencyID).ID, MatterID: s.m.ID, Title: s.m.Title, Article: rule.Article, Since: limit,
			What: fmt.Sprintf("%s，搁置 %s 才立项", why, lasted(l.DetectedAt-from)),
		}
		new, err := d.find(ctx, f, s.m.Grade, []string{"起点：" + stamp(from), "立项：" + stamp(l.DetectedAt), "口径：超过 " + spanText(rule.Unassigned) + "记为漏办；条数和浏览量本身不作依据"})
		if err != nil {
			return n, err
		}
		n += new
	}
	return n, nil
}

// findGaps finds sources that could not be read for long: what was said there
// meanwhile was missed.
func (d *Desk) findGaps(ctx context.Context, tree *Tree) (int, error) {
	agency := tree.Units[0].AgencyID
	var reg *regime.Regime
	err := d.store.View(ctx, func(tx *store.Tx) error {
		id, err := tx.Governing(agency, regime.Concern)
		if err != nil {
			return err
		}
		reg, err = d.Regime(ctx, id)
		return err
	})
	if err != nil {
		if fault.CodeOf(err) == "regime.none" {
			return 0, nil
		}
		return 0, err
	}
	rule := reg.OversightRule()
	gaps, err := d.store.SourceGaps(ctx, d.store.Now().UnixMilli())
	if err != nil {
		return 0, err
	}
	n := 0
	for _, g := range gaps {
		limit, err := d.until(ctx, agency, g.LastGood, rule.SourceGap)
		if err != nil {
			return n, err
		}
		if d.store.Now().UnixMilli() <= limit {
			continue
		}
		f := store.Finding{
			Key: fmt.Sprintf("gap:%s:%d", g.ID, g.LastGood), Kind: "missed", Rule: "source_gap", AgencyID: agency, UnitID: tree.Office(agency).ID, Title: "来源：" + g.Name, Article: rule.Article, Since: limit,
			What: fmt.Sprintf("来源自 %s 起读取不到，其间的帖文没有收到", stamp(g.LastGood)),
		}
		new, err := d.find(ctx, f, "", []string{"最后读到：" + stamp(g.LastGood), "原因：" + g.Error, "口径：中断超过 " + spanText(rule.SourceGap) + "记为漏办"})
		if err != nil {
			return n, err
		}
		n += new
	}
	return n, nil
}

// findIgnored finds open concerns that nobody has touched for some working days.
func (d *Desk) findIgnored(ctx context.Context, tree *Tree) (int, error) {
	now := d.store.Now()
	n, after := 0, ""
	for {
		list, err := d.store.Untouched(ctx, now.Add(-24*time.Hour).UnixMilli(), after, 500)
		if err != nil || len(list) == 0 {
			return n, err
		}
		after = list[len(list)-1].MatterID
		for _, u := range list {
			new, err := d.ignored(ctx, tree, u, now)
			if err != nil {
				return n, err
			}
			n += new
		}
	}
}

func (d *Desk) ignored(ctx context.Context, tree *Tree, u store.Untouched, now time.Time) (int, error) {
	s, err := d.stands(ctx, u.MatterID)
	if err != nil {
		return 0, err
	}
	rule := s.reg.OversightRule()
	limit, err := d.until(ctx, s.m.AgencyID, u.LastAt, rule.Untouched)
	if err != nil || now.UnixMilli() <= limit {
		return 0, err
	}
	f := store.Finding{
		Key: "ignored:" + s.m.ID + ":" + u.LastID, Kind: "ignored", Rule: "untouched", AgencyID: s.m.AgencyID, UnitID: s.m.UnitID, MatterID: s.m.ID, Title: s.m.Title, Article: rule.Article, Since: limit,
		What: fmt.Sprintf("在「%s」环节，自 %s 起无人办理", matter.Titles[s.m.State], stamp(u.LastAt)),
	}
	if s.m.State == matter.New {
		f.Rule, f.UnitID, f.What = "unscreened", tree.Office(s.m.AgencyID).ID, fmt.Sprintf("自 %s 发现以来没有研判", stamp(s.m.OpenedAt))
	}
	return d.find(ctx, f, s.m.Grade, []string{"最后一次办理：" + stamp(u.LastAt), "口径：超过 " + spanText(rule.Untouched) + "无人办理记为搁置"})
}

// find writes one finding with its audit entry and tells inspection and office.
func (d *Desk) find(ctx context.Context, f store.Finding, grade regime.Grade, evidence []string) (int, error) {
	raw, err := json.Marshal(evidence)
	if err != nil {
		return 0, err
	}
	f.Evidence = string(raw)
	tree, err := d.Tree(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		n = 0
		added, err := tx.AddFinding(&f)
		if err != nil || !added {
			return err
		}
		n = 1
		tx.Audit(store.Entry{Actor: "system", Role: "system", Unit: f.UnitID, Action: "finding." + f.Kind, Object: f.ID, Result: "done", Detail: map[string]any{"rule": f.Rule, "matter": f.MatterID, "what": f.What}})
		var units []string
		for _, u := range tree.Units {
			if u.AgencyID == f.AgencyID {
				units = append(units, u.ID)
			}
		}
		return tx.Notify(units, []regime.Role{regime.Inspector, regime.OfficeDirector}, f.MatterID, grade, "督办（"+FindingTitles[f.Kind]+"）："+f.What+"："+f.Title)
	})
	return n, err
}

// FindingTitles are the words for the kinds of finding.
var FindingTitles = map[string]string{"late": "超时", "missed": "漏办", "ignored": "搁置"}

// until returns the instant at which a length of time from one has passed.
func (d *Desk) until(ctx context.Context, agencyID string, since int64, length string) (int64, error) {
	if since == 0 {
		return 0, nil
	}
	within, err := deadline.ParseWithin(length)
	if err != nil {
		return 0, err
	}
	cal, err := d.CalendarOf(ctx, agencyID)
	if err != nil {
		return 0, err
	}
	r, err := deadline.Due(cal, deadline.Term{From: from(since), Within: within})
	return r.Due.UnixMilli(), err
}

func stamp(ms int64) string { return from(ms).In(deadline.Zone).Format("2006年1月2日 15:04") }

func spanText(s string) string {
	w, err := deadline.ParseWithin(s)
	if err != nil {
		return s
	}
	return w.Text()
}

func lasted(ms int64) string {
	h := ms / time.Hour.Milliseconds()
	if h >= 48 {
		return fmt.Sprintf("%d 天 %d 小时", h/24, h%24)
	}
	return fmt.Sprintf("%d 小时", h)
}

// mostExplained bounds an explanation, in runes.
const mostExplained = 2000

// Explainers are the roles that answer findings.
var Explainers = []regime.Role{regime.Inspector, regime.OfficeDirector}

// AnswerFinding records a person's explanation of a finding. The finding stays, and
// so does every explanation. Faults: register.role, finding.unknown, finding.text.
func (d *Desk) AnswerFinding(ctx context.Context, who matter.Actor, id, text string) error {
	if err := may(who, Explainers...); err != nil {
		return err
	}
	text = strings.TrimSpace(text)
	if n := utf8.RuneCountInString(text); n == 0 || n > mostExplained {
		return fault.New(fault.Invalid, "finding.text", "说明要有 1 至 %d 字", mostExplained).On("text")
	}
	f, err := d.Finding(ctx, who, id)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		e := entry(who, Explainers, "finding.answered", f.ID, map[string]any{"text": text})
		tx.Audit(e)
		return tx.AnswerFinding(store.FindingAnswer{FindingID: f.ID, PersonID: who.ID, Role: e.Role, Text: text})
	})
}

// Finding returns one finding that a person may see: of a unit in sight.
func (d *Desk) Finding(ctx context.Context, who matter.Actor, id string) (store.Finding, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return store.Finding{}, err
	}
	f, err := d.store.Finding(ctx, id)
	if store.IsNoRows(err) || err == nil && !tree.inScope(who, f.UnitID) {
		return f, fault.New(fault.NotFound, "finding.unknown", "没有这一督办事项，或者您看不到它")
	}
	return f, err
}

func (t *Tree) inScope(who matter.Actor, unitID string) bool {
	s := t.Scope(who)
	return s.All || has(s.Units, unitID)
}
