package terraform_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform"
)

// newResource is a resource that a plan creates: its address, what is unknown of it, and what is known.
type newResource struct{ address, unknown, after string }

// planOf makes a plan that creates resources, with a configuration.
func planOf(t *testing.T, configuration string, resources ...newResource) *model.Network {
	t.Helper()
	var changes []any
	for _, r := range resources {
		module, rest := "", r.address
		if i := strings.LastIndex(rest, ".aws_"); i >= 0 {
			module, rest = rest[:i], rest[i+1:]
		}
		typeName, name, _ := strings.Cut(rest, ".")
		change := map[string]any{
			"address": r.address, "module_address": module, "mode": "managed", "type": typeName, "name": name,
			"change": map[string]any{
				"actions": []string{"create"}, "after": json.RawMessage(orEmpty(r.after)), "after_unknown": json.RawMessage(r.unknown),
			},
		}
		if bare, key, ok := strings.Cut(name, "["); ok {
			change["name"], change["index"] = bare, json.RawMessage(strings.TrimSuffix(key, "]"))
		}
		changes = append(changes, change)
	}
	data, err := json.Marshal(map[string]any{
		"format_version": "1.2", "resource_changes": changes,
		"configuration": map[string]any{"root_module": json.RawMessage(configuration)},
	})
	require.NoError(t, err)
	_, n, _ := network(t, string(data), terraform.Options{})
	return n
}

func orEmpty(s string) string {
	if s == "" {
		return "{}"
	}
	return s
}

func addresses[T any](list []model.Ref[T]) []string {
	var out []string
	for _, r := range list {
		if e, ok := any(r.To()).(model.Entity); ok && r.IsLinked() {
			out = append(out, e.Base().Address)
		}
	}
	return out
}

const (
	ownID = `{"id":true}`
	inVPC = `{"id":true,"vpc_id":true}`
)

// Of two blocks a plan does not keep which is which, and of a set of VPCs it does not matter.
func TestBlocksOfASet(t *testing.T) {
	zone := func(second string) []string {
		n := planOf(t, `{"resources":[{"address":"aws_route53_zone.z","type":"aws_route53_zone","expressions":{"vpc":[`+
			`{"vpc_id":{"references":["aws_vpc.a.id","aws_vpc.a"]}},{"vpc_id":{"references":[`+second+`]}}]}}]}`,
			newResource{"aws_vpc.a", ownID, ""}, newResource{"aws_vpc.b", ownID, ""}, newResource{"aws_vpc.c", ownID, ""},
			newResource{"aws_route53_zone.z", `{"vpc":[{"vpc_id":true},{"vpc_id":true}]}`, `{"vpc":[{},{}]}`})
		return addresses(n.Zones[0].VPCs.Items)
	}
	assert.ElementsMatch(t, []string{"aws_vpc.a", "aws_vpc.b"}, zone(`"aws_vpc.b.id","aws_vpc.b"`))
	assert.Empty(t, zone(`"aws_vpc.b.id","aws_vpc.b","aws_vpc.c.id","aws_vpc.c","var.which"`), "one of three is not in it")
}

// A module that makes one group puts it, or the one that it is given, behind a local.
func TestTheModulesOwnObjectBehindALocal(t *testing.T) {
	rule := func(local, argument string) *model.SecurityGroupRule {
		n := planOf(t, `{"resources":[{"address":"aws_security_group.peer","type":"aws_security_group","expressions":{}}],"module_calls":{"m":{`+
			`"expressions":{"peer_group_id":{"references":["aws_security_group.peer.id","aws_security_group.peer"]}},"module":{"resources":[`+
			`{"address":"aws_security_group.this","type":"aws_security_group","expressions":{}},`+
			`{"address":"aws_security_group_rule.r","type":"aws_security_group_rule","expressions":{"`+argument+`":{"references":["local.`+local+`"]}}}]}}}}`,
			newResource{"aws_security_group.peer", ownID, ""}, newResource{"module.m.aws_security_group.this", ownID, ""},
			newResource{"module.m.aws_security_group_rule.r", `{"id":true,"` + argument + `":true}`, `{"type":"ingress","protocol":"tcp","from_port":1,"to_port":1}`})
		require.Len(t, n.SecurityGroupRules, 1)
		return n.SecurityGroupRules[0]
	}
	own := rule("this_sg_id", "security_group_id").Group
	require.True(t, own.IsLinked())
	assert.Equal(t, "module.m.aws_security_group.this", own.To().Address)
	assert.False(t, rule("peer_sg_id", "security_group_id").Group.IsLinked(), "the name speaks of another's")
	source := rule("this_sg_id", "source_security_group_id").Groups
	assert.Empty(t, addresses(source.Items), "a source is no holder")
}

// Beside an object, a variable whose name speaks of something else is where an index comes from.
func TestVariablesThatOnlyIndex(t *testing.T) {
	table := func(variable string) model.Ref[model.VPC] {
		n := planOf(t, `{"module_calls":{"m":{"expressions":{"`+variable+`":{"references":["aws_vpc.other.id","aws_vpc.other"]}},"module":{"resources":[`+
			`{"address":"aws_vpc.this","type":"aws_vpc","expressions":{}},{"address":"aws_route_table.t","type":"aws_route_table",`+
			`"expressions":{"vpc_id":{"references":["aws_vpc.this","var.`+variable+`"]}}}]}}},"resources":[{"address":"aws_vpc.other","type":"aws_vpc","expressions":{}}]}`,
			newResource{"aws_vpc.other", ownID, ""}, newResource{"module.m.aws_vpc.this", ownID, ""},
			newResource{"module.m.aws_route_table.t", inVPC, ""})
		for _, t := range n.RouteTables {
			if t.Address == "module.m.aws_route_table.t" {
				return t.VPC
			}
		}
		return model.Ref[model.VPC]{}
	}
	vpc := table("azs")
	require.True(t, vpc.IsLinked())
	assert.Equal(t, "module.m.aws_vpc.this", vpc.To().Address)
	vpc = table("existing_vpc_id")
	assert.False(t, vpc.IsLinked())
	assert.Len(t, vpc.Candidates(), 2)
}
