package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// secret stands in a file that no input may read.
const secret = "198.18.77.0/24"

// place is a directory for one case: "secret" beside the repository that is linted, which has a git directory
// with credentials.
func hostilePlace(t *testing.T) (repository string) {
	t.Helper()
	top, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	repository = filepath.Join(top, "repository")
	write(t, filepath.Join(top, "secret"), secret)
	write(t, filepath.Join(top, "outside", "main.tf"), "output \"cidr\" {\n  value = \""+secret+"\"\n}\n")
	write(t, filepath.Join(top, "outside", "secret.yaml"), secret+"\n")
	write(t, filepath.Join(repository, ".git", "config"), secret)
	return repository
}

func write(t *testing.T, file, text string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
}

func link(t *testing.T, to, file string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(t, os.Symlink(to, file))
}

func pipe(t *testing.T, file string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(t, syscall.Mkfifo(file, 0o644))
}

// routeTo is a network whose route is outside of its VPC's ranges, so that a finding names its destination.
func routeTo(cidr string) string {
	return aVPC + `resource "aws_route_table" "a" {
  vpc_id = aws_vpc.a.id
}
resource "aws_internet_gateway" "a" {
}
resource "aws_route" "a" {
  route_table_id         = aws_route_table.a.id
  destination_cidr_block = ` + cidr + `
  gateway_id             = aws_internet_gateway.a.id
}
`
}

func templateRouteTo(cidr string) string {
	return template(`Resources:
  A: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.0.0.0/16}}
  T: {Type: 'AWS::EC2::RouteTable', Properties: {VpcId: !Ref A}}
  G: {Type: 'AWS::EC2::InternetGateway'}
  R:
    Type: AWS::EC2::Route
    Properties: {RouteTableId: !Ref T, GatewayId: !Ref G, DestinationCidrBlock: ` + cidr + `}
`)
}

func includes(location string) string {
	return `{'Fn::Transform': {Name: AWS::Include, Parameters: {Location: ` + location + `}}}`
}

