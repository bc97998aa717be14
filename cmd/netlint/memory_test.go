package main

import (
	"fmt"
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
