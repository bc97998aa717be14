package revision_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/cmd/netlint/internal/revision"
)

// repository makes a repository of files in the working directory, all in one commit.
func repository(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for _, name := range []string{"GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"} {
		t.Setenv(name, "somebody")
	}
	for name, text := range files {
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(t, os.WriteFile(name, []byte(text), 0o644))
	}
	require.NoError(t, os.Symlink("/etc/hostname", "link"))
	for _, args := range [][]string{{"init", "-q"}, {"add", "-A", "-f"}, {"commit", "-qm", "All files"}} {
		out, err := exec.Command("git", args...).CombinedOutput()
		require.NoError(t, err, "%s", out)
	}
}

// TestFilesAreAsTheyAreStored holds that the commit's own attributes neither hide a file from the comparison nor
// change it nor run anything.
func TestFilesAreAsTheyAreStored(t *testing.T) {
	ran := filepath.Join(t.TempDir(), "ran")
	repository(t, map[string]string{
		".gitattributes":    "*.yaml export-ignore filter=evil\nversion export-subst\n",
		"net/vpc.yaml":      "Resources: {}\n",
		"version":           "$Format:%H$\n",
		"-leading":          "a",
		"a name\nwith\tall": "b",
		"empty":             "",
	})
	require.NoError(t, exec.Command("git", "config", "filter.evil.smudge", "touch "+ran).Run())
	at, err := revision.Export(t.Context(), "HEAD", []string{"net", "version", "-leading", "a name\nwith\tall", "empty", "none", "-"})
	require.NoError(t, err)
	require.Len(t, at.Paths, 5, "without what the revision does not have, and standard input")
	for i, want := range []string{"", "$Format:%H$\n", "a", "b", ""} {
		if i == 0 {
			at.Paths[i] = filepath.Join(at.Paths[i], "vpc.yaml")
			want = "Resources: {}\n"
		}
		data, err := os.ReadFile(at.Paths[i])
		require.NoError(t, err)
		assert.Equal(t, want, string(data))
	}
	assert.NoFileExists(t, ran)
	_, err = os.Lstat(filepath.Join(filepath.Dir(at.Paths[1]), "link"))
	assert.ErrorIs(t, err, os.ErrNotExist, "a link could lead out of the copy")
	dir := filepath.Dir(at.Paths[1])
	require.NoError(t, at.Close())
	assert.NoDirExists(t, dir)
}

func TestWhatIsNoRevision(t *testing.T) {
	repository(t, map[string]string{"a": "a"})
	for _, ref := range []string{"--help", "-c", "--output=x", "nowhere", "HEAD:a", ""} {
		_, err := revision.Export(t.Context(), ref, []string{"."})
		assert.Error(t, err, ref)
		assert.NoFileExists(t, "x")
	}
}

// TestGitThatHangs puts a git on the path that answers as git does until it is asked one thing, and that hangs then
// with a child of its own. Its right twin answers everything.
func TestGitThatHangs(t *testing.T) {
	real, err := exec.LookPath("git")
	require.NoError(t, err)
	repository(t, map[string]string{"a": "a"})
	ended, cancel := context.WithTimeoutCause(t.Context(), 0, errors.New("enough"))
	defer cancel()
	_, err = revision.Export(ended, "HEAD", []string{"."})
	require.ErrorContains(t, err, "git was stopped: enough", "the caller's own limit goes before")
	paths := os.Getenv("PATH")
	for _, hangs := range []string{"rev-parse", "--verify", "ls-tree", "diff", "cat-file", "ls-files", "nothing"} {
		bin := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(bin, "git"), []byte("#!/bin/sh\ncase \" $* \" in *\" "+hangs+" \"*) sleep 300 & wait;; esac\nexec "+real+" \"$@\"\n"), 0o755))
		t.Setenv("PATH", bin+string(os.PathListSeparator)+paths)
		start := time.Now()
		if hangs == "nothing" {
			at, err := revision.ExportWithin(t.Context(), time.Minute, "HEAD", []string{"."})
			require.NoError(t, err)
			require.NoError(t, at.Close())
			continue
		}
		temporary := t.TempDir()
		t.Setenv("TMPDIR", temporary)
		_, err := revision.ExportWithin(t.Context(), 300*time.Millisecond, "HEAD", []string{"."})
		require.ErrorContains(t, err, "git was stopped: it did not end within 300ms", hangs)
		assert.Less(t, time.Since(start), time.Minute, hangs)
		left, err := os.ReadDir(temporary)
		require.NoError(t, err)
		assert.Empty(t, left, "nothing stays behind of the revision")
	}
}
