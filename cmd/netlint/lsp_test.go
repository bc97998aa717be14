package main

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sourcegraph/jsonrpc2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// editor is a client of the language server, on the pipes of "netlint lsp".
type editor struct {
	*testing.T
	conn      *jsonrpc2.Conn
	published chan published
	asked     chan *jsonrpc2.Request
	status    chan int
}

type published struct {
	URI         string `json:"uri"`
	Diagnostics []struct {
		Range              json.RawMessage `json:"range"`
		Severity           int             `json:"severity"`
		Code, Message      string
		RelatedInformation []struct {
			Location struct{ URI string } `json:"location"`
			Message  string
		} `json:"relatedInformation"`
	} `json:"diagnostics"`
}

func newEditor(t *testing.T) *editor {
	t.Helper()
	in, toServer, err := os.Pipe()
	require.NoError(t, err)
	fromServer, out, err := os.Pipe()
	require.NoError(t, err)
	e := &editor{T: t, published: make(chan published, 100), asked: make(chan *jsonrpc2.Request, 10), status: make(chan int, 1)}
	go func() { e.status <- run([]string{"lsp", "--stdio"}, in, out, io.Discard) }()
	stream := jsonrpc2.NewBufferedStream(stdio{fromServer, toServer}, jsonrpc2.VSCodeObjectCodec{})
	e.conn = jsonrpc2.NewConn(t.Context(), stream, jsonrpc2.HandlerWithError(func(_ context.Context, _ *jsonrpc2.Conn, r *jsonrpc2.Request) (any, error) {
		var p published
		if r.Method == "textDocument/publishDiagnostics" && json.Unmarshal(*r.Params, &p) == nil {
			e.published <- p
		}
		if !r.Notif {
			e.asked <- r
		}
		return nil, nil
	}))
	return e
}

// object is a JSON object.
type object = map[string]any

func (e *editor) call(method string, params any) string {
	e.Helper()
	var result json.RawMessage
	require.NoError(e, e.conn.Call(e.Context(), method, params, &result))
	return string(result)
}

func (e *editor) notify(method string, params any) {
	e.Helper()
	require.NoError(e, e.conn.Notify(e.Context(), method, params))
}

// next waits for the diagnostics of a file.
func (e *editor) next(file string) published {
	e.Helper()
	for {
		select {
		case p := <-e.published:
			if strings.HasSuffix(p.URI, "/"+file) {
				return p
			}
		case <-time.After(20 * time.Second):
			require.Fail(e, "the server says nothing")
		}
	}
}

