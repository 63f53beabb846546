package web

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/view"
)

// tipRoutes are the inspector's desk for sealed tips. What is sealed is opened by
// script in the browser: without it these pages list and explain, and nothing can
// be typed into them that would be sent.
var tipRoutes = []Route{
	{"GET /desk/tips", (*server).tips, inspects},
	{"GET /desk/tips/handed", (*server).handedTips, inspects},
	{"POST /desk/tips/{number}/receive", (*server).receiveTip, inspects},
	{"GET /desk/tips/keys", (*server).tipKeys, keepsTipKey},
	{"POST /desk/tips/keys", (*server).makeTipKey, keepsTipKey},
	{"POST /desk/tips/keys/{id}/vouch", (*server).vouchForKey, keepsTipKey},
	{"POST /desk/tips/keys/{id}/refuse", (*server).refuseKey, keepsTipKey},
	{"GET /desk/tips/{number}", (*server).tip, inspects},
	{"GET /desk/tips/{number}/items/{item}", (*server).tipItem, inspects},
	{"POST /desk/tips/{number}/entries", (*server).addTipEntry, inspects},
	{"POST /desk/tips/{number}/publish", (*server).publishTip, inspects},
	{"POST /desk/tips/{number}/recuse", (*server).recuseTip, inspects},
}

var (
	keepsTipKey = holds(desk.Staff...)
	tipStates   = map[string]string{"received": "待核查", "handling": "核查中", "concluded": "有结论", "closed": "已办结"}
	tipWays     = map[string]string{"browser": "在浏览器里密封", "server": "在服务器内存里密封", "moved": "从别处移入"}
)

func tipTabs(v *visit, here string) []boardTab {
	tabs := []boardTab{{"/desk/tips", "密封线索", here == "tips"}, {"/desk/tips/handed", "移交的编号", here == "handed"}}
	if !inspects.allows(v.who) {
		tabs = nil
	}
	return append(tabs, boardTab{"/desk/tips/keys", "我的钥匙", here == "keys"}, boardTab{"/desk/tips/recovery", "应急钥匙", here == "recovery"})
}

func (s *server) tips(v *visit) error {
	list, err := s.Desk.Tips(v.r.Context(), v.who, v.q("before"), perPage+1)
	if err != nil {
		return err
	}
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	p := boardPart{ID: "tips-list", Title: "密封线索", Columns: []string{"编号", "所涉单位", "收到", "环节", "期限"}, Empty: view.Empty{Title: "没有您能打开的线索", Why: "公众在网站的「反映公职人员的问题」里提交，密封给有钥匙的接收人。先在「我的钥匙」里生成一把，公众才能选到您的机关。", Href: "/desk/tips/keys", Way: "我的钥匙"}}
	older := ""
	if len(list) > perPage {
		list = list[:perPage]
		older = "/desk/tips?before=" + list[perPage-1].ID
	}
	for _, x := range list {
		due := boardCell{Text: "—"}
		if at := x.NextDue(); at != 0 {
			due = boardCell{Text: v.moment(at), Under: map[bool]string{true: "首次答复", false: "办结"}[x.NextDue() == x.AnswerDue]}
			if at < v.now.UnixMilli() {
				due.Tag, due.Bad = "已超期", true
			}
		}
		p.Rows = append(p.Rows, []boardCell{{Text: x.Number, Href: "/desk/tips/" + x.Number, Under: tipWays[x.Way]}, {Text: tree.Name(x.UnitID)}, {Text: v.moment(x.ReceivedAt)}, {Tag: tipStates[x.State]}, due})
	}
	b := board{Title: "密封线索", Says: "只有接收人用自己的口令能打开；所涉单位和它之上的人按规定回避。不查、不记是谁反映的。", Tabs: tipTabs(v, "tips"), Parts: []boardPart{p}}
	gone, err := s.goneTips(v)
	if err != nil {
		return err
	}
	if len(gone.Rows) > 0 {
		b.Parts = append(b.Parts, gone)
	}
	return s.page(v, b.Title, tipList(b, older))
}

// goneTips lists what is left of tips whose term is over: their numbers.
func (s *server) goneTips(v *visit) (boardPart, error) {
	var agencies []string
	for _, g := range v.who.Grants {
		if g.Role == regime.Inspector && !slices.Contains(agencies, g.AgencyID) {
			agencies = append(agencies, g.AgencyID)
		}
	}
	list, err := s.Store.TipsGone(v.r.Context(), agencies, perPage)
	p := boardPart{ID: "tips-gone", Title: "已到期销毁", Text: []string{"办结后九十天，密封的内容、钥匙和回执码一并销毁，只留编号。"}, Columns: []string{"编号", "销毁"}}
	for _, g := range list {
		p.Rows = append(p.Rows, []boardCell{{Text: g.Number}, {Text: v.moment(g.At)}})
	}
	return p, err
}

