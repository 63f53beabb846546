package intake

import (
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"yingda/internal/fault"
)

// What one post may measure.
const (
	maxTitle = 500    // characters
	maxText  = 50_000 // characters
	maxURL   = 2_000  // bytes
	maxCount = 1_000_000_000_000
)

// check returns why a post cannot be taken, "" if it can.
func check(p *Post) string {
	switch {
	case !clean(p.Source) || !clean(p.Title) || !clean(p.Text) || !clean(p.URL) || !clean(p.Language):
		return "含有无效的 UTF-8 字符或空字符"
	case strings.TrimSpace(p.Title) == "" && strings.TrimSpace(p.Text) == "":
		return "标题和正文都为空"
	case long(p.Title, maxTitle):
		return fmt.Sprintf("标题过长，最多 %d 个字", maxTitle)
	case long(p.Text, maxText):
		return fmt.Sprintf("正文过长，最多 %d 个字", maxText)
	case len(p.Language) > 35:
		return "language 过长，最多 35 个字符"
	case p.Engagement.Views < 0 || p.Engagement.Comments < 0 || p.Engagement.Shares < 0:
		return "engagement 不能是负数"
	case p.Engagement.Views > maxCount || p.Engagement.Comments > maxCount || p.Engagement.Shares > maxCount:
		return "engagement 数值过大"
	}
	return address(p.URL)
}

func clean(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

func long(s string, most int) bool { return len(s) > most && utf8.RuneCountInString(s) > most }

// address returns what is wrong with the address of a post.
func address(raw string) string {
	if raw == "" {
		return ""
	}
	if len(raw) > maxURL {
		return fmt.Sprintf("网址过长，最多 %d 个字节", maxURL)
	}
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "网址不正确，只接收 http 或 https"
	}
	return ""
}

// site reports whether an address names a site and nothing on it.
func site(address string) bool {
	u, err := url.Parse(address)
	return err != nil || strings.Trim(u.Path, "/") == "" && u.RawQuery == ""
}

// stamp returns the instant of publication in milliseconds. One that is unknown,
// before 1990 or more than a day ahead cannot be true; the post is kept with the
// instant of its arrival.
func stamp(at, now time.Time) int64 {
	if at.Year() < 1990 || at.After(now.Add(24*time.Hour)) {
		at = now
	}
	return at.UnixMilli()
}

// sentence returns the words of a fault without its code.
func sentence(err error) string {
	if f := fault.Of(err); f != nil {
		return f.Text
	}
	return "无法接收"
}
