package redact

import (
	"strings"
	"testing"
)

func TestURL(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"a post on Weibo keeps its own id alone", "https://weibo.com/1234567890/NabcDEFg?refer_flag=1001", "https://weibo.com/detail/NabcDEFg?refer_flag=1001"},
		{"a page of a person on Weibo becomes the site", "https://weibo.com/u/1234567890", "https://weibo.com/"},
		{"the mobile form too", "https://m.weibo.cn/u/1234567890?uid=1234567890", "https://m.weibo.cn/"},
		{"the id-free form stays", "https://m.weibo.cn/detail/4900000000000000", "https://m.weibo.cn/detail/4900000000000000"},
		{"a nickname goes", "https://weibo.com/n/%E5%BC%A0%E4%B8%89", "https://weibo.com/"},
		{"an article on Weibo is named by its id", "https://weibo.com/ttarticle/p/show?id=2309404900000", "https://weibo.com/ttarticle/p/show?id=2309404900000"},
		{"a space on Bilibili goes", "https://space.bilibili.com/123456/dynamic", "https://space.bilibili.com/"},
		{"a video stays, tracking goes", "https://www.bilibili.com/video/BV1xx411c7mD?vd_source=abc&p=2", "https://www.bilibili.com/video/BV1xx411c7mD?p=2"},
		{"a person on Zhihu goes", "https://www.zhihu.com/people/zhang-san/answers", "https://www.zhihu.com/"},
		{"an answer stays", "https://www.zhihu.com/question/1/answer/2", "https://www.zhihu.com/question/1/answer/2"},
		{"a home on Tieba goes", "https://tieba.baidu.com/home/main?un=zhang&id=tb.1.x", "https://tieba.baidu.com/"},
		{"a thread stays", "https://tieba.baidu.com/p/8123456789?pn=2", "https://tieba.baidu.com/p/8123456789?pn=2"},
		{"a post on X keeps its id alone", "https://x.com/zhangsan/status/1790000000000000000?s=20", "https://x.com/i/status/1790000000000000000?s=20"},
		{"a handle on X goes", "https://twitter.com/zhangsan", "https://twitter.com/"},
		{"any /u/123 goes", "https://bbs.example.com/u/123", "https://bbs.example.com/"},
		{"a person inside a longer path goes", "https://bbs.example.com/users/123/topics/9", "https://bbs.example.com/topics/9"},
		{"a uid parameter goes", "https://bbs.example.com/thread.php?tid=9&uid=123&UserID=4", "https://bbs.example.com/thread.php?tid=9"},
		{"a person's page by parameter", "https://bbs.example.com/home.php?mod=space&uid=123", "https://bbs.example.com/home.php?mod=space"},
		{"campaign parameters go", "https://news.example.com/a.html?utm_source=x&from=timeline&spm=1.2", "https://news.example.com/a.html"},
		{"an own fragment and log-in go", "https://me:pw@news.example.com/a.html#user-7", "https://news.example.com/a.html"},
		{"data in a value goes with its parameter", "https://a.example.com/q?k=13800138000&id=5", "https://a.example.com/q?id=5"},
		{"an ordinary page stays", "http://www.example.gov.cn/art/2024/5/17/art_1229_5.html", "http://www.example.gov.cn/art/2024/5/17/art_1229_5.html"},
		{"an article on WeChat keeps what names it", "https://mp.weixin.qq.com/s?__biz=MzA&mid=265&idx=1&sn=abc&chksm=1&scene=27", "https://mp.weixin.qq.com/s?__biz=MzA&mid=265&idx=1&sn=abc"},
		{"a note under a person keeps the note", "https://www.xiaohongshu.com/user/profile/5f/64aa?xsec_token=A", "https://www.xiaohongshu.com/explore/64aa"},
		{"a handle in a path goes", "https://social.example.com/@zhangsan/1123", "https://social.example.com/1123"},
		{"a script is no address", "javascript:alert(1)", ""},
		{"nor is a word", "不是地址", ""},
		{"the bare site stays", "https://example.com", "https://example.com"},
	} {
		got := URL(c.in)
		if got != c.want {
			t.Errorf("%s: URL(%q) = %q, want %q", c.name, c.in, got, c.want)
		}
		if again := URL(got); again != got {
			t.Errorf("%s: second round gives %q", c.name, again)
		}
	}
}

func FuzzURL(f *testing.F) {
	f.Add("https://weibo.com/1234567890/NabcDEFg?uid=9")
	f.Add("https://a.example.com/u/%zz")
	f.Fuzz(func(t *testing.T, raw string) {
		out := URL(raw)
		if again := URL(out); again != out {
			t.Fatalf("%q: %q then %q", raw, out, again)
		}
		if strings.Contains(out, "uid=") && strings.Contains(out, "?uid=") {
			t.Fatalf("%q keeps a person: %q", raw, out)
		}
	})
}
