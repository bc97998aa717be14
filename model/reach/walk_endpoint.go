package reach

import (
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// endpointProtocols are what a gateway endpoint carries: TCP and ICMP echo (AWS PrivateLink Guide).
var endpointProtocols = packet.Union(packet.OfProtocol(packet.TCP),
	packet.ICMPMessages(packet.ICMP, int(packet.ICMPEchoRequest), -1), packet.ICMPMessages(packet.ICMP, int(packet.ICMPEchoReply), -1)).IPv4()

// gatewayEndpoint takes packets to a service through its gateway endpoint: only those that originate in the
// endpoint's VPC.
func (w *walk) gatewayEndpoint(s state, end *model.VPCEndpoint, vpc *model.VPC) outcome {
	h := Hop{Object: &end.Object, Action: Forward}
	if s.answering {
		h.Code, h.Note = CodeEndpointIntoVPC, "An endpoint does not carry answers to connections that did not begin at it."
		return w.stop(s, h, nil)
	}
	if s.goal.outside != outsideService || endpointService(end) != s.goal.service {
		h.Code, h.Note = CodeGatewayEndpointSource, "The endpoint leads to its service only."
		return w.stop(s, h, nil)
	}
	if s.guest != "" {
		h.Code, h.Note = CodeSpoofedTraffic, "A gateway endpoint carries packets of its own VPC only."
		return w.stop(s, h, nil)
	}
	h.Code, h.Note = CodeGatewayEndpointProtocol, "A gateway endpoint carries TCP and ICMP echo only."
	return w.pass(s, h, Filter{Must: endpointProtocols, May: endpointProtocols}, nil, func(s state) outcome {
		s.exit = exit{gateway: end, vpc: vpc}
		return w.turn(w.note(s, Hop{Object: &end.Object, Action: Deliver, Note: "The packets reach the service."}))
	})
}

// consolePorts are what an EC2 Instance Connect Endpoint connects to: SSH and RDP (EC2 User Guide, "Connect to your
// instances using EC2 Instance Connect Endpoint").
var consolePorts = packet.OfProtocol(packet.TCP).Intersect(packet.DstPorts(packet.Port(22).Union(packet.Port(3389))))

// connectEndpoint lets an EC2 Instance Connect Endpoint begin sessions of consoles only.
func (w *walk) connectEndpoint(s state, end *model.ConnectEndpoint, next func(state) outcome) outcome {
	h := Hop{Object: &end.Object, Action: Forward, Code: CodeProtocol, Note: "An EC2 Instance Connect Endpoint connects to TCP 22 and 3389 only."}
	return w.pass(s, h, Filter{Must: consolePorts, May: consolePorts}, nil, next)
}

// deliveryNote says what is left open where packets arrive at an interface: what is behind an endpoint of somebody's
// service that is not in view.
func deliveryNote(i *model.NetworkInterface) string {
	end, ok := i.Owner.(*model.VPCEndpoint)
	if !ok || end.Offer != nil || end.Kind.Or("") != model.InterfaceEndpointType {
		return ""
	}
	if _, _, aws := end.Service(); aws {
		return ""
	}
	return "What is behind the endpoint is not in view."
}
