package auth

import (
	"context"
	"crypto/rand"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"yingda/internal/fault"
	"yingda/internal/fold"
)

// params cost about 19 MB and 40 ms a password on one core.
var params = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// noPassword is the hash of no password: checking against it takes as long as
// against a real one, for logins that do not exist.
const noPassword = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// waiting is how many sign-ins may queue for the hasher before more are refused.
const waiting = 100

// hasher bounds how much memory and how many cores passwords take.
type hasher struct {
	slots chan struct{}
	queue *atomic.Int64
}

func newHasher() hasher {
	return hasher{slots: make(chan struct{}, min(4, max(1, runtime.GOMAXPROCS(0)))), queue: new(atomic.Int64)}
}

// do runs f when a slot is free; fault.Busy when too many wait.
func (h hasher) do(ctx context.Context, f func() error) error {
	if h.queue.Add(1) > waiting {
		h.queue.Add(-1)
		return fault.New(fault.Busy, "sign_in.busy", "正在登录的人太多，请稍后再试")
	}
	defer h.queue.Add(-1)
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
		return f()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// matches reports whether a password belongs to a hash; "" matches nothing.
func (h hasher) matches(ctx context.Context, password, hash string) (ok bool, err error) {
	err = h.do(ctx, func() error {
		against := hash
		if against == "" {
			against = noPassword
		}
		ok, err = argon2id.ComparePasswordAndHash(password, against)
		return err
	})
	return ok && hash != "", err
}

// HashPassword returns the argon2id hash of a password, as the store keeps it.
// It does not judge the password.
func HashPassword(password string) (string, error) {
	return argon2id.CreateHash(password, params)
}

func (h hasher) hash(ctx context.Context, password string) (hash string, err error) {
	err = h.do(ctx, func() error {
		hash, err = HashPassword(password)
		return err
	})
	return hash, err
}

// oneTimeLetters leave out what is easily confused in print.
const oneTimeLetters = "23456789abcdefghjkmnpqrstuvwxyz"

// oneTime returns a random one-time password of 79 bits: xxxx-xxxx-xxxx-xxxx.
func oneTime() (string, error) {
	var out strings.Builder
	for n := 0; n < 16; {
		var b [1]byte
		if _, err := rand.Read(b[:]); err != nil {
			return "", fmt.Errorf("one-time password: %w", err)
		}
		if i := int(b[0] & 31); i < len(oneTimeLetters) { // 32 draws, one thrown away: no letter is likelier
			if n > 0 && n%4 == 0 {
				out.WriteByte('-')
			}
			out.WriteByte(oneTimeLetters[i])
			n++
		}
	}
	return out.String(), nil
}

// common holds what people choose first; runs and repeats are found by rule.
var common = map[string]bool{}

func init() {
	for _, w := range strings.Fields(`password password1 password12 password123 password1234 passw0rd p@ssw0rd p@ssword admin admin123 admin1234 admin12345 admin123456 admin888 administrator
root123456 test123456 welcome123 qwerty qwertyuiop qwerty123 qwerty12345 1qaz2wsx 1qaz2wsx3edc qazwsxedc zaq12wsx iloveyou abc123 abc12345 abc123456 abcd1234 abcd123456 a123456789 a1234567890
woaini1314 woaini520 5201314 520520520 1314520 asdfghjkl asdf123456 zxcvbnm123 letmein123 changeme123 default123 yingda123 yingda123456 yingda2026 huawei123 huawei@123 admin@123 admin@1234
aa123456 aa12345678 aa123456789 qq123456 qq123456789 zhongguo123 beijing2008 1q2w3e4r 1q2w3e4r5t q1w2e3r4t5 123qweasd 123qweasdzxc 123456abc 123456789a 1234567890a gongan110 password@123 p@ssw0rd123`) {
		common[w] = true
	}
}

// CheckPassword refuses a password that is too short, too long, near the login
// or among those that everybody tries first. Clause: GB/T 22239-2019 8.1.4.1 a.
func CheckPassword(login, password string) error {
	refuse := func(code, text string, args ...any) error {
		return fault.New(fault.Invalid, code, text, args...).On("password")
	}
	n := utf8.RuneCountInString(password)
	plain := fold.String(password)
	switch {
	case n < 10:
		return refuse("password.short", "密码至少 10 个字符，现在是 %d 个", n)
	case len(password) > 500:
		return refuse("password.long", "密码太长，最多 500 字节")
	case login != "" && strings.Contains(plain, fold.String(login)) && n < utf8.RuneCountInString(login)+8:
		return refuse("password.login", "密码不能是登录名，也不能只在登录名上加几个字符")
	case common[plain] || common[strings.TrimRight(plain, "!.@#")] || monotone(plain):
		return refuse("password.common", "这个密码太常见，请换一个")
	}
	return nil
}

// monotone reports whether a text is a run (1234567890, abcdefghij), or
// repeats one to three characters.
func monotone(s string) bool {
	r := []rune(s)
	for _, step := range []rune{1, -1} {
		run := true
		for i := 1; i < len(r) && run; i++ {
			run = r[i] == r[i-1]+step || r[i-1] == '9' && r[i] == '0' || r[i-1] == '0' && r[i] == '9'
		}
		if run {
			return true
		}
	}
	for k := 1; k <= 3; k++ {
		same := true
		for i := k; i < len(r) && same; i++ {
			same = r[i] == r[i-k]
		}
		if same {
			return true
		}
	}
	return false
}
