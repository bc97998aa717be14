package endpoint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/policy"
)

// need is something that workloads behind an endpoint ask of its service: one of the actions on one of the
// resources.
type need struct {
	actions   []string
	resources []string // in canonical form, patterns included
	written   string   // the resource as the input writes it
	workloads []*model.Workload
	role      *model.Role // who asks, where it is one role
	// object and at are where the need is stated, and text says it in a clause: "aws_iam_role_policy.app grants
	// s3:GetObject on it".
	object *model.Object
	at     model.Range
	text   string
	// doubt says what would have to be known for the need to be certain; empty where it is.
	doubt string
	// any says that it is not known which of the actions are used, and on which of the resources.
	any bool
	// refused says that the endpoint's policy allows it, but not to the role that asks.
	refused bool
}

// asks is equal for needs that ask for the same thing, and key for those that do it as the same role.
func (n need) asks() string {
	return strings.Join(n.actions, ",") + " " + strings.Join(n.resources, ",")
}

func (n need) key() string {
	if n.role == nil {
		return n.asks()
	}
	return n.asks() + " " + n.role.ID
}

// what names the need in a message.
func (n need) what(x *identities, beside *model.Object) string {
	resource := x.show(n.written, beside)
	if x.nameless(n.written) {
		resource = "the resource that " + n.object.Label() + " names"
	}
	if n.general() {
		return "access to " + resource
	}
	if n.any && len(n.actions) > 1 {
		return "any of " + join(n.actions) + " on " + resource
	}
	return join(n.actions) + " on " + resource
}

// general reports whether it is not said what is done with the resource.
func (n need) general() bool {
	return slices.ContainsFunc(n.actions, func(a string) bool { return strings.HasSuffix(a, ":*") })
}

// callContext is what is known of a request that goes through the endpoint. A request through an endpoint has
// no public source address ("AWS global condition context keys", aws:SourceIp).
func callContext(e *model.VPCEndpoint) map[string][]string {
	c := map[string][]string{"aws:sourceip": {}, "aws:sourcevpce": {e.ID}, "aws:securetransport": {"true"}}
	if v := e.VPC.To(); v != nil {
		c["aws:sourcevpc"] = []string{v.ID}
	}
	return c
}

// granted gives what the policies of a role grant on single resources of a service, for requests through the
// endpoint.
func granted(x *identities, r *model.Role, prefix string, e *model.VPCEndpoint) []need {
	var out []need
	context := callContext(e)
	whole := roleDocument(x, r)
	for _, p := range r.Policies.Items {
		text, _ := p.Document.Get()
		d, _, err := policy.Parse(text)
		if err != nil {
			continue
		}
		decided := x.document(p.Document)
		for i, s := range d.Statements {
			if !s.Allow || decided.Statements[i].Applies(context) == policy.ImplicitDeny {
				continue
			}
			if p.Template != "" {
				out = append(out, ofTemplate(x, r, p, s, decided.Statements[i], prefix, e)...)
				continue
			}
			for _, a := range s.Actions {
				if !ofService(a, prefix) {
					continue
				}
				for _, of := range grantedOn(s, decided.Statements[i], prefix) {
					if canonical := of.canonical[0]; !oneThing(of.written) || !suits(a, canonical) || elsewhere(x, canonical, e) || ownedByAWS(canonical) {
						continue
					}
					n := need{
						actions: []string{a}, resources: of.canonical, written: of.written, role: r,
						object: holder(p, r), at: place(p, r), text: fmt.Sprintf("%s grants %s on it to %s", policyLabel(p, r), a, r.Label()),
					}
					switch whole.Decide(policy.Request{Action: a, Resource: of.canonical[0], Context: context}) {
					case policy.ExplicitDeny:
						continue
					case policy.Unknown:
						n.doubt = "whether the conditions of " + policyLabel(p, r) + " hold is not known"
					}
					if !r.Boundary.IsAbsent() {
						n.doubt = "what the permissions boundary of " + r.Address + " leaves is not decided"
					}
					out = append(out, n)
				}
			}
		}
	}
	return out
}

// ofTemplate gives what a statement of a policy template grants: it lists whatever may be useful for its purpose, so
// that one of its actions on one of its resources is needed, and it is not known which.
func ofTemplate(x *identities, r *model.Role, p *model.Policy, s, decided policy.Statement, prefix string, e *model.VPCEndpoint) []need {
	n := need{role: r, object: holder(p, r), at: place(p, r), text: fmt.Sprintf("%s gives it to %s", p.Template, r.Label()), any: true}
	for _, a := range s.Actions {
		if ofService(a, prefix) {
			n.actions = append(n.actions, a)
		}
	}
	if len(n.actions) == 0 {
		return nil
	}
	for i, resource := range s.Resources {
		if canonical := decided.Resources[i]; oneThing(resource) && !elsewhere(x, canonical, e) && !ownedByAWS(canonical) {
			n.resources = append(n.resources, canonical)
			if n.written == "" || !suits(n.actions[0], n.resources[0]) && suits(n.actions[0], canonical) {
				n.written = resource
			}
		}
	}
	if len(n.resources) == 0 {
		return nil
	}
	return []need{n}
}

