package parser

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// treeOf gives the directory tree that an input in an absolute directory may name further files of: modules,
// nested templates, what functions read. It is the repository; where there is none, the working directory if
// the input lies in it, else the input's own directory.
func treeOf(dir string) string {
	if top, ok := repository(dir); ok {
		return top
	}
	if wd, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(wd, dir); err == nil && filepath.IsLocal(rel) {
			return wd
		}
	}
	return dir
}

// repository gives the root of the repository that an absolute directory is in.
func repository(dir string) (top string, ok bool) {
	for up := dir; ; up = filepath.Dir(up) {
		if _, err := os.Stat(filepath.Join(up, ".git")); err == nil {
			return up, true
		}
		if up == filepath.Dir(up) {
			return "", false
		}
	}
}

// errGitDir refuses what lies in the directory of git itself, where credentials may be.
var errGitDir = errors.New("netlint reads nothing in .git")

// inGitDir reports whether a path leads through a directory named .git.
func inGitDir(path string) bool {
	return slices.Contains(strings.Split(filepath.ToSlash(path), "/"), ".git")
}

// fenced is a directory tree without its .git, whatever links say. real is top without links.
type fenced struct {
	fs.FS
	top, real string
}

func fence(root *os.Root) fenced {
	f := fenced{FS: root.FS(), top: root.Name(), real: root.Name()}
	if real, err := filepath.EvalSymlinks(f.top); err == nil {
		f.real = real
	}
	return f
}

// Open opens a file.
func (f fenced) Open(name string) (fs.File, error) {
	if err := f.check(name); err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return f.FS.Open(name)
}

// Stat describes a file.
func (f fenced) Stat(name string) (fs.FileInfo, error) {
	if err := f.check(name); err != nil {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: err}
	}
	return fs.Stat(f.FS, name)
}

// ReadDir lists a directory.
func (f fenced) ReadDir(name string) ([]fs.DirEntry, error) {
	if err := f.check(name); err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return fs.ReadDir(f.FS, name)
}

func (f fenced) check(name string) error {
	if inGitDir(name) {
		return errGitDir
	}
	real, err := filepath.EvalSymlinks(filepath.Join(f.top, filepath.FromSlash(name)))
	if err != nil {
		return nil // opening it will tell
	}
	switch rel, err := filepath.Rel(f.real, real); {
	case err != nil || !filepath.IsLocal(rel):
		return fmt.Errorf("it leads out of %s; netlint reads only below, so name it from a directory further up", f.top)
	case inGitDir(rel):
		return errGitDir
	}
	return nil
}

// readBelow gives a function that reads a file which a template names, where it lies in the tree of one of the
// templates that the user named; links are followed first.
func (o Options) readBelow(templates []string) func(path string) ([]byte, error) {
	var trees []string
	for _, path := range templates {
		tree := treeOf(filepath.Dir(absolute(path)))
		if real, err := filepath.EvalSymlinks(tree); err == nil {
			tree = real
		}
		if !slices.Contains(trees, tree) {
			trees = append(trees, tree)
		}
	}
	return func(path string) ([]byte, error) {
		real, err := filepath.EvalSymlinks(absolute(path))
		if err != nil {
			return nil, err
		}
		for _, tree := range trees {
			if rel, err := filepath.Rel(tree, real); err == nil && filepath.IsLocal(rel) && !inGitDir(rel) {
				return o.readFile(path)
			}
		}
		return nil, fmt.Errorf("it leads out of %s; netlint reads only below", strings.Join(trees, " and "))
	}
}
