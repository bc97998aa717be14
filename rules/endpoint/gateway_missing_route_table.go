package endpoint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/policy"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// GatewayMissingRouteTable finds gateway endpoints that are not on the table of a subnet that needs them.
var GatewayMissingRouteTable = &rules.Rule{
	ID:         "endpoint-gateway-missing-route-table",
	Severity:   rules.Error,
	ReportedAt: "the endpoint",
	Doc: rules.Doc{
		Title: "A gateway endpoint that lacks a subnet's route table",
		Problem: "Workloads of a subnet may use a service only through the endpoint, or have no other way to it, and the subnet's " +
			"route table is not associated with the endpoint: their requests are denied, or time out.",
		Behaviour: "A gateway endpoint takes the traffic of the subnets whose route table it is associated with. A request by any other way " +
			"carries no `aws:SourceVpce` and no `aws:SourceVpc`, so that a condition on them fails.",
		Remediation:    "Associate the endpoint with the route table of the subnets that the finding names.",
		Terraform:      "resource \"aws_vpc_endpoint\" \"dynamodb\" {\n  # …\n  route_table_ids = [aws_route_table.public.id, aws_route_table.app.id]\n}",
		CloudFormation: "DynamoDbEndpoint:\n  Type: AWS::EC2::VPCEndpoint\n  Properties:\n    RouteTableIds: [!Ref PublicTable, !Ref AppTable]",
		Limits: "A subnet counts where its workloads' roles or settings in view use the service. Where they merely could go through the " +
			"endpoint as most subnets of their tier do, it is a warning; a subnet that nothing of the kind asks of is left alone.",
		References: []string{
			"https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
			"https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-ddb.html",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourcevpce",
		},
	},
	YieldsTo:      []string{"endpoint-gateway-without-route-table"},
	Since:         "0.1.0",
	BeyondPackets: true,
	Run:           runGatewayMissingRouteTable,
}

// gap is a route table that an endpoint lacks, with the first reason that was found.
type gap struct {
	table    *model.RouteTable
	subnets  []*model.Subnet
	workload *model.Workload
	severity rules.Severity
	text     string // why the table is needed, a clause
	related  rules.Related
	doubt    string
}

func runGatewayMissingRouteTable(p *rules.Pass) error {
	x := rules.Shared(p, identitiesOf)
	all := demandsOf(p, x)
	for _, e := range p.Net.Endpoints {
		v := e.VPC.To()
		service, _, ok := e.Service()
		if !ok || v == nil || !e.IsGateway() || e.External || !tablesKnown(e) {
			continue
		}
		g := gaps{endpoint: e}
		for _, d := range all {
			if d.prefix == service && d.way.endpoint == nil && slices.Contains(d.wanted(), e) {
				g.add(d.subnet, d.workload, rules.Error, fmt.Sprintf("%s, and their requests leave %s", d.text, d.way.text),
					rules.Related{Object: d.policy, Range: d.at, Message: capital(d.text) + "."}, d.doubt)
			}
		}
		for _, s := range v.Subnets {
			g.look(p, x, s, v, service)
		}
		g.report(p)
	}
	return nil
}

// tablesKnown reports whether all tables of the endpoint are in view.
func tablesKnown(e *model.VPCEndpoint) bool {
	return !e.RouteTables.Open && !slices.ContainsFunc(e.RouteTables.Items, func(r model.Ref[model.RouteTable]) bool { return r.To() == nil })
}

type gaps struct {
	endpoint *model.VPCEndpoint
	found    []*gap
}

func (g *gaps) on(t *model.RouteTable) bool {
	return slices.Contains(known(g.endpoint.RouteTables), t) || slices.Contains(t.MaybeEndpoints, g.endpoint)
}

func (g *gaps) add(s *model.Subnet, w *model.Workload, severity rules.Severity, text string, r rules.Related, doubt string) {
	t := s.RouteTable.To()
	if t == nil || g.on(t) {
		return
	}
	for _, old := range g.found {
		if old.table != t {
			continue
		}
		if !slices.Contains(old.subnets, s) && old.severity == severity {
			old.subnets = append(old.subnets, s)
		}
		return
	}
	g.found = append(g.found, &gap{table: t, subnets: []*model.Subnet{s}, workload: w, severity: severity, text: text, related: r, doubt: doubt})
}

