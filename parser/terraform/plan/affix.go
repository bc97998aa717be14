package plan

import "strings"

// names reports whether a text key of the iteration certainly names the instance with that key among more instances
// than the block has. Of X["${each.key}-public"] a plan keeps what it keeps of X[each.key]: where every key of the
// block is one with the same text before or after it too, either may be meant.
func names[T any](x *resolver, of *instances[T], it iteration) bool {
	if len(of.keys) == 0 || len(it.keys) == 0 {
		return false
	}
	q := keyPair{&of.keys[0], &it.keys[0]}
	certain, ok := x.named[q]
	if !ok {
		certain = !affixed(of, it.keys)
		x.named[q] = certain
	}
	return certain
}

// keyPair is a question about the keys of two groups of instances.
type keyPair struct{ of, by *Key }

// affixed reports whether there is an instance for each of the keys with one and the same text before and after it.
func affixed[T any](of *instances[T], keys []Key) bool {
	first := keys[0].s
	for _, k := range of.keys {
		if k.kind != stringKey || len(k.s) == len(first) {
			continue
		}
		for from := 0; from <= len(k.s); {
			i := strings.Index(k.s[from:], first)
			if i < 0 {
				break
			}
			at := from + i
			before, after := k.s[:at], k.s[at+len(first):]
			if of.hasAllBetween(before, keys, after) {
				return true
			}
			from = at + 1
		}
	}
	return false
}

// hasAllBetween reports whether there is an instance for each of the keys with text before and after it.
func (in *instances[T]) hasAllBetween(before string, keys []Key, after string) bool {
	for _, k := range keys {
		if _, ok := in.find(Key{kind: stringKey, s: before + k.s + after}); !ok {
			return false
		}
	}
	return true
}
