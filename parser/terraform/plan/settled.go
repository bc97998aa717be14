package plan

import (
	"strings"

	"github.com/netlint/netlint/parser/terraform/attribute"
)

// settled reports whether an expression with these references had a value when the plan was made: none of them is
// a value that apply brings, or may be one. If the attribute is unknown nevertheless, the value is null, and the
// provider is to fill it in.
func (x *resolver) settled(references []reference, it iteration, depth int) bool {
	if x.steps++; depth > maxWalk || x.steps > maxSteps {
		return false
	}
	for _, r := range references {
		if !x.settledReference(r, it, depth) {
			return false
		}
	}
	return true
}

func (x *resolver) settledReference(r reference, it iteration, depth int) bool {
	switch r.steps[0].name {
	case "count", "path", "terraform":
		return true
	case "each":
		return len(r.steps) > 1 && r.steps[1].name == "key" || x.settled(it.forEach.References, iteration{module: it.module}, depth+1)
	case "var":
		return len(r.steps) > 1 && x.settledVariable(variable{it.module, r.steps[1].name}, depth)
	case "data":
		return len(r.steps) > 2 && !it.module.deferred[r.steps[1].name+"."+r.steps[2].name]
	case "local", "module", "self":
		return false
	default: // a resource without instances, as far as its type is read
		return len(r.steps) > 1 && it.module.groups[r.steps[0].name+"."+r.steps[1].name] == nil && attribute.New(r.steps[0].name) != nil
	}
}

// settledVariable asks once for each variable: many references to a variable that many others go into would otherwise
// multiply from module to module.
func (x *resolver) settledVariable(v variable, depth int) bool {
	m := v.module
	if m.parent == nil {
		return true
	}
	answer, ok := x.valued[v]
	if !ok {
		answer = m.call != nil && x.settled(m.call.Body[v.name].References, m.callIteration(), depth+1)
		x.valued[v] = answer
	}
	return answer
}

// refused reports whether an attribute cannot be set, because another attribute of the resource excludes it: AWS
// refuses route tables for any but gateway endpoints, subnets and groups for gateway endpoints, and the provider a
// source group beside ranges or self.
func refused(attributes any, name string) bool {
	switch a := attributes.(type) {
	case *attribute.VPCEndpoint:
		typ, known := a.VPCEndpointType.Get()
		gateway := strings.EqualFold(typ, "Gateway")
		switch name {
		case "route_table_ids":
			return known && !gateway
		case "subnet_ids", "security_group_ids":
			return known && gateway
		}
	case *attribute.SecurityGroupRule:
		return name == "source_security_group_id" && (len(a.CIDRBlocks.Items) > 0 || len(a.IPv6CIDRBlocks.Items) > 0 || a.Self.Or(false))
	}
	return false
}
