package operations

import (
	"fmt"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

// QuotaExceeded finds objects that hold more than AWS's quotas allow.
var QuotaExceeded = &rules.Rule{
	ID:         "quota-exceeded",
	Severity:   rules.Error,
	ReportedAt: "the holder",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title:   "More routes, rules or connections than AWS's quota allows",
		Problem: "The deployment stops half way, when AWS refuses the one that is too many.",
		Behaviour: "Quotas hold for each table, network ACL, security group, interface and VPC. AWS raises most of them on request, up to a limit that is fixed. " +
			"In network ACLs the final denial counts as a rule; in security groups a rule counts once for each range and group, and a prefix list for as many as it may have entries.",
		Remediation: "Ask for a higher quota before deploying, and say so in the configuration; or summarise ranges and use prefix lists.",
		Limits: "Past the default quota it is a warning, past the fixed limit an error. Counted: routes of a table (`routes-per-table`, by family), rules of a network ACL (`acl-rules`, by direction and family), " +
			"rules of a security group (`group-rules`, likewise), security groups of an interface (`groups-per-interface`), peering connections (`peerings-per-vpc`) and IPv4 ranges (`cidrs-per-vpc`) of a VPC.",
		References: []string{"https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html"},
	},
	Run: runQuotaExceeded,
}

// quota is one of AWS's quotas, with the name by which the configuration raises it
// (Amazon VPC quotas).
type quota struct {
	name           string
	what           string // "routes for IPv4"
	standard, most int
}

var (
	routesPerTable     = quota{"routes-per-table", "routes", 500, 1000}
	aclRules           = quota{"acl-rules", "rules", 20, 40}
	groupRules         = quota{"group-rules", "rules", 60, 1000}
	groupsPerInterface = quota{"groups-per-interface", "security groups", 5, 16}
	peeringsPerVPC     = quota{"peerings-per-vpc", "peering connections", 50, 125}
	cidrsPerVPC        = quota{"cidrs-per-vpc", "IPv4 ranges", 5, 50}
)

// Quotas gives AWS's default quotas that quota-exceeded counts against, by the names by which the configuration
// raises them (Amazon VPC quotas).
func Quotas() map[string]int {
	out := map[string]int{}
	for _, q := range []quota{routesPerTable, aclRules, groupRules, groupsPerInterface, peeringsPerVPC, cidrsPerVPC} {
		out[q.name] = q.standard
	}
	return out
}

func runQuotaExceeded(p *rules.Pass) error {
	for _, t := range p.Net.RouteTables {
		for family, n := range routesByFamily(t) {
			check(p, routesPerTable, t.Base(), n, " for %s", families[family])
		}
	}
	for _, a := range p.Net.NetworkACLs {
		for _, egress := range []bool{false, true} {
			for family, n := range entriesByFamily(a, egress) {
				check(p, aclRules, a.Base(), n+1, " %s for %s, the final denial included", direction(egress), families[family])
			}
		}
	}
	for _, g := range p.Net.SecurityGroups {
		for _, egress := range []bool{false, true} {
			for family, n := range rulesByFamily(g, egress) {
				check(p, groupRules, g.Base(), n, " %s for %s", direction(egress), families[family])
			}
		}
	}
	seen := map[*model.Object]bool{}
	for _, i := range p.Net.Interfaces {
		o := i.Base()
		if i.Owner != nil {
			o = i.Owner.Base()
		}
		if !seen[o] {
			seen[o] = true
			check(p, groupsPerInterface, o, len(i.Groups.Items), " on one interface")
		}
	}
	for _, v := range p.Net.VPCs {
		check(p, peeringsPerVPC, v.Base(), len(v.Peerings), "")
		ranges := 0
		for _, c := range v.CIDRs.Items {
			if cidr, ok := c.Get(); ok && cidr.Addr().Is4() {
				ranges++
			}
		}
		check(p, cidrsPerVPC, v.Base(), ranges, "")
	}
	return nil
}

func direction(egress bool) string {
	if egress {
		return "outbound"
	}
	return "inbound"
}

// check reports an object that holds more than the quota, as the configuration raises it. format and args say what
// of it is counted.
func check(p *rules.Pass, q quota, o *model.Object, n int, format string, args ...any) {
	standard := max(q.standard, p.Options.Quotas[q.name])
	if n <= standard || o.External {
		return
	}
	detail := fmt.Sprintf(format, args...)
	f := rules.Finding{
		Object: o, Severity: rules.Warning, Key: q.name + detail,
		Message: fmt.Sprintf("%s has %d %s%s, but AWS's default quota is %d.", o.Label(), n, q.what, detail, q.standard),
		Fix:     rules.Fix{Text: fmt.Sprintf("Ask AWS for a quota of %d, at most %d, and set %s in the configuration; or summarise them.", n, q.most, q.name)},
	}
	if standard > q.standard {
		f.Message = fmt.Sprintf("%s has %d %s%s, but the quota of the configuration is %d.", o.Label(), n, q.what, detail, standard)
	}
	if n > q.most {
		f.Severity = rules.Error
		f.Message = fmt.Sprintf("%s has %d %s%s, but AWS allows no more than %d.", o.Label(), n, q.what, detail, q.most)
		f.Fix.Text = "Summarise them, or spread them over several."
	}
	p.Report(f)
}

// byFamily counts for each family, which families names.
type byFamily [2]int

const (
	ipv4 = iota
	ipv6
)

var families = [...]string{ipv4: "IPv4", ipv6: "IPv6"}

func routesByFamily(t *model.RouteTable) (n byFamily) {
	for _, r := range t.Routes {
		if dst, ok := r.Destination.Get(); ok && dst.Addr().Is6() {
			n[ipv6]++
		} else if list := r.PrefixList.To(); list != nil {
			family, size := sizeOf(list)
			n[family] += size
		} else {
			n[ipv4]++
		}
	}
	return n
}

func entriesByFamily(a *model.NetworkACL, egress bool) (n byFamily) {
	list := a.Ingress
	if egress {
		list = a.Egress
	}
	for _, e := range list {
		if cidr, ok := e.CIDR.Get(); ok && cidr.Addr().Is6() {
			n[ipv6]++
		} else {
			n[ipv4]++
		}
	}
	return n
}

// rulesByFamily counts ranges in their family, references to groups in both.
func rulesByFamily(g *model.SecurityGroup, egress bool) (n byFamily) {
	list := g.Ingress
	if egress {
		list = g.Egress
	}
	for _, r := range list {
		for _, c := range r.CIDRs.Items {
			if cidr, ok := c.Get(); ok && cidr.Addr().Is6() {
				n[ipv6]++
			} else {
				n[ipv4]++
			}
		}
		both := len(r.Groups.Items)
		if r.Self.Or(false) {
			both++
		}
		for _, ref := range r.PrefixLists.Items {
			family, size := sizeOf(ref.To())
			n[family] += size
		}
		n[ipv4] += both
		n[ipv6] += both
	}
	return n
}

// sizeOf gives the family of a prefix list and what it counts for: the entries that it may have.
func sizeOf(l *model.PrefixList) (family, size int) {
	if l == nil {
		return ipv4, 1
	}
	family = ipv4
	for _, e := range l.Entries.Items {
		if cidr, ok := e.Get(); ok && cidr.Addr().Is6() {
			family = ipv6
		}
	}
	return family, max(1, l.MaxEntries.Or(0))
}
