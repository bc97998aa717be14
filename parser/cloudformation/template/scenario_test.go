package template

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// outcomes gives the scenarios' names and the logical ids of their resources.
func outcomes(set *Set) []string {
	var all []string
	for _, s := range set.Scenarios {
		var ids []string
		for _, r := range s.Resources {
			ids = append(ids, r.LogicalID)
		}
		all = append(all, s.Name+": "+strings.Join(ids, " "))
	}
	slices.Sort(all)
	return all
}

func TestScenarios(t *testing.T) {
	for name, c := range map[string]struct {
		source string
		want   []string
	}{
		"one open condition": {`
Parameters: {P: {Type: String}}
Conditions: {C: !Equals [!Ref P, 'yes']}
Resources: {A: {Type: A::B, Condition: C}, B: {Type: A::B}}`,
			[]string{"C is false: B", "C is true: A B"}},
		"a default decides": {`
Parameters: {P: {Type: String, Default: 'yes'}}
Conditions: {C: !Equals [!Ref P, 'yes']}
Resources: {A: {Type: A::B, Condition: C}, B: {Type: A::B}}`,
			[]string{": A B"}},
		"one value at a time": {`
Parameters: {P: {Type: String}}
Conditions: {Prod: !Equals [!Ref P, prod], Dev: !Equals [!Ref P, dev]}
Resources: {A: {Type: A::B, Condition: Prod}, B: {Type: A::B, Condition: Dev}}`,
			[]string{"Dev is false, Prod is false: ", "Dev is false, Prod is true: A", "Dev is true, Prod is false: B"}},
		"allowed values are all there are": {`
Parameters: {P: {Type: String, AllowedValues: [prod, dev]}}
Conditions: {Prod: !Equals [!Ref P, prod], Dev: !Equals [!Ref P, dev], Test: !Equals [!Ref P, test]}
Resources: {A: {Type: A::B, Condition: Prod}, B: {Type: A::B, Condition: Dev}, T: {Type: A::B, Condition: Test}}`,
			[]string{"Dev is false, Prod is true: A", "Dev is true, Prod is false: B"}},
		"ids are never empty": {`
Parameters: {P: {Type: 'AWS::EC2::VPC::Id'}, Q: {Type: String, MinLength: 1}, R: {Type: String, AllowedPattern: 'vpc-.*'}}
Conditions: {C: !Or [!Equals [!Ref P, ''], !Equals [!Ref Q, ''], !Equals [!Ref R, '']]}
Resources: {A: {Type: A::B, Condition: C}, B: {Type: A::B}}`,
			[]string{": B"}},
		"conditions of conditions": {`
Parameters: {P: {Type: String}}
Conditions: {C: !Equals [!Ref P, 'yes'], D: !Not [!Condition C], E: !And [!Condition C, !Condition D]}
Resources: {A: {Type: A::B, Condition: C}, B: {Type: A::B, Condition: D}, E: {Type: A::B, Condition: E}}`,
			[]string{"C is false, D is true: B", "C is true, D is false: A"}},
		"only a nested condition is open": {`
Parameters: {P: {Type: String}, Q: {Type: String, Default: a}}
Conditions: {C: !And [!Equals [!Ref Q, b], !Equals [!Ref P, 'yes']]}
Resources: {A: {Type: A::B, Condition: C}}`,
			[]string{": "}},
		"region": {`
Conditions: {C: !Equals [!Ref 'AWS::Region', us-east-1]}
Resources: {A: {Type: A::B, Condition: C}}`,
			[]string{"C is false: ", "C is true: A"}},
		"equal to itself": {`
Parameters: {P: {Type: String}}
Conditions: {C: !Equals [!Ref P, !Ref P], D: !Equals [!Sub 'a${P}', !Sub 'a${P}']}
Resources: {A: {Type: A::B, Condition: C}, D: {Type: A::B, Condition: D}}`,
			[]string{": A D"}},
		"equal questions get equal answers": {`
Parameters: {L: {Type: CommaDelimitedList}}
Conditions: {C: !Equals [!Join ['', !Ref L], ''], D: !Not [!Equals [!Join ['', !Ref L], '']]}
Resources: {A: {Type: A::B, Condition: C}, B: {Type: A::B, Condition: D}}`,
			[]string{"C is false, D is true: B", "C is true, D is false: A"}},
		"if alone": {`
Parameters: {P: {Type: String}}
Conditions: {C: !Equals [!Ref P, 'yes']}
Resources: {A: {Type: A::B, Properties: {V: !If [C, a, b]}}}`,
			[]string{"C is false: A", "C is true: A"}},
	} {
		t.Run(name, func(t *testing.T) {
			set, diags := load(t, c.source)
			require.Empty(t, diags)
			assert.Equal(t, c.want, outcomes(set))
		})
	}
}

