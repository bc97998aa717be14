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
