package parser

import (
	"bytes"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const smallPlan = `{"format_version":"1.2","terraform_version":"1.9.0","planned_values":{"root_module":{"resources":[
{"address":"aws_vpc.a","mode":"managed","type":"aws_vpc","name":"a","values":{"cidr_block":"10.1.0.0/16"}}]}},
"resource_changes":[{"address":"aws_vpc.a","mode":"managed","type":"aws_vpc","name":"a","change":{"actions":["create"],"before":null,"after":{"cidr_block":"10.1.0.0/16"},"after_unknown":{"id":true}}}]}`

func exported(t *testing.T, content string) []byte {
	t.Helper()
	r := Load([]string{Stdin}, Options{Stdin: strings.NewReader(content)})
	require.False(t, r.Diagnostics.HasErrors(), "%v", r.Diagnostics)
	var b bytes.Buffer
	require.NoError(t, r.Export(&b))
	return b.Bytes()
}

func TestExportOfAnExportIsTheSame(t *testing.T) {
	first := exported(t, smallPlan)
	assert.Equal(t, string(first), string(exported(t, string(first))))
	assert.Equal(t, contentExport, detect(first))
}

func TestExportThatCannotBeReadIsSaid(t *testing.T) {
	good := string(exported(t, smallPlan))
	for name, text := range map[string]string{
		"another version": strings.Replace(good, `"netlint_export":1`, `"netlint_export":2`, 1),
		"cut off":         good[:len(good)/2],
		"no network":      `{"netlint_export":1,"inputs":[],"scenarios":[]}`,
		"broken object":   strings.Replace(good, `"10.1.0.0/16"`, `"10.1.0.0/99"`, 1),
	} {
		t.Run(name, func(t *testing.T) {
			require.NotEqual(t, good, text)
			r := Load([]string{Stdin}, Options{Stdin: strings.NewReader(text)})
			require.True(t, r.Diagnostics.HasErrors())
			assert.Equal(t, "This export cannot be read", r.Diagnostics[0].Summary)
			assert.Empty(t, r.Inputs)
		})
	}
}

var placeCall = regexp.MustCompile(`\.Place\("([^"]+)"`)

// A rule that asks for the place of an argument finds it in an export only if the export takes it along.
func TestExportTakesThePlacesAlongThatRulesAskFor(t *testing.T) {
	asked := 0
	require.NoError(t, fs.WalkDir(os.DirFS("../rules"), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		code, err := os.ReadFile("../rules/" + path)
		for _, m := range placeCall.FindAllStringSubmatch(string(code), -1) {
			asked++
			assert.Contains(t, argumentNames, m[1], "asked for in rules/%s", path)
		}
		return err
	}))
	assert.NotZero(t, asked)
}

func FuzzExport(f *testing.F) {
	f.Add([]byte(smallPlan))
	f.Add([]byte(`{"netlint_export":1,"inputs":[],"scenarios":[{"name":"","network":{"objects":[{"type":"FirewallEndpoint","fields":{"Firewall":7}}]}}]}`))
	f.Add([]byte(`{"netlint_export":1,"scenarios":[{"name":"","network":{"inputs":[null],"objects":[{"type":"VPC","fields":{"Object":{"Input":0}}}]}}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		Load([]string{Stdin}, Options{Stdin: bytes.NewReader(data)})
	})
}
