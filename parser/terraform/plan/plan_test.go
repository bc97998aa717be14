package plan_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform/attribute"
	"github.com/netlint/netlint/parser/terraform/plan"
)

// identifiers makes ids that can be read: "<address>.attribute".
var identifiers = plan.Identifiers{
	Attribute:        func(_, address, name string) string { return "<" + address + ">." + name },
	FirewallEndpoint: func(address, subnet string) string { return "<" + address + ">@" + subnet },
}

// after reads and resolves a plan, and gives its resources as they will be, by address.
func after(t *testing.T, data string) (*plan.File, map[string]any) {
	t.Helper()
	f, err := plan.Read("plan.json", []byte(data))
	require.NoError(t, err)
	f.Resolve(identifiers)
	byAddress := map[string]any{}
	for _, r := range f.Resources {
		byAddress[r.Address] = r.After
	}
	return f, byAddress
}

func get[T any](t *testing.T, resources map[string]any, address string) T {
	t.Helper()
	v, ok := resources[address].(T)
	require.True(t, ok, "%s is %T", address, resources[address])
	return v
}

func twoNetworks(t *testing.T) (*plan.File, map[string]any) {
	t.Helper()
	data, err := os.ReadFile("../testdata/two-networks/plan.json")
	require.NoError(t, err)
	return after(t, string(data))
}

func TestLinksThroughModules(t *testing.T) {
	_, rs := twoNetworks(t)
	vpc := func(key string) attribute.Ref {
		return attribute.RefTo(fmt.Sprintf(`<module.network[%q].aws_vpc.this>.id`, key))
	}
	p := get[*attribute.VPCPeeringConnection](t, rs, "aws_vpc_peering_connection.shop_data")
	assert.Equal(t, vpc("shop"), p.VPCID, "an output read with a literal key")
	assert.Equal(t, vpc("data"), p.PeerVPCID)
	assert.Equal(t, vpc("data"), get[*attribute.SecurityGroup](t, rs, `aws_security_group.web["data"]`).VPCID,
		"an output read with each.key, of which neither key nor output is left")
	assert.Equal(t, vpc("shop"), get[*attribute.Subnet](t, rs, `module.network["shop"].aws_subnet.private[1]`).VPCID,
		"a local is a dead end, but the module has one VPC only")
	route := get[*attribute.Route](t, rs, "aws_route.shop_to_data")
	assert.Equal(t, attribute.RefTo(`<module.network["shop"].aws_route_table.private[0]>.id`), route.RouteTableID)
	assert.Equal(t, attribute.RefTo(`<aws_vpc_peering_connection.shop_data>.id`), route.VPCPeeringConnectionID)
	assert.True(t, route.NetworkInterfaceID.IsAbsent(), "computed, always unknown, and not written")

	a := get[*attribute.RouteTableAssociation](t, rs, `module.network["data"].aws_route_table_association.private[1]`)
	assert.Equal(t, attribute.RefTo(`<module.network["data"].aws_subnet.private[1]>.id`), a.SubnetID)
	assert.Equal(t, attribute.RefTo(`<module.network["data"].aws_route_table.private[1]>.id`), a.RouteTableID)

	lb := get[*attribute.LoadBalancer](t, rs, "aws_lb.front")
	assert.Equal(t, attribute.ListOf(
		attribute.RefTo(`<module.network["shop"].aws_subnet.private[0]>.id`),
		attribute.RefTo(`<module.network["shop"].aws_subnet.private[1]>.id`)), lb.Subnets)
}

func TestOmittedIsAbsent(t *testing.T) {
	_, rs := twoNetworks(t)
	lb := get[*attribute.LoadBalancer](t, rs, "aws_lb.front")
	assert.True(t, lb.Internal.IsAbsent(), "unknown in the plan, but nobody sets it")
	assert.True(t, lb.SecurityGroups.IsAbsent())
	vpc := get[*attribute.VPC](t, rs, `module.network["shop"].aws_vpc.this`)
	assert.True(t, vpc.EnableDNSHostnames.IsAbsent())
	assert.Equal(t, model.Known(`<module.network["shop"].aws_vpc.this>.main_route_table_id`), vpc.MainRouteTableID)
	sg := get[*attribute.SecurityGroup](t, rs, `aws_security_group.web["shop"]`)
	assert.True(t, sg.Egress.IsAbsent())
	assert.Len(t, sg.Ingress.Items, 1)
	table := get[*attribute.RouteTable](t, rs, `module.network["shop"].aws_route_table.private[0]`)
	assert.True(t, table.Route.IsAbsent())
}

