package mcp

import (
	"bytes"
	"context"
	"io"
	"testing"
)

// discard is a stream of answers that nobody reads.
type discard struct{ io.Writer }

func (discard) Close() error { return nil }

// FuzzServe sends a server whatever a client may send. It must neither panic nor go on when the client is gone.
func FuzzServe(f *testing.F) {
	for _, sent := range []string{
		`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}` + "\n" +
			`{"jsonrpc":"2.0","method":"notifications/initialized"}` + "\n" +
			`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"lint","arguments":{"paths":["a"]}}}` + "\n",
		`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"lint","arguments":{"paths":[7]}}}` + "\n",
		`{"jsonrpc":"2.0","id":"x","method":"no/such"}` + "\n", "{\n", "[]\n", "null\n", "\n\n",
	} {
		f.Add([]byte(sent))
	}
	f.Fuzz(func(_ *testing.T, sent []byte) {
		_ = Serve(context.Background(), io.NopCloser(bytes.NewReader(sent)), discard{io.Discard}, Options{
			Lint:    func(LintRequest) ([]byte, error) { return []byte("{}"), nil },
			Path:    func(PathRequest) ([]byte, error) { return []byte("{}"), nil },
			Explain: func(ExplainRequest) (string, error) { return "", nil },
		})
	})
}
