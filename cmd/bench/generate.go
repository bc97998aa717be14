package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// The seed is two networks and a peering between them, planned by real Terraform from seed/src. A generated
// estate is a chain of such networks: every network is the seed's second one with its own name and ranges,
// every link the seed's peering.
var (
	//go:embed seed/plan.json
	seedPlan []byte
	//go:embed seed/src/main.tf
	seedRoot string
	//go:embed seed/src/network/main.tf
	seedModule string
)

// maxNetworks is how many /20 ranges 10.0.0.0/8 holds.
const maxNetworks = 4096

// estate is a generated chain of networks.
type estate struct {
	networks int
	seed     plan
	perVPC   int // resources of a network
	perLink  int // resources of a peering with its routes
}

// plan is the part of Terraform's plan JSON that is repeated; the rest is copied.
type plan struct {
	FormatVersion    string `json:"format_version"`
	TerraformVersion string `json:"terraform_version"`
	PlannedValues    struct {
		RootModule struct {
			Resources    []json.RawMessage `json:"resources"`
			ChildModules []json.RawMessage `json:"child_modules"`
		} `json:"root_module"`
	} `json:"planned_values"`
	ResourceChanges []json.RawMessage `json:"resource_changes"`
	Configuration   struct {
		ProviderConfig json.RawMessage `json:"provider_config"`
		RootModule     struct {
			Resources   []json.RawMessage          `json:"resources"`
			ModuleCalls map[string]json.RawMessage `json:"module_calls"`
		} `json:"root_module"`
	} `json:"configuration"`
	Timestamp  string          `json:"timestamp"`
	Applyable  bool            `json:"applyable"`
	Complete   bool            `json:"complete"`
	Errored    bool            `json:"errored"`
	Attributes json.RawMessage `json:"relevant_attributes"`
}

// newEstate makes an estate of at least the given number of resources.
func newEstate(resources int) (*estate, error) {
	e := &estate{}
	if err := json.Unmarshal(seedPlan, &e.seed); err != nil {
		return nil, fmt.Errorf("the seed plan cannot be read: %w", err)
	}
	for _, c := range e.seed.ResourceChanges {
		switch {
		case isNetwork(c):
			e.perVPC++
		case isLink(c):
			e.perLink++
		}
	}
	e.networks = (resources + e.perLink + e.perVPC + e.perLink - 1) / (e.perVPC + e.perLink)
	if e.networks > maxNetworks {
		return nil, fmt.Errorf("%d resources need %d networks, and only %d have room in 10.0.0.0/8", resources, e.networks, maxNetworks)
	}
	return e, nil
}

// resources is how many resources the estate has.
func (e *estate) resources() int { return e.networks*e.perVPC + (e.networks-1)*e.perLink }

func isNetwork(c json.RawMessage) bool {
	return bytes.Contains(c, []byte(`"address":"module.net_0001.`))
}

func isLink(c json.RawMessage) bool { return bytes.Contains(c, []byte(`"address":"aws_`)) }

// network makes network i out of the text of the seed's second one.
func (e *estate) network(i int) *strings.Replacer {
	pairs := []string{"net_0001", name(i), "net-0001", dashed(i), "10.0.16.0/20", cidr(i)}
	for k := range 6 {
		pairs = append(pairs, fmt.Sprintf("10.0.%d.0/24", 16+k), subnet(i, k))
	}
	return strings.NewReplacer(pairs...)
}

// link makes the peering from network i to the next out of the seed's.
func (e *estate) link(i int) *strings.Replacer {
	return strings.NewReplacer("net_0000", name(i), "net_0001", name(i+1),
		"10.0.0.0/20", cidr(i), "10.0.16.0/20", cidr(i+1))
}

func name(i int) string   { return fmt.Sprintf("net_%04d", i) }
func dashed(i int) string { return fmt.Sprintf("net-%04d", i) }
func cidr(i int) string   { return fmt.Sprintf("10.%d.%d.0/20", i>>4, i&15<<4) }

func subnet(i, k int) string { return fmt.Sprintf("10.%d.%d.0/24", i>>4, i&15<<4+k) }

// repeat writes the elements that belong to networks or links once for each of them.
func (e *estate) repeat(w io.Writer, elements []json.RawMessage, isNetwork, isLink func(json.RawMessage) bool) {
	sep := ""
	put := func(r *strings.Replacer, c json.RawMessage) {
		io.WriteString(w, sep)
		r.WriteString(w, string(c))
		sep = ","
	}
	for i := range e.networks {
		network, link := e.network(i), e.link(i)
		for _, c := range elements {
			switch {
			case isNetwork(c):
				put(network, c)
			case isLink(c) && i < e.networks-1:
				put(link, c)
			}
		}
	}
}

// writePlan writes the plan JSON of the estate.
func (e *estate) writePlan(w io.Writer) {
	always := func(json.RawMessage) bool { return true }
	never := func(json.RawMessage) bool { return false }
	s := e.seed
	fmt.Fprintf(w, `{"format_version":%q,"terraform_version":%q,"planned_values":{"root_module":{"resources":[`, s.FormatVersion, s.TerraformVersion)
	e.repeat(w, s.PlannedValues.RootModule.Resources, never, always)
	io.WriteString(w, `],"child_modules":[`)
	e.repeat(w, s.PlannedValues.RootModule.ChildModules, func(c json.RawMessage) bool {
		return bytes.Contains(c, []byte(`"address":"module.net_0001"`))
	}, never)
	io.WriteString(w, `]}},"resource_changes":[`)
	e.repeat(w, s.ResourceChanges, isNetwork, isLink)
	fmt.Fprintf(w, `],"configuration":{"provider_config":%s,"root_module":{"resources":[`, s.Configuration.ProviderConfig)
	e.repeat(w, s.Configuration.RootModule.Resources, never, always)
	io.WriteString(w, `],"module_calls":{`)
	call := string(s.Configuration.RootModule.ModuleCalls["net_0001"])
	for i := range e.networks {
		if i > 0 {
			io.WriteString(w, ",")
		}
		fmt.Fprintf(w, "%q:", name(i))
		e.network(i).WriteString(w, call)
	}
	fmt.Fprintf(w, `}}},"relevant_attributes":[],"timestamp":%q,"applyable":true,"complete":true,"errored":false}`, s.Timestamp)
}

// writeSources writes the root module and the network module that the plan comes from.
func (e *estate) writeSources(dir string) error {
	if err := os.MkdirAll(filepath.Join(dir, "network"), 0o755); err != nil {
		return err
	}
	provider, rest, ok := strings.Cut(seedRoot, `module "net_0000"`)
	_, second, ok2 := strings.Cut(rest, `module "net_0001"`)
	module, links, ok3 := strings.Cut(second, `resource "aws_vpc_peering_connection"`)
	if !ok || !ok2 || !ok3 {
		return fmt.Errorf("the seed's main.tf has lost its modules or its peering")
	}
	var b strings.Builder
	b.WriteString(provider)
	for i := range e.networks {
		e.network(i).WriteString(&b, `module "net_0001"`+module)
	}
	for i := range e.networks - 1 {
		e.link(i).WriteString(&b, `resource "aws_vpc_peering_connection"`+links+"\n")
	}
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(b.String()), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "network", "main.tf"), []byte(seedModule), 0o644)
}

// write puts the estate's plan.json and src into dir.
func (e *estate) write(dir string) error {
	if err := e.writeSources(filepath.Join(dir, "src")); err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(dir, "plan.json"))
	if err != nil {
		return err
	}
	e.writePlan(f)
	return f.Close()
}
