// Package modeltest says in tests what two networks have in common: a Terraform network and its
// CloudFormation twin must be equal, positions and addresses aside.
package modeltest

import (
	"fmt"
	"net/netip"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
)

// maxDepth is how far a description follows links: enough to tell two route tables apart by the targets of
// their routes, and two subnets by the routes of their tables.
const maxDepth = 1

// skipped are the fields that may differ between twins: what tells where an object came from, names that one
// dialect demands and the other makes up, and what only says why something is not known.
var skipped = map[string]bool{
	"Object": true, "Inline": true, "Why": true, "Description": true, "AutoAccept": true, "Association": true,
	"Associations": true, "AcceptedBy": true, "StatedPorts": true, "Range": true, "PublicBy": true,
	"GroupsUnset": true, "DefaultEgress": true, "Texts": true, "Endpoints": true, "DNSNames": true,
	"Trust": true, "Image": true, "Platform": true, "IPAddressType": true, "PolicyHolder": true,
	"CandidateIDs": true, "Address4": true, "Accepted": true, "SubnetIDs": true, "Roles": true, "ID": true, "TargetID": true, "Code": true,
	"FileSystem": true,
}

// joints are the types that only join others: what they do shows at the objects that they join, and one
// dialect writes as an argument what the other writes as a resource.
var joints = map[string]bool{
	"GatewayAttachment": true, "RouteTableAssociation": true, "NetworkACLAssociation": true,
	"EndpointRouteTableAssociation": true, "EndpointSubnetAssociation": true, "EndpointPolicy": true,
	"EndpointSecurityGroupAssociation": true, "PolicyAttachment": true, "BucketPolicy": true,
	"ElasticIPAssociation": true, "HostedZoneAssociation": true, "VPCCIDRAssociation": true,
	"PrefixListEntry": true, "RoutePropagation": true, "VolumeAttachment": true, "PeeringAccepter": true,
	"InterfaceAttachment": true, "SecurityGroupAttachment": true, "DHCPOptionsAssociation": true,
	"PeeringOptions": true, "EndpointPrivateDNS": true, "TransitGatewayDefaultTable": true,
	"EndpointAccepter": true,
}

// Describe gives one line for each object of a linked network, sorted, without addresses and positions.
// Networks that are equal in everything that netlint knows of them give equal lines.
func Describe(n *model.Network) []string {
	d := describer{}
	for _, s := range n.Subnets {
		if z, ok := s.Zone.Get(); ok && !slices.Contains(d.zones, z) {
			d.zones = append(d.zones, z)
		}
	}
	slices.Sort(d.zones)
	var lines []string
	for _, e := range n.Entities() {
		if l, ok := e.(*model.PrefixList); ok && l.Service != "" {
			continue // AWS's own, which a front end may or may not name
		}
		if v := reflect.ValueOf(e); !joints[v.Elem().Type().Name()] {
			lines = append(lines, d.entity(v, maxDepth))
		}
	}
	slices.Sort(lines)
	return lines
}

// describer knows the zones of a network: twins may name them differently, but not put a subnet elsewhere.
type describer struct{ zones []string }

// ref is what every model.Ref has, whatever it refers to.
type ref interface {
	ID() model.Value[string]
	IsAbsent() bool
	IsUnknown() bool
	IsExternal() bool
}

func (d describer) entity(p reflect.Value, depth int) string {
	if p.Kind() == reflect.Interface {
		p = p.Elem()
	}
	if !p.IsValid() || p.IsNil() {
		return ""
	}
	v := p.Elem()
	if vpc, ok := p.Interface().(*model.VPC); ok && depth < maxDepth {
		return "VPC " + d.value("CIDRs", reflect.ValueOf(vpc.CIDRs), depth) // its own line says the rest
	}
	return v.Type().Name() + "{" + d.fields(v, depth) + "}"
}

func (d describer) fields(v reflect.Value, depth int) string {
	var parts []string
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if !f.IsExported() || skipped[f.Name] {
			continue
		}
		if text := d.value(f.Name, v.Field(i), depth); text != "" {
			parts = append(parts, f.Name+":"+text)
		}
	}
	return strings.Join(parts, " ")
}

