package parser

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
)

func TestSavedPlan(t *testing.T) {
	data, err := os.ReadFile(filepath.FromSlash("terraform/savedplan/testdata/tfplan"))
	require.NoError(t, err)
	t.Chdir(t.TempDir())
	require.NoError(t, os.WriteFile("tfplan", data, 0o600))

	r := Load([]string{"tfplan"}, Options{})
	require.False(t, r.Diagnostics.HasErrors(), "%v", r.Diagnostics)
	require.Len(t, r.Diagnostics, 1, "what is not read is said")
	assert.Contains(t, r.Diagnostics[0].Detail, "values of data sources")
	require.Len(t, r.After, 1)
	require.Len(t, r.After[0].Subnets, 3)
	require.Len(t, r.After[0].InternetGateways, 1)
	third := r.After[0].Subnets[2]
	assert.Equal(t, "10.7.200.0/24", third.CIDR.String())
	assert.Equal(t, "aws_vpc.main", third.VPC.To().Address)
	assert.Equal(t, model.Create, third.Change)
	assert.Equal(t, "tfplan/../shared/main.tf", third.Range.File)
	assert.Equal(t, model.Update, r.After[0].VPCs[0].Change)
	existing := slices.IndexFunc(r.After[0].VPCs[0].Aliases, func(id string) bool { return strings.HasPrefix(id, "vpc-") })
	assert.GreaterOrEqual(t, existing, 0, "what exists keeps its identifiers")

	before := r.Before()
	require.Len(t, before, 1)
	assert.Len(t, before[0].Subnets, 2)
	assert.Empty(t, before[0].InternetGateways)

	require.NoError(t, os.WriteFile("tfplan", data[:len(data)/2], 0o600))
	r = Load([]string{"tfplan"}, Options{})
	require.True(t, r.Diagnostics.HasErrors())
	assert.Contains(t, r.Diagnostics[0].Detail, "terraform show -json")
}
