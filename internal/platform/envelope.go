package platform

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // the platforms sign with SHA-1; the contents are sealed by AES
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"

	"yingda/internal/fault"
)

// Envelope (消息加解密) holds what both sides of a callback know: the token that
// signs, the key that seals, and the app or corporation id that the sealed text
// ends with.
type Envelope struct {
	Token string
	Key   [32]byte
	ID    string
}

// ErrReplayed refuses a signature that was used for another text.
var ErrReplayed = fault.New(fault.Forbidden, "hook.replayed", "随机数已经用过")

// The refusals of a callback. They say nothing that helps to guess.
var (
	errSignature = fault.New(fault.Forbidden, "hook.signature", "签名不符")
	errStale     = fault.New(fault.Forbidden, "hook.stale", "时间戳超出允许的范围")
	errSealed    = fault.New(fault.Forbidden, "hook.sealed", "密文打不开")
	errShape     = fault.New(fault.Invalid, "hook.shape", "消息的形式不正确")
	errLarge     = fault.New(fault.Invalid, "hook.large", "消息过大")
	errPlain     = fault.New(fault.Forbidden, "hook.plain", "这个账号只收加密的消息")
)

// NewEnvelope reads an EncodingAESKey of 43 letters; "" is an account in plain
// mode, which seals nothing.
func NewEnvelope(token, aesKey, id string) (*Envelope, error) {
	e := &Envelope{Token: token, ID: id}
	if token == "" || id == "" {
		return nil, fault.New(fault.Invalid, "platform.secret", "没有填写令牌（Token）或应用编号")
	}
	if aesKey == "" {
		return e, nil
	}
	// The 43rd letter has two bits to spare; platforms and others do not agree on
	// their value, so they are not looked at.
	raw, err := base64.StdEncoding.DecodeString(aesKey + "=")
	if err != nil || len(aesKey) != 43 || copy(e.Key[:], raw) != 32 {
		return nil, fault.New(fault.Invalid, "platform.aes_key", "消息加解密密钥（EncodingAESKey）应为 43 个字母和数字")
	}
	return e, nil
}

// Sealing reports whether the envelope has a key.
func (e *Envelope) Sealing() bool { return e.Key != [32]byte{} }

// Sign returns the signature over parts: SHA-1 in hex over the sorted parts and
// the token, put together.
func (e *Envelope) Sign(parts ...string) string {
	all := append(slices.Clone(parts), e.Token)
	slices.Sort(all)
	sum := sha1.Sum([]byte(strings.Join(all, ""))) //nolint:gosec // see above
	return hex.EncodeToString(sum[:])
}

// signed compares in constant time.
func (e *Envelope) signed(signature string, parts ...string) bool {
	return subtle.ConstantTimeCompare([]byte(strings.ToLower(signature)), []byte(e.Sign(parts...))) == 1
}

const (
	saltLength = 16 // random bytes before the length
	padTo      = 32 // PKCS#7 to this many bytes, twice the cipher's block
)

// Open undoes Seal. Whatever is wrong gives the same refusal, so that nobody
// learns about the padding.
func (e *Envelope) Open(sealed string) ([]byte, error) {
	if !e.Sealing() {
		return nil, errSealed
	}
	raw, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil || len(raw) == 0 || len(raw)%aes.BlockSize != 0 {
		return nil, errSealed
	}
	block, err := aes.NewCipher(e.Key[:])
	if err != nil {
		return nil, err
	}
	cipher.NewCBCDecrypter(block, e.Key[:aes.BlockSize]).CryptBlocks(raw, raw)
	text, ok := unpad(raw)
	if !ok || len(text) < saltLength+4 {
		return nil, errSealed
	}
	body := text[saltLength+4:]
	n := uint64(binary.BigEndian.Uint32(text[saltLength : saltLength+4]))
	if n > uint64(len(body)) || subtle.ConstantTimeCompare(body[n:], []byte(e.ID)) != 1 {
		return nil, errSealed
	}
	return body[:n], nil
}

func unpad(raw []byte) ([]byte, bool) {
	n := int(raw[len(raw)-1])
	if n < 1 || n > padTo || n > len(raw) {
		return nil, false
	}
	return raw[:len(raw)-n], bytes.Count(raw[len(raw)-n:], raw[len(raw)-1:]) == n
}

// Seal closes a text: salt, length, text and id, padded, AES-256-CBC with the
// first half of the key as the initial vector, base64. A nil salt is drawn.
func (e *Envelope) Seal(text, salt []byte) (string, error) {
	if !e.Sealing() {
		return "", errSealed
	}
	if salt == nil {
		salt = make([]byte, saltLength)
		if _, err := rand.Read(salt); err != nil {
			return "", err
		}
	}
	raw := slices.Concat(salt, binary.BigEndian.AppendUint32(nil, uint32(len(text))), text, []byte(e.ID)) //nolint:gosec // bounded by bodyLimit
	pad := padTo - len(raw)%padTo
	return encrypt(e.Key, append(raw, bytes.Repeat([]byte{byte(pad)}, pad)...))
}

// encrypt closes whole blocks.
func encrypt(key [32]byte, raw []byte) (string, error) {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return "", err
	}
	cipher.NewCBCEncrypter(block, key[:aes.BlockSize]).CryptBlocks(raw, raw)
	return base64.StdEncoding.EncodeToString(raw), nil
}
