package securitygroup

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// InternetExposedAdminPort finds administration and database ports that the internet truly reaches.
var InternetExposedAdminPort = &rules.Rule{
	ID:         "internet-exposed-admin-port",
	Severity:   rules.Warning,
	ReportedAt: "the security group rule",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title:   "An administration port that the whole internet reaches",
		Problem: "Anybody can try to log in by SSH or RDP, or to open a database.",
		Behaviour: "A packet from the internet reaches an interface only if all of five things are there: a public address, an attached internet gateway, " +
			"a route to it for the answers, a network ACL that lets both ways through, and a security group rule.",
		Remediation: "Narrow the rule to the addresses that need it, or use Session Manager, an EC2 Instance Connect Endpoint or a VPN and close the port.",
		Terraform: `resource "aws_vpc_security_group_ingress_rule" "ssh" {
  security_group_id = aws_security_group.bastion.id
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = "203.0.113.0/24" # the office
}
`,
		CloudFormation: `BastionSsh:
  Type: AWS::EC2::SecurityGroupIngress
  Properties: {GroupId: !GetAtt BastionGroup.GroupId, IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 203.0.113.0/24}
`,
		Limits: "Ports: SSH 22, RDP 3389, WinRM 5985 and 5986, and the usual ports of databases and caches; the configuration may name others. " +
			"Only rules that admit most of the internet count, and only where every hop is known to let the packet through. IPv4 only.",
		WorksWith: "Other scanners report every such rule. This one reports those that can be used from the internet; the others are harmless until a route or an address is added.",
		References: []string{
			"https://docs.aws.amazon.com/vpc/latest/userguide/vpc-igw-internet-access.html", groupRules,
		},
	},
	Run: runInternetExposedAdminPort,
}

// adminPorts are the ports that count where the configuration names none.
var adminPorts = []int{22, 3389, 5985, 5986, 1433, 1521, 3306, 5432, 5439, 6379, 9200, 11211, 27017}

func runInternetExposedAdminPort(p *rules.Pass) error {
	ports := p.Options.AdminPorts
	if len(ports) == 0 {
		ports = adminPorts
	}
	if slices.ContainsFunc(p.Net.BlockPublicAccess, func(b *model.BlockPublicAccess) bool { return b.Mode.OrDefault("off").Or("") != "off" }) {
		return nil
	}
	var found []*exposure
	for _, s := range p.Net.Subnets {
		public := publicInterfaces(s)
		if len(public) == 0 {
			continue
		}
		outside := fromOutside(p.Reach, s)
		if outside.IsEmpty() {
			continue
		}
		for _, i := range public {
			for _, port := range ports {
				found = exposed(p, found, i, port, outside)
			}
		}
	}
	for _, x := range found {
		x.report(p)
	}
	return nil
}

// exposure is a rule with the ports that it opens to the internet.
type exposure struct {
	rule  *model.SecurityGroupRule
	group *model.SecurityGroup
	at    []*model.NetworkInterface
	ports []int
}

// publicInterfaces gives the interfaces in a subnet that certainly have a public address and that listen.
func publicInterfaces(s *model.Subnet) []*model.NetworkInterface {
	return slices.DeleteFunc(topology.Workloads(s), func(i *model.NetworkInterface) bool {
		return !i.Public.Or(false) || !answersForItself(i)
	})
}

// answersForItself leaves out load balancers, which listen where a listener says, and endpoints.
func answersForItself(i *model.NetworkInterface) bool {
	switch i.Kind {
	case model.InterfaceInstance, model.InterfaceBare:
		return true
	case model.InterfaceService:
		w, ok := i.Owner.(*model.Workload)
		return ok && len(w.Interfaces) > 0 && w.Interfaces[0] == i // of a database with several subnets, once
	}
	return false
}

