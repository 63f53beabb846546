package site

import (
	"context"
	"io"
	"net/http"

	"github.com/a-h/templ"
)

// press is what of the spokesperson's calendar was announced: conferences and
// briefings. Clause: ANS-8.
func (s *site) press(ctx context.Context, p *page, _ *http.Request) (templ.Component, error) {
	p.Title = p.T("新闻发布日程")
	list, err := s.Store.AnnouncedPress(ctx, mostListed)
	return pressPage(p, list), err
}

// Press names the kind of an event.
func (p *page) Press(channel string) string {
	return map[string]string{"press_conference": p.T("新闻发布会"), "briefing": p.T("新闻通气会")}[channel]
}

// PressState names how an event stands.
func (p *page) PressState(state string) string {
	return map[string]string{"planned": p.T("计划中"), "held": p.T("已举行"), "cancelled": p.T("已取消")}[state]
}

type pressJSON struct {
	Kind        string `json:"kind"`
	Title       string `json:"title"`
	Agency      string `json:"agency"`
	StartsAt    string `json:"starts_at"`
	Place       string `json:"place"`
	Speaker     string `json:"speaker,omitempty"`
	State       string `json:"state"`
	Statement   string `json:"statement,omitempty"`
	Address     string `json:"address,omitempty"`
	AnnouncedAt string `json:"announced_at"`
}

func (s *site) pressJSON(r *http.Request, w io.Writer) error {
	list, err := s.Store.AnnouncedPress(r.Context(), mostListed)
	if err != nil {
		return err
	}
	out := struct {
		Items []pressJSON `json:"items"`
	}{Items: []pressJSON{}}
	for _, e := range list {
		out.Items = append(out.Items, pressJSON{Kind: e.Channel, Title: e.Title, Agency: e.Agency, StartsAt: stampOf(e.StartsAt), Place: e.Place, Speaker: e.Host, State: e.State, Statement: e.Statement, Address: e.Address, AnnouncedAt: stampOf(e.AnnouncedAt)})
	}
	return encode(w, out)
}