func TestScenarioBindsParameters(t *testing.T) {
	set, diags := load(t, `
Parameters: {Env: {Type: String, AllowedValues: [prod, dev]}}
Mappings: {Cidrs: {prod: {V: 10.1.0.0/16}, dev: {V: 10.2.0.0/16}}}
Conditions: {Prod: !Equals [!Ref Env, prod]}
Resources:
  Vpc: {Type: A::B, Properties: {CidrBlock: !FindInMap [Cidrs, !Ref Env, V]}}
  Nat: {Type: A::B, Condition: Prod}
`)
	require.Empty(t, diags)
	require.Len(t, set.Scenarios, 2)
	got := map[string]any{}
	for _, s := range set.Scenarios {
		got[s.Name] = property(byID(s)["Vpc"], "CidrBlock")
	}
	assert.Equal(t, map[string]any{"Prod is true": "10.1.0.0/16", "Prod is false": "10.2.0.0/16"}, got)
}

func TestReferenceToWhatIsNotCreated(t *testing.T) {
	set, diags := load(t, `
Parameters: {P: {Type: String}}
Conditions: {C: !Equals [!Ref P, 'yes']}
Resources:
  Nat: {Type: A::B, Condition: C}
  Route: {Type: A::B, Properties: {NatGatewayId: !Ref Nat}}
`)
	require.Empty(t, diags)
	got := map[string]any{}
	for _, s := range set.Scenarios {
		got[s.Name] = property(byID(s)["Route"], "NatGatewayId")
	}
	assert.Equal(t, map[string]any{"C is true": "⟨Nat⟩", "C is false": "(unknown: Nat is not created when its condition is false)"}, got)
}

func TestScenariosAreBounded(t *testing.T) {
	var s strings.Builder
	s.WriteString("Parameters:\n")
	for i := range 10 {
		fmt.Fprintf(&s, "  P%d: {Type: String}\n", i)
	}
	s.WriteString("Conditions:\n")
	for i := range 10 {
		fmt.Fprintf(&s, "  C%d: !Equals [!Ref P%d, x]\n", i, i)
	}
	s.WriteString("Resources:\n")
	for i := range 10 {
		fmt.Fprintf(&s, "  R%d: {Type: A::B, Condition: C%d}\n", i, i)
	}
	set, _ := load(t, s.String())
	assert.True(t, set.Truncated)
	assert.Len(t, set.Scenarios, 64)
	set, _ = Load([]File{{Path: "t.yaml", Data: []byte(s.String())}}, Options{MaxScenarios: 2000})
	assert.False(t, set.Truncated)
	assert.Len(t, set.Scenarios, 1024)
}

func TestMistakesOfAnAssumedRegionAreNone(t *testing.T) {
	source := `
Mappings: {Images: {us-east-1: {Ami: ami-1}}}
Conditions: {Gov: !Equals [!Ref 'AWS::Region', us-gov-west-1]}
Resources:
  I: {Type: A::B, Properties: {Image: !FindInMap [Images, !Ref 'AWS::Region', Ami], Gov: !If [Gov, 1, 2]}}
`
	set, diags := load(t, source)
	assert.Len(t, set.Scenarios, 2)
	assert.Empty(t, diags)
	_, diags = Load([]File{{Path: "t.yaml", Data: []byte(source)}}, Options{Region: "eu-west-1"})
	assert.Len(t, diags, 1, "of a region that is given it is one")
}

func TestScenariosOfUnrelatedStacksDoNotMultiply(t *testing.T) {
	template := func(id string) []byte {
		return []byte("Parameters: {P: {Type: String}}\nConditions: {C" + id + ": !Equals [!Ref P, x]}\nResources: {R" + id + ": {Type: A::B, Condition: C" + id + "}}")
	}
	set, _ := Load([]File{{Path: "a.yaml", Data: template("a")}, {Path: "b.yaml", Data: template("b")}}, Options{})
	assert.Equal(t, []string{"Ca is false; Cb is false: ", "Ca is true; Cb is true: Ra Rb"}, outcomes(set))

	exporter := string(template("a")) + "\nOutputs: {O: {Value: 1, Export: {Name: o}}}"
	importer := strings.Replace(string(template("b")), "Condition: Cb", "Condition: Cb, Properties: {V: !ImportValue o}", 1)
	set, _ = Load([]File{{Path: "a.yaml", Data: []byte(exporter)}, {Path: "b.yaml", Data: []byte(importer)}}, Options{})
	assert.Len(t, set.Scenarios, 4, "stacks that share values are one")
}
