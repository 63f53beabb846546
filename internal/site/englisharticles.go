package site

// englishArticles are the words of the list of articles.
var englishArticles = map[string]string{
	"账号文章": "Articles", "账号文章另列一页": "Articles of our accounts have a page of their own", "共 {} 份（连账号文章），新的在前": "{} in all (with articles), newest first",
	"本机关账号发布的文章，新的在前；更正和撤回同样公开": "What our accounts published, newest first; corrections and withdrawals are public, too",
	"还没有公开的文章。": "No article is public yet.", "编辑部的稿件经审核、批准后，先在这里公开，再到各账号发布。": "An article is published here once it is reviewed and approved, then on our accounts.", "更早的文章": "Older articles",
}
