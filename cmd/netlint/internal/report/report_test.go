package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
)

var update = flag.Bool("update", false, "write the golden files anew")

const sources = `resource "aws_vpc_peering_connection" "main" {
  vpc_id      = aws_vpc.office.id
  peer_vpc_id = aws_vpc.store.id
}

resource "aws_route" "out" {
	route_table_id            = aws_route_table.office.id
	destination_cidr_block    = "172.16.0.0/16"
	vpc_peering_connection_id = aws_vpc_peering_connection.main.id
}

resource "aws_route_table" "store" { vpc_id = aws_vpc.store.id }
`

// sample is a report with everything that a report can have.
func sample() *Report {
	in := &model.Input{Path: "plan.json", Kind: "terraform-plan", Dialect: model.Terraform}
	at := func(line, column, end, endColumn int) model.Range {
		return model.Range{File: "net/main.tf", Line: line, Column: column, EndLine: end, EndColumn: endColumn}
	}
	table := &model.Object{Address: "aws_route_table.store", Type: "aws_route_table", Input: in, Range: at(12, 1, 12, 65)}
	route := &model.Object{Address: "aws_route.out", Type: "aws_route", Input: in, Range: at(6, 1, 10, 2)}
	acl := &model.Object{Address: `module.store["a"].aws_network_acl.private`, Input: in, Range: model.Range{File: "plan.json"}}
	witness := packet.Packet{
		Protocol: packet.TCP, Src: netip.MustParseAddr("10.0.10.186"), Dst: netip.MustParseAddr("172.16.0.85"), SrcPort: 49152, DstPort: 443,
	}
	answer, _ := witness.Reverse()
	question := packet.Of(witness)
	missing := rules.Finding{
		Rule: "peering-asymmetric-route", Severity: rules.Error, Confidence: rules.Definite, Status: rules.New,
		Object: table, Range: table.Range,
		Message: "aws_route_table.store has no route for 10.0.0.0/16 back to the peering connection, so 172.16.0.0/24 cannot answer.",
		Related: []rules.Related{
			{Object: route, Range: at(8, 29, 8, 44), Message: "sends 172.16.0.0/16 to the peering connection"},
			{Message: "The peer VPC is 172.16.0.0/16."},
		},
		Path: &reach.Path{
			Verdict: reach.Blocked, Witness: witness, Answer: answer, HasWitness: true,
			Forward: []reach.Hop{
				{Object: route, Action: reach.Forward, Rule: "route 172.16.0.0/16", Before: question, After: question},
			},
			Return: []reach.Hop{
				{Object: table, Action: reach.Deny, Before: question.Reverse(), Code: "NO_ROUTE_TO_DESTINATION", Note: "No route covers 10.0.10.186."},
			},
			Changes: []reach.Change{{Object: table, Code: "NO_ROUTE_TO_DESTINATION", Text: "Add a route for 10.0.0.0/16."}},
		},
		Fix: rules.Fix{
			Text:      "Add a route for 10.0.0.0/16 to aws_vpc_peering_connection.main.",
			Terraform: "resource \"aws_route\" \"back\" {\n  destination_cidr_block = \"10.0.0.0/16\"\n}\n",
		},
		Key: "10.0.0.0/16",
	}
	perhaps := rules.Finding{
		Rule: "nacl-missing-ephemeral-return", Severity: rules.Warning, Confidence: rules.Possible, Status: rules.Existing,
		Object: acl, Range: acl.Range, Message: "Answers to \x1b[31mclients may be dropped.", Unknown: "var.clients has no value",
	}
	hidden := rules.Finding{
		Rule: "nacl-rule-shadowed", Severity: rules.Warning, Confidence: rules.Definite, Object: route, Range: route.Range,
		Message:    "Rule 200 never matches.",
		Suppressed: &rules.Suppression{Reason: "goes with the next release", Until: time.Date(2027, 3, 31, 0, 0, 0, 0, time.UTC), Range: at(5, 1, 5, 40)},
	}
	doc := rules.Doc{
		Title: "A peering route without a way back", Problem: "Requests arrive, and `answers` do not.", Behaviour: "Routes work one way.",
		Remediation: "Add the route back.", Limits: "Sees nothing of other accounts.", References: []string{"https://docs.aws.amazon.com/vpc/"},
	}
	return &Report{
		Version:    "1.2.3",
		Inputs:     []Input{{Path: "plan.json", Kind: "terraform-plan", Resources: 17}},
		Findings:   []rules.Finding{missing, perhaps},
		Suppressed: []rules.Finding{hidden},
		Hidden:     Hidden{Baseline: 2},
		Diagnostics: model.Diagnostics{
			{Severity: model.SeverityWarning, Summary: "A module is not there", Detail: "Run terraform init.", Range: at(1, 1, 1, 9), Address: "module.x"},
		},
		Failures:    []rules.Failure{{Rule: "nacl-rule-shadowed", Err: errors.New("the rule broke off")}},
		Unsupported: []model.Unsupported{{Type: "aws_vpc_lattice", Addresses: []string{"aws_vpc_lattice.x"}}},
		Rules: []*rules.Rule{
			{ID: "nacl-rule-shadowed", Severity: rules.Warning, ReportedAt: "the network ACL rule", Since: "0.1.0", Doc: doc},
			{ID: "peering-asymmetric-route", Severity: rules.Error, ReportedAt: "the route table", Since: "0.1.0", Doc: doc},
		},
		Source: func(file string) ([]byte, error) {
			if file == "net/main.tf" {
				return []byte(sources), nil
			}
			return nil, os.ErrNotExist
		},
		Dir: "/repository",
	}
}

