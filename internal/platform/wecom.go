package platform

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"yingda/internal/channel"
	"yingda/internal/fault"
)

const wecomHost = "https://qyapi.weixin.qq.com"

// The interfaces of WeCom that are called, and no others.
var (
	wecomToken  = Address{http.MethodGet, wecomHost, "/cgi-bin/gettoken"}
	wecomSend   = Address{http.MethodPost, wecomHost, "/cgi-bin/message/send"}
	wecomRecall = Address{http.MethodPost, wecomHost, "/cgi-bin/message/recall"}
	wecomMedia  = Address{http.MethodGet, wecomHost, mediaPath}
)

// WeComAddresses lists the interfaces of WeCom that are called.
var WeComAddresses = []Address{wecomToken, wecomSend, wecomRecall, wecomMedia}

// WeCom (企业微信) is one app of a corporation on WeCom.
type WeCom struct {
	caller
	CorpID, Secret string
	Agent          int64
}

// NewWeCom returns an adapter for one app. Faults: platform.agent where the
// app's id is no number.
func NewWeCom(line Line, tokens *Tokens, account, corpID, agent, secret string) (*WeCom, error) {
	id, err := strconv.ParseInt(agent, 10, 64)
	if err != nil {
		return nil, fault.New(fault.Invalid, "platform.agent", "应用编号（AgentID）应是一个数字")
	}
	line.Allow = WeComAddresses
	w := &WeCom{CorpID: corpID, Secret: secret, Agent: id}
	w.caller = caller{line: &line, tokens: tokens, account: account, name: "企业微信", causes: wecomCauses, renew: w.token}
	return w, nil
}

// token asks for the app's token. WeCom gives the same one until it is over.
func (w *WeCom) token(ctx context.Context, _ string) (string, time.Duration, error) {
	if err := w.waiting(ctx, wecomToken.Path); err != nil {
		return "", 0, err
	}
	res, err := w.line.call(ctx, wecomToken, url.Values{"corpid": {w.CorpID}, "corpsecret": {w.Secret}}, "", nil)
	if err != nil {
		return "", 0, err
	}
	return w.readToken(ctx, wecomToken.Path, res)
}

// sent is WeCom's answer to a message.
type sent struct {
	ID      string `json:"msgid"`
	Invalid string `json:"invaliduser"`
	NoRight string `json:"unlicenseduser"`
}

// SendText sends a text to one member who wrote to the app. WeCom drops the same
// text to the same member within half an hour, so a repetition is harmless.
func (w *WeCom) SendText(ctx context.Context, to, text string) error {
	if to == "" || text == "" || strings.ContainsAny(to, "|@") {
		return channel.Refused(fault.New(fault.Invalid, "platform.empty", "没有收件人或没有内容"))
	}
	var got sent
	err := w.do(ctx, wecomSend, w.message(to, "text", map[string]string{"content": text}), &got)
	if err == nil && got.Invalid+got.NoRight != "" {
		return channel.Refused(fault.New(fault.Conflict, codeOf(81013), "%s（企业微信）", wecomCauses[81013].says))
	}
	return err
}

// message is a message of the app with the platform's check for repetitions.
func (w *WeCom) message(to, kind string, body any) map[string]any {
	return map[string]any{"touser": to, "msgtype": kind, "agentid": w.Agent, kind: body, "enable_duplicate_check": 1, "duplicate_check_interval": 1800}
}
