package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/catalog"
)

// fixableRules are the rules of which --fix makes the change in the fixture, by dialect. A rule leaves the list only
// where its change is found not to be certain or local.
var fixableRules = map[string]string{
	"dns-support-disabled":                 "cloudformation terraform",
	"dx-allowed-prefix-missing":            "cloudformation terraform",
	"endpoint-gateway-missing-route-table": "cloudformation terraform",
	"endpoint-gateway-without-route-table": "cloudformation terraform",
	"endpoint-interface-https-blocked":     "cloudformation terraform",
	"endpoint-policy-blocks-aws-bucket":    "cloudformation terraform",
	"endpoint-policy-missing-arn":          "cloudformation terraform",
	"endpoint-private-dns-without-vpc-dns": "cloudformation terraform",
	"internet-gateway-not-attached":        "cloudformation terraform",
	"ipv6-missing-default-route":           "cloudformation terraform",
	"nacl-blocks-cross-az":                 "cloudformation terraform",
	"nacl-blocks-load-balancer":            "cloudformation terraform",
	"nacl-missing-ephemeral-return":        "cloudformation terraform",
	"peering-asymmetric-route":             "cloudformation terraform",
	"peering-not-accepted":                 "terraform", // CloudFormation cannot say it
	"sg-database-unreachable":              "cloudformation terraform",
	"sg-load-balancer-egress-blocked":      "cloudformation terraform",
	"sg-target-ingress-blocked":            "cloudformation terraform",
	"source-dest-check-on-forwarder":       "cloudformation terraform",
	"subnet-implicit-main-route-table":     "cloudformation terraform",
	"subnet-public-on-nat-route-table":     "cloudformation terraform",
	"subnet-public-without-internet-route": "cloudformation terraform",
	"tgw-appliance-mode-off":               "cloudformation terraform",
	"tgw-asymmetric-route":                 "cloudformation terraform",
	"tgw-missing-vpc-route":                "cloudformation terraform",
	"vpn-route-missing":                    "cloudformation terraform",
}

// TestFixOfEveryRule fixes the broken form of every rule's fixture, and of those in testdata/fix, in both languages,
// with comments put on many of their lines. What has a change that is certain and local is found no more, nothing else
// is found, every comment is there in its order, and Terraform stays formatted.
func TestFixOfEveryRule(t *testing.T) {
	files, err := filepath.Glob("../../rules/*/testdata/*.txtar")
	require.NoError(t, err)
	more, err := filepath.Glob("testdata/fix/*.txtar")
	require.NoError(t, err)
	made := make(chan string, 1000)
	t.Run("rules", func(t *testing.T) {
		for _, file := range slices.Concat(files, more) {
			archive, err := txtar.ParseFile(file)
			require.NoError(t, err)
			for _, f := range archive.Files {
				if path, broken := strings.CutPrefix(f.Name, "broken/"); broken {
					fixture := strings.TrimSuffix(filepath.Base(file), ".txtar")
					rule, _, _ := strings.Cut(fixture, ".") // a rule may have several fixtures
					t.Run(fixture+"/"+path, func(t *testing.T) {
						t.Parallel()
						fixFixture(t, rule, path, f.Data, made)
					})
				}
			}
		}
	})
	close(made)
	got := map[string]string{}
	for fixed := range made {
		rule, dialect, _ := strings.Cut(fixed, " ")
		if words := strings.Fields(got[rule]); !slices.Contains(words, dialect) {
			words = append(words, dialect)
			slices.Sort(words)
			got[rule] = strings.Join(words, " ")
		}
	}
	assert.Equal(t, fixableRules, got)
}

func fixFixture(t *testing.T, rule, path string, text []byte, made chan<- string) {
	dir := t.TempDir()
	file, input, dialect := filepath.Join(dir, path), filepath.Join(dir, path), "cloudformation"
	if filepath.Ext(path) == ".tf" {
		input, dialect = dir, "terraform"
	}
	text = withComments(text, dialect)
	if dialect == "terraform" {
		text = hclwrite.Format(text)
	}
	require.NoError(t, os.WriteFile(file, text, 0o644))
	before := foundIn(t, input, rule)
	promised := map[string]bool{}
	for _, f := range before {
		if f.Fix.Edit != nil {
			promised[f.Fingerprint()] = true
		}
	}

	_, said, _ := netlint("--fix", "--enable", rule, input)
	after, err := os.ReadFile(file)
	require.NoError(t, err)
	if len(promised) == 0 {
		assert.Equal(t, string(text), string(after), "there is nothing to change")
		return
	}
	for _, f := range before {
		if promised[f.Fingerprint()] {
			made <- f.Rule + " " + dialect
		}
	}
	assert.NotContains(t, said, "not fixed")
	known := map[string]bool{}
	for _, f := range before {
		known[f.Fingerprint()] = true
	}
	for _, f := range foundIn(t, input, rule) {
		assert.False(t, promised[f.Fingerprint()], "%s is still found", f.Rule)
		assert.True(t, known[f.Fingerprint()], "%s is new at %s", f.Rule, f.Object.Address)
	}
	assertComments(t, text, after)
	if dialect == "terraform" {
		assert.Equal(t, string(hclwrite.Format(after)), string(after))
	}
	again, _, _ := netlint("--fix", "--diff", "--enable", rule, input)
	assert.Empty(t, again, "there is nothing left to do")
}

// foundIn gives what a run finds that has a rule switched on, as TestFixOfEveryRule calls it.
func foundIn(t *testing.T, input, rule string) []rules.Finding {
	t.Helper()
	loaded := parser.Load([]string{input}, parser.Options{})
	require.False(t, loaded.Diagnostics.HasErrors(), "%v", loaded.Diagnostics)
	on := slices.DeleteFunc(catalog.Rules(), func(r *rules.Rule) bool { return r.Severity == rules.Info && r.ID != rule })
	found, failures := rules.Run(loaded.After, on, rules.Options{}, 1)
	require.Empty(t, failures)
	found = slices.DeleteFunc(found, func(f rules.Finding) bool { return f.Confidence != rules.Definite })
	slices.SortFunc(found, func(a, b rules.Finding) int { return cmp.Compare(a.Fingerprint(), b.Fingerprint()) })
	return found
}

var (
	terraformLine = regexp.MustCompile(`(?m)^((?:resource|data|provider|variable) .*|  [a-z_]+ +=.*[^{\[(,<-]|\})$`)
	templateLine  = regexp.MustCompile(`(?m)^(  \w+:|    (?:Type|Properties):.*)$`)
)

// withComments puts comments before and at the end of many lines.
func withComments(text []byte, dialect string) []byte {
	n := 0
	line := templateLine
	if dialect == string(model.Terraform) {
		line = terraformLine
	}
	return line.ReplaceAllFunc(text, func(line []byte) []byte {
		n++
		indent := line[:len(line)-len(strings.TrimLeft(string(line), " "))]
		if n%2 == 0 && line[0] != '}' {
			return fmt.Appendf(nil, "%s# kept %d\n%s", indent, n, line)
		}
		return fmt.Appendf(nil, "%s # kept %d", line, n)
	})
}
