package source

import (
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/hashicorp/go-cty-funcs/collection"
	"github.com/hashicorp/go-cty-funcs/encoding"
	"github.com/zclconf/go-cty-yaml"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
	yaml3 "go.yaml.in/yaml/v3"
)

// unknowable are the functions whose result differs from run to run, or needs what only the machine that
// runs Terraform has. Their results are unknown.
var unknowable = map[string]bool{
	"timestamp": true, "plantimestamp": true, "uuid": true, "bcrypt": true, "rsadecrypt": true, "issensitive": true,
}

// pureFunctions gives those of Terraform's functions whose results hang on their arguments alone.
func pureFunctions() map[string]function.Function {
	anyList, anySet := cty.List(cty.DynamicPseudoType), cty.Set(cty.DynamicPseudoType)
	funcs := map[string]function.Function{
		"abs": stdlib.AbsoluteFunc, "ceil": stdlib.CeilFunc, "floor": stdlib.FloorFunc, "log": stdlib.LogFunc, "max": stdlib.MaxFunc,
		"min": stdlib.MinFunc, "parseint": stdlib.ParseIntFunc, "pow": stdlib.PowFunc, "signum": stdlib.SignumFunc,

		"chomp": stdlib.ChompFunc, "format": stdlib.FormatFunc, "formatlist": stdlib.FormatListFunc,
		"indent": stdlib.IndentFunc, "join": stdlib.JoinFunc, "lower": stdlib.LowerFunc, "regex": stdlib.RegexFunc,
		"regexall": stdlib.RegexAllFunc, "replace": replaceFunc, "split": stdlib.SplitFunc, "strrev": stdlib.ReverseFunc,
		"substr": stdlib.SubstrFunc, "title": stdlib.TitleFunc, "trim": stdlib.TrimFunc, "trimprefix": stdlib.TrimPrefixFunc,
		"trimspace": stdlib.TrimSpaceFunc, "trimsuffix": stdlib.TrimSuffixFunc, "upper": stdlib.UpperFunc,
		"startswith": startsWithFunc, "endswith": endsWithFunc, "strcontains": strContainsFunc,

		"alltrue": allTrueFunc, "anytrue": anyTrueFunc, "chunklist": stdlib.ChunklistFunc, "coalesce": collection.CoalesceFunc,
		"coalescelist": stdlib.CoalesceListFunc, "compact": stdlib.CompactFunc, "concat": stdlib.ConcatFunc, "contains": stdlib.ContainsFunc,
		"distinct": distinctFunc, "element": stdlib.ElementFunc, "flatten": stdlib.FlattenFunc, "index": indexFunc,
		"keys": stdlib.KeysFunc, "length": lengthFunc, "lookup": lookupFunc, "matchkeys": matchKeysFunc, "merge": stdlib.MergeFunc,
		"one": oneFunc, "range": stdlib.RangeFunc, "reverse": stdlib.ReverseListFunc, "setintersection": refusing(stdlib.SetIntersectionFunc, smallSets),
		"setproduct": taking(refusing(stdlib.SetProductFunc, smallProduct), anyList), "setsubtract": refusing(stdlib.SetSubtractFunc, smallSets),
		"setunion": refusing(stdlib.SetUnionFunc, smallSets),
		"slice":    stdlib.SliceFunc, "sort": stdlib.SortFunc, "sum": sumFunc, "transpose": transposeFunc, "values": stdlib.ValuesFunc,
		"zipmap": stdlib.ZipmapFunc,

		"base64decode": base64DecodeFunc, "base64encode": encoding.Base64EncodeFunc, "base64gzip": gzipFunc,
		"urlencode": encoding.URLEncodeFunc, "urldecode": urlDecodeFunc, "textencodebase64": textEncodeFunc, "textdecodebase64": textDecodeFunc,
		"csvdecode": stdlib.CSVDecodeFunc, "jsondecode": stdlib.JSONDecodeFunc, "jsonencode": stdlib.JSONEncodeFunc,
		"yamldecode": yaml.YAMLDecodeFunc, "yamlencode": yaml.YAMLEncodeFunc,

		"formatdate": stdlib.FormatDateFunc, "timeadd": stdlib.TimeAddFunc, "timecmp": timeCompareFunc,
		"cidrhost": cidrHostFunc, "cidrnetmask": cidrNetmaskFunc, "cidrsubnet": cidrSubnetFunc, "cidrsubnets": cidrSubnetsFunc,
		"cidrcontains": cidrContainsFunc,

		"try": tryFunc, "can": canFunc, "nonsensitive": identityFunc, "sensitive": sensitiveFunc, "ephemeralasnull": identityFunc,
		"tobool": stdlib.MakeToFunc(cty.Bool), "tolist": taking(stdlib.MakeToFunc(anyList), anyList),
		"tomap": stdlib.MakeToFunc(cty.Map(cty.DynamicPseudoType)), "tonumber": stdlib.MakeToFunc(cty.Number),
		"toset": taking(stdlib.MakeToFunc(anySet), anySet), "tostring": stdlib.MakeToFunc(cty.String),

		"timestamp": unknownFunc(cty.String), "plantimestamp": unknownFunc(cty.String), "uuid": unknownFunc(cty.String),
		"bcrypt": unknownFunc(cty.String), "rsadecrypt": unknownFunc(cty.String), "issensitive": unknownFunc(cty.Bool),

		"provider::aws::arn_parse": arnParseFunc, "provider::aws::arn_build": arnBuildFunc,
		"provider::aws::trim_iam_role_path": trimRolePathFunc,
	}
	maps.Copy(funcs, hashFunctions())
	for name, f := range funcs {
		if takesCollection(f) {
			funcs[name] = taking(f, cty.DynamicPseudoType)
		}
	}
	inCore(funcs)
	return funcs
}

