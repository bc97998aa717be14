package plan

import (
	"strconv"
	"strings"
)

// Configuration is what a plan says of the configuration that it was made from: no values but constants, and
// of every other expression only what it refers to.
type Configuration struct {
	Providers map[string]*Provider // by provider_config_key
	Root      *ModuleConfig
}

// Provider is a provider configuration.
type Provider struct {
	Name   string // "aws"
	Alias  string
	Region Expression
	// Account holds allowed_account_ids, where they are a constant list of one.
	Account string
}

// ModuleConfig is the body of a module.
type ModuleConfig struct {
	Resources map[string]*ResourceConfig // by address in the module: "aws_vpc.main", "data.aws_vpc.x"
	Calls     map[string]*CallConfig
	Outputs   map[string]Expression
}

// ResourceConfig is a resource block.
type ResourceConfig struct {
	ProviderKey string
	Body        Body
	ForEach     Expression
	Count       Expression
	DependsOn   []string // addresses in the module, as written
}

// CallConfig is a module call.
type CallConfig struct {
	Source  string
	Body    Body
	ForEach Expression
	Count   Expression
	Module  *ModuleConfig
}

// Body holds the arguments and nested blocks of a block by name.
type Body map[string]Expression

// Expression is what a plan keeps of an argument, or of the nested blocks of one name.
type Expression struct {
	// References are the things that the expression refers to, each with all its steps, without the
	// shortened forms that Terraform lists after it.
	References []reference
	Constant   bool   // the value is a constant
	Text       string // the constant, where it is a string, number or bool
	Blocks     []Body // nested blocks in the order of the source
}

// reference is one thing that an expression refers to.
type reference struct {
	text  string
	steps []step
}

func (r *reader) configuration() (*Configuration, error) {
	c := &Configuration{Providers: map[string]*Provider{}, Root: &ModuleConfig{}}
	err := r.object(func(name string) (err error) {
		switch name {
		case "provider_config":
			return r.object(func(key string) (err error) {
				c.Providers[key], err = r.provider()
				return err
			})
		case "root_module":
			c.Root, err = r.moduleConfig()
			return err
		default:
			return r.ignore()
		}
	})
	return c, err
}

func (r *reader) provider() (*Provider, error) {
	p := &Provider{}
	err := r.object(func(name string) (err error) {
		switch name {
		case "name":
			p.Name, err = r.text()
		case "alias":
			p.Alias, err = r.text()
		case "expressions":
			var body Body
			body, err = r.body(nil)
			p.Region = body["region"]
		default:
			err = r.ignore()
		}
		return err
	})
	return p, err
}

func (r *reader) moduleConfig() (*ModuleConfig, error) {
	if r.modules++; r.modules > maxModuleDepth {
		return nil, contentError{"The modules are nested too deep",
			"netlint follows " + strconv.Itoa(maxModuleDepth) + " levels of modules."}
	}
	defer func() { r.modules-- }()
	m := &ModuleConfig{
		Resources: map[string]*ResourceConfig{},
		Calls:     map[string]*CallConfig{},
		Outputs:   map[string]Expression{},
	}
	err := r.object(func(name string) error {
		switch name {
		case "resources":
			return r.array(func() error { return r.resourceConfig(m) })
		case "module_calls":
			return r.object(func(call string) (err error) {
				m.Calls[call], err = r.callConfig()
				return err
			})
		case "outputs":
			return r.object(func(output string) error {
				return r.object(func(name string) (err error) {
					if name != "expression" {
						return r.ignore()
					}
					m.Outputs[output], err = r.expression(0)
					return err
				})
			})
		default:
			return r.ignore()
		}
	})
	return m, err
}

// maxSharedDepth is down to which level calls of modules are compared: each level reads what is below it once
// more.
const maxSharedDepth = 4

// calledModule reads the body of a module that is called. A plan holds it once for every call, and a module is
// made to be called often: equal bodies are read once and shared.
func (r *reader) calledModule() (*ModuleConfig, error) {
	if r.modules > maxSharedDepth {
		return r.moduleConfig()
	}
	raw, err := r.dec.ReadValue()
	if err != nil {
		return nil, err
	}
	if m, ok := r.bodies[string(raw)]; ok {
		return m, nil
	}
	m, err := r.within(r.aside(raw)).moduleConfig()
	r.bodies[string(raw)] = m
	return m, err
}

