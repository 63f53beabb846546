package desk

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"strings"
)

// messageCode is the code by which a sender follows a message: 80 bits, the same
// for the same message.
func (d *Desk) messageCode(in Inbound) (string, error) {
	sum, err := d.Forms.sign(strings.Join([]string{"message code", in.Way, in.Account, in.Key}, "\n"))
	if err != nil {
		return "", err
	}
	raw, err := hex.DecodeString(sum)
	if err != nil {
		return "", err
	}
	return codeText.EncodeToString(raw[:10]), nil
}

// codeText has no letters that look like another or like a digit.
var codeText = base32.NewEncoding("23456789ABCDEFGHJKLMNPQRSTUVWXYZ").WithPadding(base32.NoPadding)

// codeHash is how a code is stored.
func codeHash(id, code string) string {
	sum := sha256.Sum256([]byte("yingda message code\n" + id + "\n" + code))
	return hex.EncodeToString(sum[:])
}

// SpellCode writes a code in groups of four, to be read out and copied.
func SpellCode(code string) string {
	var out []string
	for len(code) > 4 {
		out, code = append(out, code[:4]), code[4:]
	}
	return strings.Join(append(out, code), "-")
}
