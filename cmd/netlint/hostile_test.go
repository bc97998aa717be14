package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What a stranger's branch may hold costs no more than this, of CPU and of resident memory.
const (
	hostileCPU    = 12 * time.Second
	hostileMemory = 1 << 30
	// hostilePatience is when a run is taken to hang, whatever else the machine does.
	hostilePatience = 5 * time.Minute
)

// outcome is what a run of the program as a process of its own came to.
type outcome struct {
	code      int
	out, said string
	cpu       time.Duration
	memory    int64
}

// runProcess runs netlint as a process of its own.
func runProcess(t *testing.T, dir string, args ...string) outcome {
	t.Helper()
	return runProcessOn(t, nil, dir, args...)
}

// runProcessOn is runProcess with something on standard input.
func runProcessOn(t *testing.T, stdin io.Reader, dir string, args ...string) outcome {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	var out, said bytes.Buffer
	c := &exec.Cmd{Path: self, Args: append([]string{"netlint"}, args...), Dir: dir, Stdin: stdin, Stdout: &out, Stderr: &said}
	started := time.AfterFunc(hostilePatience, func() { _ = c.Process.Kill() })
	err = c.Run()
	started.Stop()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	o := outcome{code: c.ProcessState.ExitCode(), out: out.String(), said: said.String(), cpu: c.ProcessState.UserTime() + c.ProcessState.SystemTime()}
	if usage, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
		o.memory = usage.Maxrss * 1024
	}
	return o
}

func template(body string) string {
	return "AWSTemplateFormatVersion: '2010-09-09'\n" + body
}

const aVPC = "resource \"aws_vpc\" \"a\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n"

// doubling is a chain of locals of which each is twice the one before.
func doubling(step string) string {
	var b strings.Builder
	b.WriteString("locals {\n  v0 = \"xxxxxxxxxx\"\n")
	for i := range 60 {
		fmt.Fprintf(&b, "  v%d = %s\n", i+1, strings.ReplaceAll(step, "$", fmt.Sprintf("local.v%d", i)))
	}
	b.WriteString("}\n" + aVPC + "resource \"aws_subnet\" \"a\" {\n  vpc_id     = aws_vpc.a.id\n  cidr_block = local.v60\n}\n")
	return b.String()
}

// planOf is a plan with a VPC, a subnet and what else is given.
func planOf(changes string) string {
	return `{"format_version":"1.2","terraform_version":"1.11.0","resource_changes":[
{"address":"aws_vpc.a","mode":"managed","type":"aws_vpc","name":"a","change":{"actions":["no-op"],"after":{"id":"vpc-0a","cidr_block":"10.0.0.0/16"},"after_unknown":{}}},
{"address":"aws_subnet.a","mode":"managed","type":"aws_subnet","name":"a","change":{"actions":["no-op"],"after":{"id":"subnet-0a","vpc_id":"vpc-0a","cidr_block":"10.0.1.0/24"},"after_unknown":{}}},
` + changes + `]}`
}

// ranges writes something for each of so many ranges that do not touch.
func ranges(n int, format string) string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf(format, fmt.Sprintf("%d.%d.%d.0/24", 11+i/32768, i/128%256, i%128*2))
	}
	return strings.Join(all, ",")
}

// sifted makes a list of 90,000 texts and asks of it what compares elements with each other.
const sifted = aVPC + `locals {
  a = flatten([for i in range(300) : [for j in range(300) : "${i}-${j}"]])
  b = split(",", join(",", local.a))
  n = [length(sort(local.a)), length(distinct(local.a)), length(distinct(local.b)), length(tolist(local.a)),
    length(compact(local.a)), length(reverse(local.b))]
}
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.a.id
  cidr_block = "10.0.${local.n[0] - local.n[1] + local.n[2] - local.n[3] + local.n[4] - local.n[5]}.0/24"
}
`

