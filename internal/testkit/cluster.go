package testkit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// One PostgreSQL cluster serves all test processes of a user. They meet in one
// folder: `start` is locked while somebody starts or stops the cluster, and every
// process that uses it holds a shared lock on `users` until it ends. A small
// watcher stops the cluster and removes it once nobody holds `users`.

// serverURL returns the url of a superuser on the shared cluster.
func serverURL(tb testing.TB) string {
	tb.Helper()
	if url := os.Getenv("YINGDA_TEST_POSTGRES"); url != "" {
		return url
	}
	url, err := joinCluster()
	if err != nil {
		tb.Fatalf("start PostgreSQL for tests: %v", err)
	}
	return url
}

// cluster is what the starter writes down for the others.
type cluster struct {
	PID int    `json:"pid"`
	Dir string `json:"dir"`
	URL string `json:"url"`
}

var joinCluster = sync.OnceValues(func() (string, error) {
	meet := filepath.Join(os.TempDir(), fmt.Sprintf("yingda-test-postgres-%d", os.Getuid()))
	if err := os.MkdirAll(meet, 0o711); err != nil {
		return "", err
	}
	start, err := lock(filepath.Join(meet, "start"), syscall.LOCK_EX)
	if err != nil {
		return "", err
	}
	defer syscall.Close(start)
	// this one stays open, and locked, until the process ends
	if _, err := lock(filepath.Join(meet, "users"), syscall.LOCK_SH); err != nil {
		return "", err
	}
	note := filepath.Join(meet, "cluster.json")
	if c, ok := running(note); ok {
		return c.URL, nil
	}
	c, err := startCluster(meet)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(c)
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(note, text, 0o600); err != nil {
		return "", err
	}
	return c.URL, watch(meet, c)
})

// lock opens a file and locks it. It returns the bare descriptor, because an
// *os.File that nobody refers to is closed, and its lock lost.
func lock(path string, how int) (int, error) {
	fd, err := syscall.Open(path, syscall.O_CREAT|syscall.O_RDWR|syscall.O_CLOEXEC, 0o600)
	if err != nil {
		return -1, fmt.Errorf("open %s: %w", path, err)
	}
	if err := syscall.Flock(fd, how); err != nil {
		return -1, errors.Join(fmt.Errorf("lock %s: %w", path, err), syscall.Close(fd))
	}
	return fd, nil
}

// running returns the cluster written down, if it answers. One that does not
// (the machine was restarted, the watcher killed) is cleared away.
func running(note string) (cluster, bool) {
	text, err := os.ReadFile(note)
	if err != nil {
		return cluster{}, false
	}
	var c cluster
	if json.Unmarshal(text, &c) == nil && answers(c.URL) == nil {
		return c, true
	}
	if c.Dir != "" {
		os.RemoveAll(c.Dir)
	}
	return cluster{}, false
}

func answers(url string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

func startCluster(meet string) (cluster, error) {
	bin, err := binaries()
	if err != nil {
		return cluster{}, err
	}
	dir, err := os.MkdirTemp(meet, "cluster-")
	if err != nil {
		return cluster{}, err
	}
	as, err := unprivileged(dir)
	if err != nil {
		return cluster{}, err
	}
	data := filepath.Join(dir, "data")
	initdb := command(as, filepath.Join(bin, "initdb"), "-D", data, "-U", "yingda", "-A", "trust", "--no-sync",
		"--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=zh")
	if out, err := initdb.CombinedOutput(); err != nil {
		return cluster{}, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	for try := 0; ; try++ {
		c, err := launch(as, bin, dir, data)
		if err == nil || try == 3 {
			return c, err
		}
	}
}

// launch starts the server on a port that was free a moment ago; somebody else
// may have taken it since, so the caller tries again.
func launch(as *syscall.Credential, bin, dir, data string) (cluster, error) {
	port, err := freePort()
	if err != nil {
		return cluster{}, err
	}
	settings := []string{
		"-F", "-p", strconv.Itoa(port), "-c listen_addresses=127.0.0.1", "-c unix_socket_directories=",
		"-c full_page_writes=off", "-c synchronous_commit=off", "-c max_connections=300", "-c shared_buffers=64MB",
		"-c autovacuum=off", "-c timezone=UTC",
	}
	log := filepath.Join(dir, "log")
	start := command(as, filepath.Join(bin, "pg_ctl"), "-D", data, "-l", log, "-w", "-t", "60", "-o", strings.Join(settings, " "), "start")
	if out, err := start.CombinedOutput(); err != nil {
		said, _ := os.ReadFile(log) // it is only there to explain the failure
		return cluster{}, fmt.Errorf("pg_ctl start: %w\n%s%s", err, out, said)
	}
	pid, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if err != nil {
		return cluster{}, err
	}
	first, _, _ := strings.Cut(string(pid), "\n")
	number, err := strconv.Atoi(first)
	if err != nil {
		return cluster{}, err
	}
	return cluster{PID: number, Dir: dir, URL: fmt.Sprintf("postgres://yingda@127.0.0.1:%d/postgres?sslmode=disable", port)}, nil
}

// watch starts the process that outlives the tests and stops the cluster when
// the last of them has ended. It waits a little, since `go test` starts the
// next package a moment after the one before.
func watch(meet string, c cluster) error {
	const script = `
while sleep 5; do
  exec 8>>"$1/start" 9>>"$1/users"
  flock -n 8 || continue
  if ! flock -n 9; then flock -u 8; continue; fi
  kill -INT "$2"
  while kill -0 "$2" 2>/dev/null; do sleep 0.1; done
  rm -rf "$3" "$1/cluster.json"
  exit 0
done`
	cmd := exec.Command("sh", "-c", script, "watch", meet, strconv.Itoa(c.PID), c.Dir)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	return cmd.Start()
}

// unprivileged gives dir to the user that shall own the cluster, because
// PostgreSQL refuses to run as root. It returns nil when the tests themselves
// run as an ordinary user.
func unprivileged(dir string) (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, os.Chown(dir, int(uid), int(gid))
	}
	return nil, errors.New("running as root, and there is neither a user postgres nor a user nobody to run the cluster as")
}

func command(as *syscall.Credential, name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = "/"
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "PGOPTIONS=")
	if as != nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as}
	}
	return cmd
}

// binaries returns the folder with initdb and pg_ctl: on PATH, else the newest
// in Debian's own place.
func binaries() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			if _, err := os.Stat(filepath.Join(filepath.Dir(path), "pg_ctl")); err == nil {
				return filepath.Dir(path), nil
			}
		}
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	best, dir := 14, ""
	for _, path := range found {
		d := filepath.Dir(path)
		if v, err := strconv.Atoi(filepath.Base(filepath.Dir(d))); err == nil && v > best {
			best, dir = v, d
		}
	}
	if dir == "" {
		return "", errors.New("PostgreSQL 15 or later not found: install Debian's package postgresql (make test does)")
	}
	return dir, nil
}
