package source

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/netlint/netlint/model"
)

// providerConfig is one configuration of a provider, or the one that is implied where nothing is written.
type providerConfig struct {
	key     string // root.provider.aws.alias
	m       *module
	block   *block // nil where the configuration is implied
	missing bool   // a module expects an alias that its caller does not pass

	regionDone bool
	region     model.Value[string]
	regionName string // the region, or its stand-in
	accountID  *model.Value[string]
}

// providerAddress is how a module names a provider configuration.
type providerAddress struct{ name, alias string }

func (a providerAddress) String() string {
	if a.alias == "" {
		return a.name
	}
	return a.name + "." + a.alias
}

// parseProviderAddress reads aws or aws.east; index is the key of an instance as OpenTofu allows it.
func parseProviderAddress(expr hcl.Expression) (a providerAddress, ok bool) {
	t, diags := hcl.AbsTraversalForExpr(expr)
	if diags.HasErrors() {
		name, alias, _ := strings.Cut(literalString(expr), ".") // written as a string, as JSON and old versions do
		return providerAddress{name, alias}, name != ""
	}
	return providerAddress{t.RootName(), attrName(t, 1)}, true
}

// providerOf gives the provider configuration of a resource.
func (m *module) providerOf(i *instance) *providerConfig {
	name, _, _ := strings.Cut(i.node.config.typeName, "_")
	address := providerAddress{name: name}
	if expr := i.node.content().argument("provider"); expr != nil {
		if a, ok := parseProviderAddress(expr); ok {
			address = a
		} else {
			return &providerConfig{key: m.address("provider " + m.e.excerpt(expr.Range())), m: m, missing: true}
		}
	}
	return m.providerConfig(address)
}

// providerConfig finds a provider configuration by the name that the module knows it by: what the caller
// passes, the module's own block, or the caller's default configuration.
func (m *module) providerConfig(a providerAddress) *providerConfig {
	key := a.String()
	if p := m.providers[key]; p != nil {
		return p
	}
	p := m.findProvider(a)
	m.providers[key] = p
	return p
}

func (m *module) findProvider(a providerAddress) *providerConfig {
	key := a.String()
	if m.parent != nil {
		if expr := m.call.block.contentOf(nil).argument("providers"); expr != nil {
			pairs, _ := hcl.ExprMap(expr)
			for _, pair := range pairs {
				inner, ok := parseProviderAddress(pair.Key)
				if !ok || inner != a {
					continue
				}
				if outer, ok := parseProviderAddress(pair.Value); ok {
					return m.parent.providerConfig(outer)
				}
				return &providerConfig{key: m.address("provider " + key), m: m, missing: true}
			}
		}
	}
	if b := m.config.providers[key]; b != nil {
		return &providerConfig{key: m.address("provider." + key), m: m, block: b}
	}
	switch {
	case a.alias != "":
		return &providerConfig{key: m.address("provider." + key), m: m, missing: true}
	case m.parent != nil:
		return m.parent.providerConfig(a)
	default:
		return &providerConfig{key: "provider." + key, m: m}
	}
}

// resolveRegion evaluates the region of a provider configuration.
func (p *providerConfig) resolveRegion() {
	if p.regionDone {
		return
	}
	p.regionDone = true
	var expr hcl.Expression
	if p.block != nil {
		expr = p.block.contentOf(nil).argument("region")
	}
	if expr == nil || p.missing {
		why, origin := "the region comes from the environment; set it in the provider block", "environment"
		if p.missing {
			why, origin = "the provider configuration "+p.key+" is not passed to the module", p.key
		}
		p.region, p.regionName = model.Unknown[string](why), syntheticRegion(origin)
		return
	}
	s := p.m.scope()
	v := s.evalReported(expr, p.key)
	if region, ok := stringValue(v); ok {
		p.region, p.regionName = model.Known(region), region
		return
	}
	if v.IsKnown() && v.IsNull() {
		p.region, p.regionName = model.Unknown[string]("the region comes from the environment; set it in the provider block"), syntheticRegion("environment")
		return
	}
	origin := s.originOf(expr, maxTrace)
	if origin == "" {
		origin = p.key
	}
	p.region, p.regionName = model.Unknown[string](s.reason(expr)), syntheticRegion(origin)
}

