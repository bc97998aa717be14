package endpoint

import (
	"slices"
	"strings"
	"sync"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/policy"
	"github.com/netlint/netlint/rules/snippet"
)

// identities writes ARNs in one form, so that two ways to name one thing compare equal: a bucket by its ARN,
// and by its name inside an ARN that is written out. An identifier that AWS has yet to assign stands in
// policies as a symbol: of an object in view it is like a name that nothing else has; of an account or
// region that the inputs do not name it may be any.
type identities struct {
	objects func() map[string]*model.Object // by ID and alias
	buckets map[string]string               // ID or alias of a bucket -> its ID
	tables  map[string]string               // of a DynamoDB table, likewise

	endpoints map[*model.Object]*model.VPCEndpoint
	vpcs      map[*model.Object]*model.VPC
}

// identitiesOf finds the identities of a network. The rules share them and only read them.
func identitiesOf(net *model.Network) *identities {
	x := &identities{
		objects: sync.OnceValue(func() map[string]*model.Object { return objectsOf(net) }), // few networks need it
		buckets: map[string]string{}, tables: map[string]string{},
		endpoints: map[*model.Object]*model.VPCEndpoint{}, vpcs: map[*model.Object]*model.VPC{},
	}
	for _, e := range net.Endpoints {
		x.endpoints[&e.Object] = e
	}
	for _, v := range net.VPCs {
		x.vpcs[&v.Object] = v
	}
	for _, b := range net.Buckets {
		eachIdentifier(&b.Object, func(id string) { x.buckets[id] = b.ID })
	}
	for _, t := range net.Tables {
		eachIdentifier(&t.Object, func(id string) { x.tables[id] = t.ID })
	}
	return x
}

// objectsOf gives the objects of a network by ID and alias. Of several with one identifier it is the first.
func objectsOf(net *model.Network) map[string]*model.Object {
	objects := map[string]*model.Object{}
	for _, e := range net.Entities() {
		o := e.Base()
		eachIdentifier(o, func(id string) {
			if objects[id] == nil {
				objects[id] = o
			}
		})
	}
	return objects
}

// eachIdentifier calls each for the identifiers of an object.
func eachIdentifier(o *model.Object, each func(id string)) {
	for _, id := range slices.Concat([]string{o.ID}, o.Aliases) {
		if id != "" {
			each(id)
		}
	}
}

// canonical gives the one form of an ARN or pattern. The partition is the same everywhere in a network, and
// becomes "aws" whatever it is called. Accounts and regions that are not known become any, which stands in the
// result for each of them: "*", or a string that matches nothing.
func (x *identities) canonical(arn, any string) string {
	if !strings.HasPrefix(arn, "arn:") {
		head := leadingSymbol(arn)
		rest := arn[len(head):]
		if id, ok := x.buckets[head]; ok {
			return x.canonical("arn:aws:s3:::"+id+rest, any)
		}
		if id, ok := x.tables[head]; ok {
			return "arn:aws:dynamodb:" + any + ":" + any + ":table/" + id + x.symbols(rest, any)
		}
		return arn
	}
	a, ok := policy.ParseARN(arn)
	if !ok {
		return arn
	}
	a.Partition = "aws"
	if hasSymbol(a.Region) || standsForRegion(a.Region) {
		a.Region = any
	}
	if hasSymbol(a.Account) {
		a.Account = any
	}
	switch {
	case a.Service == "s3" && a.Region == "" && a.Account == "":
		bucket, key := cutPath(a.Resource)
		if id, ok := x.buckets[bucket]; ok {
			bucket = id
		}
		a.Resource = bucket + key
	case a.Service == "dynamodb" && strings.HasPrefix(a.Resource, "table/"):
		table, rest := cutPath(strings.TrimPrefix(a.Resource, "table/"))
		if id, ok := x.tables[table]; ok {
			table = id
		}
		a.Resource = "table/" + table + rest
	}
	a.Resource = x.symbols(a.Resource, any)
	return a.String()
}

