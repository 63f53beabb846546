package query

import (
	"slices"
	"testing"
)

func TestNear(t *testing.T) {
	docs := [][2]string{
		{"个人所得税综合所得年度汇算什么时候办理？", "次年三月一日至六月三十日。"},
		{"子女教育专项附加扣除的标准是多少？", "每个子女每月 2000 元。"},
		{"买车以后车辆购置税多少天内要申报？", "购买之日起六十日内。"},
		{"契税什么时候申报缴纳？", "办理权属登记手续之前。"},
	}
	x := NewNear(len(docs), func(i int) (string, string) { return docs[i][0], docs[i][1] })
	for says, c := range map[string]struct {
		text string
		want int
		asks bool
	}{
		"asked in other words, within a long letter": {"老师您好，我去年换了工作，想请教个税的综合所得年度汇算是哪天开始、哪天截止，我人在外地，谢谢", 0, true},
		"a few words of a search box":                {"子女教育", 1, false},
		"traditional characters mean the same":       {"車輛購置稅要幾天內申報", 2, true},
		"the answer's words are found, too":          {"权属登记", 3, false},
	} {
		hits := x.Find(c.text, 3)
		if len(hits) == 0 || hits[0].At != c.want {
			t.Errorf("%s: %+v, want %d", says, hits, c.want)
		} else if c.asks != (hits[0].Asked >= 0.35) {
			t.Errorf("%s: share of the question %.2f", says, hits[0].Asked)
		}
	}
	if hits := x.Find("路灯坏了半个月没有人修，晚上出门看不见", 3); len(hits) > 0 && hits[0].Asked >= 0.2 {
		t.Errorf("a letter about something else: %+v", hits)
	}
	if hits := x.Find("请问怎么办理", 3); len(hits) != 0 {
		t.Errorf("words that say nothing: %+v", hits)
	}
	if hits := x.Find("我家子女教育专项附加扣除", 1); !slices.Contains(hits[0].Words, "子女教育专项附加扣除") {
		t.Errorf("what both have: %v", hits[0].Words)
	}
}
