package fix

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

// editTerraform makes the changes of an edit in a Terraform file.
func editTerraform(text []byte, edit *rules.Edit, code string) ([]splice, error) {
	file, diags := hclsyntax.ParseConfig(text, "", hcl.InitialPos)
	if diags.HasErrors() {
		return nil, errors.New("the file has errors of syntax")
	}
	body, ok := file.Body.(*hclsyntax.Body)
	if !ok {
		return nil, errors.New("the file is not written in Terraform's own syntax")
	}
	block := declaring(body, edit.Object)
	if block == nil {
		return nil, fmt.Errorf("the block of %s is not where it was", edit.Object.Address)
	}
	for _, name := range []string{"count", "for_each"} {
		if block.Body.Attributes[name] != nil {
			return nil, fmt.Errorf("the block of %s declares several resources by %s", edit.Object.Address, name)
		}
	}
	t := terraformText{text: text, block: block}
	switch edit.Kind {
	case rules.AddBlock:
		return t.addBehind(body, code)
	case rules.AddNested:
		return t.addNested(code)
	case rules.Append:
		return t.appendTo(edit.Argument, code)
	case rules.Set:
		return t.set(edit.Argument, code)
	}
	return nil, fmt.Errorf("%q is no kind of change", edit.Kind)
}

// isTerraform reports whether a text is free of errors of syntax.
func isTerraform(text []byte) bool {
	_, diags := hclsyntax.ParseConfig(text, "", hcl.InitialPos)
	return !diags.HasErrors()
}

// declaring finds the block that declares an object: at its place, with its type and name.
func declaring(body *hclsyntax.Body, o *model.Object) *hclsyntax.Block {
	for _, b := range body.Blocks {
		if b.Type == "resource" && len(b.Labels) == 2 && b.TypeRange.Start.Line == o.Range.Line && b.Labels[0]+"."+b.Labels[1] == o.Address {
			return b
		}
	}
	return nil
}

// terraformText is a file and the block in it that is to be changed.
type terraformText struct {
	text  []byte
	block *hclsyntax.Block
}

// addBehind adds top-level blocks behind the block, under names that are free in the file.
func (t terraformText) addBehind(body *hclsyntax.Body, code string) ([]splice, error) {
	added, diags := hclwrite.ParseConfig([]byte(code), "", hcl.InitialPos)
	if diags.HasErrors() {
		return nil, errors.New("the proposed code has errors of syntax")
	}
	taken := map[string]bool{}
	for _, b := range body.Blocks {
		taken[strings.Join(b.Labels, ".")] = true
	}
	for _, b := range added.Body().Blocks() {
		labels := b.Labels()
		if len(labels) != 2 {
			return nil, errors.New("the proposed code is no resource")
		}
		name := labels[1]
		for n := 2; taken[labels[0]+"."+labels[1]]; n++ {
			labels[1] = name + "_" + strconv.Itoa(n)
		}
		taken[labels[0]+"."+labels[1]] = true
		b.SetLabels(labels)
	}
	at := lineEnd(t.text, t.block.CloseBraceRange.End.Byte)
	add := "\n" + strings.TrimRight(string(hclwrite.Format(added.Bytes())), "\n") + "\n"
	if at < len(t.text) && t.text[at] != '\n' && t.text[at] != '\r' {
		add += "\n"
	}
	return []splice{insertAt(at, onNewLine(t.text, at, add))}, nil
}

