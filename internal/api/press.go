package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"yingda/internal/desk"
	"yingda/internal/store"
)

// mostRecords is how many records a list without pages holds at most.
const mostRecords = 100

// PressItem is one entry of the spokesperson's calendar.
type PressItem struct {
	ID        string `json:"id"`
	Agency    string `json:"agency"`
	Title     string `json:"title"`
	Channel   string `json:"channel" enum:"press_conference,briefing,interview,press_release,news_site,print,broadcast"`
	At        string `json:"at"`
	Place     string `json:"place,omitempty"`
	Host      string `json:"host,omitempty" doc:"who speaks"`
	Newsrooms string `json:"newsrooms,omitempty"`
	Materials string `json:"materials,omitempty" doc:"what newsrooms were given"`
	Statement string `json:"statement,omitempty" doc:"number of the public statement that it rests on"`
	Joint     bool   `json:"joint,omitempty" doc:"a joint column, marked as the agency's"`
	State     string `json:"state" enum:"planned,held,cancelled"`
	Address   string `json:"address,omitempty" doc:"where it can be read, seen or heard"`
	Note      string `json:"note,omitempty"`
	Concern   string `json:"concern,omitempty" doc:"number"`
	Announced string `json:"announced_at,omitempty" doc:"when the public was told of it"`
}

// CarriageItem is something that the levels above published and that we carry.
type CarriageItem struct {
	ID        string `json:"id"`
	Title     string `json:"title"`
	Issuer    string `json:"issuer"`
	SourceURL string `json:"source_url"`
	Place     string `json:"place" doc:"site or account that carries it"`
	PageURL   string `json:"page_url" doc:"the page that is read to check it"`
	Unit      string `json:"unit"`
	Due       string `json:"due"`
	State     string `json:"state" enum:"waits,found,excused,overdue"`
	CheckedAt string `json:"checked_at,omitempty"`
	FoundAt   string `json:"found_at,omitempty"`
	OverdueAt string `json:"overdue_at,omitempty" doc:"when it was found missing after its due time; it stays on record"`
	Error     string `json:"error,omitempty" doc:"why the page could not be read last"`
	Excuse    string `json:"excuse,omitempty" doc:"why it is not carried"`
}

// PolicyItem is one rule, normative document or policy of the agency.
type PolicyItem struct {
	ID         string            `json:"id"`
	Agency     string            `json:"agency"`
	Title      string            `json:"title"`
	Code       string            `json:"code,omitempty"`
	Kind       string            `json:"kind" enum:"rule,normative,policy"`
	IssuedAt   string            `json:"issued_at"`
	Important  bool              `json:"important,omitempty"`
	URL        string            `json:"url,omitempty" doc:"empty: not published"`
	GazetteURL string            `json:"gazette_url,omitempty"`
	Withheld   string            `json:"withheld,omitempty" doc:"why it is not published"`
	Explained  []ExplanationItem `json:"explanations,omitempty"`
}

// ExplanationItem explains a policy.
type ExplanationItem struct {
	Form  string `json:"form" doc:"chart, audio, video or questions"`
	Title string `json:"title"`
	URL   string `json:"url"`
}

type pressPlan struct {
	Body struct {
		Title     string `json:"title,omitempty"`
		Channel   string `json:"channel,omitempty"`
		At        string `json:"at,omitempty" doc:"RFC 3339"`
		Place     string `json:"place,omitempty"`
		Host      string `json:"host,omitempty"`
		Newsrooms string `json:"newsrooms,omitempty"`
		Materials string `json:"materials,omitempty"`
		Statement string `json:"statement,omitempty"`
		Joint     bool   `json:"joint,omitempty"`
		Concern   string `json:"concern,omitempty" doc:"number; the record of a conference about it becomes a document of the concern"`
	}
}

type pressEnd struct {
	ID   string `path:"id"`
	Body struct {
		Held    bool   `json:"held" doc:"false: it was cancelled"`
		Address string `json:"address,omitempty"`
		Note    string `json:"note,omitempty"`
	}
}

