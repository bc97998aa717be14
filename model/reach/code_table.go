package reach

import (
	"fmt"
	"strings"
)

// CodeCoverage says of one path code of VPC Reachability Analyzer whether the engine covers it.
type CodeCoverage struct {
	Code  Code
	Group string // as the Analyzer's reference groups them
	Test  string // the test that shows it; empty where the code is not covered
	Why   string // why it is not covered; empty where it is
}

// codeTable lists all path codes of the reference at
// https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html in its order.
var codeTable = []CodeCoverage{
	{"BAD_STATE", "State", "", "state of running resources; configuration does not tell it"},
	{CodeBadStateAttachment, "State", "TestCodes/BAD_STATE_ATTACHMENT", ""},
	{CodeBadStateRoute, "State", "TestCodes/BAD_STATE_ROUTE", ""},
	{"BAD_STATE_VPN", "State", "", "state of running tunnels; configuration does not tell it"},
	{CodeCannotRoute, "Routing", "TestCodes/CANNOT_ROUTE", ""},
	{CodeNoRoute, "Routing", "TestCodes/NO_ROUTE_TO_DESTINATION", ""},
	{CodeMoreSpecificRoute, "Routing", "TestCodes/MORE_SPECIFIC_ROUTE", ""},
	{CodeHigherPriorityRoute, "Routing", "TestCodes/HIGHER_PRIORITY_ROUTE", ""},
	{CodeLocalRouteRestriction, "Routing", "", "the local route is looked up by longest prefix and never offered for other addresses"},
	{CodeNoPossibleDestination, "Routing", "TestCodes/NO_POSSIBLE_DESTINATION", ""},
	{CodeIngressNoPublicIP, "Routing", "TestCodes/INGRESS_RTB_NO_PUBLIC_IP", ""},
	{CodeIngressRedirection, "Routing", "TestCodes/INGRESS_RTB_TRAFFIC_REDIRECTION", ""},
	{CodeSpoofedTraffic, "Routing", "TestCodes/GATEWAY_REJECTS_SPOOFED_TRAFFIC", ""},
	{CodeGroupMismatch, "Security group", "TestCodes/ENI_SG_RULES_MISMATCH", ""},
	{CodeGroupHasNoRules, "Security group", "TestCodes/SG_HAS_NO_RULES", ""},
	{CodeReferencesLost, "Security group", "TestCodes/SG_REFERENCES_NOT_PRESERVED", ""},
	{CodeReferencingSupport, "Security group", "TestCodes/SG_REFERENCING_SUPPORT", ""},
	{CodeUnknownPeeredGroups, "Security group", "", "a group that is not in view makes the answer undecided, and Missing names it"},
	{CodeACL, "NACL", "TestCodes/SUBNET_ACL_RESTRICTION", ""},
	{CodeInterfaceAddress, "ENI", "TestCodes/ENI_ADDRESS_RESTRICTION", ""},
	{CodeSourceDestCheck, "ENI", "TestCodes/ENI_SOURCE_DEST_CHECK_RESTRICTION", ""},
	{CodeIGWDestinationNotInVPC, "IGW", "", "packets from the internet are asked for by the interface that they go to"},
	{CodeIGWPrivateDestination, "IGW", "TestCodes/IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS", ""},
	{CodeIGWSharedDestination, "IGW", "TestCodes/IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS", ""},
	{CodeIGWPrivateSource, "IGW", "TestCodes/IGW_SOURCE_ADDRESS_NOT_IN_RFC1918_INGRESS", ""},
	{CodeIGWSharedSource, "IGW", "TestCodes/IGW_SOURCE_ADDRESS_NOT_IN_RFC6598_INGRESS", ""},
	{"IGW_NAT_REFLECTION", "IGW", "", "says that the Analyzer does not follow a packet out of and back into one gateway; ask for both halves"},
	{CodeIGWNoPublicIPIngress, "IGW", "TestCodes/IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS", ""},
	{CodeIGWNoPublicIPEgress, "IGW", "TestCodes/IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS", ""},
	{CodeNATKeepsDestination, "NAT GW", "TestNATGatewayTranslatesSourceOnly", ""},
	{CodeNATSourceInVPC, "NAT GW", "TestNATGatewayServesItsOwnVPC", ""},
	{CodeNATSource, "NAT GW", "TestNATGatewayTranslatesSourceOnly", ""},
	{CodeRegionalNATZone, "NAT GW", "TestCodes/REGIONAL_NGW_ROUTE_AZ_RESTRICTION", ""},
	{CodeRemapPort, "NAT GW", "TestNATGatewayTranslatesSourceOnly", ""},
	{CodePeeringAddress, "Peering", "TestCodes/PCX_REQUIRES_ADDRESS_IN_VPC_CIDR", ""},
	{CodeProtocol, "Protocol", "TestCodes/PROTOCOL_RESTRICTION", ""},
	{CodeClassicACL, "Classic ELB", "TestCodes/ELB_ACL_RESTRICTION", ""},
	{CodeClassicZone, "Classic ELB", "TestCodes/ELB_INSTALLED_AZ_RESTRICTION", ""},
	{CodeClassicListenerPort, "Classic ELB", "", "about the source port of answers, which a question here never states"},
	{CodeClassicListeners, "Classic ELB", "TestCodes/ELB_LISTENERS_MISMATCH", ""},
	{CodeClassicNotCrossZone, "Classic ELB", "TestCodes/ELB_NOT_CROSSZONE", ""},
	{CodeListenerNoTargets, "ELBv2", "TestCodes/ELBV2_LISTENER_HAS_NO_TG", ""},
	{CodeListenerPort, "ELBv2", "", "about the source port of answers, which a question here never states"},
	{CodeListenerTargetsAccept, "ELBv2", "", "the way over a load balancer is answered in two halves, and the second names what its targets refuse"},
	{CodeListeners, "ELBv2", "TestCodes/ELBV2_LISTENERS_MISMATCH", ""},
	{CodeNoTargetsInZone, "ELBv2", "TestCodes/ELBV2_NO_TARGETS_IN_AZ", ""},
	{CodeClientAddressKept, "ELBv2", "TestClientAddressIsKept", ""},
	{CodeTargetAddress, "ELBv2", "TestCodes/TARGET_ADDRESS_RESTRICTION", ""},
	{CodeTargetPort, "ELBv2", "TestCodes/TARGET_PORT_RESTRICTION", ""},
	{CodeGWLBPort, "GWLB", "TestCodes/GWLB_DESTINATION_PORT_RESTRICTION", ""},
	{CodeGWLBProtocol, "GWLB", "TestCodes/GWLB_PROTOCOL_RESTRICTION", ""},
	{CodeFirewall, "Network Firewall", "TestCodes/FIREWALL_RULES_RESTRICTION", ""},
	{CodeTransitNoAssociation, "TGW", "TestCodes/TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION", ""},
	{CodeTransitAttachmentZone, "TGW", "TestCodes/TGW_ATTACH_VPC_AZ_RESTRICTION", ""},
	{"TGW_BAD_STATE_VPN", "TGW", "", "state of running tunnels; configuration does not tell it"},
	{CodeTransitRouteZone, "TGW", "TestCodes/TGW_ROUTE_AZ_RESTRICTION", ""},
	{CodeTransitBlackhole, "TGW", "TestCodes/TGW_RTB_BAD_STATE_ROUTE", ""},
	{CodeTransitCannotRoute, "TGW", "TestCodes/TGW_RTB_CANNOT_ROUTE", ""},
	{CodeTransitHigherPriority, "TGW", "TestCodes/TGW_RTB_HIGHER_PRIORITY_ROUTE", ""},
	{CodeTransitMoreSpecific, "TGW", "TestCodes/TGW_RTB_MORE_SPECIFIC_ROUTE", ""},
	{CodeTransitNoRoute, "TGW", "TestCodes/TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT", ""},
	{CodeTransitRoutesUnknown, "TGW", "TestCodes/TGW_RTB_ROUTES_ARE_UNKNOWN", ""},
	{CodeVGWEgress, "VGW", "TestCodes/VGW_PRIVATE_IP_ASSOCIATION_FOR_EGRESS", ""},
	{CodeVGWIngress, "VGW", "", "packets from on premises are asked for by the interface that they go to"},
	{CodeBlockPublicAccess, "VPC", "TestCodes/VPC_BLOCK_PUBLIC_ACCESS_ENABLED", ""},
	{CodeGatewayEndpointSource, "Endpoint", "", "the addresses of a service are not known offline"},
	{CodeGatewayEndpointProtocol, "Endpoint", "TestCodes/VPCE_GATEWAY_PROTOCOL_RESTRICTION", ""},
	{CodeEndpointIntoVPC, "Endpoint", "TestCodes/VPCE_INTRA_VPC_TRAFFIC", ""},
	{CodeEndpointZone, "Endpoint", "", "in which zones a service is offered stands in no configuration"},
	{CodeUnknownDestination, "Unknown", "TestCodes/UNKNOWN_DESTINATION", ""},
	{CodeUnknownResource, "Unknown", "", "what is not in view makes the answer undecided, and Missing names it"},
}