// addNested adds nested blocks inside the block: behind the last one of their type, else at its end.
func (t terraformText) addNested(code string) ([]splice, error) {
	added, diags := hclwrite.ParseConfig([]byte(code), "", hcl.InitialPos)
	if diags.HasErrors() || len(added.Body().Blocks()) == 0 {
		return nil, errors.New("the proposed code is no nested block")
	}
	kind := added.Body().Blocks()[0].Type()
	add := "\n" + indent(strings.TrimRight(string(hclwrite.Format(added.Bytes())), "\n"), "  ") + "\n"
	for _, b := range slices.Backward(t.block.Body.Blocks) {
		if b.Type == kind || b.Type == "dynamic" && b.Labels[0] == kind {
			at := lineEnd(t.text, b.CloseBraceRange.End.Byte)
			if rest := bytes.TrimLeft(t.text[at:], " \t"); len(rest) > 0 && rest[0] != '\n' && rest[0] != '\r' && rest[0] != '}' {
				add += "\n"
			}
			return []splice{insertAt(at, add)}, nil
		}
	}
	return t.addLast(add)
}

// addLast adds lines before the closing brace of the block.
func (t terraformText) addLast(add string) ([]splice, error) {
	open, end := t.block.OpenBraceRange, t.block.CloseBraceRange
	if open.Start.Line == end.Start.Line {
		inner := strings.TrimSpace(string(t.text[open.End.Byte:end.Start.Byte]))
		if inner != "" {
			inner = "  " + inner + "\n"
		}
		return []splice{{start: open.End.Byte, end: end.Start.Byte, text: "\n" + inner + add}}, nil
	}
	return []splice{insertAt(lineStart(t.text, end.Start.Byte), add)}, nil
}

// set gives an argument a value: in place of the one it has, else on a line of its own behind the arguments
// that stand before the nested blocks.
func (t terraformText) set(argument, value string) ([]splice, error) {
	if a := t.block.Body.Attributes[argument]; a != nil {
		r := a.Expr.Range()
		return t.formatted([]splice{{start: r.Start.Byte, end: r.End.Byte, text: value}})
	}
	line := "  " + argument + " = " + value + "\n"
	if t.block.OpenBraceRange.Start.Line == t.block.CloseBraceRange.Start.Line {
		splices, err := t.addLast(line)
		if err != nil {
			return nil, err
		}
		return t.formatted(splices)
	}
	first := t.block.CloseBraceRange.Start.Byte
	for _, b := range t.block.Body.Blocks {
		first = min(first, b.TypeRange.Start.Byte)
	}
	at := lineEnd(t.text, t.block.OpenBraceRange.End.Byte)
	for _, a := range t.block.Body.Attributes {
		// Where tags stand last, as they usually do, the argument goes before them.
		if end := a.SrcRange.End.Byte; end <= first && a.Name != "tags" {
			if t.text[end-1] != '\n' { // a heredoc ends with its line
				end = lineEnd(t.text, end)
			}
			at = max(at, end)
		}
	}
	return t.formatted([]splice{insertAt(at, line)})
}

// formatted lets the block look as terraform fmt has it after the changes, where it did so before.
func (t terraformText) formatted(splices []splice) ([]splice, error) {
	start, end := t.block.TypeRange.Start.Byte, t.block.CloseBraceRange.End.Byte
	before := t.text[start:end]
	if bytes.Contains(before, []byte("\r\n")) || !bytes.Equal(before, hclwrite.Format(before)) {
		return splices, nil
	}
	inside := slices.Clone(splices)
	for i := range inside {
		inside[i].start -= start
		inside[i].end -= start
	}
	after, err := apply(before, inside)
	if err != nil {
		return nil, err
	}
	return []splice{{start: start, end: end, text: string(hclwrite.Format(after))}}, nil
}

