package platform

import (
	"bytes"
	"encoding/xml"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Mode is how a platform was told to send callbacks (消息加解密方式).
type Mode string

// The three modes. Compatible sends the text both plain and sealed: what counts
// is the sealed one, for it alone is signed.
const (
	Plain      Mode = "plain"
	Compatible Mode = "compatible"
	Safe       Mode = "safe"
)

// BodyLimit bounds a callback, in bytes.
const BodyLimit = 1 << 20

// fresh is how far a callback's timestamp may lie from our clock. A platform
// repeats a callback three times within some 20 s.
const fresh = 5 * time.Minute

// Callback (回调) is one call of a platform as it came in. Signature and Sealed
// are the two signatures that its query may hold.
type Callback struct {
	Signature string // over timestamp and nonce alone (signature)
	Sealed    string // over the sealed text as well (msg_signature)
	Timestamp string
	Nonce     string
	Echo      string // the text to give back when an address is registered
	Type      string // "aes" where the platform says that it sealed
	Body      []byte
}

// ReadCallback takes the parts of a callback out of its query.
func ReadCallback(q url.Values, body []byte) Callback {
	return Callback{Signature: q.Get("signature"), Sealed: q.Get("msg_signature"), Timestamp: q.Get("timestamp"), Nonce: q.Get("nonce"), Echo: q.Get("echostr"), Type: q.Get("encrypt_type"), Body: body}
}

// checkTime refuses what is too old, or from too far ahead.
func (c Callback) checkTime(now time.Time) error {
	sec, err := strconv.ParseInt(c.Timestamp, 10, 64)
	if err != nil || c.Nonce == "" || len(c.Nonce) > 128 {
		return errShape
	}
	if d := now.Sub(time.Unix(sec, 0)); d > fresh || d < -fresh {
		return errStale
	}
	return nil
}

// Verify answers the call by which a platform checks our address: the text to
// give back. WeChat sends it plain, WeCom sealed. Faults: hook.shape,
// hook.stale, hook.signature, hook.sealed.
func (e *Envelope) Verify(c Callback, sealed bool, now time.Time) (string, error) {
	if len(c.Echo) > 1024 || c.Echo == "" {
		return "", errShape
	}
	if err := c.checkTime(now); err != nil {
		return "", err
	}
	if !sealed {
		if !e.signed(c.Signature, c.Timestamp, c.Nonce) {
			return "", errSignature
		}
		return c.Echo, nil
	}
	if !e.signed(c.Sealed, c.Timestamp, c.Nonce, c.Echo) {
		return "", errSignature
	}
	text, err := e.Open(c.Echo)
	return string(text), err
}

// outer is what stands around a sealed message. The plain fields of compatible
// mode are not read: anybody could have changed them.
type outer struct {
	Encrypt string `xml:"Encrypt"`
}

// Accept verifies a callback and returns its text. In the sealed modes a plain
// message is refused even when its plain signature holds, so that nobody can
// choose the weaker way. Faults: hook.large, hook.shape, hook.stale,
// hook.signature, hook.sealed, hook.plain.
func (e *Envelope) Accept(c Callback, mode Mode, now time.Time) ([]byte, error) {
	if len(c.Body) > BodyLimit {
		return nil, errLarge
	}
	if err := c.checkTime(now); err != nil {
		return nil, err
	}
	if mode == Plain {
		if !e.signed(c.Signature, c.Timestamp, c.Nonce) {
			return nil, errSignature
		}
		return c.Body, nil
	}
	if c.Sealed == "" {
		return nil, errPlain
	}
	var o outer
	if err := readXML(c.Body, &o); err != nil {
		return nil, err
	}
	if o.Encrypt == "" {
		return nil, errPlain
	}
	if !e.signed(c.Sealed, c.Timestamp, c.Nonce, o.Encrypt) {
		return nil, errSignature
	}
	return e.Open(o.Encrypt)
}

// readXML reads one small document of the platforms: no document type, no
// directives, hence no entities of its own; few elements, little depth.
func readXML(body []byte, into any) error {
	d := xml.NewDecoder(bytes.NewReader(body))
	depth, elements := 0, 0
	for {
		t, err := d.RawToken()
		if t == nil && err != nil {
			if err.Error() == "EOF" && depth == 0 && elements > 0 {
				break
			}
			return errShape.Because(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			depth++
			elements++
			if len(t.Attr) > 0 {
				return errShape
			}
		case xml.EndElement:
			depth--
		case xml.Directive:
			return errShape
		case xml.ProcInst:
			if !strings.EqualFold(t.Target, "xml") {
				return errShape
			}
		}
		if depth > 8 || elements > 300 {
			return errShape
		}
	}
	if err := xml.Unmarshal(body, into); err != nil {
		return errShape.Because(err)
	}
	return nil
}
