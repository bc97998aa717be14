package reach

// Code is an explanation code of VPC Reachability Analyzer, under AWS's own name, or one of netlint's own for
// what the Analyzer does not look at.
type Code string

// The codes that the engine gives as reasons. CODES.md says for each code of Reachability Analyzer whether
// and how it is covered.
const (
	CodeBadStateAttachment      Code = "BAD_STATE_ATTACHMENT"
	CodeBadStateRoute           Code = "BAD_STATE_ROUTE"
	CodeCannotRoute             Code = "CANNOT_ROUTE"
	CodeNoRoute                 Code = "NO_ROUTE_TO_DESTINATION"
	CodeMoreSpecificRoute       Code = "MORE_SPECIFIC_ROUTE"
	CodeHigherPriorityRoute     Code = "HIGHER_PRIORITY_ROUTE"
	CodeLocalRouteRestriction   Code = "VPC_LOCAL_ROUTE_CIDR_RESTRICTION"
	CodeNoPossibleDestination   Code = "NO_POSSIBLE_DESTINATION"
	CodeIngressNoPublicIP       Code = "INGRESS_RTB_NO_PUBLIC_IP"
	CodeIngressRedirection      Code = "INGRESS_RTB_TRAFFIC_REDIRECTION"
	CodeSpoofedTraffic          Code = "GATEWAY_REJECTS_SPOOFED_TRAFFIC"
	CodeGroupMismatch           Code = "ENI_SG_RULES_MISMATCH"
	CodeGroupHasNoRules         Code = "SG_HAS_NO_RULES"
	CodeReferencesLost          Code = "SG_REFERENCES_NOT_PRESERVED"
	CodeReferencingSupport      Code = "SG_REFERENCING_SUPPORT"
	CodeUnknownPeeredGroups     Code = "UNKNOWN_PEERED_SGS"
	CodeACL                     Code = "SUBNET_ACL_RESTRICTION"
	CodeInterfaceAddress        Code = "ENI_ADDRESS_RESTRICTION"
	CodeSourceDestCheck         Code = "ENI_SOURCE_DEST_CHECK_RESTRICTION"
	CodeIGWDestinationNotInVPC  Code = "IGW_DESTINATION_ADDRESS_IN_VPC_CIDRS"
	CodeIGWPrivateDestination   Code = "IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS"
	CodeIGWSharedDestination    Code = "IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS"
	CodeIGWPrivateSource        Code = "IGW_SOURCE_ADDRESS_NOT_IN_RFC1918_INGRESS"
	CodeIGWSharedSource         Code = "IGW_SOURCE_ADDRESS_NOT_IN_RFC6598_INGRESS"
	CodeIGWNoPublicIPIngress    Code = "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS"
	CodeIGWNoPublicIPEgress     Code = "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS"
	CodeNATKeepsDestination     Code = "NGW_DEST_ADDRESS_PRESERVATION"
	CodeNATSourceInVPC          Code = "NGW_REQUIRES_SOURCE_IN_VPC"
	CodeNATSource               Code = "NGW_SOURCE_ADDRESS_REASSIGN"
	CodeRegionalNATZone         Code = "REGIONAL_NGW_ROUTE_AZ_RESTRICTION"
	CodeRemapPort               Code = "REMAP_EPHEMERAL_PORT"
	CodePeeringAddress          Code = "PCX_REQUIRES_ADDRESS_IN_VPC_CIDR"
	CodeProtocol                Code = "PROTOCOL_RESTRICTION"
	CodeClassicACL              Code = "ELB_ACL_RESTRICTION"
	CodeClassicZone             Code = "ELB_INSTALLED_AZ_RESTRICTION"
	CodeClassicListenerPort     Code = "ELB_LISTENER_PORT_RESTRICTION"
	CodeClassicListeners        Code = "ELB_LISTENERS_MISMATCH"
	CodeClassicNotCrossZone     Code = "ELB_NOT_CROSSZONE"
	CodeListenerNoTargets       Code = "ELBV2_LISTENER_HAS_NO_TG"
	CodeListenerPort            Code = "ELBV2_LISTENER_PORT_RESTRICTION"
	CodeListenerTargetsAccept   Code = "ELBV2_LISTENER_REQUIRES_TG_ACCEPT"
	CodeListeners               Code = "ELBV2_LISTENERS_MISMATCH"
	CodeNoTargetsInZone         Code = "ELBV2_NO_TARGETS_IN_AZ"
	CodeClientAddressKept       Code = "ELBV2_SOURCE_ADDRESS_PRESERVATION"
	CodeTargetAddress           Code = "TARGET_ADDRESS_RESTRICTION"
	CodeTargetPort              Code = "TARGET_PORT_RESTRICTION"
	CodeGWLBPort                Code = "GWLB_DESTINATION_PORT_RESTRICTION"
	CodeGWLBProtocol            Code = "GWLB_PROTOCOL_RESTRICTION"
	CodeFirewall                Code = "FIREWALL_RULES_RESTRICTION"
	CodeTransitNoAssociation    Code = "TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION"
	CodeTransitAttachmentZone   Code = "TGW_ATTACH_VPC_AZ_RESTRICTION"
	CodeTransitRouteZone        Code = "TGW_ROUTE_AZ_RESTRICTION"
	CodeTransitBlackhole        Code = "TGW_RTB_BAD_STATE_ROUTE"
	CodeTransitCannotRoute      Code = "TGW_RTB_CANNOT_ROUTE"
	CodeTransitHigherPriority   Code = "TGW_RTB_HIGHER_PRIORITY_ROUTE"
	CodeTransitMoreSpecific     Code = "TGW_RTB_MORE_SPECIFIC_ROUTE"
	CodeTransitNoRoute          Code = "TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT"
	CodeTransitRoutesUnknown    Code = "TGW_RTB_ROUTES_ARE_UNKNOWN"
	CodeVGWEgress               Code = "VGW_PRIVATE_IP_ASSOCIATION_FOR_EGRESS"
	CodeVGWIngress              Code = "VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS"
	CodeBlockPublicAccess       Code = "VPC_BLOCK_PUBLIC_ACCESS_ENABLED"
	CodeGatewayEndpointSource   Code = "VPCE_GATEWAY_EGRESS_SOURCE_ADDRESS_RESTRICTION"
	CodeGatewayEndpointProtocol Code = "VPCE_GATEWAY_PROTOCOL_RESTRICTION"
	CodeEndpointIntoVPC         Code = "VPCE_INTRA_VPC_TRAFFIC"
	CodeEndpointZone            Code = "VPCE_SERVICE_NOT_INSTALLED_IN_AZ"
	CodeUnknownDestination      Code = "UNKNOWN_DESTINATION"
	CodeUnknownResource         Code = "UNKNOWN_RESOURCE"
	CodeDisconnectedVPCs        Code = "DISCONNECTED_VPCS"

	// Netlint's own.
	CodeAsymmetric   Code = "NETLINT_ASYMMETRIC_INSPECTION"   // a stateful firewall sees one direction only
	CodeLoop         Code = "NETLINT_ROUTE_LOOP"              // routes lead the packets in a circle
	CodeOutboundOnly Code = "NETLINT_OUTBOUND_INITIATED_ONLY" // nothing can begin a connection through it
	CodeHairpin      Code = "NETLINT_LOAD_BALANCER_HAIRPIN"   // a load balancer sends a target its own packets
)
