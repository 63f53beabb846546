// Package app wires the parts of Yingda together and runs them: configuration,
// first start, listeners, background work, orderly stop. It alone reads the
// system clock.
package app

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/BurntSushi/toml"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/regime"
)

// Config is the configuration file (配置). Unknown keys are refused and an empty
// file runs. Flags of the command line win over it.
type Config struct {
	Listen    string            `toml:"listen"`    // HOST:PORT of everything; 127.0.0.1:8080
	Desk      string            `toml:"desk"`      // own HOST:PORT for the staff desk; "" shares Listen
	Metrics   string            `toml:"metrics"`   // own HOST:PORT for /metrics; "" asks for a token on Listen
	Public    string            `toml:"public"`    // public base address, https://host
	Proxies   []string          `toml:"proxies"`   // trusted proxies, addresses or prefixes
	Data      string            `toml:"data"`      // data folder; ./data
	Database  string            `toml:"database"`  // postgres://…; "" means SQLite in the data folder
	KeyFile   string            `toml:"key_file"`  // key for secrets at rest; DIR/key
	Files     string            `toml:"files"`     // attachment store; DIR/files
	Calendar  []string          `toml:"calendar"`  // notice files of later years
	Duty      string            `toml:"duty"`      // "08:00-20:00"; "" means round the clock
	Contact   string            `toml:"contact"`   // named in the user agent of the readers
	Networks  []string          `toml:"networks"`  // private networks, and hosts by name, allowed for sources
	RSSHub    string            `toml:"rsshub"`    // base address of an own RSSHub, which rsshub:// addresses of sources stand for
	Remember  int               `toml:"remember"`  // posts that grouping remembers; 200,000
	Mail      Mail              `toml:"mail"`      // outgoing mail
	Notify    Notify            `toml:"notify"`    // telling staff
	Platforms map[string]string `toml:"platforms"` // an agency's own forwarding servers, by platform: wechat, wecom
	Log       string            `toml:"log_level"` // debug, info, warn or error; info
}

// Mail is the configuration of outgoing mail.
type Mail struct {
	Server string `toml:"server"` // HOST:PORT
	From   string `toml:"from"`
	Login  string `toml:"login"`
	Secret string `toml:"secret_file"`
}

// LoadConfig reads a configuration file; "" gives the defaults.
func LoadConfig(file string) (Config, error) {
	c := Config{Listen: "127.0.0.1:8080", Data: "./data", Log: "info", Contact: "yingda"}
	if file == "" {
		return c, nil
	}
	body, err := os.ReadFile(file)
	if err != nil {
		return c, fault.New(fault.Invalid, "config.read", "读不到配置文件 %s", file).Because(err)
	}
	dec := toml.NewDecoder(bytes.NewReader(body))
	meta, err := dec.Decode(&c)
	if err != nil {
		var where toml.ParseError
		if errors.As(err, &where) {
			return c, fault.New(fault.Invalid, "config.syntax", "配置文件 %s 第 %d 行：%s", file, where.Position.Line, where.Message)
		}
		return c, fault.New(fault.Invalid, "config.syntax", "配置文件 %s：%v", file, err)
	}
	if extra := meta.Undecoded(); len(extra) > 0 {
		var keys []string
		for _, k := range extra {
			keys = append(keys, k.String())
		}
		return c, fault.New(fault.Invalid, "config.unknown", "配置文件 %s 有不认识的项：%s", file, strings.Join(keys, "、"))
	}
	return c, nil
}

// Check fills in what follows from the rest and refuses what cannot work.
func (c *Config) Check() error {
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		return fault.New(fault.Invalid, "config.listen", "监听地址「%s」应写成 主机:端口", c.Listen).On("listen")
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.Log)); err != nil && c.Log != "" {
		return fault.New(fault.Invalid, "config.log_level", "日志级别「%s」应为 debug、info、warn 或 error", c.Log).On("log_level")
	}
	if c.Public != "" {
		u, err := url.Parse(c.Public)
		if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
			return fault.New(fault.Invalid, "config.public", "公开地址「%s」应写成 https://主机", c.Public).On("public")
		}
		c.Public = strings.TrimRight(c.Public, "/")
	}
	if _, err := Prefixes(c.Proxies); err != nil {
		return err
	}
	if _, _, err := inner(c.Networks); err != nil {
		return err
	}
	for name, base := range c.Platforms {
		u, err := url.Parse(base)
		if !desk.ByAdapter(regime.Platform(name)) || err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
			return fault.New(fault.Invalid, "config.platforms", "platforms 只能写 wechat、wecom、weibo，值是转发服务器的地址，如 https://主机").On("platforms." + name)
		}
	}
	if err := c.Notify.check(); err != nil {
		return err
	}
	if err := c.Mail.check(); err != nil {
		return err
	}
	if c.KeyFile == "" {
		c.KeyFile = filepath.Join(c.Data, "key")
	}
	if c.Files == "" {
		c.Files = filepath.Join(c.Data, "files")
	}
	return nil
}

// Prefixes reads addresses and prefixes.
func Prefixes(list []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, s := range list {
		p, err := netip.ParsePrefix(s)
		if err != nil {
			a, err := netip.ParseAddr(s)
			if err != nil {
				return nil, fault.New(fault.Invalid, "config.network", "「%s」不是网络地址，应写成 10.0.0.0/8 或 10.1.2.3（networks 里还可以写主机名）", s)
			}
			p = netip.PrefixFrom(a, a.BitLen())
		}
		out = append(out, p)
	}
	return out, nil
}

// hostName is a name as it stands in an address: not of digits and dots alone.
var hostName = regexp.MustCompile(`^[a-z0-9_-]+(\.[a-z0-9_-]+)*$`)

// inner reads what of the inner network sources may stand in: addresses and
// prefixes, and hosts by name.
func inner(list []string) (prefixes []netip.Prefix, hosts []string, err error) {
	var numbers []string
	for _, s := range list {
		if name := strings.ToLower(s); hostName.MatchString(name) && strings.ContainsAny(name, "abcdefghijklmnopqrstuvwxyz") {
			hosts = append(hosts, name)
		} else {
			numbers = append(numbers, s)
		}
	}
	prefixes, err = Prefixes(numbers)
	return prefixes, hosts, err
}

// mkdir makes the data folder, readable by its owner alone.
func (c Config) mkdir() error {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return fault.New(fault.Invalid, "config.data", "建不了数据目录 %s：请检查上级目录是否存在、可写", c.Data).Because(err)
	}
	return nil
}

func (c Config) path(name string) string { return filepath.Join(c.Data, name) }

func (c Config) String() string { return fmt.Sprintf("listen %s, data %s", c.Listen, c.Data) }
