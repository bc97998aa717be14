package nacl

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// lostRequests are requests that one direction of an ACL drops.
type lostRequests struct {
	acl      *model.NetworkACL
	egress   bool
	dropped  packet.Set
	from, to reach.Endpoint
	text     string       // "none of the requests of aws_lb.web in to its targets in aws_subnet.app (10.0.1.0/24) on TCP 8080"
	port     int          // TCP
	far      netip.Prefix // to allow
	further  bool         // other senders or receivers are dropped as well
	related  []rules.Related
	naming
}

// naming are the words of a rule that finds lost requests.
type naming struct {
	others                    string // whose further requests are dropped: "the other subnets and ports of load balancers"
	terraform, cloudFormation string // what names of new entries begin with
}

// lostList collects lost requests: one for each direction of an ACL, as what lets one request through is most of what
// is to be done.
type lostList []*lostRequests

func (ls *lostList) add(l *lostRequests) {
	for i, o := range *ls {
		if o.acl == l.acl && o.egress == l.egress {
			if l.text < o.text {
				(*ls)[i] = l
			}
			(*ls)[i].further = true
			return
		}
	}
	*ls = append(*ls, l)
}

func (ls lostList) report(p *rules.Pass) {
	for _, l := range ls {
		reportLost(p, l)
	}
}

// lostBetween gives what a network ACL drops of the requests of an interface in subnet n to others in subnet s, where
// it drops them all; else nil.
func lostBetween(e *reach.Engine, from *model.NetworkInterface, n, s *model.Subnet, port int) *lostRequests {
	if n == s {
		return nil
	}
	sent := topology.PortBetween(port, e.SubnetAddresses(n), e.SubnetAddresses(s))
	l := &lostRequests{dropped: sent, from: reach.InterfaceEnd(from), port: port}
	switch {
	case sent.IsEmpty():
	case !sent.Overlaps(e.SubnetACL(s, false).May):
		l.acl, l.far = ownACL(s), n.CIDR.Or(netip.Prefix{})
	case !sent.Overlaps(e.SubnetACL(n, true).May):
		l.acl, l.egress, l.far = ownACL(n), true, s.CIDR.Or(netip.Prefix{})
	}
	if l.acl == nil {
		return nil
	}
	return l
}

// ownACL gives the network ACL of a subnet, where the inputs declare it.
func ownACL(s *model.Subnet) *model.NetworkACL {
	if s == nil {
		return nil
	}
	if acl := s.ACL.To(); acl != nil && !acl.External {
		return acl
	}
	return nil
}

func reportLost(p *rules.Pass, l *lostRequests) {
	f := rules.Finding{
		Object: l.acl.Base(), Key: side(l.egress), Witness: rules.Lost(l.from, l.to, topology.Port(l.port)),
		Message: fmt.Sprintf("%s lets %s.", l.acl.Label(), l.text),
		Related: slices.Clone(l.related),
	}
	view := p.Reach.ACLView(l.acl, l.egress)
	if view.Filter.May.IsEmpty() {
		f.Causes = append(f.Causes, blockedCause(l.acl, l.egress))
	}
	below := 0
	for _, e := range view.Entries {
		if e.Entry.Allow.Or(true) || !l.dropped.Subset(e.Decides.Must) {
			continue // a denial of a part is not what keeps the rest out
		}
		f.Causes, below = append(f.Causes, denialCause(l.acl, e.Entry)), e.Entry.Number.Or(0)
		f.Related = append(f.Related, rules.Related{
			Object: e.Entry.Holder(), Range: e.Entry.Range, Message: fmt.Sprintf("%s %s.", capital(title(e.Entry)), says(e.Entry)),
		})
	}
	if l.far.IsValid() {
		n := newEntry{
			acl: l.acl, number: freeNumber(l.acl, l.egress, below), egress: l.egress, protocol: packet.TCP, cidr: l.far,
			ports: packet.PortRange{First: uint16(l.port), Last: uint16(l.port)},
		}
		way := "from"
		if l.egress {
			way = "to"
		}
		text := fmt.Sprintf("Add %s rule %d to %s that allows TCP %d %s %s", side(l.egress), n.number, l.acl.Address, l.port, way, l.far)
		if l.further {
			text += ", and likewise for " + l.others
		}
		f.Fix = n.fix(text+".", l.terraform+side(l.egress), l.cloudFormation+capital(side(l.egress)))
		if l.further {
			f.Fix.Edit = nil // it is a part only
		}
	}
	p.Report(topology.RuleAbsence(p.Net, f))
}
