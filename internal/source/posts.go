package source

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"math"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	maxFile = 10 << 20 // bytes of a file of posts as it arrives
	maxRows = 1_000_000
)

// Post is one row of a file of posts (导入的帖文), as a vendor or a clerk hands
// them over. Counts are -1 where nothing was said. There is no place for who
// wrote it: a file that has a column for that is refused row by row.
type Post struct {
	Line                    int // of the file, or the number in a JSON array; from 1
	Source                  string
	URL                     string
	Title                   string
	Text                    string
	Published               time.Time // UTC, zero if unknown
	Language                string
	Views, Comments, Shares int64
}

// Refused says why a row was not taken. Column is the name in the file, empty
// if the whole row is at fault. Fatal means that nothing after it was read.
type Refused struct {
	Line   int
	Column string
	Reason string
	Fatal  bool
}

// Error returns the reason with its place.
func (r *Refused) Error() string {
	where := fmt.Sprintf("第 %d 行", r.Line)
	if r.Column != "" {
		where += "“" + r.Column + "”列"
	}
	return where + "：" + r.Reason
}

// Posts reads a file of posts: .jsonl and .json (one object a line, or an
// array), .csv and .xlsx, told apart by name and content. Each step gives a
// post or a refusal, never both. Keys and columns other than those of Post are
// refused and named. At most 10 MB and a million rows are read.
func Posts(name string, r io.Reader) iter.Seq2[Post, *Refused] {
	return func(yield func(Post, *Refused) bool) {
		body, err := io.ReadAll(io.LimitReader(r, maxFile+1))
		if err != nil {
			yield(Post{}, &Refused{Line: 1, Reason: "文件无法读取", Fatal: true})
			return
		}
		if len(body) > maxFile {
			yield(Post{}, &Refused{Line: 1, Reason: "文件过大，最多 10 MB", Fatal: true})
			return
		}
		if bytes.HasPrefix(body, []byte("PK\x03\x04")) {
			sheetPosts(body, table{}, yield)
			return
		}
		if ext := strings.ToLower(path.Ext(name)); ext == ".xls" || ext == ".xlsx" || bytes.HasPrefix(body, []byte("\xd0\xcf\x11\xe0")) {
			yield(Post{}, &Refused{Line: 1, Reason: "不是 .xlsx 文件，请另存为 .xlsx 或 .csv", Fatal: true})
			return
		}
		text, _, err := Charset(body, "")
		if err != nil {
			yield(Post{}, &Refused{Line: 1, Reason: "无法识别文字编码", Fatal: true})
			return
		}
		head := bytes.TrimLeft(text, " \t\r\n")
		if ext := strings.ToLower(path.Ext(name)); ext == ".jsonl" || ext == ".json" || ext == ".ndjson" || ext != ".csv" && len(head) > 0 && (head[0] == '{' || head[0] == '[') {
			jsonPosts(text, yield)
			return
		}
		csvPosts(text, table{}, yield)
	}
}

// column is a field of Post under the name that the contract gives it.
type column string

// synonyms maps what Chinese exports call a column; names are compared folded.
var synonyms = func() map[string]column {
	known := map[string]column{}
	for field, names := range map[column]string{
		"source":       "source 来源 来源名称 来源媒体 媒体 媒体名称 网站 网站名称 站点 平台 发布平台 信息来源 来源网站",
		"url":          "url link 链接 网址 原文链接 文章链接 原文地址 链接地址 原文网址 文章地址 url地址",
		"title":        "title 标题 题目 文章标题 信息标题 主题",
		"text":         "text content 正文 内容 全文 文章内容 正文内容 信息内容 文本",
		"published_at": "published_at published time date 发布时间 发表时间 时间 日期 发布日期 发文时间 发帖时间",
		"language":     "language lang 语言 语种",
		"views":        "views 浏览量 浏览数 阅读量 阅读数 点击量 点击数 播放量 阅读",
		"comments":     "comments 评论数 评论量 回复数 评论 跟帖数 回复量",
		"shares":       "shares 转发数 转发量 分享数 分享量 转载数 转载量 转发",
	} {
		for n := range strings.FieldsSeq(names) {
			known[n] = field
		}
	}
	return known
}()