func TestInlineTargetsByPositionAndKind(t *testing.T) {
	_, rs := twoNetworks(t)
	table := get[*attribute.RouteTable](t, rs, `module.network["shop"].aws_route_table.public`)
	require.Len(t, table.Route.Items, 2)
	for _, r := range table.Route.Items {
		if r.CIDRBlock.Or("") == "0.0.0.0/0" {
			assert.Equal(t, attribute.RefTo(`<module.network["shop"].aws_internet_gateway.this>.id`), r.GatewayID)
			assert.True(t, r.TransitGatewayID.IsAbsent())
		} else {
			assert.Equal(t, attribute.RefTo(`<module.network["shop"].aws_ec2_transit_gateway.hub>.id`), r.TransitGatewayID)
			assert.True(t, r.GatewayID.IsAbsent())
		}
	}
	acl := get[*attribute.NetworkACL](t, rs, `module.network["shop"].aws_network_acl.private`)
	assert.Len(t, acl.Ingress.Items, 2, "a dynamic block leaves nothing in the configuration, but its values")
	assert.Len(t, acl.SubnetIDs.Items, 2)
	assert.True(t, acl.SubnetIDs.IsKnown())
}

func TestWhatCannotBeKnownIsNotGuessed(t *testing.T) {
	f, rs := twoNetworks(t)
	odd := get[*attribute.NetworkInterface](t, rs, "aws_network_interface.odd")
	_, certain := odd.SubnetID.ID()
	assert.False(t, certain, "an index by a local: one of two")
	assert.ElementsMatch(t, []string{
		`<module.network["data"].aws_subnet.private[0]>.id`,
		`<module.network["data"].aws_subnet.private[1]>.id`}, odd.SubnetID.Candidates())
	var open []string
	for _, o := range f.Open {
		open = append(open, o.Address+" "+o.Argument)
		assert.NotEmpty(t, o.Why)
	}
	assert.Contains(t, open, "aws_network_interface.odd subnet_id")
	assert.NotContains(t, open, "aws_lb.front subnets")
	assert.Greater(t, f.References, len(f.Open))
}

func TestSensitivePaths(t *testing.T) {
	f, _ := twoNetworks(t)
	for _, r := range f.Resources {
		if r.Address == `aws_security_group.web["shop"]` {
			assert.Equal(t, []string{"ingress"}, r.Sensitive)
		}
	}
}

func TestCountsWhatIsNotModelled(t *testing.T) {
	f, _ := twoNetworks(t)
	require.Contains(t, f.Skipped, "aws_cloudwatch_log_group")
	assert.Equal(t, 1, f.Skipped["aws_cloudwatch_log_group"].Count)
	modelled := 0
	for _, r := range f.Resources {
		if !r.Data {
			modelled++
		}
	}
	assert.Equal(t, f.Total, modelled+1)
	assert.Equal(t, plan.KindPlan, f.Kind)
}

const head = `{"format_version":"1.2","terraform_version":"1.11.0",`

func changeOf(actions, before, after string) string {
	return head + `"resource_changes":[{"address":"aws_subnet.a","mode":"managed","type":"aws_subnet","name":"a","change":{"actions":[` +
		actions + `],"before":` + before + `,"after":` + after + `,"after_unknown":{}}}]}`
}

func TestActions(t *testing.T) {
	const old, new = `{"id":"subnet-1","cidr_block":"10.0.0.0/24"}`, `{"id":"subnet-1","cidr_block":"10.0.1.0/24"}`
	tests := []struct {
		name, actions, before, after string
		change                       model.Change
		wantBefore, wantAfter        string // CIDR, "" for none
	}{
		{"create", `"create"`, `null`, new, model.Create, "", "10.0.1.0/24"},
		{"delete", `"delete"`, old, `null`, model.Delete, "10.0.0.0/24", ""},
		{"update", `"update"`, old, new, model.Update, "10.0.0.0/24", "10.0.1.0/24"},
		{"replace", `"delete","create"`, old, new, model.Update, "10.0.0.0/24", "10.0.1.0/24"},
		{"no-op", `"no-op"`, old, old, model.Keep, "10.0.0.0/24", "10.0.0.0/24"},
		{"forget stays in the world", `"forget"`, old, `null`, model.Keep, "10.0.0.0/24", "10.0.0.0/24"},
	}
	cidr := func(v any) string {
		if s, ok := v.(*attribute.Subnet); ok && s != nil {
			return s.CIDRBlock.Or("?")
		}
		return ""
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f, err := plan.Read("p", []byte(changeOf(test.actions, test.before, test.after)))
			require.NoError(t, err)
			require.Len(t, f.Resources, 1)
			assert.Equal(t, test.change, f.Resources[0].Change)
			assert.Equal(t, test.wantBefore, cidr(f.Resources[0].Before))
			assert.Equal(t, test.wantAfter, cidr(f.Resources[0].After))
		})
	}
}

