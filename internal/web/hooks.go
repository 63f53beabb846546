package web

import (
	"context"
	"io"
	"log/slog"
	"net/http"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/platform"
)

// mostHooks is how many callbacks are in hand at once in one process; further
// ones are asked to come again, which the platforms do.
const mostHooks = 64

// Hooks serves what platforms call under /hooks/: no sign-in, no cookie; the
// platform's own signature is the key. Whatever is wrong about an address, it
// is answered as one that does not exist. The query names who wrote, so it is
// never logged. Clause: MSG-1.
func Hooks(d *desk.Desk, log *slog.Logger) http.Handler {
	hand := make(chan struct{}, mostHooks)
	mux := http.NewServeMux()
	for _, of := range desk.Calling {
		path := "/hooks/" + string(of) + "/{account}"
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			answerHook(w, r, log, hand, func(ctx context.Context, c platform.Callback) ([]byte, error) {
				echo, err := d.CheckHook(ctx, of, r.PathValue("account"), c)
				return []byte(echo), err
			})
		})
		mux.HandleFunc("POST "+path, func(w http.ResponseWriter, r *http.Request) {
			answerHook(w, r, log, hand, func(ctx context.Context, c platform.Callback) ([]byte, error) {
				return d.Hear(ctx, of, r.PathValue("account"), c)
			})
		})
	}
	return mux
}

func answerHook(w http.ResponseWriter, r *http.Request, log *slog.Logger, hand chan struct{}, take func(context.Context, platform.Callback) ([]byte, error)) {
	select {
	case hand <- struct{}{}:
		defer func() { <-hand }()
	default:
		http.Error(w, "come again", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8") // also of XML: nothing here is for a browser
	w.Header().Set("X-Content-Type-Options", "nosniff")
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, platform.BodyLimit))
	if err != nil {
		http.Error(w, "too large or cut short", http.StatusRequestEntityTooLarge)
		return
	}
	out, err := take(r.Context(), platform.ReadCallback(r.URL.Query(), body))
	if err != nil {
		if f := fault.Of(err); f == nil || f.Kind == fault.Internal {
			log.Error("callback not taken", "path", r.URL.Path, "error", err)
		}
		http.Error(w, fault.CodeOf(err), fault.Status(err))
		return
	}
	w.Write(out) //nolint:errcheck // a platform that went away calls again
}
