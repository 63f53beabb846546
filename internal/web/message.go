package web

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
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

// message shows one message: list, message, context.
func (s *server) message(v *visit) error { return s.showMessage(v, nil) }

// openOriginal shows a message with what its sender wrote and left, once: the
// opening is on record, and the page is kept nowhere.
func (s *server) openOriginal(v *visit) error {
	o, err := s.Desk.OpenOriginal(v.r.Context(), v.who, v.r.PathValue("number"))
	if err != nil {
		return err
	}
	v.w.Header().Set("Cache-Control", "no-store")
	return s.showMessage(v, &o)
}

func (s *server) showMessage(v *visit, o *desk.Original) error {
	m, offers, err := s.Desk.Offers(v.r.Context(), v.who, v.r.PathValue("number"))
	if err != nil {
		return err
	}
	if m.Kind != regime.Message {
		return v.to(address(m.Kind, m.Number))
	}
	b, err := s.subject(v, m)
	if err != nil {
		return err
	}
	side, err := s.inboxList(v, v.r.URL.Query())
	if err != nil {
		return err
	}
	for i := range side.Rows {
		side.Rows[i].Here = side.Rows[i].Number == m.Number
	}
	side.Quick = side.Quick[:4]
	if b.here, err = s.hereOn(v, m); err != nil {
		return err
	}
	p, err := s.messagePage(v, b, offers)
	if err != nil {
		return err
	}
	p.Side, p.Here = side, b.here
	if o != nil {
		p.Original = original(v, m.Number, *o)
	}
	s.show(v, http.StatusOK, view.Chrome{Title: m.Number + " " + m.Title, Rail: true, At: p.Here}, view.InboxThree(p))
	return nil
}

func (s *server) messagePage(v *visit, b subject, offers []matter.Offer) (view.InboxMessage, error) {
	ctx, m := v.r.Context(), b.m
	x, err := s.Store.Message(ctx, m.ID)
	if err != nil {
		return view.InboxMessage{}, err
	}
	names, err := s.personNames(ctx)
	if err != nil {
		return view.InboxMessage{}, err
	}
	parts, err := s.Store.Parts(ctx, m.ID)
	if err != nil {
		return view.InboxMessage{}, err
	}
	events, err := s.Store.Events(ctx, m.ID)
	if err != nil {
		return view.InboxMessage{}, err
	}
	only := v.r.FormValue("only")
	p := view.InboxMessage{
		Number: m.Number, Title: m.Title, Need: v.lang.T(needWord(m.Need)), Way: v.lang.T(regime.MessageWayTitles[x.Way]), Owner: b.tree.Name(m.UnitID), State: view.State{Word: v.lang.T(matter.Titles[m.State])},
		Timeline: timeline(v, events, only), Filter: timelineFilter(v, only, "timeline"), Next: s.nextBar(v, b, offers), Gone: messageTerm(v, x),
	}
	for _, c := range b.clocks {
		p.Clocks = append(p.Clocks, s.clock(v, c, b.reg, names))
	}
	if x.ShreddedAt == 0 && desk.MayOpenOriginal(v.who, m, parts) {
		p.Open = "/desk/inbox/" + m.Number + "/original#original"
	}
	rule := b.reg.MessageRule().Kind(m.Need)
	if m.Need != "" {
		p.Owed, p.Signers = rule.Owed, v.lang.T("答复不需要签发，直接发出。")
		if len(rule.Signers) > 0 {
			p.Signers = v.lang.F("答复由%s中写稿人以外的一人签发。", v.rolesOf(b.reg, rule.Signers))
		}
	}
	if m.Need == regime.Tip && !m.State.Final() {
		p.Tip = v.lang.T("这是问题线索：不在这里答复，不转给被反映的单位。请尽快转入受保护渠道；转入后这里的原文即时销毁。")
	}
	if movesTips.allows(v.who) && p.Tip != "" {
		p.TipHref = "/desk/tips/move?" + url.Values{"number": {m.Number}}.Encode()
	}
	if err := s.adviseMessage(v, m, offers, &p); err != nil {
		return p, err
	}
	return p, s.fillMessage(v, m, x, names, &p)
}

// nearest is how many checked answers stand beside a message.
const nearest = 3

// adviseMessage adds what kind a message seems to be, before somebody has sorted
// it, and the checked answers to what it asks, before it is answered.
func (s *server) adviseMessage(v *visit, m matter.Matter, offers []matter.Offer, p *view.InboxMessage) error {
	ctx := v.r.Context()
	by, why, err := s.Desk.KindProposal(ctx, m)
	if err != nil {
		return err
	}
	if len(why) > 0 && len(by.Choices) > 0 {
		p.Seems, p.Why = v.lang.T(needWord(regime.Need(by.Choices[0].Value))), strings.Join(v.saidEach(why), v.lang.T("；"))
	}
	if m.State != matter.Arrived && m.State != matter.Handling || m.Need == regime.Tip || !listens.allows(v.who) {
		return nil
	}
	near, err := s.Desk.SimilarAnswers(ctx, m.Title+"\n"+m.Summary, nearest)
	if err != nil {
		return err
	}
	for _, a := range near {
		p.Near = append(p.Near, view.Related{Href: "/desk/answers/" + strconv.FormatInt(a.Number, 10), Title: a.Text.Question})
	}
	p.Insert = slices.ContainsFunc(offers, func(o matter.Offer) bool { return o.Row.Action == "save_answer" })
	return nil
}

