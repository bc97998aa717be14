package loadbalancer

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// SchemeSubnetMismatch finds load balancers whose subnets do not fit their scheme or their targets.
var SchemeSubnetMismatch = &rules.Rule{
	ID:         "lb-scheme-subnet-mismatch",
	Severity:   rules.Warning,
	ReportedAt: "the load balancer",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title: "A load balancer whose subnets do not fit its scheme or its targets",
		Problem: "An internal load balancer stands in public subnets only, targets stand in a zone that the load balancer is not enabled in and get no requests, " +
			"or a node has no target in its zone and answers nobody.",
		Behaviour: "A load balancer sends requests only to targets in zones in which it has a subnet. With cross-zone balancing off each node sends only to targets " +
			"of its own zone, and clients that get the address of a node without targets get no answer. Cross-zone balancing is on for application and off for network load balancers unless said otherwise.",
		Remediation: "Give the load balancer a subnet in each zone that has targets, switch cross-zone balancing on, and put internal load balancers into private subnets.",
		Terraform: `resource "aws_lb" "api" {
  internal                         = true
  subnets                          = [for s in aws_subnet.private : s.id]
  enable_cross_zone_load_balancing = true
}
`,
		CloudFormation: `Api:
  Type: AWS::ElasticLoadBalancingV2::LoadBalancer
  Properties:
    Scheme: internal
    Subnets: [!Ref PrivateSubnetA, !Ref PrivateSubnetB]
`,
		Limits:     "Zones have to be known. An internal load balancer in public subnets is reported only where the VPC has private ones.",
		References: []string{elbGuide, albGuide},
	},
	Run: runSchemeSubnetMismatch,
}

func runSchemeSubnetMismatch(p *rules.Pass) error {
	for _, b := range p.Net.LoadBalancers {
		if b.External || b.Subnets.Open || len(nodes(b)) < len(b.Subnets.Items) {
			continue
		}
		internalInPublic(p, b)
		zonesOf(p, b)
	}
	return nil
}

// internalInPublic reports an internal load balancer all of whose subnets route to an internet gateway while
// the VPC has subnets that do not.
func internalInPublic(p *rules.Pass, b *model.LoadBalancer) {
	internal, ok := b.Internal.OrDefault(false).Get()
	v := vpcOf(b)
	if !ok || !internal || v == nil || kindOf(b) == model.GatewayLoadBalancer {
		return
	}
	for _, s := range nodes(b) {
		if must, _ := toGateway(p.Reach, s); !reach.Internet().IPv4().Subset(must) {
			return
		}
	}
	private := slices.IndexFunc(v.Subnets, func(s *model.Subnet) bool {
		_, may := toGateway(p.Reach, s)
		return may.IsEmpty() && !topology.IsTransit(s)
	})
	if private < 0 {
		return
	}
	f := rules.Finding{
		Object: b.Base(), Range: b.Place("subnets"), Key: "scheme",
		Message: fmt.Sprintf("%s is internal, but all of its subnets route to an internet gateway, while %s has private subnets such as %s.",
			b.Label(), v.Label(), v.Subnets[private].Label()),
		Fix: rules.Fix{Text: fmt.Sprintf("Move %s to private subnets.", b.Address)},
	}
	for _, s := range nodes(b) {
		f.Related = append(f.Related, rules.Related{Object: s.Base(), Message: "This subnet routes to an internet gateway."})
	}
	p.Report(f)
}

// zonesOf compares the zones of nodes and targets.
func zonesOf(p *rules.Pass, b *model.LoadBalancer) {
	enabled := map[string]*model.Subnet{}
	all := nodes(b)
	if len(all) == 0 {
		return
	}
	for _, s := range all {
		zone, ok := s.Zone.Get()
		if _, comparable := topology.SameZone(s, all[0]); !ok || !comparable {
			return
		}
		enabled[zone] = s
	}
	for _, g := range topology.TargetGroups(b) {
		targets, complete := topology.GroupTargets(g)
		inZone := map[string]bool{}
		known := complete && len(targets) > 0
		var unused []topology.Target
		for _, t := range targets {
			zone, ok := "", false
			if s := t.Subnet(); s != nil && s.VPC.To() == vpcOf(b) {
				zone, ok = s.Zone.Get()
				_, comparable := topology.SameZone(s, all[0])
				ok = ok && comparable
			}
			if !ok {
				known = false
				continue
			}
			inZone[zone] = true
			if enabled[zone] == nil && balancerOf(t) == nil {
				unused = append(unused, t)
			}
		}
		if len(unused) > 0 {
			reportUnused(p, b, g, unused)
		}
		if known {
			reportEmptyZones(p, b, g, enabled, inZone)
		}
	}
}

