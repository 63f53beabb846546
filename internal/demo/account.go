package demo

import (
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"
)

// The account of the sample that is connected: a platform that the demo plays itself.
// Its feed shows what stands on the account; its door takes what the agency publishes.
const (
	AccountFeed = "/account/feed.xml"
	AccountDoor = "/account/in"
	AccountHome = "https://xinhua.example/lcxf"
)

// accountPosts stand on the account from the beginning; daysAgo counts from the epoch.
var accountPosts = []struct {
	daysAgo int
	title   string
}{
	{1, "本周接访安排"},
	{3, "来访前先看这三条"},
	{5, "查询码丢了怎么办"},
	{8, "来信怎么写清楚一件事"},
	{10, "什么叫复查、什么叫复核"},
}

// accountCall bounds a call in bytes, takenMost how many texts are remembered.
const (
	accountCall = 64 << 10
	takenMost   = 50
)

// taken is a text that the agency published on the account while this demo runs.
type taken struct {
	id, title, address string
	at                 time.Time
}

// account plays the platform. What it takes, it takes once by the call's id.
func (p player) account(mux *http.ServeMux) {
	var mu sync.Mutex
	var list []taken
	mux.HandleFunc("GET "+AccountFeed, func(w http.ResponseWriter, _ *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		w.Header().Set("Content-Type", "application/rss+xml; charset=utf-8")
		fmt.Fprint(w, `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>临澄市信访局</title>`)
		item := func(title, address string, at time.Time) {
			fmt.Fprintf(w, `<item><title>%s</title><link>%s</link><pubDate>%s</pubDate></item>`, html.EscapeString(title), address, at.Format(time.RFC1123Z))
		}
		for _, t := range slices.Backward(list) {
			item(t.title, t.address, t.at)
		}
		for i, x := range accountPosts {
			item(x.title, fmt.Sprintf("%s/%d", AccountHome, len(accountPosts)-i), midnight(p.epoch, -x.daysAgo).Add(9*time.Hour))
		}
		fmt.Fprint(w, `</channel></rss>`)
	})
	mux.HandleFunc("POST "+AccountDoor, func(w http.ResponseWriter, r *http.Request) {
		var call struct {
			Data struct{ Number, Title string } `json:"data"`
		}
		body, err := io.ReadAll(io.LimitReader(r.Body, accountCall))
		if err != nil || json.Unmarshal(body, &call) != nil || call.Data.Number == "" {
			http.Error(w, "no statement", http.StatusUnprocessableEntity)
			return
		}
		mu.Lock()
		defer mu.Unlock()
		id := r.Header.Get("Webhook-Id")
		i := slices.IndexFunc(list, func(t taken) bool { return t.id == id })
		if i < 0 {
			list = append(list, taken{id, call.Data.Title, AccountHome + "/" + call.Data.Number, p.now()})
			list = list[max(0, len(list)-takenMost):]
			i = len(list) - 1
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"url":%q}`, list[i].address)
	})
}
