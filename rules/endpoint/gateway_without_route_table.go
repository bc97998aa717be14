package endpoint

import (
	"fmt"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
)

// GatewayWithoutRouteTable finds gateway endpoints that nothing can use.
var GatewayWithoutRouteTable = &rules.Rule{
	ID:         "endpoint-gateway-without-route-table",
	Severity:   rules.Error,
	ReportedAt: "the endpoint",
	Doc: rules.Doc{
		Title: "A gateway endpoint on no route table",
		Problem: "The endpoint exists and carries nothing: requests for the service leave by the NAT gateway, or not at all, and " +
			"policies that ask for the endpoint deny them.",
		Behaviour: "A gateway endpoint works by a route to the service's prefix list, which AWS adds to each route table that the " +
			"endpoint is associated with, and to no other.",
		Remediation:    "Associate the endpoint with the route tables of the subnets that use the service.",
		Terraform:      "resource \"aws_vpc_endpoint\" \"s3\" {\n  # …\n  route_table_ids = [aws_route_table.app.id]\n}",
		CloudFormation: "S3Endpoint:\n  Type: AWS::EC2::VPCEndpoint\n  Properties:\n    RouteTableIds: [!Ref AppTable]",
		Limits:         "Silent where associations may be declared out of view: for an endpoint whose id leaves its stack, and for lists that are not known.",
		References: []string{
			"https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
		},
	},
	Since: "0.1.0",
	Run: func(p *rules.Pass) error {
		for _, e := range p.Net.Endpoints {
			if !e.IsGateway() || e.External || e.RouteTables.Open || len(e.RouteTables.Items) > 0 {
				continue
			}
			f := rules.Finding{
				Object: &e.Object, Range: e.Place("route_table_ids"),
				Message: fmt.Sprintf("Gateway endpoint %s is associated with no route table, so that nothing in %s reaches %s through it.",
					e.Label(), vpcLabel(e), serviceLabel(e)),
				Fix:    associate(e, callersTables(p, e)),
				Causes: []string{rules.Cause("endpoint-tables", e.ID)},
			}
			if len(p.Net.Partial) > 0 {
				f.Confidence, f.Unknown = rules.Possible, p.Net.Partial[0]
			}
			p.Report(f)
		}
		return nil
	},
}

// callersTables gives the route tables of the VPC's subnets with workloads that call AWS.
func callersTables(p *rules.Pass, e *model.VPCEndpoint) []*model.RouteTable {
	v := e.VPC.To()
	if v == nil {
		return nil
	}
	var out []*model.RouteTable
	for _, t := range v.RouteTables {
		for _, s := range t.Subnets {
			if len(callersIn(s)) > 0 {
				out = append(out, t)
				break
			}
		}
	}
	return out
}

// callersIn gives the workloads in the subnet that call AWS from it.
func callersIn(s *model.Subnet) []*model.Workload {
	var out []*model.Workload
	for _, i := range s.Interfaces {
		if w, ok := i.Owner.(*model.Workload); ok && startsCalls(w) {
			out = append(out, w)
		}
	}
	return out
}

// associate makes the fix that associates the endpoint with route tables.
func associate(e *model.VPCEndpoint, tables []*model.RouteTable) rules.Fix {
	if len(tables) == 0 {
		return rules.Fix{Text: fmt.Sprintf("Associate %s with the route tables of the subnets that use %s.", e.Label(), serviceLabel(e))}
	}
	fix := rules.Fix{Text: fmt.Sprintf("Associate %s with %s.", e.Label(), labels(tables))}
	references := func(tables []*model.RouteTable) string {
		var all []string
		for _, t := range tables {
			all = append(all, snippet.Reference(&e.Object, &t.Object, "route_table_id"))
		}
		return "[" + strings.Join(all, ", ") + "]"
	}
	list := references(append(known(e.RouteTables), tables...))
	if snippet.Dialect(&e.Object) == model.CloudFormation {
		fix.Edit = snippet.Edit(rules.Append, &e.Object, "RouteTableIds", references(tables))
		fix.CloudFormation = fmt.Sprintf("# in the properties of %s\nRouteTableIds: %s\n", snippet.CloudFormation(&e.Object), list)
		return fix
	}
	fix.Terraform = fmt.Sprintf("# in %s\nroute_table_ids = %s\n", snippet.Terraform(&e.Object), list)
	fix.Edit = snippet.Edit(rules.Append, &e.Object, "route_table_ids", references(tables))
	return fix
}

func known(l model.List[model.Ref[model.RouteTable]]) []*model.RouteTable {
	var out []*model.RouteTable
	for _, r := range l.Items {
		if t := r.To(); t != nil {
			out = append(out, t)
		}
	}
	return out
}

func vpcLabel(e *model.VPCEndpoint) string {
	if v := e.VPC.To(); v != nil {
		return v.Label()
	}
	return "its VPC"
}

// serviceLabel names the endpoint's service as people call it.
func serviceLabel(e *model.VPCEndpoint) string {
	service, _, ok := e.Service()
	switch {
	case !ok:
		return "its service"
	case service == "s3":
		return "S3"
	case service == "dynamodb":
		return "DynamoDB"
	}
	return service
}
