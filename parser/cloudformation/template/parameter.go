package template

import (
	"strings"

	"github.com/zclconf/go-cty/cty"
)

// ref evaluates Ref (and a placeholder without a dot): a pseudo parameter, a parameter or a resource.
func (s *stack) ref(name string, n *node) cty.Value {
	if strings.HasPrefix(name, "AWS::") {
		return s.pseudo(name, n)
	}
	if declaration := s.document.parameter(name); declaration != nil {
		return s.parameter(name, declaration)
	}
	if s.byID[name] != nil {
		return s.reference(name, n)
	}
	if HasSymbol(name) {
		return unknown(s.whySymbol(name))
	}
	s.warnAt(n, "A reference leads nowhere",
		"%q is neither a parameter nor a resource of this template; the value counts as unknown. Correct the name or declare it.", name)
	return unknown(name + " is neither a parameter nor a resource of the template")
}

// pseudo gives a pseudo parameter its value.
func (s *stack) pseudo(name string, n *node) cty.Value {
	switch name {
	case "AWS::NoValue":
		return cty.NilVal
	case "AWS::Region":
		return cty.StringVal(s.region())
	case "AWS::AccountId":
		return cty.StringVal(s.account())
	case "AWS::Partition":
		return cty.StringVal(partition(s.region()))
	case "AWS::URLSuffix":
		if partition(s.region()) == "aws-cn" {
			return cty.StringVal("amazonaws.com.cn")
		}
		return cty.StringVal("amazonaws.com")
	case "AWS::StackName":
		return s.stackName()
	case "AWS::StackId":
		return s.identity(s.name("StackId"), "AWS assigns the id of a stack")
	case "AWS::NotificationARNs":
		return unknownList("the notification ARNs are given at deployment", s.name("NotificationARNs"), variableList)
	}
	s.warnAt(n, "A pseudo parameter is not known",
		"CloudFormation has no pseudo parameter %q that netlint knows; the value counts as unknown. Correct the name.", name)
	return unknown(name + " is no pseudo parameter")
}

// region gives the region, or the symbol of a region that is not given. The symbol is the same everywhere:
// the templates of a call are taken to be deployed in one region.
func (r *run) region() string {
	return r.environment("Region", r.options.Region, "the region is chosen at deployment")
}

func (r *run) account() string {
	return r.environment("AccountId", r.options.AccountID, "the account is chosen at deployment")
}

// RegionSymbol and AccountSymbol stand for the region and the account in every string, where these are not
// given.
const (
	RegionSymbol  = string(variableOpen) + "Region" + string(variableClose)
	AccountSymbol = string(variableOpen) + "AccountId" + string(variableClose)
)

// environment gives a property of where the templates are deployed: the given one, what a condition has
// found it equal to, or a variable symbol.
func (r *run) environment(name, given, why string) string {
	if given != "" {
		return given
	}
	sym := r.variable(name, why, true).AsString()
	if value, ok := r.decisions.bound[sym]; ok {
		return value
	}
	return sym
}

// partition gives the partition that a region belongs to. Without a region it is "aws": the two others need
// credentials and regions of their own, and a template that means them says so.
func partition(region string) string {
	switch {
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	default:
		return "aws"
	}
}

func (s *stack) stackName() cty.Value {
	if s.parent == nil {
		if name := s.options.StackNames[s.document.path]; name != "" {
			return cty.StringVal(name)
		}
	}
	return s.variable(s.name("StackName"), "the stack's name is chosen at deployment", true)
}

// parameter gives a parameter its value: the given one, the default, or a variable symbol.
func (s *stack) parameter(name string, declaration *node) cty.Value {
	if v, ok := s.values[name]; ok {
		return v
	}
	v := s.parameterValue(name, declaration)
	s.values[name] = v
	return v
}

func (s *stack) parameterValue(name string, declaration *node) cty.Value {
	kind, _ := declaration.get("Type").text()
	list := isList(kind)
	if inner, ok := strings.CutPrefix(kind, "AWS::SSM::Parameter::Value<"); ok {
		inner = strings.TrimSuffix(inner, ">")
		why := "the parameter " + s.prefix + name + " is read from Parameter Store at deployment"
		return s.unset(name, declaration, why, isList(inner), isID(inner) || strings.HasPrefix(inner, "List<"))
	}
	atomic := isID(kind) || kind == "Number" || strings.HasPrefix(kind, "List<")
	if isNoEcho(declaration) { // its value may be in no output, so that it must not reach what writes them
		return s.unset(name, declaration, "the parameter "+s.prefix+name+" is marked NoEcho", list, atomic)
	}
	if given, ok := s.given(name); ok {
		return s.coerce(given, list)
	}
	if fallback := declaration.get("Default"); fallback != nil {
		if fallback.kind == sequenceNode { // CloudFormation asks for text here; what is meant is plain
			return s.evaluate(fallback)
		}
		if text, ok := fallback.text(); ok {
			return s.coerce(cty.StringVal(text), list)
		}
	}
	why := "the parameter " + s.prefix + name + " has no value"
	return s.unset(name, declaration, why, list, atomic)
}

// isNoEcho reports whether CloudFormation masks a parameter's value wherever it shows it.
func isNoEcho(declaration *node) bool {
	text, _ := declaration.get("NoEcho").text()
	return strings.EqualFold(text, "true")
}

// unset gives a parameter without a value its symbol, or what a condition has found it equal to.
func (s *stack) unset(name string, declaration *node, why string, list, atomic bool) cty.Value {
	qualified := s.name(name)
	hint := ". Give one with --parameter or --parameters."
	if isNoEcho(declaration) {
		hint = ", so that its value counts as unknown."
	}
	s.unresolved(s.rangeOf(declaration), "Parameter "+s.prefix+name, capitalise(why)+hint)
	if list {
		return unknownList(why, qualified, variableList)
	}
	sym := s.variable(qualified, why, atomic)
	s.declarations[sym.AsString()] = declaration
	if value, ok := s.decisions.bound[sym.AsString()]; ok {
		return cty.StringVal(value)
	}
	return sym
}

// coerce turns a given value or default into what Ref yields: text, or a list of texts.
func (s *stack) coerce(v cty.Value, list bool) cty.Value {
	text, isText := textOf(v)
	switch {
	case !isText && !list && v.IsKnown() && v.Type().IsTupleType():
		// A parent stack may hand a list to a nested stack; CloudFormation passes it joined.
		parts := make([]string, 0, v.LengthInt())
		for _, item := range v.AsValueSlice() {
			part, ok := textOf(item)
			if !ok {
				return unknown("a list with unknown parts is handed to the parameter")
			}
			parts = append(parts, part)
		}
		return cty.StringVal(strings.Join(parts, ","))
	case !isText:
		return v
	case !list:
		return cty.StringVal(text)
	}
	split := s.splitText(text, ",")
	if !split.IsKnown() {
		return split
	}
	items := split.AsValueSlice()
	for i, item := range items {
		items[i] = cty.StringVal(strings.TrimSpace(item.AsString()))
	}
	return cty.TupleVal(items)
}

// isList reports whether Ref to a parameter of a type yields a list.
func isList(kind string) bool {
	return kind == "CommaDelimitedList" || strings.HasPrefix(kind, "List<")
}

// isID reports whether a parameter type stands for one identifier that AWS gave, or for a zone.
func isID(kind string) bool {
	return strings.HasPrefix(kind, "AWS::") && !strings.HasPrefix(kind, "AWS::SSM::")
}
