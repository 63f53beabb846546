package platform

import (
	"context"
	"errors"
	"html"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"yingda/internal/channel"
	"yingda/internal/fault"
	"yingda/internal/store"
)

// article is one article as WeChat takes and lists it. Byline names the
// organisation that publishes, never a person.
type article struct {
	Kind    string `json:"article_type,omitempty"`
	Title   string `json:"title"`
	Digest  string `json:"digest"`
	Content string `json:"content,omitempty"`
	Source  string `json:"content_source_url,omitempty"`
	Cover   string `json:"thumb_media_id,omitempty"`
	Open    int    `json:"need_open_comment"`
	URL     string `json:"url,omitempty"`
	Deleted bool   `json:"is_deleted,omitempty"`
}

// Bounds of an article at WeChat.
const (
	titleLimit   = 64     // letters
	contentLimit = 20_000 // letters
)

// mark is the digest of an article: it tells readers the number under which the
// text stands with us, and us which of our articles it is.
func mark(m channel.Message) string { return m.Number + " 第 " + itoa(m.Version) + " 版" }

// write makes an article of a message: paragraphs of plain text.
func write(m channel.Message, cover string) (article, error) {
	if n := utf8.RuneCountInString(m.Title); n > titleLimit {
		return article{}, fault.New(fault.Invalid, "platform.title", "公众号文章标题最多 %d 个字，现在有 %d 个", titleLimit, n)
	}
	var b strings.Builder
	for line := range strings.SplitSeq(m.Text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			b.WriteString("<p>" + html.EscapeString(line) + "</p>")
		}
	}
	b.WriteString("<p>" + html.EscapeString(m.Agency) + "</p>")
	if utf8.RuneCountInString(b.String()) >= contentLimit {
		return article{}, fault.New(fault.Invalid, "platform.content", "正文太长：公众号文章要少于 2 万个字")
	}
	return article{Kind: "news", Title: m.Title, Digest: mark(m), Content: b.String(), Source: m.URL, Cover: cover}, nil
}

// Publish puts a text on the account as an article: draft, submission, and the
// platform's word that it is published. Each step is on record before the next,
// so that a restart asks after the job instead of publishing twice.
func (w *WeChat) Publish(ctx context.Context, m channel.Message) (channel.Receipt, error) {
	p, err := w.prior(ctx, m)
	if err != nil {
		return channel.Receipt{}, channel.NotSent(err)
	}
	if p.Job != "" && p.State != "refused" {
		return w.follow(ctx, p)
	}
	if p.Draft == "" || p.State == "refused" {
		if p.Draft, err = w.draft(ctx, m); err != nil {
			return channel.Receipt{}, reading(err) // a draft that lies there twice is seen by nobody
		}
		p.State, p.Job, p.Says = "drafted", "", ""
		if err := w.record(ctx, p); err != nil {
			return channel.Receipt{}, channel.NotSent(err)
		}
	}
	var got struct {
		Job  text `json:"publish_id"`
		Data text `json:"msg_data_id"`
	}
	if err := w.do(ctx, wechatSubmit, map[string]string{"media_id": p.Draft}, &got); err != nil {
		return channel.Receipt{}, err
	}
	p.Job, p.DataID, p.State = string(got.Job), string(got.Data), "submitted"
	if err := w.record(ctx, p); err != nil {
		return channel.Receipt{}, err
	}
	return w.follow(ctx, p)
}

// Correct is refused: WeChat's interface cannot change an article that stands.
func (w *WeChat) Correct(context.Context, channel.Message) (channel.Receipt, error) {
	return channel.Receipt{}, channel.Refused(fault.New(fault.Conflict, "platform.no_correct", "微信接口不能修改已发布的文章：在公众平台后台修改原文（平台允许少量改字），或撤下原文后重新发布，然后在这里登记地址"))
}

