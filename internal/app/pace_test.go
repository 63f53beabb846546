package app

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

// TestPace lets readers of all sorts read answers over connections that want each
// piece taken within half a second.
func TestPace(t *testing.T) {
	const within = 500 * time.Millisecond
	ended := make(chan error, 1) // how the writing of an endless answer ended
	mux := http.NewServeMux()
	mux.HandleFunc("/endless", func(w http.ResponseWriter, r *http.Request) {
		piece := make([]byte, 1<<20)
		for {
			if _, err := w.Write(piece); err != nil {
				ended <- err
				return
			}
		}
	})
	mux.HandleFunc("/long", func(w http.ResponseWriter, r *http.Request) {
		w.Write(make([]byte, 16<<20)) //nolint:errcheck // the reader counts
	})
	mux.HandleFunc("/live", func(w http.ResponseWriter, r *http.Request) {
		for range 4 {
			fmt.Fprint(w, ": \n\n")
			http.NewResponseController(w).Flush() //nolint:errcheck // the reader counts
			time.Sleep(2 * within)
		}
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: mux}
	go server.Serve(paced{l, within}) //nolint:errcheck // it ends with the test
	defer server.Close()
	ask := func(t *testing.T, path string) (net.Conn, *bufio.Reader) {
		t.Helper()
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", path)
		return c, bufio.NewReaderSize(c, 16)
	}
	t.Run("a reader of a byte a moment is cut off", func(t *testing.T) {
		c, in := ask(t, "/endless")
		stop := time.AfterFunc(20*time.Second, func() { c.Close() })
		defer stop.Stop()
		began := time.Now()
		for {
			select {
			case <-ended:
				if took := time.Since(began); took > 10*time.Second {
					t.Errorf("the answer was held for %v", took)
				}
				return
			case <-time.After(20 * time.Millisecond):
			}
			if _, err := in.ReadByte(); err != nil {
				t.Fatalf("the reader ended first: %v", err)
			}
		}
	})
	t.Run("a slow one who goes on reading gets all of a long answer", func(t *testing.T) {
		_, in := ask(t, "/long")
		answer, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		got, began := int64(0), time.Now()
		for {
			n, err := io.CopyN(io.Discard, answer.Body, 1<<20)
			got += n
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("after %d bytes: %v", got, err)
			}
			time.Sleep(within / 4)
		}
		if got != 16<<20 || time.Since(began) < 3*within {
			t.Errorf("%d bytes in %v", got, time.Since(began))
		}
	})
	t.Run("a live stream with pauses goes on", func(t *testing.T) {
		_, in := ask(t, "/live")
		answer, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		if all, err := io.ReadAll(answer.Body); err != nil || len(all) != 16 {
			t.Errorf("%q %v", all, err)
		}
	})
}
