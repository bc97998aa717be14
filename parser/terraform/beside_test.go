package terraform_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform"
)

func linked(t *testing.T, resources ...string) *model.Network {
	t.Helper()
	_, n, _ := network(t, existing(resources...), terraform.Options{})
	return n
}

func TestPeeringOptionsStandApart(t *testing.T) {
	peering := `aws_vpc_peering_connection p {"id":"pcx-1","vpc_id":"vpc-1","peer_vpc_id":"vpc-2"}`
	options := `aws_vpc_peering_connection_options o {"id":"pcx-1","vpc_peering_connection_id":"pcx-1","requester":[{"allow_remote_vpc_dns_resolution":true}]}`
	p := find(t, linked(t, peering, options).Peerings, "aws_vpc_peering_connection.p")
	assert.Equal(t, model.Known(true), p.RequesterDNS)
	assert.Equal(t, model.Known(false), p.AccepterDNS, "the options say nothing of the accepter's side")

	p = find(t, linked(t, peering).Peerings, "aws_vpc_peering_connection.p")
	assert.Equal(t, model.Known(false), p.RequesterDNS)
}

func TestEndpointPrivateDNSStandsApart(t *testing.T) {
	endpoint := `aws_vpc_endpoint e {"id":"vpce-1","vpc_id":"vpc-1","vpc_endpoint_type":"Interface","service_name":"com.amazonaws.eu-west-1.sqs"}`
	n := linked(t, endpoint, `aws_vpc_endpoint_private_dns d {"vpc_endpoint_id":"vpce-1","private_dns_enabled":true}`)
	assert.Equal(t, model.Known(true), find(t, n.Endpoints, "aws_vpc_endpoint.e").PrivateDNS)
	assert.Equal(t, model.Known(false), find(t, linked(t, endpoint).Endpoints, "aws_vpc_endpoint.e").PrivateDNS)
}

// Which attachments a new default table holds for hangs on the order in which they are made.
func TestReplacedDefaultTableIsNotGuessed(t *testing.T) {
	resources := []string{
		`aws_ec2_transit_gateway g +{"id":"tgw-1","association_default_route_table_id":"tgw-rtb-0"}`,
		`aws_ec2_transit_gateway_route_table t +{"id":"tgw-rtb-1","transit_gateway_id":"tgw-1"}`,
		`aws_ec2_transit_gateway_vpc_attachment a +{"id":"tgw-attach-1","transit_gateway_id":"tgw-1","vpc_id":"vpc-1"}`,
	}
	a := find(t, linked(t, resources...).TransitAttachments, "aws_ec2_transit_gateway_vpc_attachment.a")
	require.NotNil(t, a.Table.To())
	assert.Equal(t, "aws_ec2_transit_gateway.g", a.Table.To().Address)

	n := linked(t, append(resources,
		`aws_ec2_transit_gateway_default_route_table_association d +{"id":"tgw-1","transit_gateway_id":"tgw-1","transit_gateway_route_table_id":"tgw-rtb-1"}`)...)
	a = find(t, n.TransitAttachments, "aws_ec2_transit_gateway_vpc_attachment.a")
	assert.True(t, a.Table.IsUnknown())
	assert.Contains(t, a.Table.Why(), "aws_ec2_transit_gateway_default_route_table_association.d")
	assert.Len(t, a.PropagatesTo, 1, "the default of propagations is another")
}

func TestClusterIsPublicByItsInstances(t *testing.T) {
	cluster := `aws_rds_cluster c {"id":"shop","cluster_identifier":"shop","engine":"aurora-mysql"}`
	member := func(public string) string {
		return `aws_rds_cluster_instance i {"id":"shop-1","cluster_identifier":"shop","publicly_accessible":` + public + `,"endpoint":"shop-1.example"}`
	}
	w := find(t, linked(t, cluster, member("true")).Workloads, "aws_rds_cluster.c")
	assert.Equal(t, model.Known(true), w.PublicIP)
	assert.Contains(t, w.Endpoints, "shop-1.example")
	w = find(t, linked(t, cluster, member("false")).Workloads, "aws_rds_cluster.c")
	assert.Equal(t, model.Known(false), w.PublicIP)
}

