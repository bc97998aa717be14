package peering

import (
	"fmt"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
	"github.com/netlint/netlint/rules/topology"
)

// NotAccepted finds peering connections that nothing accepts.
var NotAccepted = &rules.Rule{
	ID:         "peering-not-accepted",
	Severity:   rules.Error,
	ReportedAt: "the peering connection",
	Since:      "0.1.0",
	YieldsTo:   []string{overlapID},
	Doc: rules.Doc{
		Title: "A peering connection that nothing accepts",
		Problem: "The request for the connection is made and never accepted. It stays pending and expires, and no packet passes however right the " +
			"routes are. Or the connection asks to accept itself in another region, which AWS refuses.",
		Behaviour: "A peering connection carries traffic only while it is active, which the owner of the accepting VPC has to make it. Terraform's " +
			"`auto_accept` works only within one account and one region; CloudFormation accepts connections within one account by itself. Requests " +
			"expire after seven days.",
		Remediation: "Within one account and region set `auto_accept = true`; otherwise add an accepter with the provider of the other side, and leave " +
			"`auto_accept` off at the requester.",
		Terraform: `resource "aws_vpc_peering_connection_accepter" "peer" {
  provider                  = aws.peer
  vpc_peering_connection_id = aws_vpc_peering_connection.a_b.id
  auto_accept               = true
}
`,
		CloudFormation: `PeeringAB:
  Type: AWS::EC2::VPCPeeringConnection
  Properties:
    VpcId: !Ref VpcA
    PeerVpcId: !Ref VpcB
`,
		Limits: "Silent where the peer's account differs or is not known, where the connection exists already, and where its id leaves what is in " +
			"view, for somebody else may accept it then.",
		References: []string{peeringAccept, "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_peering_connection"},
	},
	Run: runNotAccepted,
}

func runNotAccepted(p *rules.Pass) error {
	for _, pc := range p.Net.Peerings {
		if pc.External || pc.Exported || pc.Change == model.Keep || pc.Change == model.Update {
			continue
		}
		accepted := pc.AcceptedBy != nil || !pc.Accepted.IsAbsent() && pc.Accepted.Or(true) || acceptedByAnyone(p.Net)
		auto, known := pc.AutoAccept.OrDefault(false).Get()
		if !known {
			continue
		}
		f := rules.Finding{Object: &pc.Object, Causes: []string{overlapCause(pc)}, Witness: across(pc)}
		switch {
		case auto && otherRegion(pc):
			f.Range = pc.Place("auto_accept")
			f.Message = fmt.Sprintf("%s cannot accept itself: its peer is in %s, and a connection to another region has to be accepted there.",
				pc.Label(), pc.PeerRegion.Or("another region"))
			f.Fix = rules.Fix{Text: fmt.Sprintf("Remove auto_accept from %s.", pc.Label())}
			if !accepted {
				f.Fix = snippet.With(rules.Fix{Text: fmt.Sprintf("Remove auto_accept from %s and accept it with the provider of the peer's region.", pc.Label())},
					&pc.Object, accepter(pc))
			}
		case !accepted && !auto && sameAccount(pc) && sameRegion(pc):
			f.Message = fmt.Sprintf("%s between %s and %s stays pending: nothing accepts it.", pc.Label(), end(pc.Requester), end(pc.Accepter))
			f.Fix = snippet.With(rules.Fix{
				Text: fmt.Sprintf("Set auto_accept = true on %s.", pc.Label()),
				Edit: snippet.Edit(rules.Set, &pc.Object, "auto_accept", "true"),
			}, &pc.Object, "auto_accept = true\n")
		default:
			continue
		}
		p.Report(topology.Absence(p.Net, f))
	}
	return nil
}

// acceptedByAnyone reports whether an accepter is in view of which it is not known what it accepts.
func acceptedByAnyone(net *model.Network) bool {
	for _, a := range net.PeeringAccepters {
		if a.Connection.IsUnknown() {
			return true
		}
	}
	return false
}

func sameAccount(pc *model.PeeringConnection) bool {
	own, ok := pc.Account.Get()
	peer, peerOK := pc.PeerAccount.Get()
	return pc.PeerAccount.IsAbsent() || ok && peerOK && own == peer
}

func sameRegion(pc *model.PeeringConnection) bool {
	own, ok := pc.Region.Get()
	peer, peerOK := pc.PeerRegion.Get()
	return pc.PeerRegion.IsAbsent() || ok && peerOK && own == peer
}

func otherRegion(pc *model.PeeringConnection) bool {
	own, ok := pc.Region.Get()
	peer, peerOK := pc.PeerRegion.Get()
	return ok && peerOK && own != peer
}

func accepter(pc *model.PeeringConnection) string {
	return snippet.Block(fmt.Sprintf("resource %q %q", "aws_vpc_peering_connection_accepter", snippet.Label(&pc.Object)),
		"provider", "aws.peer # configured for the peer's region",
		"vpc_peering_connection_id", snippet.Reference(&pc.Object, &pc.Object, "vpc_peering_connection_id"),
		"auto_accept", "true")
}

// end names one side of a connection.
func end(r model.Ref[model.VPC]) string {
	if v := r.To(); v != nil {
		return v.Label()
	}
	return r.ID().Or("a VPC that is not in view")
}

// across is what one VPC sends to the other over the connection.
func across(pc *model.PeeringConnection) *rules.Witness {
	a, b := pc.Requester.To(), pc.Accepter.To()
	if a == nil || b == nil {
		return nil
	}
	return rules.Lost(reach.VPCEnd(a), reach.VPCEnd(b), packet.OfProtocol(packet.TCP))
}
