package plan

import (
	"slices"
	"strings"

	"github.com/netlint/netlint/parser/terraform/attribute"
)

// mayCarry reports whether a variable or output of that name may hold what names an object of a kind. A
// local is a dead end, and everything that its module can reach is a candidate; without a look at names the
// tags and the zones of a module would make every VPC of the root one. Only names that say what else they
// hold are ruled out.
func mayCarry(name string, kind attribute.Kind) bool {
	words := strings.Split(strings.ToLower(name), "_")
	if slices.Contains(plainWords, words[len(words)-1]) || slices.Contains(switchWords, words[0]) {
		return false
	}
	// subnet_ids holds subnets and nothing else; ids alone may hold anything.
	last, identifiers := words[len(words)-1], false
	for i := len(words) - 1; i > 0 && slices.Contains(identifierWords, words[i]); i-- {
		last, identifiers = words[i-1], true
	}
	return speaksOf(name, kind) || !slices.Contains(objectWords, last) || !identifiers && slices.Contains(wholeWords, last)
}

// wholeWords are those of the objectWords that also end the names of whole networks, with whatever is in them.
var wholeWords = []string{"vpc", "vpcs"}

// identifierWords end the names of values that name objects by an identifier.
var identifierWords = []string{"id", "ids", "arn", "arns"}

// speaksOf reports whether a name has a word for objects of a kind in it.
func speaksOf(name string, kind attribute.Kind) bool {
	own := kindWords(kind)
	for word := range strings.SplitSeq(strings.ToLower(name), "_") {
		if slices.Contains(own, word) {
			return true
		}
	}
	return false
}

// mayChoose reports whether a variable or local of that name may hold what some of several objects are chosen by:
// an index, a number, a list of keys. A switch decides between all of them and none.
func mayChoose(name string) bool {
	first, _, _ := strings.Cut(strings.ToLower(name), "_")
	return !slices.Contains(switchWords, first) || first == "single" || first == "map"
}

// plainWords end the names of values that name no object.
var plainWords = []string{
	"tag", "tags", "name", "names", "cidr", "cidrs", "az", "azs", "zone", "zones", "region", "regions", "environment",
	"env", "enabled", "count", "version", "description", "size", "class", "port", "ports", "suffix", "prefix",
	"boundary", "days", "period", "window", "username", "password", "engine", "protocol", "format", "interval",
	"timeout", "timeouts", "newbits", "netmask", "stage", "namespace", "label", "labels", "context", "partition",
	"account", "bits", "family", "mode", "capacity",
}

// switchWords begin the names of switches.
var switchWords = []string{"enable", "create", "manage", "use", "single", "map", "skip", "disable", "is", "has", "assign", "tags"}

// objectWords end the names of values that name objects of one kind, or hold ranges for them.
var objectWords = []string{
	"vpc", "vpcs", "subnet", "subnets", "sg", "sgs", "igw", "nat", "gateway", "gateways", "role", "roles",
	"policy", "policies", "bucket", "buckets", "table", "tables", "acl", "acls", "eip", "eips", "cluster", "instance",
	"instances", "certificate", "key", "keys", "image", "ami",
}

// kindWords gives the words that names of a kind's objects are made of.
func kindWords(kind attribute.Kind) []string {
	words := strings.Split(string(kind), "_")
	for _, w := range words {
		words = append(words, w+"s")
	}
	switch kind {
	case "security_group":
		words = append(words, "sg", "sgs")
	case "internet_gateway", "gateway":
		words = append(words, "igw", "vgw")
	case "transit_gateway":
		words = append(words, "tgw")
	case "peering":
		words = append(words, "pcx")
	case "eip_allocation":
		words = append(words, "eips")
	}
	return words
}

// plainData are data sources that name no object of a network, so that it does not matter when they are read.
var plainData = []string{
	"aws_region", "aws_regions", "aws_partition", "aws_caller_identity", "aws_iam_policy_document", "aws_availability_zone",
	"aws_availability_zones", "aws_ami", "aws_eks_addon_version", "aws_iam_session_context", "aws_service_principal",
	"aws_default_tags", "aws_ip_ranges", "tls_certificate", "template_file", "cloudinit_config", "aws_ec2_instance_type",
}