func (s *server) fillMessage(v *visit, m matter.Matter, x store.Message, names map[string]string, p *view.InboxMessage) error {
	ctx := v.r.Context()
	turns, err := s.Store.MessageTurns(ctx, m.ID)
	if err != nil {
		return err
	}
	for _, t := range turns {
		p.Turns = append(p.Turns, view.InboxTurn{At: v.moment(t.At), Text: view.Pieces(t.Text, hidden)})
	}
	answers, err := s.Store.MessageAnswers(ctx, m.ID)
	if err != nil {
		return err
	}
	for _, a := range answers {
		one := view.InboxAnswer{Title: v.lang.F("第 %d 版", a.Version), Text: a.Text, By: v.lang.F("%s拟稿", names[a.AuthorID])}
		if a.SignedBy != "" {
			one.By += "，" + v.lang.F("%s签发", names[a.SignedBy])
		}
		if a.GivenAt != 0 {
			one.Given = v.lang.F("%s起来件人可以看到", v.moment(a.GivenAt))
		}
		p.Answers = append(p.Answers, one)
	}
	if x.Adoption != "" {
		p.Adoption = v.lang.T(matter.AdoptionTitles[x.Adoption]) + "：" + x.AdoptionWhy
	}
	below := x.Way == "account_comment"
	for _, said := range []struct {
		is   bool
		word string
	}{
		{below, "在评论里说的：答复回在评论下面，是谁说的没有记录"}, {x.Contact && !below, "留有联系方式"}, {!x.Contact && !below, "没有留联系方式，凭编号和查询码看答复"}, {x.Asked, "追问过一次"}, {x.Reopened, "申请过重新办理"}, {x.Rated != "", "评价：" + map[string]string{"yes": "解决了", "partly": "部分解决", "no": "没有解决"}[x.Rated]},
	} {
		if said.is {
			p.Said = append(p.Said, v.lang.T(said.word))
		}
	}
	if m.State == matter.Doubted {
		doubt, err := s.Store.MessageDoubt(ctx, m.ID)
		if err != nil {
			return err
		}
		p.Doubt = &view.InboxDoubt{Ground: v.lang.T(matter.AsideTitles[doubt.Ground]), Why: doubt.Why, By: v.lang.F("%s提出，%s", names[doubt.ByID], v.moment(doubt.At))}
	}
	if below {
		if p.Comment, err = s.saidBelow(v, m); err != nil {
			return err
		}
	}
	if x.ConcernID == "" {
		return nil
	}
	c, err := s.Store.Matter(ctx, x.ConcernID)
	if err != nil {
		return err
	}
	p.Concern = &view.Related{Href: "/desk/concerns/" + c.Number, Title: c.Title, Number: c.Number}
	return nil
}

// saidBelow says below which article of ours a message was said, with the way back
// to the comment for who reads comments.
func (s *server) saidBelow(v *visit, m matter.Matter) (*view.InboxComment, error) {
	c, err := s.Store.CommentOfMessage(v.r.Context(), m.Number)
	if fault.CodeOf(err) == "comment.unknown" {
		return nil, nil //nolint:nilnil // it came by another road
	}
	if err != nil {
		return nil, err
	}
	tree, err := s.tree(v)
	if err != nil {
		return nil, err
	}
	out := &view.InboxComment{Post: c.PostTitle, Address: c.PostURL, State: c.Account + "，" + v.lang.T(commentStates[c.State])}
	if mine := tree.CommentAgencies(v.who); readsComments.allows(v.who) && (mine == nil || slices.Contains(mine, c.AgencyID)) {
		out.Href = "/desk/comments/" + c.ID
	}
	return out, nil
}

// messageTerm says when what was written and left is destroyed.
func messageTerm(v *visit, x store.Message) string {
	switch {
	case x.ShreddedAt != 0:
		return v.lang.F("原文、联系方式和附件已于 %s 按期限销毁。", v.moment(x.ShreddedAt))
	case x.EndsAt != 0:
		return v.lang.F("原文、联系方式和附件到 %s 销毁。", v.moment(x.EndsAt))
	}
	return v.lang.T("原文、联系方式和附件用这一件自己的密钥加密，办结后按期限销毁；打开原文会记入账本。")
}

