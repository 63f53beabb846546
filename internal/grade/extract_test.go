package grade

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func extract(text string) Found {
	return Extract([]Post{{ID: "1", Text: text, Time: now}})
}

func TestHarm(t *testing.T) {
	for text, want := range map[string]string{
		"我们小区停水三天了，老人做不了饭": "livelihood:停水",
		"我們小區停水三天了":        "livelihood:停水",
		"昨晚三号楼着火，有两人受伤":    "safety:着火 health:受伤",
		"坡道太滑，轮椅上不去，有人摔倒":  "access:轮椅上不去 safety:摔倒",
		"系统打不开，今天又没办成":     "access:打不开",
		"工资没发，信访件超期":       "livelihood:工资没发 rights:超期",
		"有孩子溺水身亡":          "safety:溺水 life:身亡",
		"卡里被多扣了三百元":        "property:多扣",
		"事故没有造成人员受伤":       "",
		"无人受伤":             "",
		"避免发生踩踏":           "",
		"会不会停水？":           "",
		"如果停电怎么办":          "",
		"没有停水":             "",
		"不用排队":             "",
		"失业保险怎么缴":          "",
		"消防站组织火灾演练":        "",
		"没有人管，停水三天":        "livelihood:停水",
		"窗口人员态度很差":         "",
		"窗口人员态度很好，谢谢":      "",
		"请问来信登记后多久能查到":     "",
		"":                 "",
	} {
		var got []string
		for _, h := range extract(text).Harm {
			got = append(got, string(h.Kind)+":"+h.Words)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: got %v, want %s", text, got, want)
		}
	}
}

func TestPeople(t *testing.T) {
	for text, want := range map[string]int{
		"约300人在门口等":        300,
		"３００多名群众没有拿到号":     300,
		"涉及1.2万户":          12_000,
		"全村1,280户":         1280,
		"三百多人":             300,
		"两三百人":             200,
		"十几人":              10,
		"几十名学生":            20,
		"上百名业主":            100,
		"两千余户居民":           2000,
		"二十万人":             200_000,
		"一百零五人":            105,
		"三万五千人":            35_000,
		"50个家庭":            50,
		"一个人去的":            0,
		"第300人":            0,
		"每100人设一个窗口":       0,
		"500人次":            0,
		"2000人民币":          0,
		"拨打12345市民热线":      0,
		"10月8日人很多":         0,
		"两人份":              0,
		"2026年学生返校":        0,
		"999999999999999人": 0,
		"昨晚着火，2人受伤":        2,
		"等了3天,三人晕倒":        3,
		"没有数字":             0,
	} {
		got := 0
		for _, p := range extract(text).People {
			got = max(got, p.Count)
		}
		if got != want {
			t.Errorf("%s: got %d, want %d", text, got, want)
		}
	}
}

