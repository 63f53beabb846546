package blob_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yingda/internal/blob"
	"yingda/internal/fault"
)

func TestFolder(t *testing.T) {
	f := blob.Folder{Path: filepath.Join(t.TempDir(), "files"), MaxBytes: 100}
	hash, size, err := f.Put(strings.NewReader("证据"))
	if err != nil || size != 6 {
		t.Fatal(hash, size, err)
	}
	again, _, err := f.Put(strings.NewReader("证据"))
	if err != nil || again != hash {
		t.Errorf("the same bytes are kept under another name: %v", err)
	}
	file, err := f.Open(hash)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(file)
	file.Close()
	if string(body) != "证据" {
		t.Errorf("read back %q", body)
	}
	if _, _, err := f.Put(bytes.NewReader(make([]byte, 101))); fault.CodeOf(err) != "blob.large" {
		t.Errorf("a file over the limit: %v", err)
	}
	if _, _, err := f.Put(strings.NewReader("")); fault.CodeOf(err) != "blob.empty" {
		t.Errorf("an empty file: %v", err)
	}
	for _, bad := range []string{"", "../../etc/passwd", strings.Repeat("a", 64), strings.ToUpper(hash)} {
		if _, err := f.Open(bad); fault.CodeOf(err) != "blob.unknown" {
			t.Errorf("open %q: %v", bad, err)
		}
	}
	if err := os.WriteFile(filepath.Join(f.Path, hash[:2], hash), []byte("别的"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Open(hash); fault.CodeOf(err) != "blob.changed" {
		t.Errorf("a changed file is not found out: %v", err)
	}
	left, _ := filepath.Glob(filepath.Join(f.Path, ".part-*"))
	if len(left) > 0 {
		t.Errorf("parts are left behind: %v", left)
	}
}
