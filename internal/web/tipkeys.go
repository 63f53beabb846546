package web

import (
	"encoding/base64"
	"encoding/json"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/store"
	"yingda/internal/view"
)

var tipKeyRoutes = []Route{
	{"POST /desk/tips/keys/rewrap", (*server).rewrapTips, inspects},
	{"GET /desk/tips/recovery", (*server).recoveryPage, keepsTipKey},
	{"POST /desk/tips/recovery", (*server).makeRecovery, inspects},
	{"POST /desk/tips/recovery/ask", (*server).askRecovery, inspects},
	{"POST /desk/tips/recovery/{id}/give", (*server).giveShare, keepsTipKey},
	{"POST /desk/tips/recovery/{id}/use", (*server).useRecovery, inspects},
	{"POST /desk/tips/{number}/readers", (*server).joinTip, inspects},
	{"POST /desk/tips/{number}/exports", (*server).askExport, inspects},
	{"POST /desk/tips/{number}/exports/{id}/agree", (*server).agreeExport, inspects},
	{"POST /desk/tips/{number}/exports/{id}/print", (*server).printTip, inspects},
}

// b64 writes bytes for script.
func b64(raw []byte) string { return base64.StdEncoding.EncodeToString(raw) }

// oldTipText is a tip for script to wrap anew.
type oldTipText struct {
	Tip  string `json:"tip"`
	Key  string `json:"key,omitempty"` // the old private key, closed by its passphrase
	Wrap string `json:"wrap"`
}

func jsonText(v any) string {
	raw, _ := json.Marshal(v) // strings alone
	return string(raw)
}

// rewraps reads what script closed anew.
func rewraps(v *visit) ([]desk.Rewrap, error) {
	var list []struct {
		Tip     string `json:"tip"`
		Wrapped []byte `json:"wrapped"`
	}
	if err := json.Unmarshal([]byte(v.field("list")), &list); err != nil {
		return nil, fault.New(fault.Invalid, "tip.sealed", "没有收全，请再试一次").Because(err)
	}
	out := make([]desk.Rewrap, len(list))
	for i, x := range list {
		out[i] = desk.Rewrap{Tip: x.Tip, Wrapped: x.Wrapped}
	}
	return out, nil
}

func (s *server) rewrapTips(v *visit) error {
	list, err := rewraps(v)
	if err == nil {
		err = s.Desk.RewrapTips(v.r.Context(), v.who, list)
	}
	return v.told(err, v.lang.T("以前的线索已换到新钥匙。"))
}

func (s *server) recoveryPage(v *visit) error {
	ctx := v.r.Context()
	names, err := s.personNames(ctx)
	if err != nil {
		return err
	}
	all, err := s.Store.TipKeys(ctx)
	if err != nil {
		return err
	}
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	p := recoveryShown{Tabs: tipTabs(v, "recovery"), Inspects: inspects.allows(v.who), Reasons: reasonsOf(desk.RecoveryReasons)}
	for _, k := range all {
		switch agency := tree.ByID[v.who.UnitID].AgencyID; {
		case k.AgencyID != agency:
		case k.Kind == "recovery":
			p.Made = v.moment(k.MadeAt)
		case k.Kind == "custodian" && k.PersonID != v.who.ID:
			p.Custodians = append(p.Custodians, view.Option{Value: k.ID + " " + k.Public, Word: names[k.PersonID]})
		case k.Kind == "recipient" && k.PersonID == v.who.ID:
			p.Ready = true
		}
	}
	list, err := s.Desk.Recoveries(ctx, v.who)
	if err != nil {
		return err
	}
	for _, r := range list {
		p.Uses = append(p.Uses, s.recoveryLine(v, r, names))
	}
	return s.page(v, "应急钥匙", recoveryView(p))
}

func (s *server) recoveryLine(v *visit, r desk.Recovery, names map[string]string) recoveryLine {
	l := recoveryLine{ID: r.ID, Asker: names[r.AskedBy], Reason: desk.ReasonTitles[r.Reason], Asked: v.moment(r.AskedAt), State: "等保管人同意", Public: r.Asker.Public}
	for _, a := range r.Agreed {
		l.Agreed = append(l.Agreed, names[a.PersonID])
	}
	switch {
	case r.UsedAt != 0:
		l.State = "已使用"
	case r.ReadyAt != 0:
		l.State = "两人已同意"
	}
	if r.Share != nil {
		l.Key, l.Share = b64(r.Own.Wrapped), b64(r.Share.Sealed)
	}
	if r.AskedBy == v.who.ID && r.ReadyAt != 0 && r.UsedAt == 0 {
		l.Key = b64(r.Asker.Wrapped)
		l.Halves = jsonText([]string{b64(r.Agreed[0].Sealed), b64(r.Agreed[1].Sealed)})
		held := make([]oldTipText, len(r.Held))
		for i, h := range r.Held {
			held[i] = oldTipText{Tip: h.Number, Wrap: b64(h.Wrap.Wrapped)}
		}
		l.Held = jsonText(held)
	}
	return l
}