// golden compares with testdata/NAME, or writes it with -update.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(file, got, 0o644))
		return
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got), "go test -update writes %s anew; read the difference first", file)
}

func render(t *testing.T, format string, r *Report, style Style) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, Write(&b, format, r, style))
	return b.Bytes()
}

// empty is a report of a run that found nothing.
func empty() *Report {
	r := sample()
	return &Report{Version: r.Version, Inputs: r.Inputs, Rules: r.Rules}
}

func TestFormats(t *testing.T) {
	for _, format := range Formats() {
		t.Run(format, func(t *testing.T) {
			golden(t, format+".golden", render(t, format, sample(), Style{}))
			golden(t, format+"-empty.golden", render(t, format, empty(), Style{}))
		})
	}
	err := Write(&bytes.Buffer{}, "yaml", sample(), Style{})
	assert.ErrorContains(t, err, "sarif")
}

func TestNoFormatPassesControlCharactersOn(t *testing.T) {
	for _, format := range Formats() {
		assert.NotContains(t, string(render(t, format, sample(), Style{})), "\x1b", format)
	}
}

func TestTextInColourSaysTheSame(t *testing.T) {
	colored := string(render(t, "text", sample(), Style{Color: true}))
	assert.Contains(t, colored, "\x1b[1;31merror[peering-asymmetric-route]\x1b[0m")
	bare := bytes.Buffer{}
	for i := 0; i < len(colored); i++ {
		if colored[i] == 0x1b {
			i += strings.IndexByte(colored[i:], 'm')
			continue
		}
		bare.WriteByte(colored[i])
	}
	assert.Equal(t, string(render(t, "text", sample(), Style{})), bare.String())
}

func TestQuietTextHasOnlyFindings(t *testing.T) {
	assert.Empty(t, render(t, "text", empty(), Style{Quiet: true}))
	assert.NotContains(t, string(render(t, "text", sample(), Style{Quiet: true})), "Left out")
}

