package reach

import (
	"fmt"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// Presence says whether something that a connection needs is there.
type Presence string

// The presences of an item of a checklist.
const (
	Present Presence = "there"
	Missing Presence = "missing"
	Unsure  Presence = "not known" // offline, or because another device decides
)

// Checklist is what an interface needs to exchange packets with the internet over one version of IP: three things to
// go out, and five to be reached (VPC User Guide, "Enable internet access").
type Checklist struct {
	Interface *model.Object
	Inbound   bool
	IPv6      bool
	Items     []ChecklistItem
}

// ChecklistItem is one of the things.
type ChecklistItem struct {
	Name   string // "public address", "security group", "network ACL", "attached gateway", "route"
	State  Presence
	Object *model.Object // that is it, or should have it; nil where there is none to name
	Text   string        // one sentence
}

// maxChecklists is how many interfaces get checklists.
const maxChecklists = 4

// Checklists gives for a question from or to the internet what each interface at its other end has and lacks, for
// IPv4 and then for IPv6. It gives none for other questions.
func (e *Engine) Checklists(q Query) []Checklist {
	inner, inbound := q.To, true
	switch {
	case q.To.outside == outsideInternet:
		inner, inbound = q.From, false
	case q.From.outside != outsideInternet:
		return nil
	}
	var out []Checklist
	for _, p := range e.places(inner) {
		if p.iface == nil || p.subnet == nil || len(out) == 2*maxChecklists {
			continue
		}
		for _, six := range []bool{false, true} {
			c := checker{e: e, iface: p.iface, subnet: p.subnet, six: six, inbound: inbound, packets: q.Packets}
			out = append(out, c.list())
		}
	}
	return out
}

// checker looks for the things that one interface needs.
type checker struct {
	e            *Engine
	iface        *model.NetworkInterface
	subnet       *model.Subnet
	six, inbound bool
	packets      packet.Set // that are asked about; empty for all
}

func (c checker) list() Checklist {
	out := Checklist{Interface: &c.iface.Object, Inbound: c.inbound, IPv6: c.six}
	route, translated := c.route()
	if c.inbound {
		out.Items = []ChecklistItem{c.address(nil), c.group(), c.acl(), c.gateway(), route}
	} else {
		out.Items = []ChecklistItem{c.gateway(), c.address(translated), route}
	}
	return out
}

// outer is the internet's addresses of the version of IP.
func (c checker) outer() packet.AddrSet {
	if c.six {
		return internet.IPv6()
	}
	return internet.IPv4()
}

// address looks for an address that the internet knows. Behind a NAT gateway it is the gateway's.
func (c checker) address(translated *model.Object) ChecklistItem {
	item := ChecklistItem{Name: "public address", State: Present, Object: &c.iface.Object}
	if c.six {
		item.Name = "IPv6 address"
		own := c.e.Addresses(c.iface)
		switch {
		case !own.Fixed.IPv6().IsEmpty():
			item.Text = fmt.Sprintf("%s has the IPv6 address %s.", c.iface.Address, own.Fixed.IPv6())
		case own.Among.IPv6().IsEmpty():
			item.State, item.Text = Missing, c.iface.Address+" has no IPv6 address."
		case c.iface.IPv6Count.IsUnknown() || c.subnet.AssignIPv6.IsUnknown():
			item.State, item.Text = Unsure, "Whether "+c.iface.Address+" has an IPv6 address is not known."
		default:
			item.Text = c.iface.Address + " gets an IPv6 address of its subnet."
		}
		return item
	}
	public, known := c.iface.Public.OrDefault(false).Get()
	switch {
	case translated != nil:
		item.Object, item.Text = translated, translated.Address+" puts its own public address in place of the private one."
	case !known:
		item.State, item.Text = Unsure, firstOf(c.iface.Public.Why(), "Whether "+c.iface.Address+" has a public IPv4 address is not known.")
	case !public:
		item.State, item.Text = Missing, c.iface.Address+" has no public IPv4 address."
	case c.iface.PublicBy != nil:
		item.Object = c.iface.PublicBy.Base()
		item.Text = fmt.Sprintf("%s gives %s its public IPv4 address.", item.Object.Address, c.iface.Address)
	default:
		item.Text = c.iface.Address + " has a public IPv4 address."
	}
	return item
}

// gateway looks for a gateway to the internet at the VPC.
func (c checker) gateway() ChecklistItem {
	item := ChecklistItem{Name: "attached gateway", State: Present}
	vpc := c.subnet.VPC.To()
	if vpc == nil {
		item.State, item.Text = Unsure, "The VPC of "+c.subnet.Address+" is not in view."
		return item
	}
	open := vpc.External
	for _, g := range c.e.net.InternetGateways {
		switch {
		case g.VPC.To() == vpc:
			item.Object, item.Text = &g.Object, g.Address+" is attached to "+vpc.Address+"."
			return item
		case g.VPC.IsUnknown():
			open = true
		}
	}
	if c.six && !c.inbound {
		for _, g := range c.e.net.EgressOnlyGateways {
			if g.VPC.To() == vpc {
				item.Object, item.Text = &g.Object, g.Address+" is attached to "+vpc.Address+"; it lets connections begin from inside only."
				return item
			}
		}
	}
	item.State, item.Object, item.Text = Missing, &vpc.Object, vpc.Address+" has no internet gateway."
	if open {
		item.State, item.Text = Unsure, "Whether "+vpc.Address+" has an internet gateway is not in view."
	}
	return item
}

// route looks for routes from the subnet to the internet; translated is the NAT gateway where they lead to one.
func (c checker) route() (item ChecklistItem, translated *model.Object) {
	item = ChecklistItem{Name: "route", State: Missing, Object: &c.subnet.Object}
	if t := c.subnet.RouteTable.To(); t != nil {
		item.Object = &t.Object
	}
	item.Text = fmt.Sprintf("%s has no route for the internet over %s.", item.Object.Address, c.version())
	for _, l := range c.e.Carries(c.subnet, c.outer()) {
		switch {
		case l.Local || l.None() || l.Kind == model.TargetBlackhole:
			continue
		case !l.Certain || l.Kind == model.TargetUnknown:
			if item.State == Missing {
				item.State, item.Text = Unsure, firstOf(sentence(l.Why), "Whether "+l.String()+" leads to the internet is not known.")
			}
			continue
		}
		leads := l.Kind == model.TargetInternetGateway || !c.inbound && (l.Kind == model.TargetEgressOnly || l.Kind == model.TargetNATGateway && !c.six)
		switch {
		case leads:
			if o := l.Object(); o != nil && l.Kind == model.TargetNATGateway {
				translated = o.Base()
			}
			item.State, item.Text = Present, upper(l.String())+" leads there."
			return item, translated
		case l.Kind == model.TargetNATGateway || l.Kind == model.TargetEgressOnly:
			item.Text = upper(l.String()) + " lets connections begin from inside only."
		case item.State == Missing && l.Kind != model.TargetPeering:
			item.State, item.Text = Unsure, upper(l.String())+" leads to another device, which decides."
		}
	}
	return item, nil
}

func (c checker) version() string {
	if c.six {
		return "IPv6"
	}
	return "IPv4"
}

// asked is the packets from the internet that the question is about.
func (c checker) asked() packet.Set {
	set := c.packets.Intersect(connections)
	if c.packets.IsEmpty() {
		set = connections
	}
	return set.Intersect(packet.From(c.outer()))
}

// group looks for inbound rules of security groups.
func (c checker) group() ChecklistItem {
	item := ChecklistItem{Name: "security group", Object: &c.iface.Object}
	for _, r := range c.iface.Groups.Items {
		if g := r.To(); g != nil {
			item.Object = &g.Object
			break
		}
	}
	if c.iface.Unfiltered {
		item.State, item.Text = Present, c.iface.Address+" has no security group, and needs none."
		return item
	}
	c.judge(&item, c.e.Groups(c.iface, false), c.asked(), "the security groups of "+c.iface.Address)
	return item
}

// acl looks for rules of the network ACL in both directions, for it is stateless.
func (c checker) acl() ChecklistItem {
	item := ChecklistItem{Name: "network ACL", Object: &c.subnet.Object}
	if a := c.subnet.ACL.To(); a != nil {
		item.Object = &a.Object
	}
	name := "the network ACL of " + c.subnet.Address
	answers := item
	c.judge(&item, c.e.SubnetACL(c.subnet, false), c.asked(), name+", inbound")
	c.judge(&answers, c.e.SubnetACL(c.subnet, true), c.asked().Reverse(), name+", outbound for the answers")
	switch {
	case item.State == Missing || answers.State == Present:
		return item
	case answers.State == Missing || item.State == Present:
		return answers
	}
	return item
}

// judge says whether a filter lets through something of what is asked; name is the filter's, behind "by".
func (c checker) judge(item *ChecklistItem, f Filter, asked packet.Set, name string) {
	switch {
	case asked.Subset(f.Must):
		item.State, item.Text = Present, "The packets are let through by "+name+"."
	case f.Must.Overlaps(asked):
		item.State, item.Text = Present, "A part of the packets is let through by "+name+"."
	case f.May.Overlaps(asked):
		item.State, item.Text = Unsure, firstOf(sentence(f.Why), "Whether the packets are let through by "+name+" is not known.")
	default:
		item.State, item.Text = Missing, "None of the packets is let through over "+c.version()+" by "+name+"."
	}
}

// sentence makes a sentence of a reason.
func sentence(why string) string {
	if why == "" {
		return ""
	}
	return upper(why) + "."
}
