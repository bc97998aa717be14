// Package revision gives files as they are at another git revision, by the git command, without touching the
// working tree.
package revision

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Tree is a copy of a repository at a revision.
type Tree struct {
	// Paths are the paths that were asked for, inside the copy; without those that the revision does not have.
	Paths []string

	dir, top string
}

// Close removes the copy.
func (t *Tree) Close() error { return os.RemoveAll(t.dir) }

// Inside gives paths of the working tree inside the copy.
func (t *Tree) Inside(paths []string) []string {
	var out []string
	for _, path := range paths {
		if in, err := t.inside(path); err == nil {
			out = append(out, in)
		}
	}
	return out
}

func (t *Tree) inside(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(abs); err == nil {
		abs = real
	}
	rel, err := filepath.Rel(t.top, abs)
	if err != nil || !filepath.IsLocal(rel) {
		return "", fmt.Errorf("%s is not in the repository of %s", path, t.top)
	}
	return filepath.Join(t.dir, rel), nil
}

// Export copies the repository of the working directory at a revision into a temporary directory.
func Export(ref string, paths []string) (*Tree, error) {
	if strings.HasPrefix(ref, "-") {
		return nil, fmt.Errorf("%q is no revision", ref)
	}
	top, err := git("rev-parse", "--show-toplevel")
	if err != nil {
		return nil, fmt.Errorf("the working directory is in no git repository: %w", err)
	}
	commit, err := git("rev-parse", "--verify", "--quiet", ref+"^{commit}")
	if err != nil {
		return nil, fmt.Errorf("the repository has no revision of this name; a shallow clone may lack it (fetch it first, or clone with its full depth)")
	}
	dir, err := os.MkdirTemp("", "netlint-*")
	if err != nil {
		return nil, fmt.Errorf("there is no place for the files of the revision: %w", err)
	}
	t := &Tree{dir: dir, top: top}
	if err := t.extract(commit); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	for _, path := range paths {
		if path == "-" {
			continue
		}
		in, err := t.inside(path)
		if err != nil {
			return nil, errors.Join(err, t.Close())
		}
		if _, err := os.Stat(in); err == nil {
			t.Paths = append(t.Paths, in)
		}
	}
	return t, nil
}

// git runs the git command and gives its output in one line.
func git(args ...string) (string, error) {
	out, err := exec.Command("git", args...).Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) && len(exit.Stderr) > 0 {
		return "", fmt.Errorf("git %s: %s", args[0], bytes.TrimSpace(exit.Stderr))
	}
	if err != nil {
		return "", fmt.Errorf("git %s: %w", args[0], err)
	}
	return strings.TrimSpace(string(out)), nil
}

// extract unpacks the files of a commit. Only plain files and directories are taken: links could lead out of
// the copy.
func (t *Tree) extract(commit string) error {
	cmd := exec.Command("git", "-C", t.top, "archive", "--format=tar", commit)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("git archive: %w", err)
	}
	unpacked := t.unpack(tar.NewReader(stdout))
	_, _ = io.Copy(io.Discard, stdout) // let git end by itself
	if err := cmd.Wait(); err != nil {
		return fmt.Errorf("git archive: %w: %s", err, bytes.TrimSpace(stderr.Bytes()))
	}
	return unpacked
}

func (t *Tree) unpack(r *tar.Reader) error {
	root, err := os.OpenRoot(t.dir)
	if err != nil {
		return err
	}
	defer root.Close()
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("git archive: %w", err)
		}
		switch h.Typeflag {
		case tar.TypeDir:
			err = root.MkdirAll(filepath.FromSlash(strings.TrimSuffix(h.Name, "/")), 0o755)
		case tar.TypeReg:
			err = writeFile(root, filepath.FromSlash(h.Name), r)
		}
		if err != nil {
			return fmt.Errorf("the files of the revision cannot be written: %w", err)
		}
	}
}

func writeFile(root *os.Root, name string, r io.Reader) error {
	if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	f, err := root.Create(name)
	if err != nil {
		return err
	}
	if _, err := io.Copy(f, r); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
