package parser

import (
	"bytes"
	"fmt"
	"io"
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
	return readBounded(name)
}

// maxInputBytes bounds each file, and standard input. Plans of a hundred thousand resources stay below it.
const maxInputBytes = 512 << 20

// errTooLarge is the error of a file beyond maxInputBytes.
var errTooLarge = fmt.Errorf("it is larger than %d MiB, which is the most that netlint reads", maxInputBytes>>20)

// readBounded reads a file of at most maxInputBytes; a larger one, or a pipe without end, is not kept in memory.
func readBounded(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	size := 0
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		if info.Size() > maxInputBytes {
			return nil, errTooLarge
		}
		size = int(info.Size())
	}
	return readUpTo(f, size, maxInputBytes)
}

// readUpTo reads all of r, of which about size bytes are expected, and fails where there are more than most.
func readUpTo(r io.Reader, size, most int) ([]byte, error) {
	b := bytes.NewBuffer(make([]byte, 0, size+bytes.MinRead))
	n, err := b.ReadFrom(io.LimitReader(r, int64(most)+1))
	if err == nil && n > int64(most) {
		return nil, errTooLarge
	}
	return b.Bytes(), err
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
