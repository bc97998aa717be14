package catalog_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/parser"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/catalog"
)

// TestUnknownCountsMakeNoFault takes every right network of fixtures and examples, and of each of its resources
// leaves open whether there is one: by a count of Terraform, and by a condition of CloudFormation, that a variable
// without value decides. With the resource the network is right, so that a definite finding would rest on an absence
// that nobody knows of.
func TestUnknownCountsMakeNoFault(t *testing.T) {
	for name, source := range rightNetworks(t) {
		open := openResources
		if filepath.Ext(name) != ".tf" {
			open = openTemplateResources
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			habits := definite(t, name, source) // of severity info; a right network has no other findings
			for resource, changed := range open(source) {
				for at, message := range definite(t, name, changed) {
					assert.Contains(t, habits, at, "where the number of %s is not known: %s", resource, message)
				}
			}
		})
	}
}

// definite gives the messages of the definite findings in a source, by rule and resource.
func definite(t *testing.T, name, source string) map[string]string {
	t.Helper()
	path := filepath.Join(t.TempDir(), filepath.Base(name))
	require.NoError(t, os.WriteFile(path, []byte(source), 0o644))
	if filepath.Ext(name) == ".tf" {
		path = filepath.Dir(path)
	}
	read := parser.Load([]string{path}, parser.Options{})
	found, failures := rules.Run(read.After, catalog.Rules(), rules.Options{}, 1)
	require.Empty(t, failures)
	messages := map[string]string{}
	for _, f := range found {
		if f.Confidence == rules.Definite {
			messages[f.Rule+" "+f.Object.Address] = f.Message
		}
	}
	return messages
}

// rightNetworks gives the sources of right networks, by a name that ends as their file does.
func rightNetworks(t *testing.T) map[string]string {
	t.Helper()
	sources := map[string]string{}
	fixtures, err := filepath.Glob("../*/testdata/*.txtar")
	require.NoError(t, err)
	for _, file := range fixtures {
		archive, err := txtar.ParseFile(file)
		require.NoError(t, err)
		for _, d := range dialects {
			if text := contents(archive, "fixed/"+d.input); text != "" {
				sources[strings.TrimSuffix(filepath.Base(file), ".txtar")+"/"+d.input] = text
			}
		}
	}
	for _, input := range []string{"src/main.tf", "template.yaml"} {
		examples, err := filepath.Glob("../../examples/*/fixed/" + input)
		require.NoError(t, err)
		require.NotEmpty(t, examples)
		for _, file := range examples {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			example, _, _ := strings.Cut(strings.TrimPrefix(file, "../../examples/"), "/")
			sources[example+"/"+filepath.Base(input)] = string(text)
		}
	}
	return sources
}

var resourceHead = regexp.MustCompile(`(?m)^resource "([^"]+)" "([^"]+)" \{\n`)

// openResources gives a configuration once for each of its resources, with as many of it as a variable says.
func openResources(source string) map[string]string {
	changed := map[string]string{}
	for _, at := range resourceHead.FindAllStringSubmatchIndex(source, -1) {
		body, _, _ := strings.Cut(source[at[1]:], "\n}")
		if strings.Contains(body, "  count ") || strings.Contains(body, "  for_each ") {
			continue
		}
		address := source[at[2]:at[3]] + "." + source[at[4]:at[5]]
		changed[address] = source[:at[1]] + "  count = var.how_many\n" + source[at[1]:] + "\nvariable \"how_many\" {\n  type = number\n}\n"
	}
	return changed
}

var templateHead = regexp.MustCompile(`(?m)^  (\w+):\n    Type: AWS::`)

// openTemplateResources gives a template once for each of its resources, with a condition on it.
func openTemplateResources(source string) map[string]string {
	changed := map[string]string{}
	if strings.Contains(source, "\nConditions:") || strings.Contains(source, "\nParameters:") {
		return changed
	}
	for _, at := range templateHead.FindAllStringSubmatchIndex(source, -1) {
		end := at[1] - len("    Type: AWS::")
		body := source[end:]
		if next := templateHead.FindStringIndex(body); next != nil {
			body = body[:next[0]]
		}
		if strings.Contains(body, "\n    Condition:") {
			continue
		}
		changed[source[at[2]:at[3]]] = "Parameters:\n  HowMany: {Type: String}\nConditions:\n  Wanted: !Not [!Equals [!Ref HowMany, none]]\n" +
			source[:end] + "    Condition: Wanted\n" + source[end:]
	}
	return changed
}
