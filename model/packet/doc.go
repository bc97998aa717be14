// Package packet is exact set algebra over IP packets: which packets a rule matches, what is left of them
// behind a filter, and what the answers to them look like.
//
// A [Set] holds packets of both families, told apart by protocol, source and destination address, and
// source and destination port (TCP and UDP) or type and code (ICMP and ICMPv6). IPv4 and IPv6 are separate
// worlds: no packet has addresses of both. Sets are built from constraints ([From], [To], [OfProtocol],
// [SrcPorts], [DstPorts], [ICMPMessages], or a [Match] for all at once) with Union, Intersect and Minus.
// Sets are immutable and canonical: two sets that hold the same packets have the same structure, however
// they came about, so Equal is cheap and String and Example are deterministic.
package packet
