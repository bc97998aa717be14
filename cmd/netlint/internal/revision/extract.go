package revision

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// maxFileBytes is more than any source or template that is read; larger files are left out of the copy.
const maxFileBytes = 64 << 20

// entry is a file, link or submodule of a commit.
type entry struct {
	mode, object string
	name         string // with forward slashes, from the top of its repository
}

// The modes of git's trees that are not plain files.
const (
	modeLink      = "120000"
	modeSubmodule = "160000"
)

// extract puts the files of a commit below a directory of the copy. They are read object by object: the
// archive that git can make leaves out what .gitattributes says, and a checkout runs filters.
func (t *Tree) extract(ctx context.Context, repository, commit, into string) error {
	t.repositories = append(t.repositories, into)
	out, err := gitBytes(ctx, repository, "ls-tree", "-r", "-z", "--full-tree", commit)
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(t.dir)
	if err != nil {
		return fmt.Errorf("the files of the revision cannot be written: %w", err)
	}
	defer root.Close()
	var blobs []entry
	for line := range bytes.SplitSeq(out, []byte{0}) {
		e, ok := parseEntry(string(line))
		switch {
		case !ok:
		case e.mode == modeSubmodule:
			if err := t.extractSubmodule(ctx, filepath.Join(repository, filepath.FromSlash(e.name)), e.object, filepath.Join(into, filepath.FromSlash(e.name))); err != nil {
				return err
			}
		default:
			blobs = append(blobs, e)
		}
	}
	if err := t.writeBlobs(ctx, root, repository, into, blobs); err != nil {
		return err
	}
	dropStrayLinks(root, into, blobs)
	return nil
}

// parseEntry reads "MODE TYPE OBJECT<tab>NAME".
func parseEntry(line string) (entry, bool) {
	head, name, ok := strings.Cut(line, "\t")
	fields := strings.Fields(head)
	if !ok || len(fields) != 3 || !filepath.IsLocal(filepath.FromSlash(name)) {
		return entry{}, false
	}
	return entry{mode: fields[0], object: fields[2], name: name}, true
}

// extractSubmodule puts in the files of a submodule, at the commit that the outer one names. One that is not
// checked out has no files now either.
func (t *Tree) extractSubmodule(ctx context.Context, dir, commit, into string) error {
	if _, err := os.Stat(filepath.Join(dir, ".git")); err != nil {
		return nil
	}
	if _, err := git(ctx, dir, "cat-file", "-e", commit+"^{commit}"); err != nil {
		return fmt.Errorf("the submodule %s does not have the commit %.12s of the revision; fetch it first (git -C %[1]s fetch)", filepath.ToSlash(into), commit)
	}
	return t.extract(ctx, dir, commit, into)
}

// writeBlobs lets one git command give the contents of all files.
func (t *Tree) writeBlobs(ctx context.Context, root *os.Root, repository, into string, blobs []entry) error {
	var names bytes.Buffer
	for _, e := range blobs {
		names.WriteString(e.object + "\n")
	}
	cmd := command(ctx, repository, "cat-file", "--batch")
	cmd.Stdin = &names
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("git cat-file: %w", err)
	}
	written := copyBlobs(root, into, blobs, bufio.NewReaderSize(stdout, 1<<16))
	_, _ = io.Copy(io.Discard, stdout) // let git end by itself
	if err := cmd.Wait(); err != nil && written == nil {
		return fmt.Errorf("git cat-file: %w: %s", err, bytes.TrimSpace(stderr.Bytes()))
	}
	return written
}

// errPartial is what a clone says that left the contents of files behind.
var errPartial = errors.New("this partial clone does not have all files of the revision; fetch them first (git fetch --refetch --no-filter origin), or clone without a filter")

