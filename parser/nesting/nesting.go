// Package nesting says how deep a configuration nests before it is parsed. The parsers and evaluators of HCL
// are recursive, and a Go program whose stack overflows cannot recover: what is nested too deeply has to be
// refused by its characters.
package nesting

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Max bounds the depth of brackets, operators and template directives.
const Max = 5_000

// harmless is how many characters that may make an expression deeper a file can have, whatever they come to: so
// many levels still fit on a stack. Only files with more are looked at token by token.
const harmless = 50_000

// Config looks at a file in HCL's native syntax, or at an expression in it. It gives the line that nests deeper
// than Max, and 0 where none does.
func Config(src []byte) (line int) {
	if line := brackets(src); line > 0 || deepening(src) <= harmless {
		return line
	}
	tokens, _ := hclsyntax.LexConfig(src, "", hcl.InitialPos)
	return deepest(tokens)
}

// Template does the same for a template.
func Template(src []byte) (line int) {
	if line := brackets(src); line > 0 || deepening(src) <= harmless {
		return line
	}
	tokens, _ := hclsyntax.LexTemplate(src, "", hcl.InitialPos)
	return deepest(tokens)
}

// JSON does the same for a file in HCL's JSON syntax, in which every string is a template.
func JSON(src []byte) (line int) {
	line = brackets(src)
	if line > 0 || deepening(src)+strings.Count(string(src), `\u`) <= harmless {
		return line
	}
	d := json.NewDecoder(strings.NewReader(string(src)))
	for {
		token, err := d.Token()
		if err != nil {
			return 0 // at the end, or where the parser will say what is wrong
		}
		if text, ok := token.(string); ok && (strings.Contains(text, "${") || strings.Contains(text, "%{")) && Template([]byte(text)) > 0 {
			return 1 + strings.Count(string(src[:d.InputOffset()]), "\n")
		}
	}
}

// Diagnostic says that a file is refused at a line.
func Diagnostic(file string, line int) *hcl.Diagnostic {
	at := hcl.Pos{Line: line, Column: 1}
	return &hcl.Diagnostic{
		Severity: hcl.DiagError,
		Summary:  "Expressions are nested too deeply",
		Detail: fmt.Sprintf("%s nests brackets or operators more than %d levels deep, which netlint does not read. "+
			"Split the expression into locals.", file, Max),
		Subject: &hcl.Range{Filename: file, Start: at, End: at},
	}
}

// deepening counts the characters that may make an expression deeper.
func deepening(src []byte) int { return count(src, "([{?!-+*/%<>&|=") }

// count gives how often any of some ASCII characters stands in src. One pass for each is faster than one for all.
func count(src []byte, characters string) int {
	n := 0
	for i := range characters {
		n += bytes.Count(src, []byte(characters[i:i+1]))
	}
	return n
}

// brackets gives the line at which more than Max brackets, conditions or signs are open. It knows nothing of
// strings and comments, which makes it fast and strict.
func brackets(src []byte) int {
	if count(src, "([{") <= Max && count(src, "?") <= Max && count(src, "!-") <= Max {
		return 0
	}
	depth, conditionals, unary, line := 0, 0, 0, 1
	for _, c := range src {
		switch c {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth = max(depth-1, 0)
		case '?':
			conditionals++
		case '\n':
			line++
			if depth == 0 {
				conditionals = 0
			}
		}
		switch c {
		case '!', '-':
			unary++
		case ' ', '\t':
		default:
			unary = 0
		}
		if depth > Max || conditionals > Max || unary > Max {
			return line
		}
	}
	return 0
}

// level is what is open inside one bracket or template: how many operators, indices and directives the present
// part of it has, each of which may be the parent of the one before.
type level struct {
	operators int
	lines     bool // a new line begins a new part
}

// deepest gives the line at which the tokens nest deeper than Max, or 0. Everything that may be one level of
// the syntax tree counts as one.
func deepest(tokens hclsyntax.Tokens) int {
	levels := []level{{lines: true}}
	depth := 0
	for _, token := range tokens {
		top := &levels[len(levels)-1]
		switch token.Type {
		case hclsyntax.TokenOBrace, hclsyntax.TokenOParen, hclsyntax.TokenOBrack, hclsyntax.TokenOQuote, hclsyntax.TokenOHeredoc,
			hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
			if token.Type == hclsyntax.TokenOBrack || token.Type == hclsyntax.TokenTemplateControl {
				top.operators++ // an index of what stands before it; an if or for that the rest lies in
				depth++
			}
			levels = append(levels, level{lines: token.Type == hclsyntax.TokenOBrace})
			depth++
		case hclsyntax.TokenCBrace, hclsyntax.TokenCParen, hclsyntax.TokenCBrack, hclsyntax.TokenCQuote, hclsyntax.TokenCHeredoc, hclsyntax.TokenTemplateSeqEnd:
			if len(levels) > 1 {
				depth -= top.operators + 1
				levels = levels[:len(levels)-1]
			}
		case hclsyntax.TokenComma:
			depth, top.operators = depth-top.operators, 0
		case hclsyntax.TokenNewline:
			if top.lines {
				depth, top.operators = depth-top.operators, 0
			}
		case hclsyntax.TokenIdent, hclsyntax.TokenNumberLit, hclsyntax.TokenStringLit, hclsyntax.TokenQuotedLit, hclsyntax.TokenComment,
			hclsyntax.TokenEqual, hclsyntax.TokenColon, hclsyntax.TokenDot, hclsyntax.TokenEOF:
		default:
			top.operators++
			depth++
		}
		if depth > Max {
			return token.Range.Start.Line
		}
	}
	return 0
}
