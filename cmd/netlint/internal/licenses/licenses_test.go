package licenses_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/cmd/netlint/internal/licenses"
)

// TestEveryLinkedModuleIsNamed fails where a module was added or raised; "make licenses" mends it.
func TestEveryLinkedModuleIsNamed(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}{{end}}{{end}}", "github.com/netlint/netlint/cmd/netlint").Output()
	require.NoError(t, err)
	modules := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		if m := strings.TrimSpace(line); m != "" {
			modules[m] = true
		}
	}
	require.Greater(t, len(modules), 10)
	for m := range modules {
		assert.Contains(t, licenses.Text, "\n"+m+"\n", "make licenses writes the file anew")
	}
	for _, text := range []string{"Mozilla Public License", "Apache License", "The Go Authors", "the Go standard library"} {
		assert.Contains(t, licenses.Text, text)
	}
}