// TestWhatInputsMayRead has a case for each way in which an input can name a file. What lies outside of its
// repository, and what lies in the directory of git, is read in none of them, and that is said.
func TestWhatInputsMayRead(t *testing.T) {
	for name, c := range map[string]struct {
		set  func(t *testing.T, dir string)
		says string
	}{
		"a function": {func(t *testing.T, dir string) {
			write(t, dir+"/main.tf", routeTo(`trimspace(file("${path.module}/../secret"))`))
		}, "leads out of"},
		"a function with an absolute path": {func(t *testing.T, dir string) {
			write(t, dir+"/main.tf", routeTo(`trimspace(file("`+filepath.Dir(dir)+`/secret"))`))
		}, "is not a path relative to the module"},
		"a function over a link": {func(t *testing.T, dir string) {
			link(t, "../secret", dir+"/x")
			write(t, dir+"/main.tf", routeTo(`trimspace(file("x"))`))
		}, "leads out of"},
		"a function over a link to a directory": {func(t *testing.T, dir string) {
			link(t, "..", dir+"/x")
			write(t, dir+"/main.tf", routeTo(`trimspace(file("x/secret"))`))
		}, "leads out of"},
		"a function in the directory of git": {func(t *testing.T, dir string) {
			write(t, dir+"/main.tf", routeTo(`trimspace(file(".git/config"))`))
		}, "reads nothing in .git"},
		"a function over a link into the directory of git": {func(t *testing.T, dir string) {
			link(t, ".git/config", dir+"/x")
			write(t, dir+"/main.tf", routeTo(`trimspace(file("x"))`))
		}, "reads nothing in .git"},
		"a template of Terraform": {func(t *testing.T, dir string) {
			write(t, dir+"/main.tf", routeTo(`trimspace(templatefile("../secret", {}))`))
		}, "leads out of"},
		"a set of files": {func(t *testing.T, dir string) {
			write(t, dir+"/main.tf", routeTo(`[for f in fileset("..", "*") : trimspace(file("../${f}"))][0]`))
		}, "leads out of"},
		"a module": {func(t *testing.T, dir string) {
			write(t, dir+"/main.tf", "module \"m\" {\n  source = \"../outside\"\n}\n"+routeTo(`module.m.cidr`))
		}, "lies outside of what netlint reads"},
		"a module over a link": {func(t *testing.T, dir string) {
			link(t, "../outside", dir+"/m")
			write(t, dir+"/main.tf", "module \"m\" {\n  source = \"./m\"\n}\n"+routeTo(`module.m.cidr`))
		}, "A module is missing"},
		"an installed module": {func(t *testing.T, dir string) {
			write(t, dir+"/.terraform/modules/modules.json", `{"Modules":[{"Key":"m","Source":"x/y/z","Dir":"../outside"}]}`)
			write(t, dir+"/main.tf", "module \"m\" {\n  source = \"x/y/z\"\n}\n"+routeTo(`module.m.cidr`))
		}, "A module is not installed"},
		"a source that is a link": {func(t *testing.T, dir string) {
			write(t, dir+"/main.tf", routeTo(`"10.9.0.0/16"`))
			link(t, "../secret", dir+"/more.tf")
		}, "leads out of"},
		"variables that are a link": {func(t *testing.T, dir string) {
			write(t, dir+"/main.tf", "variable \"v\" {}\n"+routeTo(`var.v`))
			write(t, filepath.Dir(dir)+"/vars", "v = \""+secret+"\"\n")
			link(t, "../vars", dir+"/terraform.tfvars")
		}, "leads out of"},
		"an included fragment": {func(t *testing.T, dir string) {
			write(t, dir+"/t.yaml", templateRouteTo(includes("../outside/secret.yaml")))
		}, "leads out of"},
		"an included fragment with an absolute path": {func(t *testing.T, dir string) {
			write(t, dir+"/t.yaml", templateRouteTo(includes(filepath.Dir(dir)+"/outside/secret.yaml")))
		}, "leads out of"},
		"an included fragment over a link": {func(t *testing.T, dir string) {
			link(t, "../outside/secret.yaml", dir+"/x.yaml")
			write(t, dir+"/t.yaml", templateRouteTo(includes("x.yaml")))
		}, "leads out of"},
		"an included fragment in the directory of git": {func(t *testing.T, dir string) {
			write(t, dir+"/t.yaml", templateRouteTo(includes(".git/config")))
		}, "leads out of"},
		"a nested template": {func(t *testing.T, dir string) {
			write(t, filepath.Dir(dir)+"/outside/t.yaml", templateRouteTo(secret))
			write(t, dir+"/t.yaml", template("Resources:\n  N: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: ../outside/t.yaml}}\n"))
		}, "leads out of"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := hostilePlace(t)
			c.set(t, dir)
			o := runProcess(t, dir, "--enable", "all", "--confidence", "possible", "--verbose", "--format", "json", ".")
			assert.NotContains(t, o.out+o.said, "198.18.77")
			assert.Contains(t, o.said, c.says)
		})
	}
	t.Run("what lies inside is read", func(t *testing.T) {
		dir := hostilePlace(t)
		write(t, dir+"/shared/cidr", secret)
		link(t, "../shared/cidr", dir+"/live/x")
		write(t, dir+"/live/main.tf", routeTo(`trimspace(file("x"))`))
		write(t, dir+"/stacks/t.yaml", templateRouteTo(includes("../shared/cidr")))
		for _, path := range []string{"live", "stacks"} {
			o := runProcess(t, dir, "--enable", "all", "--format", "json", path)
			assert.Contains(t, o.out, "198.18.77", o.said)
		}
	})
	t.Run("without a repository, the working directory is the bound", func(t *testing.T) {
		dir := hostilePlace(t)
		require.NoError(t, os.RemoveAll(dir+"/.git"))
		write(t, dir+"/shared/cidr", secret)
		write(t, dir+"/live/main.tf", routeTo(`trimspace(file("../shared/cidr"))`))
		assert.Contains(t, runProcess(t, dir, "--enable", "all", "--format", "json", "live").out, "198.18.77")
		o := runProcess(t, dir+"/live", "--enable", "all", "--format", "json", ".")
		assert.NotContains(t, o.out+o.said, "198.18.77")
		assert.Contains(t, o.said, "leads out of")
	})
}

