package rules

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/reach"
)

// Finding is one fault in one place.
type Finding struct {
	Rule       string
	Severity   Severity
	Confidence Confidence
	Status     Status

	// Object is what the finding is reported at, as the catalogue says for the rule.
	Object *model.Object
	// Range is the tightest place to change; the object's block where no argument is at fault.
	Range   model.Range
	Message string // one sentence: who cannot reach whom, because of what, with names, addresses and ports
	Related []Related
	Fix     Fix
	// Witness is what shows the fault, where it rests on packets.
	Witness *Witness
	// Path is what happens to the witness packet, forward and back: the engine's answer to Witness.
	Path *reach.Path
	// Unknown says of a Possible finding what would have to be known.
	Unknown string

	// Causes names what is at fault, in terms that other rules use for the same fault: see Cause.
	Causes []string
	// Key tells findings of one rule at one object apart in the fingerprint, by what is at fault and not by
	// where it stands: "172.16.0.0/16". Empty where there can be only one.
	Key string

	// Scenario is the assumption under which the finding holds; empty where it holds under all.
	Scenario string
	// Suppressed is set where a suppression covers the finding.
	Suppressed *Suppression
}

// NeedsBoth makes the finding only possible where it rests on two objects that may never exist side by side; see
// [model.Together].
func (f *Finding) NeedsBoth(a, b *model.Object) {
	if !model.Together(a, b) {
		f.Confidence = Possible
		f.Unknown = "whether " + a.Address + " and " + b.Address + ", which stand in different inputs, are deployed side by side"
	}
}

// Related is a further place that belongs to a finding, with its own sentence.
type Related struct {
	Object  *model.Object
	Range   model.Range // the object's range where zero
	Message string
}

// Place gives the range to show.
func (r Related) Place() model.Range {
	if !r.Range.IsZero() {
		return r.Range
	}
	if r.Object != nil {
		return r.Object.Range
	}
	return model.Range{}
}

// Fix says what to change, with the values filled in. Text is a sentence; Terraform and CloudFormation are
// the change as code, of which reports print the one in the input's dialect.
type Fix struct {
	Text           string
	Terraform      string
	CloudFormation string
	// Edit is the change where it is certain and local enough to be made by --fix; nil otherwise.
	Edit *Edit
}

// Code gives the snippet for a dialect.
func (f Fix) Code(d model.Dialect) string {
	if d == model.CloudFormation {
		return f.CloudFormation
	}
	return f.Terraform
}

// Edit is a change that --fix can make.
type Edit struct {
	Kind   string // AddBlock, AddNested, Append or Set
	Object *model.Object
	// Argument is the argument or property to change; a path with dots leads into it, indices counting from 0:
	// "policy.Statement.0.Resource".
	Argument string
	// Value is an expression or code in the input's dialect. Empty for AddBlock, it means the fix's snippet.
	Value string
}

// The kinds of edits.
const (
	AddBlock  = "add-block"  // a new resource behind the object's block
	AddNested = "add-nested" // nested blocks inside the object's block, in Terraform
	Append    = "append"     // the items of the value, a list, to the list argument
	Set       = "set"        // the argument to the value
)

// Status says whether the plan brings a finding; empty where the input has no before.
type Status string

// The values of Status.
const (
	New      Status = "new"
	Existing Status = "existing"
)

// Cause names one thing at fault so that several rules can recognise it: "no-route:TABLE:PREFIX",
// "detached:GATEWAY". Parts are addresses and prefixes.
func Cause(kind string, parts ...string) string {
	return kind + ":" + strings.Join(parts, ":")
}

// Fingerprint is stable across runs, line moves, renamed files and the order of resources: it is made of the
// rule, the object and the finding's key.
func (f Finding) Fingerprint() string {
	address := ""
	if f.Object != nil {
		address = f.Object.Address
	}
	sum := sha256.Sum256([]byte(f.Rule + "\x00" + address + "\x00" + f.Key))
	return hex.EncodeToString(sum[:16])
}

// Sort orders findings by file, line, rule, resource, as the contract says, and then by what is left.
func Sort(fs []Finding) {
	slices.SortStableFunc(fs, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(a.Range.File, b.Range.File),
			cmp.Compare(a.Range.Line, b.Range.Line),
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(address(a), address(b)),
			cmp.Compare(a.Key, b.Key),
			cmp.Compare(a.Message, b.Message),
		)
	})
}

func address(f Finding) string {
	if f.Object == nil {
		return ""
	}
	return f.Object.Address
}