func TestClientVPNStandsInItsSubnets(t *testing.T) {
	n := linked(t,
		`aws_subnet s {"id":"subnet-1","vpc_id":"vpc-1"}`, `aws_security_group g {"id":"sg-1","vpc_id":"vpc-1"}`,
		`aws_ec2_client_vpn_endpoint v {"id":"cvpn-1","security_group_ids":["sg-1"]}`,
		`aws_ec2_client_vpn_network_association a {"id":"cvpn-assoc-1","client_vpn_endpoint_id":"cvpn-1","subnet_id":"subnet-1"}`,
		`aws_ec2_client_vpn_route r {"id":"r","client_vpn_endpoint_id":"cvpn-1","destination_cidr_block":"0.0.0.0/0"}`)
	w := find(t, n.Workloads, "aws_ec2_client_vpn_endpoint.v")
	require.Len(t, w.Interfaces, 1)
	assert.Equal(t, "aws_subnet.s", w.Interfaces[0].Subnet.To().Address)
	assert.Equal(t, "aws_security_group.g", w.Interfaces[0].Groups.Items[0].To().Address)
	assert.Equal(t, []model.Unsupported{{Type: "aws_ec2_client_vpn_route", Addresses: []string{"aws_ec2_client_vpn_route.r"}}}, n.Unsupported)
}

func TestPrivateVirtualInterfaceIsAWayToTheGateway(t *testing.T) {
	gateway := `aws_vpn_gateway g {"id":"vgw-1","vpc_id":"vpc-1"}`
	n := linked(t, gateway, `aws_dx_private_virtual_interface i {"id":"dxvif-1","vpn_gateway_id":"vgw-1","bgp_asn":65000}`)
	require.Len(t, n.DXAssociations, 1)
	assert.Equal(t, "aws_vpn_gateway.g", n.DXAssociations[0].VPNGateway.To().Address)
	n = linked(t, gateway, `aws_dx_private_virtual_interface i {"id":"dxvif-1","dx_gateway_id":"dx-1","bgp_asn":65000}`)
	assert.Empty(t, n.DXAssociations, "the associations of the Direct Connect gateway say where it leads")
}

func TestSharedObjectsMayBeAddedToByOthers(t *testing.T) {
	gateway := `aws_ec2_transit_gateway g {"id":"tgw-1","arn":"arn:aws:ec2:eu-west-1:1:transit-gateway/tgw-1"}`
	share := `aws_ram_resource_association s {"id":"x","resource_arn":"arn:aws:ec2:eu-west-1:1:transit-gateway/tgw-1","resource_share_arn":"arn:aws:ram:eu-west-1:1:resource-share/1"}`
	assert.True(t, linked(t, gateway, share).TransitGateways[0].Exported)
	assert.False(t, linked(t, gateway).TransitGateways[0].Exported)
}

// What takes part in the network and has no place in the model is named, so that silence is no sign of health.
func TestLeftOutResourcesAreNamed(t *testing.T) {
	n := linked(t,
		`aws_vpclattice_service_network_vpc_association a {"id":"a","vpc_identifier":"vpc-1"}`, // read, and no part of the model
		`aws_networkmanager_vpc_attachment w {"id":"w","vpc_arn":"arn"}`,
		`aws_sagemaker_notebook_instance n {"id":"n","subnet_id":"subnet-1"}`, // of no network family, but it stands in a subnet
		`aws_lb_listener_certificate c {"id":"c"}`, `aws_sqs_queue q {"id":"q"}`, `aws_vpc v {"id":"vpc-1","cidr_block":"10.0.0.0/16"}`)
	var types []string
	for _, u := range n.Unsupported {
		types = append(types, u.Type)
	}
	assert.Equal(t, []string{"aws_networkmanager_vpc_attachment", "aws_sagemaker_notebook_instance", "aws_vpclattice_service_network_vpc_association"}, types)
}

func TestAttachmentsOfScalingGroups(t *testing.T) {
	group := `aws_lb_target_group t {"id":"arn:t","arn":"arn:t","port":80,"protocol":"HTTP"}`
	nodes := `aws_eks_node_group n {"id":"c:n","cluster_name":"c","subnet_ids":["subnet-1"],"resources":[{"autoscaling_groups":[{"name":"eks-n-1"}]}]}`
	attachment := func(name string) string {
		return `aws_autoscaling_attachment a {"id":"a","autoscaling_group_name":"` + name + `","lb_target_group_arn":"arn:t"}`
	}
	g := find(t, linked(t, group, nodes, attachment("eks-n-1")).TargetGroups, "aws_lb_target_group.t")
	require.Len(t, g.Registered, 1)
	assert.Equal(t, "aws_eks_node_group.n", g.Registered[0].Address)
	assert.False(t, g.Targets.Open)

	g = find(t, linked(t, group, nodes, attachment("elsewhere")).TargetGroups, "aws_lb_target_group.t")
	assert.Empty(t, g.Registered)
	assert.True(t, g.Targets.Open, "the group of another configuration may have instances")

	g = find(t, linked(t, group, nodes).TargetGroups, "aws_lb_target_group.t")
	assert.False(t, g.Targets.Open)
}
