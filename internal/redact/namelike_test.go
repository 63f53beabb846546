package redact

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestNameLike(t *testing.T) {
	for word, want := range map[string]bool{
		"张伟": true, "王建国": true, "欧阳晓明": true, "張偉": true, "张 伟": true, "张　伟": true, "张·伟": true, "李女士": true, "王某": true, "老王": true, "张伟先生": true, "陈\u200b志强": true, "司马杰": true,
		"信访": false, "财政局": false, "安全": false, "高新区": false, "金融": false, "医保": false, "排队": false, "公积金": false, "水费": false, "方便": false, "黄河": false, "白条": false, "成本": false, "江西": false, "A股": false, "12345": false, "房产": false, "党建": false, "老年": false,
	} {
		if got := NameLike(word); got != want {
			t.Errorf("%q: %v", word, got)
		}
	}
}

// TestNameLikeSparesWords measures how many ordinary words would be refused.
func TestNameLikeSparesWords(t *testing.T) {
	f, err := os.Open(filepath.Join(testdata(t, "lexicons"), "jieba_dict_small.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n, taken := 0, []string{}
	for s := bufio.NewScanner(f); s.Scan(); {
		p := strings.Fields(s.Text())
		if len(p) < 3 || strings.HasPrefix(p[2], "nr") || strings.HasPrefix(p[2], "ns") || utf8.RuneCountInString(p[0]) < 2 {
			continue
		}
		if n++; NameLike(p[0]) {
			taken = append(taken, p[0])
		}
	}
	t.Logf("%d of %d words: %s", len(taken), n, strings.Join(taken, " "))
	if len(taken)*1000 > 5*n {
		t.Errorf("%d of %d ordinary words look like names, want at most 0.5 %%", len(taken), n)
	}
}
