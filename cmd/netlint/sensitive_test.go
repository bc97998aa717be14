package main

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/cmd/netlint/internal/graph"
	"github.com/netlint/netlint/cmd/netlint/internal/report"
)

// The destination of a route, which messages about it name, and which is sensitive in every input below.
const sensitiveCIDR = "198.18.7.0/24"

// planOfRoute is a plan of a peering route to a network that is not the peer's. The marks stand behind the
// change's values: `"after_sensitive":{"destination_cidr_block":true}`, for instance.
func planOfRoute(marks string, more string) string {
	resource := func(kind, name, after, more string) string {
		return fmt.Sprintf("{\n\"address\":\"%[1]s.%[2]s\",\n\"mode\":\"managed\",\"type\":\"%[1]s\",\"name\":\"%[2]s\",\"change\":{\"actions\":[\"create\"],\"before\":null,\n\"after\":%[3]s,\n\"after_unknown\":{}%[4]s}}", kind, name, after, more)
	}
	return "{\"format_version\":\"1.2\",\"terraform_version\":\"1.11.0\"" + more + ",\"resource_changes\":[" + strings.Join([]string{
		resource("aws_vpc", "a", `{"id":"vpc-1","cidr_block":"10.1.0.0/16"}`, ""),
		resource("aws_vpc", "b", `{"id":"vpc-2","cidr_block":"10.2.0.0/16"}`, ""),
		resource("aws_vpc_peering_connection", "p", `{"id":"pcx-1","vpc_id":"vpc-1","peer_vpc_id":"vpc-2","auto_accept":true}`, ""),
		resource("aws_route_table", "t", `{"id":"rtb-1","vpc_id":"vpc-1"}`, ""),
		resource("aws_subnet", "s", `{"id":"subnet-1","vpc_id":"vpc-1","cidr_block":"10.1.1.0/24"}`, ""),
		resource("aws_route_table_association", "s", `{"id":"a-1","subnet_id":"subnet-1","route_table_id":"rtb-1"}`, ""),
		resource("aws_route", "r", `{"id":"r-1","route_table_id":"rtb-1","destination_cidr_block":"`+sensitiveCIDR+`","vpc_peering_connection_id":"pcx-1"}`, marks),
	}, ",\n") + "]}"
}

func stateOfRoute(marks string) string {
	return `{"version":4,"terraform_version":"1.11.0","serial":1,"lineage":"x","outputs":{"cidr":{"value":"` + sensitiveCIDR + `","type":"string","sensitive":true}},"resources":[
{"mode":"managed","type":"aws_vpc","name":"a","provider":"p","instances":[{"attributes":{"id":"vpc-1","cidr_block":"10.1.0.0/16"}}]},
{"mode":"managed","type":"aws_vpc","name":"b","provider":"p","instances":[{"attributes":{"id":"vpc-2","cidr_block":"10.2.0.0/16"}}]},
{"mode":"managed","type":"aws_vpc_peering_connection","name":"p","provider":"p","instances":[{"attributes":{"id":"pcx-1","vpc_id":"vpc-1","peer_vpc_id":"vpc-2","accept_status":"active","auto_accept":true}}]},
{"mode":"managed","type":"aws_route_table","name":"t","provider":"p","instances":[{"attributes":{"id":"rtb-1","vpc_id":"vpc-1"}}]},
{"mode":"managed","type":"aws_route","name":"r","provider":"p","instances":[{"attributes":{"id":"r-1","route_table_id":"rtb-1","destination_cidr_block":"` + sensitiveCIDR + `","vpc_peering_connection_id":"pcx-1"}` + marks + `}]}]}`
}

// sourcesOfRoute are sources with the same route; cidr is the expression for its destination.
func sourcesOfRoute(cidr, more string) string {
	return `resource "aws_vpc" "a" {
  cidr_block = "10.1.0.0/16"
}
resource "aws_vpc" "b" {
  cidr_block = "10.2.0.0/16"
}
resource "aws_vpc_peering_connection" "p" {
  vpc_id      = aws_vpc.a.id
  peer_vpc_id = aws_vpc.b.id
  auto_accept = true
}
resource "aws_route_table" "t" {
  vpc_id = aws_vpc.a.id
}
resource "aws_route" "r" {
  route_table_id            = aws_route_table.t.id
  destination_cidr_block    = ` + cidr + `
  vpc_peering_connection_id = aws_vpc_peering_connection.p.id
}
` + more
}

func templateOfRoute(mark string) string {
	return template(`Parameters:
  Cidr:
    Type: String
    Default: ` + sensitiveCIDR + mark + `
Resources:
  A: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.1.0.0/16}}
  B: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.2.0.0/16}}
  P: {Type: 'AWS::EC2::VPCPeeringConnection', Properties: {VpcId: !Ref A, PeerVpcId: !Ref B}}
  T: {Type: 'AWS::EC2::RouteTable', Properties: {VpcId: !Ref A}}
  R: {Type: 'AWS::EC2::Route', Properties: {RouteTableId: !Ref T, VpcPeeringConnectionId: !Ref P, DestinationCidrBlock: !Ref Cidr}}
`)
}

// lockedBuffer collects what a server writes while it is looked at.
type lockedBuffer struct {
	mu sync.Mutex
	bytes.Buffer
}

// Write adds to the buffer.
func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.String()
}

