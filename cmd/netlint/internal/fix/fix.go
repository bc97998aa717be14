// Package fix makes the changes that findings propose, where a change is certain and local: in Terraform
// files and CloudFormation templates, by inserting text at the places that the syntax gives, so that comments,
// order and layout stay as they are. Each change is tried on a copy in memory before anything is written.
package fix

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

// Target gives the file in which the edit of a finding is to be made. It refuses what is not certain and
// local; the error is a clause that says why.
func Target(f rules.Finding) (string, error) {
	edit := f.Fix.Edit
	switch {
	case edit == nil || edit.Object == nil:
		return "", errors.New("the change is not one that can be made without a decision")
	case f.Confidence != rules.Definite:
		return "", errors.New("it is not certain that there is a fault")
	}
	o := edit.Object
	file := o.Range.File
	switch {
	case o.Input == nil || o.Implicit || o.External || file == "":
		return "", fmt.Errorf("%s is not declared in the inputs", o.Address)
	case strings.HasPrefix(file, "<"):
		return "", errors.New("standard input cannot be changed")
	case o.Construct != "":
		return "", errors.New("the template is made by the AWS CDK; change the code that makes it")
	case len(o.Calls) > 0 || strings.HasPrefix(o.Address, "module."):
		return "", fmt.Errorf("%s stands in a module, which other callers may share", o.Address)
	case strings.Contains(code(edit, f.Fix), " # "):
		return "", errors.New("an identifier comes from another module, stack or file")
	}
	switch o.Input.Kind {
	case "terraform-config":
		if !strings.HasSuffix(file, ".tf") && !strings.HasSuffix(file, ".tofu") {
			return "", fmt.Errorf("%s is not written in Terraform's own syntax", file)
		}
		if path.Dir(file) != path.Clean(o.Input.Path) {
			return "", fmt.Errorf("%s lies outside of %s", file, o.Input.Path)
		}
		if strings.HasSuffix(o.Address, "]") {
			return "", fmt.Errorf("the block of %s declares several resources by count or for_each", o.Address)
		}
	case "cloudformation":
		if file != o.Input.Path || strings.Contains(o.Address, "/") {
			return "", fmt.Errorf("%s stands in a nested stack", o.Address)
		}
	default:
		return "", errors.New("it comes from a plan or a state; name the directory of the sources in its place")
	}
	return file, nil
}

// Apply makes the edit of a finding in the text of the file that Target names, and gives the new text. The
// error is a clause that says why the edit does not fit the text.
func Apply(f rules.Finding, text []byte) ([]byte, error) {
	edit := f.Fix.Edit
	change, parses, format := editTerraform, isTerraform, hclwrite.Format
	if edit.Object.Input.Dialect == model.CloudFormation {
		change, parses, format = editTemplate, isTemplate, bytes.Clone
	}
	splices, err := change(text, edit, code(edit, f.Fix))
	if err != nil {
		return nil, err
	}
	after, err := apply(text, splices)
	if err != nil {
		return nil, err
	}
	if !parses(after) {
		return nil, errors.New("the layout of the file leaves no place for it")
	}
	// What terraform fmt had nothing to change in stays so: comments behind neighbouring lines are aligned by it.
	if bytes.Equal(format(text), text) {
		return format(after), nil
	}
	return after, nil
}

// code gives what an edit adds: its own value, else the snippet of the fix.
func code(edit *rules.Edit, f rules.Fix) string {
	if edit.Value != "" {
		return edit.Value
	}
	if edit.Object == nil || edit.Object.Input == nil {
		return ""
	}
	return f.Code(edit.Object.Input.Dialect)
}

// splice is a change of text: what stands between two offsets is replaced.
type splice struct {
	start, end int
	text       string
}

func insertAt(offset int, text string) splice { return splice{start: offset, end: offset, text: text} }

// apply makes changes, which must not overlap, and writes line breaks as the text does.
func apply(text []byte, splices []splice) ([]byte, error) {
	crlf := strings.Contains(string(text), "\r\n")
	slices.SortStableFunc(splices, func(a, b splice) int { return a.start - b.start })
	var out []byte
	at := 0
	for _, s := range splices {
		if s.start < at || s.end < s.start || s.end > len(text) {
			return nil, errors.New("the changes overlap")
		}
		out = append(out, text[at:s.start]...)
		add := s.text
		if crlf {
			add = strings.ReplaceAll(add, "\n", "\r\n")
		}
		out = append(out, add...)
		at = s.end
	}
	return append(out, text[at:]...), nil
}

// lineEnd gives the offset behind the line break that ends the line of an offset, or the end of the text.
func lineEnd(text []byte, offset int) int {
	for offset < len(text) && text[offset] != '\n' {
		offset++
	}
	return min(offset+1, len(text))
}

// lineStart gives the offset at which the line of an offset begins.
func lineStart(text []byte, offset int) int { return bytes.LastIndexByte(text[:offset], '\n') + 1 }

// margin gives the blanks with which the line of an offset begins.
func margin(text []byte, offset int) string {
	line := text[lineStart(text, offset):offset]
	return string(line[:len(line)-len(bytes.TrimLeft(line, " \t"))])
}

// onNewLine makes text that is inserted at an offset begin on a line of its own, where the text before ends
// without a line break.
func onNewLine(text []byte, offset int, add string) string {
	if offset > 0 && text[offset-1] != '\n' {
		return "\n" + add
	}
	return add
}
