package plan

import (
	"net/netip"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform/attribute"
)

// derive fills in what follows from known attributes of the same resource.
func derive(attributes any) {
	if n, ok := attributes.(*attribute.NetworkInterface); ok && n.PrivateIP.IsUnknown() && len(n.PrivateIPs.Items) == 1 {
		n.PrivateIP = n.PrivateIPs.Items[0]
	}
}

// narrow drops candidates that AWS would refuse: a subnet's range lies inside its VPC's, and what is
// associated with a subnet or stands in it belongs to the subnet's VPC. What is left over alone is certain.
func (x *resolver) narrow() {
	n := &narrower{
		ranges: map[string][]netip.Prefix{},
		open:   map[string]bool{},
		vpcOf:  map[string]string{},
	}
	for _, r := range x.file.Resources {
		n.learnRanges(r.After)
	}
	for _, r := range x.file.Resources {
		if s, ok := r.After.(*attribute.Subnet); ok {
			n.subnet(s)
		}
	}
	for _, r := range x.file.Resources {
		n.learnVPC(r.After)
	}
	for _, r := range x.file.Resources {
		n.members(r.After)
	}
	x.refute(n)
}

// narrower knows the ranges of VPCs and the VPC of what belongs to one, by identifier.
type narrower struct {
	ranges map[string][]netip.Prefix
	open   map[string]bool // VPCs that may have more ranges
	vpcOf  map[string]string
}

func (n *narrower) learnRanges(attributes any) {
	switch a := attributes.(type) {
	case *attribute.VPC:
		id, _ := a.ID.Get()
		n.addRange(id, a.CIDRBlock)
	case *attribute.VPCData:
		id, _ := a.ID.Get()
		n.addRange(id, a.CIDRBlock)
		for _, c := range a.CIDRBlockAssociations.Items {
			n.addRange(id, c.CIDRBlock)
		}
	case *attribute.VPCCIDRAssociation:
		vpcs := a.VPCID.Candidates()
		if id, ok := a.VPCID.ID(); ok {
			vpcs = []string{id}
		}
		for _, id := range vpcs {
			n.addRange(id, a.CIDRBlock)
		}
	}
}

func (n *narrower) addRange(vpc string, cidr attribute.String) {
	text, _ := cidr.Get()
	p, err := netip.ParsePrefix(text)
	if err != nil {
		n.open[vpc] = true
		return
	}
	n.ranges[vpc] = append(n.ranges[vpc], p)
}

// subnet keeps those VPCs that the subnet's range fits into.
func (n *narrower) subnet(s *attribute.Subnet) {
	text, _ := s.CIDRBlock.Get()
	cidr, err := netip.ParsePrefix(text)
	if err != nil {
		return
	}
	n.keep(&s.VPCID, func(vpc string) bool {
		return n.open[vpc] || len(n.ranges[vpc]) == 0 || slices.ContainsFunc(n.ranges[vpc], func(p netip.Prefix) bool {
			return p.Bits() <= cidr.Bits() && p.Contains(cidr.Addr())
		})
	})
}

// keep drops the candidates that do not fit. If none does, the configuration is wrong in a way that this
// is not the place to judge, and all stay.
func (n *narrower) keep(r *attribute.Ref, fits func(id string) bool) {
	if !r.IsUnknown() || len(r.Candidates()) == 0 {
		return
	}
	left := slices.DeleteFunc(slices.Clone(r.Candidates()), func(id string) bool { return !fits(id) })
	switch {
	case len(left) == 1:
		*r = attribute.RefTo(left[0])
	case len(left) > 1:
		*r = attribute.RefAmong(left, r.Why())
	}
}

// learnVPC notes the VPC of what belongs to one for certain.
func (n *narrower) learnVPC(attributes any) {
	note := func(id model.Value[string], vpc attribute.Ref) {
		self, okSelf := id.Get()
		v, okVPC := vpc.ID()
		if okSelf && okVPC {
			n.vpcOf[self] = v
		}
	}
	switch a := attributes.(type) {
	case *attribute.Subnet:
		note(a.ID, a.VPCID)
	case *attribute.RouteTable:
		note(a.ID, a.VPCID)
	case *attribute.NetworkACL:
		note(a.ID, a.VPCID)
	case *attribute.VPC:
		vpc, _ := a.ID.Get()
		self := attribute.RefTo(vpc)
		note(a.MainRouteTableID, self)
		note(a.DefaultRouteTableID, self)
		note(a.DefaultNetworkACLID, self)
	}
}

// sameVPC keeps those candidates that do not certainly belong to another VPC.
func (n *narrower) sameVPC(r *attribute.Ref, vpc string) {
	if vpc == "" {
		return
	}
	n.keep(r, func(id string) bool {
		other, ok := n.vpcOf[id]
		return !ok || other == vpc
	})
}

func (n *narrower) vpcOfRef(r attribute.Ref) string {
	id, _ := r.ID()
	return n.vpcOf[id]
}

// members narrows down what must stand in one VPC.
func (n *narrower) members(attributes any) {
	switch a := attributes.(type) {
	case *attribute.RouteTableAssociation:
		n.sameVPC(&a.RouteTableID, n.vpcOfRef(a.SubnetID))
		n.sameVPC(&a.SubnetID, n.vpcOfRef(a.RouteTableID))
	case *attribute.NetworkACLAssociation:
		n.sameVPC(&a.NetworkACLID, n.vpcOfRef(a.SubnetID))
		n.sameVPC(&a.SubnetID, n.vpcOfRef(a.NetworkACLID))
	case *attribute.MainRouteTableAssociation:
		vpc, _ := a.VPCID.ID()
		n.sameVPC(&a.RouteTableID, vpc)
	}
}
