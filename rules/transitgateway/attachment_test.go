package transitgateway

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/ruletest"
)

// The gateway of another account is not in view; its id in the route and in the attachment is enough.
func TestZoneWithoutAttachmentToAGatewayOutOfView(t *testing.T) {
	for id, found := range map[string]bool{"tgw-1": true, "tgw-2": false} {
		n := ruletest.New(t)
		v := n.VPC("aws_vpc.v", "10.0.0.0/16")
		a, b := n.Subnet(v, "aws_subnet.a", "10.0.0.0/24", "us-east-1a"), n.Subnet(v, "aws_subnet.b", "10.0.1.0/24", "us-east-1b")
		table := n.Table(v, "aws_route_table.t", a, b)
		n.Route(table, "10.0.0.0/8", model.TargetTransitGateway, v).Target = model.Target{Kind: model.TargetTransitGateway, ID: model.Known(id)}
		n.Add(&model.TransitGatewayAttachment{
			Object: ruletest.Object("aws_ec2_transit_gateway_vpc_attachment.v", "x"), Kind: model.AttachVPC,
			Gateway: model.RefByID[model.TransitGateway]("tgw-1"), VPC: ruletest.To[model.VPC](v), Subnets: ruletest.All[model.Subnet](a),
		})
		if found {
			assert.Contains(t, n.One(AttachmentAZGap).Message, "aws_subnet.b (10.0.1.0/24) cannot send to tgw-1 in spite of the route")
		} else {
			n.None(AttachmentAZGap)
		}
	}
}

func TestAttachmentWithoutTable(t *testing.T) {
	h := newHub(t)
	a := h.spoke("a", "1")
	table := h.TransitTable(h.g, "aws_ec2_transit_gateway_route_table.all")
	h.Propagate(table, a.a)
	h.only(t, "tgw-attachment-without-route-table", a.a.Address)

	h = newHub(t)
	h.g.DefaultAssociation, h.g.DefaultPropagation = model.Value[bool]{}, model.Value[bool]{}
	h.spoke("a", "1")
	assert.Empty(t, h.all(t))

	h = newHub(t)
	a = h.spoke("a", "1")
	h.g.DefaultAssociation = model.Unknown[bool]("var.association has no value")
	h.Propagate(h.TransitTable(h.g, "aws_ec2_transit_gateway_route_table.all"), a.a)
	assert.Empty(t, h.all(t))
}

func TestAttachmentOfAGatewayWhoseTablesAreKeptElsewhere(t *testing.T) {
	h := newHub(t)
	h.spoke("a", "1")
	h.NoneDefinite(AttachmentWithoutRouteTable)
	assert.Len(t, h.Run(AttachmentWithoutRouteTable), 1)
}

// A template is told from outside what the attachment of its VPN connection is called; Terraform reads it off the
// connection, and an identifier from outside is then another attachment's.
func TestAttachmentOfAVPNThatIsNamedFromOutside(t *testing.T) {
	for name, c := range map[string]struct {
		attachment          string // under which the input refers to the VPN's attachment
		associated          bool
		found, onlyPossible bool
	}{
		"a template associates what it is told": {associated: true},
		"a template associates nothing":         {found: true, onlyPossible: true},
		"Terraform associates something else":   {attachment: "vpn", associated: true, found: true},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHub(t)
			table := h.TransitTable(h.g, "Office")
			h.Add(&model.VPNConnection{Object: ruletest.Object("Vpn", "x"), TransitGateway: ruletest.To[model.TransitGateway](h.g), AttachmentID: c.attachment})
			if c.associated {
				h.Add(&model.TransitGatewayAssociation{
					Object: ruletest.Object("Association", "x"), Attachment: model.RefByID[model.TransitGatewayAttachment]("tgw-attach-1"),
					Table: ruletest.To[model.TransitGatewayRouteTable](table),
				})
			}
			found := h.Run(AttachmentWithoutRouteTable)
			if !c.found {
				assert.Empty(t, found)
				return
			}
			require.Len(t, found, 1)
			assert.Equal(t, c.onlyPossible, found[0].Confidence == rules.Possible)
			assert.Contains(t, found[0].Message, "Everything that Vpn brings is dropped")
		})
	}
}

