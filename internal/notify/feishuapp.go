package notify

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"yingda/internal/fault"
	"yingda/internal/fetch"
	"yingda/internal/store"
)

// The robot of an application of one's own in Feishu (自建应用机器人) has one card a
// matter in its group and changes it in place: PATCH /open-apis/im/v1/messages/
// {message_id}, for 14 days, where the card says update_multi before and after.
// A change in place rings for nobody, so a deadline that has passed gets a new
// card, which is the one that is changed from then on. The custom robots of group
// chats, in Feishu as in WeCom and DingTalk, have no such call.
// Sources: open.feishu.cn, im-v1/message/create and message-card/patch, read in
// November 2026 through open.larkoffice.com.

// changeable is how long we change a card: a day less than the platform lets us.
const changeable = 13 * 24 * time.Hour

var appForm = regexp.MustCompile(`^(cli_[A-Za-z0-9]{8,60})\s+(oc_[A-Za-z0-9]{8,80})$`)

// application takes an application and its group out of a token, ok only for such.
func application(token string) (app, chat string, ok bool) {
	m := appForm.FindStringSubmatch(strings.TrimSpace(token))
	if m == nil {
		return "", "", false
	}
	return m[1], m[2], true
}

// feishuApp is what the application's calls answer. The codes are those of the
// pages above; an unknown one is tried again.
var feishuApp = platform{
	title: "飞书应用", penalty: time.Minute, bytes: 30 << 10,
	codes: map[int]reply{
		230020: slow, 99991400: slow,
		230001: wrong, 230002: wrong, 230006: wrong, 230011: wrong, 230025: wrong, 230027: wrong, 230028: wrong, 230031: wrong, 230099: wrong, 10003: wrong, 10014: wrong, 99991672: wrong,
	},
}

// card brings a message into the group: by changing the card that stands, or as a
// new one.
func (t *Teller) card(ctx context.Context, x store.Telling, app, chat, secret string, m Message) error {
	var key struct {
		Token string `json:"tenant_access_token"`
	}
	if err := t.ask(ctx, http.MethodPost, "/open-apis/auth/v3/tenant_access_token/internal", "", map[string]string{"app_id": app, "app_secret": secret}, &key); err != nil {
		return err
	}
	body := feishuCard(m)
	body["config"] = map[string]any{"wide_screen_mode": true, "update_multi": true}
	raw, err := encode(body)
	if err != nil {
		return fault.New(fault.Invalid, "robot.body", "消息写不出来")
	}
	content := strings.TrimSpace(string(raw))
	about := x.Kind == "notice" && x.MatterID != ""
	if about && !slices.Contains(x.Events, store.EventBreach) {
		last, err := t.Store.RobotCard(ctx, x.RobotID, x.MatterID)
		if err != nil {
			return err
		}
		if last.MessageID != "" && last.SentAt > t.Store.Now().Add(-changeable).UnixMilli() {
			err := t.ask(ctx, http.MethodPatch, "/open-apis/im/v1/messages/"+url.PathEscape(last.MessageID), key.Token, map[string]string{"content": content}, nil)
			if err == nil || fault.KindOf(err) == fault.Busy {
				return err
			} // taken back, or too old after all: a new one
		}
	}
	var sent struct {
		Data struct {
			MessageID string `json:"message_id"`
		} `json:"data"`
	}
	// One uuid is sent at most once within the hour: who is killed before the record
	// does not tell the group twice.
	err = t.ask(ctx, http.MethodPost, "/open-apis/im/v1/messages?receive_id_type=chat_id", key.Token, map[string]string{"receive_id": chat, "msg_type": "interactive", "content": content, "uuid": x.ID}, &sent)
	if err != nil || !about || sent.Data.MessageID == "" {
		return err
	}
	return t.Store.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		return tx.SaveRobotCard(store.RobotCard{RobotID: x.RobotID, MatterID: x.MatterID, MessageID: sent.Data.MessageID, SentAt: tx.Ms()})
	})
}

// ask makes one call of an application. No fault of it holds what was sent.
func (t *Teller) ask(ctx context.Context, method, path, token string, body, into any) error {
	raw, err := encode(body)
	if err != nil {
		return fault.New(fault.Invalid, "robot.body", "消息写不出来")
	}
	if len(raw) > feishuApp.bytes {
		return fault.New(fault.Invalid, "robot.size", "消息超过%s的长度限制", feishuApp.title)
	}
	base := platforms["feishu"].base
	if own := t.Bases["feishu"]; own != "" {
		base = strings.TrimRight(own, "/")
	}
	header := http.Header{"Content-Type": {"application/json; charset=utf-8"}}
	if token != "" {
		header.Set("Authorization", "Bearer "+token)
	}
	res, err := t.Client.Do(ctx, fetch.Call{Method: method, URL: base + path, Header: header, Body: raw, Says: true})
	if said, ok := feishuApp.read(res.Body); ok {
		if said == nil && into != nil && json.Unmarshal(res.Body, into) != nil {
			return fault.New(fault.Busy, "robot.answer", "%s的回答读不懂", feishuApp.title)
		}
		return said
	}
	return feishuApp.silent(res, err)
}
