package acceptance

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"yingda/internal/testkit"
)

// binary is the program under test: the one that YINGDA_BIN names, or one built
// with the flags of `make build`, so that both share the compiler's cache.
func binary(t testing.TB) string {
	t.Helper()
	if bin := os.Getenv("YINGDA_BIN"); bin != "" {
		return bin
	}
	bin, err := built(testkit.Root(t))
	if err != nil {
		t.Fatal(err)
	}
	return bin
}

var (
	buildOnce sync.Once
	buildDir  string
	buildErr  error
)

func built(root string) (string, error) {
	buildOnce.Do(func() {
		if buildDir, buildErr = os.MkdirTemp("", "yingda-acceptance-"); buildErr != nil {
			return
		}
		cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", filepath.Join(buildDir, "yingda"), "./cmd/yingda")
		cmd.Dir, cmd.Env = root, append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			buildErr = fmt.Errorf("build the program: %w\n%s", err, out)
		}
	})
	return filepath.Join(buildDir, "yingda"), buildErr
}

func TestMain(m *testing.M) {
	code := m.Run()
	if buildDir != "" {
		os.RemoveAll(buildDir)
	}
	os.Exit(code)
}

// said keeps what a process writes to standard error, over all its restarts.
type said struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all.String()
}

// program is one installation and the process that serves it, if one does.
type program struct {
	t      testing.TB
	engine testkit.Engine
	url    string // of PostgreSQL, "" for SQLite
	dir    string
	config string
	base   string // http://host:port
	log    said
	heard  transcript // every answer that a client got
	cmd    *exec.Cmd
	ended  chan error
}

// place makes an empty installation on one engine; nothing runs yet.
func place(t testing.TB, engine testkit.Engine) *program {
	t.Helper()
	p := &program{t: t, engine: engine, dir: filepath.Join(t.TempDir(), "data")}
	if engine == testkit.EnginePostgres {
		p.url = testkit.Postgres(t)
	}
	p.config = filepath.Join(t.TempDir(), "yingda.toml")
	p.must(os.WriteFile(p.config, []byte("networks = [\"127.0.0.1\"]\n"), 0o600))
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			text := p.log.String()
			t.Logf("the program said:\n%s", text[max(0, len(text)-6000):])
		}
	})
	return p
}

// each runs a test on both engines, each with an installation that serves.
func each(t *testing.T, run func(t *testing.T, p *program)) {
	for _, engine := range []testkit.Engine{testkit.EngineSQLite, testkit.EnginePostgres} {
		t.Run(string(engine), func(t *testing.T) {
			p := place(t, engine)
			p.start("--regime", "petition-bureau")
			run(t, p)
		})
	}
}

func (p *program) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// global are the flags that lead a command to this installation.
func (p *program) global() []string {
	args := []string{"--config", p.config, "--data", p.dir}
	if p.url != "" {
		args = append(args, "--database", p.url)
	}
	return args
}

var readyLine = regexp.MustCompile(`(?m)^ready (http://\S+)$`)

// launch starts the process without waiting for it.
func (p *program) launch(args ...string) {
	p.t.Helper()
	p.cmd = exec.Command(binary(p.t), append(append([]string{"serve", "--listen", "127.0.0.1:0"}, args...), p.global()...)...)
	p.cmd.Stderr = &p.log
	p.must(p.cmd.Start())
	cmd, ended := p.cmd, make(chan error, 1)
	p.ended = ended
	go func() { ended <- cmd.Wait() }()
}

// start starts the process and waits until it answers.
func (p *program) start(args ...string) {
	p.t.Helper()
	if err := p.tryStart(90*time.Second, args...); err != nil {
		p.t.Fatal(err)
	}
}

func (p *program) tryStart(most time.Duration, args ...string) error {
	p.t.Helper()
	before := len(p.log.String())
	p.launch(args...)
	for began := time.Now(); time.Since(began) < most; {
		if m := readyLine.FindStringSubmatch(p.log.String()[before:]); m != nil {
			p.base = m[1]
			return nil
		}
		select {
		case err := <-p.ended:
			p.cmd = nil
			return fmt.Errorf("the program ended before it was ready: %v\n%s", err, p.log.String()[before:])
		case <-time.After(5 * time.Millisecond):
		}
	}
	p.kill()
	return fmt.Errorf("not ready within %v:\n%s", most, p.log.String()[before:])
}

// kill ends the process as a power cut would.
func (p *program) kill() {
	if p.cmd == nil {
		return
	}
	p.cmd.Process.Kill() // it may have ended by itself
	<-p.ended
	p.cmd = nil
}

// stop ends the process as an administrator would; it must exit 0.
func (p *program) stop() {
	p.t.Helper()
	if p.cmd == nil {
		return
	}
	p.must(p.cmd.Process.Signal(syscall.SIGTERM))
	select {
	case err := <-p.ended:
		if err != nil {
			p.t.Errorf("after SIGTERM: %v", err)
		}
		p.cmd = nil
	case <-time.After(60 * time.Second):
		p.t.Error("still running a minute after SIGTERM")
		p.kill()
	}
}

// outcome is what a command left behind.
type outcome struct {
	out, err string
	exit     int
}

// run carries out a command of the program beside the server.
func (p *program) run(args ...string) outcome {
	p.t.Helper()
	bin := binary(p.t) // which may have to be built first
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(ctx, bin, append(args, p.global()...)...)
	cmd.Stdout, cmd.Stderr = &out, io.MultiWriter(&errs, &p.log)
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		p.t.Fatalf("yingda %s: %v", strings.Join(args, " "), err)
	}
	return outcome{out.String(), errs.String(), cmd.ProcessState.ExitCode()}
}

// ok carries out a command that must succeed and returns what it printed.
func (p *program) ok(args ...string) string {
	p.t.Helper()
	o := p.run(args...)
	if o.exit != 0 {
		p.t.Fatalf("yingda %s: exit %d\n%s", strings.Join(args, " "), o.exit, o.err)
	}
	return strings.TrimSpace(o.out)
}

// verify holds the audit log to its chain.
func (p *program) verify() {
	p.t.Helper()
	p.ok("audit", "verify")
}

// until waits for a condition, at most as long as given.
func (p *program) until(most time.Duration, what string, holds func() bool) {
	p.t.Helper()
	for began := time.Now(); !holds(); time.Sleep(50 * time.Millisecond) {
		if time.Since(began) > most {
			p.t.Fatalf("not within %v: %s", most, what)
		}
	}
}

// peak is the most memory that the process had so far, in bytes.
func (p *program) peak() int64 {
	p.t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	p.must(err)
	var kb int64
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			_, err = fmt.Sscan(rest, &kb)
			p.must(err)
		}
	}
	return kb << 10
}
