package main

import (
	"bytes"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestProgressIsShownAfterAWhileAndWiped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		done := showProgress(&out, "reading the inputs", time.Second)
		time.Sleep(2500 * time.Millisecond)
		done()
		assert.Equal(t, "\rnetlint: reading the inputs, 1s \rnetlint: reading the inputs, 2s \r"+strings.Repeat(" ", 32)+"\r", out.String())

		out.Reset()
		done = showProgress(&out, "reading the inputs", time.Second)
		time.Sleep(900 * time.Millisecond)
		done()
		assert.Empty(t, out.String(), "what is quick says nothing")
	})
}

func TestProgressIsForTerminals(t *testing.T) {
	file, err := os.Create(t.TempDir() + "/stderr")
	require.NoError(t, err)
	defer file.Close()
	(&inputOptions{}).during(file, "reading the inputs")()
	written, err := os.ReadFile(file.Name())
	require.NoError(t, err)
	assert.Empty(t, written)
}

// TestAFileIsWrittenWholeOrNotAtAll reads a report while it is written over and over, as who kills a run in the
// middle would find it.
func TestAFileIsWrittenWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	name := dir + "/report.json"
	versions := [][]byte{bytes.Repeat([]byte("a"), 1<<20), bytes.Repeat([]byte("b"), 1<<19)}
	require.NoError(t, writeFile(name, versions[0]))
	var writer sync.WaitGroup
	stop := make(chan struct{})
	writer.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
				assert.NoError(t, writeFile(name, versions[i%2]))
			}
		}
	})
	for range 200 {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		if !bytes.Equal(data, versions[0]) && !bytes.Equal(data, versions[1]) {
			assert.Fail(t, "half a file", "%d bytes", len(data))
		}
	}
	close(stop)
	writer.Wait()
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, left, 1, "nothing else is left behind")
}
