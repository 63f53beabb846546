package wechatstand

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // the protocol's
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sort"
	"strconv"
	"strings"
	"time"
)

// Caller sends callbacks as a platform does. Mode is plain, compatible or safe.
type Caller struct {
	URL    string // the address that was registered
	Token  string
	Key    string // 43 letters, "" in plain mode
	ID     string // app id or corporation id
	Mode   string
	Now    func() time.Time
	Client *http.Client // nil waits five seconds, as the platforms do
}

// Call is one callback that can be sent again as it is.
type Call struct {
	Query url.Values
	Body  []byte
}

func sign(parts ...string) string {
	sort.Strings(parts)
	sum := sha1.Sum([]byte(strings.Join(parts, ""))) //nolint:gosec // the protocol's
	return hex.EncodeToString(sum[:])
}

// Make builds a callback for a text, with a fresh nonce.
func (c *Caller) Make(text string) (Call, error) {
	nonce := rand.Text()[:10]
	at := strconv.FormatInt(c.Now().Unix(), 10)
	q := url.Values{"timestamp": {at}, "nonce": {nonce}, "signature": {sign(c.Token, at, nonce)}}
	if c.Mode == "plain" {
		return Call{q, []byte(text)}, nil
	}
	sealed, err := c.seal(text)
	if err != nil {
		return Call{}, err
	}
	q.Set("encrypt_type", "aes")
	q.Set("msg_signature", sign(c.Token, at, nonce, sealed))
	inner := ""
	if c.Mode == "compatible" {
		inner = strings.TrimSuffix(strings.TrimPrefix(text, "<xml>"), "</xml>")
	}
	return Call{q, []byte("<xml>" + inner + "<Encrypt><![CDATA[" + sealed + "]]></Encrypt></xml>")}, nil
}

// Send posts a callback and returns the status and the text of the answer,
// opened where it was sealed.
func (c *Caller) Send(ctx context.Context, call Call) (int, string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.URL+"?"+call.Query.Encode(), bytes.NewReader(call.Body))
	if err != nil {
		return 0, "", err
	}
	req.Header.Set("Content-Type", "text/xml")
	client := c.Client
	if client == nil {
		client = &http.Client{Timeout: 5 * time.Second}
	}
	res, err := client.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err != nil {
		return 0, "", err
	}
	text, err := c.Read(raw)
	return res.StatusCode, text, err
}

// Read opens a passive reply and refuses one that is not as documented.
func (c *Caller) Read(raw []byte) (string, error) {
	if c.Mode == "plain" || !bytes.HasPrefix(raw, []byte("<xml>")) {
		return string(raw), nil
	}
	var o struct {
		XMLName                                 xml.Name `xml:"xml"`
		Encrypt, MsgSignature, TimeStamp, Nonce string
	}
	if err := xml.Unmarshal(raw, &o); err != nil {
		return "", err
	}
	if o.MsgSignature != sign(c.Token, o.TimeStamp, o.Nonce, o.Encrypt) {
		return "", errors.New("the reply's signature does not hold")
	}
	return c.open(o.Encrypt)
}

// Check makes the call by which a platform checks an address, and returns the
// status and what was given back. sealed is how WeCom does it.
func (c *Caller) Check(ctx context.Context, echo string, sealed bool) (int, string, error) {
	at, nonce := strconv.FormatInt(c.Now().Unix(), 10), rand.Text()[:10]
	q := url.Values{"timestamp": {at}, "nonce": {nonce}, "echostr": {echo}, "signature": {sign(c.Token, at, nonce)}}
	if sealed {
		text, err := c.seal(echo)
		if err != nil {
			return 0, "", err
		}
		q = url.Values{"timestamp": {at}, "nonce": {nonce}, "echostr": {text}, "msg_signature": {sign(c.Token, at, nonce, text)}}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.URL+"?"+q.Encode(), nil)
	if err != nil {
		return 0, "", err
	}
	res, err := (&http.Client{Timeout: 5 * time.Second}).Do(req)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	return res.StatusCode, string(raw), err
}

func (c *Caller) block() (cipher.Block, []byte, error) {
	key, err := base64.StdEncoding.DecodeString(c.Key + "=")
	if err != nil {
		return nil, nil, err
	}
	b, err := aes.NewCipher(key)
	return b, key[:16], err
}

func (c *Caller) seal(text string) (string, error) {
	b, iv, err := c.block()
	if err != nil {
		return "", err
	}
	raw := []byte(rand.Text()[:16])
	raw = binary.BigEndian.AppendUint32(raw, uint32(len(text))) //nolint:gosec // short
	raw = append(raw, text+c.ID...)
	n := 32 - len(raw)%32
	raw = append(raw, bytes.Repeat([]byte{byte(n)}, n)...)
	cipher.NewCBCEncrypter(b, iv).CryptBlocks(raw, raw)
	return base64.StdEncoding.EncodeToString(raw), nil
}

func (c *Caller) open(sealed string) (string, error) {
	b, iv, err := c.block()
	if err != nil {
		return "", err
	}
	raw, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil || len(raw) == 0 || len(raw)%32 != 0 {
		return "", fmt.Errorf("not sealed in blocks of 32: %w", err)
	}
	cipher.NewCBCDecrypter(b, iv).CryptBlocks(raw, raw)
	raw = raw[16 : len(raw)-int(raw[len(raw)-1])]
	n := int(binary.BigEndian.Uint32(raw))
	if n > len(raw)-4 || string(raw[4+n:]) != c.ID {
		return "", errors.New("sealed for somebody else")
	}
	return string(raw[4 : 4+n]), nil
}
