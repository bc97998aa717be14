package reach

import (
	"net/netip"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// OnPremisesRanges are ranges of a customer's network. Open means that there may be more, learnt by BGP, and
// Why says from what.
type OnPremisesRanges struct {
	Known []netip.Prefix
	Open  bool
	Why   string
}

// Set gives the known ranges as a set.
func (r OnPremisesRanges) Set() packet.AddrSet { return packet.Prefixes(r.Known...) }

func (r *OnPremisesRanges) open(why string) { r.Open, r.Why = true, firstOf(r.Why, why) }

func (r *OnPremisesRanges) addVPN(v *model.VPNConnection) {
	for _, route := range v.Routes {
		if p, ok := route.Destination.Get(); ok {
			r.Known = append(r.Known, p)
		} else {
			r.open(firstOf(route.Destination.Why(), "the destination of "+route.Address+" is not known"))
		}
	}
	static, known := v.StaticOnly.OrDefault(false).Get()
	switch {
	case !known || !static:
		r.open("what " + v.Address + " learns by BGP is not in view")
	case v.RoutesOpen:
		r.open("static routes of " + v.Address + " may not be in view")
	}
}

// OnPremises gives the ranges behind a virtual private gateway.
func (e *Engine) OnPremises(g *model.VPNGateway) OnPremisesRanges {
	var r OnPremisesRanges
	for _, v := range g.Connections {
		r.addVPN(v)
	}
	dx := slices.ContainsFunc(e.net.DXAssociations, func(a *model.DirectConnectAssociation) bool {
		return a.VPNGateway.To() == g || a.VPNGateway.IsUnknown()
	})
	switch {
	case dx:
		r.open("what " + g.Address + " learns over Direct Connect is not in view")
	case len(g.Connections) == 0 || g.External || g.Exported:
		r.open("the connections of " + g.Address + " are not in view")
	}
	return r
}

// attachedTo gives the known addresses of the VPCs attached to a transit gateway. What a customer network is not
// known to announce lies outside of them: of two networks with the same addresses behind one gateway only one can
// be reached, so that nobody joins them.
func (e *Engine) attachedTo(g *model.TransitGateway) packet.AddrSet {
	if g == nil {
		return packet.AddrSet{}
	}
	return e.attached.get(g, func() packet.AddrSet {
		var out packet.AddrSet
		for _, a := range g.Attachments {
			if v := a.VPC.To(); v != nil {
				out = out.Union(e.VPCAddresses(v).Must)
			}
		}
		return out
	})
}

// besides gives the private addresses that a VPC may learn by BGP: not its own, nor those of VPCs that it is peered
// with or shares a transit gateway with.
func (e *Engine) besides(v *model.VPC, local packet.AddrSet) packet.AddrSet {
	out := private.Minus(local)
	if v == nil {
		return out
	}
	for _, p := range v.Peerings {
		for _, end := range []*model.VPC{p.Requester.To(), p.Accepter.To()} {
			if end != nil {
				out = out.Minus(e.VPCAddresses(end).Must)
			}
		}
	}
	for _, a := range v.TransitAttachment {
		out = out.Minus(e.attachedTo(a.Gateway.To()))
	}
	return out
}

// OnPremisesOf gives the ranges behind a transit gateway attachment of a VPN, Direct Connect gateway or
// Connect peer; all that is known of the latter two is that they learn by BGP.
func (e *Engine) OnPremisesOf(a *model.TransitGatewayAttachment) OnPremisesRanges {
	var r OnPremisesRanges
	if v := a.VPN.To(); v != nil {
		r.addVPN(v)
		return r
	}
	r.open("what " + a.Address + " learns by BGP is not in view")
	return r
}
