package parser

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
)

func TestDetect(t *testing.T) {
	for name, c := range map[string]struct {
		data string
		want content
	}{
		"a plan":                    {`{"format_version":"1.2","terraform_version":"1.9.0","planned_values":{}}`, contentTerraformJSON},
		"a plan that was cut off":   {`{"format_version":"1.2","planned_val`, contentTerraformJSON},
		"a state as JSON":           {`{"format_version":"1.0","terraform_version":"1.9.0","values":{}}`, contentTerraformJSON},
		"a state file":              {"{\n  \"version\": 4,\n  \"terraform_version\": \"1.9.0\",\n  \"serial\": 3,\n  \"lineage\": \"x\"}", contentTerraformJSON},
		"a template in YAML":        {"AWSTemplateFormatVersion: '2010-09-09'\nResources: {}\n", contentTemplate},
		"a template without a date": {"Resources:\n  V:\n    Type: AWS::EC2::VPC\n", contentTemplate},
		"what CodeDeploy deploys":   {"version: 0.0\nResources:\n  - Service:\n      Type: AWS::ECS::Service\n", contentOther},
		"a template in JSON":        {`{"Resources": {"V": {"Type": "AWS::EC2::VPC"}}}`, contentTemplate},
		"a saved plan":              {"PK\x03\x04....tfplan", contentSavedPlan},
		"another archive":           {"PK\x03\x04....word/document.xml", contentOther},
		"a Kubernetes manifest":     {"apiVersion: v1\nkind: Service\n", contentOther},
		"a package.json":            {`{"name": "x", "version": "1.0.0"}`, contentOther},
		"the keys deeper down":      {`{"plan": {"format_version": "1.2"}}`, contentOther},
		"a list":                    {`[{"format_version": "1.2"}]`, contentOther},
		"text":                      {"# Read me\n", contentOther},
		"blank":                     {" \n\t\n", contentEmpty},
		"nothing":                   {"", contentEmpty},
	} {
		assert.Equal(t, c.want, detect([]byte(c.data)), name)
	}
}

const (
	vpc   = "resource \"aws_vpc\" \"a\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n"
	stack = "Resources:\n  V:\n    Type: AWS::EC2::VPC\n    Properties: {CidrBlock: 10.0.0.0/16}\n"
)

// lay writes files below a new directory, makes it the working directory, and gives it.
func lay(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(t, os.WriteFile(name, []byte(text), 0o644))
	}
	t.Chdir(dir)
	return dir
}

func names(inputs []found) []string {
	var out []string
	for _, in := range inputs {
		out = append(out, in.path)
	}
	return out
}

func call(source string) string { return "module \"m\" {\n  source = \"" + source + "\"\n}\n" }

func TestWhatDirectoriesHold(t *testing.T) {
	lay(t, map[string]string{
		"live/prod/main.tf":              vpc + call("../../modules/network"),
		"live/prod/plan.json":            `{"format_version":"1.2"}`,
		"live/prod/.terraform/x/main.tf": vpc,
		"live/dev/main.tofu":             call("../../modules/network/"),
		"modules/network/main.tf":        vpc + call("./subnets"),
		"modules/network/subnets/s.tf":   vpc,
		"modules/other/main.tf.json":     "{}",
		"stacks/vpc.yaml":                stack,
		"stacks/values.yaml":             "replicas: 2\n",
		"stacks/node_modules/t.yaml":     stack,
		"plans/a.json":                   `{"format_version":"1.2","planned_values":{}}`,
		"empty/readme.md":                "nothing",
	})
	for _, c := range []struct {
		path string
		want []string
	}{
		{".", []string{"live/dev", "live/prod", "modules/other", "plans/a.json", "stacks/vpc.yaml"}},
		{"live/prod", []string{"live/prod"}},
		{"live", []string{"live/dev", "live/prod"}},
		{"stacks", []string{"stacks/vpc.yaml"}},
		{"stacks/vpc.yaml", []string{"stacks/vpc.yaml"}},
		{"./plans/../plans", []string{"plans/a.json"}},
	} {
		got, diags := discover([]string{c.path}, Options{})
		assert.Empty(t, diags, c.path)
		assert.Equal(t, c.want, names(got), c.path)
	}
	got, _ := discover([]string{"live/prod", "live", "live/prod/"}, Options{})
	assert.Equal(t, []string{"live/prod", "live/dev"}, names(got), "nothing is an input twice")
}

