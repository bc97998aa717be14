package flows

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// web is an instance in a public subnet whose group lets the given ports in from anywhere.
func web(ports ...uint16) *model.Network {
	object := func(name string) model.Object { return model.Object{Address: name, ID: name + "-1"} }
	n := &model.Network{}
	vpc := model.RefByID[model.VPC]("vpc-1")
	n.Add(
		&model.VPC{Object: object("vpc"), CIDRs: model.ListOf(model.Known(netip.MustParsePrefix("10.0.0.0/16")))},
		&model.Subnet{Object: object("subnet"), VPC: vpc, CIDR: model.Known(netip.MustParsePrefix("10.0.1.0/24"))},
		&model.RouteTable{Object: object("table"), VPC: vpc},
		&model.RouteTableAssociation{Object: object("association"), Subnet: model.RefByID[model.Subnet]("subnet-1"), Table: model.RefByID[model.RouteTable]("table-1")},
		&model.InternetGateway{Object: object("gateway"), VPC: vpc},
		&model.Route{
			Object: object("route"), Table: model.RefByID[model.RouteTable]("table-1"), Destination: model.Known(netip.MustParsePrefix("0.0.0.0/0")),
			Target: model.Target{Kind: model.TargetInternetGateway, ID: model.Known("gateway-1")},
		},
		&model.SecurityGroup{Object: object("group"), VPC: vpc},
		&model.NetworkInterface{
			Object: object("web"), Subnet: model.RefByID[model.Subnet]("subnet-1"), Public: model.Known(true),
			Groups: model.ListOf(model.RefByID[model.SecurityGroup]("group-1")),
		},
	)
	for _, p := range ports {
		n.Add(ingress(object(fmt.Sprintf("rule%d", p)), p))
	}
	n.Link()
	return n
}

func TestCompare(t *testing.T) {
	same := Compare([]*model.Network{web(443)}, []*model.Network{web(443)})
	assert.Empty(t, same.Changes)
	assert.Zero(t, same.Undecided)

	opened := Compare([]*model.Network{web(443)}, []*model.Network{web(443, 22)})
	require.Len(t, opened.Changes, 1)
	c := opened.Changes[0]
	assert.Equal(t, "internet", c.From)
	assert.Equal(t, "web", c.To)
	assert.True(t, c.Internet)
	assert.True(t, c.Lost.IsEmpty())
	assert.True(t, c.Gained.DstPorts(packet.TCP).Equal(packet.Port(22)), c.Gained.String())

	shut := Compare([]*model.Network{web(443, 22)}, []*model.Network{web(443)})
	require.Len(t, shut.Changes, 1)
	assert.True(t, shut.Changes[0].Gained.IsEmpty())
	assert.True(t, shut.Changes[0].Lost.DstPorts(packet.TCP).Equal(packet.Port(22)))

	brought := Compare(nil, []*model.Network{web(443)})
	require.NotEmpty(t, brought.Changes)
	assert.Equal(t, "internet", brought.Changes[0].From, "exposure comes first")
}

// ingress is an inbound rule of the group that opens a port to everybody.
func ingress(o model.Object, port uint16) *model.SecurityGroupRule {
	return &model.SecurityGroupRule{
		Object: o, Group: model.RefByID[model.SecurityGroup]("group-1"), Egress: model.Known(false),
		Match: model.FilterMatch{Protocol: model.Known(packet.TCP), FromPort: model.Known(int(port)), ToPort: model.Known(int(port))},
		CIDRs: model.ListOf(model.Known(netip.MustParsePrefix("0.0.0.0/0"))),
	}
}