func reportUnused(p *rules.Pass, b *model.LoadBalancer, g *model.TargetGroup, unused []topology.Target) {
	first := unused[0].Subnet()
	f := rules.Finding{
		Object: b.Base(), Range: b.Place("subnets"), Key: "zones of " + g.Address,
		Message: fmt.Sprintf("%s has no subnet in %s, so targets of %s that stand there, in %s, never get a request.",
			b.Label(), first.Zone, g.Label(), first.Label()),
		Related: []rules.Related{{Object: g.Base(), Message: "The targets are registered with this group."}},
		Fix:     rules.Fix{Text: fmt.Sprintf("Give %s a subnet in %s, or keep the targets of %s out of that zone.", b.Address, first.Zone, g.Address)},
	}
	f.Witness = rules.Lost(reach.LoadBalancerEnd(b), interfacesOf(unused), packet.Set{})
	for _, t := range unused {
		if t.Object != nil && len(f.Related) < 6 {
			f.Related = append(f.Related, rules.Related{Object: t.Object, Message: fmt.Sprintf("It stands in %s.", t.Subnet().Zone)})
		}
	}
	p.Report(f)
}

// reportEmptyZones reports nodes without a target in their zone where nodes send to their own zone only.
func reportEmptyZones(p *rules.Pass, b *model.LoadBalancer, g *model.TargetGroup, enabled map[string]*model.Subnet, inZone map[string]bool) {
	if on, known := crossZone(b, g); !known || on {
		return
	}
	var zones []string
	for zone := range enabled {
		if !inZone[zone] {
			zones = append(zones, zone)
		}
	}
	if len(zones) == 0 {
		return
	}
	slices.Sort(zones)
	targets, _ := topology.GroupTargets(g)
	var node reach.Endpoint
	for _, i := range b.Interfaces {
		if i.Subnet.To() == enabled[zones[0]] {
			node = reach.InterfaceEnd(i)
		}
	}
	p.Report(topology.Absence(p.Net, rules.Finding{
		Object: b.Base(), Key: "empty zones of " + g.Address,
		Message: fmt.Sprintf("%s has a node in %s and balances within zones only, but %s has no target there: clients of that node get no answer.",
			b.Label(), topology.List(zones), g.Label()),
		Related: []rules.Related{
			{Object: g.Base(), Message: "This group has targets in other zones only."},
			{Object: enabled[zones[0]].Base(), Message: "The node stands in this subnet."},
		},
		Witness: rules.Lost(node, interfacesOf(targets), packet.Set{}),
		Fix:     rules.Fix{Text: fmt.Sprintf("Switch cross-zone balancing on for %s, or register a target in %s.", b.Address, topology.List(zones))},
	}))
}

// crossZone reports whether nodes send to targets of other zones.
func crossZone(b *model.LoadBalancer, g *model.TargetGroup) (on, known bool) {
	switch v, ok := g.CrossZone.OrDefault("use_load_balancer_configuration").Get(); {
	case !ok:
		return false, false
	case v != "use_load_balancer_configuration":
		return v == "true", true
	}
	kind := kindOf(b)
	if kind == "" || kind == model.ClassicLoadBalancer && b.CrossZone.IsAbsent() {
		return false, false
	}
	return b.CrossZone.OrDefault(kind == model.ApplicationLoadBalancer).Get()
}

// interfacesOf is the interfaces of targets as an end.
func interfacesOf(targets []topology.Target) reach.Endpoint {
	var all []*model.NetworkInterface
	for _, t := range targets {
		if t.Interface != nil {
			all = append(all, t.Interface)
		}
	}
	return reach.InterfaceEnd(all...)
}
