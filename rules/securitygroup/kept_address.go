package securitygroup

import (
	"fmt"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
	"github.com/netlint/netlint/rules/topology"
)

// checkClients notes a request that keeps its client's address where the target lets in neither any address of the
// internet nor members of the load balancer's groups.
func checkClients(p *rules.Pass, found *blockades, g *model.SecurityGroup, r request) {
	for _, node := range r.balancer.Interfaces {
		sent := packet.From(reach.Internet().IPv4()).Intersect(packet.To(r.destination(p.Reach))).
			Intersect(packet.OfProtocol(packet.TCP)).Intersect(packet.DstPorts(r.ports()))
		if sent.IsEmpty() || sent.Overlaps(p.Reach.AllowsPeer(r.target.Interface, node, false, true).May) {
			return
		}
	}
	if len(r.balancer.Interfaces) > 0 {
		found.add(g, r.balancer.Interfaces[0], r, "")
	}
}

func reportClients(p *rules.Pass, b *blockade) {
	rule := snippet.GroupRule{Group: b.group, Port: b.requests[0].port, Last: b.requests[0].last, CIDR: "0.0.0.0/0"}
	f := rules.Finding{
		Object: b.group.Base(), Related: b.related(), Key: "clients",
		Message: fmt.Sprintf("%s lets no client of %s in from the internet on %s. Targets see the clients' addresses, which this network load balancer keeps, so requests time out.",
			b.group.Label(), b.balancers(), b.ports()),
		Fix: rule.Fix(),
	}
	f.Fix.Edit = nil // opening the group or hiding the clients is for its owner to choose
	f.Fix.Text += " Or turn client IP preservation of the target group off, and let the load balancer's subnets in."
	for _, g := range topology.Groups(b.requests[0].target.Interface) {
		for _, r := range g.Ingress {
			f.Related = append(f.Related, rules.Related{Object: r.Holder(), Range: r.Range, Message: fmt.Sprintf("%s %s.", g.Label(), topology.RuleWords(r))})
		}
	}
	p.Report(topology.RuleAbsence(p.Net, f))
}
