// Package regular reads files that a repository may have put in place of what is expected: a link to a device
// or a pipe, or a file that is larger than any memory.
package regular

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// most is how many bytes of a file are read: far more than a configuration or a baseline has.
const most = 64 << 20

// ReadFile reads a regular file. It is an error where the name is that of something else, and where the file
// is larger than 64 MiB.
func ReadFile(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &os.PathError{Op: "read", Path: name, Err: errors.New("not a regular file")}
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && len(data) > most {
		return nil, &os.PathError{Op: "read", Path: name, Err: fmt.Errorf("larger than %d MiB", most>>20)}
	}
	return data, err
}