func (r *reader) resourceConfig(m *ModuleConfig) error {
	c := &ResourceConfig{}
	var address, typeName string
	var data bool
	err := r.object(func(name string) (err error) {
		switch name {
		case "address":
			address, err = r.text()
		case "mode":
			data, err = r.mode()
		case "type":
			typeName, err = r.text()
		case "provider_config_key":
			c.ProviderKey, err = r.text()
		case "expressions":
			var known func(string) bool
			if typeName != "" {
				if blank := newAttributes(data, typeName); blank == nil {
					return r.ignore()
				} else {
					known = func(name string) bool { return r.attrs.Has(blank, name) }
				}
			}
			c.Body, err = r.body(known)
		case "for_each_expression":
			c.ForEach, err = r.expression(0)
		case "count_expression":
			c.Count, err = r.expression(0)
		case "depends_on":
			err = r.array(func() error {
				text, err := r.text()
				c.DependsOn = append(c.DependsOn, text)
				return err
			})
		default:
			err = r.ignore()
		}
		return err
	})
	m.Resources[address] = c
	return err
}

func (r *reader) callConfig() (*CallConfig, error) {
	c := &CallConfig{}
	err := r.object(func(name string) (err error) {
		switch name {
		case "source":
			c.Source, err = r.text()
		case "expressions":
			c.Body, err = r.body(nil)
		case "for_each_expression":
			c.ForEach, err = r.expression(0)
		case "count_expression":
			c.Count, err = r.expression(0)
		case "module":
			c.Module, err = r.calledModule()
		default:
			err = r.ignore()
		}
		return err
	})
	return c, err
}

// body reads the arguments and blocks that wanted accepts; a nil wanted accepts all.
func (r *reader) body(wanted func(string) bool) (Body, error) {
	b := Body{}
	err := r.object(func(name string) (err error) {
		if wanted != nil && !wanted(name) {
			return r.ignore()
		}
		b[name], err = r.expression(0)
		return err
	})
	return b, err
}

// maxBlockDepth bounds the nesting of blocks; the AWS provider's deepest types have about ten levels.
const maxBlockDepth = 100

// expression reads an expression, or the blocks of one name: an object with "references" or
// "constant_value" is an expression, any other object a block, an array a list of blocks.
func (r *reader) expression(depth int) (Expression, error) {
	var e Expression
	if depth > maxBlockDepth {
		return e, contentError{"The blocks are nested too deep",
			"netlint follows " + strconv.Itoa(maxBlockDepth) + " levels of nested blocks."}
	}
	switch r.dec.PeekKind() {
	case '[':
		err := r.array(func() error {
			if r.dec.PeekKind() != '{' {
				return r.ignore()
			}
			block, err := r.expression(depth + 1)
			e.Blocks = append(e.Blocks, block.asBlock())
			return err
		})
		return e, err
	case '{':
	default:
		return e, r.ignore()
	}
	block := Body{}
	leaf := false
	err := r.object(func(name string) (err error) {
		switch name {
		case "references":
			leaf = true
			e.References, err = r.references()
		case "constant_value":
			leaf, e.Constant = true, true
			e.Text, err = r.constant()
		default:
			block[name], err = r.expression(depth + 1)
		}
		return err
	})
	if !leaf && len(block) > 0 {
		e.Blocks = []Body{block}
	}
	return e, err
}

// asBlock gives an expression that stands in a list of blocks as a block.
func (e Expression) asBlock() Body {
	if len(e.Blocks) == 1 {
		return e.Blocks[0]
	}
	return Body{}
}

// constant reads a constant's text; lists and objects have none.
func (r *reader) constant() (string, error) {
	switch r.dec.PeekKind() {
	case '"':
		return r.text()
	case '0', 't', 'f':
		raw, err := r.dec.ReadValue()
		return string(raw), err
	default:
		return "", r.ignore()
	}
}

// references reads a list of references and leaves out the shortened forms: Terraform lists
// aws_vpc.a[0].id as "aws_vpc.a[0].id", "aws_vpc.a[0]", "aws_vpc.a".
func (r *reader) references() ([]reference, error) {
	var list []reference
	previous := ""
	err := r.array(func() error {
		text, err := r.text()
		if err != nil {
			return err
		}
		shortened := isShortened(text, previous)
		previous = text
		if shortened {
			return nil
		}
		list = append(list, reference{text, splitSteps(text)})
		return nil
	})
	return list, err
}

// isShortened reports whether text is long without some of its last steps.
func isShortened(text, long string) bool {
	return len(text) < len(long) && strings.HasPrefix(long, text) && (long[len(text)] == '.' || long[len(text)] == '[')
}