func original(v *visit, number string, o desk.Original) *view.InboxOriginal {
	out := &view.InboxOriginal{Contact: o.Contact}
	for _, t := range o.Turns {
		text := t.Text
		if t.Subject != "" {
			text = t.Subject + "\n" + text
		}
		out.Turns = append(out.Turns, view.InboxTurn{At: v.moment(t.At), Text: []view.Piece{{Text: text}}})
	}
	for _, f := range o.Files {
		out.Files = append(out.Files, view.InboxFile{Href: "/desk/inbox/" + number + "/files/" + f.ID, Name: f.Name, Size: strconv.FormatInt((f.Size+1023)>>10, 10) + " KB"})
	}
	return out
}

// messageFile sends a file of a message as an attachment; that it was opened is
// on record.
func (s *server) messageFile(v *visit) error {
	f, body, err := s.Desk.OpenMessageFile(v.r.Context(), v.who, v.r.PathValue("number"), v.r.PathValue("id"))
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(f.Name))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cache-Control", "no-store")
	_, err = v.w.Write(body)
	return err
}

// typedWays are how a message comes that a person types in.
var typedWays = []string{"service_hall", "suggestion_box", "hotline"}

// newMessage is the form for a message that came by hand.
func (s *server) newMessage(v *visit) error {
	s.showTyped(v, http.StatusOK, url.Values{}, nil)
	return nil
}

func (s *server) showTyped(v *visit, status int, q url.Values, f *fault.Fault) {
	var kinds []view.Option
	for _, n := range regime.MessageNeeds {
		kinds = append(kinds, view.Option{Value: string(n), Word: v.lang.T(n.Title())})
	}
	p := view.InboxNew{Fields: []view.Field{
		{Name: "way", Label: v.lang.T("怎么来的"), Type: "select", Required: true, Value: q.Get("way"), Options: wayOptions(v, typedWays)},
		{Name: "day", Label: v.lang.T("哪天收到"), Type: "date", Value: q.Get("day"), Hint: v.lang.T("不填就是现在")},
		{Name: "kind", Label: v.lang.T("种类"), Type: "select", Value: q.Get("kind"), Options: kinds, Hint: v.lang.T("来件人说明了才填")},
		{Name: "subject", Label: v.lang.T("标题"), Type: "text", Value: q.Get("subject")},
		{Name: "text", Label: v.lang.T("内容"), Type: "long", Rows: 8, Required: true, Value: q.Get("text"), Hint: v.lang.T("照原话记。个人信息会自动遮盖后再进列表，原话加密保存")},
		{Name: "contact", Label: v.lang.T("联系方式"), Type: "text", Value: q.Get("contact"), Hint: v.lang.T("来件人愿意留的才记；没有也能凭查询码看答复")},
	}}
	if f != nil {
		p.Fault = f.Text
	}
	s.show(v, status, view.Chrome{Title: v.lang.T("录入一件来件")}, view.InboxTyped(p))
}

// typeMessage takes in a message that came by hand, with photographs of a letter.
func (s *server) typeMessage(v *visit) error {
	q, files, err := readTyped(v)
	if err != nil {
		return err
	}
	in := desk.Inbound{Way: q.Get("way"), Subject: q.Get("subject"), Text: q.Get("text"), Contact: strings.TrimSpace(q.Get("contact")), Need: regime.Need(q.Get("kind")), Files: files}
	if day, err := time.ParseInLocation("2006-01-02", q.Get("day"), china); err == nil {
		in.At = day.Add(9 * time.Hour)
	}
	got, err := s.Desk.TypeMessage(v.r.Context(), v.who, in)
	if f := fault.Of(err); f != nil && f.Kind == fault.Invalid {
		s.showTyped(v, fault.Status(err), q, f)
		return nil
	}
	if err != nil {
		return err
	}
	s.forget(v)
	v.w.Header().Set("Cache-Control", "no-store")
	s.show(v, http.StatusOK, view.Chrome{Title: v.lang.T("已录入")}, view.InboxTaken(view.InboxReceipt{Number: got.Number, Code: desk.SpellCode(got.Code), Href: "/desk/inbox/" + got.Number, Follow: s.Base + "/follow"}))
	return nil
}

// readTyped reads the fields and files of a form.
func readTyped(v *visit) (url.Values, []desk.InboundFile, error) {
	parts, err := v.r.MultipartReader()
	if err != nil {
		return nil, nil, fault.New(fault.Invalid, "form.broken", "提交的内容不完整，请重新填写").Because(err)
	}
	q := url.Values{}
	var files []desk.InboundFile
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return q, files, nil
		}
		if err != nil {
			return nil, nil, tooLong(err)
		}
		body, err := io.ReadAll(part)
		if err != nil {
			return nil, nil, tooLong(err)
		}
		switch {
		case part.FormName() != "file":
			q.Set(part.FormName(), string(body))
		case len(body) > 0:
			files = append(files, desk.InboundFile{Name: part.FileName(), Type: part.Header.Get("Content-Type"), Body: body})
		}
	}
}
