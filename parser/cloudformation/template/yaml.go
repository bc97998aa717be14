package template

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/zclconf/go-cty/cty"
	"go.yaml.in/yaml/v3"

	"github.com/netlint/netlint/model/lazyregexp"
)

// maxNodes bounds the size of a template with its aliases written out: a few lines of aliases to aliases
// ("billion laughs") would otherwise stand for more values than any memory holds.
const maxNodes = 2_000_000

// yamlReader turns the YAML library's nodes into ours: aliases and merge keys are followed, short function
// tags and long function names become calls, scalars get the values that CloudFormation gives them.
type yamlReader struct {
	lines      []string
	ascii      []asciiState // of each line
	last       lineOffset   // where the last place on a line with wide characters was found
	anchors    map[*yaml.Node]*node
	open       map[*yaml.Node]bool // anchors on the way down; an alias to one of them has no end
	duplicates []field
	depth      int
}

// readYAML reads the first document of a YAML file. duplicates are as for readJSON.
func readYAML(data []byte) (root *node, duplicates []field, err error) {
	var document yaml.Node
	if err := yaml.NewDecoder(bytes.NewReader(data)).Decode(&document); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, nil, &syntaxError{position{1, 1}, "the file is empty"}
		}
		return nil, nil, yamlError(err)
	}
	if len(document.Content) == 0 {
		return nil, nil, &syntaxError{position{1, 1}, "the file is empty"}
	}
	lines := strings.Split(string(data), "\n")
	r := &yamlReader{
		lines:   lines,
		ascii:   make([]asciiState, len(lines)),
		anchors: map[*yaml.Node]*node{},
		open:    map[*yaml.Node]bool{},
	}
	if root, err = r.node(document.Content[0]); err != nil {
		return nil, nil, err
	}
	if root.size > maxNodes {
		return nil, nil, &syntaxError{root.start,
			fmt.Sprintf("the file's aliases stand for more than %d values; write out what is meant", maxNodes)}
	}
	return root, r.duplicates, nil
}

var yamlErrorLine = lazyregexp.New(`^yaml: (?:line (\d+): )?(.*)`)

func yamlError(err error) error {
	e := &syntaxError{position{1, 0}, strings.TrimPrefix(err.Error(), "yaml: ")}
	if m := yamlErrorLine().FindStringSubmatch(e.message); m == nil {
		if m = yamlErrorLine().FindStringSubmatch(err.Error()); m != nil {
			e.message = m[2]
			if line, convErr := strconv.Atoi(m[1]); convErr == nil {
				e.at.line = line
				if strings.HasPrefix(e.message, "did not find expected") {
					e.at.line++ // the library counts these from 0, and others from 1
				}
			}
		}
	}
	return e
}

func (r *yamlReader) node(y *yaml.Node) (*node, error) {
	if r.depth++; r.depth > maxDepth {
		return nil, &syntaxError{start(y), fmt.Sprintf("values are nested more than %d deep", maxDepth)}
	}
	defer func() { r.depth-- }()
	if y.Kind == yaml.AliasNode {
		return r.alias(y)
	}
	if y.Anchor != "" {
		r.open[y] = true
		defer delete(r.open, y)
	}
	n, err := r.untagged(y)
	if err != nil {
		return nil, err
	}
	if function, ok := tagFunction(y.Tag); ok {
		n = newCall(function, n, start(y), n.end)
	}
	if y.Anchor != "" {
		r.anchors[y] = n
	}
	return n, nil
}

func (r *yamlReader) alias(y *yaml.Node) (*node, error) {
	if n := r.anchors[y.Alias]; n != nil {
		return n, nil
	}
	if y.Alias == nil || r.open[y.Alias] {
		return nil, &syntaxError{start(y), fmt.Sprintf("the alias *%s stands inside the value that it names", y.Value)}
	}
	return r.node(y.Alias)
}

