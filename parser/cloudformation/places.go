package cloudformation

import (
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/cloudformation/template"
)

// places finds the places of a resource's properties for the model, which asks by names that are the same
// for all dialects.
type places struct {
	resource *template.Resource
}

// Argument gives the range of a property by its name, or by a path of names joined with dots
// ("DefaultActions.0.Type"). Names are compared without regard to case and underscores, so that "cidr_block"
// finds CidrBlock; a few have another name altogether in CloudFormation.
func (p places) Argument(name string) model.Range {
	return nested{p.resource, nil}.Argument(name)
}

func (p places) under(path []string) nested { return nested{p.resource, path} }

// nested finds the places of what stands inside a resource's property.
type nested struct {
	resource *template.Resource
	path     []string
}

// Argument is as for places, relative to the path.
func (p nested) Argument(name string) model.Range {
	path := append([]string{}, p.path...)
	for _, part := range strings.Split(name, ".") {
		found := p.resource.PropertyNamed(path, func(property string) bool { return sameName(property, part) })
		if found == "" {
			return model.Range{}
		}
		path = append(path, found)
	}
	return p.resource.PropKeyRange(path...)
}

// otherNames are the arguments that Terraform, and so the model's messages, name differently.
var otherNames = map[string]string{
	"policy":              "policydocument",
	"ingress":             "securitygroupingress",
	"egress":              "securitygroupegress",
	"destination":         "destinationcidrblock",
	"ruleno":              "rulenumber",
	"action":              "ruleaction",
	"internal":            "scheme",
	"routetableids":       "routetableids",
	"vpcsecuritygroupids": "securitygroupids",
}

func sameName(property, argument string) bool {
	property = strings.ToLower(property)
	argument = strings.ToLower(strings.ReplaceAll(argument, "_", ""))
	return property == argument || property == otherNames[argument]
}
