package desk_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"yingda/internal/desk"
)

// What the readers refuse has a cause in plain words, and a way to mend it: no
// source that cannot be read is answered with a bare code.
func TestCauses(t *testing.T) {
	reading := regexp.MustCompile(`fault\.New\(fault\.\w+, "((?:fetch|feed|page|sitemap|charset|mail)[-.][\w-]+|source\.(?:keys|query|sign_in|store))"`)
	elsewhere := map[string]bool{"mail-gone": true, "mail-letter": true} // of one letter
	seen := 0
	for _, room := range []string{"fetch", "source", "intake"} {
		files, err := filepath.Glob("../" + room + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range reading.FindAllStringSubmatch(string(text), -1) {
				seen++
				if cause, _ := desk.Cause(m[1]); !elsewhere[m[1]] && strings.HasPrefix(cause, "没有归类") {
					t.Errorf("%s: %s has no cause in plain words", filepath.Base(f), m[1])
				}
			}
		}
	}
	if seen < 30 {
		t.Errorf("only %d codes found", seen)
	}
	for code, want := range map[string]string{"fetch-412": "对方不接受这次读取（412）", "fetch-521": "对方服务器出错（521）", "": ""} {
		if cause, _ := desk.Cause(code); cause != want {
			t.Errorf("%q: %q", code, cause)
		}
	}
}