// account gives the account that the configuration pins: the only allowed one, or that of the role.
func (p *providerConfig) account() model.Value[string] {
	if p.accountID == nil {
		id := p.findAccount()
		p.accountID = &id
	}
	return *p.accountID
}

func (p *providerConfig) findAccount() model.Value[string] {
	unknown := model.Unknown[string]("the account comes from the credentials")
	if p.block == nil || p.missing {
		return unknown
	}
	c := p.block.contentOf(providerSchema)
	s := p.m.scope()
	if expr := c.argument("allowed_account_ids"); expr != nil {
		if v, diags := s.eval(expr); !diags.HasErrors() && v.IsWhollyKnown() && !v.IsNull() && v.CanIterateElements() && v.LengthInt() == 1 {
			for it := v.ElementIterator(); it.Next(); {
				if _, elem := it.Element(); elem.Type() == cty.String && !elem.IsNull() {
					return model.Known(elem.AsString())
				}
			}
		}
	}
	for _, b := range c.blocks {
		if b.hcl.Type != "assume_role" {
			continue
		}
		expr := b.contentOf(nil).argument("role_arn")
		if expr == nil {
			continue
		}
		if v, diags := s.eval(expr); !diags.HasErrors() {
			if arn, ok := stringValue(v); ok {
				if parts := strings.Split(arn, ":"); len(parts) > 5 && parts[4] != "" {
					return model.Known(parts[4])
				}
			}
		}
	}
	return unknown
}

// providerSchema tells the nested blocks of a provider block, for JSON.
var providerSchema = &blockSchema{blocks: map[string]*blockSchema{
	"assume_role": {nesting: 'l'}, "default_tags": {nesting: 'l'}, "endpoints": {nesting: 's'}, "ignore_tags": {nesting: 'l'},
	"assume_role_with_web_identity": {nesting: 'l'},
}}

// providerRef gives the public form of the instance's provider.
func (i *instance) providerRef() ProviderRef {
	if i.provider == nil {
		i.provider = i.node.m.providerOf(i)
	}
	p := i.provider
	p.resolveRegion()
	ref := ProviderRef{Key: p.key, Region: p.region, Account: p.account()}
	ref.Name, _, _ = strings.Cut(i.node.config.typeName, "_")
	if expr := i.node.content().argument("provider"); expr != nil {
		if a, ok := parseProviderAddress(expr); ok {
			ref.Name, ref.Alias = a.name, a.alias
		}
	}
	if own, ok := i.regionArgument(); ok {
		ref.Region = own
	}
	return ref
}

// regionArgument gives the region that the resource itself names, as version 6 of the AWS provider allows
// on nearly every type.
func (i *instance) regionArgument() (model.Value[string], bool) {
	if !strings.HasPrefix(i.node.config.typeName, "aws_") {
		return model.Value[string]{}, false
	}
	if s := i.node.schema; s != nil {
		if _, ownMeaning := s.attributes["region"]; ownMeaning {
			return model.Value[string]{}, false
		}
	}
	v, ok := i.written("region")
	if !ok || v.IsKnown() && v.IsNull() {
		return model.Value[string]{}, false
	}
	if region, ok := stringValue(v); ok {
		return model.Known(region), true
	}
	return model.Unknown[string](i.scope().reason(i.node.content().argument("region"))), true
}

// regionName gives the region of the instance, or the stand-in for an unknown one.
func (i *instance) regionName() string {
	if own, ok := i.regionArgument(); ok {
		if region, ok := own.Get(); ok {
			return region
		}
		return syntheticRegion(i.addr)
	}
	p := i.node.m.providerOf(i)
	p.resolveRegion()
	return p.regionName
}

// partition gives the AWS partition of the instance's region; a region that is not known counts as one of
// the ordinary partition.
func (i *instance) partition() string {
	switch region := i.regionName(); {
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	default:
		return "aws"
	}
}

// account gives the identifier of the instance's account, synthetic where the configuration does not pin it.
func (i *instance) account() cty.Value {
	p := i.node.m.providerOf(i)
	if id, ok := p.account().Get(); ok {
		return cty.StringVal(id)
	}
	return cty.StringVal(SyntheticID(i.node.m.e.opts.ID, p.key, "account_id"))
}
