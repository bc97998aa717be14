package rules

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
)

func reporting(id string, before func()) *Rule {
	return &Rule{ID: id, Severity: Error, Run: func(p *Pass) error {
		before()
		p.Report(Finding{Message: id})
		return nil
	}}
}

func TestStoppedRunGivesWhatIsKnown(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	release := make(chan struct{})
	defer close(release)
	quick := reporting("quick-rule", func() {})
	slow := reporting("slow-rule", func() {
		time.AfterFunc(20*time.Millisecond, cancel) // when the quick one has long finished
		<-release
	})
	late := reporting("late-rule", func() { t.Error("it must not start") })
	found, failures := RunContext(ctx, []*model.Network{{}}, []*Rule{quick, slow, late}, Options{}, 1)

	require.Len(t, found, 1)
	assert.Equal(t, "quick-rule", found[0].Message)
	require.Len(t, failures, 2)
	for i, id := range []string{"slow-rule", "late-rule"} {
		assert.Equal(t, id, failures[i].Rule)
		assert.ErrorIs(t, failures[i].Err, ErrStopped)
	}
}

// ending is a context that has ended once it says so, and wakes nobody.
type ending struct {
	context.Context
	over atomic.Bool
}

func (*ending) Done() <-chan struct{} { return nil }

func (c *ending) Err() error {
	if c.over.Load() {
		return context.Canceled
	}
	return nil
}

// TestAFindingWithoutItsPathIsNotWhole ends a run when all rules have finished and no path is looked for yet.
func TestAFindingWithoutItsPathIsNotWhole(t *testing.T) {
	ctx := &ending{Context: t.Context()}
	asks := &Rule{ID: "asking-rule", Severity: Error, Run: func(p *Pass) error {
		p.Report(Finding{Message: "a", Witness: &Witness{}})
		p.Report(Finding{Message: "b", Witness: &Witness{}})
		return nil
	}}
	last := reporting("last-rule", func() { ctx.over.Store(true) })
	found, failures := RunContext(ctx, []*model.Network{{}}, []*Rule{asks, last}, Options{}, 1)
	assert.Len(t, found, 3)
	require.Len(t, failures, 1)
	assert.Equal(t, "asking-rule", failures[0].Rule)
	assert.ErrorIs(t, failures[0].Err, ErrStopped)
}

func TestRunThatIsNotStoppedFinishes(t *testing.T) {
	found, failures := RunContext(t.Context(), []*model.Network{{}}, []*Rule{
		reporting("one-rule", func() {}), reporting("other-rule", func() {}),
	}, Options{}, 2)
	assert.Len(t, found, 2)
	assert.Empty(t, failures)
}

func TestRulesShareWhatIsDerived(t *testing.T) {
	made := 0
	type index struct{ scenario string }
	asking := func(id string) *Rule {
		return &Rule{ID: id, Severity: Error, Run: func(p *Pass) error {
			assert.Equal(t, p.Net.Scenario, Shared(p, func(n *model.Network) *index {
				made++
				return &index{n.Scenario}
			}).scenario)
			return nil
		}}
	}
	Run([]*model.Network{{Scenario: "a"}, {Scenario: "b"}}, []*Rule{asking("one-rule"), asking("other-rule")}, Options{}, 2)
	assert.Equal(t, 2, made, "once for each network")
}
