package parser

import (
	"fmt"
	"maps"

	"github.com/netlint/netlint/parser/cloudformation/template"
)

// ReadParameters reads files of CloudFormation parameters, in any of the forms that AWS's tools write; later
// files go before earlier ones.
func ReadParameters(files []string) (map[string]string, error) {
	out := map[string]string{}
	for _, file := range files {
		data, err := readBounded(file, maxTemplateBytes)
		if err != nil {
			return nil, fmt.Errorf("the parameters cannot be read: %w", err)
		}
		values, err := template.ReadParameters(file, data)
		if err != nil {
			return nil, err
		}
		maps.Copy(out, values)
	}
	return out, nil
}
