package intake_test

import (
	"testing"

	"yingda/internal/intake"
)

// Two groups on one matter begin in different words, and meet when they have grown.
func TestGroupsMeet(t *testing.T) {
	each(t, func(o *office) {
		topic := o.topics["hall"]
		topic.Rule = "信访 或 接访"
		_, err := o.saveTopic(topic)
		o.must(err)
		var list []intake.Post
		for i, words := range [][2]string{
			{"有人知道信访局一天放多少号吗", "九点去就没号了"},
			{"吐槽信访局取号", "号源减半谁定的？九点就没号"},
			{"信访局又没号了", "早上八点半到接访大厅，九点不到取号机就没号了"},
		} {
			p := post(i, words[1])
			p.Title = words[0]
			list = append(list, p)
		}
		for _, p := range list {
			o.push(p)
			o.group()
		}
		if n := o.count(`SELECT COUNT(*) FROM member WHERE state = 'confirmed'`); n != int64(len(list)) {
			o.t.Errorf("each post is confirmed in one group: %d", n)
		}
		if n := o.count(`SELECT COUNT(*) FROM (SELECT seq FROM member WHERE state = 'confirmed' GROUP BY seq HAVING COUNT(*) > 1) twice`); n != 0 {
			o.t.Errorf("%d posts are in two groups", n)
		}
		if n := o.count(`SELECT COUNT(*) FROM member WHERE reasons = ''`); n != 0 {
			o.t.Errorf("%d posts do not say why", n)
		}
		if n := o.count(`SELECT COUNT(*) FROM cluster WHERE posts = 0`); n != 0 {
			o.t.Errorf("%d groups are empty", n)
		}
		if n := o.count(`SELECT COUNT(*) FROM member s JOIN member c ON c.cluster_id = s.cluster_id AND c.seq = s.seq WHERE s.state = 'suggested' AND c.state = 'confirmed'`); n != 0 {
			o.t.Errorf("%d are suggested where they are confirmed", n)
		}
		if n := o.count(`SELECT COUNT(*) FROM cluster`); n != 1 {
			o.t.Errorf("%d groups on one matter", n)
		}
		if n := o.count(`SELECT COUNT(*) FROM member WHERE reasons LIKE '%两组信息后来并为一组%共同提到%'`); n != 1 {
			o.t.Errorf("%d posts say that their group was merged, and why", n)
		}
	})
}
