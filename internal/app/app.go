package app

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"yingda/internal/auth"
	"yingda/internal/deadline"
	"yingda/internal/demo"
	"yingda/internal/desk"
	"yingda/internal/doc"
	"yingda/internal/fault"
	"yingda/internal/fetch"
	"yingda/internal/intake"
	"yingda/internal/job"
	"yingda/internal/notify"
	"yingda/internal/report"
	"yingda/internal/seal"
	"yingda/internal/store"
	"yingda/internal/web"
)

// Start says how to start: the regimes of a first start, or the sample agency.
type Start struct {
	Regimes []string
	Demo    bool
}

// program is everything that runs in one process.
type program struct {
	conf    Config
	log     *slog.Logger
	clock   *clock
	store   *store.Store
	desk    *desk.Desk
	auth    *auth.Auth
	intake  *intake.Intake
	poller  *intake.Poller
	jobs    *job.Runner
	book    *report.Book
	client  *fetch.Client
	teller  *notify.Teller
	demo    *web.DemoInfo
	keys    func() (*seal.Keys, error)
	pdf     *doc.Converter
	closing chan struct{} // closed when the program stops: live streams end
}

// Serve runs everything until ctx ends, finishes what is in hand and returns.
func Serve(ctx context.Context, c Config, start Start) error {
	log := logger(c.Log)
	slog.SetDefault(log)
	if c.Database == "" || start.Demo {
		if err := c.mkdir(); err != nil {
			return err
		}
	}
	p := &program{conf: c, log: log, clock: &clock{}, closing: make(chan struct{})}
	s, err := store.Open(ctx, store.Config{Dir: c.Data, URL: c.Database, Now: p.clock.Now})
	if err != nil {
		return unlessTold(ctx, err)
	}
	p.store = s
	defer func() {
		if err := s.Close(); err != nil {
			log.Error("close", "error", err)
		}
	}()
	if err := p.wire(); err != nil {
		return err
	}
	defer p.pdf.Close()
	if err := p.begin(ctx, start); err != nil {
		return unlessTold(ctx, err)
	}
	return p.run(ctx)
}

// unlessTold returns err of a start, nil if the program was told to stop
// meanwhile: what a start does is done in transactions, and the next goes on.
func unlessTold(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func logger(level string) *slog.Logger {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		l = slog.LevelInfo
	}
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: l}))
}

// wire makes the parts and joins them.
func (p *program) wire() error {
	cal, err := CalendarOf(p.conf.Calendar)
	if err != nil {
		return err
	}
	duty, err := dutyOf(p.conf.Duty, cal)
	if err != nil {
		return err
	}
	allowed, hosts, err := inner(p.conf.Networks)
	if err != nil {
		return err
	}
	p.desk = desk.New(p.store)
	p.desk.Calendar = func() *deadline.Calendar { return cal }
	p.desk.Duty = duty
	p.keys = seal.NewRing(p.conf.KeyFile, p.clock.Now).Keys
	p.desk.Sending = p.sending()
	p.keepFiles()
	p.pdf = doc.FindConverter()
	p.auth = auth.New(p.store)
	p.desk.Actor = p.auth.Actor
	p.auth.Keys = p.keys
	p.intake = intake.New(p.store, p.desk)
	p.intake.Remember = p.conf.Remember
	p.client = fetch.New(fetch.Config{Version: Version, Contact: p.conf.Contact, Allow: allowed, AllowHosts: hosts, Now: p.clock.Now})
	p.desk.Platforms = desk.Platforms{Client: p.client, Base: p.conf.Platforms}
	p.desk.Inbox.SetReplier("account_message", desk.AccountReplier{Desk: p.desk})
	p.desk.Inbox.SetReplier("account_comment", desk.CommentReplier{Desk: p.desk})
	p.poller = &intake.Poller{Intake: p.intake, Client: p.client, Log: p.log, RSSHub: p.conf.RSSHub, Open: p.unseal}
	p.book = report.New(p.store.Reader)
	p.jobs = job.New(p.store)
	p.jobs.Log = p.log
	p.jobs.Lease = 20 * time.Second // how long an approved answer waits when its process was killed
	p.teller = p.telling()
	p.register()
	return nil
}

// unseal opens a secret with the installation's keys.
func (p *program) unseal(sealed, purpose string) (string, error) {
	keys, err := p.keys()
	if err != nil {
		return "", err
	}
	return keys.Open(sealed, purpose)
}

// Version is the version of this build, set by the linker for a release.
var Version = "dev"

// CalendarOf returns the calendar with the notices of later years, which the files
// hold.
func CalendarOf(files []string) (*deadline.Calendar, error) {
	cal := deadline.Builtin()
	for _, name := range files {
		body, err := os.ReadFile(name)
		if err != nil {
			return nil, fault.New(fault.Invalid, "calendar.read", "读不到放假安排文件 %s", name).Because(err)
		}
		year, err := deadline.LoadNotice(body)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		cal = cal.With(year)
	}
	return cal, nil
}

