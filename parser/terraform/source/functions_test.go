package source

import (
	"os"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/zclconf/go-cty/cty"
)

func lines(t *testing.T, name string) []string {
	t.Helper()
	b, err := os.ReadFile(name)
	require.NoError(t, err)
	return strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")
}

// evalText evaluates an expression that refers to nothing.
func evalText(t *testing.T, text string) (cty.Value, hcl.Diagnostics) {
	t.Helper()
	expr, diags := hclsyntax.ParseExpression([]byte(text), "test", hcl.InitialPos)
	require.False(t, diags.HasErrors(), "%s: %v", text, diags)
	return expr.Value(&hcl.EvalContext{Functions: newEvaluator(Options{}).funcs})
}

// TestFunctionsMatchTerraform compares every function with the results that terraform console gave.
func TestFunctionsMatchTerraform(t *testing.T) {
	expressions := lines(t, "testdata/functions/expressions.txt")
	results := lines(t, "testdata/functions/results.txt")
	require.Len(t, results, len(expressions))
	for i, text := range expressions {
		t.Run(text, func(t *testing.T) {
			got, diags := evalText(t, "jsonencode("+text+")")
			require.False(t, diags.HasErrors(), "%v", diags)
			want, diags := evalText(t, results[i])
			require.False(t, diags.HasErrors(), "%v", diags)
			assert.Equal(t, want.AsString(), got.AsString())
		})
	}
}

// TestFunctionErrors holds the nearest wrong call of functions with checks of their own.
func TestFunctionErrors(t *testing.T) {
	for _, text := range []string{
		`cidrsubnet("10.0.0.0/24", 4, 16)`, `cidrsubnet("10.0.0.0/30", 4, 1)`, `cidrsubnet("10.0.0.0", 1, 0)`,
		`cidrsubnets("10.0.0.0/30", 1, 1, 1)`, `cidrhost("10.0.0.0/30", 4)`, `cidrhost("10.0.0.0/30", -5)`, `cidrnetmask("fd00::/8")`,
		`one(["a", "b"])`, `lookup({ a = 1 }, "b")`, `index(["a"], "b")`, `sum([])`, `length(1)`, `tonumber("x")`,
		`try(tonumber("x"), tobool("y"))`, `replace("a", "/(/", "b")`, `uuidv5("nonsense", "x")`, `jsondecode("{")`,
		`textdecodebase64("aGk=", "EBCDIC")`, `base64decode("//79")`, `base64decode("aGk")`, `timecmp("yesterday", "today")`, `matchkeys(["a"], [], ["b"])`,
	} {
		_, diags := evalText(t, text)
		assert.True(t, diags.HasErrors(), text)
	}
}

// TestFunctionsAreBounded holds calls whose results would not fit into memory, each with a small twin.
func TestFunctionsAreBounded(t *testing.T) {
	for small, huge := range map[string]string{
		`format("%05d", 1)`:     `format("%0999999999d", 1)`,
		`indent(3, "a\nb")`:     `indent(999999999, "a\nb")`,
		`setproduct([1], [2])`:  `setproduct(range(1000), range(1000), range(1000), range(1000))`,
		`range(10)`:             `range(1000000000)`,
		`replace("a", "", "b")`: `replace(join("", range(1000)), "", replace(join("", range(1000)), "", join("", range(1000))))`,
		`[for a in range(9) : [for b in range(9) : b]]`: `[for a in range(200) : [for b in range(200) : [for c in range(200) : [for d in range(200) : d]]]]`,
	} {
		_, diags := evalText(t, small)
		assert.False(t, diags.HasErrors(), "%s: %v", small, diags)
		expr, diags := hclsyntax.ParseExpression([]byte(huge), "test", hcl.InitialPos)
		require.False(t, diags.HasErrors())
		meterWork(expr)
		e := newEvaluator(Options{Limits: Limits{Work: 40_000}})
		_, diags = e.value(expr, nil, e.funcs)
		assert.True(t, diags.HasErrors(), huge)
	}
}

// TestNestedTryIsLinear evaluates a nesting that takes years if every level evaluates its argument twice.
func TestNestedTryIsLinear(t *testing.T) {
	v, diags := evalText(t, strings.Repeat("try(", 200)+"1"+strings.Repeat(")", 200))
	require.False(t, diags.HasErrors())
	assert.True(t, v.RawEquals(cty.NumberIntVal(1)))
}

func TestUnknowableFunctions(t *testing.T) {
	for _, text := range []string{`timestamp()`, `plantimestamp()`, `uuid()`, `bcrypt("x")`} {
		v, diags := evalText(t, text)
		require.False(t, diags.HasErrors())
		assert.Equal(t, cty.UnknownVal(cty.String), v, text)
	}
}

func TestProviderFunctions(t *testing.T) {
	v, diags := evalText(t, `provider::aws::arn_parse("arn:aws:iam::123456789012:role/a/b").resource`)
	require.False(t, diags.HasErrors())
	assert.Equal(t, "role/a/b", v.AsString())
	v, diags = evalText(t, `provider::aws::arn_build("aws", "iam", "", "123456789012", "user/x")`)
	require.False(t, diags.HasErrors())
	assert.Equal(t, "arn:aws:iam::123456789012:user/x", v.AsString())
	v, diags = evalText(t, `provider::aws::trim_iam_role_path("arn:aws:iam::123456789012:role/a/b/name")`)
	require.False(t, diags.HasErrors())
	assert.Equal(t, "arn:aws:iam::123456789012:role/name", v.AsString())
}
