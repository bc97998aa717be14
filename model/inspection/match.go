// Package inspection says what the rules of an AWS Network Firewall do with packets: which packets each rule of a
// policy matches, in the order in which the firewall looks at them (AWS-NETWORK-SEMANTICS §11.3; Network Firewall
// Developer Guide, "Stateless and stateful rules engines").
package inspection

import (
	"cmp"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/suricata"
)

// Match is a set of packets of which a part may not be known: those of Must certainly match, those outside of May
// certainly do not.
type Match struct {
	Must, May packet.Set
	// Why says, where the sets differ, what would have to be known.
	Why string
}

// Certain reports whether the set is fully known.
func (m Match) Certain() bool { return m.Must.Equal(m.May) }

// Covers says whether the match holds for every packet of a set, for none, or whether that cannot be told or
// differs between them.
func (m Match) Covers(packets packet.Set) suricata.Answer {
	switch {
	case !m.May.Overlaps(packets):
		return suricata.No
	case packets.Subset(m.Must):
		return suricata.Yes
	}
	return suricata.Maybe
}

// unknown is a match of which nothing is known.
func unknown(why string) Match { return Match{May: packet.All(), Why: why} }

// byPriority sorts rule groups by priority; groups of default order have none and keep theirs.
func byPriority(uses model.List[model.FirewallGroupUse]) []model.FirewallGroupUse {
	return slices.SortedStableFunc(slices.Values(uses.Items), func(a, b model.FirewallGroupUse) int {
		return cmp.Compare(a.Priority.Or(0), b.Priority.Or(0))
	})
}

// StandardAction gives the one of AWS's own actions in a list, which may hold custom ones besides: "aws:pass",
// "aws:drop", "aws:forward_to_sfe"; empty where it is not known.
func StandardAction(actions model.List[model.Value[string]]) string {
	for _, a := range actions.Items {
		if name, ok := a.Get(); ok && strings.HasPrefix(name, "aws:") {
			return name
		}
	}
	return ""
}
