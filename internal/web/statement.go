package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

// sheet is a statement as read for its page.
type sheet struct {
	subject
	st       store.Statement
	concern  matter.Matter
	texts    []store.Text // newest first
	signed   []store.Signature
	releases []store.Release
	plan     []regime.Channel
	events   []store.Event
	names    map[string]string
	chain    regime.Chain
	ticked   map[string][]string // signature → the points ticked
	asked    []store.Confirmation
	override store.Override
	siblings []matter.Matter // the statements of the concern
	reaches  []store.Reach
	met      store.Met
	detected int64

	approvers []string // names of who may approve it
}

func (s *server) loadSheet(v *visit, m matter.Matter) (sheet, error) {
	var d sheet
	err := s.together(v,
		func() (err error) { d.subject, err = s.subject(v, m); return },
		func() (err error) {
			if d.st, err = s.Store.Statement(v.r.Context(), m.ID); err == nil {
				d.override, err = s.Store.Overridden(v.r.Context(), m.ID, d.st.Hash)
			}
			return err
		},
		func() error { return s.loadParent(v, m, &d) },
		func() (err error) { d.texts, err = s.Store.Texts(v.r.Context(), m.ID); return },
		func() (err error) { d.signed, err = s.Store.Signatures(v.r.Context(), m.ID); return },
		func() (err error) { d.releases, err = s.Store.Releases(v.r.Context(), m.ID); return },
		func() error {
			plan, err := s.Store.Plan(v.r.Context(), m.ID)
			d.plan = nil
			for _, c := range plan {
				d.plan = append(d.plan, regime.Channel(c))
			}
			return err
		},
		func() (err error) { d.events, err = s.Store.Events(v.r.Context(), m.ID); return },
		func() (err error) { d.names, err = s.personNames(v.r.Context()); return },
		func() (err error) { d.ticked, err = s.Store.SignedChecks(v.r.Context(), m.ID); return },
		func() (err error) { d.asked, err = s.Store.Confirmations(v.r.Context(), m.ID); return },
		func() (err error) { d.reaches, err = s.Store.Reaches(v.r.Context(), m.ID); return },
		func() (err error) { d.met, err = s.Store.Met(v.r.Context(), m.ID); return },
	)
	if err == nil {
		d.chain = matter.ChainOf(d.reg, m)
	}
	return d, err
}

// loadParent reads the concern of a statement; an article has none.
func (s *server) loadParent(v *visit, m matter.Matter, d *sheet) error {
	if d.concern = m; m.IsArticle() {
		return nil
	}
	return s.together(v,
		func() (err error) { d.concern, err = s.Store.Matter(v.r.Context(), m.ParentID); return },
		func() (err error) { d.siblings, err = s.Store.StatementsOf(v.r.Context(), m.ParentID); return },
		func() error {
			c, err := s.Store.Concern(v.r.Context(), m.ParentID)
			d.detected = c.DetectedAt
			return err
		},
	)
}

// statement shows one statement: the text, what changed, the gates, what to do.
func (s *server) statement(v *visit) error {
	return s.showStatement(v, http.StatusOK, nil, nil)
}

// showStatement shows a statement, with a text that was refused and why.
func (s *server) showStatement(v *visit, status int, typed *store.Text, f *fault.Fault) error {
	m, err := s.Store.Matter(v.r.Context(), v.r.PathValue("number"))
	if err != nil {
		return err
	}
	now, offers := m, []matter.Offer{}
	var d sheet
	err = s.together(v,
		func() (err error) {
			now, offers, err = s.Desk.Offers(v.r.Context(), v.who, m.Number)
			return err
		},
		func() (err error) {
			if m.Kind == regime.Statement {
				d, err = s.loadSheet(v, m)
			}
			return err
		},
	)
	if err != nil {
		return err
	}
	if m.Kind != regime.Statement {
		return v.to(address(m.Kind, m.Number))
	}
	d.m = now
	var p view.StatementPage
	if err := s.together(v, func() (err error) { p, err = s.statementPage(v, d, offers); return }); err != nil {
		return err
	}
	if typed != nil && p.Composer != nil {
		p.Composer.Title, p.Composer.Text, p.Composer.Fault = typed.Title, typed.Body, f.Text
	}
	s.show(v, status, view.Chrome{Title: m.Number + " " + m.Title, Rail: true, At: p.Here}, view.Statement(p))
	return nil
}

