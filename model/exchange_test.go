package model

import (
	"fmt"
	"net/netip"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// filler gives every field of every type a value that is not zero.
type filler struct {
	t       *testing.T
	n       int
	net     *Network
	objects map[reflect.Type]reflect.Value
	unknown bool // values and references are unknown
}

func (f *filler) fill(v reflect.Value) {
	f.n++
	t := v.Type()
	switch {
	case t == inputType:
		v.Set(reflect.ValueOf(f.net.Inputs[0]))
	case t == placesType:
		v.Set(reflect.ValueOf(arguments{"policy": Range{File: "main.tf", Line: f.n}}))
	case t == entityType:
		v.Set(f.objects[reflect.TypeFor[VPC]()])
	case t.Kind() == reflect.Pointer && f.objects[t.Elem()].IsValid():
		v.Set(f.objects[t.Elem()])
	case t == reflect.TypeFor[*Object]():
		v.Set(f.objects[reflect.TypeFor[VPC]()].Elem().FieldByName("Object").Addr())
	case reflect.PointerTo(t).Implements(portableType):
		if p := v.Addr().Interface().(portable); f.unknown {
			p.giveUnknown(fmt.Sprint("why ", f.n), nil)
			return
		} else {
			f.fill(p.give())
		}
	case t == reflect.TypeFor[netip.Prefix]():
		v.Set(reflect.ValueOf(netip.MustParsePrefix("10.1.0.0/16")))
	case t == reflect.TypeFor[netip.Addr]():
		v.Set(reflect.ValueOf(netip.MustParseAddr("10.1.2.3")))
	default:
		f.fillKind(v)
	}
}

func (f *filler) fillKind(v reflect.Value) {
	switch t := v.Type(); t.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			require.True(f.t, t.Field(i).IsExported(), "%s.%s is not exported, so that it cannot be written", t, t.Field(i).Name)
			f.fill(v.Field(i))
		}
	case reflect.Pointer:
		v.Set(reflect.New(t.Elem()))
		f.fill(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(t, 2, 2))
		f.fill(v.Index(0))
		f.fill(v.Index(1))
	case reflect.Array:
		for i := range v.Len() {
			f.fill(v.Index(i))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(t))
		e := reflect.New(t.Elem()).Elem()
		f.fill(e)
		v.SetMapIndex(reflect.ValueOf("key").Convert(t.Key()), e)
	case reflect.String:
		v.SetString(fmt.Sprint("text ", f.n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(int64(f.n%100 + 1))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(uint64(f.n%100 + 1))
	case reflect.Float64:
		v.SetFloat(1.5)
	default:
		require.Fail(f.t, "this type cannot be written", t.String())
	}
}

// filled is a network with one object of each type, every field set.
func filled(t *testing.T, unknown bool) *Network {
	f := &filler{t: t, net: &Network{Inputs: []*Input{{Path: "a", Kind: "terraform-plan", Dialect: Terraform}}}, objects: map[reflect.Type]reflect.Value{}, unknown: unknown}
	for _, typ := range exchangeTypes() {
		f.objects[typ] = reflect.New(typ)
		f.net.Add(f.objects[typ].Interface().(Entity))
	}
	for _, o := range f.objects {
		f.fillKind(o.Elem())
	}
	f.net.Partial = []string{"a module is not there"}
	f.net.UncountedRules = []string{"a rule may have any number of instances"}
	f.net.Unsupported = []Unsupported{{Type: "aws_new", Addresses: []string{"aws_new.x"}}}
	return f.net
}

func TestEveryTypeComesBackFromExport(t *testing.T) {
	for name, unknown := range map[string]bool{"known": false, "unknown": true} {
		t.Run(name, func(t *testing.T) {
			n := filled(t, unknown)
			data, err := n.Export([]string{"policy"})
			require.NoError(t, err)
			back := &Network{}
			require.NoError(t, back.Import(data))
			require.Len(t, back.entities, len(n.entities))
			assert.Equal(t, n.Partial, back.Partial)
			assert.Equal(t, n.UncountedRules, back.UncountedRules)
			assert.Equal(t, n.Unsupported, back.Unsupported)
			for i, o := range n.entities {
				require.Equal(t, reflect.TypeOf(o), reflect.TypeOf(back.entities[i]))
			}
			again, err := back.Export([]string{"policy"})
			require.NoError(t, err)
			assert.Equal(t, string(data), string(again))
			assert.True(t, reflect.DeepEqual(n, back), "a field is lost that is not written at all")
		})
	}
}

func TestAbsentAndAmbiguousComeBackAsSuch(t *testing.T) {
	n := &Network{Inputs: []*Input{{Path: "a"}}}
	n.Add(&Subnet{Object: Object{Address: "s"}, VPC: RefAmong[VPC]([]string{"v1", "v2"}, "which is not known"), CIDR: Known(netip.Prefix{})})
	n.Add(&Subnet{Object: Object{Address: "u"}, MapPublicIP: Known(false)})
	data, err := n.Export(nil)
	require.NoError(t, err)
	back := &Network{}
	require.NoError(t, back.Import(data))
	s, u := back.Subnets[0], back.Subnets[1]
	assert.Equal(t, n.Subnets[0].VPC, s.VPC)
	assert.True(t, s.CIDR.IsKnown())
	assert.True(t, s.MapPublicIP.IsAbsent())
	assert.True(t, u.VPC.IsAbsent())
	assert.Equal(t, Known(false), u.MapPublicIP)
}

func TestImportRefusesWhatMeansNothing(t *testing.T) {
	for name, text := range map[string]string{
		"an object out of the list": `{"objects":[{"type":"FirewallEndpoint","fields":{"Firewall":7}}]}`,
		"a negative number":         `{"objects":[{"type":"FirewallEndpoint","fields":{"Firewall":-1}}]}`,
		"an object of another type": `{"objects":[{"type":"FirewallEndpoint","fields":{"Firewall":0}}]}`,
		"an unknown type":           `{"objects":[{"type":"Kitchen","fields":{}}]}`,
		"an unknown field":          `{"objects":[{"type":"VPC","fields":{"Sink":1}}]}`,
		"a number for a text":       `{"objects":[{"type":"VPC","fields":{"Object":{"Address":1}}}]}`,
		"an unreadable range":       `{"objects":[{"type":"Subnet","fields":{"CIDR":{"is":"10.0.0.0/99"}}}]}`,
		"no object":                 `{"objects":[`,
	} {
		t.Run(name, func(t *testing.T) { assert.Error(t, (&Network{}).Import([]byte(text))) })
	}
}

func TestLinkedNetworkIsNotExported(t *testing.T) {
	n := &Network{}
	n.Link()
	_, err := n.Export(nil)
	assert.Error(t, err)
}
