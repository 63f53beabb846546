package web

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"yingda/internal/intake"
	"yingda/internal/match"
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
	Read     int
	Caught   int
	New      int // of the samples: those that no topic catches today
	Before   int // what the topic's present rule catches
	Since    string
	More     bool
	Seconds  string
	Cost     string
	Chart    chartOf
	Samples  []benchSample
	SaveHref string
}

type benchSample struct {
	Title, Text  []bit
	Source, When string
	Words        string
	Fresh        bool
}

// bench tries a rule on what was kept; nothing is saved. Clause: LIS-3.
func (s *server) bench(v *visit) error {
	p := benchPage{Rule: v.q("rule"), TopicID: v.q("topic")}
	topics, err := s.Store.Topics(v.r.Context())
	if err != nil {
		return err
	}
	present := ""
	p.Topics = []view.Option{{Word: "不比较"}}
	for _, t := range topics {
		p.Topics = append(p.Topics, view.Option{Value: t.ID, Word: t.Title})
		if t.ID == p.TopicID {
			p.Topic, p.Version, present = t.Title, t.Version, t.Rule
		}
	}
	if p.Rule == "" {
		p.Rule = present
	}
	p.Check = checkRule(p.Rule)
	if v.q("run") == "1" && p.Check.Fine != "" {
		if err := s.tryRule(v, &p, present); err != nil {
			return err
		}
	}
	p.SaveHref = "/desk/topics/new"
	if p.Version > 0 {
		p.SaveHref = "/desk/topics/" + p.TopicID + "/edit"
	}
	return s.page(v, "规则台", benchView(p))
}

func (s *server) tryRule(v *visit, p *benchPage, present string) error {
	ctx, cancel := context.WithTimeout(v.r.Context(), benchFor)
	defer cancel()
	began := time.Duration(s.Now().UnixNano())
	trial, err := s.tried(ctx, p.Rule)
	if err != nil {
		return err
	}
	took := time.Duration(s.Now().UnixNano()) - began
	set, err := match.Compile([]match.Topic{{Name: "rule", Rule: p.Rule}})
	if err != nil {
		return err
	}
	p.Ran, p.Read, p.Caught, p.More, p.Since = true, trial.Read, trial.Caught, trial.More, v.moment(trial.Since)
	p.Seconds, p.Cost = strconv.FormatFloat(took.Seconds(), 'f', 1, 64), set.Cost().String()
	var sums []store.DaySum
	for day, n := range trial.Days {
		sums = append(sums, store.DaySum{Day: day, N: int64(n)})
	}
	p.Chart = v.dayChart(sums, benchDays(trial, v.now), "每日会命中的帖文", "条")
	for _, x := range trial.Samples {
		if x.Unmatched {
			p.New++
		}
		p.Samples = append(p.Samples, benchSample{Title: bits(x.Title, "title", x.Hits), Text: bitsAround(x.Text, "text", x.Hits, 140), Source: x.Source, When: v.when(x.At), Words: wordsOf(x.Hits), Fresh: x.Unmatched})
	}
	if present == "" || present == p.Rule {
		p.Before = trial.Caught
		return nil
	}
	before, err := s.tried(ctx, present)
	if err != nil {
		return err
	}
	p.Before = before.Caught
	return nil
}

// tried is a trial that ends with what it has when the time is up.
func (s *server) tried(ctx context.Context, rule string) (intake.Trial, error) {
	trial, err := s.Intake.Try(ctx, rule, nil)
	if errors.Is(err, context.DeadlineExceeded) {
		trial.More, err = true, nil
	}
	return trial, err
}

// benchDays returns how many days a trial reaches back, 7 at least, 28 at most.
func benchDays(t intake.Trial, now time.Time) int {
	days := int(now.Sub(time.UnixMilli(t.Since)).Hours()/24) + 1
	return min(max(days, 7), 28)
}

func wordsOf(hits []match.Hit) string {
	var words []string
	seen := map[string]bool{}
	for _, h := range hits {
		if !seen[h.Word] {
			seen[h.Word] = true
			words = append(words, h.Word)
		}
	}
	return strings.Join(words, "、")
}
