package demo

import "yingda/internal/regime"

// Agency is the organisation: a tree of agencies, their sections and people.
type Agency struct {
	City         string       `yaml:"city"`
	Root         string       `yaml:"root"` // id of the agency at the top
	Agencies     []Office     `yaml:"agencies"`
	Sections     []Section    `yaml:"sections"`
	LeadingGroup LeadingGroup `yaml:"leading_group"`
	Duty         Duty         `yaml:"duty"`
	People       []Person     `yaml:"people"`
}

// Office is one agency of the tree. Parents stand before their children.
type Office struct {
	ID        string   `yaml:"id"`
	Name      string   `yaml:"name"`
	Short     string   `yaml:"short"`
	Level     string   `yaml:"level"` // city, district or township
	Parent    string   `yaml:"parent"`
	Territory []string `yaml:"territory"`
}

// Section is a unit inside an agency. Duties are the words by which a matter is
// found to be its own.
type Section struct {
	ID        string   `yaml:"id"`
	Agency    string   `yaml:"agency"`
	Name      string   `yaml:"name"`
	Duties    []string `yaml:"duties"`
	Territory []string `yaml:"territory"`
}

// LeadingGroup leads the work of one agency; people are named by login.
type LeadingGroup struct {
	Agency   string        `yaml:"agency"`
	Head     string        `yaml:"head"`
	Deputies []string      `yaml:"deputies"`
	Members  []string      `yaml:"members"`
	Office   string        `yaml:"office"` // the section that is its office
	Director string        `yaml:"director"`
	Liaisons []LiaisonPost `yaml:"liaisons"`
}

// LiaisonPost names the liaison officer of one agency or section.
type LiaisonPost struct {
	Unit   string `yaml:"unit"`
	Person string `yaml:"person"`
}

// Duty is the roster: the people take turns, one day each, from the epoch's day.
type Duty struct {
	Unit     string   `yaml:"unit"`
	Rotation []string `yaml:"rotation"`
	From     string   `yaml:"from"` // clock time in Shanghai
	To       string   `yaml:"to"`
}

// Person is one member of staff, expert or contractor.
type Person struct {
	Login string        `yaml:"login"`
	Name  string        `yaml:"name"`
	Unit  string        `yaml:"unit"` // a section, or an agency for its leaders
	Title string        `yaml:"title"`
	Roles []regime.Role `yaml:"roles"`
}

// Topic is a rule about the bureau's own work, in the language of package match.
type Topic struct {
	ID     string   `yaml:"id"`
	Name   string   `yaml:"name"`
	Rule   string   `yaml:"rule"`
	Unit   string   `yaml:"unit"`
	Duties []string `yaml:"duties"`
	Open   Opening  `yaml:"open"`
}

// Opening is what makes a concern out of a group: so many posts from so many
// different sources within so many hours.
type Opening struct {
	Posts   int `yaml:"posts"`
	Sources int `yaml:"sources"`
	Hours   int `yaml:"hours"`
}

// Matter is what a set of posts is about. Its key binds posts and acts together
// in the script; it is never served.
type Matter struct {
	Key   string      `yaml:"key"`
	Title string      `yaml:"title"`
	Topic string      `yaml:"topic"` // one topic that catches its posts
	Need  regime.Need `yaml:"need"`
}
