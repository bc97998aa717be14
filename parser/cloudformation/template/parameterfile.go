package template

import (
	"fmt"
	"strings"
)

// ReadParameters reads a parameters file: a list of {ParameterKey, ParameterValue} as `aws cloudformation
// create-stack` takes it, a list of "Name=Value" as `deploy` takes it, or an object with Parameters as
// CodePipeline takes it. A parameter that is to keep its previous value has no entry.
func ReadParameters(path string, data []byte) (map[string]string, error) {
	parse := readYAML
	if looksLikeJSON(data) || strings.HasPrefix(strings.TrimSpace(string(data[:min(len(data), 64)])), "[") {
		parse = readJSON
	}
	root, _, err := parse(data)
	if err != nil {
		at := position{1, 1}
		if s, ok := err.(*syntaxError); ok {
			at = s.at
		}
		return nil, fmt.Errorf("%s:%d:%d: %s; correct the syntax there", path, at.line, at.column, err)
	}
	values := map[string]string{}
	switch root.kind {
	case sequenceNode:
		for _, item := range root.items {
			if text, ok := item.text(); ok {
				if name, value, ok := strings.Cut(text, "="); ok {
					values[name] = value
					continue
				}
			}
			name, ok := item.get("ParameterKey").text()
			if !ok {
				return nil, fmt.Errorf("%s:%d:%d: an entry of a parameters file needs a ParameterKey", path, item.start.line, item.start.column)
			}
			if value, ok := item.get("ParameterValue").text(); ok {
				values[name] = value
			}
		}
		return values, nil
	case mappingNode:
		if parameters := root.get("Parameters"); parameters != nil && parameters.kind == mappingNode {
			for _, f := range parameters.fields {
				if value, ok := f.value.joined(); ok {
					values[f.key] = value
				}
			}
			return values, nil
		}
	}
	return nil, fmt.Errorf("%s: a parameters file holds a list of ParameterKey and ParameterValue, or an object with Parameters", path)
}

// joined gives a scalar as text, and a list as its texts with commas between.
func (n *node) joined() (string, bool) {
	if n.kind != sequenceNode {
		return n.text()
	}
	parts := make([]string, 0, len(n.items))
	for _, item := range n.items {
		part, ok := item.text()
		if !ok {
			return "", false
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ","), true
}
