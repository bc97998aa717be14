package parser

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform/source"
)

// inView answers the data sources of root modules that look for what another input of the call makes: a VPC by its
// tags, the subnets of that VPC. Such a data source fails unless exactly one object fits, so that an object in view
// that fits is the one that is meant. Where one of several objects may fit, because its tags or its region are not
// known, nothing is answered.
type inView struct{ net *model.Network }

// read answers one data source; see [source.Options]. It gives nil where it cannot.
func (v *inView) read(q source.DataQuery) map[string]cty.Value {
	k := lookups[q.Type]
	if k == nil {
		return nil
	}
	wanted, ok := k.criteria(q.Arguments)
	if !ok || len(wanted) == 0 {
		return nil
	}
	fits, ok := v.fitting(k, wanted, q.Provider)
	switch {
	case !ok || len(fits) == 0:
		return nil
	case k.plural:
		return v.several(wanted, fits)
	case len(fits) > 1:
		return nil
	}
	values := k.values(fits[0])
	values["id"] = cty.StringVal(fits[0].Base().ID)
	return values
}

// several answers a data source that gives all that fit. All of a VPC's are in view where the VPC is: of others
// there may be more.
func (v *inView) several(wanted []criterion, fits []model.Entity) map[string]cty.Value {
	inVPC := slices.ContainsFunc(wanted, func(c criterion) bool {
		return c.property == "vpc-id" && len(c.patterns) == 1 && slices.ContainsFunc(v.net.VPCs, func(vpc *model.VPC) bool {
			return !vpc.External && vpc.ID == c.patterns[0]
		})
	})
	if !inVPC {
		return nil
	}
	ids := make([]cty.Value, len(fits))
	for i, e := range fits {
		ids[i] = cty.StringVal(e.Base().ID)
	}
	return map[string]cty.Value{"ids": cty.ListVal(ids)}
}

// fitting gives the managed objects that fit all criteria, in the region and account of a provider. ok is false where
// it cannot be told of one.
func (v *inView) fitting(k *lookup, wanted []criterion, provider source.ProviderRef) (fits []model.Entity, ok bool) {
	for _, e := range k.objects(v.net) {
		o := e.Base()
		if o.External || elsewhere(o.Account, provider.Account) || elsewhere(o.Region, provider.Region) {
			continue
		}
		fit := certain
		for _, c := range wanted {
			fit = min(fit, v.fit(k, e, c))
		}
		switch {
		case fit == never:
		case fit == maybe || !o.Region.IsKnown() || !provider.Region.IsKnown():
			return nil, false
		default:
			fits = append(fits, e)
		}
	}
	return fits, true
}

// elsewhere reports whether two regions or accounts certainly differ.
func elsewhere(a, b model.Value[string]) bool {
	x, okX := a.Get()
	y, okY := b.Get()
	return okX && okY && x != y
}

// fit says whether an object has what a criterion wants.
type fit uint8

const (
	never fit = iota
	maybe
	certain
)

func (v *inView) fit(k *lookup, e model.Entity, c criterion) fit {
	if key, isTag := strings.CutPrefix(c.property, "tag:"); isTag {
		o := e.Base()
		switch value, has := o.Tags[key]; {
		case has && c.matches(value):
			return certain
		case !has && o.TagsOpen:
			return maybe
		}
		return never
	}
	values, ok := k.properties[c.property](v.net, e)
	switch {
	case slices.ContainsFunc(values, c.matches):
		return certain
	case !ok:
		return maybe
	}
	return never
}

// criterion is one thing that a data source wants of an object: that a property has one of several values, in which
// * and ? are wildcards.
type criterion struct {
	property string
	patterns []string
}

func (c criterion) matches(value string) bool {
	return slices.ContainsFunc(c.patterns, func(pattern string) bool {
		if !strings.ContainsAny(pattern, "*?") {
			return pattern == value
		}
		expr := strings.NewReplacer(`\*`, ".*", `\?`, ".").Replace(regexp.QuoteMeta(pattern))
		return regexp.MustCompile("(?s)^" + expr + "$").MatchString(value)
	})
}

// lookup is how a data source of one type looks for objects.
type lookup struct {
	plural  bool // gives the ids of all that fit
	objects func(*model.Network) []model.Entity
	// arguments are the properties that arguments of their own name; tags and filter blocks are understood by all.
	arguments map[string]string
	// properties are those by which objects can be told, by the name of the API's filter. Each gives an object's
	// values; ok is false where there may be more.
	properties map[string]func(*model.Network, model.Entity) (values []string, ok bool)
	values     func(model.Entity) map[string]cty.Value // what the data source tells, but for the id
}

// criteria reads what a data source wants. ok is false where it wants something that is not known, or not understood.
func (k *lookup) criteria(arguments cty.Value) (wanted []criterion, ok bool) {
	if !arguments.IsKnown() || arguments.IsNull() || !arguments.Type().IsObjectType() {
		return nil, false
	}
	for name, v := range arguments.AsValueMap() {
		v, _ = v.Unmark()
		switch {
		case v.IsKnown() && v.IsNull() || name == "region" || name == "timeouts":
			continue
		case !v.IsWhollyKnown():
			return nil, false
		case name == "tags" && v.CanIterateElements():
			for key, value := range v.AsValueMap() {
				wanted = append(wanted, criterion{"tag:" + key, []string{knownText(value)}})
			}
		case name == "filter" && v.CanIterateElements():
			for it := v.ElementIterator(); it.Next(); {
				_, filter := it.Element()
				c, ok := k.filter(filter)
				if !ok {
					return nil, false
				}
				wanted = append(wanted, c)
			}
		case k.arguments[name] != "":
			text := knownText(v)
			if v.Type() == cty.Bool {
				text = strconv.FormatBool(v.True())
			}
			wanted = append(wanted, criterion{k.arguments[name], []string{text}})
		default:
			return nil, false
		}
	}
	return wanted, true
}

// filter reads a filter block.
func (k *lookup) filter(block cty.Value) (criterion, bool) {
	name, values, ok := source.FilterParts(block)
	c := criterion{property: name, patterns: values}
	if !ok {
		return c, false
	}
	if other, ok := sameFilter[c.property]; ok {
		c.property = other
	}
	return c, strings.HasPrefix(c.property, "tag:") || k.properties[c.property] != nil
}

// sameFilter are second names of the API's filters.
var sameFilter = map[string]string{
	"cidrBlock": "cidr", "cidr-block": "cidr", "isDefault": "is-default", "availabilityZone": "availability-zone",
	"defaultForAz": "default-for-az",
}
