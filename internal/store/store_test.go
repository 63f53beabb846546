package store

import (
	"context"
	"testing"
	"time"
)

func TestOpenSQLite(t *testing.T) {
	s, err := Open(context.Background(), Config{Dir: t.TempDir(), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = s.Write(context.Background(), func(tx *Tx) error {
		n, err := tx.Count("x", 5)
		if err != nil || n != 5 {
			t.Fatal(n, err)
		}
		tx.Audit(Entry{Actor: "system", Action: "test", Detail: map[string]string{"a": "b"}})
		tx.Publish("test", "r", "d")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
