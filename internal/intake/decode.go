package intake

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"time"

	"yingda/internal/fault"
	"yingda/internal/source"
)

// MaxBytes and MaxPosts are the limits of one push.
const (
	MaxBytes = 10 << 20
	MaxPosts = 10_000
)

// wire is a post as the interface takes it: exactly these keys.
type wire struct {
	Source      string     `json:"source"`
	URL         string     `json:"url"`
	Title       string     `json:"title"`
	Text        string     `json:"text"`
	PublishedAt string     `json:"published_at"`
	Language    string     `json:"language"`
	Engagement  Engagement `json:"engagement"`
}

// Decode reads an array of posts, or one post a line. A line that is no post, or
// has any key but those of the contract, is rejected with its number and the
// key; in an array the number is the place of the element. It returns
// fault.Invalid when the whole is too long (limit bytes, 0 meaning MaxBytes; or
// MaxPosts posts) or is cut off.
func Decode(r io.Reader, limit int64) ([]Post, []Rejection, error) {
	if limit == 0 {
		limit = MaxBytes
	}
	d := &decoder{r: bufio.NewReaderSize(&capped{r: r, left: limit}, 64<<10)}
	if bom, _ := d.r.Peek(3); string(bom) == "\ufeff" {
		_, _ = d.r.Discard(3) // they were peeked at
	}
	for {
		c, err := d.r.ReadByte()
		if errors.Is(err, io.EOF) {
			return nil, nil, fault.New(fault.Invalid, "posts.empty", "没有收到任何帖文：请以 JSON 数组或每行一个 JSON 对象提交")
		}
		if err != nil {
			return nil, nil, err
		}
		if c == '\n' {
			d.line++
		}
		if strings.IndexByte(" \t\r\n", c) >= 0 {
			continue
		}
		if err := d.r.UnreadByte(); err != nil {
			return nil, nil, err
		}
		if c == '[' {
			err = d.array()
		} else {
			err = d.lines()
		}
		return d.posts, d.rejected, err
	}
}

type decoder struct {
	r        *bufio.Reader
	line     int
	posts    []Post
	rejected []Rejection
}

// lines reads one object a line; empty lines count, but are no posts.
func (d *decoder) lines() error {
	var long []byte
	for {
		part, err := d.r.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			long = append(long, part...)
			continue
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		line := part
		if len(long) > 0 {
			line = append(long, part...)
			long = long[:0]
		}
		d.line++
		if line = bytes.TrimSpace(line); len(line) > 0 {
			if more := d.one(d.line, line); more != nil {
				return more
			}
		}
		if err != nil {
			return nil
		}
	}
}

func (d *decoder) array() error {
	dec := json.NewDecoder(d.r)
	if _, err := dec.Token(); err != nil {
		return broken(err)
	}
	for n := 1; dec.More(); n++ {
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return broken(err)
		}
		if err := d.one(n, raw); err != nil {
			return err
		}
	}
	if _, err := dec.Token(); err != nil {
		return broken(err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return broken(err)
	}
	return nil
}

func broken(err error) error {
	if fault.Of(err) != nil {
		return err
	}
	return fault.New(fault.Invalid, "posts.json", "提交的内容不是完整的 JSON 数组").Because(err)
}

// one reads one object.
func (d *decoder) one(line int, raw []byte) error {
	if len(d.posts)+len(d.rejected) == MaxPosts {
		return fault.New(fault.Invalid, "posts.many", "一次最多提交 %d 条帖文，请分批提交", MaxPosts)
	}
	p, reason := post(raw)
	if reason != "" {
		d.rejected = append(d.rejected, Rejection{line, reason})
		return nil
	}
	p.Line = line
	d.posts = append(d.posts, p)
	return nil
}

func post(raw []byte) (Post, string) {
	if !json.Valid(raw) || raw[0] != '{' {
		return Post{}, "不是一个 JSON 对象"
	}
	if !clean(string(raw)) {
		return Post{}, "含有无效的 UTF-8 字符或空字符"
	}
	if reason := strange(raw); reason != "" {
		return Post{}, reason
	}
	var w wire
	if err := json.Unmarshal(raw, &w); err != nil {
		return Post{}, wrong(err)
	}
	p := Post{Source: w.Source, URL: strings.TrimSpace(w.URL), Title: w.Title, Text: w.Text, Language: strings.TrimSpace(w.Language), Engagement: w.Engagement}
	if at := strings.TrimSpace(w.PublishedAt); at != "" {
		var err error
		if p.PublishedAt, err = time.Parse(time.RFC3339, at); err != nil {
			if p.PublishedAt = source.Time(at); p.PublishedAt.IsZero() {
				return Post{}, "published_at 无法识别，应为 2026-03-16T09:00:00+08:00 这样的时间"
			}
		}
	}
	return p, ""
}

// wrong says in Chinese what does not fit an object.
func wrong(err error) string {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return kind.Field + " 的类型不正确"
	}
	return "不是一个 JSON 对象"
}

// capped ends with a fault where a body goes on after the limit.
type capped struct {
	r    io.Reader
	left int64
}

// Read reads up to the limit.
func (c *capped) Read(p []byte) (int, error) {
	if c.left < 0 {
		return 0, tooLong()
	}
	n, err := c.r.Read(p[:min(int64(len(p)), c.left+1)])
	if c.left -= int64(n); c.left < 0 {
		return 0, tooLong()
	}
	return n, err
}

func tooLong() error {
	return fault.New(fault.Invalid, "posts.long", "一次最多提交 %d MB，请分批提交", MaxBytes>>20)
}
