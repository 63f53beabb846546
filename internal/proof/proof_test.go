package proof_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"yingda/internal/proof"
	"yingda/internal/testkit"
)

const good = "近期，有群众反映接待大厅上午取不到号。经核实，3月16日上午 8:52 放出 70 个号。今后放出 120 个号。\n联系方式：某市信访局办公室，接待时间为工作日上午。\n某市信访局\n2026年3月17日"

func TestCheck(t *testing.T) {
	known := proof.Known{
		Agency: "某市信访局", Facts: []string{"九点前号已发完 接待大厅上午 8:52 放出 70 个号"}, Slots: map[string]string{"facts": "核查的事实"},
		Laws: []proof.Law{{Name: "区信访局舆情应对制度", Last: 11}},
	}
	for _, c := range []struct {
		name  string
		text  proof.Text
		with  func(k *proof.Known)
		kind  proof.Kind
		found string
		block bool
	}{
		{"a sound text has no finding", proof.Text{Title: "关于取号的说明", Body: good}, nil, "", "", false},
		{"a mobile number blocks", proof.Text{Body: good + "\n张某 13812345678"}, nil, proof.Personal, "", true},
		{"a secrecy mark blocks", proof.Text{Body: "机密★1年\n" + good}, nil, proof.Secrecy, "机密★", true},
		{"a mark between spaces blocks", proof.Text{Body: "绝 密\n" + good}, nil, proof.Secrecy, "绝 密", true},
		{"a mark in brackets blocks", proof.Text{Title: "【秘密】关于取号的说明", Body: good}, nil, proof.Secrecy, "【秘密】", true},
		{"an internal paper blocks", proof.Text{Body: good + "\n内部资料 注意保存"}, nil, proof.Secrecy, "内部资料 注意保存", true},
		{"the words 国家秘密 are no mark", proof.Text{Body: good + "\n这些材料不涉及国家秘密和商业秘密。"}, nil, "", "", false},
		{"an open slot of the title is named by its title", proof.Text{Title: "关于{{facts}}的说明", Body: good}, nil, proof.Blank, "核查的事实", true},
		{"a figure other than the fact is named", proof.Text{Body: strings.Replace(good, "放出 70 个号", "放出 80 个号", 1)}, func(k *proof.Known) { k.Facts = []string{"接待大厅上午 8:52 放出 70 个号"} }, proof.Figure, "80个", false},
		{"a time of day other than the fact is named", proof.Text{Body: strings.Replace(good, "8:52", "9:10", 1)}, nil, proof.Figure, "上午9:10", false},
		{"a date other than the public text is named", proof.Text{Body: strings.Replace(good, "3月16日上午", "3月15日上午", 1)}, func(k *proof.Known) {
			k.Facts, k.Earlier = nil, []proof.Version{{Name: "已公开的文本", Text: proof.Text{Body: good}}}
		}, proof.Figure, "3月15日", false},
		{"an article beyond the last is named", proof.Text{Body: good + "\n依据《信访工作条例》第八十条。"}, nil, proof.Citation, "《信访工作条例》第八十条", false},
		{"a figure in characters differs as figures do", proof.Text{Body: strings.Replace(good, "放出 70 个号", "放出八十个号", 1)}, func(k *proof.Known) { k.Facts = []string{"接待大厅上午 8:52 放出 70 个号"} }, proof.Figure, "八十个", false},
		{"a figure in characters is the same figure", proof.Text{Body: strings.Replace(good, "放出 70 个号", "放出七十个号", 1)}, func(k *proof.Known) { k.Facts = []string{"接待大厅上午八点五十二分放出 70 个号"} }, "", "", false},
		{"a date in characters that differs is named", proof.Text{Body: strings.Replace(good, "3月16日上午", "三月十五日上午", 1)}, func(k *proof.Known) {
			k.Facts, k.Earlier = nil, []proof.Version{{Name: "已公开的文本", Text: proof.Text{Body: good}}}
		}, proof.Figure, "三月十五日", false},
		{"the same day of another year is named", proof.Text{Body: strings.Replace(good, "3月16日上午", "2025年3月16日上午", 1)}, func(k *proof.Known) {
			k.Facts, k.Earlier = nil, []proof.Version{{Name: "已公开的文本", Text: proof.Text{Body: strings.Replace(good, "3月16日上午", "二〇二六年三月十六日上午", 1)}}}
		}, proof.Figure, "2025年3月16日", false},
		{"an amount is the same in characters, figures and 万", proof.Text{Body: good + "\n共退还费用3.5万元。"}, func(k *proof.Known) {
			k.Facts = []string{"共退还费用三万五千元", "九点前号已发完 接待大厅上午 8:52 放出 70 个号"}
		}, "", "", false},
		{"another amount is named", proof.Text{Body: good + "\n共退还费用叁万陆仟元。"}, func(k *proof.Known) { k.Facts = []string{"共退还费用35,000元"} }, proof.Figure, "叁万陆仟元", false},
		{"another article of the same law is named", proof.Text{Body: good + "\n按照《行政许可法》第十三条办理号源事项。"}, func(k *proof.Known) {
			k.Facts, k.Earlier = nil, []proof.Version{{Name: "已公开的文本", Text: proof.Text{Body: good + "\n按照《行政许可法》第12条办理号源事项。"}}}
		}, proof.Figure, "第十三条", false},
		{"the word 一起 is no figure", proof.Text{Body: good + "\n办公室和窗口一起核实号源情况。"}, func(k *proof.Known) {
			k.Facts = append(k.Facts, "办公室和窗口核实号源情况3起")
		}, "", "", false},
		{"the second article of a row is checked", proof.Text{Body: good + "\n依据《行政许可法》第十二条第二款、第八十四条。"}, nil, proof.Citation, "第八十四条", false},
		{"an article that exists is no finding", proof.Text{Body: good + "\n依据《信访工作条例》第十二条和《中华人民共和国行政许可法》第83条。"}, nil, "", "", false},
		{"the regime's own articles are known", proof.Text{Body: good + "\n依据《区信访局舆情应对制度》第十二条。"}, nil, proof.Citation, "《区信访局舆情应对制度》第十二条", false},
		{"an unknown law is unverified", proof.Text{Body: good + "\n依据《接待大厅取号管理办法》第三条。"}, nil, proof.Citation, "《接待大厅取号管理办法》第三条", false},
		{"a law that the regime knows by name only keeps its count", proof.Text{Body: good + "\n依据《政府信息公开条例》第五十七条。"}, func(k *proof.Known) {
			k.Laws = append(k.Laws, proof.Law{Name: "政府信息公开条例(2019)"})
		}, proof.Citation, "《政府信息公开条例》第五十七条", false},
		{"a book is no law", proof.Text{Body: good + "\n读《平凡的世界》。"}, nil, "", "", false},
		{"an unanswered question is named", proof.Text{Body: good}, func(k *proof.Known) { k.Questions = []string{"排了三天队。停车场为什么收费？"} }, proof.Question, "停车场为什么收费？", false},
		{"an answered question is not", proof.Text{Body: good}, func(k *proof.Known) { k.Questions = []string{"接待大厅上午为什么取不到号？"} }, "", "", false},
		{"nobody to ask", proof.Text{Body: "经核实，号源已恢复。某市信访局 2026年3月17日"}, nil, proof.Contact, "", false},
		{"no source", proof.Text{Body: "号源已恢复。电话见网站。某市信访局 2026年3月17日"}, nil, proof.Source, "", false},
		{"no agency", proof.Text{Body: "经核实，号源已恢复。电话见网站。2026年3月17日"}, nil, proof.Signed, "", false},
		{"a phrase about the writers", proof.Text{Body: good + "\n请不要相信别有用心的说法。"}, nil, proof.Phrase, "别有用心", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := known
			if c.with != nil {
				c.with(&k)
			}
			got := proof.Check(c.text, k)
			if c.kind == "" {
				if len(got) != 0 {
					t.Fatalf("found %+v", got)
				}
				return
			}
			i := slices.IndexFunc(got, func(f proof.Finding) bool {
				return f.Kind == c.kind && f.Found == c.found || f.Kind == c.kind && c.found == ""
			})
			if i < 0 || got[i].Block != c.block {
				t.Fatalf("want %s %q block=%v, got %+v", c.kind, c.found, c.block, got)
			}
			if got[i].Says == "" || got[i].Mend == "" {
				t.Errorf("a finding says what and how to mend: %+v", got[i])
			}
		})
	}
}

