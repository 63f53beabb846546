package view

// Grading is how the grade of a concern was decided: by whom, why, by which
// criteria, and what the grade opened.
type Grading struct {
	Decided   string // by whom and when
	Reason    string
	Waiting   string // a lower grade that waits for another person, "" for none
	Criteria  []Criterion
	Earlier   []string // decisions before, newest first
	Plan      string
	Group     []PersonLine // the response group: by the plan and by meetings, each member once
	Changes   []string     // who left it and who stepped in
	Formed    string       // when a meeting formed it, "" for none
	Meeting   string       // address of that meeting
	Channels  string
	HandBacks []string
}

// Criterion is one criterion beside the facts as they were.
type Criterion struct {
	Grade   Grade
	Title   string
	Article string
	Holds   bool
	Met     []string
	Unmet   []string
}

func (g Grading) held() int {
	n := 0
	for _, c := range g.Criteria {
		if c.Holds {
			n++
		}
	}
	return n
}