// dutyOf reads "08:00-20:00" as the hours on duty of every working day; "" is
// round the clock.
func dutyOf(hours string, cal *deadline.Calendar) (func(time.Time) []deadline.Window, error) {
	if hours == "" {
		return nil, nil
	}
	var h1, m1, h2, m2 int
	if n, err := fmt.Sscanf(hours, "%d:%d-%d:%d", &h1, &m1, &h2, &m2); n != 4 || err != nil || h1 > 23 || h2 > 24 || m1 > 59 || m2 > 59 || h1*60+m1 >= h2*60+m2 {
		return nil, fault.New(fault.Invalid, "config.duty", "值班时间「%s」应写成 08:00-20:00", hours).On("duty")
	}
	opens, closes := time.Duration(h1*60+m1)*time.Minute, time.Duration(h2*60+m2)*time.Minute
	return func(from time.Time) []deadline.Window { return deadline.OfficeHours(cal, from, 30, opens, closes) }, nil
}

// begin makes a new installation, or goes on with the one that is there.
func (p *program) begin(ctx context.Context, start Start) error {
	epoch, err := markedDemo(ctx, p.store)
	if err != nil {
		return err
	}
	switch {
	case start.Demo:
		return p.beginDemo(ctx, epoch)
	case !epoch.IsZero():
		return fault.New(fault.Conflict, "demo.folder", "%s 是演示数据，只能用 yingda demo 打开；正式使用请换一个数据目录", p.conf.Data)
	}
	return setup(ctx, p.conf, p.store, start.Regimes, p.log)
}

// beginDemo founds the sample agency in an empty folder, or resumes it.
func (p *program) beginDemo(ctx context.Context, epoch time.Time) error {
	units, err := p.store.Units(ctx)
	if err != nil {
		return err
	}
	if epoch.IsZero() && len(units) > 0 {
		return fault.New(fault.Conflict, "demo.real", "%s 里已有正式数据，演示请换一个数据目录：--data 目录", p.conf.Data)
	}
	sample, err := demo.Load()
	if err != nil {
		return err
	}
	first := epoch.IsZero()
	if first {
		epoch = time.Now().Truncate(time.Second)
	}
	feeds, err := p.serveFeeds(ctx, sample, epoch)
	if err != nil {
		return err
	}
	pl := &player{sample: sample, store: p.store, desk: p.desk, auth: p.auth, intake: p.intake, clock: p.clock, epoch: epoch, feeds: feeds, log: p.log, tasks: map[string]string{}, handed: map[string]bool{}}
	if first {
		if err := pl.founding(ctx); err != nil {
			return fmt.Errorf("found the sample agency: %w", err)
		}
	} else {
		if err := pl.moveFeeds(ctx); err != nil {
			return err
		}
		if err := pl.remember(ctx); err != nil {
			return err
		}
	}
	if err := pl.replay(ctx); err != nil {
		return fmt.Errorf("replay the sample agency: %w", err)
	}
	p.demo, err = pl.info(ctx)
	return err
}

// serveFeeds plays the sample's sources on a loopback address of their own.
func (p *program) serveFeeds(ctx context.Context, sample *demo.Sample, epoch time.Time) (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("listen for the sample's feeds: %w", err)
	}
	server := &http.Server{Handler: sample.Feeds(epoch, p.clock.Now), ReadHeaderTimeout: 10 * time.Second}
	go server.Serve(l) //nolint:errcheck // it ends with the process
	context.AfterFunc(ctx, func() { server.Close() })
	allowed, hosts, err := inner(append([]string{"127.0.0.1"}, p.conf.Networks...))
	if err != nil {
		return "", err
	}
	p.client.Close()
	p.client = fetch.New(fetch.Config{Version: Version, Contact: p.conf.Contact, Allow: allowed, AllowHosts: hosts, Now: time.Now})
	p.poller.Client = p.client
	p.desk.Platforms = desk.Platforms{Client: p.client, Base: p.conf.Platforms, Near: true}
	return "http://" + l.Addr().String(), nil
}

func (p *program) webDeps() web.Deps {
	return web.Deps{Store: p.store.Reader, Desk: p.desk, Auth: p.auth, Base: p.conf.Public, Secure: strings.HasPrefix(p.conf.Public, "https://"), Demo: p.demo, Now: p.clock.Now, Log: p.log, Intake: p.intake, Reading: p.poller, Page: p.page, Closed: p.closing, Keys: p.keys, Converter: p.pdf}
}

// readyz says whether this process can work: the database answers and its
// schema is this program's.
func (p *program) readyz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 3*time.Second)
	defer cancel()
	if err := p.store.Ping(ctx); err != nil {
		http.Error(w, "database does not answer", http.StatusServiceUnavailable)
		return
	}
	if ok, err := p.store.SchemaCurrent(ctx); err != nil || !ok {
		http.Error(w, "schema is not this program's", http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ready")
}