// Other tools sort the keys, so that the change comes before the type that says how to read it.
func TestOrderOfKeysDoesNotMatter(t *testing.T) {
	text := `{"format_version":"1.2","resource_changes":[{"address":"aws_subnet.a","change":{"actions":["create"],"after":{"cidr_block":` +
		`"10.0.0.0/24"},"after_unknown":{"id":true},"before":null},"mode":"managed","name":"a","type":"aws_subnet"}]}`
	_, rs := after(t, text)
	assert.Equal(t, model.Known("10.0.0.0/24"), get[*attribute.Subnet](t, rs, "aws_subnet.a").CIDRBlock)
	assert.Equal(t, model.Known("<aws_subnet.a>.id"), get[*attribute.Subnet](t, rs, "aws_subnet.a").ID)
}

func TestPriorStateFillsWhatTheChangesLeaveOut(t *testing.T) {
	prior := `"prior_state":{"format_version":"1.0","values":{"root_module":{"resources":[` +
		`{"address":"aws_subnet.a","mode":"managed","type":"aws_subnet","name":"a","values":{"id":"subnet-1"},"sensitive_values":{}},` +
		`{"address":"data.aws_vpc.x","mode":"data","type":"aws_vpc","name":"x","values":{"id":"vpc-1"}}]}}}}`
	for _, changes := range []string{``, `"resource_changes":[],`} { // -refresh-only; -target
		f, err := plan.Read("p", []byte(head+`"planned_values":{},`+changes+prior))
		require.NoError(t, err)
		require.Len(t, f.Resources, 2, changes)
		assert.Equal(t, f.Resources[0].Before, f.Resources[0].After)
		assert.True(t, f.Resources[1].Data)
	}
}

func TestStates(t *testing.T) {
	shown := head + `"values":{"root_module":{"child_modules":[{"address":"module.a[0]","resources":[{"address":"module.a[0].aws_vpc.v",` +
		`"mode":"managed","type":"aws_vpc","name":"v","values":{"id":"vpc-1","cidr_block":"10.0.0.0/16"}}]}]}}}`
	raw := `{"version":4,"terraform_version":"1.11.0","serial":1,"lineage":"x","outputs":{},"resources":[{"module":"module.a[0]","mode":"managed",` +
		`"type":"aws_vpc","name":"v","provider":"p","instances":[{"schema_version":1,"attributes":{"id":"vpc-1","cidr_block":"10.0.0.0/16"}}]}]}`
	for _, text := range []string{shown, raw} {
		f, err := plan.Read("s", []byte(text))
		require.NoError(t, err)
		assert.Equal(t, plan.KindState, f.Kind)
		require.Len(t, f.Resources, 1)
		assert.Equal(t, "module.a[0].aws_vpc.v", f.Resources[0].Address)
		assert.Equal(t, "module.a[0]", f.Resources[0].Module)
		assert.Equal(t, model.Known("10.0.0.0/16"), f.Resources[0].After.(*attribute.VPC).CIDRBlock)
	}
}

// What is left of a replacement that broke off waits for deletion under the address of what took its place.
func TestDeposedObjectsAreNotThoseOfTheirAddress(t *testing.T) {
	for name, text := range map[string]string{
		"plan": head + `"resource_changes":[` +
			`{"address":"aws_vpc.v","deposed":"1a2b","mode":"managed","type":"aws_vpc","name":"v","change":{"actions":["delete"],"before":{"id":"vpc-0"},"after":null}},` +
			`{"address":"aws_vpc.v","mode":"managed","type":"aws_vpc","name":"v","change":{"actions":["no-op"],"before":{"id":"vpc-1"},"after":{"id":"vpc-1"}}}]}`,
		"state": head + `"values":{"root_module":{"resources":[` +
			`{"address":"aws_vpc.v","mode":"managed","type":"aws_vpc","name":"v","deposed_key":"1a2b","values":{"id":"vpc-0"}},` +
			`{"address":"aws_vpc.v","mode":"managed","type":"aws_vpc","name":"v","values":{"id":"vpc-1"}}]}}}`,
		"state file": `{"version":4,"serial":1,"lineage":"x","resources":[{"mode":"managed","type":"aws_vpc","name":"v","instances":[` +
			`{"deposed":"1a2b","attributes":{"id":"vpc-0"}},{"attributes":{"id":"vpc-1"}}]}]}`,
	} {
		f, err := plan.Read(name, []byte(text))
		require.NoError(t, err, name)
		require.Len(t, f.Resources, 1, name)
		assert.Equal(t, model.Known("vpc-1"), f.Resources[0].After.(*attribute.VPC).ID, name)
	}
}

