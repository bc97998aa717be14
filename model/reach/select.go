package reach

import (
	"cmp"
	"fmt"
	"maps"
	"net/netip"
	"path"
	"slices"
	"strings"

	"github.com/agext/levenshtein"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// Select finds the endpoints that a text names: "internet", "on-premises", an IP address or CIDR, the address
// or logical id of an object, its Name tag or identifier, a pattern of any of these with "*", an AWS service
// ("s3", "ecr.api"), or a name in a private DNS zone. More than one may fit; they come in order of their
// labels. The error says what was looked for.
func (e *Engine) Select(expr string) ([]Endpoint, error) {
	switch text := strings.TrimSpace(expr); {
	case text == "":
		return nil, fmt.Errorf("an end is empty; name an object, an address, internet, on-premises or an AWS service")
	case strings.EqualFold(text, "internet"):
		return []Endpoint{InternetEnd()}, nil
	case strings.EqualFold(text, "on-premises"), strings.EqualFold(text, "on-prem"):
		return []Endpoint{OnPremisesEnd()}, nil
	default:
		if a, err := netip.ParseAddr(text); err == nil {
			return e.addressEnds(text, packet.Addrs(a)), nil
		}
		if p, err := netip.ParsePrefix(text); err == nil {
			return e.addressEnds(text, packet.Prefixes(p)), nil
		}
		return e.selectNamed(text)
	}
}

func (e *Engine) selectNamed(text string) ([]Endpoint, error) {
	// The better a name fits, the sooner it counts: an exact name hides patterns of it.
	for _, fits := range []func(*model.Object) bool{
		func(o *model.Object) bool { return o.Address == text || o.ID == text },
		func(o *model.Object) bool { return o.Name == text },
		func(o *model.Object) bool { return withoutKeys(o.Address) == text || lastPart(o.Address) == text },
		func(o *model.Object) bool { return matches(text, o.Address) || matches(text, o.Name) },
	} {
		if ends := e.objectEnds(fits); len(ends) > 0 {
			return ends, nil
		}
	}
	if ends := e.serviceEnds(text); len(ends) > 0 {
		return ends, nil
	}
	host := strings.ToLower(strings.TrimSuffix(text, "."))
	if ends := e.nameEnds(host); len(ends) > 0 {
		for i := range ends {
			ends[i].Host = host
		}
		return ends, nil
	}
	return nil, e.unnamed(text)
}

// unnamed says why a text names no end, and what it may have been meant to be.
func (e *Engine) unnamed(text string) error {
	ends := e.objectEnds(func(*model.Object) bool { return true })
	var within []string
	for _, entity := range e.net.Entities() {
		if o := entity.Base(); o.Address == text || o.ID == text || o.Name != "" && o.Name == text {
			for _, end := range ends {
				if t, ok := entity.(*model.RouteTable); ok && slices.ContainsFunc(t.Subnets, func(s *model.Subnet) bool { return end.Object == &s.Object }) {
					within = append(within, end.Label)
				}
			}
			if len(within) > 0 {
				return fmt.Errorf("%q neither sends nor receives packets; its subnets do: %s", text, firstFew(within))
			}
			return fmt.Errorf("%q neither sends nor receives packets; name an instance, a load balancer, a subnet or another object that does", text)
		}
	}
	if strings.Trim(text, "0123456789./") == "" {
		return fmt.Errorf("%q is no IP address and no CIDR", text)
	}
	if near := nearest(text, ends); len(near) > 0 {
		return fmt.Errorf("%q names nothing in view; is it one of these: %s?", text, firstFew(near))
	}
	return fmt.Errorf("%q names nothing in view that can send or receive packets; give an address of a resource, a Name tag, an IP address or CIDR, internet, on-premises or an AWS service", text)
}

// suggestions is how many names are suggested for one that names nothing.
const suggestions = 4

func firstFew(names []string) string {
	if more := len(names) - suggestions; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:suggestions], ", "), more)
	}
	return strings.Join(names, ", ")
}

