package notify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"yingda/internal/fault"
	"yingda/internal/fetch"
)

// platform is what differs between the three. Limits are those that the platform
// publishes; we stay a little below the calls, since a call may reach it later
// than another that we began after it.
type platform struct {
	title   string
	base    string
	path    string // with the token at its end
	signed  bool   // it can check a secret
	minute  int    // calls a minute
	second  int    // calls a second, 0 for no limit of its own
	penalty time.Duration
	bytes   int // of the body
	call    func(m Message, secret string, now time.Time) (query url.Values, body any)
	codes   map[int]reply
}

// reply is what an answer of a platform means to us.
type reply int

const (
	again reply = iota // try again
	slow               // too many calls: wait
	wrong              // needs a person
)

var platforms = map[string]platform{
	"wecom": {
		title: "企业微信", base: "https://qyapi.weixin.qq.com", path: "/cgi-bin/webhook/send?key=", minute: 18, penalty: time.Minute, bytes: 16 << 10, call: wecom,
		codes: map[int]reply{45009: slow, 45033: slow, 93000: wrong, 93004: wrong, 93008: wrong, 40058: wrong, 40008: wrong},
	},
	"dingtalk": {
		title: "钉钉", base: "https://oapi.dingtalk.com", path: "/robot/send?access_token=", signed: true, minute: 18, penalty: 10 * time.Minute, bytes: 20_000, call: dingtalk,
		codes: map[int]reply{130101: slow, 410100: slow, 310000: wrong, 300001: wrong, 300005: wrong, 400013: wrong, 400101: wrong, 400102: wrong, 460101: wrong, 40035: wrong},
	},
	"feishu": {
		title: "飞书", base: "https://open.feishu.cn", path: "/open-apis/bot/v2/hook/", signed: true, minute: 90, second: 4, penalty: time.Minute, bytes: 20 << 10, call: feishu,
		codes: map[int]reply{11232: slow, 11233: slow, 99991400: slow, 19021: wrong, 19022: wrong, 19024: wrong, 19001: wrong, 19002: wrong, 9499: wrong},
	},
}

// PlatformTitle returns the Chinese name of a kind of robot, "" for no such kind.
func PlatformTitle(kind string) string { return platforms[kind].title }

// Platforms lists the kinds of robots in the order in which pages show them.
var Platforms = []string{"wecom", "dingtalk", "feishu"}

// wecom writes Markdown of at most 4,096 bytes, the limit of its content. The
// token alone is its secret: this platform checks no signature.
func wecom(m Message, _ string, _ time.Time) (url.Values, any) {
	head, tail := "**"+m.Title+"**\n", m.link()
	if m.Level == "late" {
		head = `<font color="warning">` + m.Title + "</font>\n"
	}
	return nil, map[string]any{"msgtype": "markdown", "markdown": map[string]string{"content": head + m.text(4096-len(head)-len(tail)) + tail}}
}

// dingtalk signs the milliseconds and the secret under the secret.
func dingtalk(m Message, secret string, now time.Time) (url.Values, any) {
	at := strconv.FormatInt(now.UnixMilli(), 10)
	query := url.Values{}
	if secret != "" {
		query.Set("timestamp", at)
		query.Set("sign", mac([]byte(secret), []byte(at+"\n"+secret)))
	}
	head, tail := "#### "+m.Title+"\n\n", m.link()
	return query, map[string]any{"msgtype": "markdown", "markdown": map[string]string{"title": m.Title, "text": head + m.text(16_000) + tail}}
}

// feishu signs nothing under the seconds and the secret, and takes both in the
// body.
func feishu(m Message, secret string, now time.Time) (url.Values, any) {
	body := map[string]any{"msg_type": "interactive", "card": feishuCard(m)}
	if secret != "" {
		at := strconv.FormatInt(now.Unix(), 10)
		body["timestamp"], body["sign"] = at, mac([]byte(at+"\n"+secret), nil)
	}
	return nil, body
}

// feishuCard writes the card that both kinds of Feishu robots send.
func feishuCard(m Message) map[string]any {
	colour := map[string]string{"": "blue", "warn": "orange", "late": "red"}[m.Level]
	elements := []any{map[string]any{"tag": "markdown", "content": m.text(16_000)}}
	if m.Link != "" {
		elements = append(elements, map[string]any{"tag": "action", "actions": []any{map[string]any{"tag": "button", "type": "primary", "text": map[string]string{"tag": "plain_text", "content": "打开"}, "url": m.Link}}})
	}
	return map[string]any{
		"config": map[string]any{"wide_screen_mode": true}, "header": map[string]any{"template": colour, "title": map[string]string{"tag": "plain_text", "content": m.Title}}, "elements": elements,
	}
}

