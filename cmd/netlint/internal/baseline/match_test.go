package baseline

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

func asNamed(path string) string { return path }

// at makes findings of one rule from "INPUT ADDRESS" or "INPUT ADDRESS|KEY".
func at(places ...string) []rules.Finding {
	inputs := map[string]*model.Input{}
	var out []rules.Finding
	for _, place := range places {
		path, address, _ := strings.Cut(place, " ")
		if inputs[path] == nil {
			inputs[path] = &model.Input{Path: path}
		}
		address, key, _ := strings.Cut(address, "|")
		out = append(out, rules.Finding{Rule: "r", Key: key, Object: &model.Object{Address: address, Input: inputs[path]}})
	}
	return out
}

func inputs(kind string, paths ...string) []*model.Input {
	var out []*model.Input
	for _, p := range paths {
		out = append(out, &model.Input{Path: p, Kind: kind})
	}
	return out
}

// TestMatch holds which findings are known: of each pair, one change that brings nothing new, and its nearest
// neighbour that does.
func TestMatch(t *testing.T) {
	const roots = "terraform-config"
	for _, test := range []struct {
		name  string
		was   []rules.Finding
		of    []*model.Input // of the baseline
		now   []rules.Finding
		in    []*model.Input // of the run
		moves []model.Move   // of its first input
		gone  []string
		known []bool
	}{
		{name: "the same", was: at("a aws_x.a"), now: at("a aws_x.a"), known: []bool{true}},
		{name: "a second fault at the same resource", was: at("a aws_x.a|10.0.0.0/8"), now: at("a aws_x.a|10.0.0.0/8", "a aws_x.a|10.0.0.0/8"), known: []bool{true, false}},
		{name: "another fault at the same resource", was: at("a aws_x.a|10.0.0.0/8"), now: at("a aws_x.a|172.16.0.0/12"), known: []bool{false}},
		{name: "an index that shifts", was: at("a aws_x.a[0]", "a aws_x.a[2]"), now: at("a aws_x.a[0]", "a aws_x.a[1]"), known: []bool{true, true}},
		{name: "an index more", was: at("a aws_x.a[0]", "a aws_x.a[1]"), now: at("a aws_x.a[0]", "a aws_x.a[1]", "a aws_x.a[2]"), known: []bool{true, true, false}},
		{name: "an index in the key", was: at("a aws_x.a|nat aws_n.b[1]"), now: at("a aws_x.a|nat aws_n.b[0]"), known: []bool{true}},
		{name: "a resource that is renamed without a moved block", was: at("a aws_x.a"), now: at("a aws_x.b"), known: []bool{false}},
		{name: "a resource that is moved", was: at("a aws_x.a[0]"), now: at("a aws_x.b[0]"), moves: []model.Move{{From: "aws_x.a", To: "aws_x.b"}}, known: []bool{true}},
		{name: "moved twice, declared in the other order", was: at("a aws_x.a"), now: at("a aws_x.c"),
			moves: []model.Move{{From: "aws_x.b", To: "aws_x.c"}, {From: "aws_x.a", To: "aws_x.b"}}, known: []bool{true}},
		{name: "moved in a circle", was: at("a aws_x.a"), now: at("a aws_x.c"),
			moves: []model.Move{{From: "aws_x.a", To: "aws_x.b"}, {From: "aws_x.b", To: "aws_x.a"}}, known: []bool{false}},
		{name: "a module that is moved", was: at(`a module.m.aws_x.a|module.m.aws_n.b`), now: at(`a module.n["k"].aws_x.a|module.n["k"].aws_n.b`),
			moves: []model.Move{{From: "module.m", To: `module.n["k"]`}}, known: []bool{true}},
		{name: "a longer name that begins the same", was: at("a aws_x.ab"), now: at("a aws_x.cb"), moves: []model.Move{{From: "aws_x.a", To: "aws_x.c"}}, known: []bool{false}},
		{name: "the same name in a module", was: at("a module.m.aws_x.a"), now: at("a module.m.aws_x.c"), moves: []model.Move{{From: "aws_x.a", To: "aws_x.c"}}, known: []bool{false}},
		{name: "the same address in another root", was: at("a aws_x.a"), of: inputs(roots, "a", "b"), now: at("b aws_x.a"), in: inputs(roots, "a", "b"), known: []bool{false}},
		{name: "the same address in another root, this one alone", was: at("a aws_x.a"), of: inputs(roots, "a", "b"), now: at("b aws_x.a"), in: inputs(roots, "b"), known: []bool{false}},
		{name: "a root that is renamed", was: at("a aws_x.a[1]"), of: inputs(roots, "a"), now: at("b aws_x.a[0]"), in: inputs(roots, "b"), gone: []string{"a"}, known: []bool{true}},
		{name: "a plan by another name", was: at("plan.json aws_x.a"), of: inputs("terraform-plan", "plan.json"), now: at("<stdin> aws_x.a"), in: inputs("terraform-plan", "<stdin>"), known: []bool{true}},
		{name: "one plan of several by another name", was: at("a.json aws_x.a"), of: inputs("terraform-plan", "a.json", "b.json"), now: at("c.json aws_x.a"), in: inputs("terraform-plan", "c.json"), known: []bool{false}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.in == nil {
				test.in = inputs(roots, "a")
			}
			test.in[0].Moves = test.moves
			run := Run{Inputs: test.in, Name: asNamed, Gone: func(input string) bool {
				return assert.ObjectsAreEqual([]string{input}, test.gone)
			}}
			m := Make(test.was, test.of, asNamed).Match(test.now, run)
			for i, want := range test.known {
				assert.Equal(t, want, m.Known(i), "%v", test.now[i].Object.Address)
			}
		})
	}
}

