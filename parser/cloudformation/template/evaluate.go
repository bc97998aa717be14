package template

import (
	"fmt"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/netlint/netlint/model"
)

// evaluate gives the value of a node. cty.NilVal stands for AWS::NoValue: what holds the value drops it.
func (s *stack) evaluate(n *node) cty.Value {
	if s.steps++; s.steps > maxSteps {
		s.warnAt(s.document.root, "The template is too large to evaluate",
			"It stands for more than %d values. Split it; values beyond this bound count as unknown.", maxSteps)
		return unknown("the template is too large to evaluate")
	}
	if n.kind == scalarNode {
		return n.value
	}
	if s.depth++; s.depth > maxDepth {
		s.depth--
		s.warnAt(n, "Values are nested too deeply", "Values and functions are nested more than %d deep here; this value counts as unknown.", maxDepth)
		return unknown("values are nested too deeply")
	}
	defer func() { s.depth-- }()
	if n.kind == callNode {
		return s.call(n)
	}
	if !n.block && n.value != cty.NilVal {
		return n.value
	}
	var v cty.Value
	if n.kind == sequenceNode {
		v = s.sequence(n)
	} else {
		v = s.object(n)
	}
	if !n.block {
		n.value = v
	}
	return v
}

func (s *stack) sequence(n *node) cty.Value {
	items := make([]cty.Value, 0, len(n.items))
	for _, item := range n.items {
		if v := s.evaluate(item); v != cty.NilVal {
			items = append(items, v)
		}
	}
	return cty.TupleVal(items)
}

func (s *stack) object(n *node) cty.Value {
	fields := n.fields
	if n.block {
		fields = s.expandLoops(fields, nil)
	}
	attributes := make(map[string]cty.Value, len(fields))
	for i := range fields {
		f := &fields[i]
		if f.key == "Fn::Transform" {
			if included := s.transform(f.value); included != cty.NilVal && included.IsKnown() && included.Type().IsObjectType() {
				for name, v := range included.AsValueMap() {
					attributes[name] = v
				}
			}
			continue
		}
		v := s.evaluate(f.value)
		if v == cty.NilVal || (v.IsKnown() && v.IsNull()) {
			continue // CloudFormation refuses null; a property without a value is as good as absent
		}
		attributes[f.key] = v
	}
	if len(attributes) == 0 {
		return cty.EmptyObjectVal
	}
	return cty.ObjectVal(attributes)
}

// text evaluates a node to a string. Otherwise v is the unknown value that stands for the result.
func (s *stack) text(n *node) (text string, v cty.Value, ok bool) {
	v = s.evaluate(n)
	if text, ok = textOf(v); ok {
		return text, v, true
	}
	if _, isUnknown := unknownOf(v); !isUnknown {
		v = unknown("a string is expected here, but the value is none")
	}
	return "", v, false
}

// list evaluates a node to the elements of a list. Otherwise v is the unknown value that stands for it.
func (s *stack) list(n *node) (items []cty.Value, v cty.Value, ok bool) {
	if v, ok = s.wholeList(n); !ok {
		return nil, v, false
	}
	return v.AsValueSlice(), v, true
}

// wholeList evaluates a node to a list. Otherwise v is the unknown value that stands for it.
func (s *stack) wholeList(n *node) (v cty.Value, ok bool) {
	v = s.evaluate(n)
	if v == cty.NilVal {
		return cty.EmptyTupleVal, true
	}
	if v.IsKnown() && !v.IsNull() && v.Type().IsTupleType() {
		return v, true
	}
	if text, isText := textOf(v); isText && soleVariable(text) {
		return unknownList(s.whySymbol(text), strings.Trim(text, string(variableOpen)+string(variableClose)), variableList), false
	}
	if _, isUnknown := unknownOf(v); !isUnknown {
		v = unknown("a list is expected here, but the value is none")
	}
	return v, false
}

// whySymbol says why the first symbol in a text is not known.
func (l *loader) whySymbol(text string) string {
	if why, ok := l.why[firstSymbol(text)]; ok {
		return why
	}
	return "the value is known only after deployment"
}

// element gives the element i of a list of unknown length.
func (l *loader) element(u Unknown, i int) cty.Value {
	name := u.list.name
	switch u.list.kind {
	case variableList:
		return l.variable(name+"["+itoa(i)+"]", u.Why, true)
	case identityList:
		return l.identity(name+"["+itoa(i)+"]", u.Why)
	case zoneList:
		if i < 26 {
			return cty.StringVal(name + string(rune('a'+i)))
		}
	case pairList:
		zone := l.identity(name+"Zone["+itoa(i)+"]", u.Why)
		id := l.identity(name+"["+itoa(i)+"]", u.Why)
		return cty.StringVal(zone.AsString() + ":" + id.AsString())
	}
	return unknown(u.Why)
}

// call applies an intrinsic function.
func (s *stack) call(n *node) cty.Value {
	switch n.function {
	case "Ref":
		name, v, ok := s.text(n.arg)
		if !ok {
			return v
		}
		return s.ref(name, n)
	case "GetAtt":
		return s.getAtt(n)
	case "Sub":
		return s.sub(n)
	case "Join":
		return s.join(n)
	case "Split":
		return s.split(n)
	case "Select":
		return s.selectItem(n)
	case "If":
		return s.conditional(n)
	case "FindInMap":
		return s.findInMap(n)
	case "And", "Or", "Not", "Equals", "Condition":
		return cty.BoolVal(s.truth(n))
	case "Base64":
		return s.base64(n)
	case "Cidr":
		return s.cidr(n)
	case "GetAZs":
		return s.zones(n)
	case "ImportValue":
		return s.importValue(n)
	case "Transform":
		return s.transform(n.arg)
	case "Length":
		return s.length(n)
	case "ToJsonString":
		return s.toJSON(n)
	}
	s.warnAt(n, "A function is not understood",
		"Fn::%s is no function that netlint knows; its value counts as unknown. Check its spelling.", n.function)
	return unknown("Fn::" + n.function + " is not understood")
}

// malformed reports a function whose arguments have the wrong shape.
func (s *stack) malformed(n *node, shape string) cty.Value {
	s.warnAt(n, "A function has the wrong arguments", "Fn::%s takes %s; its value counts as unknown here.", n.function, shape)
	return unknown("Fn::" + n.function + " has the wrong arguments")
}

// warnTentatively notes a diagnostic that counts if all scenarios make it.
func (s *stack) warnTentatively(n *node, summary, format string, args ...any) {
	d := model.Diagnostic{Severity: model.SeverityWarning, Summary: summary, Detail: fmt.Sprintf(format, args...), Range: s.rangeOf(n)}
	s.tentative[d.Error()] = d
}

// arguments gives a function's arguments when they are a list of min to max nodes.
func arguments(n *node, least, most int) ([]*node, bool) {
	if n.arg.kind != sequenceNode || len(n.arg.items) < least || len(n.arg.items) > most {
		return nil, false
	}
	return n.arg.items, true
}