func reasonsOf(codes []string) []view.Option {
	var out []view.Option
	for _, c := range codes {
		out = append(out, view.Option{Value: c, Word: desk.ReasonTitles[c]})
	}
	return out
}

func (s *server) makeRecovery(v *visit) error {
	shares := []store.TipShare{{CustodianKey: v.field("one"), Sealed: sealedField(v, "one_share")}, {CustodianKey: v.field("two"), Sealed: sealedField(v, "two_share")}}
	return v.told(s.Desk.MakeRecovery(v.r.Context(), v.who, v.field("public"), shares), v.lang.T("应急钥匙已设立，两半分别封给两位保管人。"))
}

func (s *server) askRecovery(v *visit) error {
	return s.posted(v, s.Desk.AskRecovery(v.r.Context(), v.who, v.field("reason")), "已申请，并告知所有持钥匙的人。", "/desk/tips/recovery")
}

func (s *server) giveShare(v *visit) error {
	return v.told(s.Desk.GiveShare(v.r.Context(), v.who, v.r.PathValue("id"), sealedField(v, "sealed")), v.lang.T("已交出您的半把钥匙。"))
}

func (s *server) useRecovery(v *visit) error {
	list, err := rewraps(v)
	if err == nil {
		err = s.Desk.UseRecovery(v.r.Context(), v.who, v.r.PathValue("id"), list)
	}
	return v.told(err, v.lang.T("线索已换到您的钥匙，应急钥匙已作废。"))
}

func (s *server) joinTip(v *visit) error {
	return v.told(s.Desk.JoinTip(v.r.Context(), v.who, v.r.PathValue("number"), v.field("key"), sealedField(v, "wrapped")), v.lang.T("已加入一位接收人。"))
}

func (s *server) askExport(v *visit) error {
	number := v.r.PathValue("number")
	return s.posted(v, s.Desk.AskExport(v.r.Context(), v.who, number, v.field("reason")), "已申请导出，等另一位接收人同意。", "/desk/tips/"+number)
}

func (s *server) agreeExport(v *visit) error {
	number := v.r.PathValue("number")
	return s.posted(v, s.Desk.AgreeExport(v.r.Context(), v.who, number, v.r.PathValue("id")), "已同意导出。", "/desk/tips/"+number)
}

// printTip shows a tip for printing, once, with the names of both on it.
func (s *server) printTip(v *visit) error {
	number := v.r.PathValue("number")
	j, agreed, err := s.Desk.UseExport(v.r.Context(), v.who, number, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return s.showTip(v, func(p *tipShown, names map[string]string) {
		p.Forms, p.Exports, p.Joiners = nil, nil, nil
		p.Mark = number + " " + names[j.AskedBy] + "、" + names[agreed] + " " + v.moment(j.UsedAt) + " " + desk.ReasonTitles[j.Reason]
	})
}

// exportsOf are the exports of a tip, with what the visitor may do about each.
func exportsOf(v *visit, who matter.Actor, x desk.TipView, names map[string]string) []tipExport {
	var out []tipExport
	for _, j := range x.Joints {
		e := tipExport{Who: names[j.AskedBy], Reason: desk.ReasonTitles[j.Reason], When: v.moment(j.AskedAt), State: "等另一位同意"}
		at := "/desk/tips/" + x.Number + "/exports/" + j.ID
		switch {
		case j.UsedAt != 0:
			e.State = "已导出"
		case j.ReadyAt != 0 && j.AskedBy == who.ID:
			e.State, e.Action, e.Word = "两人已同意", at+"/print", "打开导出页（只一次）"
		case j.ReadyAt != 0:
			e.State = "两人已同意"
		case j.AskedBy != who.ID:
			e.Action, e.Word = at+"/agree", "同意导出"
		}
		out = append(out, e)
	}
	return out
}
