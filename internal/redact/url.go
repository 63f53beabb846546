package redact

import (
	"net/url"
	"strings"
)

// kept lists, for the platforms that put a person into the address of a post,
// the path pattern that names the post alone. A * is a person, a # is kept.
var kept = []struct {
	host    string // also with any subdomain
	pattern string
	out     string // # is filled in; empty means the host alone
}{
	{"weibo.com", "/u/*", ""},
	{"weibo.com", "/profile/*", ""},
	{"weibo.com", "/n/*", ""},
	{"weibo.com", "/p/*", ""},
	{"weibo.com", "/detail/#", "/detail/#"},
	{"weibo.com", "/status/#", "/detail/#"},
	{"weibo.com", "/ttarticle/p/show", "?id"},
	{"weibo.com", "/tv/show/#", "/tv/show/#"},
	{"weibo.com", "/*/#", "/detail/#"},
	{"weibo.com", "/*", ""},
	{"weibo.cn", "/detail/#", "/detail/#"},
	{"weibo.cn", "/status/#", "/status/#"},
	{"weibo.cn", "/u/*", ""},
	{"weibo.cn", "/profile/*", ""},
	{"weibo.cn", "/*/#", "/detail/#"},
	{"weibo.cn", "/*", ""},
	{"space.bilibili.com", "/*/...", ""},
	{"bilibili.com", "/space/*", ""},
	{"zhihu.com", "/people/*/...", ""},
	{"zhihu.com", "/org/*/...", ""},
	{"tieba.baidu.com", "/home/...", ""},
	{"tieba.baidu.com", "/i/...", ""},
	{"author.baidu.com", "/...", ""},
	{"x.com", "/*/status/#", "/i/status/#"},
	{"twitter.com", "/*/status/#", "/i/status/#"},
	{"x.com", "/i/status/#", "/i/status/#"},
	{"x.com", "/*", ""},
	{"twitter.com", "/*", ""},
	{"douyin.com", "/user/*", ""},
	{"iesdouyin.com", "/share/user/*", ""},
	{"kuaishou.com", "/profile/*", ""},
	{"xiaohongshu.com", "/user/profile/*/#", "/explore/#"},
	{"xiaohongshu.com", "/user/...", ""},
	{"toutiao.com", "/c/user/...", ""},
	{"jianshu.com", "/u/*", ""},
	{"douban.com", "/people/*/...", ""},
	{"juejin.cn", "/user/*", ""},
	{"csdn.net", "/*/article/details/#", "/article/details/#"},
	{"youtube.com", "/@*", ""},
	{"youtube.com", "/channel/*/...", ""},
	{"tiktok.com", "/@*/video/#", "/video/#"},
	{"threads.net", "/@*/post/#", "/post/#"},
	{"facebook.com", "/*/posts/#", "/posts/#"},
	{"instagram.com", "/*/p/#", "/p/#"},
	{"reddit.com", "/user/*/...", ""},
	{"t.me", "/*/#", ""},
	{"medium.com", "/@*/#", "/p/#"},
	{"xueqiu.com", "/u/*", ""},
	{"xueqiu.com", "/*/#", "/status/#"},
	{"user.qzone.qq.com", "/...", ""},
	{"guba.eastmoney.com", "/user/...", ""},
	{"i.eastmoney.com", "/...", ""},
}

// personParts are path steps after which a person stands, on any site.
var personParts = []string{"u", "user", "users", "uid", "people", "author", "authors", "member", "members", "profile", "space", "home", "homepage", "account", "accounts", "space-uid"}

// person and tracking parameters, folded; a trailing * matches any ending.
var droppedParams = []string{"uid", "userid", "user_id", "user", "username", "user_name", "uname", "un", "author", "author_id", "authorid", "mid_user", "nickname", "nick", "openid", "unionid", "ouid", "oid_uid", "sec_uid", "sec_user_id", "from_uid", "fuid", "touid", "puid", "memberid", "member_id", "account", "accountid", "mobile", "phone", "tel", "email", "share_*", "shareuid", "share", "utm_*", "spm", "spm_id_from", "scm", "from", "fromid", "fbclid", "gclid", "msclkid", "yclid", "mc_cid", "mc_eid", "_hsenc", "igshid", "igsh", "si", "ref", "ref_src", "ref_url", "refer", "referer", "referrer", "source", "src", "sourcetype", "timestamp", "vd_source", "unique_k", "xsec_token", "xsec_source", "isappinstalled", "wxfid", "ticket", "token", "access_token", "session", "sessionid", "sid", "sign", "signature", "chksm", "scene", "clicktime", "enterid", "pass_ticket", "uin", "key", "devicetype", "device_id", "deviceid", "did", "iid", "ab_*", "tt_from", "is_*", "buvid", "mid", "plat_id", "up_id", "creator", "owner", "hostuid", "host_uid", "uk", "id_user", "portrait", "luicode", "lfid", "featurecode", "weibo_id_user", "jumpfrom", "_t", "_r", "app", "track*", "trace*", "channel_uid", "visitor*", "customerid"}

