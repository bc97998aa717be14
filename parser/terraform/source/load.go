package source

import (
	"io/fs"

	"github.com/zclconf/go-cty/cty"

	"github.com/netlint/netlint/model"
)

// Options says what to evaluate and with which inputs.
type Options struct {
	// FS holds the files. Its root bounds what is read: module sources and file functions that lead out of
	// it are refused. It may be a directory (os.Root) or the snapshot inside a saved plan.
	FS fs.FS
	// Dir is the root module's directory, a slash-separated path in FS; "" and "." are the root of FS.
	Dir string
	// WorkingDir is the absolute path of Dir, for path.cwd and abspath(); without it they are unknown.
	WorkingDir string
	// ID makes synthetic ids unique among the root modules of one call.
	ID string
	// Vars are values as given on the command line (--var NAME=VALUE). They go before every other source.
	Vars map[string]string
	// Values are values of the root module's variables that are read already, as a saved plan has them. They go
	// before every other source but Vars.
	Values map[string]cty.Value
	// VarFiles are paths in FS of files of variable values, later ones going before earlier ones.
	VarFiles []string
	// Env holds environment variables; those named TF_VAR_NAME set variables.
	Env map[string]string
	// ReadData answers data sources from what else is in view: the outputs of another root for a
	// terraform_remote_state ("outputs"), the object of another input for an aws_vpc. It gives attributes by
	// name, nil where it knows nothing. It may be nil.
	ReadData func(DataQuery) map[string]cty.Value
	// Workspace is the value of terraform.workspace; "" is "default".
	Workspace string
	// Shared is given to every root module of one call, so that what they have in common is read once. The
	// same displayed path must then mean the same file. It may be nil.
	Shared *Shared
	// Limits bounds the work; zero fields take their defaults.
	Limits Limits
	// DisplayPath turns a path in FS into the path that ranges show; nil leaves it as it is. It is called
	// from several goroutines.
	DisplayPath func(string) string
}

// Limits bounds the evaluation, so that no input can exhaust time or memory.
type Limits struct {
	Instances   int   // instances of resources, module calls and dynamic blocks in all; default 100,000
	Modules     int   // instances of module calls in all; default 20,000
	ModuleDepth int   // nesting of module calls; default 50
	FileBytes   int64 // size of one file; default 16 MiB
	ValueSize   int   // elements of one value, 16 bytes of a string counting as one; default 1,000,000
	Work        int   // elements that expressions look through in all, a turn of a for expression counting as 20; default 10,000,000
}

func (l Limits) withDefaults() Limits {
	def := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	def(&l.Instances, 100_000)
	def(&l.Modules, 20_000)
	def(&l.ModuleDepth, 50)
	def(&l.ValueSize, 1_000_000)
	def(&l.Work, 10_000_000)
	if l.FileBytes <= 0 {
		l.FileBytes = 16 << 20
	}
	return l
}

// DataQuery is what a data source asks.
type DataQuery struct {
	Type      string    // "aws_vpc"
	Arguments cty.Value // an object of the written arguments and nested blocks
	Provider  ProviderRef
}

// Mode tells managed resources from data sources.
type Mode uint8

// A resource block describes a Managed object, a data block one that is only read (Data).
const (
	Managed Mode = iota
	Data
)

// Root is an evaluated root module with every module below it. Its resources evaluate on demand, so that a
// Root is not safe for concurrent use.
type Root struct {
	Dir        string
	ID         string
	Resources  []*Resource // by module, then in the order of the sources, then by instance
	Outputs    map[string]cty.Value
	Unresolved []Unresolved
	Modules    []Module
	Moves      []model.Move // of the moved blocks of every module instance
	Backend    *Backend     // where the root's state lives, if the configuration says so
	// Broken says that a part of a file is unusable, for an error of syntax say: blocks and values that stand there
	// may be missing above.
	Broken bool
}

// Module is one instance of a module call.
type Module struct {
	Address string // module.a["x"].module.b
	Dir     string // path in Options.FS; empty for a module that is not there
	Source  string // as written in the call
	Calls   []CallSite
	Missing bool // a remote module that is not installed: nothing is known of what it holds
}

// Backend is the state backend that a root module declares.
type Backend struct {
	Type   string // "s3", "local", "remote", "cloud"
	Config cty.Value
	Range  model.Range
}

// CallSite is the place of a module call that leads to a resource.
type CallSite struct {
	Range   model.Range
	Address string // address of the called module's instance
}

// Unresolved is an expression whose value cannot be known from the sources.
type Unresolved struct {
	Range      model.Range
	Address    string // the resource or module instance that the expression belongs to
	Attribute  string // the argument, "count", "for_each" or the type of a dynamic block
	Expression string // the source text, where it is short
	Reason     string // what would have to be known: "var.cidr has no value"
}

// ProviderRef names the provider configuration that a resource belongs to.
type ProviderRef struct {
	Name    string              // local name: "aws"
	Alias   string              // as the resource's module knows it
	Key     string              // address of the configuration: `module.a.provider.aws.east`; equal keys are one account and region
	Region  model.Value[string] // of the provider, or of the resource where that has a region argument
	Account model.Value[string] // known only where the configuration pins it
}

// Resource is one instance of a resource or data block.
type Resource struct {
	Address   string // module.a["x"].aws_subnet.b[0]
	Module    string // module.a["x"]; empty in the root module
	Mode      Mode
	Type      string
	Name      string
	Key       cty.Value // count index or each key; cty.NilVal where the block has neither
	Provider  ProviderRef
	Block     model.Range // from the block's first word to its closing brace
	Header    model.Range // the block's first line, without the brace
	Calls     []CallSite  // the module calls that lead here, outermost first
	DependsOn []string    // addresses that depends_on names, without instance keys
	// Unexpanded marks a resource whose count or for_each is unknown (or that of a module call above it):
	// this one entry stands for any number of instances, also none, and nothing may be claimed of it.
	Unexpanded bool

	instance *instance
}

// ID gives the identifier that a reference to the resource's id evaluates to; it is "" for the few types
// whose id is an argument of unknown value.
func (r *Resource) ID() string {
	v := r.Attr("id")
	if v.Type() != cty.String || v.IsNull() || !v.IsKnown() {
		return ""
	}
	return v.AsString()
}

// Attr gives what a reference to that attribute of the resource evaluates to: the written value, a synthetic
// id, null for an argument that is omitted, or an unknown.
func (r *Resource) Attr(name string) cty.Value { return r.instance.attr(name) }

// Argument gives the value of an argument, or of the nested blocks of one type, that the configuration
// writes, converted to the provider's types; ok is false where it writes none. Nested blocks are always a
// list (or tuple) of objects in the order of the source, whatever the provider's nesting, and an object for a
// block that can be there only once. It never holds what AWS fills in; see Attr for that.
func (r *Resource) Argument(name string) (v cty.Value, ok bool) { return r.instance.written(name) }

// Places gives the places of what the resource writes.
func (r *Resource) Places() *Places { return r.instance.places() }

// Load reads and evaluates the root module in opts.Dir. The diagnostics name what could not be read or
// evaluated; the Root holds everything else and is never nil.
func Load(opts Options) (*Root, model.Diagnostics) {
	e := newEvaluator(opts)
	root := e.run()
	return root, e.diags
}
