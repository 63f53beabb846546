package desk

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/fetch"
	"yingda/internal/matter"
	"yingda/internal/redact"
	"yingda/internal/source"
)

// Ways (读取方式) are the ways in which a source is read, with their titles. Read
// says that we do the reading; the others are brought to us.
// Clause: LIS-2.
var Ways = []struct {
	Code, Title string
	Read        bool
}{
	{"feed", "订阅（RSS、Atom、JSON Feed、RSSHub）", true},
	{"page", "网页栏目（列表）", true},
	{"change", "盯一个页面的变化", true},
	{"sitemap", "站点地图", true},
	{"search", "站内检索", true},
	{"mail", "邮件简报", true},
	{"push", "对方推送", false},
	{"file", "监测服务商文件", false},
	{"comments", "自有账号评论（文件）", false},
	{"report", "工作人员报告", false},
}

// WayTitle returns the title of a way of reading.
func WayTitle(code string) string {
	for _, w := range Ways {
		if w.Code == code {
			return w.Title
		}
	}
	return code
}

// ReadWay reports whether we read in that way; the others are brought to us.
func ReadWay(way string) bool { return kindOf(way) == "feed" }

// CheckSource checks what would be registered, and mends spaces; nothing is
// stored. Faults as for AddSource.
func (d *Desk) CheckSource(ctx context.Context, who matter.Actor, e *SourceEdit) error {
	if err := may(who, Curators...); err != nil {
		return err
	}
	return d.checkSource(ctx, e)
}

// kindOf says who carries a way: feed is read by us.
func kindOf(way string) string {
	for _, w := range Ways {
		if w.Code == way && w.Read {
			return "feed"
		}
	}
	if way == "push" {
		return "push"
	}
	return "file"
}

// MailPurpose binds the sealed password of a mailbox to its source.
func MailPurpose(sourceID string) string { return "source/" + sourceID + "/mail" }

// maxQueries bounds the words that a site's search is asked at one reading.
const maxQueries = 10

// checkWay checks address and settings for a way of reading.
func (e *SourceEdit) checkWay(way string) error {
	e.URL = strings.TrimSpace(e.URL)
	s := &e.Settings
	switch way {
	case "feed", "change", "sitemap", "page", "search":
		if err := checkAddress(e.URL, way); err != nil {
			return err
		}
	case "mail":
		if err := fetch.CheckMailbox(e.URL); err != nil {
			return err
		}
		if s.Login == "" {
			return fault.New(fault.Invalid, "source.login", "请填写邮箱的登录名").On("login")
		}
	case "comments":
		if e.URL != "" {
			if err := checkAddress(e.URL, way); err != nil {
				return err
			}
		}
	case "file", "push", "report":
	default:
		return fault.New(fault.Invalid, "source.way", "请选择一种读取方式").On("way")
	}
	if len(s.Columns) > 0 {
		if err := source.CheckColumns(s.Columns); err != nil {
			return err
		}
	}
	if way == "page" || way == "search" || way == "change" && s.Selector != "" {
		if err := source.CheckSelector(s.Selector); err != nil {
			return err
		}
	}
	return e.checkQueries(way)
}

func (e *SourceEdit) checkQueries(way string) error {
	if way != "search" {
		e.Settings.Queries = nil
		return nil
	}
	if !strings.Contains(e.URL, "{query}") {
		return fault.New(fault.Invalid, "source.query", "检索地址里要有 {query}，它会换成检索词").On("url")
	}
	if n := len(e.Settings.Queries); n == 0 || n > maxQueries {
		return fault.New(fault.Invalid, "source.query", "请写 1 到 %d 个检索词，一行一个", maxQueries).On("queries")
	}
	for _, q := range e.Settings.Queries {
		if n := utf8.RuneCountInString(q); n < 2 || n > 40 {
			return fault.New(fault.Invalid, "source.query", "检索词「%s」应为 2 到 40 个字", q).On("queries")
		}
	}
	return nil
}

// closedPlaces are where people speak among themselves: groups, chats, private
// messages. A host alone, or a host with the beginning of a path.
var closedPlaces = []string{
	"u.wechat.com", "weixin.qq.com/g/", "weixin.qq.com/r/", "work.weixin.qq.com", "wx.qq.com", "web.wechat.com", "qm.qq.com", "jq.qq.com", "im.qq.com", "qun.qq.com", "web.qq.com", "t.me/+", "t.me/joinchat", "web.telegram.org",
	"chat.whatsapp.com", "web.whatsapp.com", "discord.com", "discord.gg", "slack.com", "messenger.com", "im.dingtalk.com", "qr.dingtalk.com", "feishu.cn/invitation", "applink.feishu.cn", "message.bilibili.com", "api.weibo.com/chat", "chat.weibo.com", "user.qzone.qq.com",
}

// peopleSteps are steps of a path, RSSHub's above all, after which one person's
// posts follow.
var peopleSteps = []string{"user", "users", "people", "author", "member", "members", "profile", "space", "uploader", "followings", "followers", "timeline", "friends", "group", "groups", "chat", "dm", "u"}

var errClosed = fault.New(fault.Invalid, "source.private", "只登记无需登录就能看的公开栏目：群、聊天、私信、需要登录的页面和个人主页不能登记").On("url")

// ClosedPlace reports whether people speak among themselves at an address: in a
// group, a chat or private messages.
func ClosedPlace(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	place := strings.TrimPrefix(strings.ToLower(u.Hostname()+u.Path), "www.")
	return slices.ContainsFunc(closedPlaces, func(c string) bool { return strings.HasPrefix(place, c) })
}

// checkAddress refuses what is no public web address, and places that are not
// public: sign-in pages, groups, chats, private messages, people's own pages.
// Clause: LIS-1.
func checkAddress(raw, way string) error {
	plain := strings.ReplaceAll(raw, "{query}", "query")
	u, err := url.Parse(plain)
	short := err == nil && u.Scheme == "rsshub" && way == "feed"
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" && !short || len(raw) > 2000 || u.User != nil {
		return fault.New(fault.Invalid, "source.url", "网址不正确：要以 http:// 或 https:// 开头，不带用户名和口令；RSSHub 地址写成 rsshub://路径").On("url")
	}
	if ClosedPlace(plain) {
		return errClosed
	}
	steps := strings.Split(strings.Trim(strings.ToLower(u.Path), "/"), "/")
	if short {
		steps = append([]string{strings.ToLower(u.Host)}, steps...)
	}
	for i, step := range steps {
		if i+1 < len(steps) && slices.Contains(peopleSteps, step) || slices.Contains([]string{"login", "signin", "passport", "sso"}, step) {
			return errClosed
		}
	}
	if !short && strings.Trim(u.Path, "/") != "" {
		if clean, err := url.Parse(redact.URL(plain)); err != nil || strings.Trim(clean.Path, "/") == "" {
			return errClosed // nothing is left of the path once the person is taken out
		}
	}
	return nil
}
