package rules

import (
	"path"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
)

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

func policy() Policy {
	return Policy{
		Match: func(selector, rule string) bool {
			ok, _ := path.Match(selector, rule)
			return ok || selector == "all"
		},
		Known:     func(selector string) bool { return selector != "nacl-blocks-everthing" },
		Ran:       func(selector string) bool { return selector != "flow-logs-missing" },
		Mandatory: func(rule string) bool { return rule == "internet-exposed-admin-port" },
		Today:     day("2026-11-23"),
		Outside:   func(s *Suppression) bool { return s.Address == "module.elsewhere.*" },
	}
}

func at(file string, line, end int) model.Range {
	return model.Range{File: file, Line: line, Column: 1, EndLine: end, EndColumn: 2}
}

func finding(rule, address string, r model.Range, calls ...model.Call) Finding {
	return Finding{Rule: rule, Severity: Error, Range: r, Object: &model.Object{Address: address, Range: r, Calls: calls}}
}

func TestParseSuppression(t *testing.T) {
	s := ParseSuppression(" nacl-rule-shadowed,peering-*  until=2027-01-31 the partner moves in January ")
	assert.Equal(t, []string{"nacl-rule-shadowed", "peering-*"}, s.Rules)
	assert.Equal(t, day("2027-01-31"), s.Until)
	assert.Equal(t, "the partner moves in January", s.Reason)
	assert.Empty(t, s.Problem)

	assert.NotEmpty(t, ParseSuppression("").Problem)
	assert.Contains(t, ParseSuppression("nacl-rule-shadowed until=31.1.2027 because").Problem, "31.1.2027")
}

func TestSuppressionsByPlace(t *testing.T) {
	block := at("main.tf", 10, 20)
	call := model.Call{Address: "module.vpc", Range: at("main.tf", 30, 34)}
	cases := []struct {
		name   string
		covers model.Range
		f      Finding
		want   bool
	}{
		{"at the block", block, finding("r-a", "aws_x.a", block), true},
		{"inside the block", block, finding("r-a", "aws_x.a", at("main.tf", 12, 14)), true},
		{"the block after it", block, finding("r-a", "aws_x.b", at("main.tf", 21, 25)), false},
		{"another file", block, finding("r-a", "aws_x.a", at("other.tf", 10, 20)), false},
		{"at the module call", call.Range, finding("r-a", "module.vpc.aws_x.a", at("vpc/main.tf", 3, 9), call), true},
		{"at another call", at("main.tf", 40, 44), finding("r-a", "module.vpc.aws_x.a", at("vpc/main.tf", 3, 9), call), false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := ParseSuppression("r-a because")
			s.Covers, s.Range = c.covers, c.covers
			standing, suppressed := Suppress([]Finding{c.f}, []*Suppression{&s}, policy())
			if c.want {
				assert.Empty(t, standing)
				require.Len(t, suppressed, 1)
				assert.Equal(t, "because", suppressed[0].Suppressed.Reason)
				return
			}
			assert.Empty(t, suppressed)
			require.Len(t, standing, 2, "the finding, and that the suppression is of no use")
		})
	}
}

func TestSuppressionsThatHaveNoEffect(t *testing.T) {
	where := at("main.tf", 1, 3)
	cases := []struct {
		text string
		rule string
		says string // what is reported of the suppression
	}{
		{"r-a", "r-a", "gives no reason"},
		{"r-a until=2026-11-22 it was to be gone", "r-a", "ended on 2026-11-22"},
		{"r-b because", "r-a", "covers nothing"},
		{"nacl-blocks-everthing because", "r-a", "is no rule"},
		{"internet-exposed-admin-port because", "internet-exposed-admin-port", "mandatory"},
	}
	for _, c := range cases {
		t.Run(c.text, func(t *testing.T) {
			s := ParseSuppression(c.text)
			s.Covers, s.Range = where, where
			standing, suppressed := Suppress([]Finding{finding(c.rule, "aws_x.a", where)}, []*Suppression{&s}, policy())
			assert.Empty(t, suppressed, "it hides nothing")
			require.Len(t, standing, 2)
			var complaint Finding
			for _, f := range standing {
				if f.Rule == SuppressionUnused.ID {
					complaint = f
				}
			}
			assert.Contains(t, complaint.Message, c.says)
			assert.Equal(t, Warning, complaint.Severity)
			assert.Equal(t, where, complaint.Range)
		})
	}
}

func TestASuppressionHoldsOnItsLastDay(t *testing.T) {
	where := at("main.tf", 1, 3)
	s := ParseSuppression("r-a until=2026-11-23 the partner moves tonight")
	s.Covers = where
	p := policy()
	p.Today = p.Today.Add(23 * time.Hour)
	standing, suppressed := Suppress([]Finding{finding("r-a", "aws_x.a", where)}, []*Suppression{&s}, p)
	assert.Empty(t, standing)
	assert.Len(t, suppressed, 1)
}

func TestAPatternDoesNotSuppressAMandatoryRule(t *testing.T) {
	where := at("main.tf", 1, 3)
	s := ParseSuppression("all because")
	s.Covers = where
	fs := []Finding{finding("r-a", "aws_x.a", where), finding("internet-exposed-admin-port", "aws_x.a", where)}
	standing, suppressed := Suppress(fs, []*Suppression{&s}, policy())
	require.Len(t, standing, 1)
	assert.Equal(t, "internet-exposed-admin-port", standing[0].Rule)
	assert.Len(t, suppressed, 1)
}

func TestNothingIsSaidOfSuppressionsThatCannotBeJudged(t *testing.T) {
	notRun := ParseSuppression("flow-logs-missing because")
	notRun.Covers = at("main.tf", 1, 3)
	outside := ParseSuppression("r-a because")
	outside.Address = "module.elsewhere.*"
	standing, _ := Suppress(nil, []*Suppression{&notRun, &outside}, policy())
	assert.Empty(t, standing)
}

func TestMatchAddress(t *testing.T) {
	for _, c := range []struct {
		glob, address string
		want          bool
	}{
		{`module.vpc["a/b"].*`, `module.vpc["a/b"].aws_subnet.app[0]`, true},
		{`module.vpc["a/b"].*`, `module.vpc["c"].aws_subnet.app[0]`, false},
		{"aws_subnet.app[*]", "aws_subnet.app[1]", true},
		{"aws_subnet.app[*]", "aws_subnet.apps", false},
		{"*.aws_subnet.*", `module.a["x.y/z"].aws_subnet.b`, true},
		{"aws_subnet.app[0]", "aws_subnet.app[0]", true},
		{"aws_subnet.app[0]", "aws_subnet.app0", false},
		{"Network/App?", "Network/App1", false},
	} {
		assert.Equal(t, c.want, MatchAddress(c.glob, c.address), "%s and %s", c.glob, c.address)
	}
}
