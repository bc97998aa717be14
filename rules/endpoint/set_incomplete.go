package endpoint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
	"github.com/netlint/netlint/rules/topology"
)

// SetIncomplete finds isolated VPCs with some, but not all endpoints of a set.
var SetIncomplete = &rules.Rule{
	ID:         "endpoint-set-incomplete",
	Severity:   rules.Warning,
	ReportedAt: "the VPC",
	YieldsTo:   []string{"endpoint-gateway-without-route-table", "endpoint-gateway-missing-route-table"},
	Doc: rules.Doc{
		Title: "Endpoints of a set that is not complete",
		Problem: "Subnets without another way out have some endpoints of a set that works only together: images cannot be pulled, or " +
			"sessions do not start, although an endpoint for the service is there.",
		Behaviour: "A pull from ECR asks `ecr.api` for a token, `ecr.dkr` for the manifest, and S3 for the layers. Session Manager needs `ssm` and " +
			"`ssmmessages`; agents older than 2024 also `ec2messages`. A task on Fargate whose containers log with `awslogs` makes its log stream before it starts, for which it asks `logs`.",
		Remediation: "Add the endpoints that are missing, S3 as a gateway endpoint on the subnets' route tables.",
		Terraform: "resource \"aws_vpc_endpoint\" \"ecr_api\" {\n  vpc_id              = aws_vpc.main.id\n  service_name        = \"com.amazonaws.eu-west-1.ecr.api\"\n  vpc_endpoint_type   = \"Interface\"\n" +
			"  subnet_ids          = [aws_subnet.app.id]\n  private_dns_enabled = true\n}",
		CloudFormation: "EcrApiEndpoint:\n  Type: AWS::EC2::VPCEndpoint\n  Properties:\n    VpcId: !Ref Vpc\n    ServiceName: !Sub com.amazonaws.${AWS::Region}.ecr.api\n    VpcEndpointType: Interface\n    SubnetIds: [!Ref AppSubnet]\n    PrivateDnsEnabled: true",
		Limits: "A set is begun by `ecr.api` or `ecr.dkr`, by `ssm` or `ssmmessages`, or by containers whose images are in ECR; `logs` belongs to the set of tasks on Fargate that log with `awslogs`. Silent for subnets with a NAT gateway, transit gateway, " +
			"peering connection or any other way out, for workloads that are given a proxy (`HTTPS_PROXY`), and where endpoints may be declared elsewhere.",
		References: []string{
			"https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
			"https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",
			"https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html",
		},
	},
	Since: "0.1.0",
	Run:   runSetIncomplete,
}

// set is a set of services that work only together.
type set struct {
	name     string
	fails    string // what does not work without one of them
	services []string
	beside   string   // a service of another set without which nothing is said of this one
	begins   []string // those of which one begins the set
	uses     func(*model.Workload) bool
	needs    func(*model.Workload) bool // who begins the set without an endpoint; nil for nobody
}

var sets = []set{
	{
		"image pulls from ECR", "image pulls from ECR fail",
		[]string{"ecr.api", "ecr.dkr", "s3"}, "", []string{"ecr.api", "ecr.dkr"}, runsContainers, imagesFromECR,
	},
	{
		"Session Manager", "Session Manager sessions fail",
		[]string{"ssm", "ssmmessages"}, "", []string{"ssm", "ssmmessages"}, runsAgent, nil,
	},
	{
		"tasks that log to CloudWatch", "tasks on Fargate that log to CloudWatch do not start",
		[]string{"logs"}, "ecr.dkr", nil, logsToCloudWatch, logsToCloudWatch,
	},
}

// logsToCloudWatch reports whether the tasks of a service on Fargate pull images from ECR and send their logs to
// CloudWatch, both by the tasks' own interfaces. A task starts only when its log stream is there.
func logsToCloudWatch(w *model.Workload) bool {
	d := w.TaskDefinition.To()
	return w.Kind == model.WorkloadECSService && pullsByItself(w) && d != nil && slices.Contains(d.LogDrivers, "awslogs")
}

func runsContainers(w *model.Workload) bool {
	return w.Kind == model.WorkloadECSService || w.Kind == model.WorkloadEKSNodes || runsAgent(w)
}

func runsAgent(w *model.Workload) bool {
	return w.Kind == model.WorkloadInstance || w.Kind == model.WorkloadAutoScalingGroup || w.Kind == model.WorkloadEKSNodes
}

// usesProxy reports whether a workload is told to send its requests to a proxy, which may have a way out.
func usesProxy(w *model.Workload) bool {
	return slices.ContainsFunc(w.Texts, func(t model.Text) bool {
		text := strings.ToLower(t.Kind + " " + t.Value.Or(""))
		return strings.Contains(text, "https_proxy") || strings.Contains(text, "http_proxy")
	})
}

