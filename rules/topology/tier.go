package topology

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/lazyregexp"
	"github.com/netlint/netlint/rules"
)

// Tiers tells which subnets of a network belong together.
type Tiers struct{ signs map[*model.Subnet]signs }

// TiersOf gives the tiers of the network that a pass looks at.
func TiersOf(p *rules.Pass) *Tiers { return rules.Shared(p, TiersIn) }

// TiersIn gives the tiers of a linked network.
func TiersIn(net *model.Network) *Tiers {
	t := &Tiers{make(map[*model.Subnet]signs, len(net.Subnets))}
	for _, s := range net.Subnets {
		t.signs[s] = signsOf(s)
	}
	return t
}

// Siblings gives the other subnets of the VPC that belong to the same tier: whose addresses, names and tier
// tags, as far as they have them, differ in nothing but a zone or a number, or that one load balancer or
// subnet group holds together with this one. Only declared subnets with a VPC in view have siblings.
func (t *Tiers) Siblings(s *model.Subnet) []*model.Subnet {
	v := s.VPC.To()
	if v == nil {
		return nil
	}
	return filter(v.Subnets, func(o *model.Subnet) bool { return o != s && t.Same(s, o) })
}

// Same reports whether two subnets of one VPC belong to the same tier; see Siblings.
func (t *Tiers) Same(a, b *model.Subnet) bool {
	if a.VPC.To() == nil || a.VPC.To() != b.VPC.To() {
		return false
	}
	return t.signs[a].fit(t.signs[b]) || sameHolder(a, b)
}

// signs are what names the tier of a subnet: a tag, and the stems of name and address.
type signs struct{ tag, name, address string }

func signsOf(s *model.Subnet) signs { return signs{tierTag(s), Stem(s.Name), Stem(s.Address)} }

// fit compares the signs of two subnets. One that only one of them has says nothing; one that both have and that
// differs says that they are of different tiers.
func (s signs) fit(o signs) bool {
	switch {
	case s.tag != "" && o.tag != "" && s.tag != o.tag:
		return false
	case s.name != "" && o.name != "":
		return s.name == o.name
	}
	return s.address != "" && s.address == o.address
}

// tierTag gives the value of a tag by which teams and tools name tiers.
func tierTag(s *model.Subnet) string {
	for _, key := range []string{"Tier", "tier", "aws-cdk:subnet-name", "SubnetType", "subnet_type", "Type", "type"} {
		if v := s.Tags[key]; v != "" {
			return strings.ToLower(v)
		}
	}
	return ""
}

func sameHolder(a, b *model.Subnet) bool {
	for _, i := range a.Interfaces {
		if i.Owner == nil {
			continue
		}
		switch o := i.Owner.(type) {
		case *model.LoadBalancer:
		case *model.Workload:
			if o.Kind == model.WorkloadInstance {
				continue // one instance with a leg in each of two tiers joins no tier
			}
		default:
			continue
		}
		if slices.ContainsFunc(b.Interfaces, func(j *model.NetworkInterface) bool { return j.Owner == i.Owner }) {
			return true
		}
	}
	return false
}

var (
	zoneName   = lazyregexp.New(`(?i)\b[a-z]{2}(-[a-z]+)+-\d[a-z]?\b`)
	zoneID     = lazyregexp.New(`(?i)\b[a-z]{3,4}\d-az\d\b`)
	numberWord = map[string]bool{
		"one": true, "two": true, "three": true, "four": true, "five": true, "six": true,
		"first": true, "second": true, "third": true, "fourth": true,
		"az": true, "zone": true, "subnet": true, "subnets": true, "aws": true,
	}
)

// Stem takes from a name or address what tells the members of a tier apart: zones, numbers, ordinals, single
// letters and the CDK's hash. "module.net.aws_subnet.private["eu-west-1a"]" and …["eu-west-1b"] have one
// stem, and so have "AppSubnetA" and "AppSubnetB". It is empty where nothing is left.
func Stem(name string) string {
	if strings.Contains(name, "-") { // most addresses have none
		name = zoneName().ReplaceAllString(name, " ")
		name = zoneID().ReplaceAllString(name, " ")
	}
	name = withoutHash(name)
	var kept []string
	for _, w := range words(name) {
		if len(w) == 1 || numberWord[w] || strings.ContainsFunc(w, unicode.IsDigit) && len(w) <= 3 {
			continue
		}
		kept = append(kept, w)
	}
	return strings.Join(kept, " ")
}

// withoutHash takes the eight hexadecimal digits away that the CDK ends logical ids with.
func withoutHash(name string) string {
	if n := len(name) - 8; n >= 0 && strings.Trim(name[n:], "0123456789ABCDEF") == "" {
		return name[:n]
	}
	return name
}

// words splits at everything but letters and digits, between letters and digits, and before the capitals of
// camel case; words are in lower case.
func words(s string) []string {
	var out []string
	start, last := -1, rune(0) // of the word that r may go on
	flush := func(end int) {
		if start >= 0 {
			out = append(out, strings.ToLower(s[start:end]))
			start = -1
		}
	}
	for i, r := range s {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			flush(i)
			continue
		case start < 0:
		case unicode.IsDigit(r) != unicode.IsDigit(last):
			flush(i)
		case unicode.IsUpper(r):
			if next, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):]); unicode.IsLower(last) || unicode.IsLower(next) {
				flush(i)
			}
		}
		if start < 0 {
			start = i
		}
		last = r
	}
	flush(len(s))
	return out
}
