package intake

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/fetch"
	"yingda/internal/matter"
	"yingda/internal/redact"
	"yingda/internal/store"
)

// keep stores what a batch of readings brought, in one transaction where their
// posts fit into one. When the batch does not go in, each reading is tried by
// itself, so that a bad one stops no other.
func (p *Poller) keep(ctx context.Context, batch []took) error {
	err := p.store(ctx, batch)
	if err == nil || ctx.Err() != nil {
		return err
	}
	if len(batch) > 1 {
		var first error // the others are not held up by it
		for i := range batch {
			first = cmp.Or(first, p.keep(ctx, batch[i:i+1]))
		}
		return first
	}
	p.Log.Error("posts of a source not stored", "source", batch[0].turn.Name, "error", err)
	lost := batch[0]
	for _, r := range lost.ready {
		lost.letters = append(lost.letters, letter(lost.turn.ID, "没有存下来", r.post))
	}
	lost.ready, lost.err = nil, fault.New(fault.Internal, "source.store", "读到的内容没有存下来")
	return p.Intake.store.Write(ctx, func(tx *store.Tx) error { return p.settle(tx, []took{lost}) })
}

// store puts all posts and settles all sources of a batch.
func (p *Poller) store(ctx context.Context, batch []took) error {
	total := 0
	for i := range batch {
		total += len(batch[i].ready)
	}
	ready := make([]prepared, 0, total)
	for i := range batch {
		ready = append(ready, batch[i].ready...)
	}
	return p.Intake.pushReady(ctx, matter.SystemActor, ready, func(tx *store.Tx) error { return p.settle(tx, batch) })
}

// refused writes the posts that were not taken as they would have been stored.
func (p *Poller) refused(sourceID string, posts []Post, rejected []Rejection) []store.DeadLetter {
	scanner := redact.NewScanner(p.Intake.Numbers)
	var out []store.DeadLetter
	for _, r := range rejected {
		for i := range posts {
			if posts[i].Line != r.Line {
				continue
			}
			title, text, _ := scanner.Post(mend(posts[i].Title, maxTitle), mend(posts[i].Text, maxText))
			post := store.Post{Title: title, Text: text, Language: cutTo(mend(posts[i].Language, 35), 35)}
			if address(posts[i].URL) == "" && clean(posts[i].URL) {
				post.URL = redact.URL(posts[i].URL)
			}
			if !posts[i].PublishedAt.IsZero() {
				post.PublishedAt = posts[i].PublishedAt.UnixMilli()
			}
			out = append(out, letter(sourceID, r.Reason, post))
		}
	}
	return out
}

// letter is a redacted post that did not arrive.
func letter(sourceID, reason string, post store.Post) store.DeadLetter {
	return store.DeadLetter{
		Key: letterKey("store", sourceID, post.URL, post.Title, post.Text), SourceID: sourceID, Stage: "store", Reason: reason,
		URL: post.URL, Title: post.Title, Text: post.Text, Language: post.Language, PublishedAt: post.PublishedAt,
	}
}

func letterKey(parts ...string) string {
	h := fnv.New128a()
	h.Write([]byte(strings.Join(parts, "\x00"))) // a hash never fails
	return fmt.Sprintf("%x", h.Sum(nil))
}

// mend makes a text storable: valid UTF-8, no null, at most so many characters.
func mend(s string, most int) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
	if !long(s, most) {
		return s
	}
	return string([]rune(s)[:most])
}

func cutTo(s string, bytes int) string {
	for len(s) > bytes {
		_, n := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-n]
	}
	return s
}

// settle records how the readings went and when the next ones are due. What
// another process took over in the meantime is left to it.
func (p *Poller) settle(tx *store.Tx, batch []took) error {
	ids := make([]string, len(batch))
	for i := range batch {
		ids[i] = batch[i].turn.ID
	}
	held, err := tx.HeldTurns(p.name, ids)
	if err != nil {
		return err
	}
	done := make([]store.Settled, 0, len(batch))
	var told news
	var whole []string // read without an item lost
	for i := range batch {
		t := &batch[i]
		now, ok := held[t.turn.ID]
		if !ok {
			continue
		}
		now.KeySeconds = t.turn.KeySeconds
		settled, err := p.settleOne(tx, t, now, &told)
		if err != nil {
			return err
		}
		done = append(done, settled)
		if t.err == nil && t.wait == 0 && !t.res.NotModified {
			whole = append(whole, t.turn.ID)
		}
	}
	if err := told.send(tx); err != nil {
		return err
	}
	if err := tx.SettleTurns(done); err != nil {
		return err
	}
	if err := tx.FeedPosts(ownPosts(batch)); err != nil {
		return err
	}
	return tx.ReadLetters(whole)
}