func TestChangedFilesMeanTheRootsThatUseThem(t *testing.T) {
	dir := lay(t, map[string]string{
		".git/HEAD":                    "ref: refs/heads/main",
		"live/prod/main.tf":            call("../../modules/network"),
		"live/prod/prod.tfvars":        "a = 1",
		"live/dev/main.tf":             call("../../modules/network"),
		"live/dns/main.tf":             vpc,
		"modules/network/main.tf":      call("./subnets"),
		"modules/network/subnets/s.tf": vpc,
	})
	both := []string{"live/dev", "live/prod"}
	for _, c := range []struct {
		files []string
		want  []string
	}{
		{[]string{"modules/network/subnets/s.tf"}, both},
		{[]string{"modules/network/main.tf", "live/prod/prod.tfvars"}, both},
		{[]string{"live/dns/main.tf"}, []string{"live/dns"}},
	} {
		got, diags := discover(c.files, Options{})
		assert.Empty(t, diags)
		assert.Equal(t, c.want, names(got), "%v", c.files)
	}
	t.Chdir(filepath.Join(dir, "modules", "network"))
	got, _ := discover([]string{"main.tf"}, Options{})
	assert.Equal(t, []string{filepath.ToSlash(dir) + "/live/dev", filepath.ToSlash(dir) + "/live/prod"}, names(got), "from below")
}

func TestWhatCannotBeLinted(t *testing.T) {
	lay(t, map[string]string{
		"empty.json": "", "notes.txt": "hello", "void/readme.md": "", "good.yaml": stack,
	})
	for _, c := range []struct {
		path     string
		severity model.Severity
		says     string
	}{
		{"gone.json", model.SeverityError, "no such file"},
		{"gone.tf", model.SeverityError, "no such file"},
		{"empty.json", model.SeverityError, "empty"},
		{"notes.txt", model.SeverityWarning, "nothing to lint"},
		{"void", model.SeverityWarning, "nothing to lint"},
	} {
		got, diags := discover([]string{c.path, "good.yaml"}, Options{})
		assert.Equal(t, []string{"good.yaml"}, names(got), "the other input is there all the same")
		require.Len(t, diags, 1, c.path)
		assert.Equal(t, c.severity, diags[0].Severity, c.path)
		assert.Contains(t, diags[0].Error(), c.says)
		assert.Equal(t, c.path, diags[0].Range.File)
	}
}

func TestFilesOfACommitThatAreNothingToLintArePassedOver(t *testing.T) {
	lay(t, map[string]string{"values.yaml": "replicas: 2\n", "empty.yaml": "", "good.yaml": stack})
	got, diags := discover([]string{"values.yaml", "empty.yaml", "good.yaml"}, Options{Changed: true})
	assert.Empty(t, diags)
	assert.Equal(t, []string{"good.yaml"}, names(got))
	got, diags = discover([]string{"gone.yaml", "gone/main.tf"}, Options{Changed: true})
	assert.Empty(t, diags, "what the change deletes is nothing to lint")
	assert.Empty(t, got)
	_, diags = discover([]string{"good.yaml/main.yaml"}, Options{Changed: true})
	assert.True(t, diags.HasErrors(), "what cannot be read is an error all the same")
}

func TestStandardInput(t *testing.T) {
	got, diags := discover([]string{Stdin}, Options{Stdin: strings.NewReader(stack)})
	assert.Empty(t, diags)
	assert.Equal(t, []string{stdinName}, names(got))
	_, diags = discover([]string{Stdin}, Options{Stdin: strings.NewReader("")})
	assert.True(t, diags.HasErrors())
	_, diags = discover([]string{Stdin}, Options{Stdin: iotest.ErrReader(os.ErrClosed)})
	assert.True(t, diags.HasErrors())
}

func FuzzDetect(f *testing.F) {
	f.Add([]byte(`{"format_version":"1.2"`))
	f.Add([]byte(stack))
	f.Add([]byte(`{"a\`))
	f.Fuzz(func(_ *testing.T, data []byte) { detect(data) })
}
