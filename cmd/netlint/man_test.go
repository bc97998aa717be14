package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/spf13/cobra/doc"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var manDir = flag.String("man", "", "directory to write the manual pages to")

// TestManualPages writes the manual pages; "make man" keeps them. A test does it because it alone, beside the
// command line itself, sees the commands, and because the binary would carry what makes pages without ever using it.
func TestManualPages(t *testing.T) {
	dir := *manDir
	if dir == "" {
		dir = t.TempDir()
	}
	require.NoError(t, os.MkdirAll(dir, 0o755))
	root := newRoot()
	root.DisableAutoGenTag = true // the same version makes the same pages
	undated := time.Unix(0, 0)
	header := &doc.GenManHeader{Section: "1", Source: "netlint " + version(), Manual: "netlint", Date: &undated}
	require.NoError(t, doc.GenManTree(root, header, dir))
	page, err := os.ReadFile(filepath.Join(dir, "netlint.1"))
	require.NoError(t, err)
	assert.Contains(t, string(page), "fail")
	assert.FileExists(t, filepath.Join(dir, "netlint-diff.1"))
}