// A state file has the instances of a block under one entry, each with its key.
func TestInstancesOfAStateFile(t *testing.T) {
	f, err := plan.Read("s", []byte(`{"version":4,"serial":1,"lineage":"x","resources":[`+
		`{"module":"module.a[\"x/y\"].module.b[0]","mode":"managed","type":"aws_subnet","name":"s","instances":[`+
		`{"index_key":0,"attributes":{"id":"subnet-0"}},{"index_key":1,"attributes":{"id":"subnet-1"}}]},`+
		`{"mode":"data","type":"aws_vpc","name":"d","instances":[{"index_key":"k","attributes":{"id":"vpc-1"}}]}]}`))
	require.NoError(t, err)
	var addresses []string
	for _, r := range f.Resources {
		addresses = append(addresses, r.Address)
	}
	assert.Equal(t, []string{`module.a["x/y"].module.b[0].aws_subnet.s[0]`, `module.a["x/y"].module.b[0].aws_subnet.s[1]`, `data.aws_vpc.d["k"]`}, addresses)
	assert.Equal(t, 2, f.Total)
}

func TestBadInput(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"empty", " \n", "empty"},
		{"cut off", head + `"resource_changes":[{"address":"aws_vpc.a"`, "cut off"},
		{"no JSON", "resource {}", "byte 0"},
		{"later format", `{"format_version":"2.0","resource_changes":[]}`, `"2.0"`},
		{"old format", `{"format_version":"0.1","resource_changes":[]}`, "older"},
		{"old state", `{"version":3,"serial":1,"lineage":"x"}`, "version 3"},
		{"other JSON", `{"Resources":{}}`, "no Terraform plan"},
		{"list", `[1]`, "no Terraform plan"},
		{"wrong type", head + `"resource_changes":{"a":1}}`, "should be a list"},
		{"two documents", head + `"resource_changes":[]} {}`, "follows"},
		{"deep", head + `"configuration":{"root_module":` + strings.Repeat(`{"module_calls":{"a":{"module":`, 300) + `{}` + strings.Repeat(`}}}`, 300) + `}}`, "too deep"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := plan.Read("dir/plan.json", []byte(test.text))
			require.Error(t, err)
			assert.Contains(t, err.Error(), test.want)
			assert.Contains(t, err.Error(), "dir/plan.json")
			var d model.Diagnostic
			require.ErrorAs(t, err, &d)
			assert.NotEmpty(t, d.Detail)
		})
	}
	_, err := plan.Read("p", []byte("{\n\"format_version\":\"1.2\",\n  oops}"))
	assert.ErrorContains(t, err, "p:3:3")
}

// calls makes a plan of a root module that only calls modules, each with a body.
func calls(bodies ...string) string {
	var b strings.Builder
	b.WriteString("{\"format_version\": \"1.2\", \"resource_changes\": [],\n\"configuration\": {\"root_module\": {\"module_calls\": {")
	for i, body := range bodies {
		if i > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, "\n\"m%d\": {\"module\": %s}", i, body)
	}
	return b.String() + "}}}}"
}

