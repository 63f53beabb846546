package site

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"yingda/internal/regime"
	"yingda/internal/store"
)

func (p *page) grade(code string) string {
	if code == "" {
		return p.T("尚未定级")
	}
	return p.T(regime.Grade(code).Title())
}

func (p *page) need(code string) string {
	if code == "" {
		return p.T("尚未归类")
	}
	return p.T(regime.Need(code).Title())
}

// declined is one thing that Yingda does not do, and what stands in its place.
type declined struct{ Not, Brief, Instead string }

var never = []declined{
	{"不隐瞒身份发言", "不雇人跟帖，不批量回复，不点赞刷量，不冲淡。", "一个话题下只发一份署名答复，全系统的单位、承包方和公务账号合起来算一份；以后只在这份答复上注明日期更新。没有自动生成的回复。"},
	{"不删帖，不压热度", "不要求删除、屏蔽、降低排序，不以法律后果相威胁，不向主管部门施压。", "认为报道的某个事实有误，只向有编辑责任的机构提出更正或者刊登我方说明，附证据，请求和结果都公开。向平台举报只限三种：冒充本机关、以本机关名义骗取钱财或数据、公开普通公民的非公开信息。"},
	{"不找写的人", "不记录、不检索、不向任何人打听是谁说的。", "只读公开网页上的文字、地址、时间和数量，没有地方存放作者。想当面说的人，请按答复里的公开邀请前来，我们接待、听取、答复。"},
	{"不转交发言", "不把批评和意见转给公安、网信、宣传部门、平台、单位、学校或家人。", "没有这个功能。只有生命面临紧迫危险时，由两人依法律依据共同签字通知救援，并登记在公开账本。"},
	{"不评判情绪和倾向", "不判断好坏、立场、情绪，不盯人、群组、聊天和上访人。", "只看公开网页上与本机关工作有关的主题，主题和规则全部公开。按大家需要什么来分类：建议、困难、提问等。"},
	{"不以传播大小追责", "不因为说的人多、传得广而处分谁。", "只看自己做得怎样：是否按时、是否解决、是否公开、是否说清楚。"},
}

func (s *site) about(_ context.Context, p *page, _ *http.Request) (templ.Component, error) {
	p.Title = p.T("本站怎么工作")
	return aboutPage(p), nil
}

type topicsView struct {
	Topics  []store.PublicTopic
	Sources []sourceGroup
}

type sourceGroup struct {
	Word  string
	Names []string
}

var categories = map[string]string{
	"own_county": "本县", "portal": "门户网站", "central_news": "中央新闻单位", "other_province": "外省", "own_province": "本省", "own_city": "本市", "other": "其他", "search": "搜索引擎",
}

func (s *site) topics(ctx context.Context, p *page, _ *http.Request) (templ.Component, error) {
	p.Title = p.T("关注主题")
	var v topicsView
	var err error
	if v.Topics, err = s.Store.PublicTopics(ctx); err != nil {
		return nil, err
	}
	sources, err := s.Store.PublicSources(ctx)
	if err != nil {
		return nil, err
	}
	for _, one := range sources {
		word := one.Category
		if w, ok := categories[word]; ok {
			word = p.T(w)
		}
		if n := len(v.Sources); n == 0 || v.Sources[n-1].Word != word {
			v.Sources = append(v.Sources, sourceGroup{Word: word})
		}
		last := &v.Sources[len(v.Sources)-1]
		last.Names = append(last.Names, one.Name)
	}
	return topicsPage(p, v), nil
}
