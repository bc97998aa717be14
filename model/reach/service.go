package reach

import (
	"strings"

	"github.com/netlint/netlint/model"
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
