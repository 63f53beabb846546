package seal

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"yingda/internal/fault"
)

// The uses of a key.
const (
	useSeal = "seal"
	useSign = "sign"
)

// Open reads the key file, and makes it with one key for each use when there is
// none: readable by its owner alone, and by exactly one of several processes
// that start at once. now dates the keys for people. Faults: seal.file,
// seal.mode when others may read it, seal.syntax.
func Open(path string, now time.Time) (*Keys, error) {
	body, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := create(path, now); err != nil {
			return nil, err
		}
		body, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, unreadable(path, err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fault.New(fault.Invalid, "seal.mode", "密钥文件 %s 别人也能读：请执行 chmod 600 %s", path, path)
	}
	return parse(path, string(body))
}

// Rotate adds a new key for each use, which is in force from the next Open on,
// and keeps the old ones. What was sealed with them is sealed anew by its owner.
func Rotate(path string, now time.Time) (*Keys, error) {
	if _, err := Open(path, now); err != nil {
		return nil, err
	}
	old, err := os.ReadFile(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	lines, err := fresh(now)
	if err != nil {
		return nil, err
	}
	temp, err := write(path, strings.TrimRight(string(old), "\n")+"\n"+lines)
	if err != nil {
		return nil, err
	}
	if err := os.Rename(temp, path); err != nil {
		return nil, unreadable(path, err)
	}
	return Open(path, now)
}

// create makes the file under another name and links it to its own: the link
// fails where another process was first, and nobody reads half a file.
func create(path string, now time.Time) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return unreadable(path, err)
	}
	lines, err := fresh(now)
	if err != nil {
		return err
	}
	temp, err := write(path, "# 应答的密钥：只由程序的用户读取，不进备份，另行妥善保存\n"+lines)
	if err != nil {
		return err
	}
	defer os.Remove(temp)
	if err := os.Link(temp, path); err != nil && !errors.Is(err, fs.ErrExist) {
		return unreadable(path, err)
	}
	return nil
}

func write(path, text string) (temp string, err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".key-*") // mode 0600
	if err != nil {
		return "", unreadable(path, err)
	}
	_, err = f.WriteString(text)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		os.Remove(f.Name())
		return "", unreadable(path, err)
	}
	return f.Name(), nil
}

// fresh returns one new line for each use.
func fresh(now time.Time) (string, error) {
	out := ""
	for _, use := range []string{useSeal, useSign} {
		k := key{use: use}
		if _, err := rand.Read(k.secret[:]); err != nil {
			return "", fmt.Errorf("make a key: %w", err)
		}
		out += fmt.Sprintf("%s %s %s %s\n", use, idOf(k), now.Format(time.DateOnly), base64.StdEncoding.EncodeToString(k.secret[:]))
	}
	return out, nil
}

// idOf names a key without telling it.
func idOf(k key) string {
	sum := sha256.Sum256(append([]byte("yingda key "+k.use+"\n"), k.secret[:]...))
	return hex.EncodeToString(sum[:4])
}

func parse(path, text string) (*Keys, error) {
	k := &Keys{}
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		wrong := fault.New(fault.Invalid, "seal.syntax", "密钥文件 %s 第 %d 行应为：用途 编号 日期 密钥", path, n)
		f := strings.Fields(line)
		if len(f) != 4 {
			return nil, wrong
		}
		each := key{use: f[0], id: f[1], made: f[2]}
		raw, err := base64.StdEncoding.DecodeString(f[3])
		if err != nil || copy(each.secret[:], raw) != 32 || len(raw) != 32 || idOf(each) != each.id {
			return nil, wrong
		}
		switch each.use {
		case useSeal:
			k.seal = append(k.seal, each)
		case useSign:
			k.sign = append(k.sign, each)
		default:
			return nil, wrong
		}
	}
	if len(k.seal) == 0 || len(k.sign) == 0 {
		return nil, fault.New(fault.Invalid, "seal.syntax", "密钥文件 %s 里缺少 seal 或 sign 密钥", path)
	}
	return k, nil
}

func unreadable(path string, err error) error {
	return fault.New(fault.Invalid, "seal.file", "读写不了密钥文件 %s：请检查目录和权限", path).Because(err)
}
