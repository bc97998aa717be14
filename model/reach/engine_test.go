package reach_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/model/reach/oracle"
)

// Many may ask one engine at once and get what one alone gets.
func TestConcurrentUse(t *testing.T) {
	net := oracle.Random(5)
	alone := reach.New(net).AllPairs()
	shared := reach.New(net)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			m := shared.AllPairs()
			if assert.Len(t, m.Pairs, len(alone.Pairs)) {
				for i, p := range m.Pairs {
					assert.Equal(t, alone.Pairs[i].Verdict, p.Verdict)
					assert.True(t, alone.Pairs[i].Delivered.Must.Equal(p.Delivered.Must))
				}
			}
		})
	}
	wg.Wait()
}
