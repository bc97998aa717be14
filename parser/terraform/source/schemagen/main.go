// Command schemagen condenses the output of
//
//	terraform providers schema -json
//
// for the AWS provider into the table aws_schema.txt, which package source embeds. It reads the JSON from
// standard input and writes the table to standard output:
//
//	terraform providers schema -json | go run ./parser/terraform/source/schemagen > parser/terraform/source/aws_schema.txt
//
// Only the types that carry, filter, name or authorise network traffic are kept; types.txt lists them.
// The form of a line is described at schemaTable in package source.
package main

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
)

//go:embed types.txt
var typePatterns string

type providerSchemas struct {
	Schemas map[string]struct {
		Resources   map[string]schema `json:"resource_schemas"`
		DataSources map[string]schema `json:"data_source_schemas"`
	} `json:"provider_schemas"`
}

type schema struct {
	Block block `json:"block"`
}

type block struct {
	Attributes map[string]attribute   `json:"attributes"`
	BlockTypes map[string]nestedBlock `json:"block_types"`
}

type attribute struct {
	Type       json.RawMessage `json:"type"`
	NestedType *nestedType     `json:"nested_type"`
	Required   bool            `json:"required"`
	Optional   bool            `json:"optional"`
	Computed   bool            `json:"computed"`
}

type nestedType struct {
	Attributes  map[string]attribute `json:"attributes"`
	NestingMode string               `json:"nesting_mode"`
}

type nestedBlock struct {
	Block       block  `json:"block"`
	NestingMode string `json:"nesting_mode"`
}

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "schemagen:", err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	var all providerSchemas
	if err := json.NewDecoder(in).Decode(&all); err != nil {
		return fmt.Errorf("standard input is not the output of terraform providers schema -json: %w", err)
	}
	keep := strings.Fields(typePatterns)
	w := bufio.NewWriter(out)
	for _, name := range slices.Sorted(maps.Keys(all.Schemas)) {
		p := all.Schemas[name]
		if err := writeTypes(w, 'r', p.Resources, keep); err != nil {
			return err
		}
		if err := writeTypes(w, 'd', p.DataSources, keep); err != nil {
			return err
		}
	}
	return w.Flush()
}

func writeTypes(w io.Writer, mode byte, types map[string]schema, keep []string) error {
	for _, name := range slices.Sorted(maps.Keys(types)) {
		if !slices.ContainsFunc(keep, func(p string) bool { ok, _ := path.Match(p, name); return ok }) {
			continue
		}
		body, err := blockText(types[name].Block)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if _, err := fmt.Fprintf(w, "%c %s %s\n", mode, name, body); err != nil {
			return err
		}
	}
	return nil
}

func blockText(b block) (string, error) {
	var fields []string
	for _, name := range slices.Sorted(maps.Keys(b.Attributes)) {
		a := b.Attributes[name]
		ty, err := typeText(a)
		if err != nil {
			return "", fmt.Errorf("%s: %w", name, err)
		}
		sign := ":"
		switch {
		case a.Computed && a.Optional:
			sign = "?"
		case a.Computed:
			sign = "!"
		}
		fields = append(fields, name+sign+ty)
	}
	for _, name := range slices.Sorted(maps.Keys(b.BlockTypes)) {
		n := b.BlockTypes[name]
		if name == "timeouts" {
			continue
		}
		body, err := blockText(n.Block)
		if err != nil {
			return "", fmt.Errorf("%s: %w", name, err)
		}
		mode, ok := map[string]string{"single": "1", "group": "1", "list": "l", "set": "s", "map": "m"}[n.NestingMode]
		if !ok {
			return "", fmt.Errorf("%s: nesting mode %q is not known to this program", name, n.NestingMode)
		}
		fields = append(fields, name+"{"+mode+body+"}")
	}
	return strings.Join(fields, ","), nil
}

func typeText(a attribute) (string, error) {
	if a.NestedType == nil {
		var v any
		if err := json.Unmarshal(a.Type, &v); err != nil {
			return "", err
		}
		return ctyText(v)
	}
	var fields []string
	for _, name := range slices.Sorted(maps.Keys(a.NestedType.Attributes)) {
		ty, err := typeText(a.NestedType.Attributes[name])
		if err != nil {
			return "", fmt.Errorf("%s: %w", name, err)
		}
		fields = append(fields, name+":"+ty)
	}
	object := "(" + strings.Join(fields, ",") + ")"
	return map[string]string{"list": "[", "set": "&", "map": "%"}[a.NestedType.NestingMode] + object, nil
}

// ctyText writes a type in cty's JSON form: "string", ["set", T], ["object", {name: T}].
func ctyText(v any) (string, error) {
	switch v := v.(type) {
	case string:
		if s, ok := map[string]string{"string": "s", "number": "n", "bool": "b", "dynamic": "d"}[v]; ok {
			return s, nil
		}
	case []any:
		if len(v) < 2 {
			break
		}
		if fields, ok := v[1].(map[string]any); ok && v[0] == "object" {
			var parts []string
			for _, name := range slices.Sorted(maps.Keys(fields)) {
				ty, err := ctyText(fields[name])
				if err != nil {
					return "", err
				}
				parts = append(parts, name+":"+ty)
			}
			return "(" + strings.Join(parts, ",") + ")", nil
		}
		if sign, ok := map[any]string{"list": "[", "set": "&", "map": "%"}[v[0]]; ok {
			elem, err := ctyText(v[1])
			return sign + elem, err
		}
	}
	return "", fmt.Errorf("type %v is not known to this program", v)
}
