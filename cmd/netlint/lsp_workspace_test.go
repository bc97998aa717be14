package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const sharedModule = `variable "back" { type = bool }
resource "aws_vpc" "office" { cidr_block = "10.0.0.0/16" }
resource "aws_subnet" "office" {
  vpc_id     = aws_vpc.office.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_vpc" "store" { cidr_block = "172.16.0.0/16" }
resource "aws_subnet" "store" {
  vpc_id     = aws_vpc.store.id
  cidr_block = "172.16.1.0/24"
}
resource "aws_vpc_peering_connection" "main" {
  vpc_id      = aws_vpc.office.id
  peer_vpc_id = aws_vpc.store.id
  auto_accept = true
}
resource "aws_route" "out" {
  route_table_id            = aws_vpc.office.main_route_table_id
  destination_cidr_block    = aws_vpc.store.cidr_block
  vpc_peering_connection_id = aws_vpc_peering_connection.main.id
}
resource "aws_route" "back" {
  count                     = var.back ? 1 : 0
  route_table_id            = aws_vpc.store.main_route_table_id
  destination_cidr_block    = aws_vpc.office.cidr_block
  vpc_peering_connection_id = aws_vpc_peering_connection.main.id
}
`

// codes gives the rules of diagnostics.
func (p published) codes() []string {
	out := []string{}
	for _, d := range p.Diagnostics {
		out = append(out, d.Code)
	}
	return out
}

// await waits until a file has the diagnostics that are wanted, by their rules, and gives how long that took. What is no
// finding has no rule.
func (e *editor) await(file string, want ...string) (published, time.Duration) {
	e.Helper()
	start := time.Now()
	deadline := time.After(time.Minute)
	for {
		select {
		case p := <-e.published:
			if strings.HasSuffix(p.URI, "/"+file) && slices.Equal(p.codes(), want) {
				return p, time.Since(start)
			}
		case <-deadline:
			require.Fail(e, "the server does not say what is wanted", "%s: %q", file, want)
		}
	}
}

// TestLanguageServerInAWorkspace is a session among fifty root modules that share a module: what is not saved counts
// for all that read it, files that go are noticed, and broken syntax and closed documents leave nothing behind.
func TestLanguageServerInAWorkspace(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	put := func(name, text string) string {
		path := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
		return "file://" + path
	}
	require.NoError(t, os.Mkdir(filepath.Join(dir, ".git"), 0o755))
	module := put("modules/net/main.tf", sharedModule)
	const call = "module \"net\" {\n  source = \"../../modules/net\"\n  back   = true\n}\n"
	const roots = 50
	for i := range roots {
		put(fmt.Sprintf("live/r%02d/main.tf", i), call)
	}
	root := "file://" + filepath.Join(dir, "live/r07/main.tf")

	e := newEditor(t)
	e.call("initialize", json.RawMessage(`{"capabilities": {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}}}`))
	e.notify("initialized", object{})
	asked := <-e.asked
	assert.Equal(t, "client/registerCapability", asked.Method)
	assert.Contains(t, string(*asked.Params), `"method":"workspace/didChangeWatchedFiles"`)
	open := func(uri, text string) {
		e.notify("textDocument/didOpen", object{"textDocument": object{"uri": uri, "text": text}})
	}
	change := func(uri, text string) {
		e.notify("textDocument/didChange", object{"textDocument": object{"uri": uri}, "contentChanges": []any{object{"text": text}}})
	}
	closed := func(uri string) { e.notify("textDocument/didClose", object{"textDocument": object{"uri": uri}}) }
	open(root, call)
	e.await("live/r07/main.tf")
	open(module, sharedModule)
	e.await("modules/net/main.tf")

	// A change of the module that is not saved is linted through all of its callers, and shown once.
	withoutBack := strings.Replace(sharedModule, "var.back ? 1 : 0", "0", 1)
	change(module, withoutBack)
	_, took := e.await("modules/net/main.tf", "peering-asymmetric-route")
	t.Logf("a change of a module that %d roots call is shown after %v, of which typing pauses %v", roots, took, typingPause)

	// Broken syntax in the middle of typing is told, and gone when it goes on.
	change(module, withoutBack+"resource \"aws_vpc\" \"n\" {\n")
	e.await("modules/net/main.tf", "") // and no finding, for what is read is a part
	change(module, sharedModule)
	e.await("modules/net/main.tf")

	// A call that is not saved counts: only this root has no way back.
	change(root, strings.Replace(call, "true", "false", 1))
	_, took = e.await("modules/net/main.tf", "peering-asymmetric-route")
	t.Logf("a change of a root is shown in the module after %v", took)
	closed(root) // the file has true
	e.await("modules/net/main.tf")

	// A file that goes beside the open documents: the module calls for its variable, and another file gives it anew.
	put("modules/net/more.tf", "resource \"aws_route\" \"twice\" {\n  route_table_id            = aws_vpc.office.main_route_table_id\n"+
		"  destination_cidr_block    = aws_vpc.store.cidr_block\n  vpc_peering_connection_id = aws_vpc_peering_connection.main.id\n}\n")
	watched := func(name string, kind int) {
		e.notify("workspace/didChangeWatchedFiles", object{"changes": []any{object{"uri": "file://" + filepath.Join(dir, name), "type": kind}}})
	}
	watched("modules/net/more.tf", 1)
	e.await("modules/net/more.tf", "route-duplicate-destination")
	require.NoError(t, os.Rename(filepath.Join(dir, "modules/net/more.tf"), filepath.Join(dir, "modules/net/renamed.tf")))
	watched("modules/net/more.tf", 3)
	e.await("modules/net/more.tf")
	watched("modules/net/renamed.tf", 1)
	e.await("modules/net/renamed.tf", "route-duplicate-destination")
	require.NoError(t, os.Remove(filepath.Join(dir, "modules/net/renamed.tf")))
	watched("modules/net/renamed.tf", 3)
	e.await("modules/net/renamed.tf")

	// So does a configuration that comes.
	change(module, withoutBack)
	e.await("modules/net/main.tf", "peering-asymmetric-route")
	put(".netlint.hcl", "rule \"peering-asymmetric-route\" {\n  enabled = false\n}\n")
	watched(".netlint.hcl", 1)
	e.await("modules/net/main.tf")
	put(".netlint.hcl", "rule \"peering-asymmetric-rout\" {\n}\n")
	watched(".netlint.hcl", 2)
	p, _ := e.await("modules/net/main.tf", "")
	assert.Contains(t, p.Diagnostics[0].Message, `Did you mean "peering-asymmetric-route"`)
	require.NoError(t, os.Remove(filepath.Join(dir, ".netlint.hcl")))
	watched(".netlint.hcl", 3)
	e.await("modules/net/main.tf", "peering-asymmetric-route")

	closed(module)
	e.await("modules/net/main.tf")
	e.call("shutdown", nil)
	e.notify("exit", nil)
	assert.Equal(t, exitOK, <-e.status)
}
