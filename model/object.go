package model

// Dialect is the language that an input is written in. Rules never look at it; messages and fixes do, to
// answer in the language of the input.
type Dialect string

// The dialects that netlint reads.
const (
	Terraform      Dialect = "terraform"
	CloudFormation Dialect = "cloudformation"
)

// Input is one thing that was named on the command line, or found below it: a plan, a root module, a
// template.
type Input struct {
	Path    string // as named by the user, cleaned, with forward slashes
	Kind    string // "terraform-plan", "terraform-state", "terraform-config" or "cloudformation"
	Dialect Dialect
	// Moves are the renames of resources and modules that the input declares, in its order.
	Moves []Move `json:",omitzero"`
}

// isReal reports whether the input tells what is deployed, or is about to be.
func (in *Input) isReal() bool {
	return in.Kind == "terraform-plan" || in.Kind == "terraform-state"
}

// Move says that what had one address has another now: a Terraform moved block, or a plan's previous_address.
// Addresses are those of a resource, a module, or an instance of either.
type Move struct{ From, To string }

// Change says what a plan does to an object.
type Change string

// The changes; the empty Change means that the input has no before.
const (
	Create Change = "create"
	Update Change = "update"
	Delete Change = "delete"
	Keep   Change = "keep"
)

// Entity is anything in a Network that has an address: every type that embeds Object.
type Entity interface{ Base() *Object }

// Object is what all objects of a network have in common.
type Object struct {
	// Address names the object for people: the Terraform address with module path and instance key, or the
	// CloudFormation logical id ("Parent/Child" in a nested stack). Implicit objects carry the address of the
	// object that brings them, a VPC's main route table that of the VPC.
	Address string
	Type    string // "aws_subnet", "AWS::EC2::Subnet"
	// ID is the identifier by which other objects refer to this one: a real one (subnet-0123…) or a
	// synthetic one. Aliases are further strings that mean the same object: its ARN, its name where the
	// provider refers by name.
	ID      string
	Aliases []string
	Name    string // Name tag, or name argument; for messages and selectors
	Tags    map[string]string
	// TagsOpen says that there may be more tags, or other values of them, than Tags holds.
	TagsOpen bool

	Region  Value[string]
	Account Value[string]

	Input *Input
	Range Range  // the block that declares it
	Calls []Call // module calls that lead to the block, outermost first
	// Places finds the range of an argument; nil where none is known.
	Places Places

	Construct string // aws:cdk:path, where the CDK made it
	Change    Change
	// External marks an object that the inputs refer to but do not manage: data sources, objects of a state
	// that was read for reference. Its attributes may be known in part; nothing is reported at it.
	External bool
	// Implicit marks what AWS makes by itself with another object.
	Implicit bool
	// Exported marks an object whose id leaves the input by an output or export, so that a stack or root
	// that is not in view may add routes, entries, rules or associations to it.
	Exported bool
	// DependsOn holds the addresses of explicit dependencies (CloudFormation's DependsOn, Terraform's depends_on).
	DependsOn []string
}

// Together reports whether both objects exist at one time for certain: they come from one input, or a plan or a
// state tells of each. Templates and root modules that are named in one call may be meant one in place of the other.
func Together(a, b *Object) bool {
	if a.Input == b.Input || a.Input == nil || b.Input == nil {
		return true
	}
	return a.Input.Path == b.Input.Path || a.Input.isReal() && b.Input.isReal()
}

// Call is a module call on the way to an object.
type Call struct {
	Address string // "module.network"
	Range   Range
}

// Places finds the range of a named argument or nested block of an object; the zero Range means that the
// input does not write it.
type Places interface {
	Argument(name string) Range
}

// Base gives the object itself; it makes every type that embeds Object an Entity.
func (o *Object) Base() *Object { return o }

// Place gives the range of the named argument, else of the block.
func (o *Object) Place(argument string) Range {
	if o.Places != nil {
		if r := o.Places.Argument(argument); !r.IsZero() {
			return r
		}
	}
	return o.Range
}

// Label names the object in a message: the address, and the name where it says more.
func (o *Object) Label() string {
	if o.Name == "" || o.Name == o.Address {
		return o.Address
	}
	return o.Address + " (" + o.Name + ")"
}
