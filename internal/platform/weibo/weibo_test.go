package weibo

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"yingda/internal/channel"
	"yingda/internal/fault"
	"yingda/internal/fetch"
	"yingda/internal/testkit/weibostand"
)

var ctx = context.Background()

func open(t *testing.T) (*weibostand.Stand, *Account) {
	s := weibostand.Start(t)
	client := fetch.New(fetch.Config{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Now: time.Now, Timeout: 400 * time.Millisecond})
	t.Cleanup(client.Close)
	return s, &Account{Client: client, Base: s.URL, UID: s.UID, Token: weibostand.TokenOf}
}

func message(version int64) channel.Message {
	return channel.Message{Key: fmt.Sprint("k", version), Verb: "publish", Number: "S-2026-0001", Version: version, Title: "关于接访大厅取号的说明", Text: strings.Repeat("3月16日上午8时52分，当天的号源发放完毕。", 12), Agency: "某市信访局", URL: "https://answers.example/statements/S-2026-0001"}
}

func TestOwnPosts(t *testing.T) {
	s, a := open(t)
	m := message(1)
	if r, err := a.ReadOwn(ctx, m); err != nil || r.Found {
		t.Errorf("before: %+v, %v", r, err)
	}
	r, err := a.Publish(ctx, m)
	if err != nil || !r.Found || !strings.HasPrefix(r.Address, "https://weibo.com/1700000001/5") {
		t.Fatalf("published: %+v, %v", r, err)
	}
	if text := s.Posts[0].Text; !strings.HasPrefix(text, "【关于接访大厅取号的说明】3月16日") || !strings.HasSuffix(text, "…全文："+m.URL+" （S-2026-0001 第1版）") {
		t.Errorf("text %q", text)
	}
	if again, err := a.Publish(ctx, m); err != nil || again != r || len(s.Posts) != 1 {
		t.Errorf("the same again stands once: %+v, %v, %d posts", again, err, len(s.Posts))
	}
	if _, err := a.Correct(ctx, message(2)); err != nil || !strings.HasPrefix(s.Posts[0].Text, "更正：【") {
		t.Errorf("corrected by a further post: %v, %q", err, s.Posts[0].Text)
	}
	if back, err := a.ReadOwn(ctx, m); err != nil || back.Address != r.Address {
		t.Errorf("read back: %+v, %v", back, err)
	}
	other := message(1)
	other.Number = "S-2026-000"
	if back, _ := a.ReadOwn(ctx, other); back.Found {
		t.Error("a number that another begins with is found")
	}
	s.Order(destroy, weibostand.Order{Code: 20101}) // gone by hand
	if _, err := a.Withdraw(ctx, m); err != nil || !s.Posts[1].Deleted {
		t.Errorf("withdrawn: %v, %+v", err, s.Posts)
	}
	gone := message(1)
	gone.Verb = "withdraw"
	if back, err := a.ReadOwn(ctx, gone); err != nil || back.Found {
		t.Errorf("a withdrawal while one stands: %+v, %v", back, err)
	}
	s.Posts[0].Deleted = true
	if back, err := a.ReadOwn(ctx, gone); err != nil || !back.Found {
		t.Errorf("a withdrawal when none stands: %+v, %v", back, err)
	}
	if _, err := a.Withdraw(ctx, m); fault.CodeOf(err) != "platform.not_ours" {
		t.Errorf("nothing left: %v", err)
	}
	if len(s.Malformed) > 0 {
		t.Errorf("malformed: %q", s.Malformed)
	}
}

