package endpoint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/policy"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
)

// demand is a condition of a policy on the endpoint or VPC that requests come through, which the requests of
// a workload from one subnet do not meet.
type demand struct {
	workload *model.Workload
	subnet   *model.Subnet
	prefix   string // of the service's actions
	way      way    // what the requests go through
	// named are the endpoints and VPCs that the condition asks for.
	endpoints []*model.VPCEndpoint
	vpcs      []*model.VPC
	// mentionOnly says that the condition is not in view: the policy mentions the endpoint, no more is known.
	mentionOnly bool
	policy      *model.Object
	at          model.Range
	text        string // "aws_iam_role_policy.app allows dynamodb:GetItem only through aws_vpc_endpoint.d (aws:SourceVpce)"
	doubt       string
}

// way is how requests for a service leave a subnet.
type way struct {
	endpoint *model.VPCEndpoint // nil: through none
	text     string
	doubt    string // what may make it another way; empty where it is certain
}

// context is what is known of requests that go this way.
func (w way) context(v *model.VPC) map[string][]string {
	if w.endpoint == nil {
		return map[string][]string{"aws:sourcevpce": {}, "aws:sourcevpc": {}, "aws:securetransport": {"true"}}
	}
	return map[string][]string{
		"aws:sourcevpce": {w.endpoint.ID}, "aws:sourcevpc": {v.ID}, "aws:securetransport": {"true"}, "aws:sourceip": {},
	}
}

// wayOf gives how requests for a service leave a subnet of a VPC; ok is false where that cannot be told.
func wayOf(p *rules.Pass, s *model.Subnet, v *model.VPC, prefix string) (w way, ok bool) {
	gateway := prefix == "s3" || prefix == "dynamodb"
	if gateway {
		legs := p.Reach.CarriesService(s, prefix)
		if len(legs) == 0 || slices.ContainsFunc(legs, func(l reach.Leg) bool { return !l.Certain }) {
			return way{}, false
		}
		if e := legs[0].Endpoint; e != nil {
			return way{endpoint: e, text: "through " + e.Label()}, true
		}
		w.text = "by " + legs[0].String()
		if legs[0].None() {
			w.text = "nowhere, for no route carries them"
		}
	}
	var private []*model.VPCEndpoint
	for _, e := range v.Endpoints {
		service, _, known := e.Service()
		switch {
		case e.IsGateway() || known && prefixOf(service) != prefix:
		case !known || e.PrivateDNS.IsUnknown():
			return way{}, false
		case e.PrivateDNS.Or(false) && resolvesPrivately(v):
			private = append(private, e)
		}
	}
	switch {
	case len(private) == 1:
		return way{endpoint: private[0], text: "through " + private[0].Label()}, true
	case len(private) > 1:
		return way{}, false
	case v.External || v.Exported:
		w.doubt = "endpoints of " + v.Address + " may be declared elsewhere"
	case len(p.Net.Partial) > 0:
		w.doubt = p.Net.Partial[0]
	}
	if !gateway {
		w.text = "to the public address of the service"
	}
	return w, true
}

// demands are conditions on the way of requests that workloads of the network do not meet.
type demands []demand

// demandsOf gives all of them, for the rules of a run to share.
func demandsOf(p *rules.Pass, x *identities) demands {
	return rules.Shared(p, func(*model.Network) demands { return findDemands(p, x) })
}

func findDemands(p *rules.Pass, x *identities) demands {
	var out demands
	for _, w := range p.Net.Workloads {
		roles := rolesOf(w)
		if len(roles) == 0 || !startsCalls(w) {
			continue
		}
		for _, i := range w.Interfaces {
			s := i.Subnet.To()
			if s == nil || s.VPC.To() == nil {
				continue
			}
			for _, u := range roles {
				out = append(out, roleDemands(p, x, w, s, u.role)...)
			}
			out = append(out, bucketDemands(p, x, w, s)...)
		}
	}
	return out
}

