package source

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// doubling writes locals that each hold two of the one before.
func doubling(levels int, expr string) string {
	var b strings.Builder
	b.WriteString("locals {\n  l0 = [\"aaaaaaaa\"]\n  s0 = \"aaaaaaaa\"\n")
	for n := 1; n <= levels; n++ {
		fmt.Fprintf(&b, "  l%d = [local.l%d, local.l%d]\n  s%d = \"${local.s%d}${local.s%d}\"\n", n, n-1, n-1, n, n-1, n-1)
	}
	fmt.Fprintf(&b, "}\noutput \"o\" { value = %s }\n", expr)
	return b.String()
}

// TestBombs holds configurations that would exhaust time or memory. Each ends soon, with an error that says
// what is wrong, and what lies beside it is still evaluated.
func TestBombs(t *testing.T) {
	const beside = "\nresource \"aws_vpc\" \"beside\" { cidr_block = \"10.0.0.0/16\" }\n"
	for name, c := range map[string]struct{ main, summary string }{
		"count":         {`resource "aws_eip" "a" { count = 1e9 }`, "The configuration expands to too many instances"},
		"count product": {"module \"m\" {\n  source = \"./m\"\n  count  = 5000\n}", "The configuration expands to too many instances"},
		"for_each": {`resource "aws_eip" "a" { for_each = { for n in flatten([for a in range(100) : [for b in range(15) : "${a}-${b}"]]) : n => 1 } }`,
			"The configuration expands to too many instances"},
		"dynamic": {`resource "aws_security_group" "a" {
  dynamic "ingress" {
    for_each = setproduct(range(100), range(12))
    content { from_port = 1 }
  }
}`, "The configuration expands to too many instances"},
		"for": {`locals { x = [for a in range(1000) : [for b in range(1000) : [for c in range(1000) : [for d in range(1000) : d]]]] }`,
			"The configuration takes too long to evaluate"},
		"for after for":  {"locals {\n  big = setproduct(range(100), range(100))\n  x = [for a in local.big : [for b in range(1000) : b]]\n}", "The configuration takes too long to evaluate"},
		"yaml":           {"locals { x = yamldecode(<<-EOT\n" + laughs() + "EOT\n) }", "Error in function call"},
		"a wide list":    {`locals { x = formatlist("%3999999s", range(1000)) }`, "Error in function call"},
		"a long join":    {"locals {\n  x = format(\"%200000s\", \"x\")\n  y = join(\"\", [for i in range(30) : local.x])\n}", "Error in function call"},
		"alternatives":   {`locals { x = fileset(".", "` + strings.Repeat("{a,b,c,d,e,f,g,h,i,j}", 10) + `") }`, "Error in function call"},
		"references":     {chain(20_000), "References are chained too long"},
		"lists in lists": {wrapped(3_000), "A value is too large"},
		"modules":        {calls("f1"), "The configuration expands to too many modules"},
		"json":           {"module \"m\" { source = \"./json\" }", "The configuration takes too long to evaluate"},
		"lists":          {doubling(60, "jsonencode(local.l60)"), "A value is too large"},
		"strings":        {doubling(60, "local.s60"), "A value is too large"},
		"brackets":       {"locals { a = " + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + " }", "Expressions are nested too deeply"},
		"conditional":    {"locals { a = (" + strings.Repeat("true ? 1 : ", 100_000) + "1) }", "Expressions are nested too deeply"},
		"negation":       {"locals { a = " + strings.Repeat("!", 100_000) + "true }", "Expressions are nested too deeply"},
	} {
		t.Run(name, func(t *testing.T) {
			defer promptly(t)()
			root, diags := Load(Options{FS: fstest.MapFS{
				"main.tf":           {Data: []byte(c.main)},
				"beside.tf":         {Data: []byte(beside)},
				"m/main.tf":         {Data: []byte(`module "n" {` + "\n  source = \"../n\"\n  count  = 5000\n}")},
				"json/main.tf.json": {Data: []byte(`{"locals": {"x": ["${[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : [for d in range(1000) : d]]]]}"]}}`)},
				"n/main.tf":         {Data: []byte(`resource "aws_eip" "e" {}`)},
				"f1/main.tf":        {Data: []byte(strings.ReplaceAll(calls("f2"), "./", "../"))},
				"f2/main.tf":        {Data: []byte(strings.ReplaceAll(calls("f3"), "./", "../"))},
				"f3/main.tf":        {Data: []byte(strings.ReplaceAll(calls("n"), "./", "../"))},
			}, Limits: Limits{Work: 8_000_000, Modules: 500, ValueSize: 200_000, Instances: 1000}})
			require.Contains(t, summaries(diags), c.summary)
			assert.Contains(t, addresses(root), "aws_vpc.beside")
		})
	}
}

