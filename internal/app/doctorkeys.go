package app

import (
	"context"
	"fmt"
	"os"
	"time"

	"yingda/internal/desk"
	"yingda/internal/seal"
	"yingda/internal/store"
)

// keyAge is how long a key for sealing is in force before it is due for rotation.
const keyAge = 365 * 24 * time.Hour

// keyFile says whether the keys are there and closed to others, when they are due
// for rotation, and whether the last one was carried through. Clause: ACC-9.
func keyFile(ctx context.Context, c Config, s *store.Store) Check {
	if _, err := os.Stat(c.KeyFile); err != nil {
		return Check{"密钥", true, "还没有密钥文件，第一次密封时生成", ""}
	}
	keys, err := seal.Open(c.KeyFile, s.Now())
	if err != nil {
		return failed("密钥", err, "检查密钥文件的权限和内容")
	}
	old, err := desk.OldSealed(ctx, s.Reader, keys)
	if err != nil {
		return failed("密钥", err, "")
	}
	if old > 0 {
		return Check{"密钥", false, fmt.Sprintf("换钥没有做完，还有 %d 项用旧钥密封", old), "运行 yingda keys rotate，会接着做"}
	}
	made, err := keys.Made()
	if err != nil {
		return failed("密钥", err, "密钥文件里的日期不对")
	}
	due := made.Add(keyAge)
	if s.Now().After(due) {
		return Check{"密钥", false, "密封钥自 " + made.Format(time.DateOnly) + " 起用，已满一年", "运行 yingda keys rotate"}
	}
	return Check{"密钥", true, "密封钥自 " + made.Format(time.DateOnly) + " 起用，" + due.Format(time.DateOnly) + " 前更换", ""}
}
