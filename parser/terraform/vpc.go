package terraform

import (
	"net/netip"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform/attribute"
	"github.com/netlint/netlint/parser/terraform/source"
)

func (b *builder) vpc(r *resource, a *attribute.VPC) {
	v := &model.VPC{
		Object:             b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN),
		EnableDNSSupport:   a.EnableDNSSupport.OrDefault(true),
		EnableDNSHostnames: a.EnableDNSHostnames.OrDefault(false),
		Default:            r.typ == "aws_default_vpc",
		MainTableID:        a.MainRouteTableID.Or(""),
		DefaultTableID:     a.DefaultRouteTableID.Or(""),
		DefaultACLID:       a.DefaultNetworkACLID.Or(""),
		DefaultGroupID:     a.DefaultSecurityGroupID.Or(""),
	}
	if v.Default {
		// The account's default VPC has both DNS attributes on (Route 53 Developer Guide).
		v.EnableDNSHostnames = a.EnableDNSHostnames.OrDefault(true)
	}
	b.setRanges(v, a.CIDRBlock, a.IPv6CIDRBlock)
	if a.AssignGeneratedIPv6CIDRBlock.Or(false) || !a.IPv6IPAMPoolID.IsAbsent() {
		v.HasIPv6 = model.Known(true)
		if a.IPv6CIDRBlock.IsAbsent() {
			v.CIDRs.Items = append(v.CIDRs.Items, model.Unknown[netip.Prefix]("AWS assigns the IPv6 range"))
		}
	}
	b.net.Add(v)
}

// setRanges sets the primary ranges of a VPC.
func (b *builder) setRanges(v *model.VPC, ipv4, ipv6 attribute.String) {
	if p := prefix(ipv4); !p.IsAbsent() {
		v.CIDRs.Items = append(v.CIDRs.Items, p)
	} else {
		v.CIDRs.Open, v.CIDRs.Why = true, "its address range is not in view"
	}
	switch p := prefix(ipv6); {
	case p.IsKnown():
		v.CIDRs.Items = append(v.CIDRs.Items, p)
		v.HasIPv6 = model.Known(true)
	default:
		// An IPv6 range that nobody asks for is unknown in a plan and does not exist.
		v.HasIPv6 = model.Known(false)
	}
}

func (b *builder) vpcData(r *resource, a *attribute.VPCData) {
	v := &model.VPC{
		Object:             b.object(r, a.Tags, a.ID, a.ARN),
		EnableDNSSupport:   a.EnableDNSSupport,
		EnableDNSHostnames: a.EnableDNSHostnames,
		Default:            a.Default.Or(false),
		MainTableID:        a.MainRouteTableID.Or(""),
	}
	b.setRanges(v, a.CIDRBlock, a.IPv6CIDRBlock)
	for _, c := range a.CIDRBlockAssociations.Items {
		if c.CIDRBlock.Or("") != a.CIDRBlock.Or("") && c.State.Or("associated") == "associated" {
			v.CIDRs.Items = append(v.CIDRs.Items, prefix(c.CIDRBlock))
		}
	}
	if a.ID.IsUnknown() {
		v.CIDRs.Open, v.CIDRs.Why = true, r.address+" is read only during apply"
		v.HasIPv6 = model.Unknown[bool](v.CIDRs.Why)
	}
	b.net.Add(v)
}

func (b *builder) vpcCIDR(r *resource, a *attribute.VPCCIDRAssociation) {
	b.net.Add(&model.VPCCIDRAssociation{
		Object: b.object(r, attribute.Map{}, a.ID),
		VPC:    ref[model.VPC](a.VPCID),
		CIDR:   assigned(prefix(a.CIDRBlock)),
	})
}

func (b *builder) vpcIPv6CIDR(r *resource, a *attribute.VPCIPv6CIDRAssociation) {
	b.net.Add(&model.VPCCIDRAssociation{
		Object: b.object(r, attribute.Map{}, a.ID),
		VPC:    ref[model.VPC](a.VPCID),
		CIDR:   assigned(prefix(a.IPv6CIDRBlock)),
		IPv6:   true,
	})
}

// assigned makes a range that the configuration leaves out one that AWS assigns.
func assigned(v model.Value[netip.Prefix]) model.Value[netip.Prefix] {
	if v.IsAbsent() {
		return model.Unknown[netip.Prefix]("AWS assigns the range")
	}
	return v
}

func (b *builder) subnet(r *resource, a *attribute.Subnet) {
	s := &model.Subnet{
		Object:      b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN),
		VPC:         ref[model.VPC](a.VPCID),
		CIDR:        prefix(a.CIDRBlock),
		IPv6CIDR:    prefix(a.IPv6CIDRBlock),
		Zone:        either(a.AvailabilityZone, a.AvailabilityZoneID),
		MapPublicIP: a.MapPublicIPOnLaunch,
		AssignIPv6:  a.AssignIPv6AddressOnCreation,
		EnableDNS64: a.EnableDNS64,
		Default:     r.typ == "aws_default_subnet",
	}
	if !a.AvailabilityZoneID.IsAbsent() && a.AvailabilityZone.IsUnknown() && a.AvailabilityZoneID.IsKnown() {
		s.Zone = a.AvailabilityZoneID
	}
	if s.Zone.IsAbsent() {
		s.Zone = model.Unknown[string]("AWS chooses the zone")
	}
	b.net.Add(s)
}