// ownPosts are what the readings brought, by source: those of our own accounts go
// to their posting record. Clause: ACC-5.
func ownPosts(batch []took) map[string][]store.AccountPost {
	out := map[string][]store.AccountPost{}
	for _, t := range batch {
		for _, r := range t.ready {
			if r.post.PublishedAt > 0 && r.post.Title != "" {
				out[t.turn.ID] = append(out[t.turn.ID], store.AccountPost{Title: r.post.Title, Address: r.post.URL, At: r.post.PublishedAt})
			}
		}
	}
	return out
}

func (p *Poller) settleOne(tx *store.Tx, t *took, s store.Turn, told *news) (store.Settled, error) {
	if t.wait > 0 { // nobody's fault, and nothing learnt
		s.NextReadAt = tx.Now.Add(t.wait).UnixMilli()
		return store.Settled{Turn: s}, nil
	}
	s.LastReadAt, s.TookMs = tx.Ms(), t.elapsed.Milliseconds()
	read := t.err == nil && !t.res.NotModified
	if t.err != nil {
		s.Failures++
		s.ErrorCode, s.ErrorText = fault.CodeOf(t.err), sentence(t.err)
	} else {
		if s.Failures >= dead {
			told.add(&told.back, s.Name, says(tx.Now.Sub(time.UnixMilli(cmp.Or(s.LastGoodAt, s.CreatedAt)))))
		}
		s.Failures, s.ErrorCode, s.ErrorText = 0, "", ""
		s.LastGoodAt = tx.Ms()
	}
	rhythm := p.Intake.rhythm(s.Rhythm)
	if read {
		s.ETag, s.LastModified = t.res.ETag, t.res.LastModified
		s.AskedSeconds = int64(wanted(t).Seconds())
		p.learn(&rhythm, t, &s, tx)
	}
	if t.kept != "" && t.kept != t.how.Kept {
		if err := tx.KeepReading(s.ID, t.kept); err != nil {
			return store.Settled{}, err
		}
	}
	if err := p.lost(tx, t); err != nil {
		return store.Settled{}, err
	}
	if t.gap != nil && t.gap.State == "missing" {
		told.add(&told.missed, s.Name, t.gap.Says)
	}
	silence := p.silence(tx, &rhythm, t, &s, told)
	s.NextReadAt = nextRead(tx.Now, &rhythm, t, s).UnixMilli()
	if s.Failures == dead {
		tx.Audit(store.Entry{Actor: "system", Role: "system", Action: "source.dead", Object: s.ID, Result: "done", Code: s.ErrorCode})
		told.add(&told.dead, s.Name, s.ErrorText)
	}
	return store.Settled{Turn: s, Learnt: read || silence}, nil
}

// rhythm reads a stored rhythm, by the working days in force.
func (in *Intake) rhythm(stored string) fetch.Rhythm {
	r := fetch.ParseRhythm(stored)
	r.Calendar = in.desk.Calendar()
	return r
}

// learn takes in when the new entries were published; entries without a time were
// published when we met them.
func (p *Poller) learn(rhythm *fetch.Rhythm, t *took, s *store.Turn, tx *store.Tx) {
	times := t.times
	for _, at := range times {
		s.NewestAt = max(s.NewestAt, at.UnixMilli())
	}
	if len(times) == 0 && s.LastNewAt == tx.Ms() {
		times = []time.Time{tx.Now}
	}
	rhythm.Learn(times, tx.Now)
	s.Rhythm, s.Marks = rhythm.String(), cmp.Or(marksOf(t.feed.Entries), s.Marks)
	s.HabitSeconds = int64(rhythm.Habit().Seconds())
}

