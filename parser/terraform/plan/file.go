package plan

import (
	"strings"

	"github.com/netlint/netlint/model"
)

// Kind says what a file holds.
type Kind string

// The kinds of files, in the words of the JSON output's "kind".
const (
	KindPlan  Kind = "terraform-plan"
	KindState Kind = "terraform-state"
)

// File is what a plan or state holds of the resource types that netlint models.
type File struct {
	Name             string // as named by the user
	Kind             Kind
	FormatVersion    string // "1.2"; "4" for a state file
	TerraformVersion string
	// Resources are the managed instances and the data sources, in the order of the file.
	Resources []*Resource
	// Skipped counts the instances of resource types that are not modelled, with the addresses of those
	// whose type belongs to the AWS provider.
	Skipped map[string]*Skipped
	// Total is the number of managed resource instances, modelled or not.
	Total int
	// Partial is true for a plan that says of itself that it is not complete (-target, deferred actions).
	Partial bool
	// Config is the configuration part of a plan; nil in a state.
	Config *Configuration
	// Variables are the values of the root module's variables, where they are strings.
	Variables map[string]string

	bodies map[string]*ModuleConfig // of module instances, by address, as far as asked for

	deferred []deferredData // data sources of any type that are read only during apply

	// TargetGroups are the identifiers of target groups that outputs of the root module may hand to other
	// configurations; Resolve sets them.
	TargetGroups []string
	// Open are the references that could not be made certain; Resolve sets them.
	Open []model.OpenLink
	// References counts what Resolve had to find: references that the plan leaves unknown.
	References int
	// ByIndex counts those of them that are taken for certain because the two sides have equal count indices.
	ByIndex int
	// Policies are those that the plan leaves unknown as a whole; Resolve sets them.
	Policies []model.OpenLink
}

// deferredData is a data source that could not be read while planning.
type deferredData struct{ module, name string }

// Skipped is what is kept of the instances of a type that is not modelled.
type Skipped struct {
	Count     int
	Addresses []string
}

// Resource is one instance of a resource or data source.
type Resource struct {
	Address  string // module.a["x"].aws_subnet.b[0]
	Previous string // the address before the plan, where a moved block changes it; else empty
	Module   string // module.a["x"]; empty in the root module
	Data     bool   // a data source
	Type     string
	Name     string
	Key      Key
	Provider string // full name of the provider
	Change   model.Change
	// Before and After are attribute structs (*attribute.VPC …) of the resource as it is and as it will be;
	// nil where there is none. They are the same where nothing changes.
	Before, After any
	// Line is the line in the file, from 1.
	Line int
	// Endpoints are the identifiers of the VPC endpoints that a policy certainly mentions which as a whole is
	// known only after apply; Resolve sets them.
	Endpoints []string

	group      *group          // the instances of its block; Resolve sets it
	config     *ResourceConfig // what the plan holds of its configuration; see File.block
	configRead bool
	made       []madeID // identifiers made for its attributes, as far as asked for

	// Sensitive are the paths of attributes that must not be shown, written as in Terraform
	// ("ingress[0].cidr_blocks[1]"); "" is everything.
	Sensitive []string

	hasUnknown bool // something in After is unknown and not resolved yet
}

// Key is the instance key of a resource or module: nothing, a count index, or a for_each key.
type Key struct {
	kind keyKind
	n    int
	s    string
}

type keyKind uint8

const (
	noKey keyKind = iota
	intKey
	stringKey
)

// IntKey makes a count index.
func IntKey(n int) Key { return Key{kind: intKey, n: n} }

// StringKey makes a for_each key.
func StringKey(s string) Key { return Key{kind: stringKey, s: s} }

// IsZero reports whether the instance has no key.
func (k Key) IsZero() bool { return k.kind == noKey }

// Compare orders keys as Terraform orders instances: by number, then by text.
func (k Key) Compare(o Key) int {
	if k.kind != o.kind {
		return int(k.kind) - int(o.kind)
	}
	if k.kind == intKey {
		return k.n - o.n
	}
	return strings.Compare(k.s, o.s)
}