func TestAttachmentThatAnUnknownAssociationMayMean(t *testing.T) {
	h := newHub(t)
	a := h.spoke("a", "1")
	table := h.TransitTable(h.g, "aws_ec2_transit_gateway_route_table.all")
	h.Propagate(table, a.a)
	h.Add(&model.TransitGatewayAssociation{
		Object:     ruletest.Object("association", "x"),
		Attachment: model.RefAmong[model.TransitGatewayAttachment]([]string{"elsewhere"}, "an index is not in the plan"),
		Table:      ruletest.To[model.TransitGatewayRouteTable](table),
	})
	assert.Empty(t, h.Run(AttachmentWithoutRouteTable))
}

func TestRangeOfWhichAnUnknownVPCMayBeAPart(t *testing.T) {
	h := newHub(t)
	a, b := h.spoke("a", "1"), h.spoke("b", "2")
	table := h.mesh(a, b)
	h.to(a, "192.168.0.0/16")
	h.TransitRoute(table, "192.168.0.0/16", nil)
	b.v.CIDRs.Items = append(b.v.CIDRs.Items, model.Unknown[netip.Prefix]("IPAM assigns it"))
	assert.Empty(t, h.Run(RouteMissing))
}

func TestAttachmentThatNoTableNames(t *testing.T) {
	h := newHub(t)
	a, b := h.spoke("a", "1"), h.spoke("b", "2")
	table := h.TransitTable(h.g, "aws_ec2_transit_gateway_route_table.all", a.a, b.a)
	h.Propagate(table, b.a)
	h.only(t, "tgw-attachment-without-route-table", a.a.Address)
}

func TestZoneWithoutAttachmentSubnet(t *testing.T) {
	build := func(zone string) hub {
		h := newHub(t)
		a, b := h.spoke("a", "1"), h.spoke("b", "2")
		h.mesh(a, b)
		h.to(a, "10.0.0.0/8")
		h.to(b, "10.0.0.0/8")
		s := h.Subnet(a.v, "aws_subnet.a_app_c", "10.1.3.0/24", zone)
		h.Add(&model.RouteTableAssociation{Object: ruletest.Object("association", "x"), Subnet: ruletest.To[model.Subnet](s), Table: ruletest.To[model.RouteTable](a.table)})
		return h
	}
	h := build("us-east-1c")
	f := h.only(t, "tgw-attachment-az-gap", "aws_ec2_transit_gateway_vpc_attachment.a")
	assert.Contains(t, f.Message, "no subnet in us-east-1c, only in us-east-1a")
	assert.Empty(t, build("us-east-1a").all(t))
	assert.Empty(t, build("").all(t))
	assert.Empty(t, build("use1-az4").all(t), "a zone's id and a zone's name cannot be compared")
}

func TestApplianceMode(t *testing.T) {
	build := func(mode model.Value[bool]) hub {
		h := newHub(t)
		v := h.VPC("aws_vpc.inspection", "10.9.0.0/16")
		fw := &model.NetworkFirewall{Object: ruletest.Object("aws_networkfirewall_firewall.f", "x"), VPC: ruletest.To[model.VPC](v)}
		h.Add(fw)
		var tgw []*model.Subnet
		for i, zone := range []string{"a", "b"} {
			arrive := h.Subnet(v, "aws_subnet.tgw_"+zone, []string{"10.9.0.0/28", "10.9.0.16/28"}[i], "us-east-1"+zone)
			inspect := h.Subnet(v, "aws_subnet.fw_"+zone, []string{"10.9.1.0/28", "10.9.1.16/28"}[i], "us-east-1"+zone)
			end := &model.FirewallEndpoint{Object: ruletest.Object("endpoint_"+zone, "x"), Firewall: fw, Subnet: ruletest.To[model.Subnet](inspect)}
			fw.Endpoints = append(fw.Endpoints, end)
			h.Add(end)
			h.Route(h.Table(v, "aws_route_table.tgw_"+zone, arrive), "0.0.0.0/0", model.TargetEndpoint, end)
			h.Route(h.Table(v, "aws_route_table.fw_"+zone, inspect), "10.0.0.0/8", model.TargetTransitGateway, h.g)
			tgw = append(tgw, arrive)
		}
		h.Attach(h.g, v, "aws_ec2_transit_gateway_vpc_attachment.inspection", tgw...).ApplianceMode = mode
		return h
	}
	f := build(model.Value[bool]{}).One(ApplianceModeOff)
	assert.Equal(t, `"enable"`, f.Fix.Edit.Value)
	build(model.Known(false)).One(ApplianceModeOff)
	build(model.Known(true)).None(ApplianceModeOff)
	build(model.Unknown[bool]("var.mode has no value")).None(ApplianceModeOff)
}