// nearest gives the addresses and names of ends, and the words that mean the outside, that differ little from a text,
// the nearest first.
func nearest(text string, ends []Endpoint) []string {
	distance := map[string]int{}
	rate := func(name string) {
		if d := levenshtein.Distance(strings.ToLower(text), strings.ToLower(name), nil); name != "" && d <= max(2, len(text)/5) {
			distance[name] = d
		}
	}
	for _, name := range slices.Concat([]string{"internet", "on-premises"}, publicServices) {
		rate(name)
	}
	for _, end := range ends {
		rate(end.Object.Address)
		rate(withoutKeys(end.Object.Address))
		rate(end.Object.Name)
	}
	return slices.SortedFunc(maps.Keys(distance), func(a, b string) int { return cmp.Or(distance[a]-distance[b], cmp.Compare(a, b)) })
}

func matches(pattern, name string) bool {
	if !strings.ContainsAny(pattern, "*?") || name == "" {
		return false
	}
	// path.Match stops at slashes and reads brackets, which addresses contain.
	flat := func(s string) string { return strings.NewReplacer("/", "\x01", "[", "\x02", "]", "\x03").Replace(s) }
	ok, err := path.Match(flat(pattern), flat(name))
	return err == nil && ok
}

// withoutKeys is an address without its last instance key: one name for all instances of a resource.
func withoutKeys(address string) string {
	if i := strings.LastIndex(address, "["); i > 0 && strings.HasSuffix(address, "]") {
		return address[:i]
	}
	return address
}

// lastPart is the logical id of a resource of a nested stack.
func lastPart(address string) string {
	if i := strings.LastIndex(address, "/"); i >= 0 {
		return address[i+1:]
	}
	return ""
}

// objectEnds gives the objects that fit as endpoints.
func (e *Engine) objectEnds(fits func(*model.Object) bool) []Endpoint {
	var out []Endpoint
	for _, entity := range e.net.Entities() {
		o := entity.Base()
		if o.Implicit || !fits(o) {
			continue
		}
		if end := e.entityEnd(entity); !end.IsEmpty() {
			end.Label, end.Object = o.Address, o
			out = append(out, end)
		}
	}
	slices.SortFunc(out, func(a, b Endpoint) int { return cmp.Compare(a.Label, b.Label) })
	return out
}

// entityEnd gives an object as an endpoint; an empty one for what neither sends nor receives.
func (e *Engine) entityEnd(entity model.Entity) Endpoint {
	switch o := entity.(type) {
	case *model.Workload:
		return WorkloadEnd(o)
	case *model.LoadBalancer:
		return LoadBalancerEnd(o)
	case *model.NetworkInterface:
		return InterfaceEnd(o)
	case *model.Subnet:
		return SubnetEnd(o)
	case *model.VPC:
		return VPCEnd(o)
	case *model.SecurityGroup:
		return InterfaceEnd(o.Interfaces...)
	case *model.VPCEndpoint:
		if len(o.Interfaces) == 0 {
			if s := endpointService(o); s != "" {
				return ServiceEnd(s)
			}
		}
		return InterfaceEnd(o.Interfaces...)
	case *model.ResolverEndpoint:
		return InterfaceEnd(o.Interfaces...)
	case *model.ConnectEndpoint:
		if o.Interface != nil {
			return InterfaceEnd(o.Interface)
		}
	case *model.NATGateway:
		if o.Interface != nil {
			return InterfaceEnd(o.Interface)
		}
	case *model.TargetGroup:
		var all []*model.NetworkInterface
		for _, t := range o.Targets.Items {
			if w := t.Instance.To(); w != nil {
				all = append(all, w.Interfaces...)
			}
		}
		for _, w := range o.Registered {
			all = append(all, w.Interfaces...)
		}
		return InterfaceEnd(all...)
	case *model.InternetGateway, *model.EgressOnlyInternetGateway:
		return InternetEnd()
	case *model.VPNGateway:
		end := OnPremisesEnd(e.onPremisesAddresses(e.OnPremises(o)))
		end.entry = o
		return end
	case *model.VPNConnection:
		var r OnPremisesRanges
		r.addVPN(o)
		end := OnPremisesEnd(e.onPremisesAddresses(r))
		if o.Attachment != nil {
			end.entry = o.Attachment
		} else if g := o.VPNGateway.To(); g != nil {
			end.entry = g
		}
		return end
	case *model.CustomerGateway:
		return OnPremisesEnd()
	}
	return Endpoint{}
}

func (e *Engine) onPremisesAddresses(r OnPremisesRanges) packet.AddrSet {
	if r.Open {
		return r.Set().Union(e.customerRanges())
	}
	return r.Set()
}

