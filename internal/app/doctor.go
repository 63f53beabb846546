package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"syscall"
	"time"

	"yingda/internal/blob"
	"yingda/internal/deadline"
	"yingda/internal/doc"
	"yingda/internal/fault"
	"yingda/internal/store"
)

// Check is one thing that doctor looked at: what it found, and what to do.
type Check struct {
	Name string
	OK   bool
	Text string
	Do   string
}

// OpenStore opens the database of a configuration and brings its schema up.
func OpenStore(ctx context.Context, c Config) (*store.Store, error) {
	if c.Database == "" {
		if err := c.mkdir(); err != nil {
			return nil, err
		}
	}
	s, err := store.Open(ctx, store.Config{Dir: c.Data, URL: c.Database, Now: time.Now})
	if err == nil {
		s.Files, s.Erased = blob.Folder{Path: c.Files}, Erasures{c.KeyFile}.List
	}
	return s, err
}

// HasStore reports whether there is a database with a schema, and makes neither.
func HasStore(ctx context.Context, c Config) (bool, error) {
	if c.Database == "" {
		if _, err := os.Stat(c.path("yingda.db")); errors.Is(err, fs.ErrNotExist) {
			return false, nil
		}
	}
	s, err := store.Connect(store.Config{Dir: c.Data, URL: c.Database, Now: time.Now})
	if err != nil {
		return false, err
	}
	defer s.Close()
	return s.HasSchema(ctx)
}

// Examine looks at database, clock, disk, calendar, sources and outbox.
func Examine(ctx context.Context, c Config) []Check {
	checks := []Check{disk(c), address(c), calendar(c, time.Now()), converter()}
	if c.Database == "" {
		if _, err := os.Stat(c.path("yingda.db")); err != nil {
			return append(checks, Check{"数据库", false, "还没有数据：" + c.path("yingda.db"), "先运行 yingda serve"})
		}
	}
	s, err := store.Connect(store.Config{Dir: c.Data, URL: c.Database, Now: time.Now})
	if err != nil {
		return append(checks, failed("数据库", err, "检查数据目录或数据库地址"))
	}
	defer s.Close()
	return append(checks, schema(ctx, s), clockCheck(ctx, s), audit(ctx, s), sources(ctx, s), outbox(ctx, s), levels(ctx, s), keyFile(ctx, c, s))
}

func failed(name string, err error, do string) Check {
	text := err.Error()
	if f := fault.Of(err); f != nil {
		text = f.Text
	}
	return Check{name, false, text, do}
}

// converter says whether papers can be had as PDF. Without an office suite they
// are DOCX alone, which is no fault.
func converter() Check {
	if c := doc.FindConverter(); c != nil {
		return Check{"PDF", true, "由 " + c.Program + " 生成", ""}
	}
	return Check{"PDF", true, "没有装 LibreOffice，公文只有 DOCX", "需要 PDF 的，安装 libreoffice-writer"}
}

func disk(c Config) Check {
	var st syscall.Statfs_t
	if err := syscall.Statfs(c.Data, &st); err != nil {
		return failed("磁盘", err, "数据目录 "+c.Data+" 不存在或不可读")
	}
	free := int64(st.Bavail) * st.Bsize >> 20
	return Check{"磁盘", free > 1024, fmt.Sprintf("%s 还有 %d MB", c.Data, free), map[bool]string{true: "", false: "腾出至少 1 GB"}[free > 1024]}
}

func address(c Config) Check {
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return Check{"监听地址", true, c.Listen + " 已有程序在用（本程序正在运行时就是这样）", ""}
	}
	l.Close()
	return Check{"监听地址", true, c.Listen + " 可用", ""}
}

// calendar warns from November on while the next year's notice is missing.
func calendar(c Config, now time.Time) Check {
	year := now.In(deadline.Zone).Year()
	cal, err := CalendarOf(c.Calendar)
	if err != nil {
		return failed("工作日历", err, "改正配置里 calendar 所列的文件")
	}
	if !cal.Knows(year) {
		return Check{"工作日历", false, fmt.Sprintf("没有 %d 年的放假安排，涉及工作日的期限都是暂定的", year), "把国务院办公厅通知的数据文件写进配置的 calendar"}
	}
	if now.In(deadline.Zone).Month() >= time.November && !cal.Knows(year+1) {
		return Check{"工作日历", true, fmt.Sprintf("还没有 %d 年的放假安排", year+1), "通知一般在 11 月公布，公布后写进配置的 calendar"}
	}
	return Check{"工作日历", true, fmt.Sprintf("%d 年的放假安排已有", year), ""}
}

func schema(ctx context.Context, s *store.Store) Check {
	ok, err := s.SchemaCurrent(ctx)
	if err != nil {
		return failed("数据库", err, "检查数据库是否在运行、地址和口令是否正确")
	}
	if !ok {
		return Check{"数据库", false, "结构不是本程序的版本", "运行 yingda serve 会自动升级；若提示结构更新，请换用新版程序"}
	}
	return Check{"数据库", true, string(s.Engine()) + "，结构是最新的", ""}
}

func clockCheck(ctx context.Context, s *store.Store) Check {
	at, err := s.HeadTime(ctx)
	if err != nil {
		return failed("时钟", err, "")
	}
	if ahead := time.UnixMilli(at).Sub(s.Now()); ahead > 5*time.Second {
		return Check{"时钟", false, fmt.Sprintf("系统时钟比最后一条记录早 %v", ahead.Round(time.Second)), "校准系统时钟（NTP）；校准之前办理会被拒绝"}
	}
	return Check{"时钟", true, s.Now().In(deadline.Zone).Format("2006-01-02 15:04:05") + "，不早于最后一条记录", ""}
}

func audit(ctx context.Context, s *store.Store) Check {
	n, err := s.VerifyAudit(ctx, nil)
	if err != nil {
		return failed("审计账本", err, "保留现场，从备份核对；运行 yingda audit verify 看是哪一条")
	}
	return Check{"审计账本", true, fmt.Sprintf("%d 条，完好", n), ""}
}

func sources(ctx context.Context, s *store.Store) Check {
	total, bad, err := s.SourceHealth(ctx)
	if err != nil {
		return failed("来源", err, "")
	}
	return Check{"来源", bad == 0, fmt.Sprintf("%d 个，%d 个连续读取失败", total, bad), map[bool]string{true: "", false: "在「来源」页看原因"}[bad == 0]}
}

func outbox(ctx context.Context, s *store.Store) Check {
	stuck, err := s.StuckReleases(ctx, s.Now().Add(-5*time.Minute).UnixMilli())
	if err != nil {
		return failed("发布渠道", err, "")
	}
	return Check{"发布渠道", stuck == 0, fmt.Sprintf("%d 份答复批准后五分钟仍未发布", stuck), map[bool]string{true: "", false: "在「任务队列」页看原因"}[stuck == 0]}
}
