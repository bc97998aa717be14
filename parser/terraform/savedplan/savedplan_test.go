package savedplan_test

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/zclconf/go-cty/cty"

	"github.com/netlint/netlint/parser/terraform/savedplan"
)

// saved reads a plan that Terraform 1.11 wrote of a root module whose submodule lies beside it, over a state
// with a VPC and two subnets.
func saved(t *testing.T) *savedplan.File {
	t.Helper()
	data, err := os.ReadFile("testdata/tfplan")
	require.NoError(t, err)
	require.True(t, savedplan.Is(data))
	f, err := savedplan.Open(data)
	require.NoError(t, err)
	return f
}

func TestOpen(t *testing.T) {
	f := saved(t)
	assert.Equal(t, "1.11.4", f.TerraformVersion)
	assert.Contains(t, string(f.State), `"aws_vpc"`)
	assert.Equal(t, cty.StringVal("10.7.0.0/16"), f.Variables["cidr"])
	numbers := cty.ListVal([]cty.Value{cty.NumberIntVal(1), cty.NumberIntVal(2), cty.NumberIntVal(200)})
	assert.True(t, convertible(f.Variables["numbers"], numbers), "%#v", f.Variables["numbers"])
	assert.Equal(t, cty.True, f.Variables["more"].GetAttr("enabled"))
	assert.Equal(t, cty.StringVal("x"), f.Variables["more"].GetAttr("name"))
}

// convertible compares lists whether they are lists or tuples.
func convertible(got, want cty.Value) bool {
	if !got.CanIterateElements() || got.LengthInt() != want.LengthInt() {
		return false
	}
	for i, w := range want.AsValueSlice() {
		if !got.AsValueSlice()[i].RawEquals(w) {
			return false
		}
	}
	return true
}

func TestModulesLieWhereTheyWere(t *testing.T) {
	f := saved(t)
	for name, shown := range map[string]string{"parent/module/main.tf": "main.tf", "parent/shared/main.tf": "../shared/main.tf"} {
		content, err := fs.ReadFile(f.Sources, name)
		require.NoError(t, err)
		assert.Contains(t, string(content), "vpc_id")
		assert.Equal(t, shown, f.Shown(name))
	}
	assert.Equal(t, "parent/module", f.Dir)
	entries, err := fs.ReadDir(f.Sources, "parent")
	require.NoError(t, err)
	require.Len(t, entries, 2)
	assert.True(t, entries[0].IsDir())
	_, err = f.Sources.Open("parent/module/../shared/main.tf")
	assert.ErrorIs(t, err, fs.ErrInvalid)
	_, err = f.Sources.Open("parent/module/gone.tf")
	assert.ErrorIs(t, err, fs.ErrNotExist)
}

// archive makes a zip of members by name.
func archive(t *testing.T, members map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, content := range members {
		m, err := w.Create(name)
		require.NoError(t, err)
		_, err = m.Write([]byte(content))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

func TestBrokenPlansAreErrors(t *testing.T) {
	const modules = `[{"Key":"","Dir":"."}]`
	for name, data := range map[string][]byte{
		"cut off":              []byte("PK\x03\x04 tfplan"),
		"without modules":      archive(t, map[string]string{"tfplan": ""}),
		"an absolute module":   archive(t, map[string]string{"tfplan": "", "tfconfig/modules.json": `[{"Key":"a","Dir":"/etc"}]`}),
		"a message cut off":    archive(t, map[string]string{"tfplan": "\x12\x7f", "tfconfig/modules.json": modules}),
		"a value cut off":      archive(t, map[string]string{"tfplan": "\x12\x07\x12\x05\x0a\x03\x92\xa6\"", "tfconfig/modules.json": modules}),
		"a length beyond ints": archive(t, map[string]string{"tfplan": "\x12\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", "tfconfig/modules.json": modules}),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := savedplan.Open(data)
			assert.Error(t, err)
		})
	}
	f, err := savedplan.Open(archive(t, map[string]string{"tfplan": "", "tfconfig/modules.json": modules, "tfconfig/m-/a.tf": "locals {}"}))
	require.NoError(t, err)
	assert.Empty(t, f.Variables)
	content, err := fs.ReadFile(f.Sources, "module/a.tf")
	require.NoError(t, err)
	assert.Equal(t, "locals {}", string(content))
}

func TestUnknownAndNestedValues(t *testing.T) {
	// variables = {"v": [type, value]} with the type and value below, as MessagePack.
	plan := func(typ, value string) []byte {
		packed := "\x92\xc4" + string(rune(len(typ))) + typ + value
		dynamic := "\x0a" + string(rune(len(packed))) + packed
		entry := "\x0a\x01v\x12" + string(rune(len(dynamic))) + dynamic
		return archive(t, map[string]string{"tfplan": "\x12" + string(rune(len(entry))) + entry, "tfconfig/modules.json": "[]"})
	}
	for _, c := range []struct {
		typ, value string
		want       cty.Value
	}{
		{`"string"`, "\xa1x", cty.StringVal("x")},
		{`"string"`, "\xd4\x00\x00", cty.UnknownVal(cty.String)},
		{`"string"`, "\xc0", cty.NullVal(cty.String)},
		{`"number"`, "\xd1\xff\x00", cty.NumberIntVal(-256)},
		{`"number"`, "\xcb\x3f\xf8\x00\x00\x00\x00\x00\x00", cty.NumberFloatVal(1.5)},
		{`["list","bool"]`, "\x92\xc3\xc2", cty.ListVal([]cty.Value{cty.True, cty.False})},
		{`["map","string"]`, "\x81\xa1k\xa1v", cty.MapVal(map[string]cty.Value{"k": cty.StringVal("v")})},
	} {
		f, err := savedplan.Open(plan(c.typ, c.value))
		require.NoError(t, err, "%s", c.typ)
		assert.True(t, f.Variables["v"].RawEquals(c.want), "%#v is not %#v", f.Variables["v"], c.want)
	}
}

func FuzzOpen(f *testing.F) {
	data, err := os.ReadFile("testdata/tfplan")
	require.NoError(f, err)
	f.Add(data)
	f.Fuzz(func(_ *testing.T, data []byte) { _, _ = savedplan.Open(data) })
}