// addressEnds gives what has the addresses: interfaces where they are fixed, else subnets, and the outside for
// the rest.
func (e *Engine) addressEnds(label string, a packet.AddrSet) []Endpoint {
	end := Endpoint{Label: label, addrs: a}
	rest := a
	interfaces, subnets := e.around(a)
	for _, i := range interfaces {
		if own := e.Addresses(i).Fixed; own.Overlaps(a) && !i.Forwards() {
			end.interfaces = append(end.interfaces, i)
			rest = rest.Minus(own)
		}
	}
	for _, s := range subnets {
		own := e.SubnetAddresses(s)
		if !own.Overlaps(rest) {
			continue
		}
		rest = rest.Minus(own)
		wide := own.Subset(a)
		loose := false
		for _, i := range s.Interfaces {
			if wide && !i.Forwards() && e.Addresses(i).Fixed.IsEmpty() {
				end.interfaces = append(end.interfaces, i)
				loose = true
			}
		}
		if !loose {
			end.subnets = append(end.subnets, s)
		}
	}
	var out []Endpoint
	if !end.IsEmpty() {
		out = append(out, end)
	}
	rest = rest.Minus(e.allVPCs())
	if six := rest.Intersect(nat64); from64(six).Overlaps(internet) {
		outer := InternetEnd(six.Intersect(over64(internet)))
		outer.Label = label
		out = append(out, outer)
	}
	if public := rest.Intersect(internet); !public.IsEmpty() {
		outer := InternetEnd(public)
		outer.Label = label
		out = append(out, outer)
	}
	if inner := rest.Intersect(private); !inner.IsEmpty() {
		outer := OnPremisesEnd(inner)
		outer.Label = label
		out = append(out, outer)
	}
	return out
}

// publicServices are services that have public addresses and are asked for by name without an endpoint.
var publicServices = []string{
	"s3", "dynamodb", "ecr.api", "ecr.dkr", "ssm", "ssmmessages", "ec2messages", "ec2", "ecs", "ecs-agent",
	"ecs-telemetry", "eks", "eks-auth", "sts", "logs", "monitoring", "events", "secretsmanager", "kms", "sqs", "sns",
	"lambda", "elasticloadbalancing", "autoscaling", "execute-api", "kinesis-streams", "kinesis-firehose",
}

// serviceEnds gives an AWS service: its interface endpoints in view, and its public addresses.
func (e *Engine) serviceEnds(text string) []Endpoint {
	name := strings.ToLower(text)
	var out []Endpoint
	for _, end := range e.net.Endpoints {
		if endpointService(end) == name && len(end.Interfaces) > 0 {
			inner := InterfaceEnd(end.Interfaces...)
			inner.Label, inner.Object = end.Address, &end.Object
			out = append(out, inner)
		}
	}
	if len(out) == 0 && slices.Contains(publicServices, name) {
		out = append(out, ServiceEnd(name))
	}
	return out
}

// nameEnds gives what a name in a private zone, a load balancer's or a workload's own name stands for.
func (e *Engine) nameEnds(name string) []Endpoint {
	var out []Endpoint
	for _, b := range e.net.LoadBalancers {
		if slices.ContainsFunc(b.DNSNames, func(n string) bool { return strings.EqualFold(n, name) }) {
			out = append(out, LoadBalancerEnd(b))
		}
	}
	for _, w := range e.net.Workloads {
		if slices.ContainsFunc(w.Endpoints, func(n string) bool { return strings.EqualFold(n, name) }) {
			out = append(out, WorkloadEnd(w))
		}
	}
	for _, r := range e.net.Records {
		if r.Domain.Or("") != name {
			continue
		}
		if alias, ok := r.Alias.Get(); ok && !strings.EqualFold(alias, name) {
			out = append(out, e.nameEnds(strings.ToLower(alias))...)
		}
		for _, v := range r.Values.Items {
			text, ok := v.Get()
			if !ok {
				continue
			}
			if a, err := netip.ParseAddr(text); err == nil {
				out = append(out, e.addressEnds(name, packet.Addrs(a))...)
			} else if !strings.EqualFold(text, name) && r.Kind.Or("") == "CNAME" {
				out = append(out, e.nameEnds(strings.ToLower(strings.TrimSuffix(text, ".")))...)
			}
		}
	}
	return out
}