// endOnceItHolds gives a server's input that ends when the server has written a text: a client that leaves gets no
// answers any more.
func (b *lockedBuffer) endOnceItHolds(text, messages string) io.Reader {
	return io.MultiReader(strings.NewReader(messages), readerFunc(func([]byte) (int, error) {
		for end := time.Now().Add(time.Minute); !strings.Contains(b.String(), text) && time.Now().Before(end); {
			time.Sleep(10 * time.Millisecond)
		}
		return 0, io.EOF
	}))
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// everything runs each command that shows something of an input, in each of its formats, and gives all that is
// printed, by command.
func everything(t *testing.T, input string) map[string]string {
	t.Helper()
	all := map[string]string{}
	keep := func(args ...string) {
		var out, said bytes.Buffer
		run(append(args, input), nil, &out, &said)
		all[strings.Join(args, " ")] = out.String() + said.String()
	}
	for _, format := range report.Formats() {
		keep("--enable", "all", "--confidence", "possible", "--verbose", "--format", format)
	}
	for _, format := range graph.Formats() {
		keep("graph", "--format", format)
	}
	for _, format := range []string{"text", "json", "mermaid"} {
		keep("path", "--from", "*", "--to", "10.2.0.9", "--verbose", "--format", format)
	}
	for _, format := range []string{"text", "json", "markdown"} {
		keep("diff", "--format", format)
	}
	keep("export")
	keep("--fix", "--diff", "--enable", "all")
	call := fmt.Sprintf(`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"lint","arguments":{"paths":[%q],"enable":["all"],"confidence":"possible"}}}`, input)
	var out lockedBuffer
	var said bytes.Buffer
	run([]string{"mcp"}, out.endOnceItHolds(`"id":2`, `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}`+"\n"+
		`{"jsonrpc":"2.0","method":"notifications/initialized"}`+"\n"+call+"\n"), &out, &said)
	require.Contains(t, out.String(), `"id":2`)
	all["mcp"] = out.String() + said.String()
	return all
}

// TestSensitiveValuesAreInNoOutput has each way in which an input marks a value, with its twin that does not.
func TestSensitiveValuesAreInNoOutput(t *testing.T) {
	const module = "module \"m\" {\n  source = \"./m\"\n}\n"
	sensitive := func(block string) string { return strings.Replace(block, "}\n", "  sensitive = true\n}\n", 1) }
	variable := "variable \"cidr\" {\n  default = \"" + sensitiveCIDR + "\"\n}\n"
	output := "output \"cidr\" {\n  value = \"" + sensitiveCIDR + "\"\n}\n"
	for name, c := range map[string]struct {
		files                map[string]string // of both
		input, plain, marked string            // the name of the file that differs, and its contents
	}{
		"after_sensitive of a plan":  {nil, "plan.json", planOfRoute("", ""), planOfRoute(`,"after_sensitive":{"destination_cidr_block":true}`, "")},
		"a whole resource of a plan": {nil, "plan.json", planOfRoute("", ""), planOfRoute(`,"after_sensitive":true`, "")},
		"a variable in a plan": {nil, "plan.json", planOfRoute("", ""),
			planOfRoute(`,"after_sensitive":{"destination_cidr_block":true}`, `,"variables":{"cidr":{"value":"`+sensitiveCIDR+`"}}`)},
		"sensitive_attributes of a state": {nil, "terraform.tfstate", stateOfRoute(""),
			stateOfRoute(`,"sensitive_attributes":[[{"type":"get_attr","value":"destination_cidr_block"}]]`)},
		"a variable of sources":     {nil, "main.tf", sourcesOfRoute("var.cidr", variable), sourcesOfRoute("var.cidr", sensitive(variable))},
		"an output of a module":     {map[string]string{"main.tf": sourcesOfRoute("module.m.cidr", module)}, "m/main.tf", output, sensitive(output)},
		"a function of sources":     {nil, "main.tf", sourcesOfRoute("local.c", "locals {\n  c = \"198.18.${3 + 4}.0/24\"\n}\n"), sourcesOfRoute("local.c", "locals {\n  c = sensitive(\"198.18.${3 + 4}.0/24\")\n}\n")},
		"a parameter of a template": {nil, "t.yaml", templateOfRoute(""), templateOfRoute("\n    NoEcho: true")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			for file, text := range c.files {
				write(t, file, text)
			}
			input := c.input
			if filepath.Ext(input) == ".tf" {
				input = "."
			}
			write(t, c.input, c.plain)
			shown := 0
			for _, text := range everything(t, input) {
				if strings.Contains(text, "198.18.7.") {
					shown++
				}
			}
			require.Greater(t, shown, 8, "without the mark, the value is shown")
			write(t, c.input, c.marked)
			for command, text := range everything(t, input) {
				assert.NotContains(t, text, "198.18.7.", command)
			}
		})
	}
}

// A plan that cannot be read is not shown either, whatever stands where it breaks.
func TestABrokenPlanIsNotShown(t *testing.T) {
	t.Chdir(t.TempDir())
	broken := planOfRoute(`,"after_sensitive":{"destination_cidr_block":true}`, "")
	write(t, "plan.json", strings.Replace(broken, sensitiveCIDR+`"`, sensitiveCIDR+`" oops`, 1))
	for command, text := range everything(t, "plan.json") {
		assert.NotContains(t, text, "198.18.7.", command)
	}
}
