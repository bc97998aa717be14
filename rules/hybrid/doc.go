// Package hybrid holds the rules about networks behind a VPN or Direct Connect.
package hybrid

// AWS's pages that several rules rest on.
const (
	vpnRouting   = "https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNRoutingTypes.html"
	vpnTables    = "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html"
	vpnTransit   = "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpn-attachments.html"
	dxPrefixes   = "https://docs.aws.amazon.com/directconnect/latest/UserGuide/allowed-to-prefixes.html"
	routeTargets = "https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html"
)
