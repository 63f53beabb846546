package view

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

// dist is what `make assets` leaves: files whose names carry their content's
// hash, a compressed copy of each, and manifest.json. In a fresh clone it holds
// a placeholder alone, so that the program compiles.
//
//go:embed all:dist
var dist embed.FS

// AssetPath is where AssetHandler must be mounted.
const AssetPath = "/assets/"

var manifest = sync.OnceValues(func() (map[string]string, error) {
	text, err := dist.ReadFile("dist/manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errors.New("this program was built without its scripts and styles: run make assets, then build again")
	}
	if err != nil {
		return nil, err
	}
	var names map[string]string
	if err := json.Unmarshal(text, &names); err != nil {
		return nil, fmt.Errorf("read the manifest of the assets: %w", err)
	}
	return names, nil
})

// AssetsReady returns an error with the remedy if the program was built without
// its scripts and styles. It is asked once, at the start.
func AssetsReady() error {
	_, err := manifest()
	return err
}

// Asset returns the address of a script, style or picture by its plain name,
// such as "yingda.css", "desk.js" or "icons.svg". An unknown name gives an
// address that answers 404, which the walk over all pages notices.
func Asset(name string) string {
	names, _ := manifest() // AssetsReady has stopped the start if there is none
	if hashed, ok := names[name]; ok {
		return AssetPath + hashed
	}
	return AssetPath + name
}

// Icon returns the address of one drawing in the icon file, for <use href>.
func Icon(name string) string { return Asset("icons.svg") + "#" + name }

// AssetHandler serves the assets under AssetPath. An address names one content
// for ever, so browsers may keep it for a year without asking again.
func AssetHandler() http.Handler {
	files := map[string]asset{}
	names, _ := manifest()
	for _, hashed := range names {
		if a, err := load(hashed); err == nil {
			files[hashed] = a
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok := files[strings.TrimPrefix(r.URL.Path, AssetPath)]
		if !ok {
			http.NotFound(w, r)
			return
		}
		a.serve(w, r)
	})
}

type asset struct {
	kind          string // media type
	plain, packed []byte
}

func load(hashed string) (asset, error) {
	plain, err1 := dist.ReadFile("dist/" + hashed)
	packed, err2 := dist.ReadFile("dist/" + hashed + ".gz")
	return asset{kind: mediaType(hashed), plain: plain, packed: packed}, errors.Join(err1, err2)
}

// mediaType does not ask the operating system's table, which differs from
// machine to machine, for the kinds that matter.
func mediaType(name string) string {
	switch ext := path.Ext(name); ext {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	default:
		return mime.TypeByExtension(ext)
	}
}

func (a asset) serve(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	h.Set("X-Content-Type-Options", "nosniff")
	body := a.plain
	if acceptsGzip(r) {
		h.Set("Content-Encoding", "gzip")
		body = a.packed
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodHead {
		return
	}
	w.Write(body) // a reader who has gone needs no answer
}

// acceptsGzip reads Accept-Encoding; "gzip;q=0" refuses it.
func acceptsGzip(r *http.Request) bool {
	for one := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		coding, weight, _ := strings.Cut(strings.TrimSpace(one), ";")
		if strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			q := strings.TrimPrefix(strings.ReplaceAll(weight, " ", ""), "q=")
			return strings.Trim(q, "0.") != "" || q == ""
		}
	}
	return false
}