func runSetIncomplete(p *rules.Pass) error {
	for _, v := range p.Net.VPCs {
		if v.External {
			continue
		}
		closed := withoutWayOut(p, v)
		if len(closed) == 0 {
			continue
		}
		for _, s := range sets {
			reportSet(p, v, s, closed)
		}
	}
	return nil
}

// outside is the internet at large and whatever network a VPC may be joined to.
var outside = reach.Internet().Union(reach.Private())

// withoutWayOut gives the subnets of a VPC that certainly have no way to the internet at large nor to another
// network: routes to nothing but the VPC itself and gateway endpoints.
func withoutWayOut(p *rules.Pass, v *model.VPC) []*model.Subnet {
	var out []*model.Subnet
	for _, s := range v.Subnets {
		legs := p.Reach.Carries(s, outside)
		if !slices.ContainsFunc(legs, func(l reach.Leg) bool { return !l.Certain || !l.None() && !l.Local }) {
			out = append(out, s)
		}
	}
	return out
}

func reportSet(p *rules.Pass, v *model.VPC, s set, closed []*model.Subnet) {
	subnets, user := users(p, v, s, closed)
	if len(subnets) == 0 {
		return
	}
	var present []*model.VPCEndpoint
	var missing, lacking, causes []string // services, services as words, and gateway endpoints that are there for others
	if s.beside != "" {
		e, _, _ := endpointFor(p, v, s.beside, subnets)
		if e == nil {
			return
		}
		present = append(present, e)
	}
	begun := user != nil && s.needs != nil && s.needs(user)
	for _, service := range s.services {
		e, elsewhere, may := endpointFor(p, v, service, subnets)
		switch {
		case e != nil:
			present = append(present, e)
			begun = begun || slices.Contains(s.begins, service)
		case may:
			return
		case elsewhere != nil:
			missing, lacking = append(missing, service), append(lacking, service+" on their route tables")
			causes = append(causes, rules.Cause("endpoint-tables", elsewhere.ID))
		default:
			missing, lacking = append(missing, service), append(lacking, service)
		}
	}
	if !begun || len(missing) == 0 || len(present) == 0 {
		return
	}
	f := rules.Finding{
		Object: &v.Object, Key: s.name,
		Message: fmt.Sprintf("%s in %s %s endpoints for %s but none for %s, and %s no other way out, so that %s.",
			labels(subnets), v.Label(), verb(subnets, "has", "have"), join(services(present)), join(lacking), verb(subnets, "has", "have"), s.fails),
		Fix: addEndpoints(v, missing, subnets),
	}
	if len(causes) == len(missing) {
		f.Causes = causes // nothing else is missing
	}
	for _, e := range present {
		f.Related = append(f.Related, rules.Related{Object: &e.Object, Message: fmt.Sprintf("%s is one endpoint of the set %s.", e.Label(), join(s.all()))})
	}
	if user != nil {
		f.Related = append(f.Related, rules.Related{Object: &user.Object, Message: fmt.Sprintf("%s in %s needs the set.", user.Label(), labels(subnets))})
	}
	switch {
	case v.Exported:
		f.Confidence, f.Unknown = rules.Possible, "endpoints of "+v.Address+" may be declared elsewhere"
	case len(p.Net.Partial) > 0:
		f.Confidence, f.Unknown = rules.Possible, p.Net.Partial[0]
	}
	p.Report(f)
}

// all gives the services of the set with the one that it stands beside.
func (s set) all() []string {
	if s.beside == "" {
		return s.services
	}
	return append([]string{s.beside}, s.services...)
}

// users gives the closed subnets that use a set: those with workloads of the right kind, else, where no such
// workload is in view in the VPC, those in which endpoints of the set stand or that hold nothing.
func users(p *rules.Pass, v *model.VPC, s set, closed []*model.Subnet) (subnets []*model.Subnet, user *model.Workload) {
	anywhere, others := false, false
	for _, w := range rules.Shared(p, newResidents)[v] {
		if !s.uses(w) || usesProxy(w) {
			others = others || startsCalls(w)
			continue
		}
		for _, i := range w.Interfaces {
			sub := i.Subnet.To()
			if sub == nil || sub.VPC.To() != v {
				continue
			}
			anywhere = true
			if slices.Contains(closed, sub) && !slices.Contains(subnets, sub) {
				subnets = append(subnets, sub)
			}
			// Who needs the set says more than who may use it.
			if slices.Contains(closed, sub) && (user == nil || s.needs != nil && !s.needs(user) && s.needs(w)) {
				user = w
			}
		}
	}
	if anywhere || others {
		return subnets, user // an endpoint may serve others for a purpose of their own
	}
	for _, sub := range closed {
		if !topology.MayHoldWorkloads(sub) || slices.ContainsFunc(sub.Interfaces, func(i *model.NetworkInterface) bool {
			e, ok := i.Owner.(*model.VPCEndpoint)
			service, _, known := endpointService(e, ok)
			return known && slices.Contains(s.begins, service)
		}) {
			subnets = append(subnets, sub)
		}
	}
	return subnets, nil
}