// What fails is told apart: certainly not sent, refused for good, or unknown.
func TestFailures(t *testing.T) {
	for _, c := range []struct {
		sentence, code string
		order          weibostand.Order
		certain, again bool
		stands         int
	}{
		{"the token is over", "platform.21327", weibostand.Order{Code: 21327}, true, false, 0},
		{"calls are counted", "platform.10023", weibostand.Order{Code: 10023}, true, true, 0},
		{"too fast", "platform.20016", weibostand.Order{Code: 20016}, true, true, 0},
		{"refused by the platform's check", "platform.20021", weibostand.Order{Code: 20021}, true, false, 0},
		{"an error that is not on our list", "platform.29999", weibostand.Order{Code: 29999}, true, false, 0},
		{"it broke inside the platform", "platform.10011", weibostand.Order{Code: 10011}, false, false, 0},
		{"the line broke after the work", "fetch-broken", weibostand.Order{Cut: true}, false, false, 1},
		{"the answer comes too late", "fetch-timeout", weibostand.Order{Delay: 600 * time.Millisecond}, false, false, 1},
		{"a gateway fails", "fetch-502", weibostand.Order{Status: http.StatusBadGateway}, false, false, 0},
		{"a gateway counts", "fetch-429", weibostand.Order{Status: http.StatusTooManyRequests}, true, true, 0},
	} {
		s, a := open(t)
		s.Order(share, c.order)
		_, err := a.Publish(ctx, message(1))
		certain, again := channel.Failed(err)
		if fault.CodeOf(err) != c.code || certain != c.certain || again != c.again {
			t.Errorf("%s: %v (%s), certain %t, again %t", c.sentence, err, fault.CodeOf(err), certain, again)
		}
		if err != nil && (strings.Contains(fmt.Sprintf("%+v", err), weibostand.TokenOf) || strings.Contains(err.Error(), s.URL)) {
			t.Errorf("%s: the error tells token or address: %v", c.sentence, err)
		}
		if c.order.Delay > 0 {
			time.Sleep(300 * time.Millisecond)
		}
		s.Mu.Lock()
		if len(s.Posts) != c.stands {
			t.Errorf("%s: %d posts", c.sentence, len(s.Posts))
		}
		s.Mu.Unlock()
		// What may have come through is found, and a repetition stands once.
		if r, err := a.Publish(ctx, message(1)); err != nil || !r.Found || len(s.Posts) != 1 {
			t.Errorf("%s, then again: %+v, %v, %d posts", c.sentence, r, err, len(s.Posts))
		}
	}
	_, a := open(t)
	a.Token = "2.00alt"
	if _, err := a.Publish(ctx, message(1)); fault.CodeOf(err) != "platform.21332" {
		t.Errorf("a strange token: %v", err)
	}
}

func TestComments(t *testing.T) {
	s, a := open(t)
	if _, err := a.Publish(ctx, message(1)); err != nil {
		t.Fatal(err)
	}
	id := s.Posts[0].ID
	for i := range 230 {
		s.Said[id] = append([]weibostand.Remark{{ID: fmt.Sprint(6000000000000000 + i), Text: fmt.Sprintf("第%d条：回复@张三-abc:什么时候能取号？", i)}}, s.Said[id]...)
	}
	s.Said[id][1] = s.Said[id][0] // delivered twice
	var all []Comment
	for page, more := 1, true; more; page++ {
		var list []Comment
		var err error
		if list, more, err = a.Comments(ctx, id, "", page); err != nil {
			t.Fatal(err)
		}
		all = append(all, list...)
	}
	if len(all) != 229 || all[0].Text != "第229条：回复@某用户:什么时候能取号？" || all[0].At.IsZero() {
		t.Errorf("%d comments, %+v", len(all), all[0])
	}
	if list, more, err := a.Comments(ctx, id, all[10].ID, 1); err != nil || more || len(list) != 10 {
		t.Errorf("since: %d, %t, %v", len(list), more, err)
	}
	if got := fmt.Sprintf("%+v", all); strings.Contains(got, "kanarienvogel") || strings.Contains(got, "张三") {
		t.Error("a person came through")
	}
	for _, typ := range []reflect.Type{reflect.TypeFor[Comment](), reflect.TypeFor[Post](), reflect.TypeFor[postWire]()} {
		for i := range typ.NumField() {
			if name := strings.ToLower(typ.Field(i).Name); slices.ContainsFunc([]string{"user", "author", "name", "avatar", "location"}, func(w string) bool { return strings.Contains(name, w) }) {
				t.Errorf("%s has a field for a person: %s", typ, name)
			}
		}
	}
}

// Everything that ever leaves is on the list: recorded on the line of a whole day.
func TestEgress(t *testing.T) {
	s, a := open(t)
	m := message(1)
	for _, do := range []func(context.Context, channel.Message) (channel.Receipt, error){a.Publish, a.Correct, a.ReadOwn, a.Withdraw} {
		do(ctx, m) //nolint:errcheck // what was called counts here
	}
	a.Timeline(ctx, 1)             //nolint:errcheck
	a.Comments(ctx, "5", "", 1)    //nolint:errcheck
	a.call(ctx, destroy, nil, nil) //nolint:errcheck
	for _, c := range s.Calls {
		verb, path, _ := strings.Cut(c, " ")
		if method[path] != verb {
			t.Errorf("%s is not on the list", c)
		}
	}
	before := len(s.Calls)
	for _, path := range []string{"/2/comments/destroy.json", "/2/comments/create.json", "/2/friendships/create.json", "/2/users/show.json", "/2/attitudes/create.json", "/2/search/topics.json", ""} {
		if err := a.call(ctx, path, nil, nil); fault.CodeOf(err) != "platform.address" {
			t.Errorf("%s: %v", path, err)
		}
	}
	if len(s.Calls) != before {
		t.Error("something went out")
	}
}
