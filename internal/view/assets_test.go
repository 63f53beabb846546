package view_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"yingda/internal/view"
)

func TestAssets(t *testing.T) {
	if err := view.AssetsReady(); err != nil {
		t.Fatal(err)
	}
	handler := view.AssetHandler()
	get := func(path, encoding string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Accept-Encoding", encoding)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w
	}
	css := view.Asset("yingda.css")

	t.Run("an address carries the hash of its content", func(t *testing.T) {
		if !regexp.MustCompile(`^/assets/yingda-[0-9a-f]{12}\.css$`).MatchString(css) {
			t.Errorf("got %s", css)
		}
	})
	t.Run("every known asset answers and may be kept for ever", func(t *testing.T) {
		for name, kind := range map[string]string{
			"yingda.css": "text/css; charset=utf-8", "desk.js": "text/javascript; charset=utf-8",
			"public.js": "text/javascript; charset=utf-8", "early.js": "text/javascript; charset=utf-8",
			"icons.svg": "image/svg+xml", "favicon.svg": "image/svg+xml",
		} {
			w := get(view.Asset(name), "")
			if w.Code != 200 || w.Header().Get("Content-Type") != kind || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
				t.Errorf("%s: %d %v", name, w.Code, w.Header())
			}
		}
	})
	t.Run("the compressed copy holds the same text", func(t *testing.T) {
		packed := get(css, "br, gzip;q=0.5")
		z, err := gzip.NewReader(packed.Body)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		if string(text) != get(css, "gzip;q=0").Body.String() {
			t.Error("compressed and plain differ")
		}
	})
	t.Run("an unknown name is not found, nor is the manifest", func(t *testing.T) {
		for _, path := range []string{view.Asset("nothing.css"), "/assets/manifest.json", "/assets/"} {
			if w := get(path, ""); w.Code != 404 {
				t.Errorf("%s: got %d, want 404", path, w.Code)
			}
		}
	})
	t.Run("nothing can be posted to an asset", func(t *testing.T) {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodPost, css, nil))
		if w.Code != http.StatusMethodNotAllowed {
			t.Errorf("got %d", w.Code)
		}
	})
}
