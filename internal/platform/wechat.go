package platform

import (
	"context"
	"net/http"
	"time"

	"yingda/internal/channel"
	"yingda/internal/fault"
)

const wechatHost = "https://api.weixin.qq.com"

// The interfaces of WeChat Official Accounts that are called, and no others.
var (
	wechatToken    = Address{http.MethodPost, wechatHost, "/cgi-bin/stable_token"}
	wechatCustom   = Address{http.MethodPost, wechatHost, "/cgi-bin/message/custom/send"}
	wechatMaterial = Address{http.MethodPost, wechatHost, "/cgi-bin/material/add_material"}
	wechatDraft    = Address{http.MethodPost, wechatHost, "/cgi-bin/draft/add"}
	wechatSubmit   = Address{http.MethodPost, wechatHost, "/cgi-bin/freepublish/submit"}
	wechatStatus   = Address{http.MethodPost, wechatHost, "/cgi-bin/freepublish/get"}
	wechatList     = Address{http.MethodPost, wechatHost, "/cgi-bin/freepublish/batchget"}
	wechatDelete   = Address{http.MethodPost, wechatHost, "/cgi-bin/freepublish/delete"}
	wechatComments = Address{http.MethodPost, wechatHost, "/cgi-bin/comment/list"}
	wechatElect    = Address{http.MethodPost, wechatHost, "/cgi-bin/comment/markelect"}
	wechatUnelect  = Address{http.MethodPost, wechatHost, "/cgi-bin/comment/unmarkelect"}
	wechatReply    = Address{http.MethodPost, wechatHost, "/cgi-bin/comment/reply/add"}
	wechatUnreply  = Address{http.MethodPost, wechatHost, "/cgi-bin/comment/reply/delete"}
	wechatMenu     = Address{http.MethodGet, wechatHost, "/cgi-bin/get_current_selfmenu_info"}
	wechatMedia    = Address{http.MethodGet, wechatHost, mediaPath}
)

// WeChatAddresses lists the interfaces of WeChat that are called.
var WeChatAddresses = []Address{wechatToken, wechatCustom, wechatMaterial, wechatDraft, wechatSubmit, wechatStatus, wechatList, wechatDelete, wechatComments, wechatElect, wechatUnelect, wechatReply, wechatUnreply, wechatMenu, wechatMedia}

// WeChat (微信公众号) is one official account on WeChat. Secret is the AppSecret.
type WeChat struct {
	caller
	AppID  string
	Secret string
	Cover  string // the permanent picture that goes with articles, "" until one is uploaded
	// Poll is how long and how often a publication is asked after before it is
	// left to the platform's own message; zero values are 20 s and 2 s.
	Wait, Poll time.Duration
}

// NewWeChat returns an adapter for one account. base is "" or an agency's own
// forwarding server.
func NewWeChat(line Line, tokens *Tokens, account, appID, secret string) *WeChat {
	line.Allow = WeChatAddresses
	w := &WeChat{AppID: appID, Secret: secret}
	w.caller = caller{line: &line, tokens: tokens, account: account, name: "微信", causes: wechatCauses, renew: w.token}
	return w
}

// token asks for the stable token. Asked in the usual way, WeChat returns the
// one in force; only one that was refused is replaced by force, which it allows
// twenty times a day.
func (w *WeChat) token(ctx context.Context, bad string) (string, time.Duration, error) {
	token, life, err := w.askToken(ctx, false)
	if err == nil && token == bad {
		token, life, err = w.askToken(ctx, true)
	}
	return token, life, err
}

func (w *WeChat) askToken(ctx context.Context, force bool) (string, time.Duration, error) {
	if err := w.waiting(ctx, wechatToken.Path); err != nil {
		return "", 0, err
	}
	body, err := plainJSON(map[string]any{"grant_type": "client_credential", "appid": w.AppID, "secret": w.Secret, "force_refresh": force})
	if err != nil {
		return "", 0, err
	}
	res, err := w.line.call(ctx, wechatToken, nil, "application/json; charset=utf-8", body)
	if err != nil {
		return "", 0, err
	}
	return w.readToken(ctx, wechatToken.Path, res)
}

// SendText sends a customer message (客服消息) to a person who wrote within the
// last 48 hours. It goes out at most once: an answer that did not come leaves
// open whether it did.
func (w *WeChat) SendText(ctx context.Context, to, text string) error {
	if to == "" || text == "" {
		return channel.Refused(fault.New(fault.Invalid, "platform.empty", "没有收件人或没有内容"))
	}
	return w.do(ctx, wechatCustom, map[string]any{"touser": to, "msgtype": "text", "text": map[string]string{"content": text}}, nil)
}

// OutOfWindow reports whether a person could not be written to because too
// little or nothing came from them: the answer stands where they look it up.
func OutOfWindow(err error) bool {
	switch fault.CodeOf(err) {
	case codeOf(45015), codeOf(45047), codeOf(43004), codeOf(50005), codeOf(48002), codeOf(40003):
		return true
	}
	return false
}
