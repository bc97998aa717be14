package baseline

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/lazyregexp"
)

// instanceKey is what tells the instances of a resource or module apart in an address.
var instanceKey = lazyregexp.New(`\[(?:\d+|"(?:[^"\\]|\\.)*")\]`)

func withoutKeys(text string) string { return instanceKey().ReplaceAllString(text, "") }

// renamed gives a text with the addresses in it as they are after moves. Moves are declared in any order and
// may follow one another; each is taken once.
func renamed(text string, moves []model.Move) string {
	taken := make([]bool, len(moves))
	for again := true; again; {
		again = false
		for i, m := range moves {
			if taken[i] || m.From == "" {
				continue
			}
			if now := replaceAddress(text, m.From, m.To); now != text {
				text, taken[i], again = now, true, true
			}
		}
	}
	return text
}

// replaceAddress replaces an address wherever it is a word of its own: neither the tail of a longer address
// nor the head of a longer name. What lies below it (an attribute, an instance, a module's resource) goes
// with it.
func replaceAddress(text, from, to string) string {
	var out strings.Builder
	for at := 0; ; {
		n := strings.Index(text[at:], from)
		if n < 0 {
			out.WriteString(text[at:])
			return out.String()
		}
		start, end := at+n, at+n+len(from)
		before, _ := utf8.DecodeLastRuneInString(text[:start])
		after, _ := utf8.DecodeRuneInString(text[end:])
		out.WriteString(text[at:start])
		if start > 0 && (inName(before) || before == '.') || end < len(text) && inName(after) {
			out.WriteString(from)
		} else {
			out.WriteString(to)
		}
		at = end
	}
}

func inName(r rune) bool { return r == '_' || r == '-' || unicode.IsLetter(r) || unicode.IsDigit(r) }
