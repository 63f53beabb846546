package regime

import (
	"embed"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"

	"yingda/internal/fault"
)

//go:embed presets
var presets embed.FS

// Presets returns the names of the regimes that ship with Yingda, sorted.
func Presets() []string {
	entries, err := presets.ReadDir("presets")
	if err != nil {
		return nil // the folder is part of the program
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

// loaded holds the presets that were read already: name → *Regime.
var loaded sync.Map

// Preset returns the regime that ships under name. It is read once a process;
// its entries are shared and must not be written to. It returns fault.NotFound
// with code regime_unknown if there is none.
func Preset(name string) (*Regime, error) {
	if r, ok := loaded.Load(name); ok {
		own := *r.(*Regime)
		return &own, nil
	}
	for _, each := range Presets() {
		if each != name {
			continue
		}
		r, err := Load(presets, path.Join("presets", name))
		if err != nil {
			return nil, err
		}
		own := *r
		loaded.Store(name, &own)
		return r, nil
	}
	return nil, fault.New(fault.NotFound, "regime_unknown", "没有名为“%s”的制度%s", brief(name), hint(name, Presets()))
}

// Open returns a preset by name, or loads the regime of a folder. A folder is
// meant when the text has a slash, or names no preset and is a folder. rules, if
// given, reads each topic's rule of a folder, as in Load.
func Open(nameOrDir string, rules ...func(rule string) error) (*Regime, error) {
	if !strings.ContainsAny(nameOrDir, `/\`) {
		r, err := Preset(nameOrDir)
		if fault.CodeOf(err) != "regime_unknown" || !isFolder(nameOrDir) {
			return r, err
		}
	}
	r, err := Load(os.DirFS(nameOrDir), ".", rules...)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.NotFound, "regime_unknown", "没有制度目录“%s”", brief(nameOrDir)).Because(err)
	}
	var problems Problems
	if errors.As(err, &problems) {
		for i := range problems {
			problems[i].File = filepath.Join(nameOrDir, problems[i].File)
		}
	}
	return r, err
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}