// roleDemands gives the unmet conditions in the policies of a role: of statements that allow only for what
// comes through an endpoint, and of those that deny what does not.
func roleDemands(p *rules.Pass, x *identities, w *model.Workload, s *model.Subnet, r *model.Role) []demand {
	var out []demand
	v := s.VPC.To()
	whole := roleDocument(x, r)
	for _, pol := range r.Policies.Items {
		d := x.document(pol.Document)
		if d == nil {
			out = append(out, mentionDemands(p, w, s, pol, r)...)
			continue
		}
		for _, st := range d.Statements {
			if !slices.ContainsFunc(st.Conditions, func(c policy.Condition) bool { return isSourceKey(c.Key) }) {
				continue
			}
			for _, prefix := range prefixesOf(st, whole) {
				way, ok := wayOf(p, s, v, prefix)
				if !ok {
					continue
				}
				context := way.context(v)
				holds := sourceConditions(st).Applies(context)
				if st.Allow && (holds != policy.ImplicitDeny || allowedOtherwise(whole, st, prefix, context)) ||
					!st.Allow && (holds != policy.Allowed || st.Applies(context) != policy.Allowed) {
					continue
				}
				dm := demand{workload: w, subnet: s, prefix: prefix, way: way, policy: holder(pol, r), at: place(pol, r), doubt: way.doubt}
				if dm.name(x, st) {
					dm.text = fmt.Sprintf("%s allows %s only %s", policyLabel(pol, r), actionsOf(st, prefix), dm.through())
					out = append(out, dm)
				}
			}
		}
	}
	return out
}

// mentionDemands gives what a policy asks of which nothing is known but that it mentions gateway endpoints: it
// can only do so in a condition, and the requests that do not go through the endpoint do not meet it.
func mentionDemands(p *rules.Pass, w *model.Workload, s *model.Subnet, pol *model.Policy, r *model.Role) []demand {
	var out []demand
	for _, ref := range pol.Endpoints {
		e := ref.To()
		if e == nil || !e.IsGateway() || e.VPC.To() != s.VPC.To() {
			continue
		}
		prefix, _, ok := e.Service()
		if !ok {
			continue
		}
		way, ok := wayOf(p, s, s.VPC.To(), prefix)
		if !ok || way.endpoint != nil {
			continue
		}
		out = append(out, demand{
			workload: w, subnet: s, prefix: prefix, way: way, endpoints: []*model.VPCEndpoint{e}, mentionOnly: true,
			policy: holder(pol, r), at: place(pol, r), doubt: way.doubt,
			text: fmt.Sprintf("%s hangs on %s (aws:SourceVpce)", policyLabel(pol, r), e.Label()),
		})
	}
	return out
}

// bucketDemands gives the unmet conditions of bucket policies that deny what a workload's roles are granted.
func bucketDemands(p *rules.Pass, x *identities, w *model.Workload, s *model.Subnet) []demand {
	v := s.VPC.To()
	way, ok := wayOf(p, s, v, "s3")
	if !ok {
		return nil
	}
	context := way.context(v)
	var needs []need
	probe := &model.VPCEndpoint{VPC: s.VPC} // any endpoint of the VPC
	for _, u := range rolesOf(w) {
		needs = append(needs, granted(x, u.role, "s3", probe)...)
	}
	var out []demand
	for _, b := range p.Net.Buckets {
		d := x.document(b.Policy)
		if d == nil {
			continue
		}
		at, object := bucketPolicy(p.Net, b)
		for _, st := range d.Statements {
			if st.Allow || st.Applies(context) != policy.Allowed || sourceConditions(st).Conditions == nil {
				continue
			}
			one := policy.Document{Statements: []policy.Statement{st}}
			i := slices.IndexFunc(needs, func(n need) bool {
				return n.doubt == "" && one.Decide(policy.Request{Action: n.actions[0], Resource: n.resources[0], Context: context}) == policy.ExplicitDeny
			})
			if i < 0 {
				continue
			}
			dm := demand{workload: w, subnet: s, prefix: "s3", way: way, policy: object, at: at, doubt: way.doubt}
			if dm.name(x, st) {
				dm.text = fmt.Sprintf("the policy of %s allows %s only %s", b.Label(), needs[i].actions[0], dm.through())
				out = append(out, dm)
			}
		}
	}
	return out
}

