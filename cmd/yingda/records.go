package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"yingda/internal/app"
	"yingda/internal/fault"
	"yingda/internal/store"
)

type auditCommand struct {
	Verify auditVerify `cmd:"" help:"Recompute the chain; name the first bad entry."`
	Clock  auditClock  `cmd:"" help:"Go on after the machine's clock was ahead; both chains say so."`
}

type auditClock struct {
	Reason string `required:"" help:"Why the clock was wrong; kept beside the audit log."`
}

// Run lets work go on at the right time.
func (c *auditClock) Run(ctx context.Context, g *global) error {
	return withStore(ctx, g, func(s *store.Store) error {
		back, err := s.CorrectClock(ctx, c.Reason)
		if err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "时间退回 %v，已记入审计账本和公开账本；当时开始的时限照记录不变，请逐件核对\n", back.Round(time.Second))
		return nil
	})
}

type auditVerify struct {
	Anchor string `help:"A head kept outside, as printed by an earlier run ({\"seq\",\"hash\"})." type:"path" placeholder:"FILE"`
}

// Run verifies the chain and prints its head, which can be kept as an anchor.
func (c *auditVerify) Run(ctx context.Context, g *global) error {
	var anchor *store.Anchor
	if c.Anchor != "" {
		body, err := os.ReadFile(c.Anchor)
		if err != nil {
			return fault.New(fault.Invalid, "file.read", "读不到锚点文件 %s", c.Anchor).Because(err)
		}
		anchor = &store.Anchor{}
		if err := json.Unmarshal(body, anchor); err != nil || anchor.Seq <= 0 || anchor.Hash == "" {
			return fault.New(fault.Invalid, "anchor.invalid", "锚点文件 %s 应写成 {\"seq\":条数,\"hash\":\"校验值\"}", c.Anchor)
		}
	}
	return withStore(ctx, g, func(s *store.Store) error {
		n, err := s.VerifyAudit(ctx, anchor)
		var bad *store.ChainFault
		if errors.As(err, &bad) {
			return fault.New(fault.Conflict, "audit.broken", "审计账本有问题：%s（其前 %d 条完好）", bad.Error(), n)
		}
		if err != nil {
			return err
		}
		head, err := s.Head(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "审计账本完好，共 %d 条\n", n)
		return printJSON(head)
	})
}

type backupCommand struct {
	File string `arg:"" help:"Archive to write; must not exist." type:"path"`
}

// Run writes a backup: under another name first, so that a file of the name
// asked for is always whole.
func (c *backupCommand) Run(ctx context.Context, g *global) error {
	if _, err := os.Stat(c.File); err == nil {
		return fault.New(fault.Conflict, "file.exists", "%s 已经存在，请换一个名字", c.File)
	}
	return withStore(ctx, g, func(s *store.Store) error {
		tmp, err := os.CreateTemp(filepath.Dir(c.File), ".backup-*")
		if err != nil {
			return fault.New(fault.Invalid, "file.write", "写不了 %s", c.File).Because(err)
		}
		defer os.Remove(tmp.Name()) // gone already when all went well
		m, err := s.Backup(ctx, tmp, progress)
		if err != nil {
			return errors.Join(err, tmp.Close())
		}
		if err := errors.Join(tmp.Sync(), tmp.Close()); err != nil {
			return fault.New(fault.Busy, "disk.full", "备份没有写完：磁盘可能已满").Because(err)
		}
		if err := os.Rename(tmp.Name(), c.File); err != nil {
			return err
		}
		// The jobs page shows how old the newest backup is.
		if err := s.Write(ctx, func(tx *store.Tx) error { return tx.SetSetting("backup.at", strconv.FormatInt(tx.Ms(), 10)) }); err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "已备份到 %s，审计账本第 %d 条\n", c.File, m.Head.Seq)
		return nil
	})
}

func progress(table string, rows int64) {
	if rows > 0 {
		fmt.Fprintf(os.Stderr, "%s %d\n", table, rows)
	}
}

type restoreCommand struct {
	File string `arg:"" help:"Archive to read." type:"path"`
}

// Run restores a backup into an empty data folder or database, and verifies it.
func (c *restoreCommand) Run(ctx context.Context, g *global) error {
	conf, err := g.config()
	if err != nil {
		return err
	}
	in, err := open(c.File)
	if err != nil {
		return err
	}
	defer in.Close()
	s, err := app.OpenStore(ctx, conf)
	if err != nil {
		return err
	}
	defer s.Close()
	m, err := s.Restore(ctx, in, progress)
	if err != nil {
		return err
	}
	if n, err := s.VerifyAudit(ctx, &m.Head); err != nil {
		return fault.New(fault.Conflict, "audit.broken", "已恢复，但审计账本在第 %d 条之后不完好", n).Because(err)
	}
	fmt.Fprintf(os.Stderr, "已恢复 %s 的备份，审计账本完好\n", m.MadeAt)
	return nil
}

type doctorCommand struct{}

// Run prints each check and what to do; it fails if any check does.
func (c *doctorCommand) Run(ctx context.Context, g *global) error {
	conf, err := g.config()
	if err != nil {
		return err
	}
	bad := 0
	for _, check := range app.Examine(ctx, conf) {
		mark := "好"
		if !check.OK {
			mark = "坏"
			bad++
		}
		fmt.Printf("[%s] %s：%s\n", mark, check.Name, check.Text)
		if check.Do != "" {
			fmt.Printf("     怎么办：%s\n", check.Do)
		}
	}
	if bad > 0 {
		return fault.New(fault.Invalid, "doctor", "有 %d 项需要处理", bad)
	}
	return nil
}
