package report

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
)

// commentLimit is how many characters GitHub accepts as a comment.
const commentLimit = 65_536

func TestACommentStaysWithinItsLimit(t *testing.T) {
	r := sample()
	one := r.Findings[0]
	assert.Contains(t, string(render(t, "markdown", r, Style{})), "<details>")
	assert.NotContains(t, string(render(t, "markdown", r, Style{})), "did not fit")

	r.Findings = nil
	for range 500 {
		r.Findings = append(r.Findings, one)
	}
	many := string(render(t, "markdown", r, Style{}))
	assert.Less(t, utf8.RuneCountInString(many), commentLimit)
	assert.Contains(t, many, "### netlint: 500 errors")
	assert.Regexp(t, `\d+ findings more did not fit into this comment`, many)
	assert.Equal(t, strings.Count(many, "<details>"), strings.Count(many, "</details>"), "nothing is cut in two")
	assert.Equal(t, 0, strings.Count(many, "```")%2)

	// A path too long for a comment costs its drawing and not the finding.
	path := *one.Path
	for i := range 2000 {
		hop := path.Forward[0]
		hop.Rule = fmt.Sprintf("route %d", i)
		path.Forward = append(path.Forward, hop)
	}
	one.Path = &path
	r.Findings = []rules.Finding{one}
	long := string(render(t, "markdown", r, Style{}))
	assert.Less(t, utf8.RuneCountInString(long), commentLimit)
	assert.Contains(t, long, "has no route for 10.0.0.0/16")
	assert.Contains(t, long, "The details of 1 finding did not fit")
}

func TestACommentShowsWhereThePathIsCut(t *testing.T) {
	text := string(render(t, "markdown", sample(), Style{}))
	_, drawing, ok := strings.Cut(text, "```mermaid\n")
	assert.True(t, ok)
	drawing, _, _ = strings.Cut(drawing, "```")
	assert.Contains(t, drawing, `n0["aws_route.out<br/>route 172.16.0.0/16"]`)
	assert.Contains(t, drawing, `x1["NO_ROUTE_TO_DESTINATION"]`)
	assert.Contains(t, drawing, "style n1 stroke:")
	assert.NotContains(t, drawing, "style n0 ", "what lets the packet pass is not marked")
}

func TestTextFromInputsStaysTextInAComment(t *testing.T) {
	const evil = "x\"]\n```\n</details><script>alert(1)</script> [y](https://example.com) @everyone #1 $a$ ~~b~~ &lt; `c` | d"
	object := &model.Object{Address: "aws_vpc." + evil, Type: "aws_vpc"}
	r := &Report{
		Findings: []rules.Finding{{
			Rule: "peering-asymmetric-route", Severity: rules.Error, Confidence: rules.Definite, Object: object, Message: evil,
			Related: []rules.Related{{Object: object, Message: evil}}, Fix: rules.Fix{Text: evil},
			Path: &reach.Path{Verdict: reach.Blocked, Forward: []reach.Hop{{Object: object, Rule: evil}}},
		}},
		Diagnostics: model.Diagnostics{{Summary: evil, Detail: evil}},
	}
	text := string(render(t, "markdown", r, Style{}))
	var prose []string // what is neither between backquotes nor in a fence
	fenced := false
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "```") {
			fenced = !fenced
			continue
		}
		if fenced {
			assert.NotContains(t, line, "<script>")
			continue
		}
		for i, part := range strings.Split(strings.ReplaceAll(line, "\\`", ""), "`") {
			if i%2 == 0 {
				prose = append(prose, part)
			}
		}
	}
	assert.False(t, fenced, "every fence is shut")
	all := strings.Join(prose, "")
	for _, live := range []string{"<script>", "[y]", "@everyone", " #1", " $a$", " ~~b", "&lt; "} {
		assert.NotContains(t, all, live)
	}
	assert.Equal(t, 1, strings.Count(all, "</details>"))
}
