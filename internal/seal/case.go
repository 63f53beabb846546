package seal

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
)

// CaseKey (办件密钥) closes what belongs to one case alone. Without it nothing of
// the case opens any more: to shred a case is to forget its key.
type CaseKey struct{ k key }

// NewCaseKey makes a key.
func NewCaseKey() (CaseKey, error) {
	var c CaseKey
	if _, err := rand.Read(c.k.secret[:]); err != nil {
		return c, fmt.Errorf("make a key: %w", err)
	}
	return c, nil
}

// ParseCaseKey reads what Text wrote; fault.Internal seal.broken for anything else.
func ParseCaseKey(text string) (CaseKey, error) {
	var c CaseKey
	raw, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil || len(raw) != len(c.k.secret) {
		return c, broken()
	}
	copy(c.k.secret[:], raw)
	return c, nil
}

// Text returns the key itself, to be sealed with the keys of the installation.
func (c CaseKey) Text() string { return base64.RawStdEncoding.EncodeToString(c.k.secret[:]) }

// Seal closes bytes for one purpose.
func (c CaseKey) Seal(plain []byte, purpose string) ([]byte, error) {
	box, err := c.k.box()
	if err != nil {
		return nil, err
	}
	return box.Seal(nil, nil, plain, []byte(purpose)), nil
}

// Open opens what Seal closed for the same purpose; fault.Internal seal.broken.
func (c CaseKey) Open(closed []byte, purpose string) ([]byte, error) {
	box, err := c.k.box()
	if err != nil {
		return nil, err
	}
	plain, err := box.Open(nil, nil, closed, []byte(purpose))
	if err != nil {
		return nil, broken().Because(err)
	}
	return plain, nil
}

// SealText is Seal for columns of text.
func (c CaseKey) SealText(plain, purpose string) (string, error) {
	closed, err := c.Seal([]byte(plain), purpose)
	return base64.RawStdEncoding.EncodeToString(closed), err
}

// OpenText opens what SealText closed.
func (c CaseKey) OpenText(closed, purpose string) (string, error) {
	raw, err := base64.RawStdEncoding.DecodeString(closed)
	if err != nil {
		return "", broken().Because(err)
	}
	plain, err := c.Open(raw, purpose)
	return string(plain), err
}
