package desk_test

import (
	"context"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// flock stores posts that match a topic, each in a group of its own, and returns
// their seqs and clusters.
func (b *bureau) flock(titles ...string) (seqs []int64, clusters []string) {
	b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
		sources, err := tx.LockSources([]string{"论坛"})
		if err != nil {
			return err
		}
		next, err := tx.PostSeq(int64(len(titles)))
		if err != nil {
			return err
		}
		var posts []store.Post
		var groups []store.Cluster
		var members []store.Member
		hours := map[store.HourCount]int64{}
		for i, title := range titles {
			p := store.Post{Seq: next + int64(i), SourceID: sources["论坛"].ID, Title: title, Text: title + "，希望尽快解决。", Topics: []string{"t"}, PublishedAt: tx.Ms(), ReceivedAt: tx.Ms(), TextKey: next + int64(i), Signature: []byte{1}}
			p.Index(b.store.Engine())
			posts, seqs = append(posts, p), append(seqs, p.Seq)
			k := store.Cluster{ID: store.NewID(tx.Now), TopicID: "t", Title: title, Posts: 1, Sources: 1, FirstAt: tx.Ms(), LastAt: tx.Ms()}
			groups, clusters = append(groups, k), append(clusters, k.ID)
			members = append(members, store.Member{ClusterID: k.ID, Seq: p.Seq, State: "confirmed", Score: 100, Reasons: "首条"})
			hours[store.HourCount{About: k.ID, Hour: store.HourOf(tx.Ms())}]++
		}
		if err := tx.AddPosts(posts); err != nil {
			return err
		}
		if err := tx.AddClusters(groups); err != nil {
			return err
		}
		if err := tx.CountHours(hours); err != nil {
			return err
		}
		return tx.AddMembers(members)
	}))
	return seqs, clusters
}

func (b *bureau) suggest(seq int64, cluster string) {
	b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
		return tx.AddMembers([]store.Member{{ClusterID: cluster, Seq: seq, State: "suggested", Score: 25, Reasons: "共同提到“青禾苑”；注意：提到的地点不同"}})
	}))
}

func (b *bureau) at(seq int64) string {
	var out map[int64]string
	b.must(b.store.View(context.Background(), func(tx *store.Tx) (err error) {
		out, err = tx.ClustersOf([]int64{seq})
		return err
	}))
	return out[seq]
}

func (b *bureau) waiting() []store.Suggestion {
	list, err := b.store.Suggestions(context.Background(), store.SuggestionFilter{}, 10)
	b.must(err)
	return list
}

// concernOf makes a group a concern.
func (b *bureau) concernOf(title, cluster string) string {
	ctx := context.Background()
	tree, err := b.desk.Tree(ctx)
	b.must(err)
	number := ""
	b.must(b.store.Write(ctx, func(tx *store.Tx) error {
		number, err = b.desk.OpenIn(tx, tree, matter.SystemActor, desk.Opening{AgencyID: tree.Units[0].AgencyID, Title: title, ClusterID: cluster, Posts: 1, Sources: 1})
		return err
	}))
	return number
}

