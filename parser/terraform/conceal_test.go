package terraform_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform"
	"github.com/netlint/netlint/parser/terraform/attribute"
	"github.com/netlint/netlint/parser/terraform/source"
)

// holds reports whether a text stands anywhere in a value, behind any pointer.
func holds(v reflect.Value, text string, seen map[uintptr]bool) bool {
	switch v.Kind() {
	case reflect.String:
		return strings.Contains(v.String(), text)
	case reflect.Pointer:
		if v.IsNil() || seen[v.Pointer()] {
			return false
		}
		seen[v.Pointer()] = true
		return holds(v.Elem(), text, seen)
	case reflect.Interface:
		return !v.IsNil() && holds(v.Elem(), text, seen)
	case reflect.Struct:
		if v.CanInterface() {
			if s, ok := v.Interface().(fmt.Stringer); ok {
				return strings.Contains(s.String(), text)
			}
		}
		for i := range v.NumField() {
			// Places find arguments in the sources, whose text is there for all to read.
			if v.Type().Field(i).Name != "Places" && holds(v.Field(i), text, seen) {
				return true
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if holds(v.Index(i), text, seen) {
				return true
			}
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			if holds(it.Key(), text, seen) || holds(it.Value(), text, seen) {
				return true
			}
		}
	}
	return false
}

const secret = "203.0.113.77"

func TestSensitiveValuesDoNotReachTheNetwork(t *testing.T) {
	values := func(marks string) string {
		return `{"format_version":"1.2","resource_changes":[` +
			`{"address":"aws_security_group.g","mode":"managed","type":"aws_security_group","name":"g","change":{"actions":["no-op"],` +
			`"before":{"id":"sg-1"},"after":{"id":"sg-1","vpc_id":"vpc-1"},"after_unknown":{},"after_sensitive":{"id":true}}},` +
			`{"address":"aws_security_group_rule.r","mode":"managed","type":"aws_security_group_rule","name":"r","change":{"actions":["create"],` +
			`"before":null,"after":{"type":"ingress","protocol":"tcp","from_port":22,"to_port":22,"cidr_blocks":["` + secret + `/32","10.0.0.0/8"],` +
			`"security_group_id":"sg-1"},"after_unknown":{"id":true},"after_sensitive":` + marks + `}}]}`
	}
	rule := func(marks string) (*model.Network, *model.SecurityGroupRule) {
		_, n, _ := network(t, values(marks), terraform.Options{})
		require.Len(t, n.SecurityGroupRules, 1)
		return n, n.SecurityGroupRules[0]
	}
	n, r := rule(`{"cidr_blocks":[true,false],"security_group_id":true}`)
	assert.False(t, holds(reflect.ValueOf(n.Entities()), secret, map[uintptr]bool{}))
	require.Len(t, r.CIDRs.Items, 2, "the rule has as many ranges as before")
	assert.True(t, r.CIDRs.Items[0].IsUnknown())
	assert.Contains(t, r.CIDRs.Items[0].Why(), "sensitive")
	assert.Equal(t, "10.0.0.0/8", r.CIDRs.Items[1].String())
	assert.NotNil(t, r.Group.To(), "an object of the same plan is called by its address")

	n, r = rule(`true`)
	assert.False(t, holds(reflect.ValueOf(n.Entities()), secret, map[uintptr]bool{}))
	assert.True(t, r.Match.FromPort.IsUnknown())

	n, r = rule(`false`)
	assert.True(t, holds(reflect.ValueOf(n.Entities()), secret, map[uintptr]bool{}))
	assert.True(t, r.CIDRs.Items[0].IsKnown())
}

func TestSensitiveMarksOfStateFiles(t *testing.T) {
	state := func(marks string) string {
		return `{"version":4,"serial":1,"lineage":"x","resources":[{"mode":"managed","type":"aws_security_group","name":"g","instances":[` +
			`{"attributes":{"id":"sg-1","ingress":[{"protocol":"tcp","from_port":22,"to_port":22,"cidr_blocks":["` + secret + `/32"]}]},` +
			`"sensitive_attributes":` + marks + `}]}]}`
	}
	mark := `[[{"type":"get_attr","value":"ingress"},{"type":"index","value":{"value":0,"type":"number"}},{"type":"get_attr","value":"cidr_blocks"}]]`
	_, n, _ := network(t, state(mark), terraform.Options{})
	assert.False(t, holds(reflect.ValueOf(n.Entities()), secret, map[uintptr]bool{}))
	_, n, _ = network(t, state(`[]`), terraform.Options{})
	assert.True(t, holds(reflect.ValueOf(n.Entities()), secret, map[uintptr]bool{}))
}

func TestSensitiveVariablesOfSources(t *testing.T) {
	load := func(mark, call string) *model.Network {
		files := fstest.MapFS{"main.tf": {Data: []byte(`
variable "office" {
  default = "` + secret + `/32"
` + mark + `
}

resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_security_group" "g" {
  vpc_id = ` + call + `
  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = [cidrsubnet(var.office, 0, 0), "10.0.0.0/8"]
  }
}
`)}}
		root, diags := source.Load(source.Options{FS: files, ID: "r"})
		require.False(t, diags.HasErrors(), "%v", diags)
		n := &model.Network{}
		terraform.LoadRoot(".", root, attribute.NewDecoder()).After(n)
		n.Link()
		return n
	}
	n := load("  sensitive = true", "sensitive(aws_vpc.v.id)")
	assert.False(t, holds(reflect.ValueOf(n.Entities()), secret, map[uintptr]bool{}))
	g := find(t, n.SecurityGroups, "aws_security_group.g")
	require.Len(t, g.Ingress, 1)
	assert.True(t, g.Ingress[0].CIDRs.Items[0].IsUnknown())
	assert.NotNil(t, g.VPC.To(), "an identifier that AWS has yet to assign is no secret")

	assert.True(t, holds(reflect.ValueOf(load("", "aws_vpc.v.id").Entities()), secret, map[uintptr]bool{}))
}