// residents are the workloads with an interface that certainly stands in a VPC, in the network's order.
type residents map[*model.VPC][]*model.Workload

func newResidents(net *model.Network) residents {
	in := residents{}
	for _, w := range net.Workloads {
		for _, i := range w.Interfaces {
			s := i.Subnet.To()
			if s == nil || s.VPC.To() == nil {
				continue
			}
			if all := in[s.VPC.To()]; len(all) == 0 || all[len(all)-1] != w {
				in[s.VPC.To()] = append(all, w)
			}
		}
	}
	return in
}

func endpointService(e *model.VPCEndpoint, ok bool) (service, region string, known bool) {
	if !ok {
		return "", "", false
	}
	return e.Service()
}

// endpointFor gives an endpoint of the VPC by which a service is reached from one of the subnets, or else a
// gateway endpoint that is there but not on their tables. may is true where there may be one without that being
// certain.
func endpointFor(p *rules.Pass, v *model.VPC, service string, subnets []*model.Subnet) (e, elsewhere *model.VPCEndpoint, may bool) {
	for _, candidate := range v.Endpoints {
		name, _, known := candidate.Service()
		if name = strings.TrimSuffix(name, "-fips"); known && name != service {
			continue
		}
		if !known {
			if candidate.ServiceName.IsUnknown() {
				may = true
			}
			continue
		}
		if !candidate.IsGateway() {
			// Without private DNS it may be found by a name of its own.
			return candidate, nil, false
		}
		elsewhere = candidate
		for _, s := range subnets {
			legs := p.Reach.CarriesService(s, service)
			if slices.ContainsFunc(legs, func(l reach.Leg) bool { return l.Endpoint == candidate }) {
				return candidate, nil, false
			}
		}
	}
	return nil, elsewhere, may
}

func services(endpoints []*model.VPCEndpoint) []string {
	var out []string
	for _, e := range endpoints {
		service, _, _ := e.Service()
		out = append(out, service)
	}
	return out
}

// addEndpoints makes the endpoints that are missing.
func addEndpoints(v *model.VPC, missing []string, subnets []*model.Subnet) rules.Fix {
	fix := rules.Fix{Text: fmt.Sprintf("Add endpoints for %s to %s.", join(missing), v.Label())}
	o := &v.Object
	region := "REGION"
	for _, e := range v.Endpoints {
		if _, r, ok := e.Service(); ok && !standsForRegion(r) {
			region = r
			break
		}
	}
	var places, tables []string
	for _, s := range subnets {
		places = append(places, snippet.Reference(o, &s.Object, "subnet_id"))
		if t := s.RouteTable.To(); t != nil {
			if ref := snippet.Reference(o, &t.Object, "route_table_id"); !slices.Contains(tables, ref) {
				tables = append(tables, ref)
			}
		}
	}
	cfn := snippet.Dialect(o) == model.CloudFormation
	for _, service := range missing {
		name := strings.ReplaceAll(service, ".", "_")
		kind, list, where := "Interface", "subnet_ids", places
		if service == "s3" {
			kind, list, where = "Gateway", "route_table_ids", tables
		}
		at := "[" + strings.Join(where, ", ") + "]"
		if cfn {
			properties := []string{"VpcId", snippet.Reference(o, o, "VpcId"), "ServiceName", "!Sub com.amazonaws.${AWS::Region}." + service, "VpcEndpointType", kind}
			if service == "s3" {
				properties = append(properties, "RouteTableIds", at)
			} else {
				properties = append(properties, "SubnetIds", at, "PrivateDnsEnabled", "true")
			}
			fix.CloudFormation += snippet.Resource(snippet.CloudFormationName(o, capital(strings.ReplaceAll(name, "_", ""))+"Endpoint"), "AWS::EC2::VPCEndpoint", properties...)
			continue
		}
		private := ""
		if service != "s3" {
			private = "true"
		}
		fix.Terraform += snippet.Block(fmt.Sprintf("resource %q %q", "aws_vpc_endpoint", name),
			"vpc_id", snippet.Reference(o, o, "vpc_id"), "service_name", snippet.Quote("com.amazonaws."+region+"."+service),
			"vpc_endpoint_type", snippet.Quote(kind), list, at, "private_dns_enabled", private)
	}
	return fix
}
