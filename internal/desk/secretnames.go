package desk

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"yingda/internal/auth"
	"yingda/internal/fault"
	"yingda/internal/fold"
)

// SecretName is one sort of secret that an account may have.
type SecretName struct {
	Name  string
	Title string // a phrase
	Hint  string
}

// SecretNames are the secrets that the platforms know, in the order in which
// pages offer them.
var SecretNames = []SecretName{
	{"password", "登录密码", "登录平台后台用的密码：至少 12 个字符，大写、小写、数字、符号至少三种"},
	{"app_secret", "应用密钥（AppSecret）", "平台开发设置里的 AppSecret 或 App Secret"},
	{"token", "回调令牌（Token）", "平台回调设置里自己定的 Token"},
	{"encoding_aes_key", "消息加解密密钥（EncodingAESKey）", "平台回调设置里的 43 位密钥"},
	{"access_token", "访问令牌（access_token）", "授权以后平台发的令牌，到期前要重新授权"},
	{"webhook_secret", "推送签名密钥", "与接收方约定的签名密钥，whsec_ 开头的整段粘贴"},
}

// SecretTitle returns what people call a secret.
func SecretTitle(name string) string {
	if i := slices.IndexFunc(SecretNames, func(n SecretName) bool { return n.Name == name }); i >= 0 {
		return SecretNames[i].Title
	}
	return name
}

// shortestPassword is what a password of an official account has at least.
const shortestPassword = 12

// CheckSecret refuses a weak password, and what cannot be a secret of a program.
// Faults: secret.weak, secret.form. Clause: ACC-9; GB/T 22239-2019 8.1.4.1 a.
func CheckSecret(name, value string) error {
	n := utf8.RuneCountInString(value)
	if n > 4000 || strings.ContainsFunc(value, unicode.IsControl) {
		return fault.New(fault.Invalid, "secret.form", "密钥最多 4000 个字符，不能换行").On("value")
	}
	if name != "password" {
		if n < 3 || strings.ContainsFunc(value, unicode.IsSpace) {
			return fault.New(fault.Invalid, "secret.form", "这不像平台发的密钥：太短，或中间有空格").On("value")
		}
		return nil
	}
	weak := func(why string) error {
		return fault.New(fault.Invalid, "secret.weak", "密码太弱：%s", why).On("value")
	}
	if err := auth.CheckPassword("", value); err != nil {
		return weak(fault.Of(err).Text)
	}
	if n < shortestPassword {
		return weak("至少 12 个字符")
	}
	if repeats(fold.String(value)) {
		return weak("是同一段字符的重复")
	}
	if kinds(value) < 3 {
		return weak("大写、小写、数字、符号至少要有三种")
	}
	return nil
}

// repeats reports whether a text is one part of it over and over.
func repeats(s string) bool {
	i := strings.Index((s + s)[1:], s)
	return i >= 0 && i+1 < len(s)
}

// kinds counts the kinds of characters in a password.
func kinds(s string) int {
	var upper, lower, digit, other int
	for _, r := range s {
		switch {
		case unicode.IsUpper(r):
			upper = 1
		case unicode.IsLower(r):
			lower = 1
		case unicode.IsDigit(r):
			digit = 1
		default:
			other = 1
		}
	}
	return upper + lower + digit + other
}
