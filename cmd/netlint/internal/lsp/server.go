// Package lsp shows findings in editors: a server of the Language Server Protocol on a stream. It reads what
// editors have not saved, and lints what a document belongs to when its typing pauses.
package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

// Result is what a run found.
type Result struct {
	Findings    []rules.Finding
	Diagnostics model.Diagnostics
	// Read gives the content of a file that ranges name.
	Read func(file string) ([]byte, error)
}

// Options are what a server needs.
type Options struct {
	Version string
	// Lint runs the rules over what a file belongs to, with contents standing in for those of files, by
	// absolute path.
	Lint func(file string, overlay map[string][]byte) (*Result, error)
	// Pause is how long typing has to pause before documents are linted.
	Pause time.Duration
}

// Serve speaks with one client until it leaves. It returns an error where the client left without saying so.
func Serve(ctx context.Context, stream io.ReadWriteCloser, o Options) error {
	ctx, cancel := context.WithCancel(ctx)
	s := &server{
		options: o, documents: map[string]string{}, units: map[string]*unit{}, published: map[string]bool{},
		due: make(chan struct{}, 1), waiting: map[string]bool{},
	}
	conn := jsonrpc2.NewConn(ctx, jsonrpc2.NewBufferedStream(stream, codec{}), s, jsonrpc2.SetLogger(silent{}))
	var worker sync.WaitGroup
	worker.Go(func() { s.work(ctx, conn) })
	<-conn.DisconnectNotify()
	cancel()
	worker.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.leaving {
		return errors.New("the editor closed the connection without shutting the server down")
	}
	return nil
}

// silent keeps the connection from writing to standard error, which editors show.
type silent struct{}

func (silent) Printf(string, ...any) {}

// server is the state of one connection.
type server struct {
	options Options

	mu        sync.Mutex
	documents map[string]string // open documents: by path, the text
	units     map[string]*unit  // what was linted together, by key
	published map[string]bool   // URIs at which diagnostics are shown
	waiting   map[string]bool   // keys of the units to lint
	first     string            // key of the unit whose document was touched last
	due       chan struct{}     // tells the worker that something waits
	watches   bool              // the editor tells of files when it is asked to
	leaving   bool
}

// unit is what is linted together: a directory of Terraform, or one template.
type unit struct {
	shown map[string][]shown // by URI
}

// shown is a diagnostic and the finding that it tells of, if it tells of one.
type shown struct {
	diagnostic diagnostic
	finding    *rules.Finding
}

// unitOf gives the key of the unit that a file belongs to.
func unitOf(path string) string {
	for _, suffix := range []string{".tf", ".tf.json", ".tofu", ".tofu.json", ".tfvars", ".tfvars.json"} {
		if strings.HasSuffix(path, suffix) {
			return filepath.Dir(path)
		}
	}
	return path
}

// Handle answers one message. Messages come one after another; none takes long, since linting has a goroutine
// of its own.
func (s *server) Handle(ctx context.Context, conn *jsonrpc2.Conn, req *jsonrpc2.Request) {
	result, err := s.answer(req)
	switch req.Method {
	case "exit":
		conn.Close()
		return
	case "initialized":
		if s.watches {
			go s.watch(ctx, conn) // the answer can only be read when this message is dealt with
		}
	}
	if req.Notif {
		return // nobody waits for an answer
	}
	var failure *jsonrpc2.Error
	switch {
	case errors.As(err, &failure):
		err = conn.ReplyWithError(ctx, req.ID, failure)
	case err != nil:
		err = conn.ReplyWithError(ctx, req.ID, &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidParams, Message: err.Error()})
	default:
		err = conn.Reply(ctx, req.ID, result)
	}
	if err != nil {
		conn.Close()
	}
}

