package endpoint

import (
	"slices"
	"strings"

	"github.com/netlint/netlint/model/lazyregexp"
)

// deployment is a region and an account that a network may be deployed to. What is empty stays open.
type deployment struct{ region, account string }

// accountSymbol stands for the account of a deployment that no input names, in CloudFormation.
const accountSymbol = "⟪AccountId⟫"

// regionForm finds what has the form of a region in a resource, and regionStandIn what stands there for one that the
// inputs leave to the caller. accountForm finds identifiers of accounts, which have twelve digits.
var (
	regionForm    = lazyregexp.New(`\b[a-z]{2}(-gov|-iso[a-z]?)?-[a-z]+-\d+\b`)
	regionStandIn = lazyregexp.New(`\bxx-[a-z]+-\d+\b`)
	accountForm   = lazyregexp.New(`\b\d{12}\b`)
)

// standsForRegion reports whether a region is the stand-in for one that the inputs leave to the caller. No
// region of AWS begins with xx.
func standsForRegion(region string) bool { return strings.HasPrefix(region, "xx-") }

// maxDeployments bounds how many are tried: AWS takes endpoint policies of 20,480 characters, and few name more than
// some accounts.
const maxDeployments = 200

// deploymentsOf gives the regions and accounts that resources write out, where others of them leave the region or the
// account open.
func deploymentsOf(resources []string) []deployment {
	regions, accounts := []string{""}, []string{""}
	if slices.ContainsFunc(resources, func(r string) bool { return regionStandIn().MatchString(r) }) {
		for _, r := range resources {
			regions = append(regions, regionForm().FindAllString(r, -1)...)
		}
		regions = slices.DeleteFunc(regions, standsForRegion)
	}
	if slices.ContainsFunc(resources, func(r string) bool { return strings.Contains(r, accountSymbol) }) {
		for _, r := range resources {
			accounts = append(accounts, accountForm().FindAllString(r, -1)...)
		}
	}
	var out []deployment
	for _, r := range distinct(regions) {
		for _, a := range distinct(accounts) {
			if d := (deployment{r, a}); d != (deployment{}) {
				out = append(out, d)
			}
		}
	}
	return out
}

func distinct(s []string) []string {
	slices.Sort(s)
	return slices.Compact(s)
}

// resource gives a resource as it is called there.
func (d deployment) resource(r string) string {
	if d.region != "" {
		r = regionStandIn().ReplaceAllLiteralString(r, d.region)
	}
	if d.account != "" {
		r = strings.ReplaceAll(r, accountSymbol, d.account)
	}
	return r
}
