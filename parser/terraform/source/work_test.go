package source

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/zclconf/go-cty/cty"
)

// inEach is a configuration that makes 200 subnets and evaluates an expression in each of so many associations.
func inEach(instances int, expr string) string {
	return fmt.Sprintf(`
locals {
  texts  = [for n in range(200) : "s${n}"]
  object = { for t in local.texts : t => t }
  long   = join("", [for n in range(1000) : "0123456789"])
  json   = jsonencode(local.texts)
}
resource "aws_subnet" "x" {
  count      = 200
  cidr_block = cidrsubnet("10.0.0.0/8", 16, count.index)
}
resource "aws_route_table_association" "y" {
  count     = %d
  subnet_id = %s
}
`, instances, expr)
}

// TestWork evaluates in each instance of a resource what takes longer the more there is: in five instances it has its
// value, in a thousand it is refused where it stands.
func TestWork(t *testing.T) {
	for _, expr := range []string{
		`element(aws_subnet.x[*].id, count.index)`,
		`(aws_subnet.x[*].id)[0]`,
		`element(aws_subnet.x, count.index).id`,
		`element(values({ for n, s in aws_subnet.x : n => s.id }), count.index)`,
		`contains(local.texts, "none") ? "a" : "b"`,
		`lookup(local.object, "none", "a")`,
		`local.texts == local.texts ? "a" : "b"`,
		`(count.index > 3 ? local.texts : reverse(local.texts))[0]`,
		`upper("${local.long}${count.index}")`,
		`length(toset(local.texts)) > 3 ? "a" : "b"`,
		`join("", [for n in range(100) : "x"])`,
		`regex("1", local.long)`,
		`jsondecode(local.json)[0]`,
		`setproduct(range(50), range(50))[0][0]`,
		`substr(format("%9000s", "x"), 0, 1)`,
		`templatestring(local.long, {})`,
		`filemd5("long.txt")`,
		`try(tobool(local.texts[0]), (aws_subnet.x[*].id)[0])`,
	} {
		t.Run(expr, func(t *testing.T) {
			load := func(instances int) (*Root, []string) {
				root, diags := Load(Options{
					FS: fstest.MapFS{
						"main.tf":  {Data: []byte(inEach(instances, expr))},
						"long.txt": {Data: []byte(strings.Repeat("x", 10_000))},
					},
					Limits: Limits{Work: 150_000},
				})
				var told []string
				for _, d := range diags {
					told = append(told, fmt.Sprintf("%s:%d: %s", d.Range.File, d.Range.Line, d.Summary))
				}
				return root, told
			}
			last := func(root *Root) cty.Value { return root.Resources[len(root.Resources)-1].Attr("subnet_id") }

			root, told := load(5)
			require.Empty(t, told)
			assert.True(t, last(root).IsKnown())

			root, told = load(1000)
			where := "main.tf:14"
			if strings.HasPrefix(expr, "filemd5") {
				where = "long.txt:1"
			}
			if strings.HasPrefix(expr, "templatestring") {
				where = "template:1"
			}
			assert.Equal(t, []string{where + ": The configuration takes too long to evaluate"}, told)
			assert.False(t, last(root).IsKnown())
		})
	}
}

// TestWorkThatEndsInsideOfTry holds that try() does not take its next argument for the value where the first one only
// took too long.
func TestWorkThatEndsInsideOfTry(t *testing.T) {
	const main = `
locals { texts = [for n in range(1000) : "s"] }
output "o" { value = try(length([for t in local.texts : [for u in local.texts : u]]), 7) }
output "c" { value = can([for t in local.texts : [for u in local.texts : u]]) }
`
	root, diags := Load(Options{FS: fstest.MapFS{"main.tf": {Data: []byte(main)}}, Limits: Limits{Work: 100_000}})
	require.Equal(t, []string{"The configuration takes too long to evaluate"}, summaries(diags))
	assert.False(t, root.Outputs["o"].IsKnown())
	assert.False(t, root.Outputs["c"].IsKnown())
}

// TestWorkOfValues holds that long lists that are written out for every instance of a module take steps too.
func TestWorkOfValues(t *testing.T) {
	load := func(instances int) (*Root, []string) {
		root, diags := Load(Options{FS: fstest.MapFS{
			"main.tf":   {Data: []byte(fmt.Sprintf("module \"m\" {\n  source = \"./m\"\n  count  = %d\n  l      = %s\n}\n", instances, written(500, quoted)))},
			"m/main.tf": {Data: []byte("variable \"l\" { type = list(string) }\nresource \"aws_eip\" \"e\" { instance = var.l[0] }\n")},
		}, Limits: Limits{Work: 100_000}})
		return root, summaries(diags)
	}
	root, told := load(50)
	require.Empty(t, told)
	assert.True(t, root.Resources[49].Attr("instance").IsKnown())

	root, told = load(500)
	assert.Equal(t, []string{"The configuration takes too long to evaluate"}, told)
	require.Len(t, root.Resources, 500)
	assert.False(t, root.Resources[499].Attr("instance").IsKnown())
}

// TestPolicyDocumentsThatDouble holds that documents that are each made of the one before twice are given up when they
// are larger than any policy.
func TestPolicyDocumentsThatDouble(t *testing.T) {
	doubled := func(times int) (*Root, []string) {
		var b strings.Builder
		b.WriteString("data \"aws_iam_policy_document\" \"d0\" {\n  statement {\n    actions   = [\"s3:GetObject\"]\n    resources = [\"*\"]\n  }\n}\n")
		for n := range times {
			fmt.Fprintf(&b, "data \"aws_iam_policy_document\" \"d%d\" {\n  source_policy_documents = [for i in range(2) : data.aws_iam_policy_document.d%d.json]\n}\n", n+1, n)
		}
		fmt.Fprintf(&b, "output \"o\" { value = data.aws_iam_policy_document.d%d.json }\n", times)
		root, diags := Load(Options{FS: fstest.MapFS{"main.tf": {Data: []byte(b.String())}}})
		return root, summaries(diags)
	}
	root, told := doubled(6)
	require.Empty(t, told)
	assert.Equal(t, 64, strings.Count(root.Outputs["o"].AsString(), "s3:GetObject"))

	root, told = doubled(30)
	assert.Equal(t, []string{"A policy document is too large"}, told)
	assert.False(t, root.Outputs["o"].IsKnown())
}
