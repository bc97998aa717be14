package parser

import (
	"bytes"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"time"
)

// readFile gives the content of a file, or what stands in for it.
func (o Options) readFile(name string) ([]byte, error) {
	if len(o.Overlay) > 0 {
		if data, ok := o.Overlay[absolute(name)]; ok {
			return data, nil
		}
	}
	return os.ReadFile(name)
}

// overlayFS gives the files below top, with what stands in for some of them.
func (o Options) overlayFS(below fs.FS, top string) fs.FS {
	files := map[string][]byte{}
	for name, data := range o.Overlay {
		if rel, err := filepath.Rel(top, name); err == nil && filepath.IsLocal(rel) {
			files[filepath.ToSlash(rel)] = data
		}
	}
	if len(files) == 0 {
		return below
	}
	return overlaid{FS: below, files: files}
}

// overlaid is a file system in which some files have other contents than below.
type overlaid struct {
	fs.FS
	files map[string][]byte
}

// Open opens a file. Directories list what is below: no file comes into being by its content alone.
func (o overlaid) Open(name string) (fs.File, error) {
	data, ok := o.files[name]
	if !ok {
		return o.FS.Open(name)
	}
	return &buffer{name: path.Base(name), Reader: bytes.NewReader(data)}, nil
}

// buffer is an open file of which the content is in memory, and its own description; bytes.Reader gives its size.
type buffer struct {
	*bytes.Reader
	name string
}

func (b *buffer) Stat() (fs.FileInfo, error) { return b, nil }
func (b *buffer) Close() error               { return nil }
func (b *buffer) Name() string               { return b.name }
func (b *buffer) Mode() fs.FileMode          { return 0o444 }
func (b *buffer) ModTime() time.Time         { return time.Time{} }
func (b *buffer) IsDir() bool                { return false }
func (b *buffer) Sys() any                   { return nil }