// fromOutside gives the packets from the internet that certainly reach the subnet's hosts, with answers that
// certainly go back: the subnet routes to an attached internet gateway and its network ACL lets both ways
// through.
func fromOutside(e *reach.Engine, s *model.Subnet) packet.Set {
	var back packet.AddrSet
	for _, x := range topology.Exits(e, s, reach.Internet().IPv4()) {
		g, ok := x.Object().(*model.InternetGateway)
		if ok && x.Certain && g.VPC.To() != nil && g.VPC.To() == s.VPC.To() {
			back = back.Union(x.Dst)
		}
	}
	in := e.SubnetACL(s, false).Must.Intersect(packet.From(back)).Intersect(packet.To(e.SubnetAddresses(s)))
	// Answers go to ports that every client uses (VPC User Guide, "Network ACLs").
	answers := e.SubnetACL(s, true).Must.Intersect(packet.DstPorts(packet.Ports(49152, 60999)))
	return in.Intersect(answers.Reverse().WithSourcePorts(packet.AnyPort())).Intersect(packet.OfProtocol(packet.TCP))
}

// exposed adds the rules that let most of the internet in to an interface on the port.
func exposed(p *rules.Pass, found []*exposure, i *model.NetworkInterface, port int, outside packet.Set) []*exposure {
	for _, g := range topology.Groups(i) {
		for _, rv := range p.Reach.GroupView(g, false).Rules {
			if !rv.Certain || rv.Rule.External {
				continue
			}
			at := packet.DstPorts(packet.Port(uint16(port)))
			if !rv.Matches.Must.Overlaps(at) { // most rules are for other ports
				continue
			}
			admitted := rv.Matches.Must.Intersect(at).Intersect(outside)
			if !mostOfInternet(admitted.Sources()) {
				continue
			}
			k := slices.IndexFunc(found, func(x *exposure) bool { return x.rule == rv.Rule })
			if k < 0 {
				k, found = len(found), append(found, &exposure{rule: rv.Rule, group: g})
			}
			x := found[k]
			if !slices.Contains(x.ports, port) {
				x.ports = append(x.ports, port)
			}
			if !slices.Contains(x.at, i) {
				x.at = append(x.at, i)
			}
		}
	}
	return found
}

// mostOfInternet reports whether a set holds more than half of the internet's IPv4 addresses.
func mostOfInternet(s packet.AddrSet) bool {
	return count(s.Intersect(reach.Internet()))*2 > count(reach.Internet().IPv4())
}

// count gives the number of IPv4 addresses in a set.
func count(s packet.AddrSet) uint64 {
	var n uint64
	for _, p := range s.IPv4().Prefixes() {
		n += 1 << (32 - p.Bits())
	}
	return n
}

func (x *exposure) report(p *rules.Pass) {
	var owners []string
	f := rules.Finding{Object: x.rule.Holder(), Range: x.rule.Range, Key: topology.RuleWords(x.rule)}
	for _, i := range x.at {
		owner := i.Base()
		if i.Owner != nil {
			owner = i.Owner.Base()
		}
		if slices.Contains(owners, owner.Label()) {
			continue
		}
		owners = append(owners, owner.Label())
		text := "It has a public address, and its subnet routes to an internet gateway."
		if i.PublicBy != nil && i.PublicBy.Base() != owner {
			text = fmt.Sprintf("%s gives it a public address, and its subnet routes to an internet gateway.", i.PublicBy.Base().Label())
		}
		f.Related = append(f.Related, rules.Related{Object: owner, Message: text})
	}
	var ports []string
	for _, n := range x.ports {
		ports = append(ports, fmt.Sprint(n))
	}
	f.Message = fmt.Sprintf("The whole internet reaches %s on TCP %s: %s %s, and address, route and network ACL let it through.",
		topology.List(owners), topology.List(ports), x.group.Label(), topology.RuleWords(x.rule))
	f.Witness = rules.Arriving(reach.InternetEnd(), reach.InterfaceEnd(x.at...), topology.Port(x.ports[0]))
	f.Fix.Text = fmt.Sprintf("Narrow the source of this rule of %s to the addresses that need it, or close the port.", x.group.Address)
	p.Report(f)
}