func (r *yamlReader) untagged(y *yaml.Node) (*node, error) {
	switch y.Kind {
	case yaml.MappingNode:
		return r.mapping(y)
	case yaml.SequenceNode:
		items := make([]*node, 0, len(y.Content))
		for _, c := range y.Content {
			item, err := r.node(c)
			if err != nil {
				return nil, err
			}
			items = append(items, item)
		}
		end := start(y)
		if len(items) > 0 {
			end = items[len(items)-1].end
		}
		return newSequence(items, start(y), r.closing(y, end, ']')), nil
	default:
		return newScalar(scalarValue(y), start(y), r.scalarEnd(y)), nil
	}
}

func (r *yamlReader) mapping(y *yaml.Node) (*node, error) {
	fields := make([]field, 0, len(y.Content)/2)
	index := make(map[string]int, len(y.Content)/2)
	var merged []*node
	for i := 0; i+1 < len(y.Content); i += 2 {
		key, value := y.Content[i], y.Content[i+1]
		if key.Kind == yaml.AliasNode && key.Alias != nil {
			key = key.Alias
		}
		if key.Kind != yaml.ScalarNode {
			return nil, &syntaxError{start(key), "a key has to be plain text"}
		}
		n, err := r.node(value)
		if err != nil {
			return nil, err
		}
		if key.Value == "<<" && key.Style == 0 {
			merged = append(merged, n)
			continue
		}
		f := field{key: key.Value, at: start(key), value: n}
		if at, ok := index[f.key]; ok {
			fields[at] = f
			r.duplicates = append(r.duplicates, f)
			continue
		}
		index[f.key] = len(fields)
		fields = append(fields, f)
	}
	for _, m := range merged {
		sources := []*node{m}
		if m.kind == sequenceNode {
			sources = m.items
		}
		for _, source := range sources {
			for _, f := range source.fields {
				if _, ok := index[f.key]; !ok {
					index[f.key] = len(fields)
					fields = append(fields, f)
				}
			}
		}
	}
	end := start(y)
	if len(fields) > 0 {
		end = fields[len(fields)-1].value.end
	}
	return newMapping(fields, start(y), r.closing(y, end, '}')), nil
}

func start(y *yaml.Node) position { return position{y.Line, y.Column} }

// tagFunction gives the intrinsic function that a short tag means: "!GetAtt" is Fn::GetAtt.
func tagFunction(tag string) (string, bool) {
	if !strings.HasPrefix(tag, "!") || strings.HasPrefix(tag, "!!") || tag == "!" {
		return "", false
	}
	return tag[1:], true
}

// scalarValue gives a scalar its value as CloudFormation reads YAML: timestamps are text, "yes" and "on" are
// text that a boolean property takes for true, digits behind a leading zero are text (account ids).
func scalarValue(y *yaml.Node) cty.Value {
	if y.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0 || y.Tag == "!!str" {
		return literal(y.Value)
	}
	switch text := y.Value; text {
	case "", "~", "null", "Null", "NULL":
		if _, function := tagFunction(y.Tag); function {
			return cty.StringVal(text)
		}
		return cty.NullVal(cty.DynamicPseudoType)
	case "true", "True", "TRUE":
		return cty.True
	case "false", "False", "FALSE":
		return cty.False
	default:
		if strings.IndexByte("+-.0123456789", text[0]) < 0 {
			return literal(text)
		}
		digits := strings.TrimLeft(text, "+-")
		if len(digits) > 1 && digits[0] == '0' && digits[1] != '.' {
			if i, err := strconv.ParseInt(text, 0, 64); err == nil && (digits[1] == 'x' || digits[1] == 'o') {
				return cty.NumberIntVal(i)
			}
			return literal(text)
		}
		if strings.Trim(text, "+-.0123456789eE") == "" {
			if v, ok := parseNumber(text); ok {
				return v
			}
		}
		return literal(text)
	}
}

