package source

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/zclconf/go-cty/cty"
)

// schemaText is made by the command schemagen from the AWS provider's own schema. One line describes a
// type: "r" or "d" (resource, data source), its name, and its fields. A field is a name, a sign, and a type
// (":" argument, "?" argument that AWS fills in when it is omitted, "!" attribute that only AWS sets), or a
// name and a nested block in braces that begins with its nesting mode (l, s, 1, m). Types are s, n, b, d
// (dynamic), "[" list, "&" set, "%" map, "(name:type,...)" object.
//
//go:embed aws_schema.txt
var schemaText string

// fieldKind says who sets an attribute.
type fieldKind uint8

const (
	argument         fieldKind = iota // only the configuration
	computedArgument                  // the configuration, or AWS when it is omitted
	computed                          // only AWS
)

type attributeSchema struct {
	kind fieldKind
	typ  cty.Type
}

type blockSchema struct {
	nesting    byte // 'l', 's', 'm' or '1'; 0 for the type itself
	attributes map[string]attributeSchema
	blocks     map[string]*blockSchema
	plain      map[string]cty.Value // of a resource type, see plainAttributes
}

// schemaTable gives the schema of a type, parsed on first use. It is safe for concurrent use.
type schemaTable struct {
	mu     sync.Mutex
	parsed map[schemaKey]*blockSchema
}

type schemaKey struct {
	mode Mode
	name string
}

// lookup gives the schema of a type, or nil where the table has none.
func (t *schemaTable) lookup(mode Mode, typeName string) *blockSchema {
	key := schemaKey{mode, typeName}
	t.mu.Lock()
	defer t.mu.Unlock()
	if s, ok := t.parsed[key]; ok {
		return s
	}
	if t.parsed == nil {
		t.parsed = map[schemaKey]*blockSchema{}
	}
	s := findSchema(schemaText, mode, typeName)
	if s != nil && mode == Managed {
		s.plain = s.plainAttributes(typeName)
	}
	t.parsed[key] = s
	return s
}

func findSchema(table string, mode Mode, typeName string) *blockSchema {
	letter := "r "
	if mode == Data {
		letter = "d "
	}
	head := letter + typeName + " "
	at := strings.Index(table, "\n"+head)
	switch {
	case strings.HasPrefix(table, head):
		at = 0
	case at < 0:
		return nil
	default:
		at++
	}
	line, _, _ := strings.Cut(table[at+len(head):], "\n")
	p := schemaParser{text: line}
	s := p.block()
	if p.failed || p.text != "" {
		return nil
	}
	return s
}

// schemaParser reads one line of schemaText from the front.
type schemaParser struct {
	text   string
	failed bool
}

func (p *schemaParser) next() byte {
	if p.text == "" {
		p.failed = true
		return 0
	}
	c := p.text[0]
	p.text = p.text[1:]
	return c
}

func (p *schemaParser) skip(c byte) bool {
	if p.text != "" && p.text[0] == c {
		p.text = p.text[1:]
		return true
	}
	return false
}

func (p *schemaParser) name() string {
	end := strings.IndexAny(p.text, ":?!{")
	if end < 0 {
		p.failed = true
		return ""
	}
	name := p.text[:end]
	p.text = p.text[end:]
	return name
}

func (p *schemaParser) block() *blockSchema {
	b := &blockSchema{attributes: map[string]attributeSchema{}}
	for p.text != "" && p.text[0] != '}' && !p.failed {
		name := p.name()
		switch p.next() {
		case ':':
			b.attributes[name] = attributeSchema{argument, p.typ()}
		case '?':
			b.attributes[name] = attributeSchema{computedArgument, p.typ()}
		case '!':
			b.attributes[name] = attributeSchema{computed, p.typ()}
		case '{':
			nesting := p.next()
			nested := p.block()
			nested.nesting = nesting
			if !p.skip('}') {
				p.failed = true
			}
			if b.blocks == nil {
				b.blocks = map[string]*blockSchema{}
			}
			b.blocks[name] = nested
		}
		p.skip(',')
	}
	return b
}

func (p *schemaParser) typ() cty.Type {
	switch p.next() {
	case 's':
		return cty.String
	case 'n':
		return cty.Number
	case 'b':
		return cty.Bool
	case 'd':
		return cty.DynamicPseudoType
	case '[':
		return cty.List(p.typ())
	case '&':
		return cty.Set(p.typ())
	case '%':
		return cty.Map(p.typ())
	case '(':
		fields := map[string]cty.Type{}
		for !p.skip(')') && !p.failed {
			name := p.name()
			if !p.skip(':') {
				p.failed = true
			}
			fields[name] = p.typ()
			p.skip(',')
		}
		return cty.Object(fields)
	default:
		p.failed = true
		return cty.DynamicPseudoType
	}
}

// objectElement gives the object type of the elements of a list or set of objects: an argument that may
// also be written as repeated blocks (aws_security_group.ingress).
func objectElement(t cty.Type) (cty.Type, bool) {
	if (t.IsListType() || t.IsSetType()) && t.ElementType().IsObjectType() {
		return t.ElementType(), true
	}
	return cty.NilType, false
}

// impliedBlock gives the schema of the blocks that write an argument of that element type.
func impliedBlock(elem cty.Type) *blockSchema {
	b := &blockSchema{nesting: 'l', attributes: map[string]attributeSchema{}}
	for name, t := range elem.AttributeTypes() {
		b.attributes[name] = attributeSchema{argument, t}
	}
	return b
}
