package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAKillLeavesNoBrokenFile ends runs at one moment after the other, without a chance to clean up: each file
// that a run writes is the one from before, or the whole new one.
func TestAKillLeavesNoBrokenFile(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	examples, err := filepath.Abs("../../examples")
	require.NoError(t, err)
	t.Chdir(t.TempDir())
	const before = `{"from": "before"}`
	files := []string{"report.json", "report.sarif", "known.json"}
	start := func() *exec.Cmd {
		for _, file := range files {
			require.NoError(t, os.WriteFile(file, []byte(before), 0o644))
		}
		cmd := &exec.Cmd{Path: self, Args: []string{"netlint", "-o", "json=report.json", "-o", "sarif=report.sarif", "--write-baseline", "known.json", examples}}
		require.NoError(t, cmd.Start())
		return cmd
	}
	began := time.Now()
	require.NoError(t, start().Wait())
	whole := time.Since(began)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		require.NotEqual(t, before, string(text), "a run that is left alone writes %s", file)
	}

	const moments = 8
	for i := range moments {
		cmd := start()
		time.Sleep(whole * time.Duration(i+1) / (moments + 1))
		_ = cmd.Process.Kill() // it may have ended by itself
		_ = cmd.Wait()
		for _, file := range files {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			assert.True(t, json.Valid(text), "%s after %d of %d parts of a run", file, i+1, moments+1)
		}
	}
}
