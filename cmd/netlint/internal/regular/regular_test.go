package regular_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/cmd/netlint/internal/regular"
)

func TestReadFile(t *testing.T) {
	dir := t.TempDir()
	file, link, large := filepath.Join(dir, "a"), filepath.Join(dir, "b"), filepath.Join(dir, "c")
	require.NoError(t, os.WriteFile(file, []byte("text"), 0o644))
	require.NoError(t, os.Symlink(file, link))
	require.NoError(t, os.WriteFile(large, nil, 0o644))
	require.NoError(t, os.Truncate(large, 1<<40))
	for _, name := range []string{file, link} {
		data, err := regular.ReadFile(name)
		require.NoError(t, err)
		assert.Equal(t, "text", string(data))
	}
	_, err := regular.ReadFile(large)
	assert.ErrorContains(t, err, "larger than 64 MiB")
	_, err = regular.ReadFile(os.DevNull)
	assert.ErrorContains(t, err, "not a regular file")
	_, err = regular.ReadFile(dir)
	assert.ErrorContains(t, err, "not a regular file")
	_, err = regular.ReadFile(filepath.Join(dir, "none"))
	assert.ErrorIs(t, err, os.ErrNotExist)
}
