package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"yingda/internal/blob"
	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/report"
	"yingda/internal/store"
)

// A dossier holds what is on record, is signed, breaks when it is changed, and
// leaves a trace of who took it.
func TestDossier(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		number := b.open("接待大厅上午取不到号", regime.General, "a|b", "号又发完了|九点就没有号")
		b.answering(number, regime.General)
		s := b.act(regime.Drafter, number, "begin_statement", map[string]any{"title": "关于号源的说明", "text": "号源已恢复。\n某市信访局\n2026年3月16日"}).Created
		b.act(regime.Drafter, s, "ask_confirmation", map[string]any{"units": []string{"办信科"}, "question": "号源数对不对"})
		b.act(regime.Drafter, s, "submit", nil)
		b.desk.Files = blob.Folder{Path: t.TempDir()}
		b.must(b.desk.AddFile(context.Background(), b.who[regime.Handler], number, "叫号日志.pdf", "大厅导出", strings.NewReader("8:52")))
		b.act(regime.Handler, number, "record_solution", map[string]any{"how": "号源恢复到 120 个", "by_whom": "接访科", "when": "3月20日前"})
		b.act(regime.OfficeDirector, number, "order_measure", map[string]any{"title": "减少号源须提前三天公布", "unit": "接访科", "within": "5 working days", "basis": "核查结论"})
		fetch := func(role regime.Role, form string) ([]byte, int) {
			r, err := b.signIn(role).c.Get(b.server.URL + "/desk/concerns/" + number + "/dossier/" + form)
			b.must(err)
			defer r.Body.Close()
			body, err := io.ReadAll(r.Body)
			b.must(err)
			return body, r.StatusCode
		}
		file, status := fetch(regime.Handler, "json")
		if status != http.StatusOK {
			t.Fatalf("got %d: %s", status, file)
		}
		signed, err := report.VerifyDossier(file, nil)
		b.must(err)
		var d report.Dossier
		b.must(json.Unmarshal(signed.Dossier, &d))
		switch {
		case d.Number != number || d.Regime.Hash == "" || len(d.Clocks) == 0 || len(d.Clocks[0].Steps) == 0:
			t.Errorf("head and clocks: %+v", d)
		case len(d.Posts) != 1 || len(d.Facts) != 2 || d.Facts[0].By == "" || len(d.Documents) < 3:
			t.Errorf("%d posts, %d facts, %d documents", len(d.Posts), len(d.Facts), len(d.Documents))
		case len(d.Statements) != 1 || len(d.Statements[0].Versions) != 1 || d.Statements[0].Versions[0].Hash == "":
			t.Errorf("statements: %+v", d.Statements)
		case len(d.Statements[0].Confirmations) != 1 || d.Statements[0].Confirmations[0].Unit != "办信科" || d.Statements[0].Confirmations[0].Hash != d.Statements[0].Versions[0].Hash:
			t.Errorf("who is asked to confirm: %+v", d.Statements[0].Confirmations)
		case len(d.Gradings) != 1 || d.Gradings[0].Reason != "两个接待点同时受影响" || len(d.Evidence) != 1 || d.Evidence[0].Name != "叫号日志.pdf" || len(d.Evidence[0].SHA256) != 64:
			t.Errorf("decisions and evidence: %+v %+v", d.Gradings, d.Evidence)
		case len(d.Results) != 1 || d.Results[0].Says[0].Text != "号源恢复到 120 个" || len(d.Measures) != 1 || d.Measures[0].Title != "减少号源须提前三天公布":
			t.Errorf("results and measures: %+v %+v", d.Results, d.Measures)
		case len(d.Timeline) < 6 || len(d.Audit) < 6:
			t.Errorf("%d lines of the timeline, %d of the audit log", len(d.Timeline), len(d.Audit))
		}
		for what, change := range map[string]func(string) string{
			"dossier.hash":      func(s string) string { return strings.Replace(s, "8:52 发完", "9:52 发完", 1) },
			"dossier.signature": func(s string) string { return strings.Replace(s, signed.Signature, "AAAA"+signed.Signature[4:], 1) },
			"dossier.format":    func(string) string { return "一份别的文件" },
		} {
			if _, err := report.VerifyDossier([]byte(change(string(file))), nil); fault.CodeOf(err) != what {
				t.Errorf("%s: got %v", what, err)
			}
		}
		ours, err := keys()
		b.must(err)
		if _, err := report.VerifyDossier(file, ours.PublicKeys()); fault.CodeOf(err) != "dossier.key" {
			t.Errorf("another installation's keys: got %v", err)
		}
		if paper, status := fetch(regime.Handler, "docx"); status != http.StatusOK || !bytes.HasPrefix(paper, []byte("PK")) {
			t.Errorf("docx: %d", status)
		}
		for form, want := range map[string]int{"pdf": http.StatusNotFound, "exe": http.StatusNotFound} { // no office suite in this test's desk
			if _, status := fetch(regime.Handler, form); status != want {
				t.Errorf("%s: %d", form, status)
			}
		}
		printed := fmt.Sprint(d.Paper(signed))
		for _, want := range []string{"定级", "两个接待点同时受影响", "证据材料", d.Evidence[0].SHA256, "会签单位", "还没有答复", "七、办理结果", "号源恢复到 120 个", "减少号源须提前三天公布", "九、核验"} {
			if !strings.Contains(printed, want) {
				t.Errorf("the paper lacks %q", want)
			}
		}
		if _, status := fetch(regime.Contractor, "json"); status != http.StatusNotFound {
			t.Errorf("somebody who does not see the concern got %d", status)
		}
		taken, err := b.store.AuditEntries(context.Background(), store.AuditFilter{Object: number, Action: "dossier.made"}, 10)
		b.must(err)
		if len(taken) != 2 || taken[0].Actor != b.who[regime.Handler].ID {
			t.Errorf("the audit log holds %d dossiers taken", len(taken))
		}
	})
}