// look finds a subnet without any way to the service, and one that does not go the way of its siblings.
func (g *gaps) look(p *rules.Pass, x *identities, s *model.Subnet, v *model.VPC, service string) {
	for _, w := range callersIn(s) {
		why, at := calls(x, w, service)
		if why == "" {
			continue
		}
		way, ok := wayOf(p, s, v, service)
		if !ok || way.endpoint != nil {
			return
		}
		legs := p.Reach.CarriesService(s, service)
		if len(legs) == 1 && legs[0].None() {
			g.add(s, w, rules.Error, fmt.Sprintf("%s, and no route carries the requests", why), at, way.doubt)
			return
		}
		on, off := 0, 1
		for _, other := range topology.TiersOf(p).Siblings(s) {
			if t := other.RouteTable.To(); t != nil && slices.Contains(known(g.endpoint.RouteTables), t) {
				on++
			} else {
				off++
			}
		}
		if on > off {
			g.add(s, w, rules.Warning, fmt.Sprintf("%s, and %d of its %d sibling subnets use the endpoint", why, on, on+off-1), at, way.doubt)
		}
		return
	}
}

// calls says in a clause by what it shows that a workload calls the service; empty where nothing shows it.
func calls(x *identities, w *model.Workload, service string) (text string, at rules.Related) {
	for _, u := range rolesOf(w) {
		for _, pol := range u.role.Policies.Items {
			d := x.document(pol.Document)
			if d == nil {
				continue
			}
			for _, st := range d.Statements {
				i := slices.IndexFunc(st.Actions, func(a string) bool { return ofService(a, service) })
				if st.Allow && i >= 0 && sourceConditions(st).Applies(nil) == policy.Allowed {
					text = fmt.Sprintf("%s grants %s to %s", policyLabel(pol, u.role), st.Actions[i], w.Label())
					return text, rules.Related{Object: holder(pol, u.role), Range: place(pol, u.role), Message: capital(text) + "."}
				}
			}
		}
		for _, arn := range u.role.ManagedARNs {
			name := arn.Or("")
			if service == "s3" && strings.Contains(name, ":policy/AmazonS3") || service == "dynamodb" && strings.Contains(name, ":policy/AmazonDynamoDB") {
				text = fmt.Sprintf("%s has the policy %s", u.role.Label(), name)
				return text, rules.Related{Object: &u.role.Object, Message: capital(text) + "."}
			}
		}
	}
	if service == "s3" {
		if needs := namedObjects(x, w, &model.VPCEndpoint{}); len(needs) > 0 {
			return needs[0].text, rules.Related{Object: &w.Object, Range: needs[0].at, Message: capital(needs[0].text) + "."}
		}
	}
	return "", rules.Related{}
}

// report makes one finding of all tables that the endpoint lacks.
func (g *gaps) report(p *rules.Pass) {
	certain := slices.DeleteFunc(slices.Clone(g.found), func(x *gap) bool { return x.doubt != "" })
	confidence, unknown := rules.Definite, ""
	if len(certain) == 0 {
		if len(g.found) == 0 {
			return
		}
		certain, confidence, unknown = g.found, rules.Possible, g.found[0].doubt
	}
	slices.SortStableFunc(certain, func(a, b *gap) int { return b.severity.Rank() - a.severity.Rank() })
	certain = slices.DeleteFunc(certain, func(x *gap) bool { return x.severity != certain[0].severity })
	e, first := g.endpoint, certain[0]
	var tables []*model.RouteTable
	f := rules.Finding{
		Object: &e.Object, Range: e.Place("route_table_ids"), Severity: first.severity,
		Confidence: confidence, Unknown: unknown, Causes: []string{rules.Cause("endpoint-tables", e.ID)},
	}
	for _, x := range certain {
		tables = append(tables, x.table)
		f.Causes = append(f.Causes, rules.Cause("endpoint-table", e.ID, x.table.ID))
		f.Related = append(f.Related,
			rules.Related{Object: &x.table.Object, Message: fmt.Sprintf("%s serves %s and is not associated with the endpoint.", x.table.Label(), labels(x.subnets))},
			x.related)
	}
	f.Message = fmt.Sprintf("Gateway endpoint %s is not associated with %s, the route table of %s, so that requests of %s to %s do not go through it: %s",
		e.Label(), labels(tables), labels(first.subnets), first.workload.Label(), serviceLabel(e), first.text)
	f.Related = append(f.Related, rules.Related{Object: &first.workload.Object,
		Message: fmt.Sprintf("%s stands in %s.", first.workload.Label(), first.subnets[0].Label())})
	f.Fix = associate(e, tables)
	f.Witness = past(e, first.workload, first.subnets[0])
	p.Report(topology.Absence(p.Net, f))
}

// past is the way that requests of a workload take, which does not lead through the endpoint.
func past(e *model.VPCEndpoint, w *model.Workload, s *model.Subnet) *rules.Witness {
	service, _, _ := e.Service()
	var from []*model.NetworkInterface
	for _, i := range w.Interfaces {
		if i.Subnet.To() == s {
			from = append(from, i)
		}
	}
	return rules.Going(reach.InterfaceEnd(from...), reach.ServiceEnd(service), topology.Port(443))
}
