package template

// implicit adds the resources that SAM makes of its own types, and gives SAM's types the names of the
// CloudFormation types that they become, as far as networks and policies are concerned. (AWS Serverless
// Application Model, "Generated CloudFormation resources".)
func (s *stack) implicit(fields []field) []field {
	if !s.document.sam {
		return fields
	}
	expanded := make([]field, 0, len(fields))
	for _, f := range fields {
		kind, _ := f.value.get("Type").text()
		switch kind {
		case "AWS::Serverless::Function":
			expanded = append(expanded, s.function(f)...)
		case "AWS::Serverless::SimpleTable":
			expanded = append(expanded, field{f.key, f.at, retyped(f.value, "AWS::DynamoDB::Table", nil)})
		default:
			expanded = append(expanded, f)
		}
	}
	return expanded
}

// function makes an AWS::Lambda::Function of a serverless one, and its role where it names none.
func (s *stack) function(f field) []field {
	var inherited []field
	for _, g := range s.document.globals.get("Function").list() {
		own := f.value.get("Properties").get(g.key)
		switch {
		case own == nil:
			inherited = append(inherited, g)
		case own.kind == mappingNode && g.value.kind == mappingNode: // SAM merges mappings entry by entry
			inherited = append(inherited, field{g.key, g.at, overlay(g.value, own)})
		}
	}
	function := retyped(f.value, "AWS::Lambda::Function", inherited)
	properties := function.get("Properties")
	if properties.get("Role") != nil {
		return []field{{f.key, f.at, function}}
	}
	role := f.key + "Role"
	arn := newMapping([]field{{"Fn::GetAtt", f.at, newScalar(literal(role+".Arn"), f.at, f.at)}}, f.at, f.at)
	function = retyped(function, "AWS::Lambda::Function", []field{{"Role", f.at, arn}})
	return []field{{f.key, f.at, function}, {role, f.at, samRole(f.value, properties.get("Policies"))}}
}

func (n *node) list() []field {
	if n == nil {
		return nil
	}
	return n.fields
}

// retyped copies a resource with another type and with properties that count before its own.
func retyped(resource *node, kind string, inherited []field) *node {
	properties := resource.get("Properties")
	at := resource.start
	if properties != nil {
		at = properties.start
	}
	if properties == nil || properties.kind == mappingNode {
		given := newMapping(append([]field{}, inherited...), at, at)
		if properties != nil {
			given = overlay(properties, given)
			given.start, given.end = properties.start, properties.end
		}
		properties = given
	}
	fields := []field{}
	for _, f := range resource.fields {
		switch f.key {
		case "Type":
			f.value = newScalar(literal(kind), f.value.start, f.value.end)
		case "Properties":
			continue
		}
		fields = append(fields, f)
	}
	fields = append(fields, field{"Properties", at, properties})
	return newMapping(fields, resource.start, resource.end)
}

// overlay gives a mapping with the entries of two; those of the upper one count.
func overlay(lower, upper *node) *node {
	fields := []field{}
	for _, f := range lower.fields {
		if upper.get(f.key) == nil {
			fields = append(fields, f)
		}
	}
	return newMapping(append(fields, upper.fields...), upper.start, upper.end)
}

// samRole makes the role that SAM adds for a function: policy documents become inline policies, and so do policy
// templates. The names of managed policies are not looked up, nor are the templates that grant on no resource of their
// own, and leave the role's rights open.
func samRole(function, policies *node) *node {
	at := function.start
	scalar := func(text string) *node { return newScalar(literal(text), at, at) }
	var inline, managed []*node
	list := []*node{}
	switch {
	case policies == nil:
	case policies.kind == sequenceNode:
		list = policies.items
	default:
		list = []*node{policies}
	}
	for _, p := range list {
		if p.get("Statement") != nil {
			inline = append(inline, newMapping([]field{
				{"PolicyName", at, scalar("inline")},
				{"PolicyDocument", p.start, p},
			}, p.start, p.end))
			continue
		}
		if made := templatePolicy(p); made != nil {
			inline = append(inline, made)
			continue
		}
		managed = append(managed, p)
	}
	properties := []field{
		{"Policies", at, newSequence(inline, at, at)},
		{"ManagedPolicyArns", at, newSequence(managed, at, at)},
	}
	fields := []field{
		{"Type", at, scalar("AWS::IAM::Role")},
		{"Properties", at, newMapping(properties, at, at)},
	}
	if condition := function.field("Condition"); condition != nil {
		fields = append(fields, *condition)
	}
	return newMapping(fields, function.start, function.end)
}
