// Package blob keeps files by their content (文件库): a folder in which each file
// is named by the SHA-256 of its bytes, so that the same file is kept once and a
// changed one is found out. Several processes on one database share the folder.
// Bytes are never looked into.
package blob

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"yingda/internal/fault"
)

// Folder is a store of files. MaxBytes bounds one file; zero means 20 MB.
type Folder struct {
	Path     string
	MaxBytes int64
}

var name = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (f Folder) limit() int64 {
	if f.MaxBytes == 0 {
		return 20 << 20
	}
	return f.MaxBytes
}

// Put streams a file in and returns its hash and its size in bytes. Faults:
// blob.large, blob.empty, blob.write.
func (f Folder) Put(r io.Reader) (hash string, size int64, err error) {
	if err := os.MkdirAll(f.Path, 0o700); err != nil {
		return "", 0, unwritable(f.Path, err)
	}
	temp, err := os.CreateTemp(f.Path, ".part-*") // mode 0600
	if err != nil {
		return "", 0, unwritable(f.Path, err)
	}
	defer os.Remove(temp.Name()) // gone already when it was renamed
	sum := sha256.New()
	size, err = io.Copy(io.MultiWriter(temp, sum), io.LimitReader(r, f.limit()+1))
	if err := errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return "", 0, unwritable(f.Path, err)
	}
	switch {
	case size > f.limit():
		return "", 0, fault.New(fault.Invalid, "blob.large", "文件最大 %d MB", f.limit()>>20).On("file")
	case size == 0:
		return "", 0, fault.New(fault.Invalid, "blob.empty", "文件是空的").On("file")
	}
	hash = hex.EncodeToString(sum.Sum(nil))
	if err := os.MkdirAll(filepath.Dir(f.file(hash)), 0o700); err != nil {
		return "", 0, unwritable(f.Path, err)
	}
	if err := os.Rename(temp.Name(), f.file(hash)); err != nil {
		return "", 0, unwritable(f.Path, err)
	}
	return hash, size, nil
}

// Open returns a file by its hash, after checking that its bytes are still those.
// Faults: blob.unknown, blob.changed.
func (f Folder) Open(hash string) (*os.File, error) {
	if !name.MatchString(hash) {
		return nil, missing(nil)
	}
	file, err := os.Open(f.file(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, missing(err)
	}
	if err != nil {
		return nil, fmt.Errorf("open file %s: %w", hash, err)
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		file.Close()
		return nil, fmt.Errorf("read file %s: %w", hash, err)
	}
	if hex.EncodeToString(sum.Sum(nil)) != hash {
		file.Close()
		return nil, fault.New(fault.Internal, "blob.changed", "这份文件的内容与登记的校验值不符")
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}

func (f Folder) file(hash string) string { return filepath.Join(f.Path, hash[:2], hash) }

func missing(err error) error {
	return fault.New(fault.NotFound, "blob.unknown", "文件库里没有这份文件").Because(err)
}

func unwritable(path string, err error) error {
	return fault.New(fault.Internal, "blob.write", "写不了文件库 %s：请检查目录、权限和磁盘", path).Because(err)
}

// Drop removes a file; one that is not there is no fault. Who asks makes sure
// that nothing refers to it any more.
func (f Folder) Drop(hash string) error {
	if !name.MatchString(hash) {
		return missing(nil)
	}
	if err := os.Remove(f.file(hash)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return unwritable(f.Path, err)
	}
	return nil
}
