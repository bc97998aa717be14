package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzLint lints whatever standard input holds, with every rule. Nothing breaks off, and the JSON that is
// printed holds no character that acts.
func FuzzLint(f *testing.F) {
	for _, pattern := range []string{"f0[168]*/broken/plan.json", "f02*/broken/template.yaml"} {
		files, err := filepath.Glob("../../examples/" + pattern)
		require.NoError(f, err)
		require.NotEmpty(f, files)
		for _, file := range files {
			data, err := os.ReadFile(file)
			require.NoError(f, err)
			f.Add(data)
		}
	}
	f.Add([]byte(`{"version":4,"terraform_version":"1.11.0","serial":1,"lineage":"x","resources":[{"mode":"managed","type":"aws_vpc","name":"a","provider":"provider[\"registry.terraform.io/hashicorp/aws\"]","instances":[{"attributes":{"id":"vpc-1","cidr_block":"10.0.0.0/16"}}]}]}`))
	f.Add([]byte(templateRouteTo("10.9.0.0/16")))
	away := f.TempDir() // with no sources beside the plan
	f.Fuzz(func(t *testing.T, data []byte) {
		t.Chdir(away) // only here: the fuzzer's workers look for the examples from where it stands
		var out, said bytes.Buffer
		run([]string{"--enable", "all", "--confidence", "possible", "--format", "json", "-"}, bytes.NewReader(data), &out, &said)
		if strings.Contains(said.String(), "broke off") || strings.ContainsAny(out.String(), "\x1b\u009b\u202e") {
			t.Error(said.String())
		}
	})
}
