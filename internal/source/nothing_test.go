package source_test

import (
	"testing"

	"yingda/internal/source"
)

func TestNothingFound(t *testing.T) {
	for page, want := range map[string]bool{
		"<p>抱歉，没有找到与“信访”相关的内容</p>":                                true,
		"<p>共找到 <b>0</b> 条结果</p>":                                 true,
		"<p>为您找到约 0 篇</p>":                                        true,
		"<div>暂无数据</div>":                                         true,
		"<p>No results found.</p>":                                true,
		"<p>共找到 10 条结果</p><div class=x><a href=/1>信访大厅</a></div>": false,
		"<p>共找到 2 条</p>":                                          false,
		"<script>var s='没有找到'</script><p>信访大厅</p>":                false,
		"": false,
	} {
		if got := source.NothingFound([]byte("<html><body>"+page+"</body></html>"), "text/html; charset=utf-8"); got != want {
			t.Errorf("%s: %v", page, got)
		}
	}
}
