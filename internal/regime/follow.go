package regime

// Follow says how a concern is watched after its answer (跟进口径). That less is
// said or seen is no part of it: falling volume ends nothing.
type Follow struct {
	Article  string `yaml:"article"`
	Reading  bool   `yaml:"own_reading"`
	Watch    string `yaml:"watch"`    // so long after the answer the office looks whether it can be ended
	Progress string `yaml:"progress"` // progress is reported at least so often until then
	Answers  int64  `yaml:"answers"`  // when at least so many readers have answered
	Unmet    int64  `yaml:"unmet"`    // and more than so many percent of them say no, taking it up again is proposed
	Posts    int64  `yaml:"posts"`    // so many new posts after the answer propose it, too
}

// FollowRule returns the regime's figures, or our own where it has none: 10
// working days, 3 working days, 20 answers, 40 percent, 20 posts.
func (r *Regime) FollowRule() Follow {
	f := Follow{}
	if r.Follow != nil {
		f = *r.Follow
	}
	f.Watch, f.Progress = first(f.Watch, "10 working days"), first(f.Progress, "3 working days")
	for _, each := range []struct {
		figure *int64
		ours   int64
	}{{&f.Answers, 20}, {&f.Unmet, 40}, {&f.Posts, 20}} {
		if *each.figure == 0 {
			*each.figure = each.ours
		}
	}
	return f
}

func (c *checker) follow() {
	f := c.r.Follow
	if f == nil {
		return
	}
	c.article("follow", f.Article)
	for _, each := range []struct{ key, text, what string }{{"watch", f.Watch, "跟进时间"}, {"progress", f.Progress, "进展间隔"}} {
		if each.text != "" {
			c.span("follow."+each.key, each.text, each.what+"（"+each.key+"）")
		}
	}
	if f.Answers < 0 || f.Unmet < 0 || f.Unmet > 99 || f.Posts < 0 {
		c.say("follow", "follow", "跟进口径的数不成立：answers 和 posts 是正整数，unmet 是 1 到 99 的百分数")
	}
}
