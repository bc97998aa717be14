package lsp

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
)

// client is a stream of what an editor sends.
type client struct{ io.Reader }

func (client) Write(b []byte) (int, error) { return len(b), nil }
func (client) Close() error                { return nil }

// FuzzServe sends a server whatever an editor may send. It must neither panic nor go on when the editor is gone.
func FuzzServe(f *testing.F) {
	for _, message := range []string{
		`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}`,
		`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///a/main.tf","text":"a = \"é\"\n"}}}`,
		`{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///a/main.tf"},"contentChanges":[{"range":{"start":{"line":9,"character":-1},"end":{"line":-3,"character":99}},"text":"x"}]}}`,
		`{"jsonrpc":"2.0","id":2,"method":"textDocument/hover","params":{"textDocument":{"uri":"untitled:x"},"position":{"line":-1,"character":-1}}}`,
		`{"jsonrpc":"2.0","id":3,"method":"textDocument/codeAction","params":null}`,
		`{"jsonrpc":"2.0","id":4,"method":"no/such"}`, `{"id":`, `[]`, `null`,
	} {
		framed := fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(message), message)
		f.Add([]byte(framed))
		f.Add([]byte(strings.Repeat(framed, 2)))
	}
	f.Add([]byte("Content-Length: 99999999999999999999\r\n\r\n{}"))
	f.Add([]byte("Content-Length: -1\r\n\r\n{}"))
	f.Add([]byte("\r\n\r\n"))
	f.Fuzz(func(_ *testing.T, sent []byte) {
		_ = Serve(context.Background(), client{bytes.NewReader(sent)}, Options{
			Lint: func(string, map[string][]byte) (*Result, error) { return &Result{}, nil },
		})
	})
}
