// Package catalog lists every rule that netlint has. The list is explicit: adding a rule is adding a line.
package catalog

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/assertion"
	"github.com/netlint/netlint/rules/dns"
	"github.com/netlint/netlint/rules/endpoint"
	"github.com/netlint/netlint/rules/firewall"
	"github.com/netlint/netlint/rules/hybrid"
	"github.com/netlint/netlint/rules/loadbalancer"
	"github.com/netlint/netlint/rules/nacl"
	"github.com/netlint/netlint/rules/operations"
	"github.com/netlint/netlint/rules/peering"
	"github.com/netlint/netlint/rules/routing"
	"github.com/netlint/netlint/rules/securitygroup"
	"github.com/netlint/netlint/rules/transitgateway"
)

// Family is the rules of one subject, in a package of their own.
type Family struct {
	Name  string // as users write it to mean all of its rules: "peering"
	Title string // as headings show it: "VPC peering"
	Rules []*rules.Rule
}

// Quotas gives AWS's default quotas that a rule counts against, by the names by which the configuration raises them.
func Quotas() map[string]int { return operations.Quotas() }

// Families gives all rules by family, both in the order of the documentation. Keep a family's rules sorted
// by id.
func Families() []Family {
	return []Family{
		{Name: "peering", Title: "VPC peering", Rules: []*rules.Rule{
			peering.AsymmetricRoute,
			peering.NotAccepted,
			peering.OverlappingCIDR,
			peering.RouteOutsidePeer,
			peering.SGReferenceCrossRegion,
			peering.Unused,
		}},
		{Name: "routing", Title: "Routing", Rules: []*rules.Rule{
			routing.InternetGatewayNotAttached,
			routing.IPv6MissingDefaultRoute,
			routing.IPv6RouteToNATGateway,
			routing.NATGatewayCrossAZ,
			routing.NATGatewayWithoutInternetRoute,
			routing.RouteDuplicateDestination,
			routing.RouteInsideVPCCIDR,
			routing.RouteShadowed,
			routing.RouteTableUnassociated,
			routing.RouteTargetInOtherVPC,
			routing.SourceDestCheckOnForwarder,
			routing.SubnetImplicitMainRouteTable,
			routing.SubnetOddOneOut,
			routing.SubnetPublicOnNATRouteTable,
			routing.SubnetPublicWithoutInternetRoute,
		}},
		{Name: "transitgateway", Title: "Transit gateways", Rules: []*rules.Rule{
			transitgateway.ApplianceModeOff,
			transitgateway.AsymmetricRoute,
			transitgateway.AttachmentAZGap,
			transitgateway.AttachmentWithoutRouteTable,
			transitgateway.MissingVPCRoute,
			transitgateway.OverlappingCIDR,
			transitgateway.RouteMissing,
		}},
		{Name: "hybrid", Title: "VPN and Direct Connect", Rules: []*rules.Rule{
			hybrid.DXAllowedPrefixMissing,
			hybrid.OverlappingCIDR,
			hybrid.VPNRouteMissing,
			hybrid.VPNStaticRouteMissing,
		}},
		{Name: "nacl", Title: "Network ACLs", Rules: []*rules.Rule{
			nacl.BlocksCrossAZ,
			nacl.BlocksDatabase,
			nacl.BlocksEverything,
			nacl.BlocksLoadBalancer,
			nacl.BlocksPathMTU,
			nacl.DenyOverridesAllow,
			nacl.DuplicateRuleNumber,
			nacl.MissingEphemeralReturn,
			nacl.RuleShadowed,
			nacl.Unassociated,
		}},
		{Name: "securitygroup", Title: "Security groups", Rules: []*rules.Rule{
			securitygroup.InternetExposedAdminPort,
			securitygroup.DatabaseUnreachable,
			securitygroup.LoadBalancerEgressBlocked,
			securitygroup.LoadBalancerIngressBlocked,
			securitygroup.NoEgress,
			securitygroup.ReferenceUnreachable,
			securitygroup.RulePortsIgnored,
			securitygroup.TargetIngressBlocked,
		}},
		{Name: "loadbalancer", Title: "Load balancers", Rules: []*rules.Rule{
			loadbalancer.HealthCheckMismatch,
			loadbalancer.ListenerWithoutTarget,
			loadbalancer.SchemeSubnetMismatch,
			loadbalancer.SubnetsDisagree,
		}},
		{Name: "endpoint", Title: "VPC endpoints", Rules: []*rules.Rule{
			endpoint.AZGap,
			endpoint.ConditionUnsatisfiable,
			endpoint.GatewayHTTPSBlocked,
			endpoint.GatewayMissingRouteTable,
			endpoint.GatewayWithoutRouteTable,
			endpoint.InterfaceHTTPSBlocked,
			endpoint.InterfaceWithoutPrivateDNS,
			endpoint.PolicyBlocksAWSBucket,
			endpoint.PolicyMalformed,
			endpoint.PolicyMissingARN,
			endpoint.PrivateDNSWithoutVPCDNS,
			endpoint.SetIncomplete,
		}},
		{Name: "operations", Title: "Observability, quotas, companions", Rules: []*rules.Rule{
			operations.DeployOrderRace,
			operations.EBSBeyondInstanceLimit,
			operations.EC2StartWithoutKMSGrant,
			operations.FlowLogsMissing,
			operations.MirrorSessionUnreachable,
			operations.QuotaExceeded,
		}},
		{Name: "firewall", Title: "Network Firewall and inspection", Rules: []*rules.Rule{
			firewall.AsymmetricRoute,
			firewall.DropsDeclaredHost,
			firewall.EndpointUnused,
			firewall.RuleInvalid,
			firewall.StatelessOneWay,
		}},
		{Name: "dns", Title: "DNS", Rules: []*rules.Rule{
			dns.PrivateZoneNotAssociated,
			dns.RecordUnreachable,
			dns.SupportDisabled,
		}},
		{Name: "assertion", Title: "Assertions", Rules: []*rules.Rule{
			assertion.Failed,
			assertion.Undecided,
		}},
		{Name: "suppression", Title: "Suppressions", Rules: []*rules.Rule{
			rules.SuppressionUnused,
		}},
	}
}

// Rules gives all rules, sorted by id.
func Rules() []*rules.Rule {
	var all []*rules.Rule
	for _, f := range Families() {
		all = append(all, f.Rules...)
	}
	slices.SortFunc(all, func(a, b *rules.Rule) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

// Find gives the rule with an id, or nil.
func Find(id string) *rules.Rule {
	for _, r := range Rules() {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// Match reports whether a selector as users write it means the rule: its id, a family ("peering"), a pattern
// ("nacl-*") or "all".
func Match(selector, id string) bool {
	if selector == "all" || selector == id {
		return true
	}
	if strings.ContainsAny(selector, "*?[") {
		ok, err := path.Match(selector, id)
		return ok && err == nil
	}
	for _, f := range Families() {
		if f.Name == selector {
			return slices.ContainsFunc(f.Rules, func(r *rules.Rule) bool { return r.ID == id })
		}
	}
	return false
}

// Selected gives the ids of all rules that a selector means, sorted; none for one that means nothing.
func Selected(selector string) []string {
	var ids []string
	for _, r := range Rules() {
		if Match(selector, r.ID) {
			ids = append(ids, r.ID)
		}
	}
	return ids
}
