package group

import (
	_ "embed"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

//go:embed testdata/short.txt
var shortText string

// shortPosts returns invented short posts in an order of their own, and what
// matter each is about.
func shortPosts(seed uint64) (posts []Post, matter map[string]string) {
	matter = map[string]string{}
	for line := range strings.Lines(shortText) {
		part := strings.Split(strings.TrimSpace(line), "|")
		if strings.HasPrefix(line, "#") || len(part) != 3 {
			continue
		}
		id := fmt.Sprint(len(posts) + 1)
		if matter[id] = part[0]; part[0] == "-" {
			matter[id] = "-" + id
		}
		posts = append(posts, Post{ID: id, Title: part[1], Text: part[2]})
	}
	r := rand.New(rand.NewPCG(seed, 3))
	r.Shuffle(len(posts), func(i, k int) { posts[i], posts[k] = posts[k], posts[i] })
	for i := range posts {
		posts[i].Time = day.Add(time.Duration(i) * time.Hour)
	}
	return posts, matter
}

// shortQuality is how short posts were grouped, over several orders.
type shortQuality struct {
	largest   float64 // share of a matter's posts that are in its largest concern
	wrong     float64 // share of the confirmed posts that joined another matter
	suggested float64 // share of the posts joined nowhere, though their matter is there, that have the right suggestion
	misled    float64 // share of the suggestions that are wrong
	opened    float64 // share of matters of at least four posts with three in one concern
	astray    float64 // share of all posts that stand in a concern most of which is another matter
}

func measureShort(merge bool) shortQuality {
	const orders = 10
	var q shortQuality
	var all, astray, posts, largest, joined, wrong, alone, right, suggestions, misled, matters, opened float64
	for seed := range uint64(orders) {
		list, matter := shortPosts(seed)
		x := NewIndex(Options{})
		first := map[string]string{} // concern → matter of its first post
		where := map[string]string{}
		size := map[string]int{}
		began := map[string]bool{}
		for _, p := range list {
			d := x.Add(p)
			m := matter[p.ID]
			where[p.ID] = d.Concern
			switch {
			case d.Confirmed:
				joined++
				if first[d.Concern] != m {
					wrong++
				}
			default:
				first[d.Concern] = m
				if began[m] {
					alone++
					if d.Suggested != "" && first[d.Suggested] == m {
						right++
					}
				}
				if d.Suggested != "" {
					suggestions++
					if first[d.Suggested] != m {
						misled++
					}
				}
			}
			began[m] = true
			size[m]++
		}
		if merge {
			merges, err := x.MergeGrown(func([]string, string) (bool, error) { return true, nil })
			if err != nil {
				panic(err)
			}
			for _, g := range merges {
				for id, c := range where {
					if c == g.From {
						where[id] = g.Into
					}
				}
			}
		}
		in := map[string]map[string]int{}
		for id, c := range where {
			if in[matter[id]] == nil {
				in[matter[id]] = map[string]int{}
			}
			in[matter[id]][c]++
		}
		of := map[string]map[string]int{}
		for id, c := range where {
			if of[c] == nil {
				of[c] = map[string]int{}
			}
			of[c][matter[id]]++
		}
		for _, n := range of {
			total, most := 0, 0
			for _, k := range n {
				total, most = total+k, max(most, k)
			}
			all, astray = all+float64(total), astray+float64(total-most)
		}
		for m, n := range size {
			if n < 2 {
				continue
			}
			most := 0
			for _, k := range in[m] {
				most = max(most, k)
			}
			posts += float64(n)
			largest += float64(most)
			if n >= 4 {
				matters++
				if most >= 3 {
					opened++
				}
			}
		}
	}
	q.largest, q.wrong, q.suggested, q.misled, q.opened = largest/posts, wrong/max(1, joined), right/max(1, alone), misled/max(1, suggestions), opened/matters
	q.astray = astray / all
	return q
}

// Short posts of one matter share a place and a word or two.
func TestShortPosts(t *testing.T) {
	q, merged := measureShort(false), measureShort(true)
	t.Logf("post by post: %.2f of a matter together, opened %.2f, wrongly joined %.3f, astray %.3f; of the rest %.2f have the right suggestion, wrong suggestions %.2f", q.largest, q.opened, q.wrong, q.astray, q.suggested, q.misled)
	t.Logf("and merged: %.2f of a matter together, opened %.2f, astray %.3f", merged.largest, merged.opened, merged.astray)
	if q.wrong > 0.02 || q.misled > 0.30 || q.suggested < 0.30 || merged.astray > 0.01 || merged.largest < 0.90 || merged.opened < 0.95 {
		t.Error("weaker than before")
	}
}

func TestOneNameIsNotEnough(t *testing.T) {
	cases := []struct {
		sentence, first, second string
		joined                  bool
	}{
		{"a place and a matter", "青禾苑停水三天了，没人修", "青禾苑爆管停水，抢修的人呢", true},
		{"a school and a light", "十五中门口红绿灯坏了，放学太危险", "路过十五中，红绿灯坏的，差点撞到学生", true},
		{"an office, its number slips and how many", "今天去市信访局取号，说号源减半，白跑一趟", "信访局取号机上写着号源减半，没提前通知", true},
		{"an estate alone", "青禾苑停水三天了，没人修", "青禾苑车位多少钱，想租一个", false},
		{"a bus line alone", "117路等了四十分钟，早高峰一趟没有", "117路末班车几点，下晚班想坐", false},
		{"a company alone", "宏远建设三个月工资没发", "宏远建设招聘施工员两名", false},
		{"a word of the trade alone", "社保卡激活不了，窗口说系统升级", "社保补缴怎么算，灵活就业断缴两年", false},
	}
	for _, c := range cases {
		t.Run(c.sentence, func(t *testing.T) {
			x := NewIndex(Options{})
			x.Add(post("1", "", c.first, 0))
			d := x.Add(post("2", "", c.second, 1))
			if d.Confirmed != c.joined {
				t.Errorf("%+v", d)
			}
			if !c.joined && d.Suggested != "" && len(d.Reasons) == 0 {
				t.Error("a suggestion says why")
			}
		})
	}
}
