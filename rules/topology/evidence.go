package topology

import (
	"fmt"

	"github.com/netlint/netlint/model"
)

// EvidenceKind says what shows that a subnet is meant to be public.
type EvidenceKind string

// The kinds of evidence, strongest first.
const (
	PublicLoadBalancer EvidenceKind = "internet-facing load balancer"
	PublicAddress      EvidenceKind = "public address"
	PublicOnLaunch     EvidenceKind = "public addresses at launch"
)

// Evidence is one sign that a subnet is meant to be public.
type Evidence struct {
	Kind EvidenceKind
	// Object is what shows it: the load balancer, the instance or interface, the subnet itself.
	Object *model.Object
	// LoadBalancer is set for PublicLoadBalancer.
	LoadBalancer *model.LoadBalancer
	// Text is a clause that says it, without a final stop: "aws_lb.web is internet-facing".
	Text string
}

// PublicEvidence gives what certainly shows that the subnet is public: an internet-facing load balancer, an
// instance, container or bare interface with an Elastic IP or an associated public address, or public
// addresses at launch; load balancers first, and one for each object. A public NAT gateway is no evidence.
func PublicEvidence(s *model.Subnet) []Evidence {
	var balancers, addresses, out []Evidence
	seen := map[*model.Object]bool{}
	for _, i := range s.Interfaces {
		if public, ok := i.Public.Get(); !ok || !public || i.Forwards() {
			continue
		}
		holder := &i.Object
		if i.Owner != nil {
			holder = i.Owner.Base()
		}
		if seen[holder] {
			continue
		}
		seen[holder] = true
		switch owner := i.Owner.(type) {
		case *model.LoadBalancer:
			balancers = append(balancers, Evidence{PublicLoadBalancer, holder, owner,
				fmt.Sprintf("%s is internet-facing", holder.Label())})
		case *model.Workload:
			if takesPublicAddress(owner.Kind) {
				addresses = append(addresses, Evidence{PublicAddress, holder, nil, addressText(holder, i)})
			}
		default:
			addresses = append(addresses, Evidence{PublicAddress, holder, nil, addressText(holder, i)})
		}
	}
	out = append(balancers, addresses...)
	// Nothing is launched in a subnet for gateways and firewall endpoints, so that the switch says nothing there.
	if on, ok := s.MapPublicIP.Get(); ok && on && !IsTransit(s) {
		out = append(out, Evidence{PublicOnLaunch, &s.Object, nil,
			fmt.Sprintf("%s gives public addresses to what is launched in it", SubnetWords(s))})
	}
	return out
}

// takesPublicAddress tells workloads whose public address is a statement about the subnet from managed
// services (databases, caches), whose "publicly accessible" switch is often left at its default.
func takesPublicAddress(k model.WorkloadKind) bool {
	switch k {
	case model.WorkloadInstance, model.WorkloadAutoScalingGroup, model.WorkloadEKSNodes, model.WorkloadECSService:
		return true
	}
	return false
}

func addressText(holder *model.Object, i *model.NetworkInterface) string {
	if i.PublicBy != nil {
		return fmt.Sprintf("%s has the public address %s", holder.Label(), i.PublicBy.Base().Address)
	}
	return fmt.Sprintf("%s has a public address", holder.Label())
}
