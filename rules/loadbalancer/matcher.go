package loadbalancer

import (
	"strconv"
	"strings"
)

// accepts reports whether a health check's matcher takes an HTTP status as success. A matcher lists statuses
// and ranges: "200", "200-299", "200,202". ok is false for one that cannot be read.
func accepts(matcher string, status int) (accepted, ok bool) {
	for part := range strings.SplitSeq(matcher, ",") {
		first, last, ranged := strings.Cut(strings.TrimSpace(part), "-")
		if !ranged {
			last = first
		}
		a, errA := strconv.Atoi(strings.TrimSpace(first))
		b, errB := strconv.Atoi(strings.TrimSpace(last))
		if errA != nil || errB != nil {
			return false, false
		}
		accepted = accepted || a <= status && status <= b
	}
	return accepted, true
}

// matchesPath reports whether a path pattern of a listener rule takes a path: * stands for any characters,
// ? for exactly one.
func matchesPath(pattern, path string) bool {
	if pattern == "" {
		return path == ""
	}
	switch pattern[0] {
	case '*':
		for i := 0; i <= len(path); i++ {
			if matchesPath(pattern[1:], path[i:]) {
				return true
			}
		}
		return false
	case '?':
		return path != "" && matchesPath(pattern[1:], path[1:])
	default:
		return path != "" && path[0] == pattern[0] && matchesPath(pattern[1:], path[1:])
	}
}