// press serves the calendar of the spokesperson. To announce an event takes a person. Clause: ANS-8.
func (s *server) press(api huma.API) {
	read(s, api, "list-press", "/api/v1/press", "The spokesperson's calendar, latest first", func(ctx context.Context, in *pageQuery) (paged[PressItem], error) {
		return outwardPage(s, ctx, in, s.Store.PressPage, func(e store.PressEvent) (int64, string) { return e.StartsAt, e.ID }, book.press)
	})
	write(s, api, http.StatusCreated, "plan-press", "/api/v1/press", "Put a conference, briefing, interview or piece in the press into the calendar", func(ctx context.Context, in *pressPlan) (PressItem, error) {
		x := in.Body
		at, err := instant(x.At, "at")
		if err != nil {
			return PressItem{}, err
		}
		id, err := s.Desk.PlanPress(ctx, who(ctx), store.PressEvent{Title: x.Title, Channel: x.Channel, StartsAt: at, Place: x.Place, Host: x.Host, Newsrooms: x.Newsrooms, Materials: x.Materials, Statement: x.Statement, Joint: x.Joint}, x.Concern)
		if err != nil {
			return PressItem{}, err
		}
		return s.pressEvent(ctx, id)
	})
	write(s, api, http.StatusOK, "end-press", "/api/v1/press/{id}/end", "Record that it was held, with where it can be read or seen, or that it was cancelled", func(ctx context.Context, in *pressEnd) (PressItem, error) {
		if err := s.Desk.EndPress(ctx, who(ctx), in.ID, in.Body.Held, in.Body.Address, in.Body.Note); err != nil {
			return PressItem{}, err
		}
		return s.pressEvent(ctx, in.ID)
	})
	write(s, api, http.StatusOK, "announce-press", "/api/v1/press/{id}/announce", "Tell the public of a planned conference or briefing; refused to every token, for a person announces", func(ctx context.Context, in *idPath) (PressItem, error) {
		if err := s.Desk.AnnouncePress(ctx, who(ctx), in.ID); err != nil {
			return PressItem{}, err
		}
		return s.pressEvent(ctx, in.ID)
	})
	s.carriages(api)
	s.excuse(api)
	s.policies(api)
}

// outward reads what goes out, one by its name or the most that a list holds, for
// those who may see it.
func outward[Which, T any](s *server, ctx context.Context, read func(context.Context, Which) (T, error), which Which) (T, book, error) {
	var none T
	if err := s.seen(ctx, desk.OutwardReaders); err != nil {
		return none, noBook, err
	}
	b, err := s.book(ctx)
	if err != nil {
		return none, b, err
	}
	found, err := read(ctx, which)
	return found, b, err
}

// outwardPage reads one page of what goes out.
func outwardPage[T, S any](s *server, ctx context.Context, in *pageQuery, read func(context.Context, store.Page) ([]S, error), place func(S) (int64, string), item func(book, S) T) (paged[T], error) {
	p, err := in.page()
	if err != nil {
		return paged[T]{}, err
	}
	rows, b, err := outward(s, ctx, read, p)
	return pageOf(rows, in.Limit, place, func(x S) T { return item(b, x) }), err
}

func (s *server) pressEvent(ctx context.Context, id string) (PressItem, error) {
	e, b, err := outward(s, ctx, s.Store.PressEvent, id)
	return b.press(e), err
}

func (b book) press(e store.PressEvent) PressItem {
	return PressItem{e.ID, b.tree.Name(e.AgencyID), e.Title, e.Channel, when(e.StartsAt), e.Place, e.Host, e.Newsrooms, e.Materials, e.Statement, e.Joint, e.State, e.Address, e.Note, e.Concern, when(e.AnnouncedAt)}
}

type carriageNew struct {
	Body struct {
		Title     string `json:"title,omitempty" doc:"as in the original: it or the link is looked for"`
		Issuer    string `json:"issuer,omitempty"`
		SourceURL string `json:"source_url,omitempty"`
		Place     string `json:"place,omitempty"`
		PageURL   string `json:"page_url,omitempty"`
		Unit      string `json:"unit,omitempty" doc:"code, name or id; the caller's own without it"`
		Due       string `json:"due,omitempty" doc:"RFC 3339"`
	}
}

// carriages serves what is carried from the levels above. Clause: ANS-10.
func (s *server) carriages(api huma.API) {
	read(s, api, "list-carrying", "/api/v1/carrying", "What the levels above published and we carry, with what reading the pages found", func(ctx context.Context, in *pageQuery) (paged[CarriageItem], error) {
		return outwardPage(s, ctx, in, s.Store.CarriagePage, func(c store.Carriage) (int64, string) { return c.DueAt, c.ID }, book.carriage)
	})
	write(s, api, http.StatusCreated, "add-carrying", "/api/v1/carrying", "List something to be carried by a time", func(ctx context.Context, in *carriageNew) (CarriageItem, error) {
		x := in.Body
		due, err := instant(x.Due, "due")
		if err != nil {
			return CarriageItem{}, err
		}
		b, err := s.book(ctx)
		if err != nil {
			return CarriageItem{}, err
		}
		unit, err := b.unit(x.Unit, "unit")
		if err != nil {
			return CarriageItem{}, err
		}
		id, err := s.Desk.AddCarriage(ctx, who(ctx), store.Carriage{Title: x.Title, Issuer: x.Issuer, SourceURL: x.SourceURL, Place: x.Place, PageURL: x.PageURL, UnitID: unit, DueAt: due})
		if err != nil {
			return CarriageItem{}, err
		}
		c, err := s.Store.Carriage(ctx, id)
		return b.carriage(c), err
	})
}

