package source

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"log"
	"os"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

// TestOutputsMatchTerraform evaluates a configuration of many forms of the language and compares its outputs,
// types included, with what Terraform planned for them: optional attributes, the order of the variable files,
// overrides, JSON, for_each over resources and modules, splats, templates.
func TestOutputsMatchTerraform(t *testing.T) {
	root, diags := Load(Options{
		FS: os.DirFS("testdata/language"), ID: "root",
		Env: map[string]string{"TF_VAR_e": "environment", "TF_VAR_list_env": `["p", "q"]`},
	})
	require.Empty(t, diags)
	text, err := os.ReadFile("testdata/language/outputs.json")
	require.NoError(t, err)
	var outputs map[string]struct{ Type, Value json.RawMessage }
	require.NoError(t, json.Unmarshal(text, &outputs))
	require.NotEmpty(t, outputs)
	for name, want := range outputs {
		t.Run(name, func(t *testing.T) {
			got, ok := root.Outputs[name]
			require.True(t, ok)
			typ, err := ctyjson.MarshalType(got.Type())
			require.NoError(t, err)
			assert.JSONEq(t, string(want.Type), string(typ))
			require.True(t, got.IsWhollyKnown(), "%#v", got)
			value, err := ctyjson.Marshal(got, got.Type())
			require.NoError(t, err)
			assert.JSONEq(t, string(want.Value), string(value))
		})
	}
}

// openCounter counts how often each file is opened.
type openCounter struct {
	fs.FS
	mu     sync.Mutex
	opened map[string]int
}

func (c *openCounter) Open(name string) (fs.File, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.opened[name]++
	return c.FS.Open(name)
}

// Stat looks at a file without opening it, as the file system of a machine does.
func (c *openCounter) Stat(name string) (fs.FileInfo, error) { return fs.Stat(c.FS, name) }

func TestSharedModuleIsReadOnce(t *testing.T) {
	fsys := &openCounter{opened: map[string]int{}, FS: files(`
-- a/main.tf --
module "m" {
  source = "../m"
  cidr   = "10.0.0.0/16"
}
-- b/main.tf --
module "m" {
  source = "../m"
  cidr   = "10.1.0.0/16"
}
-- m/main.tf --
variable "cidr" {}
resource "aws_vpc" "v" {
  cidr_block = var.cidr
  dynamic "wrong" {
    content {}
  }
}
locals {
  twice = 1
}
locals {
  later = 3
  twice = 2
}
output "later" { value = local.later }
`)}
	shared := NewShared()
	var group sync.WaitGroup
	for dir, cidr := range map[string]string{"a": "10.0.0.0/16", "b": "10.1.0.0/16"} {
		group.Go(func() {
			root, diags := Load(Options{FS: fsys, Dir: dir, ID: dir, Shared: shared})
			assert.Equal(t, cidr, text(t, root, "module.m.aws_vpc.v", "cidr_block"))
			var summaries []string
			for _, d := range diags {
				summaries = append(summaries, d.Summary)
			}
			assert.Equal(t, []string{"A dynamic block without for_each", "A name is declared twice"}, summaries, "every root says what is wrong")
			assert.Equal(t, "m", root.Modules[0].Dir)
		})
	}
	group.Wait()
	assert.Equal(t, 1, fsys.opened["m/main.tf"])
	assert.Equal(t, 1, fsys.opened["a/main.tf"])
}

// A name that is declared twice takes nothing else with it.
func TestLocalDeclaredTwice(t *testing.T) {
	root, diags := Load(Options{FS: files(`
-- main.tf --
locals { a = 1 }
locals {
  a = 2
  b = 3
}
output "b" { value = local.b }
`)})
	require.Len(t, diags, 1)
	assert.Equal(t, "A name is declared twice", diags[0].Summary)
	assert.True(t, root.Outputs["b"].RawEquals(cty.NumberIntVal(3)))
}

// What cannot be decoded is nobody's to see: functions log nothing.
func TestFunctionsLogNothing(t *testing.T) {
	var logged bytes.Buffer
	log.SetOutput(&logged)
	defer log.SetOutput(os.Stderr)
	_, diags := evalText(t, `base64decode("//79")`)
	assert.True(t, diags.HasErrors())
	assert.Empty(t, logged.String())
}
