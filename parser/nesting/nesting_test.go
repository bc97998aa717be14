package nesting_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/netlint/netlint/parser/nesting"
)

func TestWhatNestsTooDeeplyIsRefused(t *testing.T) {
	const n = 100_000
	for name, src := range map[string]string{
		"brackets":                strings.Repeat("(", n) + "1" + strings.Repeat(")", n),
		"a sum":                   "1" + strings.Repeat("+1", n),
		"signs":                   strings.Repeat("-", n) + "1",
		"signs on lines":          "(" + strings.Repeat("-\n", n) + "1)",
		"signs between comments":  strings.Repeat("!/* { */", n) + "true",
		"comparisons":             "(1" + strings.Repeat("==\n1", n) + ")",
		"conditions":              "(" + strings.Repeat("true ? 1 : ", n) + "1)",
		"indices":                 "a" + strings.Repeat("[b]", n),
		"splats":                  "a" + strings.Repeat(".*", n),
		"directives":              `"` + strings.Repeat("%{if true}", n) + `"`,
		"directives in a heredoc": "<<-EOT\n" + strings.Repeat("%{if true}\n}\n", n) + "EOT\n",
		"objects in a sum":        "(1" + strings.Repeat("+ {\n}\n", n) + ")",
	} {
		t.Run(name, func(t *testing.T) {
			assert.Positive(t, nesting.Config([]byte("locals {\n  a = "+src+"\n}\n")))
		})
	}
	assert.Positive(t, nesting.Template([]byte(strings.Repeat("%{for x in y}", n))))
	for name, text := range map[string]string{
		"brackets":         `"${` + strings.Repeat("(", n) + "1" + strings.Repeat(")", n) + `}"`,
		"escaped brackets": `"${` + strings.Repeat(`\u0028`, n) + "1" + strings.Repeat(")", n) + `}"`,
		"an escaped sum":   `"${1` + strings.Repeat(`\u002b1`, n) + `}"`,
		"lists":            strings.Repeat("[", n) + strings.Repeat("]", n),
	} {
		t.Run(name+" in JSON", func(t *testing.T) {
			assert.Positive(t, nesting.JSON([]byte("{\"locals\":\n{\"a\":"+text+"}}")))
		})
	}
}

// The nearest right twin: as many characters, in many expressions instead of in one.
func TestWhatIsLongIsNotDeep(t *testing.T) {
	var config, object strings.Builder
	for range 20_000 {
		config.WriteString("resource \"aws_subnet\" \"a\" {\n  cidr_block = cidrsubnet(var.ranges[0], 8, -1 + 2 * 3)\n  # a - b - c\n  tags = { Name = \"a-${var.x[\"y\"]}-b\" }\n}\n")
		object.WriteString(`,{"cidr_block":"${cidrsubnet(var.ranges[0], 8, 1 + 2 * 3)}","name":"eu-west-1\u0028"}`)
	}
	assert.Zero(t, nesting.Config([]byte(config.String())))
	assert.Zero(t, nesting.JSON([]byte("["+object.String()[1:]+"]")))
	assert.Zero(t, nesting.Template([]byte(strings.Repeat("a - b ${x + y} - c\n", 20_000))))
	list := strings.Repeat("-1, ", 100_000)
	assert.Zero(t, nesting.Config([]byte("locals {\n  a = ["+list+"]\n}\n")))
}

func TestTheLineIsNamed(t *testing.T) {
	assert.Equal(t, 3, nesting.Config([]byte("locals {\n\n  a = "+strings.Repeat("[", 6000)+"\n}\n")))
	assert.Equal(t, 2, nesting.JSON([]byte("{\"locals\":\n{\"a\":\"${1"+strings.Repeat(`\u002b1`, 60_000)+"}\"\n}}")))
}
