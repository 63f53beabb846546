package notify

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"yingda/internal/redact"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// compose writes what a telling says, from what is true now. Sparse messages
// hold number and link alone.
func (t *Teller) compose(ctx context.Context, x store.Telling, sparse bool) (Message, error) {
	switch {
	case x.Kind == "test":
		return Message{Title: "应答：测试消息", Lines: []string{"收到这一条，说明这个机器人已经接通。"}, Link: t.link("/desk")}, nil
	case x.Kind == "digest":
		return t.digest(ctx, x.PersonID, sparse)
	case x.MatterID == "":
		return Message{Title: "应答：" + EventTitle(store.EventSystem), Lines: unless(sparse, "有来源或后台工作出了问题，请在工作台查看。"), Link: t.link("/desk"), Level: "warn"}, nil
	}
	m, err := t.Store.Matter(ctx, x.MatterID)
	if err != nil {
		return Message{}, err
	}
	out := Message{Title: m.Number, Link: t.link("/desk/matters/" + m.Number)}
	if sparse {
		return out, nil
	}
	out.Title = EventTitle(first(x.Events)) + " " + m.Number
	if m.Need != regime.Tip { // what a tip is about does not leave the house
		out.Lines = append(out.Lines, title(m.Title))
	}
	if m.Grade != "" {
		out.Lines = append(out.Lines, "等级："+m.Grade.Title())
	}
	due, late, err := t.clock(ctx, m.ID)
	if err != nil {
		return Message{}, err
	}
	if due != "" {
		out.Lines = append(out.Lines, due)
	}
	if x.Changes > 1 {
		var words []string
		for _, e := range x.Events {
			words = append(words, EventTitle(e))
		}
		out.Lines = append(out.Lines, fmt.Sprintf("合并了 %d 次变化：%s", x.Changes, strings.Join(words, "、")))
	}
	switch {
	case late || slices.Contains(x.Events, store.EventBreach):
		out.Level = "late"
	case major(x.Grade) || slices.Contains(x.Events, store.EventDue):
		out.Level = "warn"
	}
	return out, nil
}

func unless(sparse bool, line string) []string {
	if sparse {
		return nil
	}
	return []string{line}
}

// first returns the weightiest of some events.
func first(events []string) string {
	for _, e := range store.Events {
		if slices.Contains(events, e) {
			return e
		}
	}
	return store.EventWork
}

// title masks what a title may hold of a person, and bounds it.
func title(s string) string {
	masked, _ := redact.Text(s, redact.Options{})
	return clip(plain(masked), 80)
}

// clock says the deadline of a matter that is next, and whether it has passed.
func (t *Teller) clock(ctx context.Context, matterID string) (said string, late bool, err error) {
	all, err := t.Store.Clocks(ctx, matterID)
	if err != nil {
		return "", false, err
	}
	var next *store.Clock
	for i := range all {
		if k := &all[i]; k.State == "running" && k.DueAt != store.Never && (next == nil || k.DueAt < next.DueAt) {
			next = k
		}
	}
	if next == nil {
		return "", false, nil
	}
	late = next.DueAt <= t.Store.Now().UnixMilli()
	said = "时限：" + plain(next.Title) + " " + at(next.DueAt)
	if late {
		said += "（已超时）"
	}
	return said, late, nil
}

func at(ms int64) string { return time.UnixMilli(ms).In(zone).Format("1月2日 15:04") }

func (t *Teller) link(path string) string {
	if t.Desk == "" {
		return ""
	}
	return t.Desk + path
}

// Digest (每日摘要) is what My desk shows to a person.
type Digest struct {
	Due     []DigestLine // late and due today
	New     []DigestLine // to be screened
	Waiting []DigestLine // for a signature
	Tasks   []DigestLine
}

// DigestLine is one matter or task. Due is 0 for none.
type DigestLine struct {
	Number string
	Title  string
	Due    int64
	Sealed bool // its title does not leave the house
}

// Empty reports whether nothing waits.
func (d Digest) Empty() bool { return len(d.Due)+len(d.New)+len(d.Waiting)+len(d.Tasks) == 0 }

// digestLines is how many lines of each list a digest shows.
const digestLines = 20

func (t *Teller) digest(ctx context.Context, personID string, sparse bool) (Message, error) {
	d, err := t.Digest(ctx, personID)
	if err != nil {
		return Message{}, err
	}
	now := t.Store.Now()
	m := Message{Title: "应答：今日摘要 " + now.In(zone).Format("1月2日"), Link: t.link("/desk")}
	if d.Empty() {
		return m, nil
	}
	for _, part := range []struct {
		word  string
		lines []DigestLine
	}{{"今天到期和已超时", d.Due}, {"新的、待筛查", d.New}, {"等您签批", d.Waiting}, {"任务", d.Tasks}} {
		if len(part.lines) == 0 {
			continue
		}
		text := fmt.Sprintf("%s：%d 件", part.word, len(part.lines))
		for i, l := range part.lines {
			if i == digestLines {
				text += fmt.Sprintf("\n另有 %d 件，请在工作台查看", len(part.lines)-i)
				break
			}
			text += "\n- " + l.Number
			if !sparse && !l.Sealed {
				text += " " + title(l.Title)
			}
			switch {
			case l.Due == 0 || l.Due == store.Never:
			case l.Due <= now.UnixMilli():
				text += "，时限 " + at(l.Due) + "（已超时）"
			default:
				text += "，时限 " + at(l.Due)
			}
		}
		m.Lines = append(m.Lines, text)
	}
	return m, nil
}
