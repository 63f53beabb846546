package acceptance

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"yingda/internal/seal"
	"yingda/internal/testkit"
)

// teller is a browser on the pages for tips: it seals before it sends.
type teller struct {
	*program
	said *bytes.Buffer // all that it was answered
}

// traces are the heads of a request that say who sends it and from where, each with
// a word that must be found nowhere afterwards.
func traces() map[string]string {
	return map[string]string{"User-Agent": "Mozilla/5.0 (canary" + "agent8841)", "Referer": "https://inside.example/canary" + "page8842", "X-Forwarded-For": "203.0.113." + "184, 198.51.100." + "185"}
}

// plainForm is the token on the page on which a tip is written without script.
func (b teller) plainForm(office, unit string) string {
	b.t.Helper()
	res, err := http.PostForm(b.base+"/tips/write", url.Values{"office": {office}, "unit": {unit}})
	b.must(err)
	defer res.Body.Close()
	page, err := io.ReadAll(res.Body)
	b.must(err)
	_, rest, ok := strings.Cut(string(page), `name="form" value="`)
	token, _, _ := strings.Cut(rest, `"`)
	if !ok || token == "" {
		b.t.Fatalf("the page has no form: %.300s", page)
	}
	return token
}

// post sends a form in parts and returns the answer.
func (b teller) post(path string, fields map[string]string, sealed []byte, accept string) (int, string) {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, value := range fields {
		b.must(w.WriteField(name, value))
	}
	if sealed != nil {
		part, err := w.CreateFormFile("sealed", "blob")
		b.must(err)
		part.Write(sealed) // a buffer takes everything
	}
	b.must(w.Close())
	req, err := http.NewRequestWithContext(b.t.Context(), "POST", b.base+path, &body)
	b.must(err)
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Accept", accept)
	for name, canary := range traces() { // what a browser and a proxy say of who asks
		req.Header.Set(name, canary)
	}
	res, err := http.DefaultClient.Do(req)
	b.must(err)
	defer res.Body.Close()
	out, err := io.ReadAll(res.Body)
	b.must(err)
	b.said.Write(out)
	return res.StatusCode, string(out)
}

func (b teller) read(res *http.Response, err error, into any) {
	b.t.Helper()
	b.must(err)
	defer res.Body.Close()
	b.must(json.NewDecoder(res.Body).Decode(into))
}

// tell seals one text to an office about a unit and returns the receipt code.
func (b teller) tell(office, unit, text string) string {
	b.t.Helper()
	var keys []struct{ ID, Public string }
	res, err := http.PostForm(b.base+"/tips/readers", url.Values{"office": {office}, "unit": {unit}})
	b.read(res, err, &keys)
	var form struct{ Token string }
	res, err = http.Get(b.base + "/tips/form")
	b.read(res, err, &form)
	code, _ := seal.PlainCode(seal.NewCode())
	private, public, err := seal.NewPair()
	b.must(err)
	_, answer, err := seal.CodeKey(code)
	b.must(err)
	sealed, err := seal.SealTo(seal.Letter{Text: text}.Bytes(), public)
	b.must(err)
	var wraps []map[string]string
	for _, k := range keys {
		w, err := seal.SealTo([]byte(private), k.Public)
		b.must(err)
		wraps = append(wraps, map[string]string{"key": k.ID, "wrapped": base64.StdEncoding.EncodeToString(w)})
	}
	list, err := json.Marshal(wraps)
	b.must(err)
	time.Sleep(1100 * time.Millisecond) // no form is filled in faster
	status, said := b.post("/tips/send", map[string]string{"office": office, "unit": unit, "door": seal.CodeDoor(code), "public": public, "answer_key": answer, "wraps": string(list), "token": form.Token, "work": solve(form.Token)}, sealed, "application/json")
	if status != http.StatusOK {
		b.t.Fatalf("sending a tip: %d %s", status, said)
	}
	return code
}

// solve does the browser's work: 16 bits of zeros.
func solve(token string) string {
	for n := 0; ; n++ {
		if sum := sha256.Sum256([]byte(token + "." + strconv.Itoa(n))); sum[0] == 0 && sum[1] == 0 {
			return strconv.Itoa(n)
		}
	}
}

