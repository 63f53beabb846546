package acceptance

import (
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	_ "modernc.org/sqlite" // driver "sqlite", to hold a lock from outside

	"yingda/internal/testkit"
)

// TestLocked lets another process hold the data file, or on PostgreSQL the table of
// posts, for three seconds: what is sent meanwhile is done late or refused, never
// lost. On PostgreSQL a lock that lasts is answered, too, within its ten seconds.
func TestLocked(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p *program) {
		in := p.open(nil)
		in.engage(staff)
		number := in.concern("接访大厅取不到号")
		push, handler := in.token("push", ""), in.token("write", "handler")
		version := p.as(handler).matter(number).Version

		hold := func() (free func()) {
			tx, err := in.outside().Begin()
			p.must(err)
			if p.engine == testkit.EnginePostgres {
				_, err = tx.Exec(`LOCK TABLE post IN ACCESS EXCLUSIVE MODE`)
				p.must(err)
			}
			return func() { p.must(tx.Rollback()) }
		}
		free := hold()
		var wait sync.WaitGroup
		var acked, refused int
		var mu sync.Mutex
		send := func(i int) {
			began := time.Now()
			a := p.as(push).do("POST", "/api/v1/posts", someBatch(i*100, 10).posts)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case a.status == 200:
				acked += 10
			case a.status == 503 && a.code() == "database.locked" && time.Since(began) < 15*time.Second:
				refused++
			default:
				t.Errorf("push while the posts are locked: %d %.200s after %v", a.status, a.body, time.Since(began))
			}
		}
		for i := range 6 {
			wait.Go(func() { send(i) })
		}
		wait.Go(func() {
			if a := p.as(handler).tryAct(number, "progress", version, map[string]any{"text": "进展"}); a.status != 200 && a.status != 503 {
				t.Errorf("an act while the posts are locked: %d %.200s", a.status, a.body)
			}
		})
		p.as("").want(200, "GET", "/statements.json", nil) // readers do not wait for writers
		time.Sleep(3 * time.Second)
		free()
		wait.Wait()
		if p.engine == testkit.EnginePostgres {
			if acked != 60 {
				t.Errorf("after three seconds %d of 60 posts are in", acked)
			}
			free = hold()
			send(7)
			free()
			if refused != 1 {
				t.Error("a push past a lock that lasts was not told so")
			}
		}
		if n := in.count(`SELECT COUNT(*) FROM post`); n != int64(acked) {
			t.Errorf("%d posts were acknowledged and %d are there", acked, n)
		}
		in.sound()
		p.verify()
		t.Logf("acknowledged %d posts, refused %d pushes", acked, refused)
	})
}

// outside is a connection of another program to the database; on SQLite its
// transactions lock the whole file.
func (in *inside) outside() *sql.DB {
	in.t.Helper()
	driver, address := "sqlite", "file:"+filepath.Join(in.dir, "yingda.db")+"?_txlock=exclusive&_pragma=busy_timeout(5000)"
	if in.engine == testkit.EnginePostgres {
		driver, address = "pgx", in.url
	}
	db, err := sql.Open(driver, address)
	in.must(err)
	in.t.Cleanup(func() { db.Close() })
	return db
}

// TestFull fills the disk: the program says so, loses nothing that it
// acknowledged, and works again when there is space.
func TestFull(t *testing.T) {
	t.Parallel()
	for _, engine := range []testkit.Engine{testkit.EngineSQLite, testkit.EnginePostgres} {
		t.Run(string(engine), func(t *testing.T) { full(t, engine) })
	}
}

