package web

import (
	"context"
	"errors"
	"strconv"
	"time"

	"yingda/internal/fault"
	"yingda/internal/intake"
	"yingda/internal/store"
	"yingda/internal/view"
)

// benchFor is how long one trial may take; what it has read until then is shown.
const benchFor = 20 * time.Second

type benchPage struct {
	Rule     string
	TopicID  string
	Topic    string // title and version of the topic that is compared
	Version  int64
	Topics   []view.Option
	Check    ruleCheck
	Ran      bool
	Trial    intake.Trial
	Compared bool
	New      int // of the samples: those that no topic catches today
	Since    string
	Seconds  string
	Cost     string
	Chart    chartOf
	Samples  []benchSample
	Misses   []benchSample
	SaveHref string
}

type benchSample struct {
	Title, Text  []bit
	Source, When string
	Says         string
	Fresh        bool
	New          bool
}

// bench tries a rule on what was kept; nothing is saved. Clause: LIS-3.
func (s *server) bench(v *visit) error {
	p := benchPage{Rule: v.q("rule"), TopicID: v.q("topic")}
	topics, err := s.Store.Topics(v.r.Context())
	if err != nil {
		return err
	}
	var present store.Topic
	if id := v.q("proposal"); id != "" {
		x, err := s.Store.TopicProposal(v.r.Context(), id)
		if err != nil {
			return err
		}
		p.Rule = x.Topic.Rule
		if x.Topic.Version > 0 {
			p.TopicID = x.Topic.ID
		}
	}
	p.Topics = []view.Option{{Word: "不比较"}}
	for _, t := range topics {
		p.Topics = append(p.Topics, view.Option{Value: t.ID, Word: t.Title})
		if t.ID == p.TopicID {
			p.Topic, p.Version, present = t.Title, t.Version, t
		}
	}
	if p.Rule == "" {
		p.Rule = present.Rule
	}
	p.Check = checkRule(v.lang, p.Rule)
	if v.q("run") == "1" && p.Check.Fine != "" {
		err := s.tryRule(v, &p, present)
		if f := fault.Of(err); f != nil && f.Kind == fault.Invalid {
			p.Check, err = ruleCheck{What: f.Text}, nil
		}
		if err != nil {
			return err
		}
	}
	p.SaveHref = "/desk/topics/new"
	if p.Version > 0 {
		p.SaveHref = "/desk/topics/" + p.TopicID + "/edit"
	}
	return s.page(v, "规则台", benchView(p))
}

func (s *server) tryRule(v *visit, p *benchPage, present store.Topic) error {
	ctx, cancel := context.WithTimeout(v.r.Context(), benchFor)
	defer cancel()
	began := time.Duration(s.Now().UnixNano())
	trial, err := s.Intake.Try(ctx, p.Rule, present, nil)
	if errors.Is(err, context.DeadlineExceeded) { // what was read until then is shown
		trial.More, err = true, nil
	}
	if err != nil {
		return err
	}
	took := time.Duration(s.Now().UnixNano()) - began
	p.Ran, p.Trial, p.Since = true, trial, v.moment(trial.Since)
	p.Compared = present.Rule != "" && present.Rule != p.Rule
	p.Seconds, p.Cost = strconv.FormatFloat(took.Seconds(), 'f', 1, 64), costOf(trial.Cost)
	var sums []store.DaySum
	for day, n := range trial.Days {
		sums = append(sums, store.DaySum{Day: day, N: int64(n)})
	}
	p.Chart = v.dayChart(sums, benchDays(trial, v.now), "每日会命中的帖文", "条")
	for _, x := range trial.Samples {
		if x.Unmatched {
			p.New++
		}
		p.Samples = append(p.Samples, v.benchSample(x))
	}
	for _, x := range trial.Misses {
		p.Misses = append(p.Misses, v.benchSample(x))
	}
	return nil
}

func (v *visit) benchSample(x intake.Sample) benchSample {
	return benchSample{Title: bits(x.Title, "title", x.Hits), Text: bitsAround(x.Text, "text", x.Hits, 140), Source: x.Source, When: v.when(x.At), Says: x.Says, Fresh: x.Unmatched, New: x.New}
}

// costOf says what a rule takes: its words, and its share of the time in which
// all topics are matched.
func costOf(c intake.TrialCost) string {
	says := strconv.Itoa(c.Set.Words) + " 个词"
	if c.Posts == 0 {
		return says
	}
	share := "不到 1%"
	if c.Share >= 0.01 {
		share = "约 " + strconv.FormatFloat(c.Share*100, 'f', 0, 64) + "%"
	}
	return says + "，占全部规则用时的" + share + "（最近 " + strconv.Itoa(c.Posts) + " 条帖文实测；单独跑每千条 " + strconv.FormatFloat(float64(c.Alone.Microseconds())/1000, 'f', 1, 64) + " 毫秒）"
}

// benchDays returns how many days a trial reaches back, 7 at least, 28 at most.
func benchDays(t intake.Trial, now time.Time) int {
	days := int(now.Sub(time.UnixMilli(t.Since)).Hours()/24) + 1
	return min(max(days, 7), 28)
}
