package api

// AccountItem is an official account.
type AccountItem struct {
	Number     string          `json:"number"`
	Agency     string          `json:"agency"`
	Platform   string          `json:"platform"`
	Kind       string          `json:"kind"`
	Name       string          `json:"name"`
	Handle     string          `json:"handle,omitempty"`
	Address    string          `json:"address,omitempty"`
	Emblem     string          `json:"emblem" enum:"standard,other,none"`
	Organiser  string          `json:"organiser"`
	Certified  bool            `json:"certified"`
	Main       bool            `json:"main"`
	State      string          `json:"state" enum:"opening,open,closed,refused"`
	OpenedAt   string          `json:"opened_at,omitempty"`
	ClosedAt   string          `json:"closed_at,omitempty"`
	Deviations []DeviationItem `json:"deviations,omitempty" doc:"of one account: where it departs from the rules"`
}

// DeviationItem is one departure from the rules, with what to do about it.
type DeviationItem struct {
	Column string `json:"column"`
	Says   string `json:"says"`
	Remedy string `json:"remedy"`
}

// FilingItem is an account filing; it is acted on as any matter.
type FilingItem struct {
	Number   string       `json:"number"`
	Act      string       `json:"act" enum:"opening,change,closing,cancelling"`
	Title    string       `json:"title"`
	State    string       `json:"state"`
	Account  string       `json:"account" doc:"number"`
	Agency   string       `json:"agency"`
	Turn     string       `json:"turn,omitempty" doc:"the level that decides next"`
	OpenedAt string       `json:"opened_at"`
	ClosedAt string       `json:"closed_at,omitempty"`
	NextDue  string       `json:"next_due,omitempty"`
	Levels   []LevelState `json:"levels,omitempty" doc:"of one filing"`
}

// LevelState is what one level said of a filing.
type LevelState struct {
	Name      string `json:"name"`
	Level     string `json:"level"`
	Verdict   string `json:"verdict,omitempty" enum:"agreed,refused"`
	Reference string `json:"reference,omitempty"`
	Note      string `json:"note,omitempty"`
	At        string `json:"at,omitempty"`
}

type accountList struct {
	Items []AccountItem `json:"items"`
	Next  string        `json:"next,omitempty" doc:"cursor of the next page"`
}

type accountsPath struct {
	Platform string `query:"platform"`
	State    string `query:"state"`
	Q        string `query:"q" doc:"part of the name"`
	After    string `query:"after" doc:"cursor"`
}

type openingBody struct {
	Body struct {
		Unit       string `json:"unit,omitempty" doc:"id, code or name; the agency's office if empty"`
		Holder     string `json:"holder,omitempty" doc:"agency or staff (in an official capacity); private is refused"`
		Platform   string `json:"platform,omitempty"`
		Kind       string `json:"kind,omitempty"`
		Name       string `json:"name,omitempty"`
		Organiser  string `json:"organiser,omitempty"`
		InCharge   string `json:"in_charge,omitempty" doc:"login"`
		Keeper     string `json:"keeper,omitempty" doc:"login"`
		Purpose    string `json:"purpose,omitempty"`
		Columns    string `json:"columns,omitempty"`
		Existing   string `json:"existing,omitempty"`
		Review     string `json:"review,omitempty"`
		Security   string `json:"security,omitempty"`
		Contractor string `json:"contractor,omitempty"`
		Phone      string `json:"phone,omitempty"`
	}
}

type changeBody struct {
	Number string `path:"number"`
	Body   struct {
		Name      string `json:"name,omitempty"`
		Organiser string `json:"organiser,omitempty"`
		InCharge  string `json:"in_charge,omitempty" doc:"login"`
		Keeper    string `json:"keeper,omitempty" doc:"login"`
		Reason    string `json:"reason,omitempty"`
	}
}

type closeBody struct {
	Number string `path:"number"`
	Body   struct {
		Act    string `json:"act,omitempty" doc:"closing or cancelling"`
		Reason string `json:"reason,omitempty"`
	}
}

type jointBody struct {
	Body struct {
		Title     string `json:"title,omitempty"`
		Source    string `json:"source,omitempty" doc:"address where it was first published"`
		Statement string `json:"statement,omitempty" doc:"number of a public statement"`
	}
}

type carryBody struct {
	Number string `path:"number" doc:"LF-2026-0001"`
	Body   struct {
		Account string `json:"account,omitempty" doc:"number"`
		Address string `json:"address,omitempty" doc:"on the account's own page"`
	}
}

// JointItem is a joint release with where each account carries it.
type JointItem struct {
	Number   string      `json:"number"`
	Title    string      `json:"title"`
	Source   string      `json:"source"`
	At       string      `json:"at"`
	Declared []CarryItem `json:"declared"`
}

// CarryItem is where one account carries a joint release.
type CarryItem struct {
	Account string `json:"account"`
	Address string `json:"address"`
	At      string `json:"at"`
}

// ImpersonationItem is an account that passes itself off as the agency.
type ImpersonationItem struct {
	Number   string   `json:"number" doc:"of the request to the platform"`
	Platform string   `json:"platform"`
	Name     string   `json:"name"`
	Handle   string   `json:"handle,omitempty"`
	Address  string   `json:"address"`
	Facts    []string `json:"facts"`
	State    string   `json:"state"`
	Outcome  string   `json:"outcome,omitempty"`
}

type impersonationBody struct {
	Body struct {
		Publisher string            `json:"publisher,omitempty" doc:"id or name of the registered platform"`
		Sort      string            `json:"sort,omitempty" doc:"passing_off; parody, criticism, staff and namesake are refused"`
		Platform  string            `json:"platform,omitempty"`
		Name      string            `json:"name,omitempty"`
		Handle    string            `json:"handle,omitempty"`
		Address   string            `json:"address,omitempty"`
		Facts     map[string]string `json:"facts,omitempty" doc:"our_name, our_emblem, claims_certified, claims_to_be_us, each with where it shows"`
		Imitates  string            `json:"imitates,omitempty" doc:"number of our account"`
	}
}

// accounts serves official accounts, their filings, joint releases, and reports
// of accounts that pass themselves off as the agency. Signing and importing stay
// at the desk. Clause: ACC-1 ACC-3 ACC-10 ACC-11.
