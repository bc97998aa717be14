package topology

import (
	"strings"

	"github.com/netlint/netlint/model"
)

// SameZone reports whether two subnets stand in one Availability Zone; known is false where that cannot be
// told: where a zone is not known, or one is given by name ("eu-west-1a") and the other by id ("euw1-az1"),
// which every account maps in its own way.
func SameZone(a, b *model.Subnet) (same, known bool) {
	x, okX := a.Zone.Get()
	y, okY := b.Zone.Get()
	if !okX || !okY || isZoneID(x) != isZoneID(y) {
		return false, false
	}
	return x == y, true
}

func isZoneID(zone string) bool { return strings.Contains(zone, "-az") }
