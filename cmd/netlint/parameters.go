package main

import (
	"fmt"
	"os"

	"go.yaml.in/yaml/v3"
)

// readParameters reads files of CloudFormation parameters, later ones going before earlier ones. The forms are
// those of the AWS CLI (a list of ParameterKey and ParameterValue), of CodePipeline (an object under
// "Parameters") and a plain object of names and values.
func readParameters(files []string) (map[string]string, error) {
	out := map[string]string{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("the parameters cannot be read: %w", err)
		}
		var doc yaml.Node
		if err := yaml.Unmarshal(data, &doc); err != nil {
			return nil, fmt.Errorf("%s: this is neither JSON nor YAML: %w", file, err)
		}
		if len(doc.Content) == 0 || !takeParameters(doc.Content[0], out) {
			return nil, fmt.Errorf(`%s: these are no parameters; write {"NAME": "VALUE"} or [{"ParameterKey": "NAME", "ParameterValue": "VALUE"}]`, file)
		}
	}
	return out, nil
}

// takeParameters reads one document, and reports whether it has one of the forms.
func takeParameters(n *yaml.Node, out map[string]string) bool {
	switch n.Kind {
	case yaml.SequenceNode:
		for _, item := range n.Content {
			var p struct {
				Key   string `yaml:"ParameterKey"`
				Value string `yaml:"ParameterValue"`
			}
			if err := item.Decode(&p); err != nil || p.Key == "" {
				return false
			}
			out[p.Key] = p.Value
		}
		return true
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, value := n.Content[i].Value, n.Content[i+1]
			if key == "Parameters" && value.Kind != yaml.ScalarNode {
				return takeParameters(value, out)
			}
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i+1].Kind != yaml.ScalarNode {
				return false
			}
			out[n.Content[i].Value] = n.Content[i+1].Value
		}
		return true
	}
	return false
}