// A connection between two zones enters the inspecting VPC by the one and its answers by the other: the path shows the
// firewall that drops them. Spokes of one zone never meet it.
func TestApplianceModeShowsTheOtherZone(t *testing.T) {
	for zone, want := range map[string]bool{"us-east-1b": true, "us-east-1a": false} {
		h := newHub(t)
		v := h.VPC("aws_vpc.inspection", "10.9.0.0/16")
		group := &model.FirewallRuleGroup{Object: ruletest.Object("aws_networkfirewall_rule_group.g", "x"), Stateful: model.Known(true)}
		policy := &model.FirewallPolicy{
			Object: ruletest.Object("aws_networkfirewall_firewall_policy.p", "x"), StatelessDefault: model.ListOf(model.Known("aws:forward_to_sfe")),
			StatefulGroups: model.ListOf(model.FirewallGroupUse{Group: ruletest.To[model.FirewallRuleGroup](group), Priority: model.Known(1)}),
		}
		fw := &model.NetworkFirewall{Object: ruletest.Object("aws_networkfirewall_firewall.f", "x"), VPC: ruletest.To[model.VPC](v), Policy: ruletest.To[model.FirewallPolicy](policy)}
		h.Add(group, policy, fw)
		var tgw []*model.Subnet
		for i, zone := range []string{"us-east-1a", "us-east-1b"} {
			arrive := h.Subnet(v, "aws_subnet.tgw_"+zone, []string{"10.9.0.0/28", "10.9.0.16/28"}[i], zone)
			inspect := h.Subnet(v, "aws_subnet.fw_"+zone, []string{"10.9.1.0/28", "10.9.1.16/28"}[i], zone)
			end := &model.FirewallEndpoint{Object: ruletest.Object("endpoint_"+zone, "x"), Firewall: fw, Subnet: ruletest.To[model.Subnet](inspect)}
			fw.Endpoints = append(fw.Endpoints, end)
			h.Add(end)
			h.Route(h.Table(v, "aws_route_table.tgw_"+zone, arrive), "0.0.0.0/0", model.TargetEndpoint, end)
			h.Route(h.Table(v, "aws_route_table.fw_"+zone, inspect), "10.0.0.0/8", model.TargetTransitGateway, h.g)
			tgw = append(tgw, arrive)
		}
		inspection := h.Attach(h.g, v, "aws_ec2_transit_gateway_vpc_attachment.inspection", tgw...)
		a, b := h.spoke("a", "1"), h.spoke("b", "2")
		b.app.Zone, b.tgw.Zone = model.Known(zone), model.Known(zone)
		for _, s := range []spoke{a, b} {
			h.Route(s.table, "10.0.0.0/8", model.TargetTransitGateway, h.g)
		}
		in := h.TransitTable(h.g, "aws_ec2_transit_gateway_route_table.spokes", a.a, b.a)
		h.TransitRoute(in, "0.0.0.0/0", inspection)
		h.Propagate(h.TransitTable(h.g, "aws_ec2_transit_gateway_route_table.inspection", inspection), a.a, b.a)

		f := h.One(ApplianceModeOff)
		if !want {
			assert.Nil(t, f.Path, "both spokes are in one zone")
			continue
		}
		require.NotNil(t, f.Path)
		require.Len(t, f.Path.Blockers(), 1)
		blocker := f.Path.Blockers()[0]
		assert.Equal(t, reach.CodeAsymmetric, blocker.Code)
		assert.Equal(t, "aws_networkfirewall_firewall.f", blocker.Object.Address)
		_, walked := ruletest.Replay(t, h.Network, []rules.Finding{f})
		assert.Equal(t, 1, walked)
	}
}
