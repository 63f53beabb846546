package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"yingda/internal/desk"
	"yingda/internal/store"
)

// ListeningState says whether anything is missing or late. Counts are of sources
// in use.
type ListeningState struct {
	Sources  int64  `json:"sources" doc:"that are read"`
	Failing  int64  `json:"failing" doc:"three readings in a row failed"`
	Late     int64  `json:"late" doc:"not read when it was due"`
	Silent   int64  `json:"silent" doc:"nothing new for longer than is its habit"`
	Missing  int64  `json:"missing" doc:"stretches of which something may have been missed"`
	Letters  int64  `json:"dead_letters"`
	LastRead string `json:"last_read"`
}

// SourceState is the health of one source in use.
type SourceState struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Category    string `json:"category"`
	Kind        string `json:"kind"`
	LastRead    string `json:"last_read"`
	LastGood    string `json:"last_good" doc:"the last reading that did not fail"`
	NextRead    string `json:"next_read"`
	LastNew     string `json:"last_new" doc:"when something new was taken in"`
	Newest      string `json:"newest" doc:"date of the newest entry"`
	TookMs      int64  `json:"took_ms"`
	Every       int64  `json:"every_seconds"`
	Failures    int64  `json:"failures" doc:"in a row"`
	Error       string `json:"error,omitempty" doc:"stable code"`
	Cause       string `json:"cause,omitempty" doc:"in plain words"`
	Advice      string `json:"advice,omitempty"`
	Habit       int64  `json:"habit_seconds" doc:"silence for longer than this is an alarm; 0 while unknown"`
	SilentSince string `json:"silent_since"`
}

// MissedItem is a stretch of a source of which something may have been missed.
type MissedItem struct {
	ID     string `json:"id"`
	Source string `json:"source"`
	From   string `json:"from"`
	To     string `json:"to"`
	Cause  string `json:"cause" enum:"ours,theirs,burst"`
	State  string `json:"state" enum:"caught,missing,settled"`
	Items  int64  `json:"items" doc:"read after the event"`
	Says   string `json:"says"`
	Note   string `json:"note,omitempty" doc:"of the person who looked"`
}

// LetterItem is an entry that could not be read or stored: without a writer, and
// redacted.
type LetterItem struct {
	ID     string `json:"id"`
	Source string `json:"source"`
	Stage  string `json:"stage" enum:"read,store"`
	Reason string `json:"reason"`
	Title  string `json:"title"`
	Text   string `json:"text"`
	URL    string `json:"url"`
	Items  int64  `json:"items" doc:"that it stands for"`
	Tries  int64  `json:"tries"`
	At     string `json:"at"`
	LastAt string `json:"last_at"`
}

type letterPage struct {
	Items []LetterItem `json:"items"`
	Next  string       `json:"next,omitempty" doc:"cursor of the next page"`
}

// SiteItem is one own site, or a column of one.
type SiteItem struct {
	ID        string      `json:"id"`
	Title     string      `json:"title"`
	URL       string      `json:"url"`
	Parent    string      `json:"parent,omitempty" doc:"id of the site that it is a column of"`
	Unit      string      `json:"unit"`
	Active    bool        `json:"active"`
	CheckedAt string      `json:"checked_at"`
	NextAt    string      `json:"next_at"`
	Checks    []SiteCheck `json:"checks,omitempty" doc:"newest first, at most 120"`
}

// SiteCheck is one look at an own site.
type SiteCheck struct {
	At        string `json:"at"`
	OK        bool   `json:"ok"`
	Error     string `json:"error,omitempty"`
	TookMs    int64  `json:"took_ms"`
	Newest    string `json:"newest"`
	CertUntil string `json:"certificate_until"`
	Links     int64  `json:"links"`
	Dead      int64  `json:"dead_links"`
}

// SiteFaultItem is something to mend on an own site.
type SiteFaultItem struct {
	ID       string `json:"id"`
	Site     string `json:"site"`
	Unit     string `json:"unit"`
	Kind     string `json:"kind" enum:"unreachable,slow,certificate,stale,dead_link,expired"`
	URL      string `json:"url"`
	Says     string `json:"says"`
	FoundOn  string `json:"found_on,omitempty" doc:"page on which the link stands"`
	Owner    string `json:"owner,omitempty" doc:"who of the unit mends it"`
	Task     bool   `json:"task" doc:"the unit has it as a task; what may pass becomes one at the second look"`
	FirstAt  string `json:"first_at"`
	LastAt   string `json:"last_at"`
	Due      string `json:"due"`
	MendedAt string `json:"mended_at"`
	Evidence string `json:"evidence,omitempty"`
}

