package topology

import "strings"

// NamesHost reports whether a text names a host: the name, with nothing around it that would make it another.
func NamesHost(text, host string) bool {
	text = strings.ToLower(text)
	for from := 0; ; {
		i := strings.Index(text[from:], host)
		if i < 0 {
			return false
		}
		i += from
		end := i + len(host)
		if !partOfName(text, i-1) && !(end < len(text) && partOfName(text, end) && !endOfSentence(text, end)) {
			return true
		}
		from = end
	}
}

func partOfName(s string, i int) bool {
	if i < 0 || i >= len(s) {
		return false
	}
	c := s[i]
	return c == '-' || c == '_' || c == '.' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
}

// endOfSentence reports whether a dot at i ends a name rather than going on with it.
func endOfSentence(s string, i int) bool { return s[i] == '.' && !partOfName(s, i+1) }
