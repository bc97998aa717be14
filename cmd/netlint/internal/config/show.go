package config

import (
	"fmt"
	"io"
	"strings"

	"github.com/hashicorp/hcl/v2/gohcl"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/gocty"

	"github.com/netlint/netlint/rules"
)

// Show writes the configuration as a file that says the same, with a comment on each value that tells where
// it comes from.
func (c *Config) Show(w io.Writer) error {
	f := hclwrite.NewEmptyFile()
	body := f.Body()
	if len(c.Files) == 0 {
		comment(body, "No "+FileName+" applies here; these are the defaults.")
	}
	attribute := func(name string, value, fallback any) error {
		from := "default"
		if at, ok := c.Origins[name]; ok {
			from, fallback = at.String(), value
		}
		v, err := toValue(fallback)
		if err != nil {
			return fmt.Errorf("the value of %s cannot be written: %w", name, err)
		}
		comment(body, from)
		body.SetAttributeValue(name, v)
		return nil
	}
	for _, a := range []struct {
		name            string
		value, fallback any
	}{
		{"fail_on", c.FailOn, "warning"},
		{"confidence", string(c.Confidence), "definite"},
	} {
		if err := attribute(a.name, a.value, a.fallback); err != nil {
			return err
		}
	}
	for _, a := range []struct {
		name  string
		value any
	}{
		{"baseline", c.Baseline},
		{"on_premises", c.Options.OnPremises},
		{"client_ports", c.Options.ClientPorts},
		{"admin_ports", c.Options.AdminPorts},
		{"quotas", c.Options.Quotas},
	} {
		if _, set := c.Origins[a.name]; !set {
			continue
		}
		if err := attribute(a.name, a.value, nil); err != nil {
			return err
		}
	}
	c.showBlocks(body)
	_, err := f.WriteTo(w)
	return err
}

func (c *Config) showBlocks(body *hclwrite.Body) {
	for _, r := range c.Rules {
		body.AppendNewline()
		comment(body, r.Range.String())
		b := &ruleBlock{Selector: r.Selector, Enabled: r.Enabled, Mandatory: r.Mandatory}
		if r.Severity != "" {
			severity := string(r.Severity)
			b.Severity = &severity
		}
		body.AppendBlock(withoutNulls(gohcl.EncodeAsBlock(b, "rule")))
	}
	for _, s := range c.Ignores {
		body.AppendNewline()
		comment(body, s.Range.String())
		b := &ignoreBlock{Rules: s.Rules, Resource: &s.Address}
		if s.Reason != "" {
			b.Reason = &s.Reason
		}
		if !s.Until.IsZero() {
			day := s.Until.Format("2006-01-02")
			b.Until = &day
		}
		body.AppendBlock(withoutNulls(gohcl.EncodeAsBlock(b, "ignore")))
	}
	for _, a := range c.Options.Assertions {
		body.AppendNewline()
		comment(body, a.Range.String())
		b := &assertBlock{Name: a.Name, From: nonZero(a.From), To: nonZero(a.To), Protocol: nonZero(a.Protocol), Port: nonZero(a.Port),
			Expect: nonZero(a.Expect), BothWays: nonZero(a.BothWays), Through: a.Through, NotThrough: a.NotThrough,
			HealthStatus: nonZero(a.HealthStatus), Scope: nonZero(a.Scope)}
		body.AppendBlock(withoutNulls(gohcl.EncodeAsBlock(b, "assert")))
	}
}

// withoutNulls takes out the attributes that the block does not set.
func withoutNulls(b *hclwrite.Block) *hclwrite.Block {
	for name, a := range b.Body().Attributes() {
		if strings.TrimSpace(string(a.Expr().BuildTokens(nil).Bytes())) == "null" {
			b.Body().RemoveAttribute(name)
		}
	}
	return b
}

func nonZero[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

func comment(body *hclwrite.Body, text string) {
	body.AppendUnstructuredTokens(hclwrite.Tokens{{Type: hclsyntax.TokenComment, Bytes: []byte("# " + rules.Clean(text) + "\n")}})
}

func toValue(v any) (cty.Value, error) {
	t, err := gocty.ImpliedType(v)
	if err != nil {
		return cty.NilVal, err
	}
	return gocty.ToCtyValue(v, t)
}