// laughs is a YAML text of which the aliases stand for a thousand million values.
func laughs() string {
	var b strings.Builder
	b.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := range 8 {
		fmt.Fprintf(&b, "a%d: &a%d [%s]\n", i+1, i+1, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d,", i), 10), ","))
	}
	return b.String()
}

// chain is locals that each need the next.
func chain(n int) string {
	var b strings.Builder
	b.WriteString("locals {\n")
	for i := range n {
		fmt.Fprintf(&b, "  v%d = local.v%d\n", i, i+1)
	}
	fmt.Fprintf(&b, "  v%d = 1\n}\n", n)
	return b.String()
}

// wrapped is locals that each hold a list with the one before. Their names are in the order of evaluation.
func wrapped(n int) string {
	var b strings.Builder
	b.WriteString("locals {\n  w0000 = []\n")
	for i := range n {
		fmt.Fprintf(&b, "  w%04d = [local.w%04d]\n", i+1, i)
	}
	b.WriteString("}\n")
	return b.String()
}

// calls is ten calls of one module.
func calls(dir string) string {
	var b strings.Builder
	for i := range 10 {
		fmt.Fprintf(&b, "module \"m%d\" {\n  source = \"./%s\"\n}\n", i, dir)
	}
	return b.String()
}

func TestFileSize(t *testing.T) {
	archive := "-- big.tf --\n# " + strings.Repeat("x", 2000) + "\n-- small.tf --\nresource \"aws_eip\" \"e\" {}\n"
	root, diags := Load(Options{FS: files(archive), Limits: Limits{FileBytes: 1000}})
	assert.Equal(t, []string{"A file cannot be read"}, summaries(diags))
	assert.Equal(t, []string{"aws_eip.e"}, addresses(root))
}

func FuzzLoad(f *testing.F) {
	f.Add("resource \"aws_vpc\" \"v\" { cidr_block = cidrsubnet(var.x, 8, count.index) }", `{"resource": {"aws_vpc": {"a": {"count": 2}}}}`)
	f.Add(doubling(3, "local.l3"), `{"locals": {"a": "${local.b}", "b": "${local.a}"}}`)
	f.Add("module \"m\" {\n source = \"./\"\n for_each = toset([\"a\"])\n}\noutput \"o\" { value = module.m[\"a\"][*].x }", `{"module": {"m": {"source": "./m"}}}`)
	f.Add("data \"aws_iam_policy_document\" \"d\" {\n dynamic \"statement\" {\n for_each = [1]\n content { actions = [each.value, self.x] }\n }\n}", `{"variable": {"v": {"default": [1, null]}}}`)
	f.Add("locals {\n a = path\n b = count\n c = each.value.x\n d = terraform.workspace\n e = aws_vpc.v.0.id\n f = data.x\n g = module\n h = resource.a.b\n}", `[]`)
	f.Fuzz(func(t *testing.T, hcl, json string) {
		Load(Options{
			FS: fstest.MapFS{
				"main.tf": {Data: []byte(hcl)}, "more.tf.json": {Data: []byte(json)},
				"m/main.tf": {Data: []byte(`output "x" { value = path.module }`)},
			},
			Limits: Limits{Instances: 100, Work: 40_000, ValueSize: 10_000},
		})
	})
}
