package parser

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/netlint/netlint/model"
)

// exportVersion is the version of what Export writes. It rises with every change that an older netlint would
// misread; files of another version are refused.
const exportVersion = 1

// export is what inputs hold, before it is linked: one call writes it, and another joins many.
type export struct {
	Version   int              `json:"netlint_export"`
	Inputs    []exportedInput  `json:"inputs"`
	Scenarios []exportedResult `json:"scenarios"`
	Before    jsontext.Value   `json:"before,omitzero"`
	Ignores   []Ignore         `json:"ignores,omitzero"`
}

// maxExportedScenarios is more than an export has: no call looks at as many outcomes of a template's conditions.
const maxExportedScenarios = 1_000

// exportedInput is an Input.
type exportedInput struct {
	Path      string        `json:"path"`
	Kind      string        `json:"kind"`
	Dialect   model.Dialect `json:"dialect"`
	Resources int           `json:"resources"`
	HasBefore bool          `json:"has_before,omitzero"`
}

// exportedResult is the network of one scenario.
type exportedResult struct {
	Name    string         `json:"name"`
	Network jsontext.Value `json:"network"`
}

// argumentNames are the arguments whose places rules ask for; their ranges go into an export, because the
// sources need not be there when it is read.
var argumentNames = []string{
	"SourceDestCheck", "allowed_prefixes", "appliance_mode_support", "auto_accept", "cidr_block", "enable_dns_hostnames",
	"enable_dns_support", "firewall_policy", "health_check", "instance_type", "local_ipv4_network_cidr", "matcher", "policy",
	"private_dns_enabled", "records", "route_table_ids", "rule_group", "rule_group.rules_source.rules_string", "rules",
	"security_group_ids", "source_dest_check", "static_routes_only", "subnet_id", "subnet_ids", "subnets",
}

// Export writes what was read as one file, of which Load makes the same networks again. Equal inputs give
// equal bytes.
func (r *Result) Export(w io.Writer) error {
	x := export{Version: exportVersion, Ignores: r.Ignores}
	for _, in := range r.Inputs {
		x.Inputs = append(x.Inputs, exportedInput{in.Path, in.Kind, in.Dialect, in.Resources, in.HasBefore})
	}
	scenarios, changes := outcomes(r.units)
	for i, name := range scenarios {
		data, err := assemble(r.units, i, false).Export(argumentNames)
		if err != nil {
			return err
		}
		x.Scenarios = append(x.Scenarios, exportedResult{name, data})
	}
	if changes {
		var err error
		if x.Before, err = assemble(r.units, 0, true).Export(argumentNames); err != nil {
			return err
		}
	}
	data, err := json.Marshal(x, json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
	if err != nil {
		return err
	}
	_, err = w.Write(append(data, '\n'))
	return err
}

// isExport looks at the first key of a JSON object.
func isExport(data []byte) bool {
	rest, ok := bytes.CutPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("{"))
	return ok && bytes.HasPrefix(bytes.TrimLeft(rest, " \t\r\n"), []byte(`"netlint_export"`))
}

// loadExports reads the exports among the inputs.
func loadExports(inputs []found) ([]unit, []Ignore, model.Diagnostics) {
	var units []unit
	var ignores []Ignore
	var diags model.Diagnostics
	for _, in := range inputs {
		if in.content != contentExport {
			continue
		}
		u, x, err := readExport(in.data)
		if err != nil {
			diags = append(diags, model.Diagnostic{
				Severity: model.SeverityError, Summary: "This export cannot be read", Range: model.Range{File: in.path},
				Detail: fmt.Sprintf("%v. Write it again with this version of netlint (netlint export).", err),
			})
			continue
		}
		units = append(units, *u)
		ignores = append(ignores, x.Ignores...)
	}
	return units, ignores, diags
}

// readExport makes a unit of an export. Everything is read once here, so that it cannot fail later.
func readExport(data []byte) (*unit, *export, error) {
	var x export
	if err := json.Unmarshal(data, &x, jsontext.AllowInvalidUTF8(true)); err != nil {
		return nil, nil, err
	}
	if x.Version != exportVersion {
		return nil, nil, fmt.Errorf("its format is version %d, and this netlint reads version %d", x.Version, exportVersion)
	}
	switch n := len(x.Scenarios); {
	case n == 0:
		return nil, nil, errors.New("it holds no network")
	case n > maxExportedScenarios:
		return nil, nil, fmt.Errorf("it holds %d scenarios, more than the %d that netlint makes", n, maxExportedScenarios)
	}
	u := &unit{}
	for _, in := range x.Inputs {
		u.inputs = append(u.inputs, Input{
			Input:     &model.Input{Path: in.Path, Kind: in.Kind, Dialect: in.Dialect},
			Resources: in.Resources, HasBefore: in.HasBefore,
		})
	}
	add := func(network jsontext.Value) (func(*model.Network), error) {
		if err := (&model.Network{}).Import(network); err != nil {
			return nil, err
		}
		return func(n *model.Network) { _ = n.Import(network) }, nil // it was read above
	}
	var after []func(*model.Network)
	for _, s := range x.Scenarios {
		f, err := add(s.Network)
		if err != nil {
			return nil, nil, err
		}
		u.scenarios = append(u.scenarios, s.Name)
		after = append(after, f)
	}
	u.after = func(scenario int, n *model.Network) { after[scenario](n) }
	if x.Before != nil {
		var err error
		if u.before, err = add(x.Before); err != nil {
			return nil, nil, err
		}
	}
	return u, &x, nil
}

// mergeIgnores joins suppressions that were read here with those of exports; a file that both saw counts once.
func mergeIgnores(read, exported []Ignore) []Ignore {
	all := slices.Concat(read, exported)
	slices.SortStableFunc(all, func(a, b Ignore) int { return cmp.Or(a.Range.Compare(b.Range), cmp.Compare(a.Text, b.Text)) })
	return slices.CompactFunc(all, func(a, b Ignore) bool { return a.Range == b.Range && a.Text == b.Text })
}