// TestWhatIsNoFileEndsInGoodTime has pipes that nobody writes to, devices that do not end, links in circles and
// files that are larger than any memory where files are expected.
func TestWhatIsNoFileEndsInGoodTime(t *testing.T) {
	sparse := func(t *testing.T, file string) {
		write(t, file, "# ")
		require.NoError(t, os.Truncate(file, 1<<40))
	}
	for name, c := range map[string]struct {
		set  func(t *testing.T, dir string)
		says string
		code int
	}{
		"a source that is a pipe":      {func(t *testing.T, dir string) { pipe(t, dir+"/p.tf") }, "not a regular file", exitUnusable},
		"a source that is a device":    {func(t *testing.T, dir string) { link(t, "/dev/zero", dir+"/p.tf") }, "leads out of", exitUnusable},
		"a source that is vast":        {func(t *testing.T, dir string) { sparse(t, dir+"/p.tf") }, "larger", exitUnusable},
		"a link to itself":             {func(t *testing.T, dir string) { link(t, "p.tf", dir+"/p.tf") }, "p.tf", exitUnusable},
		"a directory that is a source": {func(t *testing.T, dir string) { require.NoError(t, os.Mkdir(dir+"/p.tf", 0o755)) }, "", -1},
		"variables that are a pipe":    {func(t *testing.T, dir string) { pipe(t, dir+"/x.auto.tfvars") }, "not a regular file", exitUnusable},
		"a list of modules that is a pipe": {func(t *testing.T, dir string) {
			pipe(t, dir+"/.terraform/modules/modules.json")
		}, "", -1},
		"a file that a function reads": {func(t *testing.T, dir string) {
			pipe(t, dir+"/x")
			write(t, dir+"/p.tf", "resource \"aws_vpc\" \"p\" {\n  cidr_block = file(\"x\")\n}\n")
		}, "not a regular file", -1},
		"a configuration that is a pipe":   {func(t *testing.T, dir string) { pipe(t, dir+"/.netlint.hcl") }, "not a regular file", exitUnusable},
		"a configuration that is a device": {func(t *testing.T, dir string) { link(t, "/dev/zero", dir+"/.netlint.hcl") }, "not a regular file", exitUnusable},
		"a configuration that is vast":     {func(t *testing.T, dir string) { sparse(t, dir+"/.netlint.hcl") }, "larger than", exitUnusable},
		"a baseline that is a device": {func(t *testing.T, dir string) {
			write(t, dir+"/.netlint.hcl", "baseline = \"x\"\n")
			link(t, "/dev/zero", dir+"/x")
		}, "not a regular file", exitUnusable},
		"a nested template that is a pipe": {func(t *testing.T, dir string) {
			pipe(t, dir+"/x.yaml")
			require.NoError(t, os.Remove(dir+"/main.tf"))
			write(t, dir+"/t.yaml", template("Resources:\n  N: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: x.yaml}}\n"))
		}, "not a regular file", -1},
		"a name that steers": {func(t *testing.T, dir string) {
			write(t, dir+"/a\x1b[2J\n::error::forged\u202e.tf", "x = ")
		}, "a�[2J ::error::forged�.tf", exitUnusable},
	} {
		t.Run(name, func(t *testing.T) {
			dir := hostilePlace(t)
			write(t, dir+"/main.tf", aVPC)
			c.set(t, dir)
			o := runProcess(t, dir, "--enable", "all", ".")
			endsInGoodTime(t, o)
			assert.Contains(t, o.out+o.said, c.says)
			assert.NotContains(t, o.out+o.said, "\x1b")
			if c.code >= 0 {
				assert.Equal(t, c.code, o.code, o.said)
			}
		})
	}
}

// vast stands for 60 MiB of itself as a member of an archive.
var vast = strings.Repeat("#", 1<<10)

// archiveOf makes a saved plan with a snapshot of the given files beside the members that every one has.
func archiveOf(t *testing.T, modules string, members map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	add := func(name, text string, times int) {
		m, err := w.Create(name)
		require.NoError(t, err)
		for range times {
			_, err = m.Write([]byte(text))
			require.NoError(t, err)
		}
	}
	add("tfplan", "", 1)
	add("tfconfig/modules.json", modules, 1)
	for name, text := range members {
		if text == vast {
			add(name, text, 60<<10)
			continue
		}
		add(name, text, 1)
	}
	require.NoError(t, w.Close())
	return b.String()
}

