package fetch

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
)

// ratioFrom is the decoded size below which the ratio is not judged: a page of
// spaces compresses well and hurts nobody.
const ratioFrom = 1 << 20

// bigBodies is how many bodies longer than bigFrom are read at a time: many
// hosts that send without end must not fill the memory together.
const (
	bigBodies = 8
	bigFrom   = 256 << 10
)

// saysLimit bounds what is read of an answer other than 2xx, in bytes.
const saysLimit = 16 << 10

// once makes one exchange and reads the answer. A status other than 2xx and
// 304 is a fault; its body is read only where the call asks for it.
func (c *Client) once(ctx context.Context, call Call) (Result, error) {
	start := c.cfg.Now()
	res, err := c.exchange(ctx, call)
	res.Elapsed = c.cfg.Now().Sub(start)
	return res, err
}

func (c *Client) exchange(ctx context.Context, call Call) (Result, error) {
	res := Result{FinalURL: call.URL}
	if _, err := checkURL(call.URL); err != nil {
		return res, err
	}
	method := call.Method
	if method == "" {
		method = http.MethodGet
	}
	req, err := http.NewRequestWithContext(ctx, method, strings.TrimSpace(call.URL), bytes.NewReader(call.Body))
	if err != nil {
		return res, errAddress.Because(err)
	}
	for k, v := range call.Header {
		req.Header[k] = v
	}
	req.Header.Set("User-Agent", c.agent)
	req.Header.Set("Accept-Encoding", "gzip")
	resp, err := c.http.Do(req)
	if err != nil {
		return res, err
	}
	defer resp.Body.Close()
	res.Status, res.Header = resp.StatusCode, resp.Header
	if resp.TLS != nil && len(resp.TLS.PeerCertificates) > 0 {
		res.CertUntil = resp.TLS.PeerCertificates[0].NotAfter
	}
	res.FinalURL = req.URL.String()
	res.ContentType = resp.Header.Get("Content-Type")
	res.ETag, res.LastModified = resp.Header.Get("ETag"), resp.Header.Get("Last-Modified")
	res.RetryAfter = retryAfter(resp.Header.Get("Retry-After"), c.cfg.Now())
	if res.Status == http.StatusNotModified {
		res.NotModified = true
		return res, nil
	}
	if res.Status < 200 || res.Status > 299 {
		c.postpone(req.URL, res)
		if call.Says {
			res.Body, _ = c.read(ctx, resp, saysLimit) // without it the status says what happened
			return res, statusFault(res.Status)
		}
		if resp.ContentLength >= 0 && resp.ContentLength < 16<<10 {
			io.Copy(io.Discard, resp.Body) // so that the connection serves again; an error here changes nothing
		}
		return res, statusFault(res.Status)
	}
	res.Body, err = c.read(ctx, resp, call.Limit)
	return res, err
}

// read counts bytes on both sides of the decompression.
func (c *Client) read(ctx context.Context, resp *http.Response, limit int64) ([]byte, error) {
	limit = min(or(limit, c.cfg.MaxDecoded), c.cfg.MaxDecoded)
	if resp.ContentLength > min(c.cfg.MaxBody, limit) {
		return nil, errTooLarge
	}
	wire := &counter{r: resp.Body, max: c.cfg.MaxBody}
	plain, err := decoder(wire, resp.Header.Get("Content-Encoding"))
	if err != nil {
		return nil, readError(err)
	}
	var held []*[chunkSize]byte // all but the last are full
	defer func() {
		for _, c := range held {
			chunks.Put(c)
		}
	}()
	size, big := 0, false
	for {
		if size == len(held)*chunkSize {
			held = append(held, chunks.Get().(*[chunkSize]byte))
		}
		n, err := plain.Read(held[len(held)-1][size%chunkSize:])
		size += n
		if int64(size) > limit && limit < c.cfg.MaxDecoded {
			return nil, errTooLarge
		}
		if size > bigFrom && !big {
			select {
			case c.big <- struct{}{}:
				big = true
				defer func() { <-c.big }()
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
		if int64(size) > c.cfg.MaxDecoded || size > ratioFrom && int64(size) > wire.n*c.cfg.MaxRatio {
			return nil, errBomb
		}
		if err != nil && err != io.EOF {
			return nil, readError(err)
		}
		if err == io.EOF {
			out := make([]byte, 0, size)
			for _, c := range held {
				out = append(out, c[:min(chunkSize, size-len(out))]...)
			}
			return out, nil
		}
	}
}

// chunks are what bodies grow in, used again: a host that sends without end leaves
// its limit behind at most, where one growing buffer would leave four times as much.
var chunks = sync.Pool{New: func() any { return new([chunkSize]byte) }}

const chunkSize = 32 << 10

func readError(err error) error {
	var corrupt flate.CorruptInputError
	if errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) || errors.Is(err, zlib.ErrHeader) ||
		errors.Is(err, zlib.ErrChecksum) || errors.As(err, &corrupt) {
		return errEncoding.Because(err)
	}
	return err
}

// counter fails once more than max bytes came over the wire.
type counter struct {
	r      io.Reader
	n, max int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	if c.n > c.max {
		return 0, errTooLarge
	}
	return n, err
}

// decoder undoes the content encoding. Servers that announce gzip and send
// plain text, or send a .gz file without announcing it, are common enough to
// look at the first bytes rather than believe the header.
func decoder(r io.Reader, encoding string) (io.Reader, error) {
	br := bufio.NewReader(r)
	head, err := br.Peek(2)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if len(head) == 2 && head[0] == 0x1f && head[1] == 0x8b {
		return gzip.NewReader(br)
	}
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "", "identity", "gzip", "x-gzip", "utf-8", "none", "binary":
		return br, nil
	case "deflate":
		if len(head) == 2 && head[0]&0x0f == 8 && (int(head[0])<<8|int(head[1]))%31 == 0 {
			return zlib.NewReader(br)
		}
		return flate.NewReader(br), nil
	}
	return nil, errEncoding
}
