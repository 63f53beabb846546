package regime

import (
	"fmt"
	"slices"
)

// The events of account filings.
const (
	FilingBegun      Event = "filing.begun"
	FilingSubmitted  Event = "filing.submitted"
	FilingAgreed     Event = "filing.agreed"
	FilingReturned   Event = "filing.returned"
	FilingRefused    Event = "filing.refused"
	FilingAuthorised Event = "filing.authorised"
	AccountChanged   Event = "account.changed" // its instant is when the change was made, from which the term runs
	FilingNotified   Event = "filing.notified"
	AccountAnnounced Event = "account.announced"
	FilingDone       Event = "filing.done"
	FilingWithdrawn  Event = "filing.withdrawn"
)

// The documents of account filings.
const (
	OpeningForm    Document = "opening_form"    // 账号开设申请表
	FilingDecision Document = "filing_decision" // 账号审核意见, one a level
	FilingNotice   Document = "filing_notice"   // 账号备案报告: opening, change, closing or cancelling is filed
	AccountNotice  Document = "account_notice"  // 账号公告
)

// Platform is a platform that official accounts may stand on (平台), a closed
// list; a regime names those that are nationally approved.
type Platform string

// The platforms.
const (
	WeChat      Platform = "wechat"
	WeCom       Platform = "wecom"
	Weibo       Platform = "weibo"
	Douyin      Platform = "douyin"
	Kuaishou    Platform = "kuaishou"
	Toutiao     Platform = "toutiao"
	Bilibili    Platform = "bilibili"
	Xiaohongshu Platform = "xiaohongshu"
	Zhihu       Platform = "zhihu"
	PeopleDaily Platform = "people_daily"
	Xinhua      Platform = "xinhua"
	Alipay      Platform = "alipay"
	OwnApp      Platform = "own_app"

	OtherPlatform Platform = "other" // of an account that stands already; never one to open on
)

// Platforms lists every platform.
var Platforms = []Platform{WeChat, WeCom, Weibo, Douyin, Kuaishou, Toutiao, Bilibili, Xiaohongshu, Zhihu, PeopleDaily, Xinhua, Alipay, OwnApp}

var platformTitles = map[Platform]string{
	WeChat: "微信公众平台", WeCom: "企业微信", Weibo: "微博", Douyin: "抖音", Kuaishou: "快手", Toutiao: "今日头条", Bilibili: "哔哩哔哩",
	Xiaohongshu: "小红书", Zhihu: "知乎", PeopleDaily: "人民号", Xinhua: "新华号", Alipay: "支付宝", OwnApp: "自有客户端", OtherPlatform: "名单外的平台",
}

// Title returns the Chinese name of a platform.
func (p Platform) Title() string { return titled(platformTitles, p) }

// AccountKind is the kind of an official account (账号类别).
type AccountKind string

// The kinds of accounts. There is none for a private person's account.
const (
	SubscriptionAccount AccountKind = "subscription"
	ServiceAccount      AccountKind = "service"
	MicroblogAccount    AccountKind = "microblog"
	VideoAccount        AccountKind = "video"
	MiniProgram         AccountKind = "mini_program"
	AppAccount          AccountKind = "app"
	OfficialPerson      AccountKind = "official_person" // a member of staff in an official capacity
	OtherAccount        AccountKind = "other"
)

// AccountKinds lists every kind of account.
var AccountKinds = []AccountKind{SubscriptionAccount, ServiceAccount, MicroblogAccount, VideoAccount, MiniProgram, AppAccount, OfficialPerson, OtherAccount}

var accountKindTitles = map[AccountKind]string{
	SubscriptionAccount: "订阅号", ServiceAccount: "服务号", MicroblogAccount: "微博账号", VideoAccount: "视频账号", MiniProgram: "小程序",
	AppAccount: "客户端", OfficialPerson: "工作人员职务账号", OtherAccount: "其他机构账号",
}