// CodeTable gives the coverage of all path codes of Reachability Analyzer.
func CodeTable() []CodeCoverage { return append([]CodeCoverage(nil), codeTable...) }

// CodeTableMarkdown is the text of CODES.md.
func CodeTableMarkdown() string {
	var b strings.Builder
	covered := 0
	for _, c := range codeTable {
		if c.Test != "" {
			covered++
		}
	}
	fmt.Fprintf(&b, "# Explanation codes\n\nThe engine explains in the words of VPC Reachability Analyzer. Of its %d path codes it covers %d, each shown by a test.\n", len(codeTable), covered)
	b.WriteString("This table is generated from `code_table.go`.\n\n| Group | Code | Covered by, or why not |\n|---|---|---|\n")
	for _, c := range codeTable {
		text := "not covered: " + c.Why
		if c.Test != "" {
			text = "`" + c.Test + "`"
		}
		fmt.Fprintf(&b, "| %s | `%s` | %s |\n", c.Group, c.Code, text)
	}
	b.WriteString("\nNetlint's own codes, for what the Analyzer does not look at:\n\n")
	for _, c := range []struct {
		code Code
		text string
	}{
		{CodeAsymmetric, "a stateful firewall sees only one direction of a connection"},
		{CodeLoop, "routes lead the packets in a circle"},
		{CodeOutboundOnly, "connections begin from the other side only: a NAT gateway, an egress-only internet gateway"},
		{CodeHairpin, "a network load balancer that keeps client addresses sends a target's connection back to it"},
		{CodeDisconnectedVPCs, "the Analyzer's configuration code, given as a blocker: nothing joins the two VPCs"},
	} {
		fmt.Fprintf(&b, "- `%s`: %s\n", c.code, c.text)
	}
	return b.String()
}