// bucketPolicy gives where the policy of a bucket stands.
func bucketPolicy(net *model.Network, b *model.Bucket) (model.Range, *model.Object) {
	for _, p := range net.BucketPolicies {
		if p.Bucket.To() == b {
			return p.Place("policy"), &p.Object
		}
	}
	return b.Place("policy"), &b.Object
}

// sourceConditions gives the statement with its conditions on endpoint and VPC alone.
func sourceConditions(st policy.Statement) policy.Statement {
	st.Conditions = slices.DeleteFunc(slices.Clone(st.Conditions), func(c policy.Condition) bool { return !isSourceKey(c.Key) })
	if len(st.Conditions) == 0 {
		st.Conditions = nil
	}
	return st
}

// prefixesOf gives the services that a statement is about: those of its actions, or, where a denial is about
// all, those that the role is allowed to use.
func prefixesOf(st policy.Statement, whole *policy.Document) []string {
	var out []string
	add := func(actions []string) {
		for _, a := range actions {
			service, _, ok := strings.Cut(strings.ToLower(a), ":")
			if ok && !strings.ContainsAny(service, "*?") && !slices.Contains(out, service) {
				out = append(out, service)
			}
		}
	}
	add(st.Actions)
	if !st.Allow && len(out) == 0 {
		for _, other := range whole.Statements {
			if other.Allow {
				add(other.Actions)
			}
		}
	}
	return out
}

func actionsOf(st policy.Statement, prefix string) string {
	var out []string
	for _, a := range st.Actions {
		if ofService(a, prefix) {
			out = append(out, a)
		}
	}
	if len(out) == 0 {
		return prefix + " actions"
	}
	return join(out)
}

// allowedOtherwise reports whether the role may do what the statement is about without it.
func allowedOtherwise(whole *policy.Document, st policy.Statement, prefix string, context map[string][]string) bool {
	for _, a := range st.Actions {
		if !ofService(a, prefix) {
			continue
		}
		for _, resource := range st.Resources {
			if whole.MayAllow(policy.Request{Action: a, Resource: resource, Context: context}) {
				return true
			}
		}
	}
	return false
}

// name notes what the statement's conditions ask for. It reports false where they ask for something that is
// not in view.
func (d *demand) name(x *identities, st policy.Statement) bool {
	for _, c := range st.Conditions {
		if !isSourceKey(c.Key) {
			continue
		}
		for _, value := range c.Values {
			o := x.objects()[value]
			if o == nil {
				return false
			}
			if e, ok := x.endpoints[o]; ok {
				d.endpoints = append(d.endpoints, e)
			} else if v, ok := x.vpcs[o]; ok {
				d.vpcs = append(d.vpcs, v)
			} else {
				return false
			}
		}
	}
	return len(d.endpoints)+len(d.vpcs) > 0
}

// through says what the condition asks for.
func (d *demand) through() string {
	switch {
	case len(d.endpoints) > 0:
		return "through " + labels(d.endpoints) + " (aws:SourceVpce)"
	default:
		return "from endpoints of " + labels(d.vpcs) + " (aws:SourceVpc)"
	}
}

// wanted gives the gateway endpoints of the subnet's own VPC that would meet the demand if the subnet's route
// table were associated with them.
func (d *demand) wanted() []*model.VPCEndpoint {
	v := d.subnet.VPC.To()
	var out []*model.VPCEndpoint
	for _, e := range v.Endpoints {
		service, _, ok := e.Service()
		if !ok || !e.IsGateway() || service != d.prefix {
			continue
		}
		if slices.Contains(d.endpoints, e) || slices.Contains(d.vpcs, v) {
			out = append(out, e)
		}
	}
	return out
}