func (s *server) statementPage(v *visit, d sheet, offers []matter.Offer) (view.StatementPage, error) {
	var p view.StatementPage
	var side view.ReviewPage
	var panel view.ProofPanel
	var here view.Here
	text := d.text(d.st.Version)
	only := v.r.FormValue("only")
	err := s.together(v,
		func() (err error) { here, err = s.hereOn(v, d.m); return },
		func() (err error) { side, err = s.queuePage(v, d.tree, v.r.FormValue("list")); return },
		func() (err error) { panel, err = s.proofPanel(v, d.m, d.override, text); return },
		func() (err error) {
			d.approvers, err = s.Store.Approvers(v.r.Context(), d.tree.Approving(d.chain, d.m.AgencyID), d.chain.Approvers)
			return
		},
	)
	if err != nil {
		return p, err
	}
	for i := range side.Rows {
		side.Rows[i].Here = side.Rows[i].Number == d.m.Number
	}
	p = view.StatementPage{
		Proof: panel, Here: here,
		Lang: v.lang, Side: side, Number: d.m.Number, Title: d.m.Title, Grade: view.Grade{Code: string(d.m.Grade), Word: v.lang.T(d.reg.GradeTitle(d.m.Grade))}, State: view.State{Word: v.lang.T(matter.Titles[d.m.State])},
		Concern: view.Related{Href: "/desk/concerns/" + d.concern.Number, Title: d.concern.Title, Number: d.concern.Number}, Due: v.due(d.concern.OpenedAt, d.concern.NextDue),
		Version: v.lang.F("第 %d 版", d.st.Version), Drafter: v.lang.F("%s拟稿", d.names[d.st.DrafterID]), Body: paragraphs(d.readable(text.Body)), Gates: d.gates(v), Paper: "/desk/statements/" + d.m.Number + "/signing.docx",
		Timeline: timeline(v, d.events, only), Filter: timelineFilter(v, only, "timeline"), Regime: d.reg.Title, Reason: d.st.Reason,
	}
	if d.m.IsArticle() {
		p.Concern = view.Related{Href: "/desk/editorial/" + d.m.Number, Title: v.lang.T("稿件：栏目、来源、账号"), Number: ""}
	}
	if d.st.Version == 0 {
		p.Version = v.lang.T("还没有正文")
	}
	s.fillChain(v, d, &p)
	d.fillThread(v, &p)
	d.fillVersions(v, &p)
	d.fillReleases(v, &p)
	d.fillAftermath(v, &p)
	p.Composer = s.composer(v, d, offers, text)
	p.Next = s.nextBar(v, d.subject, offers)
	if p.Composer == nil && d.maySave(offers) {
		p.Edit = "/desk/statements/" + d.m.Number + "?edit=1"
	}
	return p, nil
}

func (d sheet) maySave(offers []matter.Offer) bool {
	for _, o := range offers {
		if o.Row.Action == "save" {
			return true
		}
	}
	return false
}

// composer is the place to write. While a draft is under review it opens only
// when asked for, because saving a change voids what was signed.
func (s *server) composer(v *visit, d sheet, offers []matter.Offer, text store.Text) *view.Composer {
	drafting := d.m.State == matter.Drafting
	if !d.maySave(offers) || !drafting && v.r.FormValue("edit") == "" && v.r.Method == http.MethodGet {
		return nil
	}
	c := &view.Composer{Action: "/desk/statements/" + d.m.Number + "/draft", Version: num(d.m.Version), Title: text.Title, Text: text.Body, Auto: drafting, Checks: "/desk/statements/" + d.m.Number + "/checks", Taken: v.r.FormValue("taken") != ""}
	if text.Title == "" {
		c.Title = d.m.Title
	}
	if !drafting {
		c.Warn = v.lang.T("这份稿件正在审核。保存改动会使已签的关全部作废，稿件退回拟稿。")
	}
	for _, t := range d.reg.TemplatesFor(d.m.Need, d.m.Grade) {
		c.Templates = append(c.Templates, view.Chip{Word: t.Title, Href: "/desk/statements/" + d.m.Number + "?edit=1&template=" + t.ID, On: t.ID == d.st.TemplateID})
		if v.r.FormValue("template") == t.ID {
			c.Title, c.Text, c.Warn, c.Auto = t.Subject, t.Body, v.lang.T("下面是模板的文字，还没有保存；保存后成为新的一版，原来的版本仍在。"), false
		}
	}
	return c
}