// A person confirms or refuses a suggestion, and can undo either.
func TestDecideOnSuggestions(t *testing.T) {
	each(t, func(b *bureau) {
		ctx, duty := context.Background(), b.who[regime.DutyOfficer]
		seqs, clusters := b.flock("青禾苑停水三天", "青禾苑又停水", "青禾苑车位多少钱")
		number := b.concernOf("青禾苑停水", clusters[0])
		b.suggest(seqs[1], clusters[0])
		b.suggest(seqs[2], clusters[0])
		if got := b.waiting(); len(got) != 2 || got[0].IntoNumber != number || got[0].Posts != 1 || got[0].Reasons == "" {
			t.Fatalf("both wait, with why and into what: %+v", got)
		}
		yes := []desk.Picked{{ClusterID: clusters[0], Post: store.PostID(seqs[1])}}
		no := []desk.Picked{{ClusterID: clusters[0], Post: store.PostID(seqs[2])}}
		if _, err := b.desk.Decide(ctx, b.who[regime.Drafter], true, yes, ""); fault.KindOf(err) != fault.Forbidden {
			t.Fatalf("a drafter does not decide on groups: %v", err)
		}
		if _, err := b.desk.Decide(ctx, duty, true, yes, "住在13800138000"); fault.CodeOf(err) != "input.personal" {
			t.Fatalf("a reason holds no personal data: %v", err)
		}
		_, err := b.desk.Decide(ctx, duty, true, yes, "")
		b.must(err)
		if b.at(seqs[1]) != clusters[0] || b.posts(number) != 2 {
			t.Fatal("the confirmed post is in the concern")
		}
		if _, err := b.desk.Decide(ctx, duty, true, yes, ""); fault.CodeOf(err) != "suggestion.decided" {
			t.Fatalf("nobody decides twice: %v", err)
		}
		_, err = b.desk.Decide(ctx, duty, false, no, "问的是车位")
		b.must(err)
		if len(b.waiting()) != 0 || b.at(seqs[2]) != clusters[2] {
			t.Fatal("the refused one stays where it was")
		}
		b.suggest(seqs[2], clusters[0])
		if len(b.waiting()) != 0 {
			t.Fatal("a refusal is remembered")
		}
		changes, err := b.store.Regroups(ctx, "", 10)
		b.must(err)
		if len(changes) != 2 || changes[0].Act != "refuse" || changes[1].Act != "confirm" {
			t.Fatalf("both are on record: %+v", changes)
		}
		if err := b.desk.UndoRegroup(ctx, duty, changes[1].ID, " "); fault.CodeOf(err) != "input.missing" {
			t.Fatalf("undoing needs a reason: %v", err)
		}
		b.must(b.desk.UndoRegroup(ctx, duty, changes[1].ID, "看错了"))
		if b.at(seqs[1]) != clusters[1] || b.posts(number) != 1 {
			t.Fatal("the post is back in its own group")
		}
		if err := b.desk.UndoRegroup(ctx, duty, changes[1].ID, "再撤"); fault.CodeOf(err) != "regroup.undone" {
			t.Fatalf("nothing is undone twice: %v", err)
		}
		b.must(b.desk.UndoRegroup(ctx, duty, changes[0].ID, "再想想"))
		if len(b.waiting()) != 2 {
			t.Fatal("both suggestions wait again")
		}
	})
}

func (b *bureau) posts(number string) int64 {
	m, err := b.store.Matter(context.Background(), number)
	b.must(err)
	c, err := b.store.Concern(context.Background(), m.ID)
	b.must(err)
	return c.Posts
}

// A merge can be taken back: the posts return, the concern is taken up again.
func TestUnmerge(t *testing.T) {
	each(t, func(b *bureau) {
		_, clusters := b.flock("青禾苑停水三天", "青禾苑爆管")
		first, second := b.concernOf("青禾苑停水", clusters[0]), b.concernOf("青禾苑爆管", clusters[1])
		b.act(regime.DutyOfficer, second, "merge", map[string]any{"into": first, "reason": "同一件事"})
		if b.posts(first) != 2 {
			t.Fatal("the posts are with the other")
		}
		b.act(regime.DutyOfficer, second, "unmerge", map[string]any{"grade": "general", "need": "difficulty", "unit": "接访科", "reason": "原来是两处"})
		if b.posts(first) != 1 || b.posts(second) != 1 {
			t.Fatalf("each has its own: %d and %d", b.posts(first), b.posts(second))
		}
		m, err := b.store.Matter(context.Background(), second)
		b.must(err)
		if m.State != matter.Judged || m.ClosedAt != 0 {
			t.Fatalf("it is worked on again: %+v", m)
		}
	})
}