func TestPlaces(t *testing.T) {
	for _, f := range proof.Check(proof.Text{Title: "说明", Body: "一二三{{x}}"}, proof.Known{}) {
		if f.Kind == proof.Blank && (f.Start != 3 || f.End != 8) {
			t.Errorf("the blank is at %d-%d", f.Start, f.End)
		}
	}
}

// TestNational holds the number of articles of each national law against the
// texts that are at hand.
func TestNational(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(testkit.Data(t, "cn_laws"), "*", "*.md"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no text of a law: %v", err)
	}
	read := 0
	heading := regexp.MustCompile(`(?m)^\**第([一二三四五六七八九十百千零〇]+)条`)
	for _, file := range files {
		name, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".md"), "(")
		last, ok := proof.LastOf(name)
		if !ok {
			continue
		}
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all := heading.FindAllStringSubmatch(string(body), -1)
		if n := proof.Article(all[len(all)-1][1]); n != last || n != len(all) {
			t.Errorf("%s has %d articles, the last is %d, the list says %d", name, len(all), n, last)
		}
		read++
	}
	if t.Logf("%d laws held against their texts", read); read < 8 {
		t.Errorf("only %d laws were held against a text", read)
	}
}

func TestValue(t *testing.T) {
	for s, want := range map[string]float64{
		"35,000": 35000, "３５": 35, "3.5万": 35000, "三万五千": 35000, "三万五": 35000, "叁万伍仟": 35000, "二〇二六": 2026, "一百零五": 105, "一百二": 120, "十二": 12,
		"一千二百六十": 1260, "两亿三千万": 230e6, "三点五万": 35000, "8.2万": 82000, "二十": 20, "两万零三": 20003,
	} {
		if got, ok := proof.Value(s); !ok || got != want {
			t.Errorf("%s: %v %v, want %v", s, got, ok, want)
		}
	}
	for _, s := range []string{"", "点", "号", "三号"} {
		if got, ok := proof.Value(s); ok {
			t.Errorf("%q is read as %v", s, got)
		}
	}
}

func FuzzCheck(f *testing.F) {
	f.Add("机密★", good, "为什么？")
	f.Fuzz(func(t *testing.T, title, body, post string) {
		for _, x := range proof.Check(proof.Text{Title: title, Body: body}, proof.Known{Agency: "局", Questions: []string{post}, Facts: []string{post}}) {
			n := len([]rune(body))
			if x.Field == "title" {
				n = len([]rune(title))
			}
			if x.Start < 0 || x.End < x.Start || x.End > n {
				t.Fatalf("%+v lies outside %d runes", x, n)
			}
		}
	})
}
