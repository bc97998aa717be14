package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// What makes releases cannot be run in a test: neither an image nor an archive is built, and nothing is signed.
// These tests hold what the files name against what is there.

func TestTheReleaseNamesWhatIsThere(t *testing.T) {
	var release struct {
		Version int
		Dist    string
		Builds  []struct {
			Main    string
			Env     []string
			Ldflags string
		}
		Archives []map[string]any
		SBOMs    []map[string]any
		Signs    []map[string]any
	}
	readYAML(t, ".goreleaser.yaml", &release)
	assert.Equal(t, 2, release.Version)
	require.Len(t, release.Builds, 1)
	assert.DirExists(t, filepath.Join("../..", release.Builds[0].Main))
	assert.Contains(t, release.Builds[0].Env, "CGO_ENABLED=0")
	assert.Contains(t, release.Builds[0].Ldflags, "-X main.releaseVersion=")
	require.Len(t, release.Archives, 1)
	assert.NotContains(t, release.Archives[0], "name_template", "the action asks for an archive by its default name")
	assert.NotEmpty(t, release.SBOMs)
	assert.NotEmpty(t, release.Signs)
	assert.NotEqual(t, "dist", release.Dist, "cleaning must leave what make man writes")
}

func TestTheImageHasNoRights(t *testing.T) {
	text, err := os.ReadFile("../../Dockerfile")
	require.NoError(t, err)
	assert.Regexp(t, `(?m)^FROM scratch$`, string(text))
	assert.Regexp(t, `(?m)^USER 65532:65532$`, string(text))
	assert.Contains(t, string(text), "CGO_ENABLED=0")
}

// TestTheActionUsesWhatItDeclares holds every input that a step of the action reads against those it declares.
func TestTheActionUsesWhatItDeclares(t *testing.T) {
	var action struct {
		Name, Description string
		Inputs            map[string]struct{ Description string }
		Runs              struct {
			Using string
			Steps []map[string]any
		}
	}
	readYAML(t, "action.yml", &action)
	assert.Equal(t, "composite", action.Runs.Using)
	for name, in := range action.Inputs {
		assert.NotEmpty(t, in.Description, name)
	}
	for _, step := range action.Runs.Steps {
		if step["run"] != nil {
			assert.NotEmpty(t, step["shell"], "a composite step that runs names its shell")
		}
	}
	text, err := os.ReadFile("../../action.yml")
	require.NoError(t, err)
	read := map[string]bool{}
	for _, m := range regexp.MustCompile(`inputs\.([a-z-]+)`).FindAllStringSubmatch(string(text), -1) {
		assert.Contains(t, action.Inputs, m[1])
		read[m[1]] = true
	}
	assert.Len(t, read, len(action.Inputs), "every input is read")
}

// TestThePackagingKeepsToItsSchemas holds the action and the hooks against the schemas that editors check such
// files by; testdata/schema says where they are from.
func TestThePackagingKeepsToItsSchemas(t *testing.T) {
	for file, schema := range map[string]string{"action.yml": "github-action.json", ".pre-commit-hooks.yaml": "pre-commit-hooks.json"} {
		text, err := os.ReadFile(filepath.Join("testdata/schema", schema))
		require.NoError(t, err)
		var s jsonschema.Schema
		require.NoError(t, json.Unmarshal(text, &s))
		resolved, err := s.Resolve(nil)
		require.NoError(t, err)
		var v any
		readYAML(t, file, &v)
		assert.NoError(t, resolved.Validate(asJSON(t, v)), file)
		switch v := v.(type) {
		case map[string]any:
			v["imputs"] = 1
		case []any:
			v[0].(map[string]any)["id"] = 1
		}
		assert.Error(t, resolved.Validate(asJSON(t, v)), "the test sees faults in %s", file)
	}
}

// asJSON gives a value as JSON has it.
func asJSON(t *testing.T, v any) (out any) {
	t.Helper()
	text, err := json.Marshal(v)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &out))
	return out
}

func readYAML(t *testing.T, name string, v any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../..", name))
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(text, v), name)
}
