package reach

import (
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// endpointService gives the service of an endpoint by its short name: "s3", "ecr.api"; empty where it is not
// known.
func endpointService(e *model.VPCEndpoint) string {
	name, ok := e.ServiceName.Get()
	if !ok {
		return ""
	}
	// com.amazonaws.REGION.SERVICE, also with a prefix of the partition (cn.com.amazonaws…).
	_, rest, found := strings.Cut(name, "com.amazonaws.")
	if !found {
		_, rest, found = strings.Cut(name, "aws.api.")
	}
	if !found {
		return name
	}
	if _, service, ok := strings.Cut(rest, "."); ok {
		return service
	}
	return rest
}

// The addresses of AWS services are public, change, and are not known offline. Placeholders stand for them
// (RFC 2544's range for benchmarks), so that a service's own prefix list covers them certainly, "everything"
// does, and a public range perhaps.
var (
	allServices   = prefixes("198.18.0.0/16")
	otherServices = prefixes("198.18.3.0/24")
	listedService = map[string]packet.AddrSet{"s3": prefixes("198.18.1.0/24"), "dynamodb": prefixes("198.18.2.0/24")}
)

// serviceAddresses gives the placeholders of a service.
func serviceAddresses(service string) packet.AddrSet {
	if a, ok := listedService[service]; ok {
		return a
	}
	return otherServices
}
