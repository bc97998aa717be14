package template

import (
	"strings"

	"github.com/zclconf/go-cty/cty"
)

// getAtt evaluates Fn::GetAtt in all its spellings.
func (s *stack) getAtt(n *node) cty.Value {
	const shape = "a logical id and an attribute's name"
	var parts []string
	switch n.arg.kind {
	case scalarNode:
		text, _ := n.arg.text()
		id, attribute, ok := strings.Cut(text, ".")
		if !ok {
			return s.malformed(n, shape)
		}
		parts = []string{id, attribute}
	case sequenceNode:
		for _, item := range n.arg.items {
			part, v, ok := s.text(item)
			if !ok {
				return v
			}
			parts = append(parts, part)
		}
		if len(parts) > 2 { // [Stack, Outputs, Name]
			parts = []string{parts[0], strings.Join(parts[1:], ".")}
		}
	}
	if len(parts) != 2 {
		return s.malformed(n, shape)
	}
	return s.attribute(parts[0], parts[1], n)
}

// reference evaluates Ref to a resource: its id, name or ARN, as its type has it.
func (s *stack) reference(id string, n *node) cty.Value {
	if v, ok := s.absent(id); ok {
		return v
	}
	kind, _ := s.byID[id].get("Type").text()
	if isCustom(kind) {
		return s.custom(id, kind, "Ref", n)
	}
	if _, ok := arnReferences[kind]; ok {
		if naming, named := names[kind]; named {
			return s.arn(id, kind, naming)
		}
	} else if naming, ok := names[kind]; ok {
		return s.physicalName(id, kind, naming)
	}
	return s.identity(s.name(id), "AWS assigns the identity of "+s.prefix+id)
}

// attribute evaluates Fn::GetAtt.
func (s *stack) attribute(id, attribute string, n *node) cty.Value {
	resource := s.byID[id]
	if resource == nil {
		if HasSymbol(id) {
			return unknown(s.whySymbol(id))
		}
		s.warnAt(n, "A reference leads nowhere",
			"There is no resource %q in this template, whose attribute %s is asked for here; the value counts as unknown. Correct the name or declare it.", id, attribute)
		return unknown(id + " is no resource of the template")
	}
	if v, ok := s.absent(id); ok {
		return v
	}
	kind, _ := resource.get("Type").text()
	if output, ok := strings.CutPrefix(attribute, "Outputs."); ok {
		return s.nestedOutput(id, output, n)
	}
	if isCustom(kind) {
		return s.custom(id, kind, attribute, n)
	}
	naming, named := names[kind]
	switch {
	case sameAsReference(kind, attribute):
		return s.reference(id, n)
	case named && isARN(kind, attribute):
		return s.arn(id, kind, naming)
	case kind == "AWS::ECR::Repository" && attribute == "RepositoryUri":
		naming.arn = "{account}.dkr.ecr.{region}.amazonaws.com/{name}" // no ARN, and made of the same parts
		return s.arn(id, kind, naming)
	}
	if v, ok := s.property(id, attribute); ok {
		return v
	}
	why := "AWS assigns " + attribute + " of " + s.prefix + id
	name := s.name(id) + "#" + attribute
	switch {
	case attribute == "EndpointIds", attribute == "DnsEntries":
		return unknownList(why, name, pairList)
	case listAttributes[attribute]:
		return unknownList(why, name, identityList)
	case isIdentity(attribute):
		return s.identity(name, why)
	case strings.HasSuffix(attribute, "Port"):
		// Templates write ports beside addresses, and a text is to keep what is known of it.
		if v, ok := s.port(id, kind); ok {
			return v
		}
		return s.variable(name, why, true)
	}
	return unknown(why)
}

// absent gives the value that stands for a resource which this scenario does not create.
func (s *stack) absent(id string) (cty.Value, bool) {
	if s.exists(id) {
		return cty.NilVal, false
	}
	return unknown(s.prefix + id + " is not created when its condition is false"), true
}

// isCustom reports whether code of the template's author makes a resource's values.
func isCustom(kind string) bool {
	return kind == "AWS::CloudFormation::CustomResource" || strings.HasPrefix(kind, "Custom::")
}

// custom gives an attribute that a custom resource's handler returns: it is chosen by somebody else.
func (s *stack) custom(id, kind, attribute string, n *node) cty.Value {
	why := "the handler of the custom resource " + s.prefix + id + " decides " + attribute
	s.unresolved(s.rangeOf(n), kind+" "+s.prefix+id, capitalise(why)+" at deployment.")
	return s.variable(s.name(id)+"#"+attribute, why, false)
}

// property gives the value of a resource's property: attributes of the same name repeat it.
func (s *stack) property(id, name string) (cty.Value, bool) {
	n := s.byID[id].get("Properties").get(name)
	if n == nil {
		return cty.NilVal, false
	}
	key := id + "." + name
	if s.resolving[key] {
		s.warnAt(n, "Resources refer to each other in a circle",
			"The property %s of %s is part of its own definition; it counts as unknown. Break the circle.", name, id)
		return unknown("the property refers to itself"), true
	}
	s.resolving[key] = true
	defer delete(s.resolving, key)
	v := s.evaluate(n)
	return v, v != cty.NilVal
}

// physicalName gives the name that AWS knows a resource by: the one that the template sets, else a symbol.
func (s *stack) physicalName(id, kind string, naming naming) cty.Value {
	if v, ok := s.property(id, naming.property); ok {
		if text, isText := textOf(v); isText {
			return cty.StringVal(text)
		}
		return v
	}
	return s.identity(s.name(id), "AWS makes up the name of "+s.prefix+id)
}

// arn gives the ARN of a resource with a name.
func (s *stack) arn(id, kind string, naming naming) cty.Value {
	v := s.physicalName(id, kind, naming)
	name, ok := textOf(v)
	if !ok {
		return v
	}
	path := "/"
	if p, ok := s.property(id, "Path"); ok && strings.Contains(naming.arn, "{path}") {
		if path, ok = textOf(p); !ok {
			return p
		}
	}
	return cty.StringVal(strings.NewReplacer(
		"{partition}", partition(s.region()),
		"{region}", s.region(),
		"{account}", s.account(),
		"{path}", path,
		"{name}", name,
	).Replace(naming.arn))
}