func (d sheet) text(version int64) store.Text {
	for _, x := range d.texts {
		if x.Version == version {
			return x
		}
	}
	return store.Text{}
}

// gates shows who signed what: standing, void since the text changed, next, or
// not yet.
func (d sheet) gates(v *visit) []view.Gate {
	var out []view.Gate
	now := d.m.State == matter.Reviewing
	for _, g := range d.chain.Gates {
		x := d.gate(v, string(g.Gate), v.lang.T(d.reg.GateTitle(g.Gate)), v.rolesOf(d.reg, g.Signers))
		if x.Mode == "" && now {
			x.Mode = "now"
			now = !d.chain.Ordered
		}
		out = append(out, x)
	}
	last := d.gate(v, "approve", v.lang.T("批准"), v.rolesOf(d.reg, d.chain.Approvers))
	if last.Mode == "" && d.m.State == matter.Approving {
		last.Mode = "now"
	}
	return append(out, last)
}

func (d sheet) gate(v *visit, gate, word, roles string) view.Gate {
	x := view.Gate{Word: word, Who: roles}
	for _, g := range d.signed {
		if g.Gate != gate {
			continue
		}
		name := d.names[g.PersonID]
		if g.VoidAt == 0 && g.Version == d.st.Version && g.Hash == d.st.Hash {
			x.Mode, x.Who = "signed", name+" "+v.when(g.At)
			if p := g.Paper; p.Number != "" {
				x.Who += v.lang.F("（上级批准：%s %s，%s）", p.Issuer, p.Number, instant(p.At).Format(time.DateOnly))
			}
			return x
		}
		if d.m.State != matter.Released {
			x.Mode, x.Who = "back", v.lang.F("%s签过，需重签", name)
		}
	}
	return x
}

func rolesOf(reg *regime.Regime, roles []regime.Role) string {
	var out []string
	for _, r := range roles {
		out = append(out, reg.RoleTitle(r))
	}
	return strings.Join(out, "或")
}

// rolesOf names roles on a page, in the reader's language.
func (v *visit) rolesOf(reg *regime.Regime, roles []regime.Role) string {
	var out []string
	for _, r := range roles {
		out = append(out, v.lang.T(reg.RoleTitle(r)))
	}
	return strings.Join(out, v.lang.T("或"))
}

// readable is a text with the titles of its open slots, which its drafter alone
// sees as codes.
func (d sheet) readable(text string) string { return d.reg.ShowSlots(d.st.TemplateID, text) }

// fillVersions lists the versions and compares two: the asked ones, else the
// present one with what is public, else with the one before.
func (d sheet) fillVersions(v *visit, p *view.StatementPage) {
	for _, x := range d.texts {
		line := view.VersionLine{Version: v.lang.F("第 %d 版", x.Version), Meta: d.names[x.AuthorID] + " " + v.when(x.At), Public: x.Version == d.st.PublicVersion}
		if x.Version != d.st.Version {
			line.Compare = "/desk/statements/" + d.m.Number + "?old=" + num(x.Version) + "&new=" + num(d.st.Version) + "#diff"
		}
		p.Versions = append(p.Versions, line)
	}
	fresh := d.text(asNumber(v.r.FormValue("new"), d.st.Version))
	before := d.st.PublicVersion
	if before == 0 || before == fresh.Version {
		before = fresh.Version - 1
	}
	old := d.text(asNumber(v.r.FormValue("old"), before))
	if old.Version == 0 || fresh.Version == 0 || old.Version == fresh.Version {
		return
	}
	p.Diff = append([]view.DiffRow{}, compareTexts(d.readable(old.Title+"\n"+old.Body), d.readable(fresh.Title+"\n"+fresh.Body))...)
	p.OldCap, p.NewCap = v.lang.F("第 %d 版", old.Version)+" "+d.names[old.AuthorID]+" "+v.when(old.At), v.lang.F("第 %d 版", fresh.Version)+" "+d.names[fresh.AuthorID]+" "+v.when(fresh.At)
	for _, r := range p.Diff {
		if !r.Same {
			p.Changes++
		}
	}
}