// The id of an accepter is that of what it accepts, and routes name either.
func TestAcceptersStandForWhatTheyAccept(t *testing.T) {
	change := func(kind, unknown string) string {
		return fmt.Sprintf(`{"address":"%[1]s.x","mode":"managed","type":"%[1]s","name":"x","change":{"actions":["create"],"before":null,"after":{},"after_unknown":%[2]s}}`, kind, unknown)
	}
	refers := func(kind, argument, to string) string {
		return fmt.Sprintf(`{"address":"%[1]s.x","mode":"managed","type":"%[1]s","name":"x","expressions":{"%[2]s":{"references":["%[3]s.x.id","%[3]s.x"]}}}`, kind, argument, to)
	}
	const argument = "vpc_peering_connection_id"
	_, rs := after(t, head+`"resource_changes":[`+strings.Join([]string{
		change("aws_vpc_peering_connection", `{"id":true}`),
		change("aws_vpc_peering_connection_accepter", `{"id":true,"vpc_peering_connection_id":true}`),
		change("aws_route", `{"vpc_peering_connection_id":true}`),
	}, ",")+`],"configuration":{"root_module":{"resources":[`+strings.Join([]string{
		refers("aws_vpc_peering_connection_accepter", argument, "aws_vpc_peering_connection"),
		refers("aws_route", argument, "aws_vpc_peering_connection_accepter"),
	}, ",")+`]}}}`)
	assert.Equal(t, attribute.RefTo("<aws_vpc_peering_connection.x>.id"), get[*attribute.Route](t, rs, "aws_route.x").VPCPeeringConnectionID)
}

func TestEqualModulesAreReadOnce(t *testing.T) {
	network := func(subnet string) string {
		return fmt.Sprintf(`{"resources": [{"address": "aws_subnet.%s", "mode": "managed", "type": "aws_subnet"}]}`, subnet)
	}
	f, err := plan.Read("plan.json", []byte(calls(network("a"), network("b"), network("a"))))
	require.NoError(t, err)
	called := f.Config.Root.Calls
	assert.Same(t, called["m0"].Module, called["m2"].Module)
	assert.Contains(t, called["m0"].Module.Resources, "aws_subnet.a")
	assert.Contains(t, called["m1"].Module.Resources, "aws_subnet.b", "which differs by one letter")
}

// TestManyVariablesIntoEachOther nests modules of which each hands all its variables on in each of the next one's, so
// that there are 300 to the power of the depth ways from the innermost attribute to the root.
func TestManyVariablesIntoEachOther(t *testing.T) {
	const many = 300
	var names, arguments []string
	for i := range many {
		names = append(names, fmt.Sprintf("%q", fmt.Sprintf("var.x%d", i)))
	}
	references := `{"references":[` + strings.Join(names, ",") + `]}`
	for i := range many {
		arguments = append(arguments, fmt.Sprintf(`"x%d":%s`, i, references))
	}
	subnet := func(attribute string) string {
		return `"resources":[{"address":"aws_subnet.s","mode":"managed","type":"aws_subnet","name":"s","expressions":{"vpc_id":` + attribute + `}}]`
	}
	address, inner := "aws_subnet.s", `{`+subnet(references)+`}`
	for range 5 {
		address = "module.m." + address
		inner = `{"module_calls":{"m":{"source":"./m","expressions":{` + strings.Join(arguments, ",") + `},"module":` + inner + `}}}`
	}
	module := strings.TrimSuffix(address, ".aws_subnet.s")
	start := time.Now()
	_, resources := after(t, fmt.Sprintf(`{"format_version":"1.2","resource_changes":[{"address":%q,"module_address":%q,"mode":"managed","type":"aws_subnet","name":"s",
		"change":{"actions":["create"],"after":{},"after_unknown":{"vpc_id":true}}}],"configuration":{"root_module":%s}}`, address, module, inner))
	assert.Less(t, time.Since(start), 30*time.Second)
	assert.True(t, get[*attribute.Subnet](t, resources, address).VPCID.IsAbsent(), "every variable comes from the root, which knows them")
}

func TestMistakeInACalledModuleIsToldByItsPlaceInTheFile(t *testing.T) {
	_, err := plan.Read("plan.json", []byte(calls(`{"resources": []}`, "{\n\"resources\": 7}")))
	var d model.Diagnostic
	require.ErrorAs(t, err, &d)
	assert.Contains(t, d.Summary, "/configuration/root_module/module_calls/m1/module/resources is not")
	assert.Contains(t, d.Detail, "Line 5, column 12 should be a list and is a number")
}

func FuzzRead(f *testing.F) {
	data, err := os.ReadFile("../testdata/two-networks/plan.json")
	require.NoError(f, err)
	f.Add(data)
	f.Add([]byte(changeOf(`"create"`, `null`, `{"cidr_block":"10.0.0.0/24"}`)))
	f.Add([]byte(`{"version":4,"lineage":"x","resources":[{"type":"aws_vpc","instances":[{"index_key":"a","attributes":{}}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if file, err := plan.Read("f", data); err == nil {
			file.Resolve(identifiers)
		}
	})
}
