package firewall

import (
	"fmt"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/model/suricata"
	"github.com/netlint/netlint/rules"
)

// applications are what listeners speak, by their protocol.
var applications = map[string]string{"HTTP": "http", "HTTPS": "tls", "TLS": "tls"}

// listenerDrops finds what a firewall drops of the requests from the internet to a load balancer whose nodes stand
// behind one of its endpoints. Which host the clients ask for is not known, so that rules on names leave it undecided.
func listenerDrops(p *rules.Pass) []rules.Finding {
	var found []rules.Finding
	said := map[string]bool{}
	for _, b := range p.Net.LoadBalancers {
		if internal, ok := b.Internal.OrDefault(false).Get(); !ok || internal || b.External {
			continue
		}
		for _, node := range b.Interfaces {
			f := arrivesBy(p, node)
			if f == nil {
				continue
			}
			for _, l := range b.Listeners {
				c, ok := requestTo(p.Reach, node, l)
				if !ok {
					continue
				}
				v, ok := dropped(f, c)
				if key := f.ID + " " + l.ID; ok && !said[key] {
					said[key] = true
					found = append(found, listenerFinding(f, b, l, node, c, v))
				}
			}
		}
	}
	return found
}

// arrivesBy gives the firewall that all arrivals from the internet for an interface's subnet certainly pass, by the
// route table of the internet gateway; nil for none.
func arrivesBy(p *rules.Pass, i *model.NetworkInterface) *model.NetworkFirewall {
	s := i.Subnet.To()
	if s == nil || s.VPC.To() == nil {
		return nil
	}
	for _, g := range p.Net.InternetGateways {
		edge := g.EdgeTable.To()
		if g.VPC.To() != s.VPC.To() || edge == nil {
			continue
		}
		if end, ok := into(p.Reach, edge, p.Reach.SubnetAddresses(s)); ok {
			if e, isFirewall := end.(*model.FirewallEndpoint); isFirewall {
				return e.Firewall
			}
		}
	}
	return nil
}

// requestTo gives what clients of the internet send to a node's listener; ok is false where that is not known.
func requestTo(e *reach.Engine, node *model.NetworkInterface, l *model.Listener) (connection, bool) {
	port, ok := l.Port.Get()
	protocol, known := l.Protocol.Get()
	if !ok || port < 1 || port > 65535 || !known || protocol == "UDP" || protocol == "TCP_UDP" {
		return connection{}, false
	}
	m := packet.AnyMatch()
	m.Protocol, m.DstPorts = packet.TCP, packet.Port(uint16(port))
	m.Src, m.Dst = reach.Internet().IPv4(), e.Addresses(node).All().IPv4()
	sent := m.Set().Intersect(e.Groups(node, false).Must)
	return connection{packets: sent, request: suricata.Request{Application: applications[protocol]}}, !sent.IsEmpty()
}

func listenerFinding(f *model.NetworkFirewall, b *model.LoadBalancer, l *model.Listener, node *model.NetworkInterface, c connection, v verdict) rules.Finding {
	object, at, subject := f.Base(), f.Range, ""
	if group := v.by.Group; group != nil {
		object, at = group.Base(), v.by.At
		subject = fmt.Sprintf("%s of rule group %s drops", upper(v.by.Text), group.Label())
	} else if policy := f.Policy.To(); policy != nil {
		object, at = policy.Base(), policy.Place("firewall_policy")
		subject = fmt.Sprintf("Firewall policy %s by its default actions drops", policy.Label())
	}
	w := rules.Lost(reach.InternetEnd(), reach.InterfaceEnd(node), c.packets)
	w.Request = c.request
	out := rules.Finding{
		Object: object, Range: at, Key: l.Address,
		Message: fmt.Sprintf("%s what clients of the internet send to %s on TCP %s, for which it listens.", subject, b.Label(), l.Port),
		Related: []rules.Related{
			{Object: l.Base(), Message: fmt.Sprintf("%s takes requests on TCP %s.", b.Label(), l.Port)},
			{Object: f.Base(), Message: fmt.Sprintf("What arrives through the internet gateway for %s goes through %s.", node.Subnet.To().Label(), f.Label())},
		},
		Fix:     rules.Fix{Text: fmt.Sprintf("Pass TCP %s to %s by a rule of its own.", l.Port, node.Subnet.To().Label())},
		Witness: w,
	}
	if v.doubt != "" {
		out.Confidence, out.Unknown = rules.Possible, v.doubt
	}
	return out
}