// grant is a resource that a statement names, or several of which one is meant.
type grant struct {
	written   string
	canonical []string
}

// grantedOn gives the resources of a statement, also given with its ARNs in one form, that may be of a service.
// A statement may list actions of several services beside the resources of each, and an action applies to those of
// its own service only. Of resources that only symbols stand for it is not known whose they are: one of them
// is of the service where nothing else in the statement is.
func grantedOn(s, decided policy.Statement, prefix string) []grant {
	var of, nameless []grant
	for j, resource := range s.Resources {
		g := grant{resource, []string{decided.Resources[j]}}
		if a, ok := policy.ParseARN(g.canonical[0]); !ok {
			nameless = append(nameless, g)
		} else if a.Service == prefix {
			of = append(of, g)
		}
	}
	switch {
	case !slices.ContainsFunc(s.Actions, func(a string) bool { return !ofService(a, prefix) }):
		all := make([]grant, len(s.Resources))
		for j, resource := range s.Resources {
			all[j] = grant{resource, []string{decided.Resources[j]}}
		}
		return all
	case len(of) > 0 || len(nameless) == 0:
		return of
	}
	one := nameless[0]
	for _, g := range nameless[1:] {
		one.canonical = append(one.canonical, g.canonical...)
	}
	return []grant{one}
}

// roleDocument joins all policies of a role that are in view.
func roleDocument(x *identities, r *model.Role) *policy.Document {
	whole := &policy.Document{}
	for _, p := range r.Policies.Items {
		if d := x.document(p.Document); d != nil {
			whole.Statements = append(whole.Statements, d.Statements...)
		}
	}
	return whole
}

func policyLabel(p *model.Policy, r *model.Role) string {
	if p.Address == "" || p.Address == r.Address {
		return fmt.Sprintf("the inline policy %q of %s", p.Name, r.Address)
	}
	return p.Address
}

func holder(p *model.Policy, r *model.Role) *model.Object {
	if p.Address == "" {
		return &r.Object
	}
	return &p.Object
}

func place(p *model.Policy, r *model.Role) model.Range {
	if p.Range.IsZero() {
		return r.Range
	}
	return p.Place("policy")
}

// elsewhere reports whether a resource lies in another region than the endpoint's, so that requests for it do
// not go through the endpoint.
func elsewhere(x *identities, canonical string, e *model.VPCEndpoint) bool {
	_, region, ok := e.Service()
	a, isARN := policy.ParseARN(canonical)
	if !ok || !isARN || standsForRegion(region) {
		return false
	}
	if a.Service == "s3" {
		bucket, _ := cutPath(a.Resource)
		if o := x.objects()[bucket]; o != nil {
			a.Region = o.Region.Or("")
		}
	}
	return a.Region != "" && !standsForRegion(a.Region) && !policy.Overlaps(a.Region, region)
}

func ownedByAWS(canonical string) bool {
	a, ok := policy.ParseARN(canonical)
	if !ok || a.Service != "s3" {
		return false
	}
	bucket, _ := cutPath(a.Resource)
	return isAWSOwned(bucket)
}

// needsOf gives what the workloads need of an endpoint's service, each thing once, with all who need it.
func needsOf(x *identities, workloads []*model.Workload, e *model.VPCEndpoint) []need {
	service, _, _ := e.Service()
	prefix := prefixOf(service)
	var out []need
	index := map[string]int{}
	for _, w := range workloads {
		var found []need
		for _, u := range rolesOf(w) {
			found = append(found, granted(x, u.role, prefix, e)...)
		}
		switch prefix {
		case "s3":
			found = append(found, namedObjects(x, w, e)...)
			found = append(found, namedSettings(x, w, e, x.buckets, "s3:*", "arn:aws:s3:::", "/*")...)
		case "dynamodb":
			found = append(found, namedSettings(x, w, e, x.tables, "dynamodb:*", "arn:aws:dynamodb:*:*:table/", "/*")...)
		}
		for _, n := range found {
			k := n.key()
			i, seen := index[k]
			switch {
			case !seen:
				index[k] = len(out)
				n.workloads = []*model.Workload{w}
				out = append(out, n)
			case out[i].doubt != "" && n.doubt == "":
				n.workloads = []*model.Workload{w}
				out[i] = n
			case !slices.Contains(out[i].workloads, w):
				out[i].workloads = append(out[i].workloads, w)
			}
		}
	}
	return out
}
