package graph

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
)

// office is a VPC with a subnet whose default route leads to an internet gateway. name is part of every
// address.
func office(name string) *model.Network {
	object := func(kind string) model.Object {
		return model.Object{Address: kind + "." + name, Type: kind, ID: kind + "-1"}
	}
	n := &model.Network{}
	n.Add(
		&model.VPC{Object: object("aws_vpc"), CIDRs: model.ListOf(model.Known(netip.MustParsePrefix("10.0.0.0/16")))},
		&model.Subnet{Object: object("aws_subnet"), VPC: model.RefByID[model.VPC]("aws_vpc-1"), CIDR: model.Known(netip.MustParsePrefix("10.0.1.0/24"))},
		&model.RouteTable{Object: object("aws_route_table"), VPC: model.RefByID[model.VPC]("aws_vpc-1")},
		&model.RouteTableAssociation{Object: object("aws_route_table_association"), Subnet: model.RefByID[model.Subnet]("aws_subnet-1"), Table: model.RefByID[model.RouteTable]("aws_route_table-1")},
		&model.InternetGateway{Object: object("aws_internet_gateway"), VPC: model.RefByID[model.VPC]("aws_vpc-1")},
		&model.Route{
			Object: object("aws_route"), Table: model.RefByID[model.RouteTable]("aws_route_table-1"),
			Destination: model.Known(netip.MustParsePrefix("0.0.0.0/0")),
			Target:      model.Target{Kind: model.TargetInternetGateway, ID: model.Known("aws_internet_gateway-1")},
		},
	)
	n.Link()
	return n
}

func TestOf(t *testing.T) {
	g := Of(office("a"))
	assert.Equal(t, []Edge{
		{From: "aws_internet_gateway.a", To: "internet"},
		{From: "aws_subnet.a", To: "aws_internet_gateway.a", Label: "0.0.0.0/0"},
	}, g.Edges)
	assert.Contains(t, g.Nodes, Node{ID: "aws_subnet.a", Kind: KindSubnet, Label: "aws_subnet.a", Detail: "10.0.1.0/24", Parent: "aws_vpc.a"})
	assert.Contains(t, g.Nodes, Node{ID: "aws_vpc.a", Kind: KindVPC, Label: "aws_vpc.a", Detail: "10.0.0.0/16"})
	assert.Len(t, g.Nodes, 4)
}

func TestAnEmptyNetworkIsDrawn(t *testing.T) {
	n := &model.Network{}
	n.Link()
	for _, format := range Formats() {
		assert.NoError(t, Of(n).Write(io.Discard, format), format)
	}
	assert.Error(t, Of(n).Write(io.Discard, "png"))
}

func TestNamesFromInputsStayText(t *testing.T) {
	g := Of(office(`x"]<script>alert(1)</script>` + "\x1b"))
	for _, format := range Formats() {
		var b strings.Builder
		require.NoError(t, g.Write(&b, format))
		assert.NotContains(t, b.String(), "\x1b", format)
		if format == "svg" || format == "html" || format == "mermaid" {
			assert.NotContains(t, b.String(), "<script>alert", format)
		}
	}
	var svg strings.Builder
	require.NoError(t, g.Write(&svg, "svg"))
	d := xml.NewDecoder(strings.NewReader(svg.String()))
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
	}
}

func TestPlaces(t *testing.T) {
	n := office("a")
	at := Places(n)
	assert.Equal(t, []string{"aws_subnet.a"}, at["aws_subnet.a"])
	assert.Equal(t, []string{"aws_subnet.a"}, at["aws_route_table.a"], "a table is where it serves")
	assert.Equal(t, []string{"aws_internet_gateway.a"}, at["aws_internet_gateway.a"])
	assert.NotContains(t, at, "aws_route.a")
}

func TestAroundLeavesOutWhatIsFarAway(t *testing.T) {
	g := Graph{
		Nodes: []Node{
			{ID: "a", Kind: KindVPC}, {ID: "a1", Kind: KindSubnet, Parent: "a"}, {ID: "a2", Kind: KindSubnet, Parent: "a"},
			{ID: "b", Kind: KindVPC}, {ID: "b1", Kind: KindSubnet, Parent: "b"},
			{ID: "c", Kind: KindVPC}, {ID: "hub", Kind: KindShared}, {ID: "elsewhere", Kind: KindShared},
		},
		Edges: []Edge{{From: "a1", To: "hub"}, {From: "hub", To: "b"}, {From: "elsewhere", To: "b"}},
	}
	var kept []string
	around := g.Around([]string{"a2"})
	for _, n := range around.Nodes {
		kept = append(kept, n.ID)
	}
	assert.Equal(t, []string{"a", "a1", "a2", "hub"}, kept)
	assert.Equal(t, []Edge{{From: "a1", To: "hub"}}, around.Edges)
}

func TestNoBoxLiesOverAnother(t *testing.T) {
	g := Of(office("a"))
	at, width, height := g.layout()
	for a, p := range at {
		assert.LessOrEqual(t, p.x+p.w, width, a)
		assert.LessOrEqual(t, p.y+p.h, height, a)
		for b, q := range at {
			if a == b || a == "aws_vpc.a" || b == "aws_vpc.a" {
				continue
			}
			apart := p.x+p.w <= q.x || q.x+q.w <= p.x || p.y+p.h <= q.y || q.y+q.h <= p.y
			assert.True(t, apart, "%s and %s", a, b)
		}
	}
}

// A way from a subnet to the outside runs in the gap below its row, where no gateway's box stands; one to a gateway
// of the VPC goes there straight.
func TestWaysOutsideRunBetweenTheRows(t *testing.T) {
	subnet := box{x: 34, y: 64, w: boxWidth, h: boxHeight}
	gateway := box{x: subnet.x + boxWidth + column, y: 64, w: boxWidth, h: boxHeight}
	outside := box{x: gateway.x + boxWidth + gap + column, y: 20, w: boxWidth, h: boxHeight}
	lane := gateway.y + gateway.h + gap/2
	assert.Contains(t, line(subnet, outside), fmt.Sprintf("%d %d L%d %d", gateway.x, lane, gateway.x+gateway.w+gap, lane))
	assert.NotContains(t, line(subnet, gateway), "L")
}