func TestOutdatedAndPruned(t *testing.T) {
	was := at("a aws_x.moved", "a aws_x.fixed", "b aws_x.elsewhere", "gone aws_x.deleted")
	was = append(was, rules.Finding{Rule: "off", Object: was[0].Object})
	b := Make(was, inputs("terraform-config", "a", "b", "gone"), asNamed)
	run := Run{Inputs: inputs("terraform-config", "a"), Name: asNamed, Gone: func(input string) bool { return input == "gone" }}
	run.Inputs[0].Moves = []model.Move{{From: "aws_x.moved", To: "aws_x.here"}}
	m := b.Match(at("a aws_x.here", "a aws_x.new"), run)
	require.True(t, m.Known(0))
	require.False(t, m.Known(1))
	ran := func(rule string) bool { return rule == "r" }

	var over []string
	for _, k := range m.Outdated(ran) {
		over = append(over, k.Resource)
	}
	assert.Equal(t, []string{"aws_x.fixed", "aws_x.deleted"}, over)

	var kept []string
	pruned := m.Pruned(ran)
	for _, k := range pruned.Findings {
		kept = append(kept, k.Input+" "+k.Rule+" "+k.Resource)
	}
	assert.Equal(t, []string{"a r aws_x.here", "a off aws_x.moved", "b r aws_x.elsewhere"}, kept, "what is new is not added")
	assert.Equal(t, []Input{{"a", "terraform-config"}, {"b", "terraform-config"}}, pruned.Inputs)

	// Once pruned, the moved block can go.
	run.Inputs[0].Moves = nil
	assert.True(t, pruned.Match(at("a aws_x.here"), run).Known(0))
	assert.Empty(t, pruned.Match(at("a aws_x.here"), run).Outdated(ran))
}

func TestOneOrder(t *testing.T) {
	a := Make(at("b aws_x.a", "a aws_x.b", "a aws_x.a"), inputs("terraform-config", "b", "a"), asNamed)
	b := Make(at("a aws_x.a", "a aws_x.b", "b aws_x.a"), inputs("terraform-config", "a", "b"), asNamed)
	first, err := a.Bytes()
	require.NoError(t, err)
	second, err := b.Bytes()
	require.NoError(t, err)
	assert.Equal(t, string(first), string(second))
}