func (b *builder) dhcpOptions(r *resource, a *attribute.DHCPOptions) {
	b.net.Add(&model.DHCPOptions{
		Object:            b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN),
		DomainName:        a.DomainName,
		DomainNameServers: list(a.DomainNameServers, same),
	})
}

func (b *builder) dhcpAssociation(r *resource, a *attribute.DHCPOptionsAssociation) {
	b.net.Add(&model.DHCPOptionsAssociation{
		Object:  b.object(r, attribute.Map{}, a.ID),
		VPC:     ref[model.VPC](a.VPCID),
		Options: ref[model.DHCPOptions](a.DHCPOptionsID),
	})
}

func (b *builder) prefixList(r *resource, a *attribute.ManagedPrefixList) {
	p := &model.PrefixList{
		Object:     b.named(r, a.Name, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN),
		Entries:    list(a.Entry, func(e attribute.InlinePrefixListEntry) model.Value[netip.Prefix] { return prefix(e.CIDR) }),
		MaxEntries: a.MaxEntries,
	}
	b.net.Add(p)
}

func (b *builder) prefixListData(r *resource, a *attribute.ManagedPrefixListData) {
	p := &model.PrefixList{
		Object:     b.named(r, a.Name, a.Tags, a.ID, a.ARN),
		Entries:    list(a.Entries, func(e attribute.InlinePrefixListEntry) model.Value[netip.Prefix] { return prefix(e.CIDR) }),
		MaxEntries: a.MaxEntries,
		Service:    awsService(a.Name),
	}
	b.net.Add(p)
}

func (b *builder) awsPrefixList(r *resource, a *attribute.PrefixListData) {
	b.net.Add(&model.PrefixList{
		Object:  b.named(r, a.Name, attribute.Map{}, a.ID, a.PrefixListID),
		Entries: list(a.CIDRBlocks, prefix),
		Service: awsService(a.Name),
	})
}

// awsService gives the service of one of AWS's own prefix lists, "com.amazonaws.eu-west-1.s3".
func awsService(name attribute.String) string {
	text := name.Or("")
	if !strings.HasPrefix(text, "com.amazonaws.") {
		return ""
	}
	return text[strings.LastIndexByte(text, '.')+1:]
}

func (b *builder) prefixListEntry(r *resource, a *attribute.ManagedPrefixListEntry) {
	b.net.Add(&model.PrefixListEntry{
		Object: b.object(r, attribute.Map{}, a.ID),
		List:   ref[model.PrefixList](a.PrefixListID),
		CIDR:   prefix(a.CIDR),
	})
}

func (b *builder) networkInterface(r *resource, a *attribute.NetworkInterface) {
	i := &model.NetworkInterface{
		Object:          b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN),
		Kind:            model.InterfaceBare,
		Subnet:          ref[model.Subnet](a.SubnetID),
		Groups:          refs[model.SecurityGroup](a.SecurityGroups),
		GroupsUnset:     unset(a.SecurityGroups),
		SourceDestCheck: a.SourceDestCheck,
		AttachedTo:      ref[model.Workload](first(a.Attachment).Instance),
	}
	switch {
	case len(a.PrivateIPs.Items) > 0:
		for _, ip := range a.PrivateIPs.Items {
			i.PrivateIPs = append(i.PrivateIPs, addr(ip))
		}
	case a.PrivateIP.IsKnown():
		i.PrivateIPs = []model.Value[netip.Addr]{addr(a.PrivateIP)}
	}
	for _, ip := range a.IPv6Addresses.Items {
		i.IPv6s = append(i.IPv6s, addr(ip))
	}
	i.IPv6Count = a.IPv6AddressCount
	b.net.Add(i)
}

func (b *builder) interfaceAttachment(r *resource, a *attribute.NetworkInterfaceAttachment) {
	b.net.Add(&model.InterfaceAttachment{
		Object:    b.object(r, attribute.Map{}, a.ID),
		Interface: ref[model.NetworkInterface](a.NetworkInterfaceID),
		Instance:  ref[model.Workload](a.InstanceID),
	})
}

func (b *builder) groupAttachment(r *resource, a *attribute.NetworkInterfaceSGAttachment) {
	b.net.Add(&model.SecurityGroupAttachment{
		Object:    b.object(r, attribute.Map{}, a.ID),
		Group:     ref[model.SecurityGroup](a.SecurityGroupID),
		Interface: ref[model.NetworkInterface](a.NetworkInterfaceID),
	})
}

func (b *builder) connectEndpoint(r *resource, a *attribute.InstanceConnectEndpoint) {
	b.net.Add(&model.ConnectEndpoint{
		Object:           b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN),
		Subnet:           ref[model.Subnet](a.SubnetID),
		Groups:           refs[model.SecurityGroup](a.SecurityGroupIDs),
		GroupsUnset:      unset(a.SecurityGroupIDs),
		PreserveClientIP: a.PreserveClientIP.OrDefault(true), // the provider's default, unlike the API's
	})
}

// synthetic reports whether a text is an identifier that stands for one that AWS will assign.
func synthetic(text string) bool { return source.IsSynthetic(text) }
