package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"netlint": main})
}

// TestScripts runs testdata/script: shell sessions with netlint, in a directory with the files of
// testdata/inputs.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", e.WorkDir)
			e.Setenv("GIT_AUTHOR_NAME", "nobody")
			e.Setenv("GIT_AUTHOR_EMAIL", "nobody@example.com")
			e.Setenv("GIT_COMMITTER_NAME", "nobody")
			e.Setenv("GIT_COMMITTER_EMAIL", "nobody@example.com")
			examples, err := filepath.Abs("../../examples")
			if err != nil {
				return err
			}
			e.Setenv("EXAMPLES", examples)
			return os.CopyFS(e.WorkDir, os.DirFS("testdata/inputs"))
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits,
		},
		UpdateScripts: os.Getenv("UPDATE_SCRIPTS") != "",
	})
}

// exits runs a command and checks its exit status: "exits 3 netlint empty". Its output can be looked at by the
// commands that follow.
func exits(s *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		s.Fatalf("usage: exits STATUS COMMAND [ARGUMENT...]")
	}
	got := 0
	var exit *exec.ExitError
	if err := s.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else if err != nil {
		s.Fatalf("%v", err)
	}
	if want, err := strconv.Atoi(args[0]); err != nil || got != want {
		s.Fatalf("the exit status is %d and not %s", got, args[0])
	}
}

func TestUnknownCommandLines(t *testing.T) {
	for _, args := range [][]string{nil, {"--formt", "json", "."}, {"-", "-"}} {
		var stdout, stderr bytes.Buffer
		assert.Equal(t, exitUnusable, run(args, &bytes.Buffer{}, &stdout, &stderr), "%v", args)
		assert.Contains(t, stderr.String(), "netlint: ")
		assert.Empty(t, stdout.String())
	}
}

func TestTwoRunsAreByteIdentical(t *testing.T) {
	const examples = "../../examples"
	var first bytes.Buffer
	for i := range 3 {
		var out, errs bytes.Buffer
		run([]string{"--format", "json", "--enable", "all", "--confidence", "possible", examples}, nil, &out, &errs)
		if i == 0 {
			first = out
		}
		require.Equal(t, first.String(), out.String())
	}
	assert.Contains(t, first.String(), `"rule"`, "there is something to compare")
}
