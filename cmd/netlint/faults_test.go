package main

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// pathReport is what the tests need of "netlint path --format json".
type pathReport struct {
	Verdict string
	Answers []struct {
		Paths []struct {
			Forward, Return, Risks []pathHop
		}
		Findings   []struct{ Rule, Resource, Message string }
		Checklists []struct {
			Direction, Version string
			Items              []struct{ Name, State, Resource, Text string }
		}
	}
}

type pathHop struct{ Resource, Code, Rule string }

// askPath asks "netlint path" and gives its report.
func askPath(t *testing.T, args ...string) pathReport {
	t.Helper()
	var out, errs bytes.Buffer
	run(append([]string{"path", "--format", "json"}, args...), strings.NewReader(""), &out, &errs)
	var r pathReport
	require.NoError(t, json.Unmarshal(out.Bytes(), &r), "%s", errs.String())
	return r
}

// exampleInputs gives one half of an example in both forms that have Terraform's addresses.
func exampleInputs(t *testing.T, prefix, half string) []string {
	t.Helper()
	dirs, err := filepath.Glob("../../examples/" + prefix + "-*/" + half)
	require.NoError(t, err)
	require.Len(t, dirs, 1)
	return []string{filepath.Join(dirs[0], "src"), filepath.Join(dirs[0], "plan.json")}
}

// For each fault that keeps packets from arriving, the question that its report asked names the very object that
// blocks, and nothing else; in the fixed half everything arrives.
func TestPathNamesTheBlocker(t *testing.T) {
	for _, test := range []struct {
		fault, seen string
		question    []string
		blocker     pathHop
		answer      bool // the answer is blocked, not the request
	}{
		{"f01", "a ping gets no answer, though the far side sends one",
			[]string{"--from", "aws_subnet.shop_private[0]", "--to", "aws_subnet.stock_private[0]", "--protocol", "icmp"},
			pathHop{"aws_route_table.stock", "NO_ROUTE_TO_DESTINATION", "the route 0.0.0.0/0 to internet gateway aws_internet_gateway.stock"}, true},
		{"f02", "one address of the load balancer times out",
			[]string{"--from", "internet", "--to", "aws_lb.web", "--port", "80"},
			pathHop{"aws_route_table.app", "NO_ROUTE_TO_DESTINATION", "the route 0.0.0.0/0 to NAT gateway aws_nat_gateway.web"}, true},
		{"f04", "requests end in 504",
			[]string{"--from", "aws_lb.web", "--to", `aws_instance.app["a"]`, "--port", "8080"},
			pathHop{"aws_network_acl.app", "SUBNET_ACL_RESTRICTION", "no outbound rule, so the final deny"}, true},
		{"f07", "calls to 1.1.1.1 time out",
			[]string{"--from", `aws_instance.app["a"]`, "--to", "1.1.1.1", "--port", "443"},
			pathHop{"aws_network_acl.app", "SUBNET_ACL_RESTRICTION", "outbound rule 90"}, false},
		{"f08", "calls to the API by its private name time out",
			[]string{"--from", "aws_instance.web", "--to", "api.example.internal", "--port", "80"},
			pathHop{"aws_route_table.web", "NO_ROUTE_TO_DESTINATION", "no route"}, false},
		{"f09", "TCP connects, HTTP does not answer",
			[]string{"--from", "aws_instance.web", "--to", "api.example.internal", "--protocol", "http"},
			pathHop{"aws_networkfirewall_firewall.api", "FIREWALL_RULES_RESTRICTION", `the rule with sid 1 (drop http any any -> any any (flow:to_server; http.host; content:"api.example.internal"; sid:1;)) of aws_networkfirewall_rule_group.http`}, false},
		{"f11", "health checks on the targets' port time out",
			[]string{"--from", "aws_lb.web", "--to", `aws_instance.app["a"]`, "--port", "8080"},
			pathHop{"aws_security_group.lb", "ENI_SG_RULES_MISMATCH", "outbound rules"}, false},
		{"f14", "the site cannot be reached",
			[]string{"--from", "internet", "--to", "aws_instance.site", "--port", "443"},
			pathHop{"aws_route_table.site", "NO_ROUTE_TO_DESTINATION", "no route"}, true},
	} {
		t.Run(test.fault, func(t *testing.T) {
			for _, input := range exampleInputs(t, test.fault, "broken") {
				r := askPath(t, append(slices.Clone(test.question), input)...)
				require.Equal(t, "blocked", r.Verdict, test.seen)
				p := r.Answers[0].Paths[0]
				var requests, answers []pathHop
				blocks := func(h pathHop) bool { return h.Code == "" }
				requests = slices.DeleteFunc(p.Forward, blocks)
				answers = slices.DeleteFunc(p.Return, blocks)
				if test.answer {
					requests, answers = answers, requests
				}
				assert.Equal(t, []pathHop{test.blocker}, requests)
				assert.Empty(t, answers)
			}
			for _, input := range exampleInputs(t, test.fault, "fixed") {
				assert.Equal(t, "reachable", askPath(t, append(slices.Clone(test.question), input)...).Verdict)
			}
		})
	}
}