// symbols replaces the symbols that stand for nothing in view, but for that of the account: it is one account in all
// that a template writes.
func (x *identities) symbols(s, any string) string {
	return eachSymbol(s, func(symbol string) string {
		if symbol == accountSymbol || x.objects()[symbol] != nil {
			return symbol
		}
		return any
	})
}

// document gives a policy with its ARNs in one form, or nil where it is not known or no policy.
func (x *identities) document(text model.Value[string]) *policy.Document {
	s, ok := text.Get()
	if !ok {
		return nil
	}
	d, _, err := policy.Parse(s)
	if err != nil {
		return nil
	}
	const nothing = "\x00" // no ARN holds it
	each := func(arns []string, any string) []string {
		if arns == nil {
			return nil
		}
		out := make([]string, len(arns))
		for i, a := range arns {
			out[i] = x.canonical(a, any)
		}
		return out
	}
	for i := range d.Statements {
		// What is not known must widen what is allowed and must not widen what is denied.
		s := &d.Statements[i]
		wide, narrow := "*", nothing
		if !s.Allow {
			wide, narrow = narrow, wide
		}
		s.Resources, s.NotResources = each(s.Resources, wide), each(s.NotResources, narrow)
		for j, c := range s.Conditions {
			if isSourceKey(c.Key) {
				s.Conditions[j].Values = x.sources(c.Values)
			}
		}
	}
	return d
}

func isSourceKey(key string) bool {
	return strings.EqualFold(key, "aws:SourceVpce") || strings.EqualFold(key, "aws:SourceVpc")
}

// sources makes policy variables, which may be anything, of the endpoints and VPCs that are not in view: they
// may be the ones that sources declare and that exist already.
func (x *identities) sources(values []string) []string {
	out := make([]string, len(values))
	for i, v := range values {
		if o := x.objects()[v]; o != nil {
			out[i] = o.ID
		} else {
			out[i] = "${" + v + "}"
		}
	}
	return out
}

// show writes an ARN for people and for code: symbols as references in the dialect of the object beside
// which it will stand.
func (x *identities) show(arn string, beside *model.Object) string {
	first := !strings.HasPrefix(arn, "arn:")
	region, account := "*", "*"
	if snippet.Dialect(beside) == model.CloudFormation {
		region, account = "${AWS::Region}", "${AWS::AccountId}"
	}
	arn = regionStandIn().ReplaceAllLiteralString(arn, region)
	return eachSymbol(arn, func(symbol string) string {
		o := x.objects()[symbol]
		whole := first
		first = false
		switch {
		case symbol == accountSymbol:
			return account
		case o == nil:
			return "*"
		case snippet.Dialect(beside) == model.CloudFormation && whole:
			return "${" + snippet.CloudFormation(o) + ".Arn}"
		case snippet.Dialect(beside) == model.CloudFormation:
			return "${" + snippet.CloudFormation(o) + "}"
		case whole:
			return "${" + snippet.Terraform(o) + ".arn}"
		}
		return "${" + snippet.Terraform(o) + ".id}"
	})
}

// nameless reports whether all that is known of a resource is a symbol, and the object that it stands for is not
// in view: a queue, a secret.
func (x *identities) nameless(resource string) bool {
	symbol := leadingSymbol(resource)
	return symbol != "" && x.objects()[symbol] == nil
}

// mayAllow reports whether a policy may allow an action on a resource, in canonical form, wherever the inputs are
// deployed: a name that leaves the region or the account open may be the one that another names with it written out.
func (x *identities) mayAllow(d *policy.Document, r policy.Request) bool {
	if x.mayAllowHere(d, r) {
		return true
	}
	resources := []string{r.Resource}
	for _, s := range d.Statements {
		resources = append(resources, s.Resources...)
	}
	deployments := deploymentsOf(resources)
	return len(deployments) > maxDeployments || slices.ContainsFunc(deployments, func(at deployment) bool {
		there := &policy.Document{Statements: slices.Clone(d.Statements)}
		for i := range there.Statements {
			s := &there.Statements[i]
			s.Resources = slices.Clone(s.Resources)
			for j := range s.Resources {
				s.Resources[j] = at.resource(s.Resources[j])
			}
		}
		request := r
		request.Resource = at.resource(r.Resource)
		return x.mayAllowHere(there, request)
	})
}

