package app

import (
	"time"

	"yingda/internal/demo"
	"yingda/internal/store"
)

// foundOffice writes a few invented records of the office's registers, so that
// no page of the sample is empty: experts, contacts, press, documents.
func (p *player) foundOffice(tx *store.Tx) error {
	root := p.units[p.sample.Agency.Root]
	midnight, err := clockTime(p.epoch, demo.Duty{From: "00:00"}, 0)
	if err != nil {
		return err
	}
	by, day := p.keeper(), func(n int, hour int) int64 {
		return midnight.AddDate(0, 0, n).Add(time.Duration(hour) * time.Hour).UnixMilli()
	}
	for _, e := range []store.Expert{
		{Name: "颜知衡", Affiliation: "临澄大学法学院", Field: "行政法、信访法治化", PersonID: p.people["yanzhiheng"]},
		{Name: "陆疏桐", Affiliation: "临澄市社会工作者协会", Field: "社会心理服务", Paid: true},
	} {
		e.AgencyID, e.Active = root, true
		if err := tx.PutExpert(&e); err != nil {
			return err
		}
	}
	if err := foundContacts(tx, root, by); err != nil {
		return err
	}
	for _, e := range []store.PressEvent{
		{Channel: "press_conference", Title: "信访工作法治化新闻发布会", StartsAt: day(4, 10), Place: "市政务服务中心二楼发布厅", Host: "栾文洲", Newsrooms: "临澄日报、临澄广播电视台"},
		{Channel: "interview", Title: "接访大厅适老化改造专访", StartsAt: day(6, 15), Place: "接访大厅", Host: "栾文洲", Newsrooms: "临澄日报", Materials: "改造项目清单和工期"},
	} {
		e.AgencyID, e.CreatedBy = root, by
		if _, err := tx.AddPressEvent(e); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(`UPDATE press_event SET announced_at = $1, announced_by = $2 WHERE channel = 'press_conference'`, tx.Ms(), by); err != nil {
		return err
	}
	key := store.KeyPeriod{AgencyID: root, Title: "年度信访事项集中办理", Reason: "集中办理期间来访增多，值班不留空档", From: day(5, 8), To: day(8, 20), ByID: by}
	if err := tx.AddKeyPeriod(&key); err != nil {
		return err
	}
	if _, err := tx.AddCarriage(store.Carriage{AgencyID: root, UnitID: root, CreatedBy: by, Title: "关于做好年底前群众来访接待工作的通知", Issuer: "澄江省信访局", SourceURL: "https://xf.chengjiang.example/notice/31.html", Place: "本机关网站", PageURL: "https://xf.lincheng.example/notice/31.html", DueAt: day(3, 18)}); err != nil {
		return err
	}
	return foundPolicies(tx, root, by, day)
}

// keeper is the office director of the sample, who keeps its registers.
func (p *player) keeper() string { return p.people["zhouyinghe"] }

func foundContacts(tx *store.Tx, root, by string) error {
	paper := store.Contact{AgencyID: root, Kind: "newsroom", Name: "临澄日报", Duties: "市内新闻，民生版", Person: "新闻热线值班编辑", Phone: "6801", Active: true}
	if err := tx.PutContact(&paper); err != nil {
		return err
	}
	asked := store.ContactEntry{ContactID: paper.ID, Kind: "fact_asked", Side: "theirs", Text: "询问接访大厅周末是否开放、要不要预约。", At: tx.Ms() - 3*60*60*1000, ByID: by}
	if err := tx.AddContactEntry(&asked); err != nil {
		return err
	}
	told := store.ContactEntry{ContactID: paper.ID, Kind: "fact_answered", Side: "ours", Answers: asked.ID, Text: "周六上午开放，不用预约；周日不开放。", At: tx.Ms() - 60*60*1000, ByID: by}
	if err := tx.AddContactEntry(&told); err != nil {
		return err
	}
	return tx.PutContact(&store.Contact{AgencyID: root, Kind: "department", Name: "临澄市住房和城乡建设局", Duties: "物业、老旧小区改造", Person: "办公室", Phone: "6820", Active: true})
}

func foundPolicies(tx *store.Tx, root, by string, day func(int, int) int64) error {
	id, err := tx.AddPolicy(store.Policy{AgencyID: root, CreatedBy: by, Kind: "normative", Title: "临澄市信访事项办理规程", Code: "临信发〔2026〕12号", IssuedAt: day(-40, 0), Important: true, URL: "https://xf.lincheng.example/policy/12.html"})
	if err != nil {
		return err
	}
	if err := tx.AddExplanation(store.Explanation{PolicyID: id, Form: "questions", Title: "办理规程问答", URL: "https://xf.lincheng.example/policy/12-faq.html", By: by}); err != nil {
		return err
	}
	_, err = tx.AddPolicy(store.Policy{AgencyID: root, CreatedBy: by, Kind: "policy", Title: "接访大厅便民服务十条", Code: "临信办〔2026〕5号", IssuedAt: day(-20, 0), Important: true, URL: "https://xf.lincheng.example/policy/5.html"})
	return err
}