// columnOf recognises a header cell; spaces, brackets and case do not count.
func columnOf(header string) (column, bool) {
	name, _, _ := strings.Cut(strings.ToLower(line(header)), "(")
	name, _, _ = strings.Cut(name, "（")
	field, ok := synonyms[strings.ReplaceAll(name, " ", "")]
	return field, ok
}

var personWords = []string{
	"author", "user", "nick", "byline", "creator", "avatar", "follower", "fans", "account", "handle", "uid", "openid", "profile", "poster",
	"writer", "screen_name", "publisher", "contact", "phone", "mobile", "email", "device", "gender", "location",
	"作者", "发布者", "发布人", "发帖人", "用户", "昵称", "账号", "帐号", "博主", "楼主", "网名", "姓名", "记者", "头像", "粉丝", "电话", "手机", "邮箱", "身份证",
	"属地", "ip地址", "位置", "地域", "设备", "终端", "性别", "认证", "联系",
}

// unknown names a column that is not ours, and says so louder where it tells
// who wrote something.
func unknown(name string) string {
	if personal(name) {
		return "不接收作者或个人信息（" + name + "），请删去后再导入"
	}
	return "不认识的字段（" + name + "）"
}

// personal reports whether a column tells who wrote something. A count of
// people is none, and neither is the name of the place.
func personal(name string) bool {
	folded := strings.ToLower(name)
	if _, ok := columnOf(name); ok {
		return false
	}
	return folded == "ip" || folded == "name" || slices.ContainsFunc(personWords, func(w string) bool { return strings.Contains(folded, w) })
}

// row gathers the cells of one post; order of names is kept for the reasons.
type row struct {
	line  int
	cells map[column]string
	names map[column]string // as the file calls them
}

// post checks a row.
func (r row) post() (Post, *Refused) {
	p := Post{Line: r.line, Views: -1, Comments: -1, Shares: -1}
	refuse := func(c column, reason string) (Post, *Refused) {
		return Post{}, &Refused{Line: r.line, Column: r.names[c], Reason: reason}
	}
	if len(r.cells["text"]) > maxText {
		return refuse("text", "正文过长，最多 256 KB")
	}
	if len(r.cells["title"]) > maxTitle {
		return refuse("title", "标题过长，最多 2 KB")
	}
	p.Source, p.Title, p.Language = line(r.cells["source"]), title(r.cells["title"]), cut(line(r.cells["language"]), 40)
	if p.Text = tidy(r.cells["text"]); looksLikeHTML(p.Text) {
		p.Text = Text(r.cells["text"])
	}
	if p.Title == "" && p.Text == "" {
		return refuse("", "标题和正文都为空")
	}
	if raw := strings.TrimSpace(r.cells["url"]); raw != "" {
		if p.URL = address(nil, raw); p.URL == "" {
			return refuse("url", "网址不正确，只接收 http 或 https")
		}
		if u, err := url.Parse(raw); err == nil && u.User != nil {
			return refuse("url", "网址中不能带用户名")
		}
	}
	if raw := strings.TrimSpace(r.cells["published_at"]); raw != "" {
		if p.Published = Time(raw); p.Published.IsZero() {
			return refuse("published_at", "时间无法识别")
		}
	}
	for c, field := range map[column]*int64{"views": &p.Views, "comments": &p.Comments, "shares": &p.Shares} {
		raw := strings.TrimSpace(r.cells[c])
		if raw == "" {
			continue
		}
		n, ok := count(raw)
		if !ok {
			return refuse(c, "应为不小于零的整数")
		}
		*field = n
	}
	return p, nil
}

// count reads «12», «1,234», «1.2万», «10万+».
func count(s string) (int64, bool) {
	s = strings.NewReplacer(",", "", "，", "", " ", "", "+", "").Replace(chDigits.Replace(s))
	unit := 1.0
	for suffix, u := range map[string]float64{"万": 1e4, "w": 1e4, "W": 1e4, "亿": 1e8, "千": 1e3, "k": 1e3} {
		if cutS, ok := strings.CutSuffix(s, suffix); ok {
			s, unit = cutS, u
			break
		}
	}
	f, err := strconv.ParseFloat(s, 64)
	f = math.Round(f*unit*100) / 100
	if err != nil || f < 0 || f > 1e15 || f != math.Trunc(f) {
		return 0, false
	}
	return int64(f), true
}
