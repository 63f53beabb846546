package regime

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// canonical writes a regime as YAML in one way only: keys in the order of the
// Go structs, empty values left out, texts quoted, texts of several lines as
// blocks. Two regimes that say the same have the same text and the same hash.
func canonical(r *Regime) string {
	return strings.Join(recordLines(reflect.ValueOf(r).Elem()), "\n") + "\n"
}

// seal sets the text as stored on adoption, and its hash.
func (r *Regime) seal(source string) {
	sum := sha256.Sum256([]byte(source))
	r.Source, r.Hash = source, hex.EncodeToString(sum[:])
}

func recordLines(v reflect.Value) []string {
	var lines []string
	for i := range v.NumField() {
		key, field := v.Type().Field(i).Tag.Get("yaml"), v.Field(i)
		if key != "-" && !blank(field) {
			lines = append(lines, entryLines(key, field)...)
		}
	}
	return lines
}

func blank(v reflect.Value) bool {
	if v.Kind() == reflect.Slice || v.Kind() == reflect.Map {
		return v.Len() == 0
	}
	return v.IsZero()
}

func entryLines(key string, v reflect.Value) []string {
	switch v.Kind() {
	case reflect.Pointer:
		return entryLines(key, v.Elem())
	case reflect.Struct:
		return nested(key, recordLines(v))
	case reflect.Map:
		return nested(key, tableLines(v))
	case reflect.Slice:
		return listLines(key, v)
	case reflect.String:
		return textLines(key, v.String())
	}
	return []string{key + ": " + scalar(v)}
}

func nested(key string, lines []string) []string {
	if len(lines) == 0 {
		return []string{key + ": {}"}
	}
	return append([]string{key + ":"}, indent("  ", lines)...)
}

func tableLines(v reflect.Value) []string {
	var lines []string
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	for _, key := range keys {
		lines = append(lines, key.String()+": "+scalar(v.MapIndex(key)))
	}
	return lines
}

func listLines(key string, v reflect.Value) []string {
	if v.Type().Elem().Kind() != reflect.Struct {
		items := make([]string, v.Len())
		for i := range items {
			items[i] = scalar(v.Index(i))
		}
		return []string{key + ": [" + strings.Join(items, ", ") + "]"}
	}
	lines := []string{key + ":"}
	for i := range v.Len() {
		item := recordLines(v.Index(i))
		if len(item) == 0 {
			item = []string{"{}"}
		}
		item = indent("    ", item)
		item[0] = "  - " + item[0][4:]
		lines = append(lines, item...)
	}
	return lines
}

// textLines writes a text of several lines as a block, so that two versions of
// a template can be compared line by line, wherever YAML would not change it.
func textLines(key, s string) []string {
	body, ends := strings.CutSuffix(s, "\n")
	lines := strings.Split(body, "\n")
	if len(lines) == 1 || slices.ContainsFunc(lines, unfitForBlock) || lines[0] == "" || lines[len(lines)-1] == "" {
		return []string{key + ": " + quote(s)}
	}
	header := key + ": |-"
	if ends {
		header = key + ": |"
	}
	return append([]string{header}, indent("  ", lines)...)
}

func unfitForBlock(line string) bool {
	return line != strings.TrimSpace(line) || strings.ContainsAny(line, "\r\u0085\u2028\u2029\uFEFF")
}

func indent(by string, lines []string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		if line != "" {
			out[i] = by + line
		}
	}
	return out
}

func scalar(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case reflect.String:
		return quote(v.String())
	}
	return strconv.FormatInt(v.Int(), 10)
}

// quote writes a text in double quotes. JSON is used because its escapes are
// all escapes of YAML too, which is not so for those of Go.
func quote(s string) string {
	var w bytes.Buffer
	e := json.NewEncoder(&w)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return strconv.Quote(s) // a string always encodes
	}
	return strings.TrimSuffix(w.String(), "\n")
}
