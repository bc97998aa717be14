package template

import (
	"strings"
	"unicode"

	"github.com/zclconf/go-cty/cty"
)

// expandLoops writes out Fn::ForEach entries of a mapping; variables are the loops around it.
func (s *stack) expandLoops(fields []field, variables []loopVariable) []field {
	loops := false
	for i := range fields {
		if loopName(fields[i].key) {
			loops = true
			break
		}
	}
	if !loops {
		return fields
	}
	budget := maxLoopNodes
	expanded := make([]field, 0, len(fields))
	for _, f := range fields {
		if !loopName(f.key) {
			expanded = append(expanded, f)
			continue
		}
		expanded = s.loop(expanded, f, variables, &budget)
	}
	return dropDuplicates(expanded)
}

// loopVariable is a loop's name for the current element, and the element.
type loopVariable struct{ name, value string }

// loop appends what one Fn::ForEach entry stands for.
func (s *stack) loop(expanded []field, f field, variables []loopVariable, budget *int) []field {
	n := f.value
	if n.kind != sequenceNode || len(n.items) != 3 || n.items[2].kind != mappingNode {
		s.warnAt(n, "A loop has the wrong shape",
			"%s takes a variable's name, a list and a mapping; what it makes is not seen. Correct its arguments.", f.key)
		return expanded
	}
	name, _ := n.items[0].text()
	items, list, ok := s.list(substitute(n.items[1], variables))
	var elements []string
	for _, item := range items {
		text, isText := textOf(item)
		if !isText || HasSymbol(text) {
			ok, list = false, item
			break
		}
		elements = append(elements, text)
	}
	if !ok {
		why := "its list is known only at deployment"
		if u, isUnknown := unknownOf(list); isUnknown {
			why = u.Why
		} else if text, isText := textOf(list); isText {
			why = s.whySymbol(text)
		}
		s.warnAt(n, "A loop cannot be written out", "%s stands for nothing here, because %s. Give the value, to have it checked.", f.key, why)
		s.hidden(s.rangeOf(n), "Loop "+strings.TrimPrefix(f.key, "Fn::ForEach::"), capitalise(why)+".")
		return expanded
	}
	for _, element := range elements {
		inner := append(variables[:len(variables):len(variables)], loopVariable{name, element})
		for _, entry := range n.items[2].fields {
			if *budget <= 0 {
				s.warnAt(n, "A loop is too large", "The loops here stand for more than %d values; the rest is left out. Write fewer.", maxLoopNodes)
				return expanded
			}
			if loopName(entry.key) {
				*budget--
				expanded = s.loop(expanded, field{entry.key, entry.at, entry.value}, inner, budget)
				continue
			}
			value := substitute(entry.value, inner)
			*budget -= value.size
			expanded = append(expanded, field{key: replaceVariables(entry.key, inner), at: entry.at, value: value})
		}
	}
	return expanded
}

// substitute copies a node with loop variables replaced, both as ${Name} in text and as a Ref to the name.
func substitute(n *node, variables []loopVariable) *node {
	if len(variables) == 0 {
		return n
	}
	switch n.kind {
	case scalarNode:
		text, ok := textOf(n.value)
		if !ok || n.value.Type() != cty.String {
			return n
		}
		if replaced := replaceVariables(text, variables); replaced != text {
			return newScalar(cty.StringVal(replaced), n.start, n.end)
		}
		return n
	case sequenceNode:
		items := make([]*node, len(n.items))
		for i, item := range n.items {
			items[i] = substitute(item, variables)
		}
		return newSequence(items, n.start, n.end)
	case mappingNode:
		fields := make([]field, len(n.fields))
		for i, f := range n.fields {
			fields[i] = field{key: replaceVariables(f.key, variables), at: f.at, value: substitute(f.value, variables)}
		}
		return newMapping(fields, n.start, n.end)
	}
	if n.function == "Ref" {
		if name, ok := n.arg.text(); ok {
			for i := len(variables) - 1; i >= 0; i-- {
				if variables[i].name == name {
					return newScalar(cty.StringVal(variables[i].value), n.start, n.end)
				}
			}
		}
	}
	return newCall(n.function, substitute(n.arg, variables), n.start, n.end)
}

// replaceVariables puts elements in place of ${Name}, and their letters and digits in place of &{Name}.
func replaceVariables(text string, variables []loopVariable) string {
	if !strings.Contains(text, "{") {
		return text
	}
	for i := len(variables) - 1; i >= 0; i-- {
		v := variables[i]
		text = strings.ReplaceAll(text, "${"+v.name+"}", v.value)
		if strings.Contains(text, "&{"+v.name+"}") {
			text = strings.ReplaceAll(text, "&{"+v.name+"}", strings.Map(func(r rune) rune {
				if unicode.IsLetter(r) || unicode.IsDigit(r) {
					return r
				}
				return -1
			}, v.value))
		}
	}
	return text
}

// dropDuplicates keeps the last of the entries that have the same key, at the place of the first.
func dropDuplicates(fields []field) []field {
	index := make(map[string]int, len(fields))
	kept := fields[:0]
	for _, f := range fields {
		if i, ok := index[f.key]; ok {
			kept[i] = f
			continue
		}
		index[f.key] = len(kept)
		kept = append(kept, f)
	}
	return kept
}
