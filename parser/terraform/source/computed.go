package source

import (
	"strings"

	"github.com/zclconf/go-cty/cty"
)

// computed gives what a reference reads of an attribute that the configuration does not write.
func (i *instance) computed(name string) cty.Value {
	n := i.node
	if i.unexpanded() {
		return cty.DynamicVal
	}
	if v, ok := i.offlineValues()[name]; ok {
		return v
	}
	if same := CanonicalAttribute(n.config.mode, n.config.typeName, name); same != name {
		return i.attr(same)
	}
	if v, ok := i.derived(name); ok {
		return v
	}
	if n.schema == nil {
		if identifies(n.config.typeName, name) {
			return i.synthetic(name)
		}
		return cty.DynamicVal
	}
	a, ok := n.schema.attributes[name]
	switch {
	case !ok && n.schema.blocks[name] != nil:
		return cty.DynamicVal // some blocks AWS fills in, and the schema does not tell which
	case !ok && identifies(n.config.typeName, name):
		return i.synthetic(name) // of a newer provider than the table's
	case !ok:
		return cty.DynamicVal
	case a.kind == argument:
		return omitted(n.config.typeName, name, a.typ)
	case a.typ == cty.String && identifies(n.config.typeName, name):
		return i.synthetic(name)
	default:
		return cty.UnknownVal(a.typ)
	}
}

func (i *instance) synthetic(name string) cty.Value {
	return cty.StringVal(SyntheticID(i.node.m.e.opts.ID, i.addr, name))
}

// derived gives the few attributes that follow from other values of the configuration.
func (i *instance) derived(name string) (cty.Value, bool) {
	switch i.node.config.typeName + "." + name {
	case "aws_s3_bucket.arn":
		if bucket, ok := stringValue(i.attr("bucket")); ok && !IsSynthetic(bucket) {
			return cty.StringVal("arn:" + i.partition() + ":s3:::" + bucket), true
		}
	case "aws_default_security_group.id":
		if vpc, ok := i.vpc(); ok {
			return vpc.attr("default_security_group_id"), true
		}
	case "aws_default_security_group.name":
		return cty.StringVal("default"), true
	case "aws_default_vpc.cidr_block":
		return cty.StringVal(defaultVPCBlock), true
	case "aws_vpc_endpoint.prefix_list_id":
		if service, ok := stringValue(i.attr("service_name")); ok && isGatewayService(service) {
			return cty.StringVal(ManagedPrefixListID(service)), true
		}
	case "aws_networkfirewall_firewall.firewall_status":
		return i.firewallStatus(), true
	case "aws_network_interface.private_ip":
		if v := i.attr("private_ips"); v.IsWhollyKnown() && !v.IsNull() && v.CanIterateElements() && v.LengthInt() == 1 {
			return v.AsValueSlice()[0], true
		}
	case "terraform_data.output":
		return i.attr("input"), true
	}
	if n := i.node.config; n.mode == Data && n.typeName == "aws_vpc" && name == "cidr_block" {
		if v, ok := i.written("default"); ok && v.RawEquals(cty.True) {
			return cty.StringVal(defaultVPCBlock), true
		}
	}
	if name == "owner_id" || name == "account_id" && i.node.config.mode == Data {
		return i.account(), true
	}
	return cty.NilVal, false
}

// defaultVPCBlock is what AWS gives every default VPC, in every account and region.
const defaultVPCBlock = "172.31.0.0/16"

// vpc gives the VPC of this configuration that vpc_id names.
func (i *instance) vpc() (*instance, bool) {
	id, ok := stringValue(i.attr("vpc_id"))
	if !ok {
		return nil, false
	}
	vpc, ok := i.node.m.e.owners[id]
	return vpc, ok
}

// isGatewayService reports whether a service is reached through a gateway endpoint, and so has an
// AWS-managed prefix list.
func isGatewayService(service string) bool {
	return strings.HasSuffix(service, ".s3") || strings.HasSuffix(service, ".dynamodb")
}
