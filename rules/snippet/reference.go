package snippet

import (
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

// Dialect gives the dialect in which an object is declared.
func Dialect(o *model.Object) model.Dialect {
	if o.Input != nil {
		return o.Input.Dialect
	}
	return model.Terraform
}

// Reference gives the expression by which code that stands beside one object refers to another by its
// identifier: "aws_route_table.app.id", "!Ref AppTable". What stands in another module, stack or file cannot
// be referred to by its name: the expression is then the variable or parameter that brings the identifier,
// with a comment that says of what.
func Reference(beside, to *model.Object, variable string) string {
	if Dialect(beside) == model.CloudFormation {
		if stack(beside) == stack(to) && beside.Range.File == to.Range.File && !to.Implicit {
			return "!Ref " + CloudFormation(to)
		}
		return "!Ref " + variable + " # a parameter with the id of " + to.Address
	}
	if module(beside) != module(to) || Dialect(to) != model.Terraform {
		return "var." + variable + " # the id of " + to.Address
	}
	attribute := ".id"
	if to.Implicit && to.Type == "main route table" {
		attribute = ".main_route_table_id"
	}
	return Terraform(to) + attribute
}

// module gives the path of the module that declares a Terraform object, empty for the root.
func module(o *model.Object) string {
	return strings.TrimSuffix(strings.TrimSuffix(o.Address, Terraform(o)), ".")
}

// stack gives the nested stack that declares a CloudFormation object, empty for the root.
func stack(o *model.Object) string {
	return strings.TrimSuffix(strings.TrimSuffix(o.Address, CloudFormation(o)), "/")
}

// Label makes a word for names of new resources out of an object's name or address: "core" for
// aws_vpc.this (core), "Networking1Vpc" for that logical id.
func Label(o *model.Object) string {
	if Dialect(o) == model.CloudFormation {
		return CloudFormationName(o, "")
	}
	if o.Name != "" {
		return strings.ToLower(strings.Trim(notInName().ReplaceAllString(o.Name, "_"), "_"))
	}
	return strings.TrimSuffix(TerraformName(o, ""), "_")
}

// With puts code into the field of the fix that belongs to the dialect of the object that it stands beside.
func With(f rules.Fix, beside *model.Object, code string) rules.Fix {
	if Dialect(beside) == model.CloudFormation {
		f.CloudFormation = code
	} else {
		f.Terraform = code
	}
	return f
}

// Quote writes a string as both dialects accept it.
func Quote(s string) string { return `"` + s + `"` }

// Single reports whether the block of an object declares it alone, outside of any module or nested stack, so
// that a change of the block changes nothing else.
func Single(o *model.Object) bool {
	return !o.Implicit && len(o.Calls) == 0 && module(o) == "" && stack(o) == "" && !strings.HasSuffix(o.Address, "]")
}

// Edit makes the edit of an object's block, or nil where the block is not one of the root module or template
// that declares the object alone, or where the value needs what the code cannot name.
func Edit(kind string, o *model.Object, argument, value string) *rules.Edit {
	if !Single(o) || o.External || FromElsewhere(value) {
		return nil
	}
	return &rules.Edit{Kind: kind, Object: o, Argument: argument, Value: value}
}

// FromElsewhere reports whether an expression that Reference made stands for something that the code cannot
// name.
func FromElsewhere(expression string) bool { return strings.Contains(expression, " # ") }
