package source

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// config is a module as it is written: its files parsed and merged, nothing evaluated. Every call of the
// same directory shares one config.
type config struct {
	dir       string // path in FS
	variables map[string]*block
	locals    map[string]assignment
	outputs   map[string]*block
	providers map[string]*block // by "aws" or "aws.alias"
	resources map[string]*resourceConfig
	calls     map[string]*block
	order     []*resourceConfig // in the order of the sources
	callOrder []string
	moved     []*block
	backend   *block
}

// resourceConfig is a resource or data block.
type resourceConfig struct {
	mode     Mode
	typeName string
	name     string
	block    *block
}

// key is the name of the resource within its module: "aws_vpc.main", "data.aws_vpc.main".
func (r *resourceConfig) key() string { return resourceKey(r.mode, r.typeName, r.name) }

func resourceKey(mode Mode, typeName, name string) string {
	if mode == Data {
		return "data." + typeName + "." + name
	}
	return typeName + "." + name
}

var rootSchema = &hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{
	{Type: "terraform"}, {Type: "locals"}, {Type: "moved"}, {Type: "removed"}, {Type: "import"},
	{Type: "provider", LabelNames: []string{"name"}},
	{Type: "variable", LabelNames: []string{"name"}},
	{Type: "output", LabelNames: []string{"name"}},
	{Type: "module", LabelNames: []string{"name"}},
	{Type: "check", LabelNames: []string{"name"}},
	{Type: "resource", LabelNames: []string{"type", "name"}},
	{Type: "data", LabelNames: []string{"type", "name"}},
	{Type: "ephemeral", LabelNames: []string{"type", "name"}},
}}

// loadConfig reads the module in dir once; later calls get the same config. It is nil where dir holds none.
func (e *evaluator) loadConfig(dir string) *config {
	if c, ok := e.configs[dir]; ok {
		return c
	}
	return e.take(dir, e.shared.module(moduleKey{e.displayPath(dir), dir}, func() parsedModule { return e.parseModule(dir) }))
}

// parsedModule is what the files of a module's directory hold. config is nil where there are none.
type parsedModule struct {
	config *config
	files  []parsed
	diags  hcl.Diagnostics
}

// take makes a module that was parsed one of the evaluation.
func (e *evaluator) take(dir string, m parsedModule) *config {
	e.addFiles(m.files)
	e.addHCL(m.diags)
	e.configs[dir] = m.config
	return m.config
}

// parseModule reads the module in dir.
func (e *evaluator) parseModule(dir string) parsedModule {
	primary, override, err := configFiles(e.fsys, dir)
	if err != nil || len(primary)+len(override) == 0 {
		return parsedModule{}
	}
	c := &config{
		dir:       dir,
		variables: map[string]*block{}, locals: map[string]assignment{}, outputs: map[string]*block{},
		providers: map[string]*block{}, resources: map[string]*resourceConfig{}, calls: map[string]*block{},
	}
	m := parsedModule{config: c, files: e.parseFiles(slices.Concat(primary, override))}
	for i, file := range m.files {
		if file.body != nil {
			m.diags = append(m.diags, c.add(file.body, i >= len(primary))...)
		}
	}
	return m
}

// add takes in the blocks of one file.
func (c *config) add(body hcl.Body, override bool) hcl.Diagnostics {
	blocks, diags := rootBlocks(body)
	for _, b := range blocks {
		diags = append(diags, c.addBlock(b, override)...)
	}
	return diags
}

