// Package peering holds the rules about VPC peering connections.
package peering

import (
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

// AWS's pages that several rules rest on.
const (
	peeringBasics  = "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html"
	peeringRoutes  = "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html"
	peeringAccept  = "https://docs.aws.amazon.com/vpc/latest/peering/accept-vpc-peering-connection.html"
	peeringGroups  = "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html"
	peeringInvalid = "https://docs.aws.amazon.com/vpc/latest/peering/invalid-peering-configurations.html"
)

// overlapID is the rule that silences all others on its connection, for AWS refuses such a connection.
const overlapID = "peering-overlapping-cidr"

// overlapCause names the overlap of a connection's VPCs as the cause of whatever else is wrong with it.
func overlapCause(p *model.PeeringConnection) string { return rules.Cause("overlap", p.ID) }

// peerOf gives the VPC at the other end of a connection; nil where v is at neither or the peer is not in view.
func peerOf(p *model.PeeringConnection, v *model.VPC) *model.VPC {
	switch v {
	case nil:
		return nil
	case p.Requester.To():
		return p.Accepter.To()
	case p.Accepter.To():
		return p.Requester.To()
	}
	return nil
}
