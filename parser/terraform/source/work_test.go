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
		`file("long.txt")`,
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
			if strings.HasPrefix(expr, "file") {
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