// What was set aside comes back by itself, or at once when its heat spikes.
func TestSnooze(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		_, clusters := b.flock("青禾苑停水三天")
		number := b.concernOf("青禾苑停水", clusters[0])
		m, err := b.store.Matter(ctx, number)
		b.must(err)
		aside := func() bool {
			all, err := b.store.Snoozes(ctx)
			b.must(err)
			return all[m.ID].Until != 0
		}
		b.act(regime.DutyOfficer, number, "snooze", map[string]any{"within": "2 hours", "reason": "等供水公司回话"})
		b.refused("needs.not_snoozed", regime.DutyOfficer, number, "snooze", map[string]any{"within": "2 hours", "reason": "x"})
		_, err = b.desk.Wake(ctx, 10)
		b.must(err)
		if !aside() {
			t.Fatal("it is aside until its time")
		}
		b.clock.Advance(2*time.Hour + time.Minute)
		if n, err := b.desk.Wake(ctx, 10); err != nil || n != 1 || aside() {
			t.Fatalf("it comes back by itself: %d, %v", n, err)
		}
		b.refused("needs.snoozed", regime.DutyOfficer, number, "wake", nil)
		b.act(regime.DutyOfficer, number, "snooze", map[string]any{"within": "5 days", "reason": "等供水公司回话"})
		tree, err := b.desk.Tree(ctx)
		b.must(err)
		b.must(b.store.Write(ctx, func(tx *store.Tx) error {
			if err := tx.CountHours(map[store.HourCount]int64{{About: clusters[0], Hour: store.HourOf(tx.Ms())}: 12}); err != nil {
				return err
			}
			return b.desk.Surges(tx, tree, []string{m.ID}, nil)
		}))
		if aside() {
			t.Fatal("a spike brings it back at once")
		}
		spikes, err := b.store.Spikes(ctx, m.ID, true, 10)
		b.must(err)
		if len(spikes) != 1 || spikes[0].N != 12 || spikes[0].DayBefore != 0 || spikes[0].Number != number {
			t.Fatalf("with its arithmetic: %+v", spikes)
		}
		b.must(b.desk.SeeSpike(ctx, b.who[regime.DutyOfficer], spikes[0].ID))
		if spikes, err = b.store.Spikes(ctx, m.ID, true, 10); err != nil || len(spikes) != 0 {
			t.Fatal("and is off the desk once somebody has looked")
		}
	})
}

// A topic is compared with its own baseline, and not without one.
func TestTopicSpike(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		tree, err := b.desk.Tree(ctx)
		b.must(err)
		b.must(b.store.Write(ctx, func(tx *store.Tx) error {
			for _, id := range []string{"new", "steady", "loud"} {
				topic := store.Topic{ID: id, Title: "话题 " + id, Rule: id, Posts: 5, Sources: 2, Active: true}
				if err := tx.SaveTopic(&topic); err != nil {
					return err
				}
			}
			now := store.HourOf(tx.Ms())
			if err := tx.CountHours(map[store.HourCount]int64{{About: "new", Hour: now}: 40, {About: "steady", Hour: now}: 40, {About: "steady", Hour: now - 24}: 30, {About: "loud", Hour: now}: 40, {About: "loud", Hour: now - 168}: 10}); err != nil {
				return err
			}
			return b.desk.Surges(tx, tree, nil, []string{"new", "steady", "loud"})
		}))
		list, err := b.store.Spikes(ctx, "", true, 10)
		b.must(err)
		if len(list) != 1 || list[0].About != "loud" || list[0].WeekBefore != 10 {
			t.Fatalf("only the one that is three times its own: %+v", list)
		}
	})
}

func TestRetitle(t *testing.T) {
	each(t, func(b *bureau) {
		_, clusters := b.flock("青禾苑停水三天")
		number := b.concernOf("青禾苑停水三天", clusters[0])
		b.refused("input.personal", regime.DutyOfficer, number, "retitle", map[string]any{"title": "联系13800138000", "summary": "停水"})
		b.act(regime.DutyOfficer, number, "retitle", map[string]any{"title": "青禾苑停水", "summary": "三栋楼停水三天。"})
		m, err := b.store.Matter(context.Background(), number)
		b.must(err)
		if m.Title != "青禾苑停水" || m.Summary != "三栋楼停水三天。" {
			t.Fatalf("%+v", m)
		}
		d, err := b.store.DrawnOf(context.Background(), m.ID)
		b.must(err)
		if d.WrittenBy != b.who[regime.DutyOfficer].ID {
			t.Fatal("and who wrote it is on record")
		}
	})
}
