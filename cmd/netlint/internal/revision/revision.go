// Package revision gives files as they are at another git revision, by the git command, without touching the
// working tree, the index or the network.
package revision

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Tree is a copy of a repository at a revision.
type Tree struct {
	// Paths are the paths that were asked for, inside the copy; without those that the revision does not have.
	Paths []string
	// Missing are the paths that were asked for and that the revision does not have, as they were named.
	Missing []string

	dir, top     string
	repositories []string // of which files are in the copy, from the top: "." and the submodules
	origins      []origin
	moves        []move // of files, since the revision
}

// move is a file that git sees renamed, with forward slashes from the top of the repository.
type move struct{ was, now string }

// origin is where a part of the copy is in the working tree, if it has another name there.
type origin struct{ copied, now string }

// Close removes the copy.
func (t *Tree) Close() error { return os.RemoveAll(t.dir) }

// Patience is how long git may take for a revision. Reading all files of the largest repositories takes it seconds;
// a repository on a file system that does not answer, or a git that asks something, would hold the caller forever.
const Patience = 5 * time.Minute

// Export copies the repository of the working directory at a revision into a temporary directory. Files that
// git ignores and that belong to Terraform modules (variables, installed modules) are taken as they are now:
// no revision has them. It gives up after Patience, or when the context ends.
func Export(ctx context.Context, ref string, paths []string) (*Tree, error) {
	return exportWithin(ctx, Patience, ref, paths)
}

func exportWithin(ctx context.Context, patience time.Duration, ref string, paths []string) (*Tree, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, patience, fmt.Errorf("it did not end within %v; see whether git itself answers here (git ls-tree -r %s)", patience, ref))
	defer cancel()
	t, err := export(ctx, ref, paths)
	if err != nil && ctx.Err() != nil {
		return nil, fmt.Errorf("git was stopped: %w", context.Cause(ctx))
	}
	return t, err
}

func export(ctx context.Context, ref string, paths []string) (*Tree, error) {
	if strings.HasPrefix(ref, "-") {
		return nil, fmt.Errorf("%q is no revision", ref)
	}
	top, err := git(ctx, ".", "rev-parse", "--show-toplevel")
	if errors.Is(err, exec.ErrNotFound) {
		return nil, errors.New("the git command is needed to read a revision, and is not there")
	}
	if err != nil {
		return nil, fmt.Errorf("the working directory is in no git repository with a working tree: %w", err)
	}
	commit, err := git(ctx, top, "rev-parse", "--verify", "--quiet", ref+"^{commit}")
	if err != nil {
		return nil, explainMissing(ctx, top, ref)
	}
	dir, err := os.MkdirTemp("", "netlint-*")
	if err != nil {
		return nil, fmt.Errorf("there is no place for the files of the revision: %w", err)
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return nil, fmt.Errorf("there is no place for the files of the revision: %w", err)
	}
	t := &Tree{dir: dir, top: filepath.FromSlash(top)}
	if err := t.fill(ctx, commit, paths); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return t, nil
}

// explainMissing says why a repository does not have a revision, and what to do.
func explainMissing(ctx context.Context, top, ref string) error {
	if _, err := git(ctx, top, "rev-parse", "--verify", "--quiet", "HEAD^{commit}"); err != nil {
		return errors.New("the repository has no commits yet, so that there is nothing to compare with")
	}
	if shallow, err := git(ctx, top, "rev-parse", "--is-shallow-repository"); err == nil && shallow == "true" {
		return fmt.Errorf("this shallow clone does not have the revision; fetch it first (git fetch --depth=1 origin %s:refs/remotes/origin/%[1]s), or clone with the full history (actions/checkout: fetch-depth: 0)",
			strings.TrimPrefix(ref, "origin/"))
	}
	return errors.New("the repository has no revision of this name; git fetch brings the branches of a remote up to date, and git branch --all lists them")
}

func (t *Tree) fill(ctx context.Context, commit string, paths []string) error {
	if err := t.extract(ctx, t.top, commit, "."); err != nil {
		return err
	}
	t.findMoves(ctx, commit)
	for _, repository := range t.repositories {
		if err := t.takeIgnored(ctx, repository); err != nil {
			return err
		}
	}
	// What looks for the top of a repository finds the copy's, and reads nothing above it.
	if err := os.MkdirAll(filepath.Join(t.dir, ".git"), 0o755); err != nil {
		return fmt.Errorf("the files of the revision cannot be written: %w", err)
	}
	for _, path := range paths {
		if path == "-" {
			t.Missing = append(t.Missing, path)
			continue
		}
		rel, err := t.relative(path)
		if err != nil {
			return err
		}
		if _, err := os.Stat(filepath.Join(t.dir, rel)); err == nil {
			t.take(filepath.Join(t.dir, rel))
		} else if was := t.renamed(rel); was != "" {
			t.take(filepath.Join(t.dir, was))
			t.origins = append(t.origins, origin{copied: filepath.Join(t.dir, was), now: filepath.Join(t.top, rel)})
		} else {
			t.Missing = append(t.Missing, path)
		}
	}
	return nil
}

