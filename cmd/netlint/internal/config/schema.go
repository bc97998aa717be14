package config

import "github.com/hashicorp/hcl/v2"

// file is what a configuration file may hold. The field tags are the schema: anything else is an error.
type file struct {
	FailOn     *string `hcl:"fail_on,optional"`
	Confidence *string `hcl:"confidence,optional"`
	Baseline   *string `hcl:"baseline,optional"`

	OnPremises  []string       `hcl:"on_premises,optional"`
	ClientPorts *string        `hcl:"client_ports,optional"`
	AdminPorts  []int          `hcl:"admin_ports,optional"`
	Quotas      map[string]int `hcl:"quotas,optional"`

	Rules   []ruleBlock   `hcl:"rule,block"`
	Ignores []ignoreBlock `hcl:"ignore,block"`
	Asserts []assertBlock `hcl:"assert,block"`

	FailOnRange      hcl.Range `hcl:"fail_on,attr_range"`
	ConfidenceRange  hcl.Range `hcl:"confidence,attr_range"`
	BaselineRange    hcl.Range `hcl:"baseline,attr_range"`
	OnPremisesRange  hcl.Range `hcl:"on_premises,attr_range"`
	ClientPortsRange hcl.Range `hcl:"client_ports,attr_range"`
	AdminPortsRange  hcl.Range `hcl:"admin_ports,attr_range"`
	QuotasRange      hcl.Range `hcl:"quotas,attr_range"`
}

type ruleBlock struct {
	Selector  string  `hcl:"rule,label"`
	Enabled   *bool   `hcl:"enabled,optional"`
	Severity  *string `hcl:"severity,optional"`
	Mandatory *bool   `hcl:"mandatory,optional"`

	SeverityRange hcl.Range `hcl:"severity,attr_range"`
	Range         hcl.Range `hcl:",def_range"`
}

type ignoreBlock struct {
	Rule     *string  `hcl:"rule,optional"`
	Rules    []string `hcl:"rules,optional"`
	Resource *string  `hcl:"resource,optional"`
	Until    *string  `hcl:"until,optional"`
	Reason   *string  `hcl:"reason,optional"`

	RuleRange  hcl.Range `hcl:"rule,attr_range"`
	RulesRange hcl.Range `hcl:"rules,attr_range"`
	UntilRange hcl.Range `hcl:"until,attr_range"`
	Range      hcl.Range `hcl:",def_range"`
}

type assertBlock struct {
	Name         string   `hcl:"name,label"`
	From         *string  `hcl:"from,optional"`
	To           *string  `hcl:"to,optional"`
	Protocol     *string  `hcl:"protocol,optional"`
	Port         *int     `hcl:"port,optional"`
	Expect       *string  `hcl:"expect,optional"`
	BothWays     *bool    `hcl:"both_ways,optional"`
	Through      []string `hcl:"through,optional"`
	NotThrough   []string `hcl:"not_through,optional"`
	HealthStatus *int     `hcl:"health_status,optional"`
	Scope        *string  `hcl:"scope,optional"`

	ProtocolRange     hcl.Range `hcl:"protocol,attr_range"`
	PortRange         hcl.Range `hcl:"port,attr_range"`
	ExpectRange       hcl.Range `hcl:"expect,attr_range"`
	HealthStatusRange hcl.Range `hcl:"health_status,attr_range"`
	ScopeRange        hcl.Range `hcl:"scope,attr_range"`
	Range             hcl.Range `hcl:",def_range"`
}