// TestLanguageServer is a session of an editor: a fault appears, is explained and mended by a code action, comes
// back while typing, and goes with the document.
func TestLanguageServer(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	examples, err := filepath.Abs("../../examples")
	require.NoError(t, err)
	broken, err := os.ReadFile(filepath.Join(examples, "f01-peering-without-way-back", "broken", "src", "main.tf"))
	require.NoError(t, err)
	file := filepath.Join(dir, "main.tf")
	require.NoError(t, os.WriteFile(file, nil, 0o600)) // what is on disk is not what is edited
	uri := "file://" + file
	document := object{"uri": uri}

	e := newEditor(t)
	assert.Contains(t, e.call("initialize", object{"capabilities": object{}}), `"hoverProvider":true`)
	e.notify("initialized", object{})
	e.notify("textDocument/didOpen", object{"textDocument": object{"uri": uri, "languageId": "terraform", "version": 1, "text": string(broken)}})

	p := e.next("main.tf")
	require.Len(t, p.Diagnostics, 1)
	d := p.Diagnostics[0]
	assert.Equal(t, "peering-asymmetric-route", d.Code)
	assert.Equal(t, 1, d.Severity)
	require.NotEmpty(t, d.RelatedInformation)
	assert.Equal(t, uri, d.RelatedInformation[0].Location.URI)
	assert.NotEmpty(t, d.RelatedInformation[0].Message)
	line := strings.Count(string(broken)[:strings.Index(string(broken), `resource "aws_route_table" "stock"`)], "\n")
	assert.JSONEq(t, mustJSON(t, object{
		"start": object{"line": line, "character": 0}, "end": object{"line": line, "character": len(`resource "aws_route_table" "stock" {`)},
	}), string(d.Range))

	hover := e.call("textDocument/hover", object{"textDocument": document, "position": object{"line": line, "character": 3}})
	assert.Contains(t, hover, "A peering route without a way back")
	assert.Contains(t, hover, "**Fix:** Add a route for 10.0.0.0/16")
	assert.Equal(t, "null", e.call("textDocument/hover", object{"textDocument": document, "position": object{"line": line + 1, "character": 3}}))

	var actions []struct {
		Title string
		Edit  struct {
			Changes map[string][]struct {
				Range   json.RawMessage
				NewText string
			}
		}
	}
	at := object{"start": object{"line": line, "character": 0}, "end": object{"line": line, "character": 0}}
	require.NoError(t, json.Unmarshal([]byte(e.call("textDocument/codeAction", object{"textDocument": document, "range": at, "context": object{"diagnostics": []any{}}})), &actions))
	require.Len(t, actions, 1)
	require.Len(t, actions[0].Edit.Changes[uri], 1)
	edit := actions[0].Edit.Changes[uri][0]

	// The action as a change of the document mends it.
	change := func(version int, text string, where json.RawMessage) {
		e.notify("textDocument/didChange", object{
			"textDocument": object{"uri": uri, "version": version}, "contentChanges": []any{object{"range": where, "text": text}},
		})
	}
	change(2, edit.NewText, edit.Range)
	assert.Empty(t, e.next("main.tf").Diagnostics)

	// Typing that leaves the syntax broken is told, and told no more when it goes on.
	start := json.RawMessage(`{"start":{"line":0,"character":0},"end":{"line":0,"character":0}}`)
	change(3, "locals { ", start)
	assert.NotEmpty(t, e.next("main.tf").Diagnostics)
	change(4, "", json.RawMessage(`{"start":{"line":0,"character":0},"end":{"line":0,"character":9}}`))
	assert.Empty(t, e.next("main.tf").Diagnostics)

	// A closed document has its file's content again; with no open one in its module, nothing is shown.
	e.notify("textDocument/didOpen", object{"textDocument": object{"uri": uri, "text": string(broken)}})
	assert.NotEmpty(t, e.next("main.tf").Diagnostics)
	e.notify("textDocument/didClose", object{"textDocument": document})
	assert.Empty(t, e.next("main.tf").Diagnostics)

	// A template is linted as well.
	template := filepath.Join(examples, "f14-site-without-internet-route", "broken", "template.yaml")
	text, err := os.ReadFile(template)
	require.NoError(t, err)
	e.notify("textDocument/didOpen", object{"textDocument": object{"uri": "file://" + template, "text": string(text)}})
	p = e.next("template.yaml")
	require.Len(t, p.Diagnostics, 1)
	assert.Equal(t, "subnet-public-without-internet-route", p.Diagnostics[0].Code)

	// What is not supported is refused, and the session goes on.
	assert.Error(t, e.conn.Call(t.Context(), "textDocument/rename", object{}, nil))
	assert.Error(t, e.conn.Call(t.Context(), "textDocument/hover", object{"textDocument": 1}, nil))
	assert.Equal(t, "null", e.call("shutdown", nil))
	e.notify("exit", nil)
	assert.Equal(t, exitOK, <-e.status)
}

// TestLanguageServerLosesItsEditor ends with a failure where the editor goes without a word.
func TestLanguageServerLosesItsEditor(t *testing.T) {
	e := newEditor(t)
	e.call("initialize", object{})
	require.NoError(t, e.conn.Close())
	assert.Equal(t, exitUnusable, <-e.status)
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	require.NoError(t, err)
	return string(data)
}
