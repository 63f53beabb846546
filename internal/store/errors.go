package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"yingda/internal/fault"
)

// IsNoRows reports whether err says that a row was looked for and not found.
func IsNoRows(err error) bool { return errors.Is(err, sql.ErrNoRows) }

// IsDuplicate reports whether err says that a unique key exists already.
func IsDuplicate(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "23505"
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code() == 2067 || lite.Code() == 1555 // SQLITE_CONSTRAINT_UNIQUE, _PRIMARYKEY
	}
	return false
}

// collided reports whether the transaction may be tried again as it is.
func collided(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "40001" || pg.Code == "40P01"
	}
	return false
}

// broken reports whether the line to PostgreSQL was lost, or the server is going
// down or starting: the same statement may well do on another connection.
func broken(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return strings.HasPrefix(pg.Code, "08") || pg.Code == "57P01" || pg.Code == "57P02" || pg.Code == "57P03"
	}
	var line net.Error
	var connect *pgconn.ConnectError
	return errors.As(err, &connect) || errors.As(err, &line) && !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, driver.ErrBadConn) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || pgconn.SafeToRetry(err)
}

// away is the fault of a line that stays broken; unsure of one that broke at the
// commit, of which nobody knows here whether it came through.
func away(err error) error {
	return fault.New(fault.Busy, "database.away", "与数据库的连接断了，本次没有保存；请稍后再提交一次").Because(err)
}

func unsure(err error) error {
	return fault.New(fault.Busy, "database.unsure", "保存时与数据库的连接断了，是否已经保存还不知道；请先刷新页面核对，没有保存再重新提交").Because(err)
}

// explain turns the engine's states that people can mend into faults.
func explain(err error) error {
	if err == nil || fault.Of(err) != nil {
		return err
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		switch lite.Code() & 0xff {
		case 13: // SQLITE_FULL
			return fault.New(fault.Busy, "disk.full", "磁盘已满，本次没有保存；腾出空间后请重试").Because(err)
		case 5, 6: // SQLITE_BUSY, SQLITE_LOCKED
			return fault.New(fault.Busy, "database.locked", "数据库正被占用，请稍后重试").Because(err)
		case 10: // SQLITE_IOERR
			return fault.New(fault.Busy, "disk.error", "磁盘读写出错，本次没有保存").Because(err)
		}
	}
	var pg *pgconn.PgError
	if broken(err) {
		return away(err)
	}
	if errors.As(err, &pg) && pg.Code == "55P03" { // lock_not_available: after lock_timeout
		return fault.New(fault.Busy, "database.locked", "数据库正被占用，请稍后重试").Because(err)
	}
	if errors.As(err, &pg) && strings.HasPrefix(pg.Code, "53") { // insufficient resources
		return fault.New(fault.Busy, "disk.full", "数据库空间或连接不足，本次没有保存，请稍后重试").Because(err)
	}
	return err
}
