package template

import (
	"strings"

	"github.com/zclconf/go-cty/cty"
)

// export is an output that a stack offers to others. It is the key of what a run notes of it.
type export struct {
	stack  *stack
	output string
}

// importValue evaluates Fn::ImportValue: an export of a stack in view, else a variable.
func (s *stack) importValue(n *node) cty.Value {
	name, v, ok := s.text(n.arg)
	if !ok {
		return v
	}
	if s.exporting {
		return unknown("the name of an export hangs on another export")
	}
	if s.exports == nil {
		s.indexExports()
	}
	if e, ok := s.find(name); ok {
		if v, ok := e.stack.output(e.output); ok {
			s.imported[e] = true
			return v
		}
	}
	why := "no stack in view exports " + plain(name)
	s.unresolved(s.rangeOf(n), "Export "+plain(name), capitalise(why)+"; name its template too.")
	return s.variable("import "+strings.NewReplacer(",", "", ":", "›", "/", "›", "-", "_").Replace(name), why, false)
}

// indexExports collects the exports of all stacks by name.
func (r *run) indexExports() {
	r.exporting = true
	defer func() { r.exporting = false }()
	r.exports = map[string]export{}
	for _, s := range r.stacks {
		for _, f := range s.outputs {
			name := f.value.get("Export").get("Name")
			if name == nil || f.value.get("Value") == nil {
				continue
			}
			if text, _, ok := s.text(name); ok && s.offers(f) {
				r.exports[text] = export{s, f.key}
			}
		}
	}
}

// find looks an export up. Most exports carry the exporting stack's name, which is chosen at deployment, and
// most imports get it by a parameter; where exactly one stack of the call can be meant, it is.
func (s *stack) find(name string) (export, bool) {
	if e, ok := s.exports[name]; ok {
		return e, true
	}
	var found []export
	for pattern, e := range s.exports {
		sym := variable(e.stack.name("StackName"))
		before, after, ok := strings.Cut(pattern, sym)
		if !ok || e.stack == s || len(name) <= len(before)+len(after) || before+after == "" {
			continue
		}
		if strings.HasPrefix(name, before) && strings.HasSuffix(name, after) {
			middle := name[len(before) : len(name)-len(after)]
			if soleVariable(middle) || !HasSymbol(middle) {
				found = append(found, e)
			}
		}
	}
	if len(found) != 1 {
		return export{}, false
	}
	return found[0], true
}

// plain writes symbols as names for messages.
func plain(text string) string {
	return strings.NewReplacer(
		string(variableOpen), "", string(variableClose), "",
		string(identityOpen), "", string(identityClose), "").Replace(text)
}
