package parser

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
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
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return nil, errNotRegular // a pipe would not let go, a device would not end
	}
	return readBounded(name, maxInputBytes)
}

// readNamed is readFile for a path of the command line, which may be a pipe.
func (o Options) readNamed(name string) ([]byte, error) {
	if info, err := os.Stat(name); err == nil && info.Mode()&fs.ModeNamedPipe != 0 {
		return readBounded(name, maxInputBytes)
	}
	return o.readFile(name)
}

// isRegular reports whether a path names a regular file.
func isRegular(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

var errNotRegular = errors.New("it is not a regular file")

// maxInputBytes bounds each file, and standard input. Plans of a hundred thousand resources stay below it.
const maxInputBytes = 512 << 20

// tooLarge is the error of a file beyond what is read of its kind.
func tooLarge(most int) error {
	return fmt.Errorf("it is larger than %d MiB, which is the most that netlint reads", most>>20)
}

// readBounded reads a file of at most so many bytes; a larger one, or a pipe without end, is not kept in memory.
func readBounded(name string, most int) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	size := 0
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		if info.Size() > int64(most) {
			return nil, tooLarge(most)
		}
		size = int(info.Size())
	}
	return readUpTo(f, size, most)
}

// readUpTo reads all of r, of which about size bytes are expected, and fails where there are more than most.
func readUpTo(r io.Reader, size, most int) ([]byte, error) {
	b := bytes.NewBuffer(make([]byte, 0, size+bytes.MinRead))
	n, err := b.ReadFrom(io.LimitReader(r, int64(most)+1))
	if err == nil && n > int64(most) {
		return nil, tooLarge(most)
	}
	return b.Bytes(), err
}

// overlayFS gives the files below top, with what stands in for some of them, and more files by their paths.
func (o Options) overlayFS(below fs.FS, top string, more map[string][]byte) fs.FS {
	files := map[string][]byte{}
	maps.Copy(files, more)
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
	return newBuffer(name, data), nil
}

// Stat describes a file.
func (o overlaid) Stat(name string) (fs.FileInfo, error) {
	data, ok := o.files[name]
	if !ok {
		return fs.Stat(o.FS, name)
	}
	return newBuffer(name, data), nil
}

func newBuffer(name string, data []byte) *buffer {
	return &buffer{name: path.Base(name), Reader: bytes.NewReader(data)}
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
