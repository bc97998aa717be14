package parser

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
)

func TestSuppressionsInTerraform(t *testing.T) {
	got := terraformIgnores("main.tf", []byte(`# netlint:ignore a above the block
resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "b" { # netlint:ignore b at the end of its first line
  vpc_id = "# netlint:ignore c in a string"

  # netlint:ignore d above an inner block
  # with a comment between
  timeouts {
    create = "1m" # netlint:ignore e at an argument
  }
}

/* netlint:ignore f in the other form */
module "m" {
  source = "./m"
}

# netlint:ignore g with a blank line between

resource "aws_vpc" "z" {}

# netlint:ignored is another word
resource "aws_vpc" "y" {}
// netlint:ignore h
resource "aws_vpc" "x" {}
`))
	covers := map[string]int{} // by rule, the line of the block
	for _, in := range got {
		covers[in.Text[:1]] = in.Covers.Line
	}
	assert.Equal(t, map[string]int{"a": 2, "b": 6, "d": 11, "e": 0, "f": 17, "g": 0, "h": 28}, covers)
	assert.Equal(t, "a above the block", got[0].Text)
	assert.Equal(t, model.Range{File: "main.tf", Line: 2, Column: 1, EndLine: 4, EndColumn: 2}, got[0].Covers)
	assert.Equal(t, model.Range{File: "main.tf", Line: 1, Column: 1, EndLine: 1, EndColumn: 35}, got[0].Range)
}

// TestManySuppressionsInARow holds that each line is looked at once, however many suppressions stand above a block and
// however many blocks there are.
func TestManySuppressionsInARow(t *testing.T) {
	const many = 50_000
	start := time.Now()
	text := strings.Repeat("# netlint:ignore a because\n", many)
	block := "resource \"aws_vpc\" \"a\" {}\n"
	got := terraformIgnores("main.tf", []byte(text+block+"# netlint:ignore b apart\n\n"+strings.Repeat(block, many)))
	require.Len(t, got, many+1)
	for _, in := range got[:many] {
		require.Equal(t, many+1, in.Covers.Line)
	}
	assert.Zero(t, got[many].Covers, "a blank line ends what stands above a block")
	assert.Less(t, time.Since(start), time.Minute)
}

func TestSuppressionsInABrokenFileAreFoundAsFarAsItGoes(t *testing.T) {
	assert.NotPanics(t, func() { terraformIgnores("main.tf", []byte("# netlint:ignore a b\nresource \"x\" {")) })
}

func TestSuppressionsInTemplates(t *testing.T) {
	got := templateIgnores("t.yaml", []byte(`Metadata:
  netlint:
    ignore:
      - rule: whole
        reason: everywhere
Resources:
  # netlint:ignore a above the resource
  First:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16 # netlint:ignore b at a property
  Second: # netlint:ignore c at the end of its first line
    Type: AWS::EC2::VPC
    Metadata:
      netlint:
        ignore:
          - rule: d, e
            reason: because
            until: 2027-01-31
          - rules: [f]
    Properties:
      Name: "not # netlint:ignore g in a string"
  Third:
    Type: AWS::EC2::VPC
`))
	type covered struct{ line, end int }
	lines := map[string]covered{}
	for _, in := range got {
		name := in.Text
		if name == "" {
			require.NotEmpty(t, in.Rules)
			name = in.Rules[0]
		}
		lines[name[:1]] = covered{in.Covers.Line, in.Covers.EndLine}
	}
	assert.Equal(t, covered{1, 25}, lines["w"])
	assert.Equal(t, covered{8, 11}, lines["a"])
	assert.Equal(t, 11, lines["b"].line)
	assert.Equal(t, covered{12, 22}, lines["c"])
	assert.Equal(t, covered{12, 22}, lines["d"])
	assert.NotContains(t, lines, "n")
	assert.Len(t, lines, 6)
	for _, in := range got {
		if len(in.Rules) == 2 {
			assert.Equal(t, []string{"d", "e"}, in.Rules)
			assert.Equal(t, "because", in.Reason)
			assert.Equal(t, "2027-01-31", in.Until)
		}
	}
}

func TestSuppressionsInJSONTemplatesStandInMetadata(t *testing.T) {
	got := templateIgnores("t.json", []byte(`{
  "Resources": {
    "First": {
      "Type": "AWS::EC2::VPC",
      "Metadata": {"netlint": {"ignore": [{"rule": "a", "reason": "because"}]}}
    },
    "Second": {"Type": "AWS::EC2::VPC"}
  }
}`))
	require.Len(t, got, 1)
	assert.Equal(t, 3, got[0].Covers.Line)
	assert.Equal(t, 6, got[0].Covers.EndLine)
}

// TestMisspeltMetadataAreTold finds a suppression that names nothing where the metadata hold something else, so that
// it is reported to have no effect, and takes a single one without a list.
func TestMisspeltMetadataAreTold(t *testing.T) {
	in := func(metadata string) []Ignore {
		return templateIgnores("t.json", []byte(`{"Resources": {"A": {"Type": "AWS::EC2::VPC", "Metadata": {"netlint": `+metadata+`}}}}`))
	}
	single := in(`{"ignore": {"rule": "a", "reason": "because"}}`)
	require.Len(t, single, 1)
	assert.Equal(t, []string{"a"}, single[0].Rules)
	assert.Equal(t, "because", single[0].Reason)
	for _, wrong := range []string{`{"ignor": [{"rule": "a", "reason": "because"}]}`, `{"ignore": "a"}`, `{"ignore": [null]}`} {
		found := in(wrong)
		require.Len(t, found, 1, wrong)
		assert.Empty(t, found[0].Rules, wrong)
		assert.NotZero(t, found[0].Covers.Line)
	}
	assert.Empty(t, in(`{}`))
	assert.Empty(t, in(`{"ignore": []}`))
}
