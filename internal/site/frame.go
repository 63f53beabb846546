package site

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"yingda/internal/fault"
	"yingda/internal/lang"
	"yingda/internal/regime"
)

// page is what every page of the site knows of itself.
type page struct {
	Lang   lang.Lang
	Title  string
	Agency string
	Nav    string // which entry of the navigation is here
	Path   string
	query  url.Values
}

// frame reads what stands around a page: its language, its agency.
func (s *site) frame(r *http.Request, nav string) (*page, error) {
	p := &page{Lang: lang.Of(r.URL.Query().Get("lang")), Nav: nav, Path: r.URL.Path, query: r.URL.Query()}
	root, err := s.Store.RootUnit(r.Context())
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return nil, err
	}
	p.Agency = root.Name
	if p.Agency == "" {
		p.Agency = p.T("尚未设立机关")
	}
	return p, nil
}

// speak sets the language of a page that a form asked for.
func (p *page) speak(choice string) {
	if choice != "" {
		p.Lang = lang.Of(choice)
	}
}

// base returns the public address of the site without a slash at its end.
func (s *site) base(r *http.Request) string {
	if s.Base != "" {
		return s.Base
	}
	return "http://" + r.Host
}

// T returns a phrase of the site in the language of the page.
func (p *page) T(zh string) string {
	if p.Lang == lang.English {
		if en, ok := english[zh]; ok {
			return en
		}
	}
	return p.Lang.T(zh) // a word that the desk knows too
}

// F is T with places to fill, written {}.
func (p *page) F(zh string, args ...string) string {
	text := p.T(zh)
	for _, a := range args {
		text = strings.Replace(text, "{}", a, 1)
	}
	if p.Lang == lang.English {
		text = lang.Singular(text)
	}
	return text
}

// Href returns an address of the site in the language of the page.
func (p *page) Href(path string) string {
	if p.Lang != lang.English {
		return path
	}
	path, anchor, _ := strings.Cut(path, "#")
	mark := "?"
	if strings.Contains(path, "?") {
		mark = "&"
	}
	if path += mark + "lang=en"; anchor != "" {
		path += "#" + anchor
	}
	return path
}

// Other returns the address of this page in the other language.
func (p *page) Other() string {
	q := url.Values{}
	for _, name := range []string{"before", "after"} {
		if v := p.query.Get(name); v != "" {
			q.Set(name, v)
		}
	}
	if p.Lang != lang.English {
		q.Set("lang", "en")
	}
	if len(q) == 0 {
		return p.Path
	}
	return p.Path + "?" + q.Encode()
}

var shanghai = time.FixedZone("CST", 8*60*60)

func local(ms int64) time.Time { return time.UnixMilli(ms).In(shanghai) }

// Day writes a date, Minute a date with its time, in the language of the page.
func (p *page) Day(ms int64) string {
	if p.Lang == lang.English {
		return local(ms).Format("2 January 2006")
	}
	return local(ms).Format("2006年1月2日")
}

// Minute writes a date with its time.
func (p *page) Minute(ms int64) string {
	if p.Lang == lang.English {
		return local(ms).Format("2 January 2006, 15:04")
	}
	return local(ms).Format("2006年1月2日 15:04")
}

// stampOf writes an instant for programs.
func stampOf(ms int64) string { return local(ms).Format(time.RFC3339) }

// Length writes a time in its two largest units.
func (p *page) Length(minutes int64) string {
	switch {
	case minutes < 0:
		return "—"
	case minutes < 60:
		return p.F("{} 分钟", number(minutes))
	case minutes < 48*60:
		return p.F("{} 小时 {} 分", number(minutes/60), number(minutes%60))
	}
	return p.F("{} 天 {} 小时", number(minutes/1440), number(minutes%1440/60))
}

// Verb names what was done to a statement.
func (p *page) Verb(verb string) string {
	switch verb {
	case "correct":
		return p.T("更正")
	case "withdraw":
		return p.T("撤回")
	}
	return p.T("发布")
}

// Line names a line of the ledger.
func (p *page) Line(kind string) string {
	switch kind {
	case "statement.publish":
		return p.T("发布答复")
	case "statement.correct":
		return p.T("更正答复")
	case "statement.withdraw":
		return p.T("撤回答复")
	case "invitation.opened":
		return p.T("公开邀请")
	case "concern.result":
		return p.T("办结说明")
	case "review.published":
		return p.T("公布总结")
	case "answer.published":
		return p.T("常见问题答复公开")
	case "answer.withdrawn":
		return p.T("常见问题答复停用")
	case "answer.expired":
		return p.T("常见问题答复到期")
	case "tip.routed":
		return p.T("问题线索按编号转纪检")
	case "tip.outcome":
		return p.T("公布线索办理结果")
	case "tip.key":
		return p.T("线索钥匙变动")
	case "tip.recovery":
		return p.T("应急开启密封线索")
	case "tip.export":
		return p.T("导出密封线索")
	case "sending.stopped":
		return p.T("停发一切")
	case "sending.resumed":
		return p.T("恢复发送")
	case "outlet.added":
		return p.T("登记发布出口")
	case "comment.withheld":
		return p.T("评论不予展示")
	case "comment.appealed":
		return p.T("收到评论申诉")
	case "comment.restored":
		return p.T("申诉后恢复展示评论")
	case "comment.kept":
		return p.T("申诉后维持不予展示")
	case "comment.appeal_late":
		return p.T("评论申诉超时")
	case "account.alarm":
		return p.T("账号异常提示")
	case "account.restored":
		return p.T("账号恢复使用")
	case "clock.corrected":
		return p.T("校正系统时钟")
	case "request.answered":
		return p.T("更正请求有了结果")
	}
	if ground, ok := strings.CutPrefix(kind, "request."); ok {
		return p.T("提出请求") + "：" + p.Ground(ground)
	}
	return kind
}

// Channel names a channel.
func (p *page) Channel(code string) string { return p.T(regime.Channel(code).Title()) }