type afterQuery struct {
	After string `query:"after" doc:"id of the last of the page before"`
	Limit int    `query:"limit" default:"100" minimum:"1" maximum:"500"`
}

// listening serves what LIS-6 and LIS-8 ask to be seen. What a person looked
// after in a stretch that was missed is written on the desk alone.
func (s *server) listening(api huma.API) {
	read(s, api, "get-listening", "/api/v1/listening", "Is anything missing or late", func(ctx context.Context, _ *nothing) (ListeningState, error) {
		return s.listeningState(ctx, s.seen(ctx, desk.Readers))
	})
	read(s, api, "list-source-health", "/api/v1/listening/sources", "Sources in use with their health, by name", func(ctx context.Context, in *struct {
		Trouble string `query:"trouble" enum:"failing,late,silent"`
		After   string `query:"after" doc:"name of the last source of the page before"`
		Limit   int    `query:"limit" default:"100" minimum:"1" maximum:"1000"`
	},
	) (list[SourceState], error) {
		if err := s.seen(ctx, desk.Readers); err != nil {
			return list[SourceState]{}, err
		}
		rows, err := s.Store.SourcesHealth(ctx, store.Trouble(in.Trouble), s.Now().UnixMilli(), in.After, in.Limit)
		return listOf(rows, sourceState), err
	})
	read(s, api, "list-missed", "/api/v1/listening/missed", "Stretches of which something may have been missed, newest first", func(ctx context.Context, in *struct {
		Open   bool   `query:"open" doc:"those that nobody has looked after"`
		Before string `query:"before" doc:"id of the last of the page before"`
		Limit  int    `query:"limit" default:"100" minimum:"1" maximum:"500"`
	},
	) (list[MissedItem], error) {
		if err := s.seen(ctx, desk.Readers); err != nil {
			return list[MissedItem]{}, err
		}
		rows, err := s.Store.MissedPage(ctx, in.Open, in.Before, in.Limit)
		return listOf(rows, func(g store.Missed) MissedItem {
			return MissedItem{g.ID, g.Source, when(g.From), when(g.To), g.Cause, g.State, g.Items, g.Says, g.Note}
		}), err
	})
	s.letters(api)
	s.ownSites(api)
}

func sourceState(t store.Turn) SourceState {
	cause, advice := desk.Cause(t.ErrorCode)
	return SourceState{
		t.ID, t.Name, t.Category, t.Kind, when(t.LastReadAt), when(t.LastGoodAt), when(t.NextReadAt), when(t.LastNewAt), when(t.NewestAt), t.TookMs, t.EverySeconds,
		t.Failures, t.ErrorCode, cause, advice, t.HabitSeconds, when(t.SilentAt),
	}
}

func (s *server) letters(api huma.API) {
	read(s, api, "list-dead-letters", "/api/v1/dead-letters", "Entries that could not be read or stored, longest waiting first", func(ctx context.Context, in *struct {
		Cursor string `query:"cursor" doc:"next of the page before"`
		Limit  int    `query:"limit" default:"100" minimum:"1" maximum:"500"`
	},
	) (letterPage, error) {
		out := letterPage{Items: []LetterItem{}}
		if err := s.seen(ctx, desk.Readers); err != nil {
			return out, err
		}
		after, err := readCursor(in.Cursor)
		if err != nil {
			return out, err
		}
		rows, err := s.Store.LettersAfter(ctx, after.Due, after.ID, in.Limit+1)
		for i, l := range rows {
			if i == in.Limit {
				out.Next = cursor(rows[i-1].LastAt, rows[i-1].ID)
				break
			}
			out.Items = append(out.Items, LetterItem{l.ID, l.Source, l.Stage, l.Reason, l.Title, l.Text, l.URL, l.Items, l.Tries, when(l.At), when(l.LastAt)})
		}
		return out, err
	})
	write(s, api, http.StatusOK, "replay-dead-letter", "/api/v1/dead-letters/{id}/replay", "Take one in again; it arrives once, however often it is replayed", func(ctx context.Context, in *idPath) (ListeningState, error) {
		err := s.Intake.Replay(ctx, who(ctx), in.ID)
		s.Wake()
		return s.listeningState(ctx, err)
	})
	write(s, api, http.StatusOK, "drop-dead-letter", "/api/v1/dead-letters/{id}/drop", "Give one up", func(ctx context.Context, in *idPath) (ListeningState, error) {
		return s.listeningState(ctx, s.Desk.DropLetter(ctx, who(ctx), in.ID))
	})
}

