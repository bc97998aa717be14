package model

import "fmt"

// Range is a place in an input file. Lines and columns count from 1; columns count Unicode characters as
// editors show them. The zero Range means "no place known". EndLine and EndColumn point just behind the
// last character.
type Range struct {
	File      string
	Line      int
	Column    int
	EndLine   int
	EndColumn int
}

// IsZero reports whether no place is known.
func (r Range) IsZero() bool { return r.File == "" && r.Line == 0 }

// String gives the place as file:line:column, or the file alone, as editors accept it.
func (r Range) String() string {
	switch {
	case r.Line == 0:
		return r.File
	case r.Column == 0:
		return fmt.Sprintf("%s:%d", r.File, r.Line)
	default:
		return fmt.Sprintf("%s:%d:%d", r.File, r.Line, r.Column)
	}
}

// Compare orders places by file, line and column.
func (r Range) Compare(o Range) int {
	switch {
	case r.File != o.File:
		if r.File < o.File {
			return -1
		}
		return 1
	case r.Line != o.Line:
		return r.Line - o.Line
	default:
		return r.Column - o.Column
	}
}
