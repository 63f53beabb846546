// Package seal keeps secrets at rest (密钥与密封). All keys of an installation
// stand in one file of its own, never in the database and never in a backup:
// who has the one without the other reads nothing. A line of the file is one
// key,
//
//	seal 3f9ac01b 2026-11-21 BASE64
//	sign 81d20c5e 2026-11-21 BASE64
//
// for closing secrets and for signing what goes to other installations. The
// last of a use is in force; earlier ones still open and verify what was made
// with them.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ed25519"
	"encoding/base64"
	"strings"

	"yingda/internal/fault"
)

// prefix begins every sealed text, so that a reader knows one from a plain text
// and a later form from this one.
const prefix = "s1."

// Keys are the keys of one installation. They do not change once read; Open the
// file again after a rotation.
type Keys struct {
	seal []key // oldest first
	sign []key
}

type key struct {
	use    string
	id     string // eight hex digits, from the secret's digest
	made   string // day, for people
	secret [32]byte
}

// Seal closes a secret and returns a text of the form s1.KEY.BASE64. Purpose
// names what it is for, such as "outlet:ID": what was sealed for one does not
// open for another, so that a row cannot borrow another row's secret.
func (k *Keys) Seal(secret, purpose string) (string, error) {
	last := k.seal[len(k.seal)-1]
	box, err := last.box()
	if err != nil {
		return "", err
	}
	closed := box.Seal(nil, nil, []byte(secret), []byte(purpose))
	return prefix + last.id + "." + base64.RawURLEncoding.EncodeToString(closed), nil
}

// Open opens what Seal closed for the same purpose. Faults: seal.key when the
// key is not in this file, seal.broken when the text was changed or was sealed
// for something else.
func (k *Keys) Open(sealed, purpose string) (string, error) {
	id, body, ok := strings.Cut(strings.TrimPrefix(sealed, prefix), ".")
	if !ok || !strings.HasPrefix(sealed, prefix) {
		return "", broken()
	}
	raw, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil {
		return "", broken().Because(err)
	}
	for _, each := range k.seal {
		if each.id != id {
			continue
		}
		box, err := each.box()
		if err != nil {
			return "", err
		}
		plain, err := box.Open(nil, nil, raw, []byte(purpose))
		if err != nil {
			return "", broken().Because(err)
		}
		return string(plain), nil
	}
	return "", fault.New(fault.Internal, "seal.key", "密钥文件里没有编号为 %s 的密钥：请恢复原来的密钥文件，或重新填写这项密钥", id)
}

// Current reports whether a sealed text was closed with the key in force; after
// a rotation the others are sealed anew.
func (k *Keys) Current(sealed string) bool {
	return strings.HasPrefix(sealed, k.Form())
}

// SigningKey (签名密钥) returns the key that this installation signs with, and
// its id, which a signature names.
func (k *Keys) SigningKey() (id string, private ed25519.PrivateKey) {
	last := k.sign[len(k.sign)-1]
	return last.id, ed25519.NewKeyFromSeed(last.secret[:])
}

// PublicKeys returns the public halves of all signing keys by id: what others
// need to verify what this installation signed, before and after a rotation.
func (k *Keys) PublicKeys() map[string]ed25519.PublicKey {
	out := map[string]ed25519.PublicKey{}
	for _, each := range k.sign {
		out[each.id] = ed25519.NewKeyFromSeed(each.secret[:]).Public().(ed25519.PublicKey)
	}
	return out
}

func (k key) box() (cipher.AEAD, error) {
	block, err := aes.NewCipher(k.secret[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

func broken() *fault.Fault {
	return fault.New(fault.Internal, "seal.broken", "密封的内容打不开：它被改动过，或不属于这里")
}
