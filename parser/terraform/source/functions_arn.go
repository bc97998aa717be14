package source

import (
	"fmt"
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// providerFunctions are the functions that the AWS provider itself brings. Those of other providers are
// unknown.
var providerFunctions = map[string]bool{
	"provider::aws::arn_parse": true, "provider::aws::arn_build": true, "provider::aws::trim_iam_role_path": true,
}

var arnFields = []string{"partition", "service", "region", "account_id", "resource"}

var arnType = cty.Object(map[string]cty.Type{
	"partition": cty.String, "service": cty.String, "region": cty.String, "account_id": cty.String, "resource": cty.String,
})

var arnParseFunc = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "arn", Type: cty.String}},
	Type:   function.StaticReturnType(arnType),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		if IsSynthetic(args[0].AsString()) {
			return cty.UnknownVal(arnType), nil
		}
		parts := strings.SplitN(args[0].AsString(), ":", 6)
		if len(parts) != 6 || parts[0] != "arn" {
			return cty.DynamicVal, fmt.Errorf("%q is not an ARN", args[0].AsString())
		}
		values := map[string]cty.Value{}
		for i, name := range arnFields {
			values[name] = cty.StringVal(parts[i+1])
		}
		return cty.ObjectVal(values), nil
	},
})

var arnBuildFunc = function.New(&function.Spec{
	Params: []function.Parameter{
		{Name: "partition", Type: cty.String}, {Name: "service", Type: cty.String}, {Name: "region", Type: cty.String},
		{Name: "account_id", Type: cty.String}, {Name: "resource", Type: cty.String},
	},
	Type: function.StaticReturnType(cty.String),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		parts := []string{"arn"}
		for _, arg := range args {
			parts = append(parts, arg.AsString())
		}
		return cty.StringVal(strings.Join(parts, ":")), nil
	},
})

var trimRolePathFunc = stringConversion(func(arn string) (string, error) {
	if IsSynthetic(arn) {
		return arn, nil
	}
	head, resource, ok := strings.Cut(arn, ":role/")
	if !ok {
		return "", fmt.Errorf("%q is not the ARN of an IAM role", arn)
	}
	return head + ":role/" + resource[strings.LastIndexByte(resource, '/')+1:], nil
})
