// Package revision gives files as they are at another git revision, by the git command, without touching the
// working tree.
package revision

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
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

// command makes a call of git that fetches nothing, even where the clone is a partial one.
func command(args ...string) *exec.Cmd {
	c := exec.Command("git", args...)
	c.Env = append(os.Environ(), "GIT_NO_LAZY_FETCH=1", "GIT_OPTIONAL_LOCKS=0")
	return c
}

// git runs the git command and gives its output in one line.
func git(args ...string) (string, error) {
	out, err := command(args...).Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) && len(exit.Stderr) > 0 {
		return "", fmt.Errorf("git %s: %s", args[0], bytes.TrimSpace(exit.Stderr))
	}
	if err != nil {
		return "", fmt.Errorf("git %s: %w", args[0], err)
	}
	return strings.TrimSpace(string(out)), nil
}

// blob is a file of a commit.
type blob struct{ object, name string }

// extract writes the files of a commit as they are stored. (git archive would leave out and rewrite what the
// commit's own .gitattributes say, and run the filters that they name.) Only plain files are taken: links could
// lead out of the copy.
func (t *Tree) extract(commit string) error {
	list, err := command("-C", t.top, "ls-tree", "-r", "-z", "--full-tree", commit).Output()
	if err != nil {
		return fmt.Errorf("git ls-tree: %w", err)
	}
	var blobs []blob
	var objects bytes.Buffer
	for entry := range strings.SplitSeq(string(list), "\x00") {
		head, name, _ := strings.Cut(entry, "\t")
		if f := strings.Fields(head); len(f) == 3 && f[1] == "blob" && strings.HasPrefix(f[0], "100") {
			blobs = append(blobs, blob{f[2], name})
			objects.WriteString(f[2] + "\n")
		}
	}
	cat := command("-C", t.top, "cat-file", "--batch")
	cat.Stdin = &objects
	var stderr bytes.Buffer
	cat.Stderr = &stderr
	stdout, err := cat.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cat.Start(); err != nil {
		return fmt.Errorf("git cat-file: %w", err)
	}
	written := t.write(blobs, bufio.NewReader(stdout))
	_, _ = io.Copy(io.Discard, stdout) // let git end by itself
	if err := cat.Wait(); err != nil {
		return fmt.Errorf("git cat-file: %w: %s", err, bytes.TrimSpace(stderr.Bytes()))
	}
	return written
}

// write writes files into the copy, from what "git cat-file --batch" prints of them.
func (t *Tree) write(blobs []blob, r *bufio.Reader) error {
	root, err := os.OpenRoot(t.dir)
	if err != nil {
		return err
	}
	defer root.Close()
	for _, b := range blobs {
		head, err := r.ReadString('\n')
		if err != nil {
			return fmt.Errorf("git cat-file: %w", err)
		}
		f := strings.Fields(head)
		if len(f) != 3 {
			return fmt.Errorf("the clone lacks %s of the revision; it may be a partial clone (fetch the revision first)", b.name)
		}
		size, err := strconv.ParseInt(f[2], 10, 64)
		if err != nil {
			return fmt.Errorf("git cat-file: %w", err)
		}
		if err := writeFile(root, filepath.FromSlash(b.name), io.LimitReader(r, size)); err != nil {
			return fmt.Errorf("the files of the revision cannot be written: %w", err)
		}
		if _, err := r.Discard(1); err != nil { // the line break behind the content
			return fmt.Errorf("git cat-file: %w", err)
		}
	}
	return nil
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