// TestTipsSealed tells two tips, one sealed by a browser with script and one in
// clear by a browser without. Of neither a word is in the data folder or the dump
// of the database, on standard error, in an answer or a page of refusal, in the
// figures, in a backup or in the audit log; nor is anything of the browser, the page
// that led here or the address. Nothing of either is in the memory of the process a
// second later: what came in clear was there while it was sealed, which the page says
// before anything is typed, and was overwritten.
func TestTipsSealed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p *program) {
		in := p.open(nil)
		in.engage(append(staff, []struct{ login, unit string }{{"inspector@letters", "letters"}, {"head", "root"}}...))
		var office, unit string
		units, err := in.store.Units(ctx)
		in.must(err)
		for _, u := range units {
			switch {
			case u.Kind == "agency" && u.ParentID == "":
				office = u.ID
			case u.Code == "reception":
				unit = u.ID
			}
		}
		who := in.who["inspector@letters"]
		private, public, err := seal.NewPair()
		in.must(err)
		wrapped, err := seal.WrapByPassphrase(private, "一个足够长的口令", 4)
		in.must(err)
		in.must(in.desk.MakeTipKey(ctx, who, "recipient", public, wrapped))
		waiting, err := in.desk.WaitingTipKeys(ctx, who)
		in.must(err)
		in.must(in.desk.VouchForKey(ctx, in.who["head"], waiting[0].ID))
		words := []string{"暗记" + "戊六六四二", "暗记" + "己七七五三"} // never one literal that a binary could hold
		b := teller{p, &bytes.Buffer{}}
		code := b.tell(office, unit, "收加急费，"+words[0])

		plain := map[string]string{"office": office, "unit": unit, "text": "发票开成资料费，" + words[1], "form": b.plainForm(office, unit)}
		if status, said := b.post("/tips/send", plain, nil, "text/html"); status != http.StatusOK {
			t.Fatalf("sending without script: %d %.300s", status, said)
		}
		for name, change := range map[string]string{"office": "nobody", "unit": "nowhere", "text": "短" + words[1][:9]} {
			wrong := map[string]string{"office": office, "unit": unit, "text": plain["text"], "form": plain["form"]}
			wrong[name] = change
			if status, _ := b.post("/tips/send", wrong, nil, "text/html"); status == http.StatusOK {
				t.Errorf("a wrong %s is taken", name)
			}
		}
		for _, path := range []string{"/tips/follow", "/tips/reply"} {
			b.post(path, map[string]string{"code": code, "text": "补充" + words[1]}, nil, "text/html")
		}
		b.post("/tips/nowhere", plain, nil, "text/html")

		list, err := in.desk.Tips(ctx, who, "", 2)
		in.must(err)
		v, err := in.desk.Tip(ctx, who, list[1].Number)
		in.must(err)
		sealed, err := in.desk.TipSealed(ctx, who, v.Number, v.Items[0].ID)
		in.must(err)
		key, err := seal.OpenWith(v.Wrap.Wrapped, private)
		in.must(err)
		if raw, err := seal.OpenWith(sealed, string(key)); err != nil || !strings.Contains(string(raw), words[0]) {
			t.Errorf("its recipient reads %q, %v", raw, err)
		}
		p.as(in.token("read", "")).do("GET", "/metrics", nil) // heard with the answers
		held := map[string]string{"standard error": p.log.String(), "answers": p.heard.all.String() + b.said.String()}
		collect(t, p.dir, held)
		if p.engine == testkit.EnginePostgres {
			held["dump"] = dump(t, p)
		}
		archive := filepath.Join(t.TempDir(), "backup")
		p.ok("backup", archive)
		held["backup"] = unpacked(t, archive)
		for where, body := range held {
			for name, trace := range traces() {
				for _, part := range strings.FieldsFunc(trace, func(r rune) bool { return strings.ContainsRune(" ,()/;", r) }) {
					if len(part) > 12 && strings.Contains(body, part) {
						t.Errorf("%s holds %q of %s", where, part, name)
					}
				}
			}
			for _, word := range append(words, code) {
				if strings.Contains(body, word) && !(word == code && where == "answers") {
					t.Errorf("%s holds %q", where, word)
				}
			}
		}
		time.Sleep(map[bool]time.Duration{true: time.Minute, false: time.Second}[testkit.Torture()])
		n, found := searchMemory(t, p.cmd.Process.Pid, words)
		for i, what := range []string{"what a browser sealed", "what was told without script"} {
			if found[words[i]] {
				t.Errorf("the process holds in its memory %s", what)
			}
		}
		t.Logf("searched %d MB of memory and %d places", n>>20, len(held))
	})
}

// searchMemory looks for words in all that a process holds in writable memory.
func searchMemory(t *testing.T, pid int, words []string) (n int64, found map[string]bool) {
	t.Helper()
	found = map[string]bool{}
	at := "/proc/" + strconv.Itoa(pid)
	maps, err := os.ReadFile(at + "/maps")
	if err != nil {
		t.Skipf("this system shows no memory of a process: %v", err)
	}
	mem, err := os.Open(at + "/mem")
	if err != nil {
		t.Skipf("the memory of the process cannot be read: %v", err)
	}
	defer mem.Close()
	for line := range strings.Lines(string(maps)) {
		f := strings.Fields(line)
		if len(f) < 2 || !strings.HasPrefix(f[1], "rw") {
			continue
		}
		from, to, _ := strings.Cut(f[0], "-")
		a, err1 := strconv.ParseInt(from, 16, 64)
		z, err2 := strconv.ParseInt(to, 16, 64)
		if err1 != nil || err2 != nil || strings.Contains(line, "yingda.db") { // the mapped file was searched as a file
			continue
		}
		for ; a < z; a += 16 << 20 {
			body := make([]byte, min(z-a, 16<<20+64))
			got, _ := mem.ReadAt(body, a) // parts that are not there read as far as they go
			n += int64(got)
			for _, w := range words {
				found[w] = found[w] || bytes.Contains(body[:got], []byte(w))
			}
		}
	}
	return n, found
}

// unpacked is all that stands in a backup.
func unpacked(t testing.TB, path string) string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := zstd.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	body, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
