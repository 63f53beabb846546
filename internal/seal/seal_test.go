package seal

import (
	"crypto/ed25519"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"yingda/internal/fault"
)

var day = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)

func open(t *testing.T, path string) *Keys {
	t.Helper()
	k, err := Open(path, day)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestSeal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "in", "key")
	k := open(t, path)
	sealed, err := k.Seal("hunter2 口令", "outlet:1")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(sealed, "hunter2") {
		t.Error("the secret stands in the sealed text")
	}
	again, _ := k.Seal("hunter2 口令", "outlet:1")
	if again == sealed {
		t.Error("the same secret seals to the same text: who reads two rows learns that they agree")
	}
	if got, err := open(t, path).Open(sealed, "outlet:1"); err != nil || got != "hunter2 口令" {
		t.Errorf("opened %q, %v", got, err)
	}
	other := open(t, filepath.Join(t.TempDir(), "key"))
	cases := []struct {
		sentence, sealed, purpose, code string
		keys                            *Keys
	}{
		{"a secret of one row does not open for another", sealed, "outlet:2", "seal.broken", k},
		{"another installation's key does not open it", sealed, "outlet:1", "seal.key", other},
		{"a changed text does not open", sealed[:len(sealed)-2] + "AA", "outlet:1", "seal.broken", k},
		{"a plain text is not taken for a sealed one", "hunter2", "outlet:1", "seal.broken", k},
		{"an empty text is not taken for a sealed one", "", "outlet:1", "seal.broken", k},
		{"a sealed text cut short does not open", sealed[:14], "outlet:1", "seal.broken", k},
	}
	for _, c := range cases {
		if _, err := c.keys.Open(c.sealed, c.purpose); fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v", c.sentence, err)
		}
	}
}

func TestRotate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	old := open(t, path)
	sealed, _ := old.Seal("secret", "x")
	oldID, oldKey := old.SigningKey()
	signature := ed25519.Sign(oldKey, []byte("report"))
	k, err := Rotate(path, day)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := k.Open(sealed, "x"); err != nil || got != "secret" {
		t.Errorf("what the old key sealed opens after a rotation: %q, %v", got, err)
	}
	if k.Current(sealed) || !old.Current(sealed) {
		t.Error("what is to be sealed anew is not told apart")
	}
	if newID, _ := k.SigningKey(); newID == oldID {
		t.Error("the signing key did not change")
	}
	if !ed25519.Verify(k.PublicKeys()[oldID], []byte("report"), signature) {
		t.Error("an old signature is no longer verified")
	}
}

func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	open(t, path)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path, day); fault.CodeOf(err) != "seal.mode" {
		t.Errorf("a key file that others read is refused: %v", err)
	}
	good, _ := os.ReadFile(path)
	first, _, _ := strings.Cut(strings.SplitN(string(good), "\n", 2)[1], "\n")
	for sentence, text := range map[string]string{
		"an empty file":                     "",
		"a file without a signing key":      first + "\n",
		"a line of an unknown use":          strings.Replace(string(good), "seal", "open", 1),
		"a key that does not have its name": strings.Replace(string(good), first, first[:len(first)-6]+"AAAAA=", 1),
		"a line that is short":              "seal 12345678\n",
	} {
		bad := filepath.Join(t.TempDir(), "key")
		if err := os.WriteFile(bad, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(bad, day); fault.CodeOf(err) != "seal.syntax" {
			t.Errorf("%s is refused: %v", sentence, err)
		}
	}
}

// Several processes that start at once on one folder get the same key.
func TestFirstOpenAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	ids := make([]string, 8)
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() {
			if k, err := Open(path, day); err == nil {
				ids[i], _ = k.SigningKey()
			}
		})
	}
	all.Wait()
	for _, id := range ids {
		if id == "" || id != ids[0] {
			t.Fatalf("keys %q", ids)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".key-*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}
