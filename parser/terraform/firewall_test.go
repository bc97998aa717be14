package terraform_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
)

// A firewall's endpoints come as a set without an order; an expression finds the one it wants by a subnet or a zone.
func TestFirewallEndpointOfASubnet(t *testing.T) {
	const (
		zoneA = `{"availability_zone":"eu-west-1a"}`
		zoneB = `{"availability_zone":"eu-west-1b"}`
	)
	subnetsOfTargets := func(zone string, beside string) []string {
		n := planOf(t, `{"resources":[{"address":"aws_subnet.inspection","type":"aws_subnet","expressions":{}},`+
			`{"address":"aws_subnet.spoke","type":"aws_subnet","expressions":{}},`+
			`{"address":"aws_networkfirewall_firewall.f","type":"aws_networkfirewall_firewall","expressions":{"subnet_mapping":[`+
			`{"subnet_id":{"references":["aws_subnet.inspection[0].id","aws_subnet.inspection[0]","aws_subnet.inspection"]}},`+
			`{"subnet_id":{"references":["aws_subnet.inspection[1].id","aws_subnet.inspection[1]","aws_subnet.inspection"]}}]}},`+
			`{"address":"aws_route.r","type":"aws_route","expressions":{"vpc_endpoint_id":{"references":[`+
			`"aws_networkfirewall_firewall.f.firewall_status[0].sync_states","aws_networkfirewall_firewall.f.firewall_status[0]",`+
			`"aws_networkfirewall_firewall.f.firewall_status","aws_networkfirewall_firewall.f"`+beside+`]}}}]}`,
			newResource{"aws_subnet.inspection[0]", ownID, zoneA}, newResource{"aws_subnet.inspection[1]", ownID, zoneB},
			newResource{"aws_subnet.spoke[0]", ownID, zoneA}, newResource{"aws_subnet.spoke[1]", ownID, zone},
			newResource{"aws_networkfirewall_firewall.f", `{"id":true,"arn":true,"firewall_status":true,"subnet_mapping":[{"subnet_id":true},{"subnet_id":true}]}`,
				`{"subnet_mapping":[{},{}]}`},
			newResource{"aws_route.r[0]", `{"vpc_endpoint_id":true}`, `{"destination_cidr_block":"0.0.0.0/0"}`},
			newResource{"aws_route.r[1]", `{"vpc_endpoint_id":true}`, `{"destination_cidr_block":"0.0.0.0/0"}`})
		require.Len(t, n.Routes, 2)
		var out []string
		for _, r := range n.Routes {
			if end, ok := r.Target.To.(*model.FirewallEndpoint); ok {
				out = append(out, addressOf(end.Subnet))
			}
		}
		return out
	}
	inspection := []string{"aws_subnet.inspection[0]", "aws_subnet.inspection[1]"}
	assert.Equal(t, inspection, subnetsOfTargets(zoneB, `,"aws_subnet.inspection","count.index"`), "by its own subnet")
	assert.Equal(t, inspection, subnetsOfTargets(zoneB, `,"aws_subnet.spoke","count.index"`), "by the zone of another subnet")
	assert.Equal(t, inspection[:1], subnetsOfTargets(`{"availability_zone":"eu-west-1c"}`, `,"aws_subnet.spoke","count.index"`), "a zone without an endpoint")
	assert.Empty(t, subnetsOfTargets(zoneB, ""), "a zone that is written as a text is lost")
	assert.Empty(t, subnetsOfTargets(zoneB, `,"aws_subnet.inspection","aws_subnet.spoke","count.index"`), "two subnets")
}