// scalarEnd finds the place just behind a scalar; the YAML library keeps only where it starts.
func (r *yamlReader) scalarEnd(y *yaml.Node) position {
	at := start(y)
	if at.line < 1 || at.line > len(r.lines) {
		return at
	}
	rest := r.from(at.line, at.column)
	for strings.HasPrefix(rest, "!") || strings.HasPrefix(rest, "&") {
		property, after, found := strings.Cut(rest, " ")
		if !found { // the value stands on the following lines
			at.column += utf8.RuneCountInString(strings.TrimRight(rest, "\r"))
			return at
		}
		trimmed := strings.TrimLeft(after, " ")
		at.column += utf8.RuneCountInString(property) + 1 + len(after) - len(trimmed)
		rest = trimmed
	}
	switch {
	case y.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return r.blockEnd(at)
	case strings.HasPrefix(rest, `"`), strings.HasPrefix(rest, "'"):
		return r.quotedEnd(at, rest[0])
	}
	value := y.Value
	if len(value) > 0 && !strings.HasPrefix(rest, value) { // a plain scalar folded over several lines
		value = strings.TrimRight(rest, " \r")
	}
	at.column += utf8.RuneCountInString(value)
	return at
}

// quotedEnd finds the closing quote of a scalar that opens at a place.
func (r *yamlReader) quotedEnd(at position, quote byte) position {
	line, column := at.line, at.column
	text := r.from(line, column+1)
	column++
	for {
		for i := 0; i < len(text); i++ {
			switch {
			case text[i] == '\\' && quote == '"':
				i++
			case text[i] != quote:
			case quote == '\'' && i+1 < len(text) && text[i+1] == quote:
				i++
			default:
				return position{line, column + utf8.RuneCountInString(text[:i]) + 1}
			}
		}
		if line >= len(r.lines) {
			return position{line, column + utf8.RuneCountInString(text)}
		}
		line, column = line+1, 1
		text = r.lines[line-1]
	}
}

// blockEnd finds the end of a literal or folded block: the last line that is indented deeper than the line
// that opens it.
func (r *yamlReader) blockEnd(at position) position {
	opening := r.lines[at.line-1]
	indent := len(opening) - len(strings.TrimLeft(opening, " -"))
	end := position{at.line, utf8.RuneCountInString(strings.TrimRight(opening, " \r")) + 1}
	for i := at.line; i < len(r.lines); i++ {
		text := strings.TrimRight(r.lines[i], " \r\t")
		if text == "" {
			continue
		}
		if len(text)-len(strings.TrimLeft(text, " ")) <= indent {
			break
		}
		end = position{i + 1, utf8.RuneCountInString(text) + 1}
	}
	return end
}

// closing steps over the bracket that ends a flow collection whose last value ends at a place.
func (r *yamlReader) closing(y *yaml.Node, at position, bracket byte) position {
	if y.Style&yaml.FlowStyle == 0 || at.line < 1 {
		return at
	}
	if len(y.Content) == 0 {
		at.column++ // behind the opening bracket
	}
	line, column := at.line, at.column
	for line <= len(r.lines) {
		text := r.from(line, column)
		trimmed := strings.TrimLeft(text, " \t,")
		if strings.HasPrefix(trimmed, string(bracket)) {
			return position{line, column + len(text) - len(trimmed) + 1}
		}
		if trimmed = strings.TrimRight(trimmed, "\r"); trimmed != "" && trimmed[0] != '#' {
			return at
		}
		line, column = line+1, 1
	}
	return at
}

// asciiState says whether a line is all ASCII, so that columns are offsets.
type asciiState uint8

const (
	notLooked asciiState = iota
	allASCII
	hasWide
)

// lineOffset is the offset of a column on a line.
type lineOffset struct{ line, column, offset int }

// from gives what stands on a line from a column on. Templates on a single long line make it worth while not
// to count the line's characters from its beginning each time.
func (r *yamlReader) from(line, column int) string {
	text := r.lines[line-1]
	if r.ascii[line-1] == notLooked {
		r.ascii[line-1] = allASCII
		for i := range len(text) {
			if text[i] >= utf8.RuneSelf {
				r.ascii[line-1] = hasWide
				break
			}
		}
	}
	if r.ascii[line-1] == allASCII {
		return text[min(column-1, len(text)):]
	}
	if r.last.line != line || r.last.column > column {
		r.last = lineOffset{line, 1, 0}
	}
	for r.last.column < column && r.last.offset < len(text) {
		_, size := utf8.DecodeRuneInString(text[r.last.offset:])
		r.last.offset += size
		r.last.column++
	}
	return text[r.last.offset:]
}
