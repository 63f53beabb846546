package web_test

import (
	"context"
	"strings"
	"testing"

	"yingda/internal/blob"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Where a level above decides that is not in the installation, the form of the
// approval asks for its paper, and offers the files kept with the concern.
func TestApprovalAsksForThePaper(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		ctx := context.Background()
		reg, err := regime.Preset("tax-region")
		b.must(err)
		b.must(b.store.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.AdoptRegime(reg, b.units["office"].AgencyID, regime.Kinds)
			return err
		}))
		b.desk.Files = blob.Folder{Path: t.TempDir()}
		number := b.open("接待大厅上午取不到号", regime.Major, "a|b")
		b.answering(number, regime.Major)
		b.must(b.desk.AddFile(ctx, b.who[regime.Handler], number, "批复.pdf", "", strings.NewReader("同意")))
		b.act(regime.DutyOfficer, number, "assess_answer", map[string]any{"answer": "yes", "unit": "接访科", "harm": "access", "affected": "当天来访的群众", "reason": "群众普遍关心"})
		s := b.act(regime.Drafter, number, "begin_statement", map[string]any{"title": "关于号源的说明", "text": "经核实，号源 8:52 发完。某市信访局"}).Created
		b.act(regime.Drafter, s, "submit", nil)
		b.signAll(s)
		head := b.signIn(regime.Head)
		f := head.page("/desk/statements/" + s).Find("#act-approve form")
		for _, name := range []string{"paper_issuer", "reference", "paper_date"} {
			if _, must := f.Find("[name=" + name + "]").Attr("required"); !must {
				t.Errorf("%s is not asked for", name)
			}
		}
		if f.Find("[name=paper_date]").AttrOr("type", "") != "date" || text(f.Find("[name=paper_file] option").Last()) != "批复.pdf" {
			t.Errorf("date and file: %s", text(f))
		}
		in := form(f)
		in.Set("paper_issuer", "某地区税务局")
		in.Set("reference", "地区局函〔2026〕3号")
		in.Set("paper_date", "2026-03-16")
		in.Set("paper_file", f.Find("[name=paper_file] option").Last().AttrOr("value", ""))
		p, status := head.post("/desk/matters/"+s+"/act", in)
		if status != 200 || !strings.Contains(text(p.Find("main")), "（上级批准：某地区税务局 地区局函〔2026〕3号，2026-03-16）") {
			t.Fatalf("approved: %d %s", status, text(p.Find("main")))
		}
	})
}