// Withdraw takes our own articles of a number off the account.
func (w *WeChat) Withdraw(ctx context.Context, m channel.Message) (channel.Receipt, error) {
	all, err := w.tokens.Store.PublishedHere(ctx, w.account, m.Number)
	if err != nil {
		return channel.Receipt{}, channel.NotSent(err)
	}
	if len(all) == 0 {
		return channel.Receipt{}, channel.Refused(fault.New(fault.Conflict, "platform.not_ours", "没有由这里发到公众号的文章：如果是在公众平台后台发的，请在后台删除"))
	}
	for _, p := range all {
		err := w.do(ctx, wechatDelete, map[string]any{"article_id": p.Article, "index": 0}, nil)
		if err != nil && fault.CodeOf(err) != codeOf(53600) { // gone already
			return channel.Receipt{}, err
		}
		p.State = "withdrawn"
		if err := w.record(ctx, p); err != nil {
			return channel.Receipt{}, channel.NotSent(err) // deleting again does no harm
		}
	}
	return channel.Receipt{Found: true, Address: all[0].URL}, nil
}

// ReadOwn says whether our article stands on the account: by its job where one
// is on record, else among the latest hundred articles, by its mark.
func (w *WeChat) ReadOwn(ctx context.Context, m channel.Message) (channel.Receipt, error) {
	if m.Verb != "" && m.Verb != "publish" {
		return channel.Receipt{}, channel.ErrUnreadable
	}
	p, err := w.prior(ctx, m)
	if err != nil {
		return channel.Receipt{}, err
	}
	if p.Job != "" {
		return w.ask(ctx, p)
	}
	for offset := 0; offset < 100; offset += ArticlePage {
		list, total, err := w.Articles(ctx, offset)
		if err != nil {
			return channel.Receipt{}, err
		}
		if i := slices.IndexFunc(list, func(a Article) bool { return a.digest == mark(m) && a.Title == m.Title }); i >= 0 {
			p.Article, p.URL, p.State = list[i].ID, list[i].URL, "published"
			return channel.Receipt{Found: true, Address: p.URL}, w.record(ctx, p)
		}
		if offset+ArticlePage >= total {
			break
		}
	}
	return channel.Receipt{}, nil
}

// Article (公众号文章) is one article that stands on the account.
type Article struct {
	ID, Title, URL string
	At             time.Time // when it last changed
	digest         string
}

// ArticlePage is how many articles are listed at once; the platform refuses more.
const ArticlePage = 20

// Articles lists up to ArticlePage articles of the account from an offset on,
// newest first, and how many entries there are.
func (w *WeChat) Articles(ctx context.Context, offset int) (list []Article, total int, err error) {
	var got struct {
		Total int `json:"total_count"`
		Items []struct {
			ID      string `json:"article_id"`
			At      int64  `json:"update_time"`
			Content struct {
				News []article `json:"news_item"`
			} `json:"content"`
		} `json:"item"`
	}
	if err := w.do(ctx, wechatList, map[string]int{"offset": offset, "count": ArticlePage, "no_content": 1}, &got); err != nil {
		return nil, 0, err
	}
	for _, item := range got.Items {
		for _, a := range item.Content.News {
			if !a.Deleted {
				list = append(list, Article{ID: item.ID, Title: a.Title, URL: a.URL, At: time.Unix(item.At, 0).UTC(), digest: a.Digest})
			}
		}
	}
	return list, got.Total, nil
}

// prior is what is on record of a message's way.
func (w *WeChat) prior(ctx context.Context, m channel.Message) (store.Publication, error) {
	p, err := w.tokens.Store.Publication(ctx, m.Key)
	if fault.KindOf(err) == fault.NotFound {
		return store.Publication{Key: m.Key, AccountID: w.account, Number: m.Number, Version: m.Version, State: "drafted"}, nil
	}
	return p, err
}

func (w *WeChat) draft(ctx context.Context, m channel.Message) (string, error) {
	cover, err := w.cover(ctx)
	if err != nil {
		return "", err
	}
	a, err := write(m, cover)
	if err != nil {
		return "", channel.Refused(err)
	}
	var got struct {
		ID string `json:"media_id"`
	}
	a.Open = 1 // whoever reads it may write below it
	err = w.do(ctx, wechatDraft, map[string]any{"articles": []article{a}}, &got)
	if fault.CodeOf(err) == codeOf(88000) { // the account has no comments
		a.Open = 0
		err = w.do(ctx, wechatDraft, map[string]any{"articles": []article{a}}, &got)
	}
	if err == nil && got.ID == "" {
		err = errors.New("no media_id for a draft")
	}
	return got.ID, err
}