func (d describer) value(name string, v reflect.Value, depth int) string {
	if v.CanInterface() {
		switch x := v.Interface().(type) {
		case model.Value[string]:
			return d.scalar(name, x)
		case fmt.Stringer:
			if s, ok := known(v); ok {
				if s == "unknown" && strings.HasPrefix(name, "PrivateIP") {
					return "" // some address of the subnet
				}
				return s
			}
		case ref:
			return d.ref(v, x, depth)
		case model.Entity:
			return d.link(v, depth)
		}
	}
	switch v.Kind() {
	case reflect.Bool:
		if v.Bool() {
			return "yes"
		}
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			return ""
		}
		if _, ok := v.Interface().(model.Entity); ok {
			return d.link(v, depth)
		}
		if v.Kind() == reflect.Pointer && v.Elem().Kind() == reflect.Struct {
			return "{" + d.fields(v.Elem(), depth) + "}"
		}
	case reflect.Slice:
		return d.list(name, v, depth)
	case reflect.Struct:
		if text := d.fields(v, depth); text != "" {
			return "(" + text + ")"
		}
	case reflect.String:
		if v.Type() != reflect.TypeFor[string]() {
			return v.String() // a kind
		}
	}
	return ""
}

func (d describer) list(name string, v reflect.Value, depth int) string {
	var items []string
	for i := range v.Len() {
		if text := d.value(name, v.Index(i), depth); text != "" {
			items = append(items, text)
		}
	}
	if len(items) == 0 {
		return ""
	}
	slices.Sort(items)
	return "[" + strings.Join(items, ", ") + "]"
}

func (d describer) ref(v reflect.Value, r ref, depth int) string {
	to := v.MethodByName("To").Call(nil)[0]
	switch {
	case !to.IsNil():
		return d.link(to, depth)
	case r.IsAbsent():
		return ""
	case r.IsExternal():
		return "external"
	default:
		return "unknown"
	}
}

func (d describer) link(p reflect.Value, depth int) string {
	if depth == 0 {
		if p.Kind() == reflect.Interface {
			p = p.Elem()
		}
		if p.IsNil() {
			return ""
		}
		return p.Elem().Type().Name()
	}
	return d.entity(p, depth-1)
}

// known gives the text of a Value that is known, "unknown" for an unknown one and nothing for an absent one.
func known(v reflect.Value) (string, bool) {
	if !strings.HasPrefix(v.Type().Name(), "Value[") {
		return "", false
	}
	switch {
	case v.MethodByName("IsAbsent").Call(nil)[0].Bool():
		return "", true
	case v.MethodByName("IsUnknown").Call(nil)[0].Bool():
		return "unknown", true
	}
	got := v.MethodByName("Get").Call(nil)[0].Interface()
	switch x := got.(type) {
	case bool:
		if !x {
			return "", true // what is off and what is not said are one
		}
		return "yes", true
	case netip.Prefix:
		return x.Masked().String(), true
	}
	return fmt.Sprint(got), true
}

var region = regexp.MustCompile(`\b[a-z]{2}-[a-z]+-\d\b|region`)

// scalar gives a string without what only names a region, and of a zone its number.
func (d describer) scalar(name string, v model.Value[string]) string {
	s, ok := v.Get()
	switch {
	case v.IsAbsent():
		return ""
	case !ok:
		return "unknown"
	case name == "Zone":
		return fmt.Sprintf("zone %d", slices.Index(d.zones, s))
	case strings.HasPrefix(s, "{"):
		return "document"
	}
	return region.ReplaceAllString(s, "REGION")
}

// Difference gives the lines that only one of two descriptions has, marked - and +, shortened for reading.
func Difference(a, b []string) []string {
	count := map[string]int{}
	for _, l := range a {
		count[l]++
	}
	for _, l := range b {
		count[l]--
	}
	var out []string
	for l, n := range count {
		mark := "- "
		if n < 0 {
			mark, n = "+ ", -n
		}
		for range n {
			out = append(out, mark+l)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return strings.Compare(a[2:]+a[:2], b[2:]+b[:2]) })
	return out
}
