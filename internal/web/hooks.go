package web

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/hurry"
	"yingda/internal/platform"
	"yingda/internal/regime"
)

// How many callbacks are in hand at once in one process, how many bytes of them in
// memory, and how long one may take to arrive; others are asked to come again, which
// the platforms do. They give up after five seconds themselves.
const (
	mostHooks     = 64
	mostHookBytes = 64 << 20
	hookWait      = 5 * time.Second
)

// Hooks serves what platforms call under /hooks/: no sign-in, no cookie; the
// platform's own signature is the key. Whatever is wrong about an address, it
// is answered as one that does not exist. The query names who wrote, so it is
// never logged. Clause: MSG-1.
func Hooks(d *desk.Desk, log *slog.Logger) http.Handler {
	h := &hooks{desk: d, log: log, hand: make(chan struct{}, mostHooks)}
	h.hoard = hurry.Hoard{Most: mostHookBytes, Full: fault.New(fault.Busy, "hook.busy", "回调太多，请稍后再试")}
	mux := http.NewServeMux()
	for _, of := range desk.Calling {
		path := "/hooks/" + string(of) + "/{account}"
		mux.HandleFunc("GET "+path, h.answer(of, func(ctx context.Context, account string, c platform.Callback) ([]byte, error) {
			echo, err := d.CheckHook(ctx, of, account, c)
			return []byte(echo), err
		}))
		mux.HandleFunc("POST "+path, h.answer(of, func(ctx context.Context, account string, c platform.Callback) ([]byte, error) {
			return d.Hear(ctx, of, account, c)
		}))
	}
	return mux
}

type hooks struct {
	desk  *desk.Desk
	log   *slog.Logger
	hand  chan struct{}
	hoard hurry.Hoard
}

// answer knows the account before it reads what is sent, and has read that before
// it takes a place: whoever sends slowly, to whatever address, holds nobody up.
func (h *hooks) answer(of regime.Platform, take func(context.Context, string, platform.Callback) ([]byte, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8") // also of XML: nothing here is for a browser
		w.Header().Set("X-Content-Type-Options", "nosniff")
		account := r.PathValue("account")
		if err := h.desk.KnowHook(r.Context(), of, account); err != nil {
			w.Header().Set("Connection", "close") // else what is still to come is waited for before this is said
			h.refuse(w, r, err)
			return
		}
		held := h.hoard.Hold(r.Body)
		defer held.GiveBack()
		r.Body = held
		body, err := hurry.Body(w, r, platform.BodyLimit, hookWait)
		if err != nil {
			status := http.StatusRequestEntityTooLarge
			switch fault.CodeOf(err) {
			case "hook.busy":
				status = http.StatusServiceUnavailable
			case "body.slow":
				status = http.StatusRequestTimeout
			}
			http.Error(w, "too large, too slow or cut short", status)
			return
		}
		select {
		case h.hand <- struct{}{}:
			defer func() { <-h.hand }()
		default:
			http.Error(w, "come again", http.StatusServiceUnavailable)
			return
		}
		out, err := take(r.Context(), account, platform.ReadCallback(r.URL.Query(), body))
		if err != nil {
			h.refuse(w, r, err)
			return
		}
		w.Write(out) //nolint:errcheck // a platform that went away calls again
	}
}

func (h *hooks) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if f := fault.Of(err); f == nil || f.Kind == fault.Internal {
		h.log.Error("callback not taken", "path", r.URL.Path, "error", err)
	}
	http.Error(w, fault.CodeOf(err), fault.Status(err))
}