// URL (去标识地址) returns the address of a post without the person who wrote it:
// a platform's path that names the writer is rewritten to the form that names
// the post alone, or cut down to the site; parameters that name a person or
// follow one are dropped, like a name before @ and the fragment. What cannot be
// read as an address with a host gives an empty string. URL(URL(x)) equals
// URL(x).
func URL(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	host := strings.ToLower(u.Hostname())
	clean := &url.URL{Scheme: u.Scheme, Host: strings.ToLower(u.Host)}
	path, known := platformPath(host, u.EscapedPath())
	if !known {
		path = plainPath(u.EscapedPath())
	}
	if path == "" || path == "/" {
		if u.Path != "" {
			clean.Path = "/"
		}
		if known || strings.Trim(u.Path, "/") != "" {
			return clean.String() // without a post, parameters can only name a person
		}
	} else if p, err := url.PathUnescape(path); err == nil {
		clean.Path, clean.RawPath = p, path
	} else {
		clean.Path = "/"
	}
	clean.RawQuery = plainQuery(u.RawQuery, host)
	return clean.String()
}

// platformPath rewrites the path by the first pattern of the host that fits.
func platformPath(host, path string) (string, bool) {
	if host == "weibo.com" && strings.HasPrefix(path, "/ttarticle/") {
		return path, true
	}
	for _, k := range kept {
		if host != k.host && !strings.HasSuffix(host, "."+k.host) {
			continue
		}
		if id, ok := fits(k.pattern, path); ok {
			return strings.Replace(strings.Replace(k.out, "?id", path, 1), "#", id, 1), true
		}
	}
	return path, false
}

// fits matches path against pattern and returns what stands for #.
func fits(pattern, path string) (string, bool) {
	ps := strings.Split(strings.Trim(pattern, "/"), "/")
	xs := strings.Split(strings.Trim(path, "/"), "/")
	id := ""
	for i, p := range ps {
		if p == "..." {
			return id, true
		}
		if i >= len(xs) || xs[i] == "" {
			return "", false
		}
		switch {
		case p == "#":
			id = xs[i]
		case p == "*":
		case strings.HasSuffix(p, "*"):
			if !strings.HasPrefix(xs[i], p[:len(p)-1]) {
				return "", false
			}
		case p != xs[i]:
			return "", false
		}
	}
	return id, len(xs) == len(ps) || strings.HasPrefix(pattern, "/*/") && id != ""
}

// plainPath takes the person out of a path of a site that is not on the list.
func plainPath(path string) string {
	steps := strings.Split(path, "/")
	out := make([]string, 0, len(steps))
	for i := 0; i < len(steps); i++ {
		s := strings.ToLower(steps[i])
		if strings.HasPrefix(s, "@") || strings.HasPrefix(s, "%40") || strings.HasPrefix(s, "space-uid-") || strings.HasPrefix(s, "~") && i == 1 {
			continue
		}
		if in(personParts, s) && i+1 < len(steps) && steps[i+1] != "" {
			i++
			continue
		}
		out = append(out, steps[i])
	}
	if len(out) == 1 && len(steps) > 1 {
		return "/"
	}
	return strings.Join(out, "/")
}

// plainQuery drops the parameters that name or follow a person; the order of
// the others stays, since some sites sign it.
func plainQuery(query, host string) string {
	var kept []string
	for _, pair := range strings.FieldsFunc(query, func(r rune) bool { return r == '&' || r == ';' }) {
		name, value, _ := strings.Cut(pair, "=")
		if n, err := url.QueryUnescape(name); err == nil {
			name = n
		}
		if v, err := url.QueryUnescape(value); err != nil || holdsData(v) || strings.Contains(v, "://") {
			continue
		}
		if !droppedParam(strings.ToLower(name), host) {
			kept = append(kept, pair)
		}
	}
	return strings.Join(kept, "&")
}

func holdsData(v string) bool {
	_, masks := Text(v, Options{})
	return masks != nil
}

func droppedParam(name, host string) bool {
	// On WeChat and Weibo the page itself is named by these.
	if name == "mid" || name == "sn" || name == "__biz" {
		return host != "mp.weixin.qq.com"
	}
	for _, d := range droppedParams {
		if d == name || strings.HasSuffix(d, "*") && strings.HasPrefix(name, d[:len(d)-1]) {
			return true
		}
	}
	return strings.HasSuffix(name, "uid") || strings.Contains(name, "userid") || strings.Contains(name, "user_id")
}