// mesh peers each of 200 VPCs with each other, and routes both ways.
const mesh = `locals {
  pairs = { for p in setproduct(range(200), range(200)) : "${p[0]}-${p[1]}" => p if p[0] < p[1] }
}
resource "aws_vpc" "v" {
  count      = 200
  cidr_block = cidrsubnet("10.0.0.0/8", 8, count.index)
}
resource "aws_route_table" "t" {
  count  = 200
  vpc_id = aws_vpc.v[count.index].id
}
resource "aws_vpc_peering_connection" "p" {
  for_each    = local.pairs
  vpc_id      = aws_vpc.v[each.value[0]].id
  peer_vpc_id = aws_vpc.v[each.value[1]].id
  auto_accept = true
}
resource "aws_route" "there" {
  for_each                  = local.pairs
  route_table_id            = aws_route_table.t[each.value[0]].id
  destination_cidr_block    = aws_vpc.v[each.value[1]].cidr_block
  vpc_peering_connection_id = aws_vpc_peering_connection.p[each.key].id
}
resource "aws_route" "back" {
  for_each                  = local.pairs
  route_table_id            = aws_route_table.t[each.value[1]].id
  destination_cidr_block    = aws_vpc.v[each.value[0]].cidr_block
  vpc_peering_connection_id = aws_vpc_peering_connection.p[each.key].id
}
`

// inEach evaluates an expression in each of 4,000 instances, beside 4,000 of another resource.
func inEach(expr string) string {
	return aVPC + `resource "aws_subnet" "x" {
  count      = 4000
  vpc_id     = aws_vpc.a.id
  cidr_block = cidrsubnet("10.0.0.0/8", 16, count.index)
}
resource "aws_route_table_association" "y" {
  count          = 4000
  subnet_id      = ` + expr + `
  route_table_id = "rtb-0a"
}
`
}