// What a plan alone does not tell of its links stands at the end of the report, with what would.
func TestLinksThatAPlanLeavesOpen(t *testing.T) {
	r := empty()
	open := model.OpenLink{Address: "aws_route.r[0]", Argument: "route_table_id", Why: "of which nothing is left", Range: model.Range{File: "plan.json", Line: 3}}
	r.Inputs = []Input{{Path: "plan.json", Kind: "terraform-plan", Links: model.PlanLinks{Total: 9, ByIndex: 2, Open: []model.OpenLink{open}}}}
	text := string(render(t, "text", r, Style{}))
	assert.Contains(t, text, "Of 9 links that plan.json leaves to apply, 1 cannot be told, 2 rest on equal indices. Its sources hold the expressions")
	assert.NotContains(t, text, "aws_route.r[0]")
	assert.Contains(t, string(render(t, "text", r, Style{Verbose: true})), "  aws_route.r[0] route_table_id: of which nothing is left\n")
	assert.NotContains(t, string(render(t, "text", r, Style{Quiet: true})), "links")
	var got struct {
		Inputs []struct {
			Path  string
			Links struct {
				Total   int
				ByIndex int `json:"by_index"`
				Open    []struct{ Resource, Argument, Why string }
			}
		}
	}
	require.NoError(t, json.Unmarshal(render(t, "json", r, Style{}), &got))
	assert.Equal(t, "plan.json", got.Inputs[0].Path)
	assert.Equal(t, 9, got.Inputs[0].Links.Total)
	assert.Equal(t, 2, got.Inputs[0].Links.ByIndex)
	assert.Equal(t, "aws_route.r[0]", got.Inputs[0].Links.Open[0].Resource)

	policy := model.OpenLink{Address: "aws_iam_role_policy.p", Argument: "policy", Why: "it depends on aws_kms_key.k.arn"}
	r.Inputs[0].Links = model.PlanLinks{Total: 9, Policies: []model.OpenLink{policy}}
	text = string(render(t, "text", r, Style{}))
	assert.Contains(t, text, "\nThe text of 1 policy is not in plan.json. Its sources hold the expressions")
	assert.NotContains(t, text, "Of 9 links")
	assert.Contains(t, string(render(t, "text", r, Style{Verbose: true})), "  aws_iam_role_policy.p policy: it depends on aws_kms_key.k.arn\n")
	assert.Contains(t, string(render(t, "json", r, Style{})), `"resource": "aws_iam_role_policy.p"`)

	r.Inputs[0].Links = model.PlanLinks{Total: 9, Open: []model.OpenLink{open}}
	r.Inputs[0].Links.BesideSources = true
	assert.Contains(t, string(render(t, "text", r, Style{})), "The sources leave them open too")
	r.Inputs[0].Links = model.PlanLinks{Total: 9, BesideSources: true}
	assert.NotContains(t, string(render(t, "text", r, Style{})), "links", "nothing to say")
	assert.NotContains(t, string(render(t, "json", r, Style{})), "links")
}

func TestDiagnostics(t *testing.T) {
	var brief, full bytes.Buffer
	require.NoError(t, WriteDiagnostics(&brief, sample(), Style{}))
	require.NoError(t, WriteDiagnostics(&full, sample(), Style{Verbose: true}))
	golden(t, "diagnostics.golden", append(brief.Bytes(), full.Bytes()...))
}

func TestSARIFIsValid(t *testing.T) {
	for name, r := range map[string]*Report{"full": sample(), "empty": empty()} {
		log, err := sarif.FromBytes(render(t, "sarif", r, Style{}), sarif.WithStrictValidation())
		require.NoError(t, err, name)
		require.NoError(t, log.Validate(), name)
	}
}

func TestSARIFKeepsToTheLimitsOfItsReaders(t *testing.T) {
	r := sample()
	hop := r.Findings[0].Path.Forward[0]
	for range 2 * maxSteps {
		r.Findings[0].Path.Forward = append(r.Findings[0].Path.Forward, hop)
	}
	log, err := sarif.FromBytes(render(t, "sarif", r, Style{}))
	require.NoError(t, err)
	assert.Len(t, log.Runs[0].Results[0].CodeFlows[0].ThreadFlows[0].Locations, maxSteps)
}

func TestPathsAreRelativeWhereTheyCanBe(t *testing.T) {
	r := &Report{Dir: "/repository"}
	assert.Equal(t, "a/b.tf", r.relative("/repository/a/b.tf"))
	assert.Equal(t, "/elsewhere/b.tf", r.relative("/elsewhere/b.tf"))
	assert.Equal(t, "b.tf", r.relative("./b.tf"))
	assert.Equal(t, "a%20b/c.tf", *r.artifact("a b/c.tf").URI)
	assert.Equal(t, "file:///elsewhere/b.tf", *r.artifact("/elsewhere/b.tf").URI)
}

func TestJSONHoldsWhatTheContractNames(t *testing.T) {
	var out struct {
		Schema   string
		Findings []map[string]any
		Summary  map[string]int
	}
	require.NoError(t, json.Unmarshal(render(t, "json", sample(), Style{}), &out))
	assert.Equal(t, "netlint/v1", out.Schema)
	assert.Equal(t, map[string]int{"error": 1, "warning": 0, "info": 0, "possible": 1, "suppressed": 1}, out.Summary)
	f := out.Findings[0]
	for _, key := range []string{"rule", "severity", "confidence", "status", "resource", "message", "related", "fix", "location", "fingerprint", "path"} {
		assert.Contains(t, f, key)
	}
	assert.Equal(t, map[string]any{"file": "net/main.tf", "line": 12., "column": 1., "end_line": 12., "end_column": 65.}, f["location"])
}