// F10: which zone's attachment the transit gateway uses is not known, nor what the VPN learns, so the question stays
// undecided; the network ACL of the other zone stands there as the risk, and in the fixed half none does.
func TestPathNamesTheOtherZonesACL(t *testing.T) {
	for instance, other := range map[string]string{`aws_instance.app["a"]`: "aws_network_acl.gateway_c", `aws_instance.app["c"]`: "aws_network_acl.gateway_a"} {
		question := []string{"--from", instance, "--to", "on-premises"}
		for _, input := range exampleInputs(t, "f10", "broken") {
			r := askPath(t, append(slices.Clone(question), input)...)
			require.Equal(t, "undecided", r.Verdict)
			assert.Equal(t, []pathHop{{other, "SUBNET_ACL_RESTRICTION", "no outbound rule, so the final deny"}}, r.Answers[0].Paths[0].Risks)
		}
		for _, input := range exampleInputs(t, "f10", "fixed") {
			r := askPath(t, append(slices.Clone(question), input)...)
			assert.NotEqual(t, "blocked", r.Verdict)
			assert.Empty(t, r.Answers[0].Paths[0].Risks)
		}
	}
}

// The packets of these faults arrive and are answered in both halves: what is wrong is said inside the connection, or
// is none of the network. The question names it all the same, by the rule that knows, at the very object; of the fixed
// half it says nothing.
func TestPathNamesWhatPacketsDoNotShow(t *testing.T) {
	for _, test := range []struct {
		fault, seen  string
		question     []string
		rule, object string
		words        []string
		sourcesOnly  bool // a plan alone does not know the policy
	}{
		{"f03", "all targets are unhealthy while the page answers",
			[]string{"--from", "aws_lb.fixed", "--to", "aws_lb.web", "--port", "80"},
			"lb-health-check-mismatch", "aws_lb_target_group.fixed",
			[]string{"accepts the status 200", "answers /health with the status 299", "no target becomes healthy"}, false},
		{"f05", "DynamoDB denies access",
			[]string{"--from", `aws_instance.app["b"]`, "--to", "dynamodb", "--port", "443"},
			"endpoint-gateway-missing-route-table", "aws_vpc_endpoint.dynamodb",
			[]string{"not associated with aws_route_table.app", "aws:SourceVpce", "aws_nat_gateway.web"}, false},
		{"f06", "one object is fetched and the other is not",
			[]string{"--from", `aws_instance.app["b"]`, "--to", "s3", "--port", "443"},
			"endpoint-policy-missing-arn", "aws_vpc_endpoint.s3",
			[]string{"does not allow s3:GetObject on arn:aws:s3:::netlint-example-artifacts/check.png"}, false},
		{"f12", "the machine does not come up",
			[]string{"--from", "aws_instance.batch", "--to", "aws_subnet.batch"},
			"ec2-start-without-kms-grant", "aws_iam_role_policy.scheduler",
			[]string{"start aws_instance.batch", "kms:CreateGrant", "aws_kms_key.volumes"}, true},
		{"f13", "the server is two to three times slower",
			[]string{"--from", "aws_subnet.batch", "--to", "aws_instance.batch"},
			"ebs-beyond-instance-limit", "aws_instance.batch",
			[]string{"16000 IOPS and 700 MiB/s", "m5.large carries 3600 IOPS"}, false},
	} {
		t.Run(test.fault, func(t *testing.T) {
			for _, input := range exampleInputs(t, test.fault, "broken") {
				if test.sourcesOnly && strings.HasSuffix(input, ".json") {
					continue
				}
				answer := askPath(t, append(slices.Clone(test.question), input)...).Answers[0]
				if assert.Len(t, answer.Findings, 1, "%s: %s", test.seen, input) {
					assert.Equal(t, test.rule+" "+test.object, answer.Findings[0].Rule+" "+answer.Findings[0].Resource)
					for _, words := range test.words {
						assert.Contains(t, answer.Findings[0].Message, words)
					}
				}
			}
			for _, input := range exampleInputs(t, test.fault, "fixed") {
				assert.Empty(t, askPath(t, append(slices.Clone(test.question), input)...).Answers[0].Findings, input)
			}
		})
	}
}

