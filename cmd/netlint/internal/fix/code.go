package fix

import (
	"bytes"
	"encoding/json"
	"strings"

	"go.yaml.in/yaml/v3"
)

// blockText writes a mapping as YAML writes it on lines of its own, with short calls as they came.
func blockText(n *yaml.Node, step int) string {
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(step)
	if err := e.Encode(n); err != nil {
		return ""
	}
	return b.String()
}

// flow writes a value on one line, as the template's language has it.
func (t *templateText) flow(n *yaml.Node) string {
	if t.json {
		return jsonText(n, "", "")
	}
	c := *n
	if c.Kind != yaml.ScalarNode {
		c.Style = yaml.FlowStyle
	}
	return strings.TrimRight(blockText(&c, 2), "\n")
}

// flowEntries writes the entries of a mapping for use between its brackets, in JSON on lines of their own where
// that is asked for.
func (t *templateText) flowEntries(n *yaml.Node, lines bool) string {
	if !t.json || !lines {
		return strings.TrimSuffix(strings.TrimPrefix(t.flow(n), "{"), "}")
	}
	return strings.TrimRight(entriesText(n, "", t.step()), "\n")
}

// step gives by how much the lines of a JSON template are indented, as its first entry tells.
func (t *templateText) step() string {
	_, rest, found := bytes.Cut(t.text, []byte("\n"))
	if space := margin(rest, max(0, bytes.IndexByte(rest, '"'))); found && space != "" {
		return space
	}
	return "  "
}

// jsonText writes a value as JSON: on lines of its own, indented by step below margin, or on one line where
// step is empty. Short calls become the functions that they mean.
func jsonText(n *yaml.Node, margin, step string) string {
	if name, ok := strings.CutPrefix(n.Tag, "!"); ok && !strings.HasPrefix(name, "!") {
		plain := *n
		plain.Tag = ""
		if n.Kind == yaml.ScalarNode {
			plain.Tag = "!!str"
		}
		if name != "Ref" && name != "Condition" {
			name = "Fn::" + name
		}
		value := jsonText(&plain, "", "")
		if object, attribute, found := strings.Cut(n.Value, "."); name == "Fn::GetAtt" && found {
			value = "[" + quoteJSON(object) + ", " + quoteJSON(attribute) + "]"
		}
		return "{" + quoteJSON(name) + ": " + value + "}"
	}
	switch n.Kind {
	case yaml.MappingNode:
		if step == "" {
			return "{" + strings.ReplaceAll(strings.TrimRight(entriesText(n, "", ""), "\n"), "\n", " ") + "}"
		}
		return "{\n" + entriesText(n, margin+step, step) + margin + "}"
	case yaml.SequenceNode:
		items := make([]string, len(n.Content))
		for i, item := range n.Content {
			items[i] = jsonText(item, margin, "")
		}
		return "[" + strings.Join(items, ", ") + "]"
	}
	var value any
	if err := n.Decode(&value); err != nil {
		return quoteJSON(n.Value)
	}
	switch value.(type) {
	case bool, int, float64, nil:
		data, err := json.Marshal(value)
		if err == nil {
			return string(data)
		}
	}
	return quoteJSON(n.Value)
}

// entriesText writes the entries of a mapping as JSON, each on a line of its own.
func entriesText(n *yaml.Node, margin, step string) string {
	var b strings.Builder
	for i := 0; i+1 < len(n.Content); i += 2 {
		b.WriteString(margin + quoteJSON(n.Content[i].Value) + ": " + jsonText(n.Content[i+1], margin, step))
		if i+2 < len(n.Content) {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func quoteJSON(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return `""`
	}
	return strings.TrimSuffix(b.String(), "\n")
}
