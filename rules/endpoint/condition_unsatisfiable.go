package endpoint

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// ConditionUnsatisfiable finds policies that ask for an endpoint or VPC that their callers do not come through.
var ConditionUnsatisfiable = &rules.Rule{
	ID:         "endpoint-condition-unsatisfiable",
	Severity:   rules.Error,
	ReportedAt: "the policy",
	Doc: rules.Doc{
		Title: "A policy that asks for an endpoint its callers do not use",
		Problem: "A policy allows requests only through one VPC endpoint, or from one VPC, and the workloads that have the policy's role, or " +
			"that use the bucket, go through another or through none: every request of theirs is denied.",
		Behaviour: "`aws:SourceVpce` is the endpoint that a request came through and `aws:SourceVpc` that endpoint's VPC. Both are absent " +
			"from requests that came through no endpoint, also where these came from a VPC by its NAT or internet gateway.",
		Remediation:    "Name the endpoint that the callers go through, or bring them behind the one that the policy names.",
		Terraform:      "Condition = {\n  StringEquals = { \"aws:SourceVpce\" = aws_vpc_endpoint.s3.id }\n}",
		CloudFormation: "Condition:\n  StringEquals:\n    aws:SourceVpce: !Ref S3Endpoint",
		Limits: "Silent where the endpoint or VPC in the condition is not in view, where the callers' way to the service is not certain, and where " +
			"the endpoint only lacks the callers' route table, which `endpoint-gateway-missing-route-table` reports.",
		References: []string{
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
			"https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html",
		},
	},
	YieldsTo:      []string{"endpoint-gateway-without-route-table", "endpoint-gateway-missing-route-table"},
	Since:         "0.1.0",
	BeyondPackets: true,
	Run: func(p *rules.Pass) error {
		x := rules.Shared(p, identitiesOf)
		met := map[*model.Object]bool{}
		all := slices.Clone(demandsOf(p, x))
		slices.SortStableFunc(all, func(a, b demand) int { return len(a.doubt) - len(b.doubt) })
		for _, d := range all {
			// A role may serve workloads that do come through the endpoint, and is then right for them.
			if met[d.policy] || d.way.endpoint == nil && len(d.wanted()) > 0 || servesOthers(p, d, all) {
				continue
			}
			met[d.policy] = true
			f := rules.Finding{
				Object: d.policy, Range: d.at,
				Message: fmt.Sprintf("%s, but requests of %s from %s go %s, so that they are denied.",
					capital(d.text), d.workload.Label(), d.subnet.Label(), d.way.text),
				Fix: fixCondition(d),
			}
			for _, e := range d.endpoints {
				f.Related = append(f.Related, rules.Related{Object: &e.Object, Message: fmt.Sprintf("%s is the endpoint that the policy asks for; it stands in %s.", e.Label(), vpcLabel(e))})
			}
			for _, v := range d.vpcs {
				f.Related = append(f.Related, rules.Related{Object: &v.Object, Message: fmt.Sprintf("%s is the VPC that the policy asks for.", v.Label())})
			}
			f.Related = append(f.Related, rules.Related{Object: &d.workload.Object, Message: fmt.Sprintf("%s stands in %s of %s.", d.workload.Label(), d.subnet.Label(), d.subnet.VPC.To().Label())})
			if d.doubt != "" {
				f.Confidence, f.Unknown = rules.Possible, d.doubt
			}
			p.Report(topology.Absence(p.Net, f))
		}
		return nil
	},
}

// servesOthers reports whether some interface of the same workload meets the policy's demand: then a part of
// its requests goes through, and the condition can be satisfied.
func servesOthers(p *rules.Pass, d demand, all []demand) bool {
	for _, w := range p.Net.Workloads {
		if !sharesRole(w, d.workload) {
			continue
		}
		for _, i := range w.Interfaces {
			s := i.Subnet.To()
			if s == nil || s.VPC.To() == nil {
				continue
			}
			if !slices.ContainsFunc(all, func(o demand) bool { return o.policy == d.policy && o.workload == w && o.subnet == s }) {
				if _, ok := wayOf(p, s, s.VPC.To(), d.prefix); ok {
					return true
				}
			}
		}
	}
	return false
}

func sharesRole(a, b *model.Workload) bool {
	return slices.ContainsFunc(rolesOf(a), func(u usedRole) bool {
		return slices.ContainsFunc(rolesOf(b), func(v usedRole) bool { return u.role == v.role })
	})
}

func fixCondition(d demand) rules.Fix {
	if e := d.way.endpoint; e != nil {
		return rules.Fix{
			Text:           fmt.Sprintf("Name %s in the condition.", e.Label()),
			Terraform:      fmt.Sprintf("\"aws:SourceVpce\" = %s\n", reference(d.policy, e)),
			CloudFormation: fmt.Sprintf("aws:SourceVpce: %s\n", reference(d.policy, e)),
		}
	}
	return rules.Fix{Text: fmt.Sprintf("Add an endpoint for %s to %s and name it in the condition, or take the condition away.", d.prefix, d.subnet.VPC.To().Label())}
}