// inCore adds every function under its full name, as in core::upper.
func inCore(funcs map[string]function.Function) {
	for name, f := range maps.Clone(funcs) {
		if !strings.Contains(name, "::") {
			funcs["core::"+name] = f
		}
	}
}

// functions gives Terraform's functions, with those that read files of the root module and those that count
// against its limits.
func (e *evaluator) functions() map[string]function.Function {
	own := e.fileFunctions()
	for name, size := range resultSizes {
		own[name] = e.limited(e.shared.functions()[name], size)
	}
	inCore(own)
	inTemplates := e.shared.functionsWith(own)
	templates := map[string]function.Function{
		"templatefile": e.templateFileFunc(inTemplates), "templatestring": e.templateStringFunc(inTemplates),
	}
	inCore(templates)
	funcs := maps.Clone(inTemplates)
	maps.Copy(funcs, templates)
	return funcs
}

// maxResult bounds the elements or characters that one call of a function may make.
const maxResult = 4_000_000

// resultSizes tell of the functions whose result can be far larger than their arguments how many elements or characters
// it will have.
var resultSizes = map[string]func(args []cty.Value) int{
	"format": formatSize, "formatlist": formatListSize, "indent": indentSize, "join": joinSize, "replace": replaceSize,
	"setproduct": productSize, "jsonencode": textSize, "yamlencode": textSize, "yamldecode": yamlSize,
}

// limited guards a function whose result can be far larger than its arguments.
func (e *evaluator) limited(f function.Function, size func(args []cty.Value) int) function.Function {
	return refusing(f, func(args []cty.Value) error {
		n := size(args)
		if n < 0 || n > maxResult {
			return fmt.Errorf("the result would have more than %d elements or characters, which netlint does not follow", maxResult)
		}
		if !e.work.take(n/sizeOfStep, e.work.call) {
			return e.work.refused
		}
		return nil
	})
}

// refusing guards a function by a look at its arguments.
func refusing(f function.Function, look func(args []cty.Value) error) function.Function {
	return function.New(&function.Spec{
		Params:   f.Params(),
		VarParam: f.VarParam(),
		Type: func(args []cty.Value) (cty.Type, error) {
			if err := look(args); err != nil {
				return cty.NilType, err
			}
			return f.ReturnTypeForValues(args)
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) { return f.Call(args) },
	})
}

// stringLen gives the length in bytes of a known string, else 0.
func stringLen(v cty.Value) int {
	s, _ := stringValue(v)
	return len(s)
}

func replaceSize(args []cty.Value) int {
	if len(args) != 3 {
		return 0
	}
	return capped((stringLen(args[0]) + 1) * (stringLen(args[2]) + 1) / max(stringLen(args[1]), 1))
}

// formatListSize gives what formatlist makes for the longest of its lists.
func formatListSize(args []cty.Value) int {
	if len(args) == 0 {
		return 0
	}
	longest := 1
	for _, arg := range args[1:] {
		if arg.IsKnown() && !arg.IsNull() && arg.CanIterateElements() {
			longest = max(longest, arg.LengthInt())
		}
	}
	text, _ := stringValue(args[0])
	return capped(longest * (widths(text) + 1 + strings.Count(text, "%")*(textSize(args[1:])/longest+1)))
}

