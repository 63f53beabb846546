package regime

import (
	"slices"
	"strconv"
	"strings"
)

// Regulations lists the ids that the coverage table of each known regulation
// has, exactly once each and in this order (requirements, section 11).
var Regulations = map[string][]string{
	"R": count(1, 28),
	"N": append(count(1, 26), "annex"),
	"P": count(1, 11),
	"F": strings.Fields("1 2.1.1 2.1.2 2.1.3 2.2.1 2.2.2 2.2.3 3.a 3.b 3.c 3.d 4.1 4.2 4.3 A1.1 A1.2 A1.3 A1.4 A1.5 A1.6 A1.7 A2 A3 A4"),
	"G": strings.Fields("8.1 8.2 8.3 9.1 9.2 9.3 10.1 10.2 10.3 11.1 11.2 11.3 11.4 III.1 III.2 III.3"),
}

// whollyDeclined and partlyDeclined are the articles that Yingda leaves out by
// design (requirements, section 10). No regime may claim more of them.
var (
	whollyDeclined = map[string][]string{"R": {"19"}, "F": {"A1.6", "A1.7"}}
	partlyDeclined = map[string][]string{
		"R": strings.Fields("2 6 10 12 16 17 18 21 22 25 26"),
		"N": strings.Fields("5 10 12 15 16 18 21 22 25"),
		"P": strings.Fields("2 4 7"),
		"F": strings.Fields("2.1.3 2.2.1 2.2.2 2.2.3 3.b 3.c 3.d A1.3 A1.4 A3"),
		"G": {"8.2"},
	}
)

// dutyGroups is how many duties each group of the requirements has.
var dutyGroups = []struct {
	prefix string
	last   int
}{
	{"ORG", 9}, {"LIS", 8}, {"JUD", 7}, {"HAN", 12}, {"ANS", 13}, {"ACC", 14}, {"MSG", 5}, {"PAR", 6}, {"REP", 9},
}

// Duties returns every duty id of the requirements, ORG-1 to REP-9.
func Duties() []string {
	var ids []string
	for _, group := range dutyGroups {
		for _, n := range count(1, group.last) {
			ids = append(ids, group.prefix+"-"+n)
		}
	}
	return ids
}

func count(from, to int) []string {
	var ids []string
	for n := from; n <= to; n++ {
		ids = append(ids, strconv.Itoa(n))
	}
	return ids
}

func declines(table map[string][]string, regulation, id string) bool {
	return slices.Contains(table[regulation], id)
}
