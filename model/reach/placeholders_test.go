package reach_test

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
)

// People see what a placeholder stands for, and real addresses as they are.
func TestPacketWords(t *testing.T) {
	for want, to := range map[string]string{
		"tcp 10.0.0.4:49152 → 10.1.0.4:443":         "10.1.0.4",
		"tcp 10.0.0.4:49152 → (unknown):443":        "240.3.0.4",
		"tcp 10.0.0.4:49152 → (s3):443":             "198.18.1.4",
		"tcp 10.0.0.4:49152 → (dynamodb):443":       "198.18.2.4",
		"tcp 10.0.0.4:49152 → (an AWS service):443": "198.18.3.4",
		"tcp 10.0.0.4:49152 → 203.0.113.10:443":     "203.0.113.10",
	} {
		p := packet.Packet{Protocol: packet.TCP, Src: netip.MustParseAddr("10.0.0.4"), Dst: netip.MustParseAddr(to), SrcPort: 49152, DstPort: 443}
		assert.Equal(t, want, reach.PacketWords(p))
	}
	six := packet.Packet{Protocol: packet.TCP, Src: netip.MustParseAddr("2001:db8::4"), Dst: netip.MustParseAddr("3fff:1::4"), SrcPort: 49152, DstPort: 443}
	assert.Equal(t, "tcp [2001:db8::4]:49152 → (unknown):443", reach.PacketWords(six))
	echo := packet.Packet{Protocol: packet.ICMP, ICMPType: packet.ICMPEchoRequest, Src: netip.MustParseAddr("240.0.0.4"), Dst: netip.MustParseAddr("10.1.0.4")}
	assert.Equal(t, "icmp type 8 code 0 (echo request) (unknown) → 10.1.0.4", reach.PacketWords(echo))
}