func (s *server) answer(req *jsonrpc2.Request) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.leaving && req.Method != "exit" {
		return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidRequest, Message: "the server is shut down"}
	}
	switch req.Method {
	case "initialize":
		s.watches = watchesFiles(req)
		return initializeResult{
			Capabilities: capabilities{
				TextDocumentSync:   syncOptions{OpenClose: true, Change: 2, Save: true},
				HoverProvider:      true,
				CodeActionProvider: codeActionOptions{CodeActionKinds: []string{"quickfix"}},
			},
			ServerInfo: serverInfo{Name: "netlint", Version: s.options.Version},
		}, nil
	case "shutdown":
		s.leaving = true
		return nil, nil
	case "initialized":
		return nil, nil
	case "workspace/didChangeWatchedFiles":
		s.scheduleOpen()
		return nil, nil
	case "textDocument/didOpen":
		return nil, with(req, s.open)
	case "textDocument/didChange":
		return nil, with(req, s.change)
	case "textDocument/didSave":
		return nil, with(req, s.save)
	case "textDocument/didClose":
		return nil, with(req, s.close)
	case "textDocument/hover":
		var result any
		err := with(req, func(p hoverParams) { result = s.hover(p) })
		return result, err
	case "textDocument/codeAction":
		var result any
		err := with(req, func(p codeActionParams) { result = s.actions(p) })
		return result, err
	}
	return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeMethodNotFound, Message: fmt.Sprintf("%q is not supported", req.Method)}
}

// with reads the parameters of a message and hands them on.
func with[P any](req *jsonrpc2.Request, handle func(P)) error {
	var p P
	if req.Params == nil {
		return errors.New("the parameters are missing")
	}
	if err := json.Unmarshal(*req.Params, &p); err != nil {
		return fmt.Errorf("the parameters cannot be read: %w", err)
	}
	handle(p)
	return nil
}

func (s *server) open(p documentParams) {
	if path := pathOf(p.TextDocument.URI); path != "" {
		s.documents[path] = p.TextDocument.Text
		s.schedule(path)
	}
}

func (s *server) change(p changeParams) {
	path := pathOf(p.TextDocument.URI)
	text, open := s.documents[path]
	if !open {
		return
	}
	for _, c := range p.ContentChanges {
		if c.Range == nil {
			text = c.Text
			continue
		}
		start, end := offset(text, c.Range.Start), offset(text, c.Range.End)
		text = text[:start] + c.Text + text[max(start, end):]
	}
	s.documents[path] = text
	s.schedule(path)
}

// save lints again: what a unit reads beside its documents may have been saved too.
func (s *server) save(documentParams) { s.scheduleOpen() }

func (s *server) close(p documentParams) {
	path := pathOf(p.TextDocument.URI)
	if _, open := s.documents[path]; open {
		delete(s.documents, path)
		s.schedule(path)
	}
}

// schedule lets the worker lint the unit of a document that was touched, and then those of all open documents: what
// is in one may be read by others, as modules and nested stacks are.
func (s *server) schedule(path string) {
	s.first = unitOf(path)
	s.wait(s.first)
	s.scheduleOpen()
}

// scheduleOpen lets the worker lint the units of all open documents.
func (s *server) scheduleOpen() {
	for path := range s.documents {
		s.wait(unitOf(path))
	}
	if s.first == "" {
		return // nothing was ever open
	}
	select {
	case s.due <- struct{}{}:
	default: // it is told already
	}
}

func (s *server) wait(key string) {
	if s.units[key] == nil {
		s.units[key] = &unit{}
	}
	s.waiting[key] = true
}

// watchesFiles reports whether the editor that introduces itself can be asked to tell of files that change beside its
// documents.
func watchesFiles(req *jsonrpc2.Request) bool {
	var p initializeParams
	return req.Params != nil && json.Unmarshal(*req.Params, &p) == nil && p.Capabilities.Workspace.DidChangeWatchedFiles.DynamicRegistration
}

// watched are the files of which a change may change what is found.
var watched = []fileWatcher{
	{"**/*.{tf,tf.json,tofu,tofu.json,tfvars,tfvars.json}"}, {"**/*.{yaml,yml,json,template}"}, {"**/.netlint.hcl"},
}

// watch asks the editor to tell of files that are made, changed, renamed and deleted. One that does not is asked to
// save for it.
func (s *server) watch(ctx context.Context, conn *jsonrpc2.Conn) {
	_ = conn.Call(ctx, "client/registerCapability", registrationParams{Registrations: []registration{{
		ID: "files", Method: "workspace/didChangeWatchedFiles", RegisterOptions: watchOptions{Watchers: watched},
	}}}, nil)
}
