package rules

import (
	"strings"
	"unicode"

	"github.com/netlint/netlint/model/lazyregexp"
)

// Clean makes text that comes from inputs fit to be shown on one line: what would steer a terminal, turn the
// direction of writing, hide itself or break the line is neutralised, and bytes that are no UTF-8 are marked.
// Each character stays one character, so that columns keep their meaning.
func Clean(s string) string {
	return withoutCommands(strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || r == '\r' {
			return ' '
		}
		return visible(r)
	}, s))
}

// CleanLines does the same for text of several lines, such as code.
func CleanLines(s string) string {
	return withoutCommands(strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		return visible(r)
	}, s))
}

// command matches what runners of jobs take for a command to them wherever it stands in a log: ##vso[ of Azure
// Pipelines, ##teamcity[ and, of old, ##[ of GitHub Actions.
var command = lazyregexp.New(`##(\w*\[)`)

func withoutCommands(s string) string {
	if !strings.Contains(s, "##") {
		return s
	}
	return command().ReplaceAllString(s, "#\uFFFD$1")
}

// visible puts a mark in place of a character that acts instead of being seen: controls (Cc), formats (Cf), the
// separators of lines and paragraphs, and the code points that are no characters. The joiners U+200C and U+200D stay, because scripts need them.
func visible(r rune) rune {
	if r < unicode.MaxASCII && r >= ' ' || r == '\u200c' || r == '\u200d' {
		return r
	}
	if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) || r&0xfffe == 0xfffe {
		return unicode.ReplacementChar
	}
	return r
}
