package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"os"
	"strings"
	"time"

	"yingda/internal/fault"
	dossier "yingda/internal/report"
	"yingda/internal/seal"
)

type dossierCommand struct {
	Verify dossierVerify `cmd:"" help:"Check that a dossier file is as it was signed."`
}

type dossierVerify struct {
	File   string `arg:"" help:"Dossier as JSON." type:"path"`
	Public string `help:"The agency's public key as KEY:BASE64; without it that of this installation." placeholder:"KEY:BASE64"`
}

// Run checks a dossier file and prints whose it is.
func (c *dossierVerify) Run(g *global) error {
	file, err := os.ReadFile(c.File)
	if err != nil {
		return fault.New(fault.Invalid, "file.read", "读不到文件 %s", c.File).Because(err)
	}
	known, err := c.known(g)
	if err != nil {
		return err
	}
	s, err := dossier.VerifyDossier(file, known)
	if err != nil {
		return err
	}
	fmt.Fprintln(os.Stderr, "卷宗完好，签名有效")
	return printJSON(map[string]string{"sha256": s.SHA256, "key": s.Key, "public": s.Public})
}

// known returns the public keys that count: the one named, or those of this
// installation's key file.
func (c *dossierVerify) known(g *global) (map[string]ed25519.PublicKey, error) {
	if c.Public != "" {
		id, body, _ := strings.Cut(c.Public, ":") // without a colon the body is empty, which is refused below
		raw, err := base64.StdEncoding.DecodeString(body)
		if err != nil || len(raw) != ed25519.PublicKeySize {
			return nil, fault.New(fault.Invalid, "key.public", "公钥应写成 编号:BASE64，共 32 字节")
		}
		return map[string]ed25519.PublicKey{id: raw}, nil
	}
	conf, err := g.config()
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(conf.KeyFile); err != nil {
		return nil, fault.New(fault.NotFound, "key.none", "这里没有密钥文件 %s：用 --public 写明对方机关的公钥", conf.KeyFile)
	}
	keys, err := seal.Open(conf.KeyFile, time.Now())
	if err != nil {
		return nil, err
	}
	return keys.PublicKeys(), nil
}
