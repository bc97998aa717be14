// Package snippet writes the changes that rules propose as code, in both dialects, with the names that the
// code beside it would use.
package snippet

import (
	"fmt"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/lazyregexp"
)

// Terraform gives the address of an object as code of its own module writes it:
// "aws_network_acl.app["a"]" for "module.net.aws_network_acl.app["a"]".
func Terraform(o *model.Object) string {
	rest := o.Address
	for {
		call, ok := strings.CutPrefix(rest, "module.")
		if !ok {
			return rest
		}
		end := endOfStep(call)
		if end >= len(call) {
			return o.Address
		}
		rest = call[end+1:]
	}
}

// endOfStep gives the index of the dot that ends the first step of an address, keys in brackets included.
func endOfStep(s string) int {
	quoted := false
	depth := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && quoted:
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[':
			depth++
		case c == ']':
			depth--
		case c == '.' && depth == 0:
			return i
		}
	}
	return len(s)
}

// CloudFormation gives the logical id of an object inside its own template: "AppAcl" for "Network/AppAcl".
func CloudFormation(o *model.Object) string {
	return o.Address[strings.LastIndexByte(o.Address, '/')+1:]
}

var notInName = lazyregexp.New(`[^a-zA-Z0-9]+`)

// TerraformName makes a name for a new resource beside an object, with a suffix that says what it is for:
// "app_answers_out".
func TerraformName(o *model.Object, suffix string) string {
	address := Terraform(o)
	_, name, found := strings.Cut(address, ".")
	if !found {
		name = address
	}
	return strings.Trim(notInName().ReplaceAllString(name, "_"), "_") + "_" + suffix
}

// CloudFormationName makes a logical id for a new resource beside an object: "AppAclAnswersOut".
func CloudFormationName(o *model.Object, suffix string) string {
	return notInName().ReplaceAllString(CloudFormation(o), "") + suffix
}

// Block writes a Terraform block of the given arguments, aligned as terraform fmt aligns them. Arguments come
// in pairs of name and expression; those with an empty expression are left out.
func Block(header string, arguments ...string) string {
	width := 0
	for i := 0; i+1 < len(arguments); i += 2 {
		if arguments[i+1] != "" {
			width = max(width, len(arguments[i]))
		}
	}
	var b strings.Builder
	b.WriteString(header + " {\n")
	for i := 0; i+1 < len(arguments); i += 2 {
		if arguments[i+1] != "" {
			fmt.Fprintf(&b, "  %-*s = %s\n", width, arguments[i], arguments[i+1])
		}
	}
	b.WriteString("}\n")
	return b.String()
}

// Resource writes a CloudFormation resource with properties, which come in pairs of name and YAML value;
// those with an empty value are left out.
func Resource(id, kind string, properties ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:\n  Type: %s\n  Properties:\n", id, kind)
	for i := 0; i+1 < len(properties); i += 2 {
		if properties[i+1] != "" {
			fmt.Fprintf(&b, "    %s: %s\n", properties[i], properties[i+1])
		}
	}
	return b.String()
}
