package rules_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/netlint/netlint/rules"
)

func TestClean(t *testing.T) {
	for name, c := range map[string]struct{ text, line, lines string }{
		"ordinary text":       {"10.0.0.0/16 für aws_vpc.a[\"é\"]", "10.0.0.0/16 für aws_vpc.a[\"é\"]", "10.0.0.0/16 für aws_vpc.a[\"é\"]"},
		"lines":               {"a\r\n\tb", "a   b", "a�\n\tb"},
		"terminal escapes":    {"\x1b[31m\x07\x08\x7f", "�[31m���", "�[31m���"},
		"the C1 controls":     {"\u009b31m\u0085", "�31m�", "�31m�"},
		"bytes of no UTF-8":   {"a\x9b31m\xff", "a�31m�", "a�31m�"},
		"direction of text":   {"\u202e\u2066\u200f\u061c", "����", "����"},
		"hidden characters":   {"a\u200b\U000e0041\u00adb\ufeff", "a���b�", "a���b�"},
		"separators of lines": {"a\u2028b\u2029c", "a�b�c", "a�b�c"},
		"joiners":             {"👩\u200d💻", "👩\u200d💻", "👩\u200d💻"},
		"commands to runners": {"## a ##vso[task.x]##[group]##teamcity[", "## a #�vso[task.x]#�[group]#�teamcity[", "## a #�vso[task.x]#�[group]#�teamcity["},
		"the null character":  {"a\x00b", "a�b", "a�b"},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, c.line, rules.Clean(c.text))
			assert.Equal(t, c.lines, rules.CleanLines(c.text))
		})
	}
}