func copyBlobs(root *os.Root, into string, blobs []entry, r *bufio.Reader) error {
	for _, e := range blobs {
		header, err := r.ReadString('\n')
		if err != nil {
			return errPartial
		}
		fields := strings.Fields(header)
		if len(fields) != 3 {
			return errPartial // "OBJECT missing"
		}
		size, err := strconv.ParseInt(fields[2], 10, 64)
		if err != nil {
			return fmt.Errorf("git cat-file: %q is not understood", strings.TrimSpace(header))
		}
		name := filepath.Join(into, filepath.FromSlash(e.name))
		content := io.LimitReader(r, size)
		if size <= maxFileBytes {
			if err := writeEntry(root, name, e.mode, content); err != nil {
				return fmt.Errorf("the files of the revision cannot be written: %w", err)
			}
		}
		_, _ = io.Copy(io.Discard, content)     // what was not read of it
		if _, err := r.Discard(1); err != nil { // the end of the line behind the content
			return fmt.Errorf("git cat-file: %w", err)
		}
	}
	return nil
}

// writeEntry writes a file or a link.
func writeEntry(root *os.Root, name, mode string, r io.Reader) error {
	if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if mode == modeLink {
		target, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		if filepath.IsAbs(filepath.FromSlash(string(target))) {
			return nil
		}
		return root.Symlink(filepath.FromSlash(string(target)), name)
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

// dropStrayLinks removes the links that lead out of the copy, and those that lead nowhere.
func dropStrayLinks(root *os.Root, into string, blobs []entry) {
	for _, e := range blobs {
		if e.mode != modeLink {
			continue
		}
		name := filepath.Join(into, filepath.FromSlash(e.name))
		if _, err := root.Stat(name); err != nil {
			_ = root.Remove(name) // it was not made, then
		}
	}
}

// ignoredPatterns are the files beside the sources that git is often told to ignore.
var ignoredPatterns = []string{
	":(glob)**/*.tfvars", ":(glob)**/*.tfvars.json", ":(glob)**/*.tf", ":(glob)**/*.tf.json", ":(glob)**/*.tofu", ":(glob)**/*.tofu.json",
	":(glob)**/.terraform/modules/**",
}

// takeIgnored puts in the files that git ignores in a repository, the outer one or a submodule, and that
// sources are evaluated with.
func (t *Tree) takeIgnored(ctx context.Context, repository string) error {
	args := slices.Concat([]string{"ls-files", "--others", "--ignored", "--exclude-standard", "-z", "--"}, ignoredPatterns)
	out, err := gitBytes(ctx, filepath.Join(t.top, repository), args...)
	if err != nil {
		return err
	}
	for name := range strings.SplitSeq(strings.TrimRight(string(out), "\x00"), "\x00") {
		if name == "" {
			continue
		}
		take := t.takeFile
		if strings.HasSuffix(name, "/") {
			take = t.takeRepository // a module that was cloned, of which git gives the directory alone
		}
		rel := filepath.Join(repository, filepath.FromSlash(name))
		if err := take(rel, t.place(rel)); err != nil {
			return err
		}
	}
	return nil
}

// place gives where an ignored file belongs in the copy: at its own path, or below the name that its root
// module had at the revision.
func (t *Tree) place(rel string) string {
	module, rest := filepath.Dir(rel), filepath.Base(rel)
	if i := strings.Index(rel, string(filepath.Separator)+".terraform"+string(filepath.Separator)); i >= 0 {
		module, rest = rel[:i], rel[i+1:]
	}
	if _, err := os.Stat(filepath.Join(t.dir, module)); err == nil {
		return rel
	}
	if was := t.renamed(module); was != "" {
		return filepath.Join(was, rest)
	}
	return rel
}

// takeRepository puts the files of a repository inside the working tree into the copy.
func (t *Tree) takeRepository(rel, as string) error {
	top := filepath.Join(t.top, rel)
	return filepath.WalkDir(top, func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.Name() == ".git":
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		case !e.Type().IsRegular():
			return nil
		}
		inside, err := filepath.Rel(top, path)
		if err != nil {
			return err
		}
		return t.takeFile(filepath.Join(rel, inside), filepath.Join(as, inside))
	})
}

// takeFile puts a file of the working tree into the copy, as it is now, where the copy has none.
func (t *Tree) takeFile(rel, as string) error {
	from, err := os.Open(filepath.Join(t.top, rel))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer from.Close()
	info, err := from.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxFileBytes {
		return err
	}
	root, err := os.OpenRoot(t.dir)
	if err != nil {
		return err
	}
	defer root.Close()
	if _, err := root.Lstat(as); err == nil {
		return nil
	}
	return writeEntry(root, as, "", from)
}