// mayAllowHere is mayAllow with regions and accounts as they are written. A resource whose name is not assigned yet may
// be one that a pattern in the policy means, and one of which nothing is known may be any that the policy writes out; it
// is none that the policy itself names by another symbol.
func (x *identities) mayAllowHere(d *policy.Document, r policy.Request) bool {
	if d.MayAllow(r) {
		return true
	}
	if !hasSymbol(r.Resource) {
		return false
	}
	name := nameOf(r.Resource)
	open := func(pattern string) bool {
		switch {
		case name == "":
			return leadingSymbol(pattern) == ""
		case hasSymbol(name):
			return nameOf(pattern) == "" || strings.ContainsAny(nameOf(pattern), "*?")
		}
		return true
	}
	other := &policy.Document{}
	for _, s := range d.Statements {
		if s.Allow && s.Resources != nil {
			s.Resources = slices.DeleteFunc(slices.Clone(s.Resources), func(p string) bool { return !open(p) })
		}
		other.Statements = append(other.Statements, s)
	}
	r.Resource = eachSymbol(r.Resource, func(string) string { return "*" })
	return other.MayAllow(r)
}

// nameOf gives the part of an ARN that names the bucket, the table or the resource; nothing where it is no ARN.
func nameOf(arn string) string {
	a, ok := policy.ParseARN(arn)
	if !ok {
		return ""
	}
	switch a.Service {
	case "s3":
		a.Resource, _ = cutPath(a.Resource)
	case "dynamodb":
		a.Resource, _ = cutPath(strings.TrimPrefix(a.Resource, "table/"))
	}
	return a.Resource
}

// Symbols are how front ends write identifiers that are not assigned yet: a tilde and letters in Terraform,
// text between brackets of its own in CloudFormation.
const (
	terraformSymbol = "~netlint"
	openers         = "⟨⟪"
	closers         = "⟩⟫"
)

func hasSymbol(s string) bool {
	return strings.Contains(s, terraformSymbol) || strings.ContainsAny(s, openers)
}

// leadingSymbol gives the symbol that s begins with, or nothing.
func leadingSymbol(s string) string {
	if strings.HasPrefix(s, terraformSymbol) {
		end := len(terraformSymbol)
		for end < len(s) && (s[end] >= 'a' && s[end] <= 'z' || s[end] >= '2' && s[end] <= '7') {
			end++
		}
		return s[:end]
	}
	depth := 0
	for i, r := range s {
		switch {
		case strings.ContainsRune(openers, r):
			depth++
		case strings.ContainsRune(closers, r):
			if depth--; depth == 0 {
				return s[:i+len(string(r))]
			}
		}
		if depth == 0 {
			return ""
		}
	}
	return ""
}

// eachSymbol replaces every symbol in s.
func eachSymbol(s string, replace func(string) string) string {
	if !hasSymbol(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		if symbol := leadingSymbol(s[i:]); symbol != "" {
			b.WriteString(replace(symbol))
			i += len(symbol)
			continue
		}
		b.WriteByte(s[i])
		i++
	}
	return b.String()
}

// cutPath cuts a resource before its first slash that stands in no symbol.
func cutPath(s string) (head, rest string) {
	for i := 0; i < len(s); i++ {
		if symbol := leadingSymbol(s[i:]); symbol != "" {
			i += len(symbol) - 1
			continue
		}
		if s[i] == '/' {
			return s[:i], s[i:]
		}
	}
	return s, ""
}
