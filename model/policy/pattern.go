package policy

// Covers reports whether every string that pattern sub matches is matched by pattern too. * stands for any
// number of characters and ? for one, as in IAM. For a sub without wildcards it is plain matching.
//
// The wildcards of sub are treated as characters that only * (for *) and * or ? (for ?) match, which never
// claims a cover that is none.
func Covers(pattern, sub string) bool {
	// Two positions with backtracking to the last star: linear for one star, quadratic at worst.
	p, s := 0, 0
	star, mark := -1, 0
	for s < len(sub) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, s
			p++
		case p < len(pattern) && (pattern[p] == '?' && sub[s] != '*' || pattern[p] == sub[s] && sub[s] != '*'):
			p++
			s++
		case star >= 0:
			mark++
			p, s = star+1, mark
		default:
			return false
		}
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern)
}

// Overlaps reports whether some string is matched by both patterns.
func Overlaps(a, b string) bool {
	// reach[j] tells whether a[:i] and b[:j] can match a common string; one row at a time.
	row := make([]bool, len(b)+1)
	row[0] = true
	for j := 1; j <= len(b) && b[j-1] == '*'; j++ {
		row[j] = true
	}
	for i := 1; i <= len(a); i++ {
		next := make([]bool, len(b)+1)
		next[0] = row[0] && a[i-1] == '*'
		for j := 1; j <= len(b); j++ {
			x, y := a[i-1], b[j-1]
			switch {
			case x == '*' && y == '*':
				next[j] = row[j] || next[j-1] || row[j-1]
			case x == '*':
				next[j] = row[j] || next[j-1]
			case y == '*':
				next[j] = next[j-1] || row[j]
			default:
				next[j] = row[j-1] && (x == '?' || y == '?' || x == y)
			}
		}
		row = next
	}
	return row[len(b)]
}
