package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every way to open a connection, to run a program, and to change a file. A file is opened for reading alone.
const watched = "trace=%network,execve,execveat,openat,open,creat,unlink,unlinkat,rename,renameat,renameat2,mkdir,mkdirat,link,linkat,symlink,symlinkat,truncate,ftruncate"

var (
	harmlessCall = regexp.MustCompile(`^\d*\s*(?:openat|open)\([^|]*O_RDONLY[^|]*(?:\|O_(?:CLOEXEC|LARGEFILE|DIRECTORY|NOFOLLOW|NONBLOCK|PATH))*[,)]`)
	anyCall      = regexp.MustCompile(`^\d*\s*[a-z0-9_]+\(`)
)

// TestLintingTouchesNothing looks at the system calls of whole runs.
func TestLintingTouchesNothing(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is not installed; it is what shows the system calls")
	}
	binary := filepath.Join(t.TempDir(), "netlint")
	build := exec.Command("go", "build", "-o", binary, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	said, err := build.CombinedOutput()
	require.NoError(t, err, "%s", said)
	trace := filepath.Join(t.TempDir(), "trace")
	if err := exec.Command(strace, "-f", "-o", trace, "true").Run(); err != nil {
		t.Skipf("strace may not look at processes here: %v", err)
	}
	inputs, err := filepath.Glob("../../examples/f0[16]*/broken/*")
	require.NoError(t, err)
	require.NotEmpty(t, inputs)
	for _, input := range inputs {
		if filepath.Base(input) == "expected.json" {
			continue
		}
		t.Run(filepath.Base(input), func(t *testing.T) {
			run := exec.Command(strace, "-f", "-qq", "-e", watched, "-e", "signal=none", "-o", trace, binary, "--format", "json", input)
			if err := run.Run(); err != nil {
				require.Equal(t, exitFindings, run.ProcessState.ExitCode(), "%v", err)
			}
			calls, err := os.ReadFile(trace)
			require.NoError(t, err)
			opened, started := 0, 0
			for line := range strings.Lines(string(calls)) {
				switch {
				case !anyCall.MatchString(line): // the second half of a call that was interrupted
				case strings.Contains(line, "execve("):
					started++
				case harmlessCall.MatchString(line):
					opened++
				default:
					assert.Fail(t, "this run does more than to read files", line)
				}
			}
			assert.Equal(t, 1, started, "the program itself and no other")
			assert.NotZero(t, opened, "the input was read")
		})
	}
}