// TestHostileContents has files of the kinds that hostile does not hold.
func TestHostileContents(t *testing.T) {
	const root = `[{"Key":"","Dir":"."}]`
	for name, c := range map[string]struct {
		text func(t *testing.T) string
		says string
		code int
	}{
		"a saved plan that unfolds to more than memory": {func(t *testing.T) string {
			members := map[string]string{}
			for i := range 12 {
				members[fmt.Sprintf("tfconfig/m-/f%d.tf", i)] = vast
			}
			return archiveOf(t, root, members)
		}, "unfolds to more than netlint reads", exitUnusable},
		"a saved plan of very many files": {func(t *testing.T) string {
			members := map[string]string{}
			for i := range 30_000 {
				members[fmt.Sprintf("x%d", i)] = ""
			}
			return archiveOf(t, root, members)
		}, "30002 files", exitUnusable},
		"a saved plan with names that lead out": {func(t *testing.T) string {
			return archiveOf(t, `[{"Key":"","Dir":"."},{"Key":"m","Dir":"../../../outside"}]`, map[string]string{
				"tfconfig/m-/../../../written.tf": aVPC,
				"tfconfig/m-/main.tf":             "module \"m\" {\n  source = \"../../../outside\"\n}\n" + routeTo(`module.m.cidr`),
			})
		}, "", -1},
		"a saved plan with a module very far up": {func(t *testing.T) string {
			return archiveOf(t, `[{"Key":"","Dir":"`+strings.Repeat("../", 100_000)+`"}]`, nil)
		}, "", -1},
		"an export of another version": {func(*testing.T) string { return `{"netlint_export":99}` }, "version 99", exitUnusable},
		"an export that is cut off":    {func(*testing.T) string { return `{"netlint_export":1,"scenarios":[{"name":"a","network":{` }, "cannot be read", exitUnusable},
		"an export that nests deeply": {func(*testing.T) string {
			return `{"netlint_export":1,"scenarios":[{"name":"a","network":` + strings.Repeat("[", 1_000_000)
		}, "cannot be read", exitUnusable},
		"an export of something else": {func(*testing.T) string {
			return `{"netlint_export":1,"scenarios":[{"name":"a","network":{"VPCs":[{"CIDRs":7}]}}]}`
		}, "", -1},
		"an export of many scenarios": {func(*testing.T) string {
			return `{"netlint_export":1,"scenarios":[` + strings.TrimSuffix(strings.Repeat(`{"name":"a","network":{}},`, 100_000), ",") + `]}`
		}, "scenarios", exitUnusable},
		"text with null characters": {func(*testing.T) string { return strings.Repeat("\x00", 10_000) }, "nothing to lint", exitNothing},
		"a plan in UTF-16":          {func(*testing.T) string { return "\xff\xfe{\x00\"\x00f\x00" }, "UTF-16", exitUnusable},
		"a plan with bytes of no UTF-8": {func(*testing.T) string {
			return `{"format_version":"1.2","resource_changes":[{"address":"a` + "\xff" + `"}]}`
		}, "UTF-8", exitUnusable},
	} {
		t.Run(name, func(t *testing.T) {
			dir := hostilePlace(t)
			write(t, dir+"/input", c.text(t))
			o := runProcess(t, dir, "--enable", "all", "--confidence", "possible", "input")
			endsInGoodTime(t, o)
			assert.Contains(t, o.said, c.says)
			assert.NotContains(t, o.out+o.said, "198.18.77")
			assert.NoFileExists(t, filepath.Join(dir, "written.tf"))
			if c.code >= 0 {
				assert.Equal(t, c.code, o.code, o.said)
			}
		})
	}
}

// TestAModuleCalledWithLongLists calls a module 19,000 times with a list of 1,000 texts, each of which is a list of its own
// for every call.
func TestAModuleCalledWithLongLists(t *testing.T) {
	dir := t.TempDir()
	write(t, dir+"/m/main.tf", "variable \"l\" {\n  type = list(string)\n}\nresource \"aws_eip\" \"e\" {\n  tags = { n = var.l[0] }\n}\n")
	write(t, dir+"/main.tf", aVPC+"module \"m\" {\n  source = \"./m\"\n  count  = 19000\n  l      = ["+strings.Repeat("\"x\", ", 1_000)+"]\n}\n")
	o := runProcess(t, dir, ".")
	endsInGoodTime(t, o)
	assert.Equal(t, exitUnusable, o.code)
	assert.Contains(t, o.said, "takes too long to evaluate")
}
