package rules

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
)

// network has a VPC for each address, in the input of the given path.
func network(scenario, path string, addresses ...string) *model.Network {
	n := &model.Network{}
	for _, a := range addresses {
		n.Add(&model.VPC{Object: model.Object{Address: a, ID: path + a, Input: &model.Input{Path: path}}})
	}
	n.Scenario = scenario
	n.Link()
	return n
}

// each reports at every VPC, with the confidence that how gives.
func each(id string, how func(p *Pass, v *model.VPC) Confidence) *Rule {
	return &Rule{ID: id, Severity: Error, Run: func(p *Pass) error {
		for _, v := range p.Net.VPCs {
			if c := how(p, v); c != "" {
				p.Report(Finding{Object: &v.Object, Message: id, Confidence: c})
			}
		}
		return nil
	}}
}

func always(*Pass, *model.VPC) Confidence { return Definite }

func TestAFindingIsDefiniteWhereItHoldsInEveryScenario(t *testing.T) {
	rule := each("r-a", func(p *Pass, v *model.VPC) Confidence {
		if v.Address == "sometimes" && p.Net.Scenario == "two" {
			return ""
		}
		return Definite
	})
	found, failures := Run([]*model.Network{
		network("one", "a.yaml", "always", "sometimes", "only here"),
		network("two", "a.yaml", "always", "sometimes"),
	}, []*Rule{rule}, Options{}, 1)
	require.Empty(t, failures)
	confidence := map[string]Confidence{}
	for _, f := range found {
		confidence[f.Object.Address] = f.Confidence
	}
	assert.Equal(t, map[string]Confidence{"always": Definite, "sometimes": Possible, "only here": Definite}, confidence)
	for _, f := range found {
		if f.Confidence == Possible {
			assert.Equal(t, "one", f.Scenario)
			assert.NotEmpty(t, f.Unknown)
		} else {
			assert.Empty(t, f.Scenario)
		}
	}
}

func TestEqualAddressesInTwoInputsAreTwoFindings(t *testing.T) {
	both := func(scenario string) *model.Network {
		n := &model.Network{}
		for _, path := range []string{"a.yaml", "b.yaml"} {
			n.Add(&model.VPC{Object: model.Object{Address: "Vpc", ID: path, Input: &model.Input{Path: path}}})
		}
		n.Scenario = scenario
		n.Link()
		return n
	}
	found, _ := Run([]*model.Network{both("one"), both("two")}, []*Rule{each("r-a", always)}, Options{}, 0)
	require.Len(t, found, 2)
	assert.NotEqual(t, found[0].Object.Input.Path, found[1].Object.Input.Path)
	assert.Equal(t, Definite, found[0].Confidence)
}

func TestARuleYieldsToAMoreSpecificOneWithTheSameCause(t *testing.T) {
	report := func(id string, c Confidence, causes ...string) *Rule {
		return &Rule{ID: id, Severity: Error, Run: func(p *Pass) error {
			p.Report(Finding{Object: &p.Net.VPCs[0].Object, Confidence: c, Causes: causes})
			return nil
		}}
	}
	run := func(specific, general *Rule) []string {
		general.YieldsTo = []string{specific.ID}
		found, _ := Run([]*model.Network{network("", "a.yaml", "v")}, []*Rule{specific, general}, Options{}, 0)
		var ids []string
		for _, f := range found {
			ids = append(ids, f.Rule)
		}
		return ids
	}
	assert.Equal(t, []string{"r-a"}, run(report("r-a", Definite, "x"), report("r-b", Definite, "x")))
	assert.Equal(t, []string{"r-a", "r-b"}, run(report("r-a", Definite, "x"), report("r-b", Definite, "y")), "another cause")
	assert.Equal(t, []string{"r-a", "r-b"}, run(report("r-a", Possible, "x"), report("r-b", Definite, "x")), "a definite finding does not yield to a possible one")
	assert.Equal(t, []string{"r-a"}, run(report("r-a", Possible, "x"), report("r-b", Possible, "x")))
}

func TestARuleThatFailsHidesNothing(t *testing.T) {
	broken := &Rule{ID: "r-b", Run: func(*Pass) error { return errors.New("no") }}
	worse := &Rule{ID: "r-c", Run: func(p *Pass) error { panic("worse") }}
	found, failures := Run([]*model.Network{network("", "a.yaml", "v")}, []*Rule{each("r-a", always), broken, worse}, Options{}, 0)
	assert.Len(t, found, 1)
	require.Len(t, failures, 2)
	assert.Equal(t, "r-b", failures[0].Rule)
	assert.ErrorContains(t, failures[1].Err, "worse")
}
