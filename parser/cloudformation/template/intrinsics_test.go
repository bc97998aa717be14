package template

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/zclconf/go-cty/cty"
)

// plainValue turns an evaluated value into what encoding/json would have read.
func plainValue(v cty.Value) any {
	switch {
	case v == cty.NilVal:
		return "(removed)"
	case !v.IsKnown():
		why, _ := WhyUnknown(v)
		return "(unknown: " + why + ")"
	case v.IsNull():
		return nil
	case v.Type() == cty.Number:
		f, _ := v.AsBigFloat().Float64()
		return f
	case v.Type() == cty.Bool:
		return v.True()
	case v.Type().IsTupleType():
		items := []any{}
		for _, item := range v.AsValueSlice() {
			items = append(items, plainValue(item))
		}
		return items
	case v.Type().IsObjectType():
		object := map[string]any{}
		for key, item := range v.AsValueMap() {
			object[key] = plainValue(item)
		}
		return object
	}
	return v.AsString()
}

// scalarTexts makes numbers texts: where CloudFormation hands a number on, it hands on its text.
func scalarTexts(v any) any {
	switch t := v.(type) {
	case float64:
		return fmt.Sprint(t)
	case []any:
		items := []any{}
		for _, item := range t {
			items = append(items, scalarTexts(item))
		}
		return items
	case map[string]any:
		object := map[string]any{}
		for key, item := range t {
			object[key] = scalarTexts(item)
		}
		return object
	}
	return v
}

// TestIntrinsicsAgree compares our values of intrinsic functions with those that another implementation
// computed (testdata/intrinsics/regenerate.py).
func TestIntrinsicsAgree(t *testing.T) {
	var given struct {
		Region, Account, Stack string
		Parameters             map[string]string
		Template               map[string]any
		Expressions            []any
	}
	data, err := os.ReadFile("testdata/intrinsics/expressions.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &given))
	data, err = os.ReadFile("testdata/intrinsics/values.json")
	require.NoError(t, err)
	var want []any
	require.NoError(t, json.Unmarshal(data, &want))
	require.Len(t, want, len(given.Expressions))
	require.Greater(t, len(want), 40)

	resources := map[string]any{}
	for i, expression := range given.Expressions {
		resources[fmt.Sprintf("R%d", i)] = map[string]any{"Type": "Test::Value", "Properties": map[string]any{"Value": expression}}
	}
	given.Template["Resources"] = resources
	source, err := json.Marshal(given.Template)
	require.NoError(t, err)

	set, diags := Load([]File{{Path: "t.json", Data: source}}, Options{
		Parameters: given.Parameters,
		Region:     given.Region, AccountID: given.Account,
		StackNames: map[string]string{"t.json": given.Stack},
	})
	require.Empty(t, diags)
	require.Len(t, set.Scenarios, 1)
	got := map[string]cty.Value{}
	for _, r := range set.Scenarios[0].Resources {
		got[r.LogicalID] = r.Properties.GetAttr("Value")
	}
	for i, expression := range given.Expressions {
		text, _ := json.Marshal(expression)
		assert.Equal(t, scalarTexts(want[i]), scalarTexts(plainValue(got[fmt.Sprintf("R%d", i)])), "%s", text)
	}
}
