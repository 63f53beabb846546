package doc

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"flag"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"yingda/internal/fault"
)

var update = flag.Bool("update", false, "write the golden papers again")

var file = File{
	Agency: "某市信访局", Number: "C-2026-0042", Title: "甲区接待大厅取号", Grade: "一般", Need: "实际困难", Unit: "接访科",
	DetectedAt: time.Date(2026, 3, 16, 10, 0, 0, 0, shanghai), Date: time.Date(2026, 3, 20, 9, 0, 0, 0, shanghai),
}

var papers = map[string]Paper{
	"screening":    ScreeningNote(file, "两个接待点同时受影响，约 50 人。"),
	"dispatch":     DispatchNote(file, []string{"接访科", "办信科"}, "请核实号源发放情况。\n一、叫号日志\n（一）3月13日以后", "3月17日10时前"),
	"closing":      ClosingReport(file, "已答复", "号源已恢复。", []Finding{{"九点前号已发完", "8:52 发完，共 70 个", "叫号日志"}}, []string{"S-2026-0017 关于甲区接待大厅取号问题的答复"}),
	"after-action": AfterActionReport(file, "一、经过\n升级后未告知。", "二、教训\n<升级>须提前公告 & 演练。"),
	"after-public": AfterActionReport(file, "一、经过\n升级后未告知。", ""),
}

func parts(t *testing.T, raw []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name] = string(text)
	}
	return out
}

func written(t *testing.T, p Paper) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPapers(t *testing.T) {
	for name, p := range papers {
		t.Run(name, func(t *testing.T) {
			raw := written(t, p)
			if !bytes.Equal(raw, written(t, p)) {
				t.Error("the same paper gives other bytes")
			}
			all := parts(t, raw)
			for part, text := range all {
				sound(t, part, text)
			}
			if !strings.HasPrefix(part(t, all, "[Content_Types].xml"), xmlHead) || len(all) != 10 {
				t.Errorf("%d parts", len(all))
			}
			golden := filepath.Join("testdata", name+".xml")
			got := strings.ReplaceAll(all["word/document.xml"], "<w:p>", "\n<w:p>")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s differs; if that is meant, run go test ./internal/doc -update and read the difference", golden)
			}
		})
	}
}

func part(t *testing.T, all map[string]string, name string) string {
	t.Helper()
	text, ok := all[name]
	if !ok {
		t.Fatalf("%s is missing", name)
	}
	return text
}

// sound reads a part as strict XML.
func sound(t *testing.T, name, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
}

func TestLayout(t *testing.T) {
	all := parts(t, written(t, papers["after-action"]))
	for what, want := range map[string]string{
		"A4 with the margins of the standard": `<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588"`,
		"22 lines of 28 characters":           `<w:docGrid w:type="linesAndChars" w:linePitch="579" w:charSpace="-848"/>`,
		"the internal half says what it is":   `内部资料`,
		"on pages of its own":                 `<w:pageBreakBefore/>`,
		"a date without padding":              `2026年3月20日`,
		"text is escaped":                     `&lt;升级&gt;须提前公告 &amp; 演练。`,
	} {
		if !strings.Contains(all["word/document.xml"], want) {
			t.Errorf("%s: %s is missing", what, want)
		}
	}
	if n := (pageHigh - marginTop - marginBottom) / linePitch; n != 22 {
		t.Errorf("%d lines a page", n)
	}
	if n := float64(blockWide) / (16*20 + float64(charSpace)/4096*20); n < 27.99 || n > 28.01 {
		t.Errorf("%.3f characters a line", n)
	}
	if !strings.Contains(all["word/settings.xml"], "evenAndOddHeaders") || !strings.Contains(all["word/footer2.xml"], `<w:jc w:val="left"/>`) {
		t.Error("odd and even pages are numbered alike")
	}
	if strings.Contains(parts(t, written(t, papers["after-public"]))["word/document.xml"], "内部") {
		t.Error("the public half names an internal one")
	}
}

func TestLineKind(t *testing.T) {
	for line, want := range map[string]Kind{
		"一、经过": Head, "十二、其他": Head, "（一）时间": Sub, "一、大家反映的情况属实。": Text, "一起来": Text, "（上接）": Text, "一": Text, "三窗口": Text,
	} {
		if got := lineKind(line); got != want {
			t.Errorf("%s is %d, want %d", line, got, want)
		}
	}
}

// Every paper is one that an office suite can lay out, on A4.
func TestPDF(t *testing.T) {
	c := FindConverter()
	if c == nil {
		t.Fatal("no soffice on PATH: make test installs libreoffice-writer-nogui on Debian")
	}
	defer c.Close()
	one, err := c.PDF(t.Context(), written(t, papers["after-action"]))
	if err != nil || !bytes.HasPrefix(one, []byte("%PDF")) {
		t.Fatalf("%.20q %v", one, err)
	}
	dir := t.TempDir() // the others together: to start the office suite takes longer than a paper
	args := []string{"-env:UserInstallation=file://" + c.profile, "--headless", "--norestore", "--convert-to", "pdf", "--outdir", dir}
	for name, p := range papers {
		file := filepath.Join(dir, name+".docx")
		if err := os.WriteFile(file, written(t, p), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	if out, err := exec.CommandContext(t.Context(), c.Program, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for name := range papers {
		pdf, err := os.ReadFile(filepath.Join(dir, name+".pdf"))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !bytes.HasPrefix(pdf, []byte("%PDF")) || !regexp.MustCompile(`/MediaBox ?\[ ?0 0 59[45][0-9.]* 84[12]`).Match(pdf) {
			t.Errorf("%s is no PDF of A4 pages", name)
		}
	}
	if _, err := (*Converter)(nil).PDF(t.Context(), nil); fault.CodeOf(err) != "pdf.none" {
		t.Errorf("without an office suite: %v", err)
	}
}

func TestSheet(t *testing.T) {
	var b bytes.Buffer
	rows := [][]string{{"C-2026-0001", `=HYPERLINK("http://x","y")`}, {"-12.5", "+86 10"}, {"＝1+1", "@SUM(A1)"}, {" =1", "\t=1"}, {"普通", ""}}
	if err := Sheet(&b, []string{"编号", "=标题"}, rows); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got, err := f.GetRows("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"编号", "'=标题"}, {"C-2026-0001", `'=HYPERLINK("http://x","y")`}, {"-12.5", "'+86 10"}, {"'＝1+1", "'@SUM(A1)"}, {"' =1", "'\t=1"}, {"普通"}}
	for i := range want {
		for j := range want[i] {
			if got[i][j] != want[i][j] {
				t.Errorf("cell %d,%d is %q, want %q", i, j, got[i][j], want[i][j])
			}
			name, _ := excelize.CoordinatesToCellName(j+1, i+1)
			if formula, _ := f.GetCellFormula("Sheet1", name); formula != "" {
				t.Errorf("%s holds the formula %q", name, formula)
			}
		}
	}
}

func BenchmarkSheet(b *testing.B) {
	rows := make([][]string, 10_000)
	for i := range rows {
		rows[i] = []string{"C-2026-0001", "接待大厅上午取不到号", "办理中", "接访科", "2026-03-16 10:00"}
	}
	for b.Loop() {
		if err := Sheet(io.Discard, []string{"编号", "标题", "状态", "单位", "时限"}, rows); err != nil {
			b.Fatal(err)
		}
	}
}
