package plan

import (
	"strconv"
	"strings"
)

// resourceAddress writes the address of an instance as Terraform does.
func resourceAddress(r *Resource) string {
	var b strings.Builder
	if r.Module != "" {
		b.WriteString(r.Module)
		b.WriteByte('.')
	}
	if r.Data {
		b.WriteString("data.")
	}
	b.WriteString(r.Type)
	b.WriteByte('.')
	b.WriteString(r.Name)
	b.WriteString(r.Key.String())
	return b.String()
}

// String writes the key as it stands in an address: [0], ["a"], or nothing.
func (k Key) String() string {
	switch k.kind {
	case intKey:
		return "[" + strconv.Itoa(k.n) + "]"
	case stringKey:
		return "[" + strconv.Quote(k.s) + "]"
	default:
		return ""
	}
}

// step is one step of an address or reference: a name, with the index that follows it.
type step struct {
	name string
	key  Key
}

// splitSteps splits an address or reference at its dots, leaving those in index keys alone. Several indices
// after one name become steps of their own, without a name.
func splitSteps(address string) []step {
	steps := make([]step, 0, 4)
	for len(address) > 0 {
		end := strings.IndexAny(address, ".[")
		if end < 0 {
			steps = append(steps, step{name: address})
			break
		}
		s := step{name: address[:end]}
		if address[end] == '[' {
			s.key, end = readKey(address, end)
		}
		steps = append(steps, s)
		if end < len(address) && address[end] == '.' {
			end++
		}
		address = address[end:]
	}
	return steps
}

// readKey reads the index that begins at address[at] and gives the position behind it.
func readKey(address string, at int) (Key, int) {
	rest := address[at+1:]
	if strings.HasPrefix(rest, `"`) {
		quoted, err := strconv.QuotedPrefix(rest)
		if err != nil { // no Go string: Terraform escapes "${" and "%{" by doubling, which is one
			quoted = rest[:max(strings.Index(rest, `"]`)+1, 0)]
		}
		text, err := strconv.Unquote(quoted)
		if err != nil {
			text = strings.Trim(quoted, `"`)
		}
		end := at + 1 + len(quoted)
		if close := strings.IndexByte(address[end:], ']'); close >= 0 {
			return StringKey(text), end + close + 1
		}
		return StringKey(text), len(address)
	}
	end := strings.IndexByte(rest, ']')
	if end < 0 {
		return Key{}, len(address)
	}
	n, err := strconv.Atoi(rest[:end])
	if err != nil {
		return StringKey(rest[:end]), at + end + 2
	}
	return IntKey(n), at + end + 2
}
