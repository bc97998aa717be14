package cloudformation

import (
	"encoding/json"
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"
	"github.com/zclconf/go-cty/cty"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/cloudformation/template"
)

// vpcEndpointProperties adds what endpoints got after goformation.
type vpcEndpointProperties struct {
	ec2.VPCEndpoint
	PolicyDocument cty.Value `json:"PolicyDocument"`
}

func vpcEndpoint(r *resource) {
	p := decode[vpcEndpointProperties](r)
	e := &model.VPCEndpoint{
		Object:      r.object(),
		VPC:         ref[model.VPC](r, &p.VpcId),
		Kind:        convert(r.text(&p.VpcEndpointType), endpointType).OrDefault(model.GatewayEndpoint),
		ServiceName: r.name(&p.ServiceName),
		RouteTables: refs[model.RouteTable](r, &p.RouteTableIds),
		Subnets:     refs[model.Subnet](r, &p.SubnetIds),
		Groups:      refs[model.SecurityGroup](r, &p.SecurityGroupIds),
		GroupsUnset: r.unset(&p.SecurityGroupIds),
		PrivateDNS:  r.boolean(&p.PrivateDnsEnabled),
		Policy:      r.document(&p.PolicyDocument),
	}
	if kind, ok := e.Kind.Get(); ok && (kind == model.GatewayEndpoint || kind == model.GWLBEndpoint) {
		e.GroupsUnset = false // these have no groups
	}
	r.add(e)
}

// endpointType reads an endpoint type in any case.
func endpointType(s string) (model.EndpointType, error) {
	for _, t := range []model.EndpointType{
		model.GatewayEndpoint, model.InterfaceEndpointType, model.GWLBEndpoint, model.ResourceEndpoint, model.ServiceNetworkEndpoint,
	} {
		if strings.EqualFold(s, string(t)) {
			return t, nil
		}
	}
	return model.EndpointType(s), nil
}

func endpointService(r *resource) {
	p := decode[ec2.VPCEndpointService](r)
	s := &model.EndpointService{Object: r.object()}
	region := r.region
	if region == "" {
		region = standInRegion
	}
	s.ServiceName = model.Known("com.amazonaws.vpce." + region + "." + s.ID)
	s.Aliases = append(s.Aliases, s.ServiceName.Or(""))
	s.LoadBalancers = join(refs[model.LoadBalancer](r, &p.NetworkLoadBalancerArns), refs[model.LoadBalancer](r, &p.GatewayLoadBalancerArns))
	s.AcceptanceRequired = r.boolean(&p.AcceptanceRequired)
	r.add(s)
}

func connectEndpoint(r *resource) {
	p := decode[ec2.InstanceConnectEndpoint](r)
	r.add(&model.ConnectEndpoint{
		Object:           r.object(),
		Subnet:           ref[model.Subnet](r, &p.SubnetId),
		Groups:           refs[model.SecurityGroup](r, &p.SecurityGroupIds),
		GroupsUnset:      r.unset(&p.SecurityGroupIds),
		PreserveClientIP: r.boolean(&p.PreserveClientIp),
	})
}

// document gives a policy as JSON text. A policy of which a part is not known is not known: what it allows
// could be anything. Identities, and the region and account of the deployment, stand in it as themselves.
func (r *resource) document(field *cty.Value) model.Value[string] {
	if why, ok := r.why(field); ok {
		return model.Unknown[string](why)
	}
	if *field == cty.NilVal {
		return model.Value[string]{}
	}
	if field.IsKnown() && field.Type() == cty.String {
		return r.policyText(plainRegion(field.AsString()))
	}
	var b strings.Builder
	if why := writeDocument(&b, *field); why != "" {
		return model.Unknown[string](why)
	}
	return r.policyText(plainRegion(b.String()))
}

func (r *resource) policyText(text string) model.Value[string] {
	if rest := strings.ReplaceAll(text, template.AccountSymbol, ""); template.HasVariable(rest) {
		return model.Unknown[string](r.decoder.set.Why(rest))
	}
	return model.Known(text)
}

// writeDocument writes a value as JSON; it gives the reason if a part of the value is unknown.
func writeDocument(b *strings.Builder, v cty.Value) (why string) {
	if why, ok := template.WhyUnknown(v); ok {
		return why
	}
	separator := func(i int) {
		if i > 0 {
			b.WriteByte(',')
		}
	}
	switch {
	case v.IsNull():
		b.WriteString("null")
	case v.Type() == cty.String:
		writeString(b, v.AsString())
	case v.Type().IsTupleType():
		b.WriteByte('[')
		for i, item := range v.AsValueSlice() {
			separator(i)
			if why := writeDocument(b, item); why != "" {
				return why
			}
		}
		b.WriteByte(']')
	case v.Type().IsObjectType():
		b.WriteByte('{')
		i := 0
		for it := v.ElementIterator(); it.Next(); i++ {
			key, item := it.Element()
			separator(i)
			writeString(b, key.AsString())
			b.WriteByte(':')
			if why := writeDocument(b, item); why != "" {
				return why
			}
		}
		b.WriteByte('}')
	default:
		text, _ := scalarText(v)
		b.WriteString(text)
	}
	return ""
}

func writeString(b *strings.Builder, s string) {
	text, _ := json.Marshal(s) // a string always marshals
	b.Write(text)
}
