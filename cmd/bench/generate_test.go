package main

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// An estate of two networks is the seed itself, so that what is generated is what Terraform plans.
func TestEstateOfTwoIsTheSeed(t *testing.T) {
	e, err := newEstate(100)
	require.NoError(t, err)
	require.Equal(t, 2, e.networks)

	var b bytes.Buffer
	e.writePlan(&b)
	var got, want map[string]any
	require.NoError(t, json.Unmarshal(b.Bytes(), &got))
	require.NoError(t, json.Unmarshal(seedPlan, &want))

	assert.Equal(t, byAddress(want["resource_changes"]), byAddress(got["resource_changes"]))
	delete(want["configuration"].(map[string]any)["root_module"].(map[string]any), "variables")
	assert.Equal(t, want["configuration"], got["configuration"])
}

func byAddress(list any) []any {
	l := slices.Clone(list.([]any))
	slices.SortFunc(l, func(a, b any) int {
		x, y := a.(map[string]any)["address"].(string), b.(map[string]any)["address"].(string)
		return bytes.Compare([]byte(x), []byte(y))
	})
	return l
}

func TestEstateHasTheResourcesAskedFor(t *testing.T) {
	for _, n := range []int{1, 1000, 10000} {
		e, err := newEstate(n)
		require.NoError(t, err)
		assert.GreaterOrEqual(t, e.resources(), n)
		assert.Less(t, e.resources(), n+e.perVPC+e.perLink)
	}
	_, err := newEstate(1 << 20)
	assert.ErrorContains(t, err, "10.0.0.0/8")
}