func mac(key, text []byte) string {
	h := hmac.New(sha256.New, key)
	h.Write(text)
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

// tooFast says that a platform asked to wait.
type tooFast struct {
	*fault.Fault
	wait time.Duration
}

func (t tooFast) Unwrap() error { return t.Fault }

// post makes one call of a robot. No fault of it holds the address, which is a
// secret: the cause is dropped on purpose. fault.Busy may be tried again.
func (t *Teller) post(ctx context.Context, kind, token, secret string, m Message) error {
	p := platforms[kind]
	query, body := p.call(m, secret, t.Store.Now())
	raw, err := encode(body)
	if err != nil {
		return fault.New(fault.Invalid, "robot.body", "消息写不出来")
	}
	if len(raw) > p.bytes {
		return fault.New(fault.Invalid, "robot.size", "消息超过%s的长度限制", p.title)
	}
	base := p.base
	if own := t.Bases[kind]; own != "" {
		base = strings.TrimRight(own, "/")
	}
	address := base + p.path + url.QueryEscape(token)
	if len(query) > 0 {
		address += "&" + query.Encode()
	}
	res, err := t.Client.Do(ctx, fetch.Call{Method: http.MethodPost, URL: address, Header: http.Header{"Content-Type": {"application/json; charset=utf-8"}}, Body: raw})
	if err == nil || len(res.Body) > 0 {
		if said, ok := p.read(res.Body); ok {
			return said
		}
	}
	return p.silent(res, err)
}

// silent is what a call comes to whose answer says nothing that we know.
func (p platform) silent(res fetch.Result, err error) error {
	switch f := fault.Of(err); {
	case res.Status == http.StatusTooManyRequests:
		return tooFast{fault.New(fault.Busy, "robot.fast", "%s说发得太快，稍后再发", p.title), max(res.RetryAfter, p.penalty)}
	case f != nil:
		return fault.New(f.Kind, "robot.call", "连不上%s：%s", p.title, f.Text)
	case err != nil:
		return fault.New(fault.Busy, "robot.call", "连不上%s", p.title)
	}
	return fault.New(fault.Busy, "robot.answer", "%s的回答读不懂", p.title)
}

// encode writes JSON without the escapes for HTML, which count against the limits.
func encode(body any) ([]byte, error) {
	var raw bytes.Buffer
	enc := json.NewEncoder(&raw)
	enc.SetEscapeHTML(false)
	err := enc.Encode(body)
	return raw.Bytes(), err
}

// read reads an answer: the platforms say no in a body under status 200.
func (p platform) read(body []byte) (error, bool) {
	var a struct {
		ErrCode *int   `json:"errcode"`
		ErrMsg  string `json:"errmsg"`
		Code    *int   `json:"code"`
		Msg     string `json:"msg"`
	}
	if json.Unmarshal(body, &a) != nil || a.ErrCode == nil && a.Code == nil {
		return nil, false
	}
	code := a.Code
	if a.ErrCode != nil {
		code = a.ErrCode
	}
	if *code == 0 {
		return nil, true
	}
	switch p.codes[*code] {
	case slow:
		return tooFast{fault.New(fault.Busy, "robot.fast", "%s说发得太快（%d），稍后再发", p.title, *code), p.penalty}, true
	case wrong:
		return fault.New(fault.Invalid, "robot.refused", "%s拒收（%d）：%s", p.title, *code, reasons[*code]), true
	}
	return fault.New(fault.Busy, "robot.later", "%s没有收下（%d），会再试", p.title, *code), true
}

// reasons says in plain words what a person has to mend. The platform's own
// words are not shown: they may quote what we sent.
var reasons = map[int]string{
	93000: "机器人地址失效，可能已被移出群，请重新登记", 93004: "机器人已停用", 93008: "机器人不在群里", 40058: "内容不合要求", 40008: "消息类型不合要求",
	310000: "加签密钥、关键词或 IP 白名单不符，请核对机器人的安全设置", 300001: "机器人地址失效", 300005: "机器人地址失效，可能已被移出群，请重新登记", 400013: "群已解散", 400101: "机器人地址失效", 400102: "机器人已停用", 460101: "消息太长", 40035: "内容不合要求",
	19021: "签名密钥不符，或本机时间与标准时间相差超过一小时", 19022: "本机地址不在机器人的 IP 白名单里", 19024: "消息里没有机器人要求的关键词", 19001: "机器人地址失效，请重新登记", 19002: "内容不合要求", 9499: "内容不合要求",
	230001: "内容不合要求", 230002: "应用的机器人不在群里，请先加进群", 230006: "应用没有启用机器人能力", 230011: "原来的卡片已被撤回", 230025: "消息太长", 230027: "应用缺少以机器人身份发消息、更新消息的权限", 230028: "内容没有通过飞书的检查", 230031: "原来的卡片已超过 14 天", 230099: "内容不合要求",
	10003: "应用的 App ID 或 App Secret 不对", 10014: "应用的 App ID 或 App Secret 不对", 99991672: "应用缺少以机器人身份发消息、更新消息的权限",
}

var tokenForm = regexp.MustCompile(`^[A-Za-z0-9_-]{8,200}$`)

// Token takes the token out of what a person pasted: the whole address that the
// platform shows, or the token alone. fault.Invalid robot.token.
func Token(kind, pasted string) (string, error) {
	p, ok := platforms[kind]
	if !ok {
		return "", fault.New(fault.Invalid, "robot.kind", "机器人只能是企业微信、钉钉或飞书的").On("kind")
	}
	token := strings.TrimSpace(pasted)
	if app, chat, ok := application(token); ok && kind == "feishu" {
		return app + " " + chat, nil
	}
	if strings.Contains(token, "/") {
		rest, found := strings.CutPrefix(token, p.base+p.path)
		if !found {
			return "", fault.New(fault.Invalid, "robot.token", "这不是%s机器人的地址：应以 %s 开头", p.title, p.base+p.path).On("token")
		}
		token = rest
	}
	if !tokenForm.MatchString(token) {
		return "", fault.New(fault.Invalid, "robot.token", "机器人地址不完整：请从群机器人的设置页整段复制").On("token")
	}
	return token, nil
}