// hostile are inputs by file name. A run over each ends in good time, with one of the exit statuses, and says
// what it could not do.
var hostile = map[string]struct {
	file string
	text func() string
	says string // in what is printed
	code int
}{
	"JSON nested deeply": {"plan.json", func() string {
		return `{"format_version":"1.2","planned_values":` + strings.Repeat("[", 1_000_000)
	}, "", exitUnusable},
	"JSON objects nested deeply in a plan": {"plan.json", func() string {
		return `{"format_version":"1.2","resource_changes":[{"address":"aws_vpc.a","type":"aws_vpc","mode":"managed","change":{"actions":["create"],"after":` +
			strings.Repeat(`{"a":`, 500_000) + "1" + strings.Repeat("}", 500_000) + `}}]}`
	}, "", exitUnusable},
	"YAML nested deeply": {"template.yaml", func() string {
		return template("Resources:\n  A: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: " + strings.Repeat("[", 200_000) + strings.Repeat("]", 200_000) + "}}\n")
	}, "", exitUnusable},
	"YAML blocks nested deeply": {"template.yaml", func() string {
		var b strings.Builder
		for i := range 3_000 {
			b.WriteString(strings.Repeat(" ", i) + "a:\n")
		}
		return template("Resources:\n  A:\n    Type: AWS::EC2::VPC\n    Properties:\n" + strings.ReplaceAll("     "+b.String(), "\n", "\n     "))
	}, "", exitUnusable},
	"YAML aliases that multiply": {"template.yaml", func() string {
		var b strings.Builder
		b.WriteString("Metadata:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
		for i := range 12 {
			fmt.Fprintf(&b, "  a%d: &a%d [%s]\n", i+1, i+1, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i), 10), ", "))
		}
		return template(b.String() + "Resources:\n  A: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.0.0.0/16, Tags: *a12}}\n")
	}, "", exitUnusable},
	"HCL nested deeply": {"main.tf", func() string {
		return "locals {\n  a = " + strings.Repeat("(", 200_000) + "1" + strings.Repeat(")", 200_000) + "\n}\n" + aVPC
	}, "", exitUnusable},
	"HCL blocks nested deeply": {"main.tf", func() string {
		return strings.Repeat("a {\n", 100_000) + strings.Repeat("}\n", 100_000) + aVPC
	}, "", exitUnusable},
	"a count of a thousand million": {"main.tf", func() string {
		return "resource \"aws_vpc\" \"a\" {\n  count      = 1000000000\n  cidr_block = \"10.0.0.0/16\"\n}\n"
	}, "", -1},
	"a for_each over a product": {"main.tf", func() string {
		return "locals {\n  l = [for i in range(1000) : tostring(i)]\n}\nresource \"aws_vpc\" \"a\" {\n  for_each   = toset([for p in setproduct(local.l, local.l, local.l) : join(\"-\", p)])\n  cidr_block = \"10.0.0.0/16\"\n}\n"
	}, "", -1},
	"dynamic blocks in dynamic blocks": {"main.tf", func() string {
		return aVPC + "resource \"aws_security_group\" \"a\" {\n  vpc_id = aws_vpc.a.id\n  dynamic \"ingress\" {\n    for_each = range(1000000)\n    content {\n      from_port = ingress.value\n      to_port = ingress.value\n      protocol = \"tcp\"\n      cidr_blocks = [for i in range(65000) : \"10.0.0.0/8\"]\n    }\n  }\n}\n"
	}, "", -1},
	"a range without end": {"main.tf", func() string {
		return "locals {\n  r = range(0, 1, 0.000000000001)\n}\n" + aVPC + "output \"o\" {\n  value = local.r\n}\n"
	}, "", -1},
	"subnets without number": {"main.tf", func() string {
		return "locals {\n  s = cidrsubnets(\"::/0\", [for i in range(100000) : 64]...)\n}\n" + aVPC + "resource \"aws_subnet\" \"a\" {\n  vpc_id = aws_vpc.a.id\n  cidr_block = local.s[0]\n}\n"
	}, "", -1},
	"a text that doubles":   {"main.tf", func() string { return doubling(`"${$}${$}"`) }, "", -1},
	"a list that doubles":   {"main.tf", func() string { return doubling(`concat(flatten([$]), flatten([$]))`) }, "", -1},
	"a JSON that doubles":   {"main.tf", func() string { return doubling(`jsonencode([$, $])`) }, "", -1},
	"a format that is wide": {"main.tf", func() string { return doubling(`format("%1000000000s", $)`) }, "", -1},
	"a pattern that backtracks": {"main.tf", func() string {
		return aVPC + "resource \"aws_subnet\" \"a\" {\n  vpc_id     = aws_vpc.a.id\n  cidr_block = replace(join(\"\", [for i in range(100000) : \"a\"]), \"/(a*)*b/\", \"\")\n}\n"
	}, "", -1},
	"a pattern that is large": {"main.tf", func() string {
		return aVPC + "resource \"aws_subnet\" \"a\" {\n  vpc_id     = aws_vpc.a.id\n  cidr_block = regex(\"((a{1000}){1000}){1000}\", \"a\")\n}\n"
	}, "", -1},
	"a module that calls itself": {"main.tf", func() string {
		return "module \"a\" {\n  source = \"./\"\n}\nmodule \"b\" {\n  source = \"./\"\n}\n" + aVPC
	}, "", -1},
	"loops in loops": {"template.yaml", func() string {
		items := strings.TrimSuffix(strings.Repeat("x, ", 2_000), ", ")
		return template("Transform: AWS::LanguageExtensions\nResources:\n  'Fn::ForEach::A':\n  - A\n  - [" + items + "]\n  - 'Fn::ForEach::B':\n    - B\n    - [" + items + "]\n    - 'V${A}${B}': {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.0.0.0/16}}\n")
	}, "", -1},
	"a join that doubles": {"template.yaml", func() string {
		value := "xxxxxxxxxx"
		for range 24 {
			value = "!Join [',', [" + value + "]]"
		}
		var b strings.Builder
		b.WriteString("Mappings: {M: {K: {V: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx}}}\nResources:\n  A: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: !Sub ['")
		b.WriteString(strings.Repeat("${V}", 200_000) + "', {V: !Join ['', [" + strings.TrimSuffix(strings.Repeat("!FindInMap [M, K, V], ", 20_000), ", ") + "]]}]}}\n")
		return template(b.String())
	}, "", -1},
	"a network ACL with 20,000 entries": {"plan.json", func() string {
		var b strings.Builder
		b.WriteString(`{"format_version":"1.2","terraform_version":"1.11.0","resource_changes":[
{"address":"aws_vpc.a","mode":"managed","type":"aws_vpc","name":"a","change":{"actions":["no-op"],"after":{"id":"vpc-0a","cidr_block":"10.0.0.0/16"},"after_unknown":{}}},
{"address":"aws_subnet.a","mode":"managed","type":"aws_subnet","name":"a","change":{"actions":["no-op"],"after":{"id":"subnet-0a","vpc_id":"vpc-0a","cidr_block":"10.0.1.0/24"},"after_unknown":{}}},
{"address":"aws_network_acl.a","mode":"managed","type":"aws_network_acl","name":"a","change":{"actions":["no-op"],"after_unknown":{},"after":{"id":"acl-0a","vpc_id":"vpc-0a","subnet_ids":["subnet-0a"],"ingress":[`)
		for i := range 20_000 {
			fmt.Fprintf(&b, `{"rule_no":%d,"protocol":"6","action":%q,"cidr_block":"%d.%d.%d.0/24","from_port":%d,"to_port":%d},`,
				i%32766+1, []string{"deny", "allow", "allow"}[i%3], i%223+1, i/256%256, i%256, i%60000, i%60000+100)
		}
		return strings.TrimSuffix(b.String(), ",") + `]}}}]}`
	}, "", -1},
	"a security group with 10,000 rules": {"main.tf", func() string {
		return aVPC + `resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.a.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_security_group" "a" {
  vpc_id = aws_vpc.a.id
}
resource "aws_instance" "a" {
  subnet_id              = aws_subnet.a.id
  vpc_security_group_ids = [aws_security_group.a.id]
}
resource "aws_vpc_security_group_ingress_rule" "a" {
  count             = 10000
  security_group_id = aws_security_group.a.id
  ip_protocol       = "tcp"
  from_port         = count.index % 60000
  to_port           = count.index % 60000 + 7
  cidr_ipv4         = "${count.index % 223 + 1}.${floor(count.index / 256) % 256}.${count.index % 256}.0/24"
}
`
	}, "", -1},
	"a route table with 20,000 routes": {"plan.json", func() string {
		return planOf(`{"address":"aws_route_table_association.a","mode":"managed","type":"aws_route_table_association","name":"a","change":{"actions":["no-op"],"after":{"id":"x","route_table_id":"rtb-0a","subnet_id":"subnet-0a"},"after_unknown":{}}},
{"address":"aws_route_table.a","mode":"managed","type":"aws_route_table","name":"a","change":{"actions":["no-op"],"after_unknown":{},"after":{"id":"rtb-0a","vpc_id":"vpc-0a","route":[` +
			ranges(20_000, `{"cidr_block":"%s","transit_gateway_id":"tgw-0a"}`) + `]}}}`)
	}, "20000 routes", exitFindings},
	"a policy of 150,000 statements": {"plan.json", func() string {
		statements := strings.TrimSuffix(strings.Repeat(`{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":\"*\"},`, 150_000), ",")
		return planOf(`{"address":"aws_vpc_endpoint.a","mode":"managed","type":"aws_vpc_endpoint","name":"a","change":{"actions":["no-op"],"after_unknown":{},"after":{"id":"vpce-0a","vpc_id":"vpc-0a","service_name":"com.amazonaws.eu-west-1.s3","policy":"{\"Statement\":[` + statements + `]}"}}}`)
	}, "more than AWS takes", exitFindings},
	"a prefix list with 50,000 entries": {"plan.json", func() string {
		return planOf(`{"address":"aws_route_table_association.a","mode":"managed","type":"aws_route_table_association","name":"a","change":{"actions":["no-op"],"after":{"id":"x","route_table_id":"rtb-0a","subnet_id":"subnet-0a"},"after_unknown":{}}},
{"address":"aws_route_table.a","mode":"managed","type":"aws_route_table","name":"a","change":{"actions":["no-op"],"after_unknown":{},"after":{"id":"rtb-0a","vpc_id":"vpc-0a","route":[{"destination_prefix_list_id":"pl-0a","transit_gateway_id":"tgw-0a"}]}}},
{"address":"aws_security_group.a","mode":"managed","type":"aws_security_group","name":"a","change":{"actions":["no-op"],"after_unknown":{},"after":{"id":"sg-0a","vpc_id":"vpc-0a","ingress":[{"from_port":443,"to_port":443,"protocol":"tcp","prefix_list_ids":["pl-0a"]}]}}},
{"address":"aws_instance.a","mode":"managed","type":"aws_instance","name":"a","change":{"actions":["no-op"],"after_unknown":{},"after":{"id":"i-0a","subnet_id":"subnet-0a","vpc_security_group_ids":["sg-0a"]}}},
{"address":"aws_ec2_managed_prefix_list.a","mode":"managed","type":"aws_ec2_managed_prefix_list","name":"a","change":{"actions":["no-op"],"after_unknown":{},"after":{"id":"pl-0a","address_family":"IPv4","max_entries":50000,"entry":[` +
			ranges(50_000, `{"cidr":"%s"}`) + `]}}}`)
	}, "quota-exceeded", exitFindings},
	"1,000 subnets with long names": {"main.tf", func() string {
		return strings.Replace(aVPC, "10.0.0.0/16", "10.0.0.0/12", 1) + fmt.Sprintf(`resource "aws_subnet" "%[1]s" {
  count      = 1000
  vpc_id     = aws_vpc.a.id
  cidr_block = cidrsubnet("10.0.0.0/12", 12, count.index)
  tags       = { Name = "%[1]s-${count.index}-%[1]s" }
}
`, strings.Repeat("x", 120))
	}, "", -1},
	"a full mesh of peering connections": {"main.tf", func() string { return mesh }, "peering connections, but AWS allows", -1},
	"a chain of 600,000 locals": {"main.tf", func() string {
		var b strings.Builder
		for i := range 600_000 {
			fmt.Fprintf(&b, "  v%d = local.v%d\n", i, i+1)
		}
		return "locals {\n" + b.String() + "}\n" + aVPC
	}, "holds too much", exitUnusable},
	"a list of 4,000,000 numbers": {"main.tf", func() string {
		return "locals {\n  a = [" + strings.Repeat("1,", 4_000_000) + "]\n}\n" + aVPC
	}, "holds too much", exitUnusable},
	"1,000,000 blocks": {"main.tf", func() string { return strings.Repeat("a{}\n", 1_000_000) + aVPC }, "holds too much", exitUnusable},
	"a template of 1,000,000 parts": {"main.tf", func() string {
		return "locals {\n  a = \"" + strings.Repeat("${b}", 1_000_000) + "\"\n}\n" + aVPC
	}, "holds too much", exitUnusable},
	"60,000 lists in lists": {"main.tf", func() string {
		return "locals {\n  a = " + strings.Repeat("[", 60_000) + strings.Repeat("]", 60_000) + "\n}\n" + aVPC
	}, "nested too deeply", exitUnusable},
	"lists that are sorted, sifted and joined": {"main.tf", func() string { return sifted }, "", exitOK},
	"a list of several types": {"main.tf", func() string {
		return "locals {\n  a = tolist([" + strings.Repeat("1, \"a\", ", 20_000) + "])\n}\n" + aVPC + "output \"o\" {\n  value = local.a\n}\n"
	}, "several types", exitOK},
	"JSON in a text nested deeply": {"main.tf", func() string {
		return aVPC + "output \"o\" {\n  value = jsondecode(join(\"\", flatten([for i in range(300) : [for j in range(300) : \"[[[[[[[[[[\"]])))\n}\n"
	}, "", -1},
	"ranges in ranges": {"main.tf", func() string {
		return "locals {\n  a = [for a in range(1000) : [for b in range(1000) : [for c in range(1000) : [for d in range(1000) : d]]]]\n}\n" + aVPC
	}, "takes too long to evaluate", exitUnusable},
	"a splat over 4,000 instances in each of 4,000": {"main.tf", func() string {
		return inEach("element(aws_subnet.x[*].id, count.index)")
	}, "takes too long to evaluate", exitUnusable},
	"4,000 instances gone through in each of 4,000": {"main.tf", func() string {
		return inEach("element(aws_subnet.x, count.index).id")
	}, "takes too long to evaluate", exitUnusable},
	"sets of 2,000 in each of 4,000 instances": {"main.tf", func() string {
		return inEach("tolist(setunion([for n in range(1000) : \"${n}\"], [for n in range(999) : \"${count.index}-${n}\"]))[0]")
	}, "takes too long to evaluate", exitUnusable},
	"policy documents that double": {"main.tf", func() string {
		var b strings.Builder
		b.WriteString(aVPC + "data \"aws_iam_policy_document\" \"d0\" {\n  statement {\n    actions   = [\"s3:*\"]\n    resources = [\"*\"]\n  }\n}\n")
		for i := range 40 {
			fmt.Fprintf(&b, "data \"aws_iam_policy_document\" \"d%d\" {\n  source_policy_documents = [for n in range(2) : data.aws_iam_policy_document.d%d.json]\n}\n", i+1, i)
		}
		return b.String() + "resource \"aws_vpc_endpoint\" \"a\" {\n  vpc_id       = aws_vpc.a.id\n  service_name = \"com.amazonaws.eu-west-1.s3\"\n  policy       = data.aws_iam_policy_document.d40.json\n}\n"
	}, "A policy document is too large", exitUnusable},
	"a firewall with 10,000 rules": {"main.tf", func() string {
		var b strings.Builder
		for i := range 10_000 {
			fmt.Fprintf(&b, "    %s tcp 10.%d.%d.0/24 any -> any %d (msg:\"x\"; sid:%d; rev:1;)\n", []string{"pass", "drop", "alert"}[i%3], i%250, i/250, i%60000+1, i+1)
		}
		return aVPC + "resource \"aws_subnet\" \"a\" {\n  vpc_id = aws_vpc.a.id\n  cidr_block = \"10.0.1.0/24\"\n}\nresource \"aws_networkfirewall_rule_group\" \"a\" {\n  name = \"a\"\n  type = \"STATEFUL\"\n  capacity = 10000\n  rules = <<-EOT\n" + b.String() + "  EOT\n}\n" +
			"resource \"aws_networkfirewall_firewall_policy\" \"a\" {\n  name = \"a\"\n  firewall_policy {\n    stateless_default_actions = [\"aws:forward_to_sfe\"]\n    stateless_fragment_default_actions = [\"aws:forward_to_sfe\"]\n    stateful_rule_group_reference {\n      resource_arn = aws_networkfirewall_rule_group.a.arn\n    }\n  }\n}\n" +
			"resource \"aws_networkfirewall_firewall\" \"a\" {\n  name = \"a\"\n  vpc_id = aws_vpc.a.id\n  firewall_policy_arn = aws_networkfirewall_firewall_policy.a.arn\n  subnet_mapping {\n    subnet_id = aws_subnet.a.id\n  }\n}\n"
	}, "", -1},
}

// endsInGoodTime holds a run to what it may cost and to the exit statuses.
func endsInGoodTime(t *testing.T, o outcome) {
	t.Helper()
	t.Logf("exit %d, %v, %d MiB, %.300s", o.code, o.cpu, o.memory>>20, o.said)
	assert.Less(t, o.cpu, hostileCPU)
	assert.Less(t, o.memory, int64(hostileMemory))
	assert.Contains(t, []int{exitOK, exitFindings, exitUnusable, exitNothing}, o.code)
	assert.NotContains(t, o.said, "goroutine ")
	assert.NotContains(t, o.said, "broke off")
}

func TestHostileInputEndsInGoodTime(t *testing.T) {
	for name, h := range hostile {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			file := filepath.Join(dir, h.file)
			require.NoError(t, os.WriteFile(file, []byte(h.text()), 0o644))
			path := file
			if filepath.Ext(file) == ".tf" {
				path = dir
			}
			o := runProcess(t, dir, path)
			endsInGoodTime(t, o)
			if h.code >= 0 {
				assert.Equal(t, h.code, o.code, o.said)
			}
			if h.code == exitUnusable {
				assert.NotEmpty(t, o.said)
			}
			assert.Contains(t, o.out+o.said, h.says)
		})
	}
}
