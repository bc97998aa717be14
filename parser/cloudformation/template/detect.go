package template

import (
	"bytes"
	"strings"
)

// Kind is what a file's content is, as far as CloudFormation is concerned.
type Kind int

// Kinds of content. Everything but KindTemplate is not for this package; the others exist so that a message
// can say what a file is instead.
const (
	KindOther      Kind = iota // nothing that this package knows
	KindTemplate               // a CloudFormation or SAM template
	KindServerless             // configuration of the Serverless Framework
	KindKubernetes             // Kubernetes manifests
	KindParameters             // a CloudFormation parameters file
)

// Detect says what content is by looking at its top-level keys. It reads no further than it has to, so that
// it can be asked of large files that are something else, and a template with a syntax error is a template.
func Detect(data []byte) Kind {
	data = bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))
	body := bytes.TrimLeft(data, " \t\r\n")
	if len(body) == 0 {
		return KindOther
	}
	var keys map[string]bool
	switch body[0] {
	case '{':
		keys = flowKeys(body)
	case '[':
		if head := body[:min(len(body), 4096)]; bytes.Contains(head, []byte(`"ParameterKey"`)) {
			return KindParameters
		}
		return KindOther
	default:
		keys = blockKeys(data)
	}
	switch {
	case keys["AWSTemplateFormatVersion"]:
		return KindTemplate
	case keys["version"]: // CodeDeploy's appspec.yml lists what it deploys under Resources too
		return KindOther
	case keys["Resources"] && (bytes.Contains(data, []byte("AWS::")) || bytes.Contains(data, []byte("Custom::"))):
		return KindTemplate
	case keys["service"] && keys["provider"]:
		return KindServerless
	case keys["apiVersion"] && keys["kind"]:
		return KindKubernetes
	case keys["Parameters"] && !keys["Outputs"] && !keys["Conditions"]:
		return KindParameters
	}
	return KindOther
}

// foreign are the first keys of large JSON files that are something else; nothing behind them matters.
var foreign = map[string]bool{"format_version": true, "terraform_version": true, "serial": true, "lineage": true}

// flowKeys gives the top-level keys of a JSON object or of a YAML flow mapping.
func flowKeys(data []byte) map[string]bool {
	keys := map[string]bool{}
	depth, expectKey := 0, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; c {
		case '{', '[':
			depth++
			expectKey = depth == 1
		case '}', ']':
			if depth--; depth == 0 {
				return keys
			}
		case ',':
			expectKey = depth == 1
		case '"', '\'':
			end := closingQuote(data, i)
			if expectKey {
				key := string(data[i+1 : max(end, i+1)])
				if foreign[key] {
					return nil
				}
				keys[key], expectKey = true, false
			}
			i = end
		case ' ', '\t', '\r', '\n':
		case '#':
			for i+1 < len(data) && data[i+1] != '\n' {
				i++
			}
		default:
			if expectKey {
				if end := bytes.IndexAny(data[i:], ":,}\n"); end > 0 {
					keys[strings.TrimSpace(string(data[i:i+end]))] = true
				}
				expectKey = false
			}
		}
	}
	return keys
}

// closingQuote gives the offset of the quote that closes the one at i, or of the last byte.
func closingQuote(data []byte, i int) int {
	quote := data[i]
	for i++; i < len(data); i++ {
		if data[i] == '\\' && quote == '"' {
			i++
		} else if data[i] == quote {
			return i
		}
	}
	return len(data) - 1
}

// blockKeys gives the keys of a YAML block mapping at the indentation of its first key, in all documents of
// the file.
func blockKeys(data []byte) map[string]bool {
	keys := map[string]bool{}
	indent := -1
	for line := range bytes.Lines(data) {
		text := bytes.TrimLeft(line, " ")
		if len(text) == 0 || text[0] == '#' || text[0] == '\n' || text[0] == '\r' || text[0] == '%' || bytes.HasPrefix(line, []byte("---")) {
			continue
		}
		if indent < 0 {
			indent = len(line) - len(text)
		}
		if len(line)-len(text) != indent {
			continue
		}
		if key, _, ok := bytes.Cut(text, []byte(":")); ok {
			keys[strings.Trim(string(key), `"' `)] = true
		}
	}
	return keys
}
