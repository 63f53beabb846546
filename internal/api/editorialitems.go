package api

// PaceItem is how an account stands under one rule on posting.
type PaceItem struct {
	Account  string `json:"account" doc:"number of the account"`
	Name     string `json:"name"`
	Platform string `json:"platform"`
	Rule     string `json:"rule"`
	Title    string `json:"title"`
	Article  string `json:"article"`
	State    string `json:"state" enum:"met,open,warn,late,none"`
	Due      string `json:"due" doc:"day until the end of which something is owed"`
	Have     int    `json:"have" doc:"days with a post in the period"`
	Need     int    `json:"need"`
	Short    int    `json:"short"`
	Left     int    `json:"left" doc:"days on which it can still be made good"`
	Forecast int    `json:"forecast" doc:"days with a post at the end of the period, at the pace so far"`
}

// PostedItem is one line of the posting record of an account.
type PostedItem struct {
	ID        string `json:"id"`
	At        string `json:"at"`
	Title     string `json:"title"`
	Address   string `json:"address,omitempty"`
	Origin    string `json:"origin" enum:"platform,feed,import,typed" doc:"where the record comes from"`
	Statement string `json:"statement,omitempty" doc:"number of the article or statement that it carries"`
	Void      string `json:"void,omitempty" doc:"why it does not count"`
}

// ArticleItem is an article of the editorial desk.
type ArticleItem struct {
	Number   string `json:"number"`
	Title    string `json:"title"`
	State    string `json:"state"`
	Unit     string `json:"unit"`
	Column   string `json:"column,omitempty"`
	Origin   string `json:"origin" enum:"original,adapted,reprint"`
	Planned  string `json:"planned,omitempty"`
	Released string `json:"released_at,omitempty"`
}

// CommissionItem asks a unit for an article.
type CommissionItem struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Brief   string `json:"brief"`
	Unit    string `json:"unit"`
	Planned string `json:"planned"`
	DueAt   string `json:"due_at"`
	State   string `json:"state" enum:"open,taken,done,dropped"`
	Article string `json:"article,omitempty"`
}

// ServiceItem is a service that an account links to.
type ServiceItem struct {
	ID        string `json:"id"`
	Account   string `json:"account"`
	Title     string `json:"title"`
	URL       string `json:"url"`
	Kind      string `json:"kind" enum:"menu,mini_program,link"`
	State     string `json:"state" enum:"waiting,cleared,live,stopped"`
	CheckedAt string `json:"checked_at,omitempty"`
	Error     string `json:"error,omitempty"`
}

// ContractorItem is the file of a contractor.
type ContractorItem struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Contract string `json:"contract"`
	Unit     string `json:"unit"`
	From     string `json:"from"`
	To       string `json:"to"`
	Ended    bool   `json:"ended"`
	Open     int64  `json:"open" doc:"findings that are not mended"`
}

type postSave struct {
	Number string `path:"number"`
	Body   struct {
		At      string `json:"at,omitempty" doc:"RFC 3339"`
		Title   string `json:"title,omitempty"`
		Address string `json:"address,omitempty"`
	}
}

type articleSave struct {
	Body struct {
		Commission string   `json:"commission,omitempty" doc:"id of the commission that it is written for"`
		Title      string   `json:"title,omitempty"`
		Unit       string   `json:"unit,omitempty" doc:"code, name or id"`
		Column     string   `json:"column,omitempty"`
		Origin     string   `json:"origin,omitempty"`
		Source     string   `json:"source,omitempty" doc:"id of a listed source, of a reprint"`
		SourceURL  string   `json:"source_url,omitempty"`
		Credit     string   `json:"credit,omitempty"`
		Rights     string   `json:"rights,omitempty"`
		Planned    string   `json:"planned,omitempty" doc:"2026-03-16"`
		Accounts   []string `json:"accounts,omitempty" doc:"ids"`
	}
}

type commissionSave struct {
	Body struct {
		Title   string `json:"title,omitempty"`
		Brief   string `json:"brief,omitempty"`
		Unit    string `json:"unit,omitempty" doc:"code, name or id"`
		Column  string `json:"column,omitempty"`
		Planned string `json:"planned,omitempty" doc:"2026-03-16"`
		DueAt   string `json:"due_at,omitempty" doc:"RFC 3339"`
	}
}

type serviceSave struct {
	Body struct {
		Account string `json:"account,omitempty" doc:"number or id"`
		Title   string `json:"title,omitempty"`
		URL     string `json:"url,omitempty"`
		Kind    string `json:"kind,omitempty"`
		Unit    string `json:"unit,omitempty" doc:"code, name or id"`
	}
}
