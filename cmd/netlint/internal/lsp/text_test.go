package lsp

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/netlint/netlint/model"
)

// TestPositions counts as editors do, in UTF-16: an emoji is two units, an umlaut one.
func TestPositions(t *testing.T) {
	text := "# ü😀x\r\nb\n"
	for p, want := range map[position]int{
		{0, 0}: 0, {0, 3}: 4, {0, 5}: 8, {0, 6}: 9, {0, 99}: 9, {1, 0}: 11, {1, 1}: 12, {1, 9}: 12, {2, 0}: 13, {9, 9}: 13,
	} {
		assert.Equal(t, want, offset(text, p), "%v", p)
	}
	for at, want := range map[int]position{0: {0, 0}, 4: {0, 3}, 8: {0, 5}, 11: {1, 0}, 13: {2, 0}} {
		assert.Equal(t, want, positionAt(text, at))
	}
}

func TestSpans(t *testing.T) {
	text := lines("a😀 \"b\" {\n  c = 1\n}\n")
	span := func(l1, c1, l2, c2 int) model.Range {
		return model.Range{Line: l1, Column: c1, EndLine: l2, EndColumn: c2}
	}
	line := func(n, from, to int) (s struct{ Start, End position }) {
		s.Start, s.End = position{n, from}, position{n, to}
		return s
	}
	for r, want := range map[model.Range]struct{ Start, End position }{
		span(1, 4, 1, 7):   line(0, 4, 7), // columns count characters, editors units
		span(1, 1, 3, 2):   line(0, 0, 9), // of a block, its first line
		span(2, 0, 0, 0):   line(1, 2, 7), // a line alone
		{}:                 line(0, 0, 9),
		span(99, 1, 99, 2): line(3, 0, 0), // the file is shorter by now
	} {
		got := spanOf(r, text)
		assert.Equal(t, want.Start, got.Start, "%v", r)
		assert.Equal(t, want.End, got.End, "%v", r)
	}
}

func TestDifference(t *testing.T) {
	for _, c := range [][3]string{{"abc\n", "abXc\n", "X"}, {"ü\n", "ö\n", "ö"}, {"aa", "aaa", "a"}, {"same", "same", ""}, {"", "x", "x"}} {
		d := difference(c[0], c[1])
		assert.Equal(t, c[2], d.NewText)
		start, end := offset(c[0], d.Range.Start), offset(c[0], d.Range.End)
		assert.Equal(t, c[1], c[0][:start]+d.NewText+c[0][end:])
	}
}

func TestURIs(t *testing.T) {
	assert.Equal(t, "/net/my file.tf", pathOf("file:///net/my%20file.tf"))
	assert.Equal(t, "file:///net/my%20file.tf", uriOf("/net/my file.tf"))
	assert.Empty(t, pathOf("untitled:Untitled-1"))
	assert.Equal(t, "c:/net/main.tf", pathOf("file:///c%3A/net/main.tf"))
}
