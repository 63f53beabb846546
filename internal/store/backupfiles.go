package store

import (
	"archive/tar"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
)

// Files is where investigation files are kept, by the hash of their bytes.
type Files interface {
	Open(hash string) (*os.File, error)
	Put(r io.Reader) (hash string, size int64, err error)
	Drop(hash string) error
}

const filesPart = "files/"

// dumpFiles writes each file that an investigation file names into the archive.
// A file that is gone or changed stops the backup: it would not be whole.
func (s *Store) dumpFiles(ctx context.Context, tx *sql.Tx, archive *tar.Writer) (int64, error) {
	rows, err := tx.QueryContext(ctx, `SELECT hash FROM evidence UNION SELECT hash FROM message_file ORDER BY hash`)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	n := int64(0)
	for rows.Next() {
		var hash string
		if err := rows.Scan(&hash); err != nil {
			return n, err
		}
		if s.Files == nil {
			return n, errors.New("the database names files, and no folder of files is set")
		}
		if err := dumpFile(s.Files, hash, archive); err != nil {
			return n, fmt.Errorf("back up file %s: %w", hash, err)
		}
		n++
	}
	return n, rows.Err()
}

func dumpFile(files Files, hash string, archive *tar.Writer) error {
	f, err := files.Open(hash)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if err := archive.WriteHeader(&tar.Header{Name: filesPart + hash, Mode: 0o600, Size: info.Size(), Format: tar.FormatPAX}); err != nil {
		return err
	}
	_, err = io.Copy(archive, f)
	return err
}

// restoreFile puts one file of an archive back and holds it to its name.
func restoreFile(files Files, hash string, r io.Reader) error {
	if files == nil {
		return errors.New("the archive has files, and no folder of files is set")
	}
	got, _, err := files.Put(r)
	if err != nil {
		return err
	}
	if got != hash {
		return damaged(fmt.Errorf("file %s has the hash %s", hash, got))
	}
	return nil
}
