// Command bundle makes the files that pages load: it bundles the scripts and the
// stylesheet below an assets folder, gives every file a name that carries its
// content's hash, adds a compressed copy, and writes manifest.json, which maps
// plain names to hashed ones. Old files in the target folder are removed; the
// placeholder .keep stays.
package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// The oldest browsers that agencies still run; newer syntax is rewritten.
var engines = []api.Engine{{Name: api.EngineChrome, Version: "86"}, {Name: api.EngineFirefox, Version: "78"}}

// entries are what esbuild bundles, plain files are taken as they are.
var (
	entries = []string{"css/yingda.css", "js/desk.js", "js/public.js", "js/early.js", "js/tips.js", "js/tipdesk.js", "js/ask.js"}
	plain   = []string{"icons.svg", "favicon.svg"}
)

func main() {
	in := flag.String("in", "assets", "folder with css, js and the installed packages")
	out := flag.String("out", "internal/view/dist", "folder to fill")
	flag.Parse()
	if err := bundle(*in, *out); err != nil {
		fmt.Fprintln(os.Stderr, "bundle:", err)
		os.Exit(1)
	}
}

func bundle(in, out string) error {
	files, err := build(in)
	if err != nil {
		return err
	}
	for _, name := range plain {
		if files[name], err = os.ReadFile(filepath.Join(in, name)); err != nil {
			return err
		}
	}
	if err := empty(out); err != nil {
		return err
	}
	manifest := map[string]string{}
	for name, content := range files {
		hashed := hashedName(name, content)
		manifest[name] = hashed
		if err := write(filepath.Join(out, hashed), content); err != nil {
			return err
		}
	}
	text, err := json.MarshalIndent(manifest, "", "  ")
	if err != nil {
		return err
	}
	// The manifest comes last: where it exists, everything it names does too.
	return os.WriteFile(filepath.Join(out, "manifest.json"), append(text, '\n'), 0o644)
}

// build returns the bundled files by plain name.
func build(in string) (map[string][]byte, error) {
	points := make([]string, len(entries))
	for i, e := range entries {
		points[i] = filepath.Join(in, e)
	}
	result := api.Build(api.BuildOptions{
		EntryPoints:       points,
		Bundle:            true,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		LegalComments:     api.LegalCommentsNone,
		Format:            api.FormatIIFE,
		Charset:           api.CharsetUTF8,
		Engines:           engines,
		Outdir:            "out",
		EntryNames:        "[name]",
		LogLevel:          api.LogLevelWarning,
	})
	if len(result.Errors) > 0 {
		return nil, fmt.Errorf("%d faults in the assets", len(result.Errors))
	}
	files := map[string][]byte{}
	for _, f := range result.OutputFiles {
		files[filepath.Base(f.Path)] = f.Contents
	}
	return files, nil
}

func hashedName(name string, content []byte) string {
	sum := sha256.Sum256(content)
	ext := filepath.Ext(name)
	return strings.TrimSuffix(name, ext) + "-" + hex.EncodeToString(sum[:6]) + ext
}

func write(path string, content []byte) error {
	if err := os.WriteFile(path, content, 0o644); err != nil {
		return err
	}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := z.Write(content); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return os.WriteFile(path+".gz", b.Bytes(), 0o644)
}

// empty removes what an earlier run left, the manifest first.
func empty(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if err := os.Remove(filepath.Join(dir, "manifest.json")); err != nil && !os.IsNotExist(err) {
		return err
	}
	old, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, f := range old {
		if f.Name() == ".keep" {
			continue
		}
		if err := os.Remove(filepath.Join(dir, f.Name())); err != nil {
			return err
		}
	}
	return nil
}
