package routing

import (
	"fmt"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
	"github.com/netlint/netlint/rules/topology"
)

// InternetGatewayNotAttached finds routes to gateways that are attached to no VPC.
var InternetGatewayNotAttached = &rules.Rule{
	ID:         "internet-gateway-not-attached",
	Severity:   rules.Error,
	ReportedAt: "the route",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title: "A route to a gateway that is attached to no VPC",
		Problem: "A route leads to an internet gateway, egress-only internet gateway or virtual private gateway that is attached to no VPC. AWS " +
			"refuses the route, or keeps it as a blackhole: what it should carry is dropped.",
		Behaviour: "Internet and virtual private gateways exist on their own and carry traffic only while they are attached to the VPC. In " +
			"CloudFormation the attachment is a resource of its own, and a route does not wait for it without DependsOn.",
		Remediation: "Attach the gateway to the VPC of the route table.",
		Terraform: `resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}
`,
		CloudFormation: `GatewayAttachment:
  Type: AWS::EC2::VPCGatewayAttachment
  Properties:
    VpcId: !Ref Vpc
    InternetGatewayId: !Ref InternetGateway
`,
		Limits:     "Silent where the gateway, or what attaches it, is not in view. A gateway of another VPC is route-target-in-other-vpc.",
		References: []string{gateway, routeOptions},
	},
	Run: runInternetGatewayNotAttached,
}

func runInternetGatewayNotAttached(p *rules.Pass) error {
	first := map[model.Entity]int{}
	var found []rules.Finding
	for _, r := range p.Net.Routes {
		gw := r.Target.To
		if gw == nil || r.Holder().External || !detached(gw) {
			continue
		}
		message := fmt.Sprintf("leads to %s as well", gw.Base().Label())
		if i, ok := first[gw]; ok {
			found[i].Related = append(found[i].Related, rules.Related{Object: r.Holder(), Range: r.Range, Message: message})
			continue
		}
		first[gw] = len(found)
		found = append(found, detachedFinding(p, r, gw))
	}
	for _, f := range found {
		p.Report(topology.Absence(p.Net, f))
	}
	return nil
}

// detached reports whether the gateway is certainly attached to no VPC.
func detached(gw model.Entity) bool {
	if gw.Base().External {
		return false
	}
	switch g := gw.(type) {
	case *model.InternetGateway:
		return g.VPC.IsAbsent()
	case *model.EgressOnlyInternetGateway:
		return g.VPC.IsAbsent()
	case *model.VPNGateway:
		return g.VPC.IsAbsent()
	}
	return false
}

func detachedFinding(p *rules.Pass, r *model.Route, gw model.Entity) rules.Finding {
	where := "its table"
	f := rules.Finding{
		Object: r.Holder(), Range: r.Range, Key: gw.Base().Address,
		Causes:  []string{rules.Cause("detached", gw.Base().ID)},
		Related: []rules.Related{{Object: gw.Base(), Message: "is attached to no VPC"}},
		Fix:     rules.Fix{Text: fmt.Sprintf("Attach %s to the VPC of the route table.", gw.Base().Label())},
	}
	if t := r.Table.To(); t != nil {
		where = t.Label()
		if v := t.VPC.To(); v != nil {
			f.Fix = attach(v, gw)
		}
	}
	f.Witness = byRoute(p.Reach, r)
	f.Message = fmt.Sprintf("The route for %s in %s leads nowhere: %s %s is attached to no VPC.", destination(r), where, r.Target.Kind, gw.Base().Label())
	return f
}

func attach(v *model.VPC, gw model.Entity) rules.Fix {
	o := gw.Base()
	fix := rules.Fix{Text: fmt.Sprintf("Attach %s to %s.", o.Label(), v.Label())}
	if snippet.Dialect(o) == model.CloudFormation {
		property := "InternetGatewayId"
		if _, ok := gw.(*model.VPNGateway); ok {
			property = "VpnGatewayId"
		}
		code := snippet.Resource(snippet.CloudFormationName(o, "Attachment"), "AWS::EC2::VPCGatewayAttachment",
			"VpcId", snippet.Reference(o, &v.Object, "VpcId"), property, snippet.Reference(o, o, property))
		fix.Edit = snippet.Edit(rules.AddBlock, o, "", code)
		return snippet.With(fix, o, code)
	}
	vpc := snippet.Reference(o, &v.Object, "vpc_id")
	fix.Edit = snippet.Edit(rules.Set, o, "vpc_id", vpc)
	return snippet.With(fix, o, "# in "+snippet.Terraform(o)+"\nvpc_id = "+vpc+"\n")
}

// destination names what a route carries.
func destination(r *model.Route) string {
	if d, ok := r.Destination.Get(); ok {
		return d.String()
	}
	if l := r.PrefixList.To(); l != nil {
		return "the prefix list " + l.Label()
	}
	return "a range that is not known"
}

// byRoute is what takes a route, from the first subnet of its table, and gets lost there.
func byRoute(e *reach.Engine, r *model.Route) *rules.Witness {
	t := r.Table.To()
	d, ok := r.Destination.Get()
	if t == nil || len(t.Subnets) == 0 || !ok {
		return nil
	}
	to := reach.InternetEnd()
	if !packet.Prefixes(d).Overlaps(reach.Internet()) {
		to = topology.At(e, packet.Prefixes(d))
	}
	return rules.Lost(reach.BareSubnetEnd(t.Subnets[0]), to, packet.OfProtocol(packet.TCP).Intersect(packet.To(packet.Prefixes(d))))
}
