package reach

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// states gives the items of a checklist by name.
func states(c Checklist) map[string]Presence {
	out := map[string]Presence{}
	for _, i := range c.Items {
		out[i.Name] = i.State
	}
	return out
}

// Each of the five things that being reached takes is missing where it is taken away, and the others stay.
func TestChecklistNamesWhatIsMissing(t *testing.T) {
	whole := map[string]Presence{"public address": Present, "security group": Present, "network ACL": Present, "attached gateway": Present, "route": Present}
	for _, lacking := range []string{"", "public address", "security group", "network ACL", "attached gateway", "route"} {
		t.Run(lacking, func(t *testing.T) {
			b := build(t)
			v := b.vpc("v", "10.0.0.0/16")
			s := b.subnet(v, "s", "a", "10.0.1.0/24")
			g := b.open(v, "g")
			if lacking == "security group" {
				g = b.group(v, "shut")
			}
			x := b.instance(s, "x", "", g)
			if lacking != "public address" {
				x.PublicIP = yes()
			}
			if lacking == "network ACL" {
				acl := b.acl(v, "acl", s) // requests come in, and no answer goes out
				b.entry(acl, 100, false, true, everything, "0.0.0.0/0")
			}
			at := v
			if lacking == "attached gateway" {
				at = b.vpc("other", "10.9.0.0/16")
			}
			igw := b.igw(at, "igw")
			table := b.table(v, "t", s)
			if lacking != "route" {
				b.route(table, "0.0.0.0/0", model.TargetInternetGateway, igw.ID)
			}
			want := map[string]Presence{}
			for k, state := range whole {
				want[k] = state
			}
			if lacking != "" {
				want[lacking] = Missing
			}
			e := b.engine()
			q := Query{From: InternetEnd(), To: WorkloadEnd(x), Packets: toPort(443)}
			lists := e.Checklists(q)
			require.Len(t, lists, 2)
			assert.True(t, lists[0].Inbound)
			assert.Equal(t, want, states(lists[0]))
			assert.True(t, lists[1].IPv6)
			assert.Equal(t, Missing, states(lists[1])["IPv6 address"])
			assert.Equal(t, Missing, states(lists[1])["route"])
			wantVerdict := Reachable
			if lacking != "" {
				wantVerdict = Blocked
			}
			requireVerdict(t, wantVerdict, e.Path(q))

			out := states(e.Checklists(Query{From: WorkloadEnd(x), To: InternetEnd()})[0])
			delete(want, "security group")
			delete(want, "network ACL")
			assert.Equal(t, want, out, "three things to go out")
		})
	}
}

func TestChecklistKnowsNothingFirm(t *testing.T) {
	b := build(t)
	v := b.vpc("v", "10.0.0.0/16")
	s := b.subnet(v, "s", "a", "10.0.1.0/24")
	x := b.instance(s, "x", "", b.open(v, "g"))
	x.PublicIP = dunno[bool]()
	s.IPv6CIDR, s.AssignIPv6 = model.Known(pfx("2001:db8:1::/64")), dunno[bool]()
	e := b.engine()
	lists := e.Checklists(Query{From: InternetEnd(), To: WorkloadEnd(x), Packets: packet.Set{}})
	assert.Equal(t, Unsure, states(lists[0])["public address"])
	assert.Equal(t, Unsure, states(lists[1])["IPv6 address"])
	assert.Empty(t, e.Checklists(Query{From: WorkloadEnd(x), To: WorkloadEnd(x)}))
}