func asNumber(s string, or int64) int64 {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n
	}
	return or
}

var (
	releaseWords = map[string]string{"queued": "等待发出", "done": "已发出", "unknown": "不确定是否发出", "failed": "没有发出", "sending": "正在发出", "owed": "待登记", "superseded": "未发，已有新版本"}
	verbWords    = map[string]string{"publish": "发布", "correct": "更正", "withdraw": "撤回"}
)

func (d sheet) fillReleases(v *visit, p *view.StatementPage) {
	for _, o := range d.releases {
		r := view.ReleaseLine{Channel: v.lang.T(regime.Channel(o.Channel).Title()), Verb: v.lang.T(verbWords[o.Verb]), State: v.lang.T(releaseWords[o.State]), Good: o.State == "done", At: v.when(max(o.DoneAt, o.QueuedAt)), Reason: o.Reason}
		if strings.HasPrefix(o.Address, "/") || strings.HasPrefix(o.Address, "https://") || strings.HasPrefix(o.Address, "http://") {
			r.Address = o.Address
		} else {
			r.Where = o.Address
		}
		r.Reach = d.reachOf(v, o.ID)
		p.Releases = append(p.Releases, r)
	}
	if len(p.Releases) == 0 {
		for _, c := range d.reg.ReleaseChannels(d.m.Grade, d.plan) {
			p.Channels = append(p.Channels, v.lang.T(c.Title()))
		}
	}
}

// saveDraft stores a text as the next version if it differs from the last. It
// answers the script that keeps drafts, and a plain form alike.
func (s *server) saveDraft(v *visit) error {
	if err := v.r.ParseForm(); err != nil {
		return tooLong(err)
	}
	number := v.r.PathValue("number")
	typed := store.Text{Title: v.r.PostForm.Get("title"), Body: strings.ReplaceAll(v.r.PostForm.Get("text"), "\r\n", "\n")}
	version := asNumber(v.r.PostForm.Get("version"), 0)
	m, _, err := s.Desk.Offers(v.r.Context(), v.who, number)
	if err != nil {
		return err
	}
	now, err := s.newest(v.r.Context(), m.ID)
	if err != nil {
		return err
	}
	if wantsJSON(v.r) {
		if err := s.Desk.MayKeep(v.r.Context(), v.who, m.ID, v.r.PostForm.Get("page")); err != nil {
			return err
		}
	}
	if m.Version != version || store.TextHash(strings.TrimSpace(typed.Title), strings.TrimSpace(typed.Body)) != now.Hash || now.Hash == "" {
		var result desk.Result
		result, err = s.Desk.Act(v.r.Context(), v.who, desk.Input{Matter: number, Version: version, Action: "save", Input: map[string]any{"title": typed.Title, "text": typed.Body}})
		m = result.Matter
	}
	switch f := fault.Of(err); {
	case wantsJSON(v.r) && err == nil:
		answer(v.w, http.StatusOK, map[string]any{"version": m.Version})
		return nil
	case wantsJSON(v.r) || err != nil && (f == nil || f.Kind == fault.Internal || f.Kind == fault.NotFound):
		return err
	case err != nil:
		return s.showStatement(v, fault.Status(err), &typed, f)
	}
	s.forget(v)
	leave(v, v.lang.F("%s：%s", number, v.lang.T("已保存")), false)
	return v.to("/desk/statements/" + number)
}

// compare is the address of a comparison for those who link to it.
func (s *server) compare(v *visit) error {
	q := v.r.URL.Query()
	return v.to("/desk/statements/" + v.r.PathValue("number") + "?" + q.Encode() + "#diff")
}
