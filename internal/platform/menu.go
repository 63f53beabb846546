package platform

import (
	"context"
	"strings"
)

// MenuLink (菜单链接) is an entry of an account's menu that leads to an address. Title
// names the entry, below its button where it has one; Mini says that it opens a mini
// program, of which the address is the page that stands in for it.
type MenuLink struct {
	Title, URL string
	Mini       bool
}

// menuButton is one entry of a menu, as the platform lists it.
type menuButton struct {
	Type string `json:"type"`
	Name string `json:"name"`
	URL  string `json:"url"`
	Sub  struct {
		List []menuButton `json:"list"`
	} `json:"sub_button"`
	News struct {
		List []struct {
			Title string `json:"title"`
			URL   string `json:"content_url"`
		} `json:"list"`
	} `json:"news_info"`
}

// Menu reads the menu that the account shows now, however it was made, and returns the
// addresses it leads to, each once. A menu that is switched off leads nowhere.
func (w *WeChat) Menu(ctx context.Context) ([]MenuLink, error) {
	var got struct {
		Open int `json:"is_menu_open"`
		Info struct {
			Buttons []menuButton `json:"button"`
		} `json:"selfmenu_info"`
	}
	if err := w.do(ctx, wechatMenu, nil, &got); err != nil || got.Open == 0 {
		return nil, err
	}
	var out []MenuLink
	known := map[string]bool{}
	add := func(l MenuLink) {
		l.URL = strings.TrimSpace(l.URL)
		if (strings.HasPrefix(l.URL, "https://") || strings.HasPrefix(l.URL, "http://")) && len(l.URL) <= 500 && !known[l.URL] {
			known[l.URL] = true
			out = append(out, l)
		}
	}
	for _, b := range got.Info.Buttons {
		b.links("", add)
		for _, sub := range b.Sub.List {
			sub.links(b.Name+"—", add)
		}
	}
	return out, nil
}

// links names what one entry leads to.
func (b menuButton) links(above string, add func(MenuLink)) {
	switch b.Type {
	case "view", "miniprogram":
		add(MenuLink{Title: clip(above+b.Name, 60), URL: b.URL, Mini: b.Type == "miniprogram"})
	case "news":
		for _, n := range b.News.List {
			add(MenuLink{Title: clip(above+b.Name+"："+n.Title, 60), URL: n.URL})
		}
	}
}
