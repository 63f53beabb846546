package seal

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"

	"yingda/internal/fault"
)

// Sealed tips (密封线索). A tip has a key pair of its own, made where it is
// written; everything that is said about it is sealed to that key, and its
// private half is wrapped once for each recipient. All of it is in the age
// format (age-encryption.org/v1), so that the browser's library, this one and
// the command age read the same bytes. Clause: HAN-8.

// ReadLetter reads what Bytes wrote.
func ReadLetter(raw []byte) (Letter, error) {
	var l Letter
	if err := json.Unmarshal(raw, &l); err != nil {
		return Letter{}, broken().Because(err)
	}
	l.Pad = "" // of letters from a browser
	return l, nil
}

// NewPair makes a key pair: AGE-SECRET-KEY-1… and age1….
func NewPair() (private, public string, err error) {
	pair, err := age.GenerateX25519Identity()
	if err != nil {
		return "", "", err
	}
	return pair.String(), pair.Recipient().String(), nil
}

// SealTo closes bytes to public keys; any one of their private halves opens them.
// Fault: seal.public.
func SealTo(plain []byte, publics ...string) ([]byte, error) {
	var to []age.Recipient
	for _, p := range publics {
		r, err := age.ParseX25519Recipient(p)
		if err != nil {
			return nil, fault.New(fault.Invalid, "seal.public", "公钥不对：应是 age1 开头的一行").Because(err)
		}
		to = append(to, r)
	}
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to...)
	if err != nil {
		return nil, fmt.Errorf("seal to %d keys: %w", len(to), err)
	}
	first := min(len(plain), firstHalf(len(plain)))
	for _, part := range [][]byte{plain[:first], plain[first:]} {
		if _, err := w.Write(part); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// OpenWith opens what was sealed to the public half of a private key. Fault:
// seal.broken.
func OpenWith(sealed []byte, private string) ([]byte, error) {
	id, err := age.ParseX25519Identity(private)
	if err != nil {
		return nil, broken().Because(err)
	}
	r, err := age.Decrypt(bytes.NewReader(sealed), id)
	if err != nil {
		return nil, broken().Because(err)
	}
	return io.ReadAll(r)
}

// WrapByPassphrase closes a private key with a passphrase. cost is the binary
// logarithm of scrypt's work; the browser takes 18.
func WrapByPassphrase(private, passphrase string, cost int) ([]byte, error) {
	r, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, err
	}
	r.SetWorkFactor(cost)
	var out bytes.Buffer
	w, err := age.Encrypt(&out, r)
	if err != nil {
		return nil, err
	}
	if _, err := io.WriteString(w, private); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// Public refuses what is no public key. Fault: seal.public.
func Public(text string) error {
	if _, err := age.ParseX25519Recipient(text); err != nil {
		return fault.New(fault.Invalid, "seal.public", "公钥不对：应是 age1 开头的一行").Because(err)
	}
	return nil
}

const (
	ageHead   = "age-encryption.org/v1\n"
	ForKeys   = "X25519" // sealed to public keys
	ForPhrase = "scrypt" // sealed by a passphrase
)

// Closed reports whether bytes are an age file with exactly n ways to open it, all
// of one kind. It says nothing about what is inside: nobody here can know.
func Closed(sealed []byte, kind string, n int) bool {
	rest, ok := bytes.CutPrefix(sealed, []byte(ageHead))
	if !ok {
		return false
	}
	for {
		line, after, found := bytes.Cut(rest, []byte("\n"))
		switch {
		case !found || len(line) > 120:
			return false
		case bytes.HasPrefix(line, []byte("--- ")):
			return n == 0 && len(after) >= 32 // nonce and tag at least
		case bytes.HasPrefix(line, []byte("-> ")):
			if !bytes.HasPrefix(line, []byte("-> "+kind+" ")) {
				return false
			}
			n--
		}
		rest = after
	}
}

// crockford has no I, L, O, U: a code can be read out and copied by hand.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// codeLength is how many characters a receipt code has: 120 random bits, so that
// neither guessing nor a slow derivation is a question.
const codeLength = 24

// NewCode makes a receipt code (回执码) in groups of four.
func NewCode() string {
	raw := make([]byte, codeLength)
	rand.Read(raw) // never fails
	var b strings.Builder
	for i, c := range raw {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(crockford[c&31])
	}
	return b.String()
}

// PlainCode returns a code as typed without its dashes, small letters and
// look-alikes; ok is false for what cannot be one.
func PlainCode(typed string) (code string, ok bool) {
	code = strings.Map(func(r rune) rune {
		switch {
		case r == 'O':
			return '0'
		case r == 'I' || r == 'L':
			return '1'
		case strings.ContainsRune(crockford, r):
			return r
		}
		return -1
	}, strings.ToUpper(typed))
	return code, len(code) == codeLength
}

// CodeDoor returns what is sent to find the tip of a code. It opens nothing.
func CodeDoor(code string) string { return derive("door", code) }

// StoredDoor returns what is stored of a door, so that who reads the database
// cannot knock.
func StoredDoor(door string) string { return derive("stored", door) }

// CodeKey returns the private key that a code stands for: answers are sealed to
// its public half.
func CodeKey(code string) (private, public string, err error) {
	sum := sha256.Sum256([]byte("yingda tip answer 1\n" + code))
	private = strings.ToUpper(bech32("age-secret-key-", sum[:]))
	pair, err := age.ParseX25519Identity(private)
	if err != nil {
		return "", "", err
	}
	return private, pair.Recipient().String(), nil
}

func derive(use, text string) string {
	sum := sha256.Sum256([]byte("yingda tip " + use + " 1\n" + text))
	return hex.EncodeToString(sum[:])
}

// bech32 writes bytes in the encoding of age's keys (BIP 173), which its Go
// library keeps to itself.
func bech32(hrp string, data []byte) string {
	const charset = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
	var five []byte
	acc, bits := 0, 0
	for _, b := range data {
		acc, bits = acc<<8|int(b), bits+8
		for bits >= 5 {
			bits -= 5
			five = append(five, byte(acc>>bits&31))
		}
	}
	if bits > 0 {
		five = append(five, byte(acc<<(5-bits)&31))
	}
	sum := uint32(1)
	feed := func(v byte) {
		top := sum >> 25
		sum = sum&0x1ffffff<<5 ^ uint32(v)
		for i, g := range []uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	for i := range len(hrp) {
		feed(hrp[i] >> 5)
	}
	feed(0)
	for i := range len(hrp) {
		feed(hrp[i] & 31)
	}
	for _, v := range five {
		feed(v)
	}
	for range 6 {
		feed(0)
	}
	sum ^= 1
	for i := range 6 {
		five = append(five, byte(sum>>(5*(5-i))&31))
	}
	out := []byte(hrp + "1")
	for _, v := range five {
		out = append(out, charset[v])
	}
	return string(out)
}