func full(t *testing.T, engine testkit.Engine) {
	p := place(t, testkit.EngineSQLite)
	small, room := p.dir, "24m"
	if engine == testkit.EnginePostgres {
		small, room = filepath.Join(t.TempDir(), "space"), "96m"
		p.must(os.Chmod(filepath.Dir(filepath.Dir(small)), 0o711)) // for the server to pass
	}
	p.must(os.MkdirAll(small, 0o700))
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size="+room+",mode=0700", "tmpfs", small).CombinedOutput(); err != nil {
		t.Skipf("a small file system cannot be mounted here: %v %s", err, strings.TrimSpace(string(out)))
	}
	t.Cleanup(func() {
		p.kill()
		if out, err := exec.Command("umount", "-l", small).CombinedOutput(); err != nil {
			t.Errorf("umount: %v %s", err, out)
		}
	})
	if engine == testkit.EnginePostgres {
		p.engine, p.url = engine, testkit.PostgresIn(t, small)
	}
	p.start("--regime", "petition-bureau")
	in := p.open(nil)
	in.engage(staff)
	number := in.concern("接访大厅取不到号")
	push, handler := in.token("push", ""), in.token("write", "handler")
	ballast := filepath.Join(small, "ballast")
	for round := range 3 {
		fill(t, ballast)
		p.must(os.Truncate(ballast, size(t, ballast)-int64(round)<<19)) // nothing is left, then a little
		acked, next := in.count(`SELECT COUNT(*) FROM post`), 10_000*(round+1)
		var last answer
		for range 400 {
			b := someBatch(next, 50)
			next += 50
			last = p.as(push).do("POST", "/api/v1/posts", b.posts)
			if last.status != 200 {
				break
			}
			acked += 50
		}
		if last.status != 503 || last.code() != "disk.full" && last.code() != "disk.error" {
			t.Errorf("a push on a full disk: %d %.300s", last.status, last.body)
		}
		version := p.as(handler).matter(number).Version
		if a := p.as(handler).tryAct(number, "progress", version, map[string]any{"text": strings.Repeat("进展", 5000)}); a.status != 503 && a.status != 200 {
			t.Errorf("an act on a full disk: %d %.300s", a.status, a.body)
		}
		if round == 1 { // the machine gives up, too
			p.kill()
		}
		p.must(os.Remove(ballast))
		if round == 1 {
			p.start()
		}
		in.until(60*time.Second, "it works again", func() bool {
			return p.as(push).do("POST", "/api/v1/posts", someBatch(next, 1).posts).status == 200
		})
		if n := in.count(`SELECT COUNT(*) FROM post WHERE published_at < $1`, stampOf(next).UnixMilli()); n < acked {
			t.Errorf("%d posts were acknowledged and %d are there", acked, n)
		}
		in.sound()
		p.verify()
	}
}

// fill takes what space is left.
func fill(t *testing.T, file string) {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := 1 << 20; size >= 512; size /= 2 {
		for chunk := make([]byte, size); ; {
			if _, err := f.Write(chunk); err != nil {
				break
			}
		}
	}
}

func size(t *testing.T, file string) int64 {
	t.Helper()
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// TestClockBack makes an act in the future with another process's clock: until
// the server's clock has caught up it refuses to write, with a word about it.
func TestClockBack(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p *program) {
		in := p.open(nil)
		in.engage(staff)
		number := in.concern("接访大厅取不到号")
		push, handler := in.token("push", ""), in.token("write", "handler")
		later := p.open(func() time.Time { return time.Now().Add(20 * time.Second) })
		later.who = in.who
		later.act("handler", number, "progress", map[string]any{"text": "钟快的机器"})
		m := p.as(handler).matter(number)
		if a := p.as(handler).tryAct(number, "progress", m.Version, map[string]any{"text": "钟慢的机器"}); a.status != 503 || a.code() != "clock.backwards" {
			t.Errorf("an act before the last entry: %d %s", a.status, a.code())
		}
		if a := p.as(push).do("POST", "/api/v1/posts", someBatch(1, 3).posts); a.status != 503 || a.code() != "clock.backwards" {
			t.Errorf("a push before the last entry: %d %s", a.status, a.code())
		}
		if n := in.count(`SELECT COUNT(*) FROM post`); n != 0 {
			t.Errorf("%d posts were stored by a refused push", n)
		}
		p.verify()
		p.until(40*time.Second, "the clock has caught up", func() bool {
			return p.as(handler).tryAct(number, "progress", m.Version, map[string]any{"text": "钟已校准"}).status == 200
		})
		in.sound()
		p.verify()
	})
}

// TestTwoHands lets many act on one version at once: exactly one wins, and the
// others are told why.
func TestTwoHands(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p *program) {
		in := p.open(nil)
		in.engage(staff)
		number := in.concern("接访大厅取不到号")
		hands := []string{in.token("write", "handler"), in.token("write", "office_director")}
		for round := range 5 {
			version := p.as(hands[0]).matter(number).Version
			got := map[string]int{}
			var mu sync.Mutex
			var wait sync.WaitGroup
			for i := range 12 {
				wait.Go(func() {
					a := p.as(hands[i%2]).tryAct(number, "progress", version, map[string]any{"text": fmt.Sprint("第", round, "轮第", i, "人")})
					mu.Lock()
					defer mu.Unlock()
					got[fmt.Sprint(a.status, a.code())]++
				})
			}
			wait.Wait()
			if got["200"] != 1 || got["409version.stale"] != 11 {
				t.Errorf("twelve on one version: %v", got)
			}
		}
		in.sound()
		p.verify()
	})
}
