package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// fixable are the examples whose fault has a change that is certain and local. The others need a decision:
// which status a health check expects, whether a denial is meant, which instance type to take.
var fixable = map[string]bool{
	"f01": true, "f02": true, "f04": true, "f05": true, "f06": true, "f08": true, "f10": true, "f11": true, "f14": true,
}

// TestFixRoundTrip fixes every example, in both languages: what can be fixed is clean after it, well formatted,
// and every line that was not to be changed is still there; what cannot is left as it is.
func TestFixRoundTrip(t *testing.T) {
	examples, err := filepath.Abs("../../examples")
	require.NoError(t, err)
	dirs, err := filepath.Glob(filepath.Join(examples, "f*", "broken"))
	require.NoError(t, err)
	require.NotEmpty(t, dirs)
	fixed := map[string]string{} // templates after the fix, by those before
	for _, dir := range dirs {
		name := filepath.Base(filepath.Dir(dir))
		for _, input := range []struct{ path, file string }{{"src", "src/main.tf"}, {"template.yaml", "template.yaml"}} {
			t.Run(name+"/"+input.path, func(t *testing.T) {
				work := t.TempDir()
				require.NoError(t, os.CopyFS(filepath.Join(work, "src"), os.DirFS(filepath.Join(dir, "src"))))
				template, err := os.ReadFile(filepath.Join(dir, "template.yaml"))
				require.NoError(t, err)
				require.NoError(t, os.WriteFile(filepath.Join(work, "template.yaml"), template, 0o640))
				t.Chdir(work)
				before, err := os.ReadFile(input.file)
				require.NoError(t, err)

				printed, _, status := netlint("--fix", "--diff", input.path)
				assert.Equal(t, exitFindings, status, "--diff leaves what is found")
				assertSame(t, input.file, before)
				_, said, status := netlint("--fix", input.path)
				after, err := os.ReadFile(input.file)
				require.NoError(t, err)
				if id, _, _ := strings.Cut(name, "-"); !fixable[id] {
					assert.Equal(t, exitFindings, status)
					assert.Empty(t, printed)
					assert.Equal(t, string(before), string(after))
					return
				}
				assert.Equal(t, exitOK, status, said)
				assert.Contains(t, said, "fixed "+input.file)
				assert.Contains(t, printed, "+++ b/"+input.file)
				again, _, status := netlint("--fix", "--diff", input.path)
				assert.Equal(t, exitOK, status)
				assert.Empty(t, again, "there is nothing left to do")
				assertComments(t, before, after)
				info, err := os.Stat(input.file)
				require.NoError(t, err)
				if input.path == "template.yaml" {
					assert.Equal(t, os.FileMode(0o640), info.Mode().Perm())
					fixed[filepath.Join(dir, input.file)] = string(after)
					return
				}
				assert.Equal(t, string(hclwrite.Format(after)), string(after))
				if terraform, err := exec.LookPath("terraform"); err == nil {
					out, err := exec.Command(terraform, "fmt", "-check", "-diff", input.path).CombinedOutput()
					assert.NoError(t, err, "terraform fmt: %s", out)
				}
			})
		}
	}
	assertCFNLint(t, fixed)
}

// assertCFNLint holds that cfn-lint, where it is installed, says nothing of the fixed templates that it does not
// say of them before.
func assertCFNLint(t *testing.T, fixed map[string]string) {
	t.Helper()
	program, err := exec.LookPath("cfn-lint")
	if err != nil {
		t.Log("cfn-lint is not installed; it was not asked")
		return
	}
	dir := t.TempDir()
	args := []string{"--format", "parseable", "--regions", "eu-west-1"}
	for before, after := range fixed {
		name := filepath.Base(filepath.Dir(filepath.Dir(before)))
		text, err := os.ReadFile(before)
		require.NoError(t, err)
		for kind, content := range map[string]string{"before": string(text), "after": after} {
			file := filepath.Join(dir, kind, name+".yaml")
			require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
			require.NoError(t, os.WriteFile(file, []byte(content), 0o644))
			args = append(args, file)
		}
	}
	out, _ := exec.Command(program, args...).Output() // its status says what it found
	said := map[string][]string{}
	for line := range strings.Lines(string(out)) { // FILE:LINE:COLUMN:LINE:COLUMN:CODE:MESSAGE
		fields := strings.SplitN(strings.TrimSpace(line), ":", 7)
		require.Len(t, fields, 7, "%s", out)
		kind, name := filepath.Base(filepath.Dir(fields[0])), filepath.Base(fields[0])
		said[kind] = append(said[kind], name+" "+fields[5]+" "+fields[6])
	}
	assert.ElementsMatch(t, said["before"], said["after"])
}

// netlint runs one command line in the working directory.
func netlint(args ...string) (stdout, stderr string, status int) {
	var out, err bytes.Buffer
	status = run(args, strings.NewReader(""), &out, &err)
	return out.String(), err.String(), status
}

func assertSame(t *testing.T, file string, want []byte) {
	t.Helper()
	got, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got))
}

// assertComments holds that every comment is still there, and in its order.
func assertComments(t *testing.T, before, after []byte) {
	t.Helper()
	comments := func(text []byte) (out []string) {
		for line := range strings.Lines(string(text)) {
			if _, comment, found := strings.Cut(line, "#"); found {
				out = append(out, comment)
			}
		}
		return out
	}
	assert.Equal(t, comments(before), comments(after))
}
