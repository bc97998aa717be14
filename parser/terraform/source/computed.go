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
	if derive := derivation(n.config.mode, n.config.typeName, name); derive != nil {
		if v, ok := derive(i); ok {
			return v
		}
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
	case a.kind != argument && a.typ == cty.String && identifies(n.config.typeName, name):
		return i.synthetic(name)
	default:
		return a.unwritten(n.config.typeName, name)
	}
}

// unwritten gives what a reference reads of an attribute that the configuration does not write, of every
// instance of the type alike.
func (a attributeSchema) unwritten(typeName, name string) cty.Value {
	if a.kind == argument {
		return omitted(typeName, name, a.typ)
	}
	return cty.UnknownVal(a.typ)
}

// plainAttributes gives the attributes of a resource type that have nothing to do with the instance where the
// configuration does not write them: nearly all. A reference to a whole resource reads every one of them.
func (b *blockSchema) plainAttributes(typeName string) map[string]cty.Value {
	plain := map[string]cty.Value{}
	for name, a := range b.attributes {
		named := a.kind != argument && a.typ == cty.String && identifies(typeName, name)
		if !named && CanonicalAttribute(Managed, typeName, name) == name && derivation(Managed, typeName, name) == nil {
			plain[name] = a.unwritten(typeName, name)
		}
	}
	return plain
}

func (i *instance) synthetic(name string) cty.Value {
	return cty.StringVal(SyntheticID(i.node.m.e.opts.ID, i.addr, name))
}

// derivation gives the function that computes one of the few attributes that follow from other values of the
// configuration, or nil. The function tells whether they do so in an instance.
func derivation(mode Mode, typeName, name string) func(*instance) (cty.Value, bool) {
	switch typeName + "." + name {
	case "aws_s3_bucket.arn":
		return deriveBucketARN
	case "aws_default_security_group.id":
		return deriveDefaultGroupID
	case "aws_default_security_group.name":
		return func(*instance) (cty.Value, bool) { return cty.StringVal("default"), true }
	case "aws_default_vpc.cidr_block":
		return func(*instance) (cty.Value, bool) { return cty.StringVal(defaultVPCBlock), true }
	case "aws_vpc.cidr_block":
		if mode == Data {
			return deriveDefaultBlock
		}
	case "aws_vpc_endpoint.prefix_list_id":
		return derivePrefixListID
	case "aws_networkfirewall_firewall.firewall_status":
		return func(i *instance) (cty.Value, bool) { return i.firewallStatus(), true }
	case "aws_ecr_repository.repository_url":
		return deriveRepositoryURL
	case "aws_eks_node_group.resources":
		return nodeGroupResources
	case "aws_network_interface.private_ip":
		return derivePrivateIP
	case "terraform_data.output":
		return func(i *instance) (cty.Value, bool) { return i.attr("input"), true }
	}
	if n, ok := namedARNs[typeName]; ok && name == "arn" && mode == Managed {
		return n.derive
	}
	if name == "owner_id" || name == "account_id" && mode == Data {
		return func(i *instance) (cty.Value, bool) { return i.account(), true }
	}
	return nil
}

func deriveBucketARN(i *instance) (cty.Value, bool) {
	bucket, ok := stringValue(i.attr("bucket"))
	if !ok || IsSynthetic(bucket) {
		return cty.NilVal, false
	}
	return cty.StringVal("arn:" + i.partition() + ":s3:::" + bucket), true
}

// namedARN says how AWS makes the ARN of a resource whose name the configuration sets.
type namedARN struct {
	service  string
	resource string // with what stands before the name
	suffixed bool   // AWS puts a hyphen and six characters of its own behind the name
}

// namedARNs are types that policies name by ARN (Service Authorization Reference, "Resource types defined by …").
var namedARNs = map[string]namedARN{
	"aws_sqs_queue":             {"sqs", "", false},
	"aws_sns_topic":             {"sns", "", false},
	"aws_kinesis_stream":        {"kinesis", "stream/", false},
	"aws_ecr_repository":        {"ecr", "repository/", false},
	"aws_cloudwatch_log_group":  {"logs", "log-group:", false},
	"aws_sfn_state_machine":     {"states", "stateMachine:", false},
	"aws_secretsmanager_secret": {"secretsmanager", "secret:", true},
}

func (n namedARN) derive(i *instance) (cty.Value, bool) {
	name, ok := stringValue(i.attr("name"))
	account, known := stringValue(i.account())
	if !ok || !known || HoldsSynthetic(name) {
		return cty.NilVal, false
	}
	if n.suffixed {
		name += "-" + SyntheticID(i.node.m.e.opts.ID, i.addr, "suffix")
	}
	return cty.StringVal(strings.Join([]string{"arn", i.partition(), n.service, i.regionName(), account, n.resource + name}, ":")), true
}

// deriveRepositoryURL makes the name by which images of a repository are pulled (Amazon ECR User Guide, "Private
// registry").
func deriveRepositoryURL(i *instance) (cty.Value, bool) {
	name, ok := stringValue(i.attr("name"))
	account, known := stringValue(i.account())
	if !ok || !known || HoldsSynthetic(name) {
		return cty.NilVal, false
	}
	domain := ".amazonaws.com/"
	if i.partition() == "aws-cn" {
		domain = ".amazonaws.com.cn/"
	}
	return cty.StringVal(account + ".dkr.ecr." + i.regionName() + domain + name), true
}

func deriveDefaultGroupID(i *instance) (cty.Value, bool) {
	vpc, ok := i.vpc()
	if !ok {
		return cty.NilVal, false
	}
	return vpc.attr("default_security_group_id"), true
}

func derivePrefixListID(i *instance) (cty.Value, bool) {
	service, ok := stringValue(i.attr("service_name"))
	if !ok || !isGatewayService(service) {
		return cty.NilVal, false
	}
	return cty.StringVal(ManagedPrefixListID(service)), true
}

func derivePrivateIP(i *instance) (cty.Value, bool) {
	v := i.attr("private_ips")
	if !v.IsWhollyKnown() || v.IsNull() || !v.CanIterateElements() || v.LengthInt() != 1 {
		return cty.NilVal, false
	}
	return v.AsValueSlice()[0], true
}

func deriveDefaultBlock(i *instance) (cty.Value, bool) {
	v, ok := i.written("default")
	return cty.StringVal(defaultVPCBlock), ok && v.RawEquals(cty.True)
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
