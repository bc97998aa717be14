package operations

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
)

// DeployOrderRace finds resources that CloudFormation may create before the gateway attachment they need.
var DeployOrderRace = &rules.Rule{
	ID:         "deploy-order-race",
	Severity:   rules.Info,
	ReportedAt: "the resource",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title:   "A resource that may be created before its gateway is attached",
		Problem: "The stack fails on some runs, with an error that the gateway is not attached or the network has no internet gateway, and works on others.",
		Behaviour: "CloudFormation creates at once what does not refer to each other. A route refers to the internet gateway and to the table, not to the attachment of the gateway to the VPC; " +
			"the same holds for NAT gateways, Elastic IPs and internet-facing load balancers. They need DependsOn on the attachment.",
		Remediation: "Add DependsOn with the attachment, or with something that depends on it.",
		CloudFormation: `PublicDefaultRoute:
  Type: AWS::EC2::Route
  DependsOn: InternetGatewayAttachment
`,
		Limits:     "Only attachments in the same template count. Terraform orders by its own references and is not concerned.",
		References: []string{"https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html"},
	},
	Run: runDeployOrderRace,
}

func runDeployOrderRace(p *rules.Pass) error {
	d := newDependencies(p.Net)
	for _, r := range p.Net.Routes {
		g, ok := r.Target.To.(*model.InternetGateway)
		if !ok {
			continue
		}
		if a := attachmentOf(p.Net, g.Base(), nil); a != nil {
			d.check(p, r.Base(), a, "this route to "+g.Address)
		}
	}
	for _, g := range p.Net.NATGateways {
		if private, ok := g.Private.OrDefault(false).Get(); !ok || private {
			continue
		}
		a := attachmentOf(p.Net, nil, g.VPC.To())
		if a == nil || d.after(g.Allocation.To(), a) {
			continue // it waits for its address, which waits for the attachment
		}
		d.check(p, g.Base(), a, "this NAT gateway")
	}
	for _, b := range p.Net.LoadBalancers {
		if internal, ok := b.Internal.OrDefault(false).Get(); !ok || internal || len(b.Interfaces) == 0 {
			continue
		}
		s := b.Interfaces[0].Subnet.To()
		if s == nil {
			continue
		}
		if a := attachmentOf(p.Net, nil, s.VPC.To()); a != nil {
			d.check(p, b.Base(), a, "this internet-facing load balancer")
		}
	}
	return nil
}

// attachmentOf gives the attachment of a gateway, or of any internet gateway to a VPC.
func attachmentOf(n *model.Network, gateway *model.Object, v *model.VPC) *model.GatewayAttachment {
	for _, a := range n.GatewayAttachments {
		id, ok := a.Gateway.Get()
		if !ok {
			continue
		}
		if gateway != nil && (id == gateway.ID || slices.Contains(gateway.Aliases, id)) {
			return a
		}
		if v != nil && a.VPC.To() == v && model.Find[model.InternetGateway](n, id) != nil {
			return a
		}
	}
	return nil
}

// dependencies is the graph of explicit dependencies, by address.
type dependencies struct{ of map[string][]string }

func newDependencies(n *model.Network) *dependencies {
	d := &dependencies{of: map[string][]string{}}
	for _, e := range n.Entities() {
		o := e.Base()
		d.of[o.Address] = append(d.of[o.Address], o.DependsOn...)
	}
	return d
}

// reaches reports whether from depends on to, directly or over others.
func (d *dependencies) reaches(from, to string, seen map[string]bool) bool {
	if from == to {
		return true
	}
	if seen[from] {
		return false
	}
	seen[from] = true
	return slices.ContainsFunc(d.of[from], func(next string) bool { return d.reaches(next, to, seen) })
}

func (d *dependencies) after(e *model.ElasticIP, a *model.GatewayAttachment) bool {
	return e != nil && d.reaches(e.Address, a.Address, map[string]bool{})
}

func (d *dependencies) check(p *rules.Pass, o *model.Object, a *model.GatewayAttachment, what string) {
	if o.External || o.Input == nil || a.Input != o.Input || o.Input.Dialect != model.CloudFormation ||
		d.reaches(o.Address, a.Address, map[string]bool{}) {
		return
	}
	id := snippet.CloudFormation(a.Base())
	p.Report(rules.Finding{
		Object: o,
		Message: fmt.Sprintf("CloudFormation may create %s, %s, before %s, and then fails: nothing makes it wait.",
			o.Label(), what, a.Label()),
		Related: []rules.Related{{Object: a.Base(), Message: "This attachment has to be there first."}},
		Fix: rules.Fix{
			Text:           fmt.Sprintf("Add DependsOn: %s to %s.", id, o.Address),
			CloudFormation: "DependsOn: " + id + "\n",
		},
	})
}
