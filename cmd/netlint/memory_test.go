package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSizes(t *testing.T) {
	for text, want := range map[string]uint64{"512MiB": 512 << 20, "8GiB": 8 << 30, "1KiB": 1 << 10, "0": 0} {
		var b byteSize
		require.NoError(t, b.Set(text))
		assert.EqualValues(t, want, b)
		assert.Equal(t, text, b.String())
	}
	for _, text := range []string{"", "8", "8GB", "-1GiB", "GiB", "99999999999GiB", "1.5GiB"} {
		assert.Error(t, new(byteSize).Set(text), text)
	}
}

// TestFirstCollection holds that collecting waits for a heap in proportion to the files that are named, as far as
// the run's memory allows.
func TestFirstCollection(t *testing.T) {
	dir := t.TempDir()
	file := func(name string, size int64) string {
		path := dir + "/" + name
		write(t, path, "")
		require.NoError(t, os.Truncate(path, size))
		return path
	}
	small, large, huge := file("small", 1<<10), file("large", 100<<20), file("huge", 1<<40)
	for _, c := range []struct {
		name    string
		paths   []string
		allowed byteSize
		want    int64
	}{
		{"a small file", []string{small}, defaultMemory, firstCollection},
		{"a directory and standard input, whose sizes are not known", []string{dir, "-"}, defaultMemory, firstCollection},
		{"what is not there", []string{dir + "/none"}, defaultMemory, firstCollection},
		{"a large file", []string{large}, defaultMemory, 800 << 20},
		{"large files together", []string{large, small}, defaultMemory, 800<<20 + 8<<10},
		{"a large file in little memory", []string{large}, 512 << 20, 128 << 20},
		{"a large file in hardly any memory", []string{large}, 100 << 20, firstCollection},
		{"more than the memory", []string{huge}, defaultMemory, 1 << 30},
		{"more than any memory, without a limit", []string{huge}, 0, 1 << 30},
	} {
		assert.Equal(t, c.want, heapToCollect(c.paths, c.allowed), c.name)
	}
}

// TestAnInputThatTakesTooMuchMemory makes texts that each are within all bounds and together are not.
func TestAnInputThatTakesTooMuchMemory(t *testing.T) {
	dir := t.TempDir()
	var b strings.Builder
	b.WriteString("locals {\n  a = \"" + strings.Repeat("x", 100_000) + "\"\n}\n" + aVPC)
	for i := range 100 {
		fmt.Fprintf(&b, "resource \"aws_subnet\" \"s%d\" {\n  vpc_id = aws_vpc.a.id\n  cidr_block = \"%s\"\n}\n", i, strings.Repeat("${local.a}", 100))
	}
	write(t, dir+"/main.tf", b.String())
	o := runProcess(t, dir, "--max-memory", "100MiB", ".")
	assert.Equal(t, exitUnusable, o.code)
	assert.Contains(t, o.said, "more than 100MiB of memory")
	assert.Empty(t, o.out)
	assert.Less(t, o.memory, int64(hostileMemory))

	write(t, dir+"/main.tf", aVPC)
	assert.Equal(t, exitOK, runProcess(t, dir, "--max-memory", "100MiB", ".").code)
}
