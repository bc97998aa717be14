package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/netlint/netlint/cmd/netlint/internal/report"
)

// writeOutputs writes the report to the files of --output.
func writeOutputs(outputs []string, r *report.Report) error {
	for _, out := range outputs {
		format, file, _ := strings.Cut(out, "=")
		var b bytes.Buffer
		if err := report.Write(&b, format, r, report.Style{}); err != nil {
			return err
		}
		if err := writeFile(file, b.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

// writing is held while a file or the report is written: a process that is to end at once lets that come to its end first.
var writing sync.Mutex

// writeFile writes a file whole or not at all, so that a run that is stopped leaves no half of one.
func writeFile(name string, data []byte) error {
	writing.Lock()
	defer writing.Unlock()
	fail := func(err error) error { return fmt.Errorf("%s cannot be written: %w", name, err) }
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		// A device or a pipe is written as it stands.
		if err := os.WriteFile(name, data, 0o644); err != nil {
			return fail(err)
		}
		return nil
	}
	temporary, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return fail(err)
	}
	defer os.Remove(temporary.Name()) // nothing is there any more when all went well
	_, err = temporary.Write(data)
	if err == nil {
		err = temporary.Chmod(0o644)
	}
	if closed := temporary.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(temporary.Name(), name)
	}
	if err != nil {
		return fail(err)
	}
	return nil
}