func (s *server) handedTips(v *visit) error {
	p, err := s.handovers(v)
	if err != nil {
		return err
	}
	b := board{Title: "移交的编号", Says: "只有编号，没有内容；不查、不转反映人的情况。", Tabs: tipTabs(v, "handed"), Parts: []boardPart{p}}
	return s.page(v, b.Title, boardView(b))
}

func (s *server) tipKeys(v *visit) error {
	keys, err := s.Desk.TipKeysOf(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	p := tipKeysPage{Tabs: tipTabs(v, "keys"), Inspects: inspects.allows(v.who)}
	if p.Inspects && len(keys) > 1 {
		now, old, err := s.Desk.OldTips(v.r.Context(), v.who)
		if err != nil && fault.CodeOf(err) != "tip.key" {
			return err
		}
		list := make([]oldTipText, len(old))
		for i, o := range old {
			list[i] = oldTipText{Tip: o.Number, Key: b64(o.Key.Wrapped), Wrap: b64(o.Wrap.Wrapped)}
		}
		p.Old, p.OldList, p.Public = len(old), jsonText(list), now.Public
	}
	for _, k := range keys {
		p.Keys = append(p.Keys, tipKeyLine{Kind: map[string]string{"recipient": "接收人", "custodian": "保管人"}[k.Kind], Public: k.Public, Made: v.moment(k.MadeAt), Retired: v.moment(k.RetiredAt)})
	}
	waiting, err := s.Desk.WaitingTipKeys(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	if len(waiting) > 0 {
		names, err := s.personNames(v.r.Context())
		if err != nil {
			return err
		}
		for _, k := range waiting {
			p.Waiting = append(p.Waiting, tipKeyWaits{ID: k.ID, Who: names[k.PersonID], Kind: map[string]string{"recipient": "接收人", "recovery": "应急钥匙"}[k.Kind], Public: k.Public, Made: v.moment(k.MadeAt), May: k.May, Own: k.Own})
		}
	}
	return s.page(v, "我的钥匙", tipKeysView(p))
}

func (s *server) vouchForKey(v *visit) error {
	return s.posted(v, s.Desk.VouchForKey(v.r.Context(), v.who, v.r.PathValue("id")), "已确认，新的线索会密封给这把钥匙。", "/desk/tips/keys")
}

func (s *server) refuseKey(v *visit) error {
	return s.posted(v, s.Desk.RefuseKey(v.r.Context(), v.who, v.r.PathValue("id")), "这把钥匙没有采用，已作废。", "/desk/tips/keys")
}

// sealedField reads a field of bytes that script wrote in base64.
func sealedField(v *visit, name string) []byte {
	raw, err := base64.StdEncoding.DecodeString(v.field(name))
	if err != nil {
		return nil // not sealed: refused by the desk
	}
	return raw
}

// told answers script, which alone posts to these addresses.
func (v *visit) told(err error, said string) error {
	if err != nil {
		return err
	}
	if wantsJSON(v.r) {
		answer(v.w, http.StatusOK, map[string]string{"text": said})
		return nil
	}
	return v.done(said, "/desk/tips")
}

func (s *server) makeTipKey(v *visit) error {
	err := s.Desk.MakeTipKey(v.r.Context(), v.who, v.field("kind"), v.field("public"), sealedField(v, "wrapped"))
	return v.told(err, v.lang.T("钥匙已生成。请记住口令：忘了口令，谁也打不开。接收人的钥匙要由别人确认后才启用。"))
}

func (s *server) tip(v *visit) error { return s.showTip(v, func(*tipShown, map[string]string) {}) }

// showTip shows a tip as change makes it.
func (s *server) showTip(v *visit, change func(*tipShown, map[string]string)) error {
	x, err := s.Desk.Tip(v.r.Context(), v.who, v.r.PathValue("number"))
	if err != nil {
		return err
	}
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	names, err := s.personNames(v.r.Context())
	if err != nil {
		return err
	}
	p := s.tipPage(v, x, tree.Name(x.UnitID), names)
	join, err := s.Desk.JoinCandidates(v.r.Context(), v.who, x.Number)
	if err != nil {
		return err
	}
	for _, k := range join {
		p.Joiners = append(p.Joiners, view.Option{Value: k.ID + " " + k.Public, Word: names[k.PersonID]})
	}
	change(&p, names)
	return s.page(v, x.Number, tipView(p))
}

func (s *server) tipPage(v *visit, x desk.TipView, unit string, names map[string]string) tipShown {
	p := tipShown{
		Exports: exportsOf(v, v.who, x, names), Reasons: reasonsOf(desk.ExportReasons),
		Number: x.Number, Unit: unit, State: tipStates[x.State], Way: tipWays[x.Way], Received: v.moment(x.ReceivedAt), At: "/desk/tips/" + x.Number,
		Key: b64(x.Key.Wrapped), Wrap: b64(x.Wrap.Wrapped), Public: x.Public, AnswerKey: x.AnswerKey, Me: v.who.ID, Size: strconv.Itoa(desk.MostAnswer),
	}
	if x.Door == "" {
		p.AnswerKey = ""
	}
	if due := x.NextDue(); due != 0 {
		p.Due, p.Late = v.moment(due), due < v.now.UnixMilli()
	}
	last := ""
	for _, i := range x.Items {
		by := v.lang.T("反映人")
		if i.ByID != "" {
			by = names[i.ByID]
		}
		if i.Kind == "outcome" {
			last = i.ID
		}
		p.Items = append(p.Items, tipLine{ID: i.ID, Kind: i.Kind, Word: tipKinds[i.Kind], By: by, When: v.moment(i.At), Mine: i.ByID == v.who.ID})
	}
	for i := range p.Items {
		p.Items[i].Publish = p.Items[i].ID == last && !p.Items[i].Mine && x.State == "concluded"
	}
	for _, k := range x.Readers {
		if name := names[k.PersonID]; k.Kind == "recipient" && !slices.Contains(p.Readers, name) { // of an older and a newer key
			p.Readers = append(p.Readers, name)
		}
	}
	for _, e := range []tipForm{
		{"answer", "答复反映人", "只有反映人凭回执码能打开。不要复述来信。", "密封并答复", "open"},
		{"lead", "记问题线索", "只记被反映的行为：什么事、何时、何地、涉及多少。不记是谁反映的，也没有这一栏。", "密封并记录", "received handling"},
		{"step", "记核查经过", "查了什么、问了谁、调了什么材料。核查时不出示原件，不透露有人反映。", "密封并记录", "handling"},
		{"finding", "记核查结论", "属实、部分属实、不属实，依据是什么。", "密封并记录", "handling"},
		{"outcome", "拟公布的结果", "写查到了什么、怎样处理，不带来信的说法和只有反映人知道的细节。由另一位接收人通读后公布。", "密封，请另一位通读", "concluded"},
	} {
		if e.Kind == "answer" && p.AnswerKey == "" {
			continue
		}
		if e.States == "open" || strings.Contains(e.States, x.State) {
			p.Forms = append(p.Forms, e)
		}
	}
	return p
}

func (s *server) tipItem(v *visit) error {
	sealed, err := s.Desk.TipSealed(v.r.Context(), v.who, v.r.PathValue("number"), v.r.PathValue("item"))
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/octet-stream")
	_, err = v.w.Write(sealed)
	return err
}

func (s *server) addTipEntry(v *visit) error {
	err := s.Desk.AddTipEntry(v.r.Context(), v.who, v.r.PathValue("number"), desk.TipEntry{Kind: v.field("kind"), Sealed: sealedField(v, "sealed"), Digest: v.field("digest")})
	return v.told(err, v.lang.T("已密封保存。"))
}

func (s *server) publishTip(v *visit) error {
	if v.field("read") != "1" {
		return fault.New(fault.Invalid, "tip.read", "请先通读，确认没有能看出反映人的内容")
	}
	err := s.Desk.PublishTip(v.r.Context(), v.who, v.r.PathValue("number"), v.field("item"), v.r.PostFormValue("salt"), v.r.PostFormValue("text"))
	return v.told(err, v.lang.T("结果已公布，线索办结。"))
}

func (s *server) recuseTip(v *visit) error {
	return s.posted(v, s.Desk.RecuseTip(v.r.Context(), v.who, v.r.PathValue("number")), "您已回避，这件线索不再对您打开。", "/desk/tips")
}

// handovers are the tips that came by number alone.
func (s *server) handovers(v *visit) (boardPart, error) {
	list, err := s.Store.TipHandovers(v.r.Context(), inspectedUnits(v))
	p := boardPart{ID: "tips-handed", Title: "线索移交", Columns: []string{"移交编号", "关切编号", "移交时间", "状态"}, Empty: view.Empty{Title: "没有移交来的线索", Why: "办公室把诉求为问题线索的关切按编号转来，会出现在这里。"}}
	for _, x := range list {
		state := boardCell{Text: v.when(x.ReceivedAt) + " 签收"}
		if x.ReceivedAt == 0 {
			state = boardCell{Text: "待签收", Buttons: []boardButton{{Action: "/desk/tips/" + x.ID + "/receive", Word: "签收", Hidden: []view.Pair{{Name: "unit", Value: x.UnitID}}, Tint: true}}}
		}
		p.Rows = append(p.Rows, []boardCell{{Text: x.Number}, {Text: x.Concern}, {Text: v.when(x.At)}, state})
	}
	return p, err
}

var tipKinds = map[string]string{"letter": "来信", "reply": "反映人补充", "answer": "给反映人的答复", "lead": "问题线索", "step": "核查经过", "finding": "核查结论", "outcome": "拟公布的结果"}
