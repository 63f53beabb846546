package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"yingda/internal/api"
	"yingda/internal/fault"
	"yingda/internal/site"
	"yingda/internal/web"
)

// grace is how long requests and jobs in hand may take after a stop.
const grace = 20 * time.Second

// run serves and works until ctx ends.
func (p *program) run(ctx context.Context) error {
	handlers, err := p.handlers()
	if err != nil {
		return err
	}
	proxies, err := Prefixes(p.conf.Proxies)
	if err != nil {
		return err
	}
	done, err := p.takeUp(ctx)
	if err != nil {
		return unlessTold(ctx, err)
	}
	defer done()
	if err := p.schedule(ctx); err != nil {
		return unlessTold(ctx, err)
	}
	work, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWork()
	var wait sync.WaitGroup
	failed := make(chan error, 1+len(handlers))
	var servers []*http.Server
	ready := ""
	for address, handler := range handlers {
		l, err := net.Listen("tcp", address)
		if err != nil {
			return fault.New(fault.Invalid, "listen", "不能监听 %s：可能已有程序占用，用 --listen 换一个", address).Because(err)
		}
		if address == p.conf.Listen {
			ready = l.Addr().String()
		}
		server := &http.Server{
			Handler: behindProxies(proxies, handler), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 60 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
			ErrorLog: slog.NewLogLogger(p.log.Handler(), slog.LevelDebug),
		}
		servers = append(servers, server)
		wait.Go(func() {
			if err := server.Serve(paced{l, paceTime}); !errors.Is(err, http.ErrServerClosed) {
				failed <- err
			}
		})
	}
	wait.Go(func() { failed <- p.jobs.Run(work) })
	wait.Go(func() { p.poller.Run(work) })
	wait.Go(func() { p.keepFigures(work) })
	fmt.Fprintf(os.Stderr, "ready http://%s\n", ready)
	select {
	case <-ctx.Done():
		err = nil
	case err = <-failed:
	}
	p.log.Info("stopping")
	// Live streams end first, then requests in hand, then jobs in hand.
	close(p.closing)
	p.stop(servers)
	stopWork()
	wait.Wait()
	return err
}

// stop lets requests in hand finish, and cuts off those that do not.
func (p *program) stop(servers []*http.Server) {
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	for _, s := range servers {
		if err := s.Shutdown(ctx); err != nil {
			p.log.Warn("requests cut off at the stop", "error", err)
			s.Close()
		}
	}
}

// handlers returns what each listener serves: public site and interface on the
// first; staff desk and figures there, too, unless they have one of their own.
func (p *program) handlers() (map[string]http.Handler, error) {
	p.cooperate()
	staff, err := web.New(p.webDeps())
	if err != nil {
		return nil, err
	}
	public := http.NewServeMux()
	public.Handle("/", site.New(site.Deps{Store: p.store.Reader, Book: p.book, Base: p.conf.Public, Log: p.log, Now: p.clock.Now, Readers: p.desk, Tips: p.desk, Senders: p.desk}))
	public.Handle("/api/", api.New(api.Deps{Reading: p.poller, Store: p.store.Reader, Desk: p.desk, Auth: p.auth, Intake: p.intake, Log: p.log, Keep: p.store, Now: p.clock.Now, Keys: p.keys, Wake: p.jobs.Wake}))
	public.Handle("/hooks/", web.Hooks(p.desk, p.log))
	public.Handle("/helper/", web.Helper(p.desk, p.clock.Now))
	p.alive(public)
	out := map[string]http.Handler{p.conf.Listen: public}
	desk := public
	if own(p.conf.Desk, p.conf.Listen) {
		desk = http.NewServeMux()
		desk.Handle("/{$}", http.RedirectHandler("/desk", http.StatusSeeOther))
		desk.Handle("/assets/", staff)
		p.alive(desk)
		out[p.conf.Desk] = desk
	}
	desk.Handle("/desk", staff)
	desk.Handle("/desk/", staff)
	if own(p.conf.Metrics, p.conf.Listen) {
		figures := http.NewServeMux()
		figures.Handle("GET /metrics", p.figures())
		out[p.conf.Metrics] = figures
	} else {
		public.Handle("GET /metrics", p.metrics())
	}
	return out, nil
}

// own reports whether a part has a listener of its own.
func own(address, shared string) bool { return address != "" && address != shared }

func (p *program) alive(mux *http.ServeMux) {
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", p.readyz)
}
