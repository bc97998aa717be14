package template

import (
	"regexp"
	"slices"
	"strconv"

	"github.com/zclconf/go-cty/cty"
)

// conditional evaluates Fn::If. What a property takes from the branch that is not chosen is never looked at.
func (s *stack) conditional(n *node) cty.Value {
	branch, ok := s.branch(n)
	if !ok {
		return s.malformed(n, "a condition's name and two values")
	}
	return s.evaluate(branch)
}

// branch gives the branch that an Fn::If takes.
func (s *stack) branch(n *node) (*node, bool) {
	args, ok := arguments(n, 3, 3)
	if !ok {
		return nil, false
	}
	name, ok := args[0].text()
	if !ok {
		if args[0].kind != callNode && args[0].get("Condition") == nil {
			return nil, false
		}
		if s.truth(args[0]) {
			return args[1], true
		}
		return args[2], true
	}
	if s.condition(name, args[0]) {
		return args[1], true
	}
	return args[2], true
}

// condition gives the outcome of a condition in this run.
func (s *stack) condition(name string, user *node) bool {
	switch s.outcomes[name] {
	case isTrue:
		return true
	case isFalse:
		return false
	case evaluating:
		s.warnAt(user, "Conditions refer to each other in a circle",
			"The condition %q is part of its own definition; it counts as false. Break the circle.", name)
		return false
	}
	n := s.rules[name]
	if n == nil {
		s.warnAt(user, "A condition is not defined",
			"There is no condition called %q; both outcomes are considered. Define it under Conditions, or correct the name.", name)
		s.outcomes[name] = state(s.ask("condition " + s.name(name)))
		return s.outcomes[name] == isTrue
	}
	s.outcomes[name] = evaluating
	truth := s.truth(n)
	s.outcomes[name] = state(truth)
	return truth
}

func state(truth bool) outcomeState {
	if truth {
		return isTrue
	}
	return isFalse
}

// ask answers a question that stands for itself.
func (s *stack) ask(text string) bool { return s.decisions.ask(question{constant: text}) }

// truth evaluates a condition's expression. What cannot be decided is chosen by the run's script.
func (s *stack) truth(n *node) bool {
	if s.depth++; s.depth > maxDepth {
		s.depth--
		return false
	}
	defer func() { s.depth-- }()
	if name, ok := n.get("Condition").text(); ok && n.kind == mappingNode && len(n.fields) == 1 {
		return s.condition(name, n)
	}
	if n.kind == callNode {
		switch n.function {
		case "Condition":
			name, _ := n.arg.text()
			return s.condition(name, n)
		case "Not":
			if args, ok := arguments(n, 1, 1); ok {
				return !s.truth(args[0])
			}
			s.malformed(n, "a list of one condition")
		case "And", "Or":
			if args, ok := arguments(n, 1, 1000); ok {
				for _, arg := range args {
					if s.truth(arg) == (n.function == "Or") {
						return n.function == "Or"
					}
				}
				return n.function == "And"
			}
			s.malformed(n, "a list of conditions")
		case "Equals":
			if args, ok := arguments(n, 2, 2); ok {
				return s.equal(args[0], args[1])
			}
			s.malformed(n, "a list of two values")
		}
	}
	v := s.evaluate(n)
	switch text, _ := textOf(v); text {
	case "true":
		return true
	case "false":
		return false
	}
	return s.ask(s.name("") + n.source())
}

// equal evaluates Fn::Equals. Values compare as text, so that true equals "true".
func (s *stack) equal(a, b *node) bool {
	left, right := s.evaluate(a), s.evaluate(b)
	x, xText := textOf(left)
	y, yText := textOf(right)
	switch {
	case xText && yText:
		return s.equalText(x, y)
	case left == cty.NilVal || right == cty.NilVal:
		return left == right
	case left.IsWhollyKnown() && right.IsWhollyKnown() && left.RawEquals(right):
		return true
	}
	return s.ask(s.name("") + a.source() + " equals " + b.source())
}

func (s *stack) equalText(x, y string) bool {
	switch {
	case x == y:
		return true
	case !HasSymbol(x) && !HasSymbol(y):
		return false
	case soleVariable(x) && !HasSymbol(y):
		return s.equalsConstant(x, y)
	case soleVariable(y) && !HasSymbol(x):
		return s.equalsConstant(y, x)
	}
	if x > y {
		x, y = y, x
	}
	return s.ask(x + "\x00" + y)
}

// equalsConstant decides whether a variable has a value, as far as its declaration does not forbid it.
func (s *stack) equalsConstant(sym, constant string) bool {
	declaration := s.declarations[sym]
	if declaration != nil && !admits(declaration, constant) {
		return false
	}
	return s.decisions.equals(question{variable: sym, constant: constant, domain: allowedValues(declaration)})
}

// allowedValues gives the values that a parameter may take, or nil when it does not list them.
func allowedValues(declaration *node) []string {
	n := declaration.get("AllowedValues")
	if n == nil || n.kind != sequenceNode {
		return nil
	}
	values := make([]string, 0, len(n.items))
	for _, item := range n.items {
		if text, ok := item.text(); ok {
			values = append(values, text)
		}
	}
	slices.Sort(values)
	return slices.Compact(values)
}

// admits reports whether a parameter can have a value, by its type, length and pattern.
func admits(declaration *node, value string) bool {
	kind, _ := declaration.get("Type").text()
	if value == "" && (isID(kind) || kind == "Number") {
		return false
	}
	if text, ok := declaration.get("MinLength").text(); ok {
		if least, err := strconv.Atoi(text); err == nil && len(value) < least {
			return false
		}
	}
	if pattern, ok := declaration.get("AllowedPattern").text(); ok {
		// CloudFormation's patterns are Java's; one that Go does not know forbids nothing.
		if re, err := regexp.Compile(`^(?:` + pattern + `)$`); err == nil && !re.MatchString(value) {
			return false
		}
	}
	return true
}