// appendTo adds the items of a list to a list: to an argument's, or to one inside the argument of a function,
// as in "policy.Statement.0.Resource" with jsonencode.
func (t terraformText) appendTo(argument, value string) ([]splice, error) {
	items, err := itemsOf(value)
	if err != nil {
		return nil, err
	}
	name, rest, nested := strings.Cut(argument, ".")
	a := t.block.Body.Attributes[name]
	if a == nil {
		if nested {
			return nil, fmt.Errorf("%s is not written in the block", name)
		}
		return t.set(name, value)
	}
	expr := a.Expr
	if nested {
		call, ok := expr.(*hclsyntax.FunctionCallExpr)
		if !ok || call.Name != "jsonencode" || len(call.Args) != 1 {
			return nil, fmt.Errorf("%s is not written with jsonencode in the block", name)
		}
		if expr = follow(call.Args[0], strings.Split(rest, ".")); expr == nil {
			return nil, fmt.Errorf("%s is not written out in the block", argument)
		}
	}
	r := expr.Range()
	old := string(r.SliceBytes(t.text))
	replace := func(text string) ([]splice, error) {
		return t.formatted([]splice{{start: r.Start.Byte, end: r.End.Byte, text: text}})
	}
	switch e := expr.(type) {
	case *hclsyntax.TupleConsExpr:
		if len(e.Exprs) == 0 {
			return replace(value)
		}
		return t.formatted(t.appendItems(e, items))
	case *hclsyntax.TemplateExpr:
		return replace("[" + old + ", " + strings.Join(items, ", ") + "]")
	}
	if nested {
		return nil, fmt.Errorf("%s is not written out in the block", argument)
	}
	return replace("concat(" + old + ", " + value + ")")
}

// itemsOf gives the items of a list that is written out, as they are written.
func itemsOf(list string) ([]string, error) {
	expr, diags := hclsyntax.ParseExpression([]byte(list), "", hcl.InitialPos)
	tuple, ok := expr.(*hclsyntax.TupleConsExpr)
	if diags.HasErrors() || !ok || len(tuple.Exprs) == 0 {
		return nil, errors.New("the proposed code is no list")
	}
	var items []string
	for _, item := range tuple.Exprs {
		items = append(items, string(item.Range().SliceBytes([]byte(list))))
	}
	return items, nil
}

// appendItems adds items behind the last one of a list, in the list's own layout.
func (t terraformText) appendItems(list *hclsyntax.TupleConsExpr, items []string) []splice {
	last := list.Exprs[len(list.Exprs)-1].Range()
	end := list.Range().End.Byte - 1 // the bracket
	if list.Range().End.Line == last.End.Line {
		return []splice{insertAt(last.End.Byte, ", "+strings.Join(items, ", "))}
	}
	comma := -1
	tokens, _ := hclsyntax.LexConfig(t.text[last.End.Byte:end], "", hcl.InitialPos)
	for _, token := range tokens {
		if token.Type == hclsyntax.TokenComma {
			comma = last.End.Byte + token.Range.Start.Byte
			break
		}
	}
	space := margin(t.text, last.Start.Byte)
	lines := space + strings.Join(items, ",\n"+space)
	if comma >= 0 {
		return []splice{insertAt(lineEnd(t.text, comma), lines+",\n")}
	}
	return []splice{insertAt(last.End.Byte, ","), insertAt(lineEnd(t.text, last.End.Byte), lines+"\n")}
}

// follow goes into an object or list that is written out.
func follow(expr hclsyntax.Expression, path []string) hclsyntax.Expression {
	for _, step := range path {
		var next hclsyntax.Expression
		switch e := expr.(type) {
		case *hclsyntax.ObjectConsExpr:
			for _, item := range e.Items {
				if key, diags := item.KeyExpr.Value(nil); !diags.HasErrors() && key.IsKnown() && key.Type().FriendlyName() == "string" && key.AsString() == step {
					next = item.ValueExpr
				}
			}
			// A single statement may stand without a list around it.
			if next == nil && step == "0" {
				next = e
			}
		case *hclsyntax.TupleConsExpr:
			if n, err := strconv.Atoi(step); err == nil && n >= 0 && n < len(e.Exprs) {
				next = e.Exprs[n]
			}
		}
		if next == nil {
			return nil
		}
		expr = next
	}
	return expr
}

// indent puts space before each line that is not empty.
func indent(text, space string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if line != "" {
			lines[i] = space + line
		}
	}
	return strings.Join(lines, "\n")
}
