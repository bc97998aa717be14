package nacl

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules/topology"
)

// References that several rules of the family share.
const (
	aclGuide       = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html"
	aclRules       = "https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html"
	ephemeralGuide = "https://docs.aws.amazon.com/vpc/latest/userguide/nacl-ephemeral-ports.html"
)

// Rule numbers that AWS accepts (VPC User Guide, "Network ACLs").
const (
	firstNumber = 1
	lastNumber  = 32766
)

// side is the console's word for a direction of an ACL.
func side(egress bool) string {
	if egress {
		return "outbound"
	}
	return "inbound"
}

// title names an entry as the console does: "inbound rule 100".
func title(e *model.NetworkACLEntry) string {
	number := "with an unknown number"
	if n, ok := e.Number.Get(); ok {
		number = fmt.Sprint(n)
	}
	return side(e.Egress.Or(false)) + " rule " + number
}

// says gives what an entry does in words: "denies all traffic to 1.1.1.1/32".
func says(e *model.NetworkACLEntry) string {
	verb := "denies"
	if e.Allow.Or(false) {
		verb = "allows"
	}
	from := "from"
	if e.Egress.Or(false) {
		from = "to"
	}
	cidr := "an unknown range"
	if p, ok := e.CIDR.Get(); ok {
		cidr = p.String()
	}
	return fmt.Sprintf("%s %s %s %s", verb, topology.Traffic(e.Match), from, cidr)
}

// entries gives the certain entries of one direction, in order of number.
func entries(a *model.NetworkACL, egress bool) []*model.NetworkACLEntry {
	if egress {
		return a.Egress
	}
	return a.Ingress
}

// freeNumber gives a number that no entry of the direction has: below the given one where it is positive,
// else behind all entries, in the tens that people count in where there is room.
func freeNumber(a *model.NetworkACL, egress bool, below int) int {
	taken := map[int]bool{}
	last := 0
	for _, e := range slices.Concat(entries(a, egress), a.Maybe) {
		if n, ok := e.Number.Get(); ok {
			taken[n] = true
			last = max(last, n)
		}
	}
	if below > firstNumber {
		for _, step := range []int{10, 1} {
			for n := (below - 1) / step * step; n >= firstNumber; n -= step {
				if !taken[n] {
					return n
				}
			}
		}
	}
	if next := last/10*10 + 10; next <= lastNumber {
		return next
	}
	for n := lastNumber; n >= firstNumber; n-- {
		if !taken[n] {
			return n
		}
	}
	return lastNumber
}

// deciding gives the explicit denials that certainly decide packets of the set, in order.
func deciding(v *reach.ACLView, set packet.Set) []*model.NetworkACLEntry {
	var out []*model.NetworkACLEntry
	for _, e := range v.Entries {
		if allow, ok := e.Entry.Allow.Get(); ok && !allow && e.Decides.Must.Overlaps(set) {
			out = append(out, e.Entry)
		}
	}
	return out
}

// admitting gives the first entry that certainly allows packets of the set, or nil.
func admitting(v *reach.ACLView, set packet.Set) *model.NetworkACLEntry {
	for _, e := range v.Entries {
		if e.Entry.Allow.Or(false) && e.Decides.Must.Overlaps(set) {
			return e.Entry
		}
	}
	return nil
}

// inline reports whether the ACL's rules stand inside its own declaration, where rules of their own would be
// overwritten (VPC User Guide, "Network ACLs").
func inline(a *model.NetworkACL) bool {
	return slices.ContainsFunc(slices.Concat(a.Ingress, a.Egress), func(e *model.NetworkACLEntry) bool {
		return e.Inline && !a.Implicit
	})
}

// capital gives the text with its first letter in upper case.
func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
