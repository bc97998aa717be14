package topology

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/netlint/netlint/model"
)

func TestSameZone(t *testing.T) {
	in := func(zone model.Value[string]) *model.Subnet { return &model.Subnet{Zone: zone} }
	a, b, id := in(model.Known("eu-west-1a")), in(model.Known("eu-west-1b")), in(model.Known("euw1-az1"))
	for _, c := range []struct {
		a, b        *model.Subnet
		same, known bool
	}{
		{a, a, true, true}, {a, b, false, true}, {id, id, true, true},
		{a, id, false, false}, {a, in(model.Unknown[string]("why")), false, false}, {a, in(model.Value[string]{}), false, false},
	} {
		same, known := SameZone(c.a, c.b)
		assert.Equal(t, c.same, same)
		assert.Equal(t, c.known, known)
	}
}
