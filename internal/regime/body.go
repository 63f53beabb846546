package regime

// BodyKind is the kind of a body of the agency (机构类别), a closed list: who
// leads, who supervises, who supplies, who secures (ORG-2, ORG-4, ORG-9).
type BodyKind string

// The kinds of bodies.
const (
	LeadingGroup   BodyKind = "leading_group"   // 领导小组
	OfficeBody     BodyKind = "office"          // 领导小组办公室: supervises, passes on, chases
	SectionsBody   BodyKind = "sections"        // 职能科室: supply and answer
	ServiceBody    BodyKind = "service"         // 纳税服务: gathers and pushes
	TechnologyBody BodyKind = "technology"      // 技术保障: plans and secures
	EditorialBoard BodyKind = "editorial_board" // 编辑部
	OpennessGroup  BodyKind = "openness_group"  // 政务公开领导小组
	WorkingBody    BodyKind = "working_body"    // 政务公开工作机构
	ExpertPool     BodyKind = "expert_pool"     // 专家库
)

// BodyKinds lists every kind of body, in the order of a page.
var BodyKinds = []BodyKind{LeadingGroup, OfficeBody, SectionsBody, ServiceBody, TechnologyBody, EditorialBoard, OpennessGroup, WorkingBody, ExpertPool}

var bodyTitles = map[BodyKind]string{
	LeadingGroup: "领导小组", OfficeBody: "办公室", SectionsBody: "职能科室", ServiceBody: "服务科室", TechnologyBody: "技术部门",
	EditorialBoard: "编辑部", OpennessGroup: "政务公开领导小组", WorkingBody: "政务公开工作机构", ExpertPool: "专家库",
}

// Title returns the default Chinese title of a kind of body.
func (k BodyKind) Title() string { return titled(bodyTitles, k) }

// Where says in which units the holder of a post holds its role.
type Where string

// The places of a post.
const (
	InAgency  Where = "agency"  // the agency itself or any unit of it
	InOffice  Where = "office"  // the office of the agency
	InSection Where = "section" // each section but the office: so many posts in every one
)

// Wheres lists every place of a post.
var Wheres = []Where{InAgency, InOffice, InSection}

// Body is a body of the agency with what it has to do (机构及职责): the leading
// group, its office, the editorial board. People belong to it by the roles that
// they hold; Yingda keeps no second list of members.
type Body struct {
	ID      string     `yaml:"id"`
	Kind    BodyKind   `yaml:"kind"`
	Title   string     `yaml:"title"`
	Article string     `yaml:"article"`
	Reading bool       `yaml:"own_reading"`
	Units   []string   `yaml:"units"` // codes of the regime's own units that it is made of; may be empty
	Duties  []BodyDuty `yaml:"duties"`
	Posts   []BodyPost `yaml:"posts"`
}

// BodyDuty is one thing that a body has to do.
type BodyDuty struct {
	Says    string `yaml:"says"`
	Article string `yaml:"article"` // empty: that of the body
}

// BodyPost is one post of a body: whoever holds the role in the place named.
// Least says how many there must be (a gap is shown), Most bounds it; 0 is no
// bound.
type BodyPost struct {
	Title   string `yaml:"title"` // 组长, 副组长, 成员, 联络员
	Role    Role   `yaml:"role"`
	Where   Where  `yaml:"where"`
	Least   int    `yaml:"least"`
	Most    int    `yaml:"most"`
	Article string `yaml:"article"` // empty: that of the body
	Reading bool   `yaml:"own_reading"`
}

// Body returns a body by its kind, false if the regime has none.
func (r *Regime) Body(kind BodyKind) (Body, bool) {
	return find(r.Bodies, func(each Body) bool { return each.Kind == kind })
}

// Cites returns the article of a post or duty: its own or that of the body.
func (b Body) Cites(own string) string { return first(own, b.Article) }
