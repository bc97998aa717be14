package routing

import (
	"fmt"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
)

// SourceDestCheckOnForwarder finds forwarding instances that drop what they should forward.
var SourceDestCheckOnForwarder = &rules.Rule{
	ID:         "source-dest-check-on-forwarder",
	Severity:   rules.Error,
	ReportedAt: "the instance or interface",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title: "A forwarding instance with its source/destination check on",
		Problem: "A route hands traffic for others to an instance or interface whose source/destination check is on. AWS drops every packet that is not " +
			"for the interface's own address: the NAT instance, firewall or VPN appliance forwards nothing.",
		Behaviour: "By default an interface must be the source or the destination of every packet that it sends or receives. A NAT instance, firewall " +
			"or other appliance needs the check off on the interface that routes lead to.",
		Remediation: "Turn the source/destination check off.",
		Terraform: `resource "aws_instance" "nat" {
  source_dest_check = false
}
`,
		CloudFormation: `NatInstance:
  Type: AWS::EC2::Instance
  Properties:
    SourceDestCheck: false
`,
		Limits:     "Silent where the check, or the interface that a route means, is not known.",
		References: []string{natInstances, routeOptions},
	},
	Run: runSourceDestCheckOnForwarder,
}

func runSourceDestCheckOnForwarder(p *rules.Pass) error {
	first := map[*model.Object]int{}
	var found []rules.Finding
	for _, r := range p.Net.Routes {
		i := forwarder(r)
		if i == nil {
			continue
		}
		if on, known := i.SourceDestCheck.OrDefault(true).Get(); !known || !on || ownAddress(r, i) {
			continue
		}
		o := &i.Object
		if i.Implicit && i.Owner != nil {
			o = i.Owner.Base()
		}
		if o.External {
			continue
		}
		where := "a route table"
		if t := r.Table.To(); t != nil {
			where = t.Label()
		}
		related := rules.Related{Object: r.Holder(), Range: r.Range, Message: fmt.Sprintf("sends %s to %s", destination(r), o.Label())}
		if at, ok := first[o]; ok {
			found[at].Related = append(found[at].Related, related)
			continue
		}
		first[o] = len(found)
		found = append(found, rules.Finding{
			Object: o, Range: o.Place(checkArgument(o)),
			Message: fmt.Sprintf("%s drops the packets for %s that %s hands it, because its source/destination check is on.", o.Label(), destination(r), where),
			Related: []rules.Related{related},
			Fix:     checkFix(o),
			Witness: byRoute(p.Reach, r),
		})
	}
	for _, f := range found {
		p.Report(f)
	}
	return nil
}

// forwarder gives the interface that a route hands packets to; nil where that is not certain.
func forwarder(r *model.Route) *model.NetworkInterface {
	switch o := r.Target.To.(type) {
	case *model.NetworkInterface:
		if o.Forwards() {
			return nil
		}
		return o
	case *model.Workload:
		if o.Kind == model.WorkloadInstance && len(o.Interfaces) == 1 {
			return o.Interfaces[0]
		}
	}
	return nil
}

// ownAddress reports whether the route carries nothing but an address of the interface.
func ownAddress(r *model.Route, i *model.NetworkInterface) bool {
	d, ok := r.Destination.Get()
	if !ok || !d.IsSingleIP() {
		return false
	}
	for _, a := range i.PrivateIPs {
		if ip, known := a.Get(); known && ip == d.Addr() {
			return true
		}
	}
	return false
}

func checkArgument(o *model.Object) string {
	if snippet.Dialect(o) == model.CloudFormation {
		return "SourceDestCheck"
	}
	return "source_dest_check"
}

func checkFix(o *model.Object) rules.Fix {
	argument := checkArgument(o)
	fix := rules.Fix{Text: fmt.Sprintf("Set %s to false on %s.", argument, o.Label())}
	fix.Edit = snippet.Edit(rules.Set, o, argument, "false")
	if snippet.Dialect(o) == model.CloudFormation {
		fix.CloudFormation = "# in " + o.Address + "\nSourceDestCheck: false\n"
	} else {
		fix.Terraform = "# in " + snippet.Terraform(o) + "\nsource_dest_check = false\n"
	}
	return fix
}