// lost lists what the reader could not make out, what the store would not take,
// and what may have been missed.
func (p *Poller) lost(tx *store.Tx, t *took) error {
	for _, d := range t.letters {
		if err := tx.AddDeadLetter(d); err != nil {
			return err
		}
	}
	if t.gap != nil {
		t.gap.SourceID = t.turn.ID
		if err := tx.AddMissed(*t.gap); err != nil {
			return err
		}
	}
	reasons := map[string]int64{}
	for _, s := range t.skipped {
		if !s.Repeat {
			reasons[s.Reason] += int64(max(s.Count, 1))
		}
	}
	for reason, n := range reasons {
		d := store.DeadLetter{Key: letterKey("read", t.turn.ID, reason), SourceID: t.turn.ID, Stage: "read", Reason: reason, URL: t.turn.URL, Title: t.turn.Name + "：" + strconv.FormatInt(n, 10) + " 个条目", Items: n}
		if err := tx.AddDeadLetter(d); err != nil {
			return err
		}
	}
	return nil
}

// silence raises the alarm when a source that can be read has said nothing for
// longer than is its own habit, once, and takes it back with the next item. It
// reports whether either happened.
func (p *Poller) silence(tx *store.Tx, rhythm *fetch.Rhythm, t *took, s *store.Turn, told *news) bool {
	if t.err != nil {
		return false
	}
	habit := time.Duration(s.HabitSeconds) * time.Second
	silent := habit > 0 && !rhythm.Last.IsZero() && tx.Now.After(rhythm.Last.Add(habit))
	if silent { // a notice of holidays may have come since the newest item
		habit = rhythm.Habit()
		silent = habit > 0 && tx.Now.After(rhythm.Last.Add(habit))
	}
	switch {
	case silent && s.SilentAt == 0:
		s.SilentAt = tx.Ms()
		told.add(&told.silent, s.Name, "已 "+says(tx.Now.Sub(rhythm.Last))+"没有新内容，平时最多约 "+says(habit))
		return true
	case !silent && s.SilentAt != 0:
		s.SilentAt = 0
		return true
	}
	return false
}

// news is what a batch of readings has to tell: one message of each kind, for when
// our own line breaks, it breaks for all sources at once. Clause: LIS-6.
type news struct{ dead, back, silent, missed []of }

type of struct{ name, what string }

func (n *news) add(to *[]of, name, what string) { *to = append(*to, of{name, what}) }

func (n *news) send(tx *store.Tx) error {
	for _, x := range []struct {
		list      []of
		one, many string
		what      bool // said of each of several, too
	}{
		{n.dead, "%s 连续 3 次读不到：%s", "%s连续 3 次读不到，原因见采集总况；若全部来源都这样，请先检查本机出网", false},
		{n.back, "%s 恢复读取，此前约 %s没有读到", "%s恢复读取", false},
		{n.silent, "%s 比平时安静得久：%s，请打开网页核对", "比平时安静得久：%s，请打开网页核对", true},
		{n.missed, "%s 可能漏读：%s", "%s可能漏读，请到采集总况核对", false},
	} {
		text := ""
		switch len(x.list) {
		case 0:
			continue
		case 1:
			text = fmt.Sprintf(x.one, x.list[0].name, x.list[0].what)
		default:
			text = fmt.Sprintf(x.many, several(x.list, x.what))
		}
		if err := tx.NotifyAgencyWatch(text); err != nil {
			return err
		}
	}
	return nil
}

// several names up to five sources, and how many there are.
func several(list []of, what bool) string {
	slices.SortFunc(list, func(a, b of) int { return strings.Compare(a.name, b.name) })
	var named []string
	for _, x := range list[:min(len(list), 5)] {
		if what {
			x.name += "（" + x.what + "）"
		}
		named = append(named, x.name)
	}
	return strings.Join(named, "、") + "等 " + strconv.Itoa(len(list)) + " 个来源"
}

// says writes a length of time in words.
func says(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return strconv.Itoa(int(d.Hours()/24)) + " 天"
	case d >= time.Hour:
		return strconv.Itoa(int(d.Hours())) + " 小时"
	}
	return strconv.Itoa(max(int(d.Minutes()), 1)) + " 分钟"
}