// excuse serves why something is not carried. Clause: ANS-10.
func (s *server) excuse(api huma.API) {
	write(s, api, http.StatusOK, "excuse-carrying", "/api/v1/carrying/{id}/excuse", "Put on record why something is not carried, once; its task ends", func(ctx context.Context, in *struct {
		ID   string `path:"id"`
		Body struct {
			Reason string `json:"reason" doc:"4 to 500 characters"`
		}
	},
	) (CarriageItem, error) {
		if err := s.Desk.ExcuseCarriage(ctx, who(ctx), in.ID, in.Body.Reason); err != nil {
			return CarriageItem{}, err
		}
		c, b, err := outward(s, ctx, s.Store.Carriage, in.ID)
		return b.carriage(c), err
	})
}

func (b book) carriage(c store.Carriage) CarriageItem {
	state := "waits"
	switch {
	case c.FoundAt > 0:
		state = "found"
	case c.ExcusedAt > 0:
		state = "excused"
	case c.OverdueAt > 0:
		state = "overdue"
	}
	return CarriageItem{c.ID, c.Title, c.Issuer, c.SourceURL, c.Place, c.PageURL, b.tree.Name(c.UnitID), when(c.DueAt), state, when(c.CheckedAt), when(c.FoundAt), when(c.OverdueAt), c.Error, c.Excuse}
}

type policyNew struct {
	Body struct {
		Title      string `json:"title,omitempty"`
		Code       string `json:"code,omitempty"`
		Kind       string `json:"kind,omitempty" doc:"rule, normative or policy"`
		IssuedAt   string `json:"issued_at,omitempty" doc:"RFC 3339"`
		Important  bool   `json:"important,omitempty" doc:"owes an explanation"`
		URL        string `json:"url,omitempty"`
		GazetteURL string `json:"gazette_url,omitempty"`
		Withheld   string `json:"withheld,omitempty"`
	}
}

// policies serves the agency's documents: published or not, explained or not.
// Clause: ANS-11, ANS-12.
func (s *server) policies(api huma.API) {
	read(s, api, "list-policies", "/api/v1/policies", "Rules, normative documents and policies: published or not, explained or not", func(ctx context.Context, in *pageQuery) (paged[PolicyItem], error) {
		return outwardPage(s, ctx, in, s.Store.PolicyPage, func(p store.Policy) (int64, string) { return p.IssuedAt, p.ID }, book.policy)
	})
	write(s, api, http.StatusCreated, "add-policy", "/api/v1/policies", "List a document", func(ctx context.Context, in *policyNew) (PolicyItem, error) {
		x := in.Body
		issued, err := instant(x.IssuedAt, "issued_at")
		if err != nil {
			return PolicyItem{}, err
		}
		id, err := s.Desk.AddPolicy(ctx, who(ctx), store.Policy{Title: x.Title, Code: x.Code, Kind: x.Kind, IssuedAt: issued, Important: x.Important, URL: x.URL, GazetteURL: x.GazetteURL, Withheld: x.Withheld})
		if err != nil {
			return PolicyItem{}, err
		}
		return s.policy(ctx, id)
	})
	write(s, api, http.StatusOK, "publish-policy", "/api/v1/policies/{id}/publish", "Record where a document stands", func(ctx context.Context, in *struct {
		ID   string `path:"id"`
		Body struct {
			URL        string `json:"url,omitempty"`
			GazetteURL string `json:"gazette_url,omitempty"`
		}
	},
	) (PolicyItem, error) {
		if err := s.Desk.PublishPolicy(ctx, who(ctx), in.ID, in.Body.URL, in.Body.GazetteURL); err != nil {
			return PolicyItem{}, err
		}
		return s.policy(ctx, in.ID)
	})
	write(s, api, http.StatusOK, "explain-policy", "/api/v1/policies/{id}/explanations", "Record what explains a policy", func(ctx context.Context, in *struct {
		ID   string `path:"id"`
		Body ExplanationItem
	},
	) (PolicyItem, error) {
		if err := s.Desk.ExplainPolicy(ctx, who(ctx), store.Explanation{PolicyID: in.ID, Form: in.Body.Form, Title: in.Body.Title, URL: in.Body.URL}); err != nil {
			return PolicyItem{}, err
		}
		return s.policy(ctx, in.ID)
	})
}

func (s *server) policy(ctx context.Context, id string) (PolicyItem, error) {
	p, b, err := outward(s, ctx, s.Store.Policy, id)
	return b.policy(p), err
}

func (b book) policy(p store.Policy) PolicyItem {
	out := PolicyItem{p.ID, b.tree.Name(p.AgencyID), p.Title, p.Code, p.Kind, when(p.IssuedAt), p.Important, p.URL, p.GazetteURL, p.Withheld, nil}
	for _, e := range p.Explained {
		out.Explained = append(out.Explained, ExplanationItem{e.Form, e.Title, e.URL})
	}
	return out
}
