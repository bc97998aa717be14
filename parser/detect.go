package parser

import (
	"bytes"
	"iter"

	"github.com/netlint/netlint/parser/cloudformation/template"
	"github.com/netlint/netlint/parser/terraform/savedplan"
)

// content is what the bytes of a file are; its name does not matter.
type content int

const (
	contentOther         content = iota // nothing that netlint reads
	contentTerraformJSON                // the JSON of a plan or of a state, or a state file
	contentTemplate                     // a CloudFormation template
	contentSavedPlan                    // a plan as "terraform plan -out" writes it
	contentExport                       // what "netlint export" writes
	contentEmpty                        // no bytes but blank ones
	contentUTF16                        // text in an encoding that neither language has
)

// detect says what content is.
func detect(data []byte) content {
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return contentEmpty
	case bytes.HasPrefix(data, []byte("\xFF\xFE")), bytes.HasPrefix(data, []byte("\xFE\xFF")):
		return contentUTF16
	case savedplan.Is(data):
		return contentSavedPlan
	case isExport(data):
		return contentExport
	case isTerraformJSON(data):
		return contentTerraformJSON
	case template.Detect(data) == template.KindTemplate:
		return contentTemplate
	}
	return contentOther
}

// isTerraformJSON looks at the first keys of a JSON object: Terraform begins plans and states with their
// versions. It does not need the object to be whole, so that a file that was cut off is told as such.
func isTerraformJSON(data []byte) bool {
	data = bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF")), " \t\r\n")
	if len(data) == 0 || data[0] != '{' {
		return false
	}
	keys := map[string]bool{}
	for key := range topKeys(data) {
		keys[key] = true
		switch {
		case keys["format_version"] || keys["planned_values"] || keys["resource_changes"],
			keys["terraform_version"] && (keys["version"] || keys["serial"] || keys["values"]),
			keys["version"] && (keys["serial"] || keys["lineage"]):
			return true
		case len(keys) == 8:
			return false
		}
	}
	return false
}

// topKeys gives the keys of a JSON object one by one, as far as the object goes. It skips values by their
// brackets and quotes only, and no further than keys are asked for: the first value of a plan may be most of it.
func topKeys(data []byte) iter.Seq[string] {
	return func(yield func(string) bool) {
		depth, expectKey := 0, false
		for i := 0; i < len(data); i++ {
			switch data[i] {
			case '{', '[':
				depth++
				expectKey = depth == 1
			case '}', ']':
				depth--
			case ',':
				expectKey = depth == 1
			case '"':
				end := i + 1
				for end < len(data) && data[end] != '"' {
					if data[end] == '\\' {
						end++
					}
					end++
				}
				if expectKey {
					expectKey = false
					if !yield(string(data[i+1 : min(end, len(data))])) {
						return
					}
				}
				i = end
			}
			if depth == 0 {
				return
			}
		}
	}
}