// reading marks an error of a step that changes nothing anybody sees as not sent.
func reading(err error) error {
	if certain, _ := channel.Failed(err); certain {
		return err
	}
	return channel.NotSent(err)
}

// Publishing is the code of the fault that says that the platform has taken an
// article and not decided yet.
const Publishing = "platform.publishing"

// errPublishing says that the platform has not decided yet. The line of the
// outbox stays open until it has.
var errPublishing = fault.New(fault.Busy, Publishing, "已提交，平台正在审核发布，有结果后自动登记")

// follow asks after a job until the platform has finished or time is up.
func (w *WeChat) follow(ctx context.Context, p store.Publication) (channel.Receipt, error) {
	wait, poll := w.Wait, w.Poll
	if wait == 0 {
		wait, poll = 20*time.Second, 2*time.Second
	}
	for waited := time.Duration(0); ; waited += poll {
		r, err := w.ask(ctx, p)
		if fault.CodeOf(err) != Publishing || waited >= wait {
			return r, err
		}
		select {
		case <-ctx.Done():
			return channel.Receipt{}, err
		case <-time.After(poll):
		}
	}
}

// publishSays are the words for how a job of freepublish can end.
var publishSays = map[int64]string{
	2: "平台认为与已有的原创文章重复，没有发布：在公众平台后台修改草稿",
	3: "平台没有发布成功：在公众平台后台查看草稿和提示",
	4: "没有通过平台审核：在公众平台后台查看原因",
	5: "发布以后，文章已在后台删除",
	6: "发布以后，文章被平台封禁",
}

// ask asks how a job stands, and puts its end on record.
func (w *WeChat) ask(ctx context.Context, p store.Publication) (channel.Receipt, error) {
	switch p.State {
	case "published":
		return channel.Receipt{Found: true, Address: p.URL}, nil
	case "refused":
		return channel.Receipt{}, unpublished(p.Says)
	}
	var got struct {
		Status  int64  `json:"publish_status"`
		Article string `json:"article_id"`
		Detail  struct {
			Items []struct {
				URL string `json:"article_url"`
			} `json:"item"`
		} `json:"article_detail"`
	}
	if err := w.do(ctx, wechatStatus, map[string]string{"publish_id": p.Job}, &got); err != nil {
		return channel.Receipt{}, open(err)
	}
	end := Published{ID: p.Job, Status: got.Status, Article: got.Article}
	if len(got.Detail.Items) > 0 {
		end.URL = got.Detail.Items[0].URL
	}
	p, r, err := end.judge(p)
	if fault.CodeOf(err) == Publishing {
		return r, err
	}
	return r, errors.Join(err, w.record(ctx, p))
}

// open takes the certainty from an error: that we could not ask says nothing of
// the job.
func open(err error) error {
	if f := fault.Of(err); f != nil {
		return f
	}
	return err
}

// judge says what a job's end means for an article on its way.
func (e Published) judge(p store.Publication) (store.Publication, channel.Receipt, error) {
	switch e.Status {
	case 0:
		p.State, p.Article, p.URL = "published", e.Article, e.URL
		return p, channel.Receipt{Found: true, Address: e.URL}, nil
	case 1:
		return p, channel.Receipt{}, errPublishing
	}
	p.State, p.Says = "refused", publishSays[e.Status]
	if p.Says == "" {
		p.Says = "平台没有发布（状态 " + itoa(e.Status) + "）"
	}
	return p, channel.Receipt{}, unpublished(p.Says)
}

func unpublished(says string) error {
	return channel.Refused(fault.New(fault.Conflict, "platform.unpublished", "%s", says))
}

// End puts the platform's own message that a job has ended (PUBLISHJOBFINISH)
// into what is on record of an article, and reports whether it has.
func (e Published) End(p store.Publication) (store.Publication, bool) {
	p, _, err := e.judge(p)
	return p, fault.CodeOf(err) != Publishing
}
