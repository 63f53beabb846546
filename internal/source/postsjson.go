package source

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
)

// jsonPosts reads one object a line, or one array of objects.
func jsonPosts(text []byte, yield func(Post, *Refused) bool) {
	if head := bytes.TrimLeft(text, " \t\r\n"); len(head) > 0 && head[0] == '[' {
		jsonArray(head, yield)
		return
	}
	n := 0
	for l := range bytes.Lines(text) {
		n++
		if l = bytes.TrimSpace(l); len(l) == 0 {
			continue
		}
		if n > maxRows {
			yield(Post{}, &Refused{Line: n, Reason: "行数过多", Fatal: true})
			return
		}
		if !yield(jsonPost(l, n)) {
			return
		}
	}
}

func jsonArray(text []byte, yield func(Post, *Refused) bool) {
	d := json.NewDecoder(bytes.NewReader(text))
	if _, err := d.Token(); err != nil {
		return
	}
	for n := 1; d.More() && n <= maxRows; n++ {
		var item json.RawMessage
		if err := d.Decode(&item); err != nil {
			yield(Post{}, &Refused{Line: n, Reason: "JSON 格式不正确", Fatal: true})
			return
		}
		if !yield(jsonPost(item, n)) {
			return
		}
	}
	if _, err := d.Token(); err != nil {
		yield(Post{}, &Refused{Line: 1, Reason: "JSON 数组没有结束", Fatal: true})
	}
}

// jsonPost reads one object with exactly the keys of the push interface.
func jsonPost(l []byte, n int) (Post, *Refused) {
	keys, err := object(l)
	if err != nil {
		return Post{}, &Refused{Line: n, Reason: "不是一个 JSON 对象"}
	}
	r := row{line: n, cells: map[column]string{}, names: map[column]string{}}
	if engagement, ok := keys["engagement"]; ok {
		delete(keys, "engagement")
		if string(engagement) != "null" {
			counts, err := object(engagement)
			if err != nil {
				return Post{}, &Refused{Line: n, Column: "engagement", Reason: "应为 JSON 对象"}
			}
			if bad := r.take(counts, "engagement.", "views", "comments", "shares"); bad != nil {
				return Post{}, bad
			}
		}
	}
	if bad := r.take(keys, "", "source", "url", "title", "text", "published_at", "language"); bad != nil {
		return Post{}, bad
	}
	return r.post()
}

// object decodes an object whose keys are all different.
func object(b []byte) (map[string]json.RawMessage, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.New("not an object")
	}
	keys := map[string]json.RawMessage{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, err
		}
		var v json.RawMessage
		if err := d.Decode(&v); err != nil {
			return nil, err
		}
		key := t.(string)
		if _, twice := keys[key]; twice {
			return nil, errors.New("key twice")
		}
		keys[key] = v
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("text after the object")
	}
	return keys, nil
}

// take moves the allowed keys into the row and refuses any other one.
func (r *row) take(keys map[string]json.RawMessage, prefix string, allowed ...string) *Refused {
	var strange []string
	for k := range keys {
		if !slices.Contains(allowed, k) {
			strange = append(strange, k)
		}
	}
	if len(strange) > 0 {
		slices.Sort(strange)
		name := strange[0]
		for _, k := range strange {
			if strings.HasPrefix(unknown(k), "不接收") {
				name = k
				break
			}
		}
		name = cut(line(name), 60)
		return &Refused{Line: r.line, Column: prefix + name, Reason: unknown(prefix + name)}
	}
	for k, v := range keys {
		s, ok := scalar(v)
		if !ok {
			return &Refused{Line: r.line, Column: prefix + k, Reason: "类型不正确"}
		}
		r.cells[column(k)], r.names[column(k)] = s, prefix+k
	}
	return nil
}

// scalar accepts a string, a number or null.
func scalar(v json.RawMessage) (string, bool) {
	var s string
	if json.Unmarshal(v, &s) == nil {
		return s, true
	}
	var n json.Number
	if json.Unmarshal(v, &n) == nil {
		return n.String(), true
	}
	return "", string(v) == "null"
}
