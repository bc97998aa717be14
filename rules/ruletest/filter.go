package ruletest

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// ACL adds a network ACL that serves subnets. Rules are added by In and Out.
func (n *Net) ACL(v *model.VPC, address string, subnets ...*model.Subnet) *model.NetworkACL {
	a := &model.NetworkACL{
		Object: Object(address, "aws_network_acl"), VPC: To[model.VPC](v), SubnetIDs: All[model.Subnet](subnets...),
	}
	n.Add(a)
	return a
}

// In adds inbound rules to an ACL, each as "100 allow tcp 443 0.0.0.0/0"; protocols without ports leave the
// ports out, and ICMP has "type/code" in their place.
func (n *Net) In(a *model.NetworkACL, rules ...string) *Net { return n.entries(a, false, rules) }

// Out adds outbound rules to an ACL.
func (n *Net) Out(a *model.NetworkACL, rules ...string) *Net { return n.entries(a, true, rules) }

func (n *Net) entries(a *model.NetworkACL, egress bool, rules []string) *Net {
	n.t.Helper()
	for _, text := range rules {
		words := strings.Fields(text)
		require.GreaterOrEqual(n.t, len(words), 4, text)
		number, err := strconv.Atoi(words[0])
		require.NoError(n.t, err, text)
		e := &model.NetworkACLEntry{
			Object: Object(fmt.Sprintf("%s.%s.%d", a.Address, direction(egress), number), "aws_network_acl_rule"),
			ACL:    To[model.NetworkACL](a), Number: model.Known(number), Egress: model.Known(egress),
			Allow: model.Known(words[1] == "allow"), Match: n.match(words[2 : len(words)-1]),
			CIDR: model.Known(netip.MustParsePrefix(words[len(words)-1])),
		}
		n.Add(e)
	}
	return n
}

func direction(egress bool) string {
	if egress {
		return "out"
	}
	return "in"
}

// match reads a protocol and, where it has them, ports or an ICMP type and code.
func (n *Net) match(words []string) model.FilterMatch {
	n.t.Helper()
	p, err := packet.ParseProtocol(words[0])
	require.NoError(n.t, err)
	m := model.FilterMatch{Protocol: model.Known(p)}
	if len(words) == 1 {
		return m
	}
	sep := "-"
	if p.IsICMP() {
		sep = "/"
	}
	first, last, ranged := strings.Cut(words[1], sep)
	if !ranged {
		last = first
	}
	from, err := strconv.Atoi(first)
	require.NoError(n.t, err)
	to, err := strconv.Atoi(last)
	require.NoError(n.t, err)
	if p.IsICMP() {
		m.ICMPType, m.ICMPCode = model.Known(from), model.Known(to)
	} else {
		m.FromPort, m.ToPort = model.Known(from), model.Known(to)
	}
	return m
}

// Group adds a security group without AWS's default egress.
func (n *Net) Group(v *model.VPC, address string) *model.SecurityGroup {
	g := &model.SecurityGroup{Object: Object(address, "aws_security_group"), VPC: To[model.VPC](v)}
	n.Add(g)
	return g
}

// Ingress adds an inbound rule to a group, as "tcp 443 0.0.0.0/0", or "tcp 443" with groups as sources.
func (n *Net) Ingress(g *model.SecurityGroup, rule string, from ...*model.SecurityGroup) *model.SecurityGroupRule {
	return n.groupRule(g, false, rule, from)
}

// Egress adds an outbound rule to a group.
func (n *Net) Egress(g *model.SecurityGroup, rule string, to ...*model.SecurityGroup) *model.SecurityGroupRule {
	return n.groupRule(g, true, rule, to)
}

func (n *Net) groupRule(g *model.SecurityGroup, egress bool, rule string, far []*model.SecurityGroup) *model.SecurityGroupRule {
	n.t.Helper()
	words := strings.Fields(rule)
	r := &model.SecurityGroupRule{
		Object: Object(fmt.Sprintf("%s.%s.%s", g.Address, direction(egress), rule), "aws_security_group_rule"),
		Group:  To[model.SecurityGroup](g), Egress: model.Known(egress), Groups: All[model.SecurityGroup](far...),
	}
	if last := words[len(words)-1]; strings.Contains(last, "/") {
		r.CIDRs = model.ListOf(model.Known(netip.MustParsePrefix(last)))
		words = words[:len(words)-1]
	}
	for _, f := range far {
		r.Address += "." + f.Address
	}
	r.ID = r.Address + ".id"
	r.Match = n.match(words)
	n.Add(r)
	return r
}