func TestDeadlines(t *testing.T) {
	for text, want := range map[string]string{
		"3月5日前必须交":     "2026-03-05",
		"截止到2026年4月1日": "2026-04-01",
		"最晚3月3号办":      "2026-03-03",
		"明天就截止":        "2026-03-03",
		"今天是最后一天":      "2026-03-02",
		"月底前要交材料":      "2026-03-31",
		"报名截止时间为1月15日": "2026-01-15",
		"8月1日截止":       "2026-08-01",
		"13月1日截止":      "",
		"2月30日前":       "",
		"3月5日我去了窗口":    "",
		"明天再来":         "",
	} {
		got := ""
		for _, d := range extract(text).Deadlines {
			got = d.At.Format(time.DateOnly)
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
	december := time.Date(2026, 12, 28, 4, 0, 0, 0, time.UTC)
	if d := Extract([]Post{{Text: "1月15日前申报", Time: december}}).Deadlines; len(d) != 1 || d[0].At.Year() != 2027 {
		t.Errorf("in December a day of January is next year's: %v", d)
	}
	if d := Extract([]Post{{Text: "1月15日前申报，明天截止"}}).Deadlines; len(d) != 0 {
		t.Errorf("without the day of the post there is no date: %v", d)
	}
}

func TestEvidencePointsIntoTheTextAsWritten(t *testing.T) {
	title, text := "三號樓著火", "ＡＢ樓約３００名住戶停電，3月5日前修好"
	found := Extract([]Post{{ID: "7", Title: title, Text: text, Time: now}})
	var all []Evidence
	for _, h := range found.Harm {
		all = append(all, h.Evidence)
	}
	for _, p := range found.People {
		all = append(all, p.Evidence)
	}
	for _, d := range found.Deadlines {
		all = append(all, d.Evidence)
	}
	if len(all) < 3 {
		t.Fatalf("found %+v", found)
	}
	for _, e := range all {
		from := []rune(text)
		if e.Field == "title" {
			from = []rune(title)
		}
		if e.Post != "7" || string(from[e.Start:e.End]) != e.Words {
			t.Errorf("%+v", e)
		}
	}
}

func TestInto(t *testing.T) {
	found := Extract([]Post{
		{Text: "约300人，停水，昨天是3月1日截止", Time: now},
		{Text: "20户停电，有人受伤，3月9日前；3月5日前", Time: now},
	})
	f := found.Into(Facts{Posts: 2, Harm: []Harm{Rights}, People: 5, At: now})
	if f.Posts != 2 || f.People != 300 || fmt.Sprint(f.Harm) != "[health livelihood rights]" || f.Deadline.Format(time.DateOnly) != "2026-03-05" {
		t.Errorf("%+v", f)
	}
	if f := found.Into(Facts{People: 900, At: now}); f.People != 900 {
		t.Error("what a person established is not lowered")
	}
}

var (
	praise = []string{"太好了", "感谢", "点赞", "优秀", "满意", "真棒", "热情", "高效", "贴心", "暖心"}
	blame  = []string{"太差了", "可恶", "差评", "垃圾", "不满", "真烂", "冷漠", "拖沓", "敷衍", "寒心"}
)

// TestPraiseAndBlameDoNotMoveTheGrade writes the same facts with praise, with
// blame and with neither: harm, numbers, deadlines and grade are the same.
func TestPraiseAndBlameDoNotMoveTheGrade(t *testing.T) {
	reports := []string{
		"昨晚三号楼着火，有两人受伤", "我们小区停水三天了，约300户", "系统打不开，3月3日前必须申报", "没有造成人员受伤",
		"窗口排队，取不到号", "有孩子溺水身亡", "请问在哪里办理", "会不会停电", "工资没发，涉及五十名职工",
	}
	rapid.Check(t, func(t *rapid.T) {
		var neutral, kind, angry []Post
		for i := range rapid.IntRange(1, 12).Draw(t, "posts") {
			report := rapid.SampledFrom(reports).Draw(t, "report")
			word := rapid.IntRange(0, len(praise)-1).Draw(t, "word")
			where := rapid.IntRange(0, 2).Draw(t, "where")
			neutral = append(neutral, post(i, report, "", where))
			kind = append(kind, post(i, report, praise[word], where))
			angry = append(angry, post(i, report, blame[word], where))
		}
		want := Propose(criteria, Extract(neutral).Into(Facts{Posts: len(neutral), At: now}))
		for _, other := range [][]Post{kind, angry} {
			got := Propose(criteria, Extract(other).Into(Facts{Posts: len(other), At: now}))
			if got.Grade != want.Grade || fmt.Sprint(got.Reasons) != fmt.Sprint(want.Reasons) {
				t.Fatalf("%+v became %+v with %v", want, got, other)
			}
		}
	})
}

// post puts the word before, after or in the middle of the report, at a comma.
func post(i int, report, word string, where int) Post {
	parts := strings.Split(report, "，")
	if word != "" {
		parts = slices.Insert(parts, []int{0, len(parts), min(1, len(parts))}[where], word)
	}
	return Post{ID: fmt.Sprint(i), Text: strings.Join(parts, "，"), Time: now}
}

// No word of praise, blame, politics or protest is a harm.
func TestHarmWordsAreReportsOfFact(t *testing.T) {
	banned := append(append([]string{"抗议", "维权", "上访", "聚集", "围堵", "游行", "煽动", "造谣", "政府", "领导", "官员", "抹黑", "形象", "不作为", "腐败"}, praise...), blame...)
	for kind, words := range harmWords {
		for _, word := range strings.Fields(words) {
			for _, b := range banned {
				if strings.Contains(word, b) {
					t.Errorf("%s: %s holds %s", kind, word, b)
				}
			}
		}
	}
}

func FuzzExtract(f *testing.F) {
	f.Add("约300人停水，3月5日前")
	f.Add("\xff３００多名")
	f.Fuzz(func(t *testing.T, text string) {
		found := extract(text)
		for _, p := range found.People {
			if p.Count < 2 || p.Count > mostPeople || p.End <= p.Start {
				t.Errorf("%q: %+v", text, p)
			}
		}
		for _, h := range found.Harm {
			if string([]rune(text)[h.Start:h.End]) != h.Words {
				t.Errorf("%q: %+v", text, h)
			}
		}
	})
}

func BenchmarkExtract(b *testing.B) {
	text := strings.Repeat("我们小区停水三天了，约300户居民受影响，老人做不了饭，窗口排队也取不到号。", 10)
	posts := []Post{{ID: "1", Title: "停水", Text: text, Time: now}}
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Extract(posts)
	}
}