// take adds a path of the copy, once.
func (t *Tree) take(path string) {
	if !slices.Contains(t.Paths, path) {
		t.Paths = append(t.Paths, path)
	}
}

// relative gives a path relative to the top of the repository.
func (t *Tree) relative(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(abs); err == nil {
		abs = real
	}
	rel, err := filepath.Rel(t.top, abs)
	if err != nil || !filepath.IsLocal(rel) {
		return "", fmt.Errorf("%s is not in the repository of the working directory (%s); run netlint in its own", path, t.top)
	}
	return rel, nil
}

// findMoves asks git which files were renamed since a commit. Without an answer there are none.
func (t *Tree) findMoves(ctx context.Context, commit string) {
	out, err := gitBytes(ctx, t.top, "diff", "--no-ext-diff", "-M", "--diff-filter=R", "--name-status", "-z", commit)
	if err != nil {
		return
	}
	fields := strings.Split(string(out), "\x00") // status, old name, new name
	for i := 0; i+2 < len(fields); i += 3 {
		t.moves = append(t.moves, move{was: fields[i+1], now: fields[i+2]})
	}
}

// renamed gives the path that a file or directory had at the revision, "" where git sees no rename. A directory
// has the name from which most of its files were moved here, each under its own name below.
func (t *Tree) renamed(rel string) string {
	rel = filepath.ToSlash(rel)
	votes := map[string]int{}
	best := ""
	for _, m := range t.moves {
		rest, below := strings.CutPrefix(m.now, rel)
		if !below || rest != "" && rest[0] != '/' {
			continue
		}
		dir, ok := strings.CutSuffix(m.was, rest)
		if !ok {
			continue
		}
		votes[dir]++
		if votes[dir] > votes[best] || votes[dir] == votes[best] && dir < best {
			best = dir
		}
	}
	return filepath.FromSlash(best)
}

// Name gives the absolute name that something in the copy has in the working tree; what is not in the copy
// keeps its name.
func (t *Tree) Name(path string) string {
	path = filepath.FromSlash(path)
	for _, o := range t.origins {
		if rel, err := filepath.Rel(o.copied, path); err == nil && filepath.IsLocal(rel) {
			return filepath.Join(o.now, rel)
		}
	}
	if rel, err := filepath.Rel(t.dir, path); err == nil && filepath.IsLocal(rel) {
		return filepath.Join(t.top, rel)
	}
	return path
}

// Now gives the absolute name of something in the working tree.
func (t *Tree) Now(path string) string {
	abs, err := filepath.Abs(filepath.FromSlash(path))
	if err != nil {
		return path
	}
	if real, err := filepath.EvalSymlinks(abs); err == nil {
		return real
	}
	return path
}

// Inside gives files of the working tree inside the copy. One that the revision does not have is put there as
// it is now: it says what is known, and not what is linted.
func (t *Tree) Inside(files []string) ([]string, error) {
	var out []string
	for _, file := range files {
		rel, err := t.relative(file)
		if err != nil {
			return nil, err
		}
		if _, err := os.Stat(filepath.Join(t.dir, rel)); err != nil {
			if err := t.takeFile(rel, rel); err != nil {
				return nil, err
			}
		}
		out = append(out, filepath.Join(t.dir, rel))
	}
	return out, nil
}

// git runs the git command in a directory and gives its output in one line.
func git(ctx context.Context, dir string, args ...string) (string, error) {
	out, err := gitBytes(ctx, dir, args...)
	return strings.TrimSpace(string(out)), err
}

func gitBytes(ctx context.Context, dir string, args ...string) ([]byte, error) {
	out, err := command(ctx, dir, args...).Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) && len(exit.Stderr) > 0 {
		return nil, fmt.Errorf("git %s: %s", args[0], bytes.TrimSpace(exit.Stderr))
	}
	if err != nil {
		return nil, fmt.Errorf("git %s: %w", args[0], err)
	}
	return out, nil
}

// command prepares the git command so that it neither writes nor connects anywhere.
func command(ctx context.Context, dir string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = dir
	cmd.WaitDelay = time.Second // when it was killed and something that it started still holds its output
	cmd.Env = append(environment(dir), "GIT_NO_LAZY_FETCH=1", "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "LC_ALL=C")
	return cmd
}

// environment gives the variables that git runs with. Those that a hook sets mean its own repository, as the
// working directory has it; in any other directory git has to look for itself.
func environment(dir string) []string {
	if dir == "." {
		return os.Environ()
	}
	return slices.DeleteFunc(os.Environ(), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return slices.Contains([]string{"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"}, name)
	})
}