// textSize adds up the texts and elements in values, as far as maxResult goes. Values may share what they hold,
// so that it is much more written out than it takes in memory.
func textSize(args []cty.Value) int {
	total := 0
	for _, arg := range args {
		addText(arg, &total)
	}
	return total
}

func addText(v cty.Value, total *int) {
	if *total++; *total > maxResult || !v.IsKnown() || v.IsNull() {
		return
	}
	if v.Type() == cty.String {
		*total = capped(*total + len(v.AsString()))
		return
	}
	if v.CanIterateElements() {
		for it := v.ElementIterator(); it.Next() && *total <= maxResult; {
			_, elem := it.Element()
			addText(elem, total)
		}
	}
}

// joinSize adds the separators.
func joinSize(args []cty.Value) int {
	if len(args) < 2 {
		return 0
	}
	separators := 0
	for _, list := range args[1:] {
		if list.IsKnown() && !list.IsNull() && list.CanIterateElements() {
			separators = capped(separators + list.LengthInt()*stringLen(args[0]))
		}
	}
	return capped(separators + textSize(args[1:]))
}

// yamlSize counts the values of a YAML text with its aliases written out.
func yamlSize(args []cty.Value) int {
	if len(args) != 1 {
		return 0
	}
	text, _ := stringValue(args[0])
	var document yaml3.Node
	if yaml3.Unmarshal([]byte(text), &document) != nil {
		return 0 // the function will tell
	}
	return nodeSize(&document, map[*yaml3.Node]int{})
}

func nodeSize(n *yaml3.Node, known map[*yaml3.Node]int) int {
	if n.Kind == yaml3.AliasNode {
		n = n.Alias
	}
	if size, ok := known[n]; ok {
		return size
	}
	known[n] = maxResult + 1 // inside itself
	size := 1
	for _, c := range n.Content {
		size = capped(size + nodeSize(c, known))
	}
	known[n] = size
	return size
}

// formatSize adds up the widths in a format string, and takes every verb for all of the arguments.
func formatSize(args []cty.Value) int {
	if len(args) == 0 {
		return 0
	}
	text, _ := stringValue(args[0])
	return capped(widths(text) + strings.Count(text, "%")*textSize(args[1:]))
}

func widths(text string) int {
	total, width := 0, 0
	for _, c := range text {
		if c >= '0' && c <= '9' {
			width = min(width*10+int(c-'0'), maxResult+1)
			continue
		}
		total, width = capped(total+width), 0
	}
	return total
}

func indentSize(args []cty.Value) int {
	if len(args) != 2 || !args[0].IsKnown() || args[0].IsNull() {
		return 0
	}
	n, _ := args[0].AsBigFloat().Int64()
	return capped(int(min(max(n, 0), maxResult+1)) * (stringLen(args[1]) + 1))
}

func productSize(args []cty.Value) int {
	total := 1
	for _, arg := range args {
		if arg.IsKnown() && !arg.IsNull() && arg.CanIterateElements() {
			total = capped(total * arg.LengthInt())
		}
	}
	return capped(total * len(args) * 16) // an element is much larger than a character
}

// smallProduct refuses a product that is a set, as it is unless all arguments are lists, and too large for one.
func smallProduct(args []cty.Value) error {
	total, isSet := 1, false
	for _, arg := range args {
		if arg.IsKnown() && !arg.IsNull() && arg.CanIterateElements() {
			total = capped(total * arg.LengthInt())
			isSet = isSet || arg.Type().IsSetType()
		}
	}
	if isSet && total > maxSet {
		return fmt.Errorf("the result would be a set of more than %d elements, which netlint does not follow", maxSet)
	}
	return nil
}

func capped(n int) int { return min(n, maxResult+1) }

// anyParam accepts every value as it is.
func anyParam(name string) function.Parameter {
	return function.Parameter{Name: name, Type: cty.DynamicPseudoType, AllowNull: true, AllowUnknown: true, AllowDynamicType: true}
}

// identityFunc gives its argument.
var identityFunc = function.New(&function.Spec{
	Params: []function.Parameter{anyParam("value")},
	Type:   func(args []cty.Value) (cty.Type, error) { return args[0].Type(), nil },
	Impl:   func(args []cty.Value, _ cty.Type) (cty.Value, error) { return args[0], nil },
})

func unknownFunc(t cty.Type) function.Function {
	arg := anyParam("args")
	return function.New(&function.Spec{
		VarParam: &arg,
		Type:     function.StaticReturnType(t),
		Impl:     func(_ []cty.Value, t cty.Type) (cty.Value, error) { return cty.UnknownVal(t), nil },
	})
}

var errNoArguments = errors.New("at least one argument is required")
