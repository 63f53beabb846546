package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/seal"
	"yingda/internal/store"
)

type keysCommand struct {
	Rotate keysRotate `cmd:"" help:"Add a new key for sealing and one for signing, and seal everything stored anew. Killed, run it again: it goes on."`
}

type keysRotate struct {
	AddOnly bool `help:"Only add the keys: copy the key file to the other machines, then run again."`
}

// rotated is what a rotation prints.
type rotated struct {
	Public  string          `json:"public_key"`
	Added   bool            `json:"added"`
	Columns []desk.Resealed `json:"columns"`
}

// Run adds keys unless those of an earlier run are not used everywhere yet, and
// seals everything stored with the newest.
func (c *keysRotate) Run(ctx context.Context, g *global) error {
	conf, err := g.config()
	if err != nil {
		return err
	}
	if _, err := os.Stat(conf.KeyFile); err != nil {
		return fault.New(fault.NotFound, "key.none", "还没有密钥文件 %s：第一次密封时自动生成", conf.KeyFile)
	}
	return withStore(ctx, g, func(s *store.Store) error {
		keys, err := seal.Open(conf.KeyFile, time.Now())
		if err != nil {
			return err
		}
		old, err := desk.OldSealed(ctx, s.Reader, keys)
		if err != nil {
			return err
		}
		out := rotated{Added: old == 0, Columns: []desk.Resealed{}}
		if old > 0 {
			fmt.Fprintln(os.Stderr, "上次换钥没有做完，接着做；不再添加新钥")
		} else if keys, err = seal.Rotate(conf.KeyFile, time.Now()); err != nil {
			return err
		}
		exchange := desk.Exchange{Keys: func() (*seal.Keys, error) { return keys, nil }}
		if out.Public, err = exchange.OwnKey(); err != nil {
			return err
		}
		if !c.AddOnly {
			if err := desk.Reseal(ctx, s, keys, func(r desk.Resealed) { out.Columns = append(out.Columns, r) }); err != nil {
				return err
			}
		}
		broken := int64(0)
		for _, r := range out.Columns {
			broken += r.Broken
		}
		if err := printJSON(out); err != nil {
			return err
		}
		if broken > 0 {
			return fault.New(fault.Conflict, "keys.broken", "有 %d 项用现有的密钥都打不开，保留原样：请在各自的页面重新填写", broken)
		}
		fmt.Fprintln(os.Stderr, "已换钥。旧钥留在文件里，旧备份还要靠它打开；请把密钥文件重新另行保管，并把新公钥告诉互联的机关")
		return nil
	})
}