// rootBlocks gives the top-level blocks of a file. Blocks of unknown types are left out: they belong to a
// newer language than this one.
func rootBlocks(body hcl.Body) ([]*hcl.Block, hcl.Diagnostics) {
	native, ok := body.(*hclsyntax.Body)
	if !ok {
		found, _, diags := body.PartialContent(rootSchema)
		return found.Blocks, diags
	}
	blocks := make([]*hcl.Block, 0, len(native.Blocks))
	var diags hcl.Diagnostics
	for _, b := range native.Blocks {
		if want, ok := labelCount(b.Type); ok && len(b.Labels) != want {
			rng := b.DefRange()
			diags = append(diags, &hcl.Diagnostic{
				Severity: hcl.DiagError,
				Summary:  "A block has the wrong number of labels",
				Detail:   fmt.Sprintf("A %s block has %d labels, this one has %d. It is left out.", b.Type, want, len(b.Labels)),
				Subject:  &rng,
			})
			continue
		}
		blocks = append(blocks, b.AsHCLBlock())
	}
	return blocks, diags
}

func labelCount(blockType string) (int, bool) {
	for _, b := range rootSchema.Blocks {
		if b.Type == blockType {
			return len(b.LabelNames), true
		}
	}
	return 0, false
}

func (c *config) addBlock(b *hcl.Block, override bool) hcl.Diagnostics {
	switch b.Type {
	case "variable":
		return declare(c.variables, b.Labels[0], b, override)
	case "output":
		return declare(c.outputs, b.Labels[0], b, override)
	case "provider":
		name := b.Labels[0]
		if alias := literalString(bodyContent(b.Body, nil).argument("alias")); alias != "" {
			name += "." + alias
		}
		return declare(c.providers, name, b, override)
	case "module":
		if c.calls[b.Labels[0]] == nil {
			c.callOrder = append(c.callOrder, b.Labels[0])
		}
		return declare(c.calls, b.Labels[0], b, override)
	case "resource", "data":
		return c.addResource(b, override)
	case "locals":
		var diags hcl.Diagnostics
		for _, a := range bodyContent(b.Body, nil).arguments {
			if first, ok := c.locals[a.name]; ok && !override {
				diags = append(diags, duplicate("local value", a.name, *a.rng, *first.rng)...)
				continue
			}
			c.locals[a.name] = a
		}
		return diags
	case "moved":
		c.moved = append(c.moved, &block{hcl: b})
	case "terraform":
		for _, nested := range bodyContent(b.Body, terraformSchema).blocks {
			if nested.hcl.Type == "backend" || nested.hcl.Type == "cloud" {
				c.backend = nested
			}
		}
	}
	return nil
}

// terraformSchema is needed for JSON only, where nothing else tells a block from an argument.
var terraformSchema = &blockSchema{blocks: map[string]*blockSchema{
	"backend": {nesting: 'm'}, "cloud": {nesting: 'l'},
}}

func (c *config) addResource(b *hcl.Block, override bool) hcl.Diagnostics {
	r := &resourceConfig{typeName: b.Labels[0], name: b.Labels[1], block: &block{hcl: b}}
	if b.Type == "data" {
		r.mode = Data
	}
	first := c.resources[r.key()]
	switch {
	case first == nil:
		c.resources[r.key()] = r
		c.order = append(c.order, r)
	case override:
		first.block.overrides = append(first.block.overrides, b)
	default:
		return duplicate("resource", r.key(), b.DefRange, first.block.hcl.DefRange)
	}
	return nil
}

// declare adds a named block, or the override of one.
func declare(into map[string]*block, name string, b *hcl.Block, override bool) hcl.Diagnostics {
	first := into[name]
	switch {
	case first == nil:
		into[name] = &block{hcl: b}
	case override:
		first.overrides = append(first.overrides, b)
	default:
		return duplicate(b.Type, name, b.DefRange, first.hcl.DefRange)
	}
	return nil
}

func duplicate(what, name string, second, first hcl.Range) hcl.Diagnostics {
	return hcl.Diagnostics{{
		Severity: hcl.DiagError,
		Summary:  "A name is declared twice",
		Detail: fmt.Sprintf("The %s %q was already declared at %s:%d. Only the first declaration is used; rename or remove one of them.",
			what, name, first.Filename, first.Start.Line),
		Subject: &second,
	}}
}