// A question whose paths pass nothing of it says nothing about the fault.
func TestPathKeepsToItsWay(t *testing.T) {
	for _, input := range exampleInputs(t, "f06", "broken") {
		assert.Empty(t, askPath(t, "--from", "aws_lb.web", "--to", "internet", "--port", "80", input).Answers[0].Findings)
	}
}

// F5: both halves arrive, but in the fixed one by the endpoint alone, without the NAT gateway before it.
func TestPathShowsTheWayToTheService(t *testing.T) {
	for half, translated := range map[string]bool{"broken": true, "fixed": false} {
		for _, input := range exampleInputs(t, "f05", half) {
			r := askPath(t, "--from", `aws_instance.app["a"]`, "--to", "dynamodb", "--port", "443", input)
			require.Equal(t, "reachable", r.Verdict)
			by := func(name string) bool {
				return slices.ContainsFunc(r.Answers[0].Paths[0].Forward, func(h pathHop) bool { return h.Resource == name })
			}
			assert.Equal(t, translated, by("aws_nat_gateway.web"), half)
			assert.True(t, translated || by("aws_vpc_endpoint.dynamodb"), half)
		}
	}
}

// F14: what going out and being reached take stands there as a list, of which the broken half lacks the route alone.
func TestPathListsWhatTheInternetTakes(t *testing.T) {
	for half, want := range map[string]string{"broken": "missing", "fixed": "there"} {
		for question, items := range map[string][]string{
			"in":  {"public address", "security group", "network ACL", "attached gateway", "route"},
			"out": {"attached gateway", "public address", "route"},
		} {
			ends := []string{"--from", "internet", "--to", "aws_instance.site", "--port", "443"}
			if question == "out" {
				ends[1], ends[3] = ends[3], ends[1]
			}
			for _, input := range exampleInputs(t, "f14", half) {
				lists := askPath(t, append(slices.Clone(ends), input)...).Answers[0].Checklists
				require.Len(t, lists, 2)
				assert.Equal(t, []string{question, "IPv4", question, "IPv6"}, []string{lists[0].Direction, lists[0].Version, lists[1].Direction, lists[1].Version})
				var names []string
				for _, i := range lists[0].Items {
					names = append(names, i.Name)
					state := "there"
					if i.Name == "route" {
						state = want
						assert.Equal(t, "aws_route_table.site", i.Resource)
					}
					assert.Equal(t, state, i.State, i.Text)
				}
				assert.Equal(t, items, names)
			}
		}
	}
}
