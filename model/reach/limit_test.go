package reach

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/netlint/netlint/model/packet"
)

// A question of too many pairs is not answered with no for those that were looked at: the pair that gets through may
// be among the others.
func TestTooManyPairsAreNotBlocked(t *testing.T) {
	for _, test := range []struct {
		sources int
		want    Verdict
	}{{64, Blocked}, {65, Undecided}} {
		b := build(t)
		v := b.vpc("v", "10.0.0.0/16")
		s1, s2 := b.subnet(v, "s1", "a", "10.0.1.0/24"), b.subnet(v, "s2", "b", "10.0.2.0/24")
		shut := b.group(v, "shut")
		for i := range test.sources {
			b.instance(s1, fmt.Sprint("x", i), fmt.Sprintf("10.0.1.%d", 10+i), shut)
		}
		for i := range 64 {
			b.instance(s2, fmt.Sprint("y", i), fmt.Sprintf("10.0.2.%d", 10+i), shut)
		}
		e := b.engine()
		r := e.Path(Query{From: SubnetEnd(s1), To: SubnetEnd(s2), Packets: packet.OfProtocol(packet.TCP)})
		assert.Equal(t, test.want, r.Verdict)
		assert.Equal(t, test.want == Undecided, len(r.Missing) > 0)
	}
}