// listeningState answers how listening stands, unless something was refused.
func (s *server) listeningState(ctx context.Context, err error) (ListeningState, error) {
	if err != nil {
		return ListeningState{}, err
	}
	l, err := s.Store.Listening(ctx, s.Now().UnixMilli())
	return ListeningState{l.Read, l.Failing, l.Late, l.Silent, l.Missing, l.Letters, when(l.LastRead)}, err
}

func (s *server) ownSites(api huma.API) {
	read(s, api, "list-own-sites", "/api/v1/own-sites", "The agency's own sites and columns", func(ctx context.Context, in *afterQuery) (list[SiteItem], error) {
		b, err := s.siteBook(ctx)
		if err != nil {
			return list[SiteItem]{}, err
		}
		rows, err := s.Store.SitesAfter(ctx, in.After, in.Limit)
		return listOf(rows, b.site), err
	})
	read(s, api, "get-own-site", "/api/v1/own-sites/{id}", "One own site with its looks", func(ctx context.Context, in *idPath) (SiteItem, error) {
		b, err := s.siteBook(ctx)
		if err != nil {
			return SiteItem{}, err
		}
		x, err := s.Store.OwnSite(ctx, in.ID)
		if err != nil {
			return SiteItem{}, err
		}
		out := b.site(x)
		checks, err := s.Store.SiteChecks(ctx, x.ID, 120)
		for _, c := range checks {
			out.Checks = append(out.Checks, SiteCheck{when(c.At), c.OK, c.Error, c.TookMs, when(c.NewestAt), when(c.CertUntil), c.Links, c.Dead})
		}
		return out, err
	})
	read(s, api, "list-site-findings", "/api/v1/site-findings", "What is or was to be mended on own sites, newest first", func(ctx context.Context, in *struct {
		Site   string `query:"site" doc:"id"`
		Open   bool   `query:"open" doc:"tasks that are not done"`
		Before string `query:"before" doc:"id of the last of the page before"`
		Limit  int    `query:"limit" default:"100" minimum:"1" maximum:"500"`
	},
	) (list[SiteFaultItem], error) {
		b, err := s.siteBook(ctx)
		if err != nil {
			return list[SiteFaultItem]{}, err
		}
		rows, err := s.Store.SiteFaults(ctx, store.FaultFilter{SiteID: in.Site, Open: in.Open, Before: in.Before}, in.Limit)
		return listOf(rows, b.siteFault), err
	})
	write(s, api, http.StatusOK, "take-site-finding", "/api/v1/site-findings/{id}/take", "Take a task on an own site: the caller mends it", func(ctx context.Context, in *idPath) (taken, error) {
		return taken{in.ID, who(ctx).Name}, s.Desk.TakeSiteFault(ctx, who(ctx), in.ID)
	})
}

// taken is the answer to who takes a finding.
type taken struct {
	ID    string `json:"id"`
	Owner string `json:"owner"`
}

func (s *server) siteBook(ctx context.Context) (book, error) {
	if err := s.seen(ctx, desk.Readers); err != nil {
		return noBook, err
	}
	return s.book(ctx)
}

func (b book) site(x store.OwnSite) SiteItem {
	return SiteItem{ID: x.ID, Title: x.Title, URL: x.URL, Parent: x.ParentID, Unit: b.tree.Name(x.UnitID), Active: x.Active, CheckedAt: when(x.CheckedAt), NextAt: when(x.NextAt)}
}

func (b book) siteFault(f store.SiteFault) SiteFaultItem {
	return SiteFaultItem{f.ID, f.Site, b.tree.Name(f.UnitID), f.Kind, f.URL, f.Says, f.FoundOn, b.names[f.OwnerID], f.Task, when(f.FirstAt), when(f.LastAt), when(f.DueAt), when(f.MendedAt), f.Evidence}
}