// Title returns the Chinese name of a kind of account.
func (k AccountKind) Title() string { return titled(accountKindTitles, k) }

// Level is what an agency is among agencies (层级): it decides how, and whether,
// it may open accounts.
type Level string

// The levels. InnerBody is every section; it is never set by hand.
const (
	Province   Level = "province"
	City       Level = "city"
	County     Level = "county"
	Attached   Level = "attached"
	Dispatched Level = "dispatched"
	InnerBody  Level = "inner"
)

// Levels lists the levels that an agency can be given.
var Levels = []Level{Province, City, County, Attached, Dispatched}

var levelTitles = map[Level]string{Province: "省级机关", City: "市级机关", County: "县级机关", Attached: "事业单位", Dispatched: "派出机构", InnerBody: "内设机构"}

// Title returns the Chinese name of a level.
func (l Level) Title() string { return titled(levelTitles, l) }

// Opening is how a level opens an account (开设方式).
type Opening string

// The ways of opening: filed beforehand, approved by form level by level, or not
// at all.
const (
	OpenFiled    Opening = "filed"
	OpenApproved Opening = "approved"
	OpenNever    Opening = "never"
)

// Accounts are the rules for official accounts (账号规则). Clause: ACC-2 ACC-3 ACC-4.
type Accounts struct {
	Article   string        `yaml:"article"`
	Platforms []Platform    `yaml:"platforms"` // nationally approved ones
	Openings  []OpeningRule `yaml:"openings"`  // one for each level
	Staff     OpeningRule   `yaml:"staff"`     // accounts of staff in an official capacity
	Naming    NamingRule    `yaml:"naming"`
}

// OpeningRule says how a level opens accounts and how many on one platform.
type OpeningRule struct {
	Level   Level   `yaml:"level"` // empty for staff
	Way     Opening `yaml:"way"`
	Each    int     `yaml:"each_platform"` // at most so many of a kind on one platform; 0 is no bound
	Article string  `yaml:"article"`
	Reading bool    `yaml:"own_reading"`
}

// NamingRule says what is the same on every platform.
type NamingRule struct {
	Article  string `yaml:"article"`
	SameName bool   `yaml:"same_name"`
	Emblem   bool   `yaml:"standard_emblem"`
	Organise bool   `yaml:"certified_organiser"`
}

// Opening returns how a level opens accounts; OpenNever for a level that has no
// rule.
func (a *Accounts) Opening(level Level) OpeningRule {
	rule, ok := find(a.Openings, func(each OpeningRule) bool { return each.Level == level })
	if !ok {
		return OpeningRule{Level: level, Way: OpenNever, Article: a.Article}
	}
	return rule
}

// accounts checks the rules for accounts. A regime may leave them out.
func (c *checker) accounts() {
	a := c.r.Accounts
	if a == nil {
		return
	}
	c.article("accounts", a.Article)
	if len(a.Platforms) == 0 {
		c.say("accounts", "missing", "缺少允许开设账号的平台（platforms）")
	}
	unique := c.unique("平台")
	for i, p := range a.Platforms {
		unique(fmt.Sprintf("accounts.platforms[%d]", i), string(p))
	}
	levels := c.unique("层级")
	for i, o := range a.Openings {
		path := fmt.Sprintf("accounts.openings[%d]", i)
		levels(path, string(o.Level))
		c.filled(path, string(o.Level), "层级（level）")
		c.opening(path, o)
	}
	for _, l := range append([]Level{InnerBody}, Levels...) {
		if !slices.ContainsFunc(a.Openings, func(o OpeningRule) bool { return o.Level == l }) {
			c.say("accounts.openings", "level_missing", "没有写明%s（%s）怎样开设账号", l.Title(), l)
		}
	}
	c.opening("accounts.staff", a.Staff)
	c.article("accounts.naming", a.Naming.Article)
}

func (c *checker) opening(path string, o OpeningRule) {
	c.article(path, o.Article)
	c.filled(path, string(o.Way), "开设方式（way）")
}
