package terraform_test

import (
	"bytes"
	"compress/gzip"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform"
	"github.com/netlint/netlint/parser/terraform/attribute"
	"github.com/netlint/netlint/parser/terraform/source"
)

var update = flag.Bool("update", false, "write the golden table of links again")

// links are the certain links of a network: "Subnet.RouteTable aws_subnet.a" to the addresses that it means.
type links map[string]map[string]bool

func (l links) add(from string, to model.Entity) {
	if l[from] == nil {
		l[from] = map[string]bool{}
	}
	l[from][to.Base().Address] = true
}

func (l links) count() int {
	n := 0
	for _, to := range l {
		n += len(to)
	}
	return n
}

// assigned are links that AWS makes without a word in the configuration, so that only a state knows them, and
// one that moto forgets, so that a state does not know it.
var assigned = map[string]bool{
	"ElasticIP.Instance": true, "ElasticIP.Interface": true, "Workload.Attached": true, "NetworkInterface.AttachedTo": true,
	"TransitGatewayRoute.Attachment": true,
}

// undecidable is the configuration whose plan is that of another: of X[(count.index + 1) % 3], of X[2 - count.index]
// and of reverse(X)[count.index] a plan keeps what it keeps of X[count.index]. As all of them are rare beside the
// last, equal counts make pairs, and these come out wrong unless the sources are beside the plan.
const undecidable = "rotated-index"

// linksOf gives every certain reference of every object of a linked network.
func linksOf(n *model.Network) links {
	out := links{}
	for _, e := range n.Entities() {
		v := reflect.ValueOf(e).Elem()
		out.fields(e, v, v.Type().Name())
	}
	return out
}

func (l links) fields(e model.Entity, v reflect.Value, path string) {
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.IsExported() && f.Name != "Object" {
			l.field(e, v.Field(i), path+"."+f.Name)
		}
	}
}

func (l links) field(e model.Entity, v reflect.Value, path string) {
	if r, ok := v.Interface().(interface{ IsLinked() bool }); ok {
		if to, ok := v.MethodByName("To").Call(nil)[0].Interface().(model.Entity); ok && r.IsLinked() && !assigned[path] {
			l.add(path+" "+identity(e), to)
		}
		return
	}
	if t, ok := v.Interface().(model.Target); ok {
		if t.To != nil {
			l.add(path+" "+identity(e), t.To)
		}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		l.fields(e, v, path)
	case reflect.Slice:
		for i := range v.Len() {
			if v.Type().Elem().Kind() == reflect.Struct {
				l.field(e, v.Index(i), strings.TrimSuffix(path, ".Items"))
			}
		}
	}
}

// identity names an object among those with the same address: routes and rules in blocks of their parents.
func identity(e model.Entity) string {
	address := e.Base().Address
	switch e := e.(type) {
	case *model.Route:
		return address + " " + e.Destination.String()
	case *model.TransitGatewayRoute:
		return address + " " + e.Destination.String()
	case *model.SecurityGroupRule:
		return fmt.Sprint(address, " ", e.Egress, " ", e.Match.FromPort)
	}
	return address
}

// figures say how the links that one form gives compare with the true ones.
type figures struct{ right, wrong, total int }

func compare(t *testing.T, form string, got, truth links, mustBeAll bool) figures {
	f := figures{total: truth.count()}
	for _, from := range slices.Sorted(maps.Keys(got)) {
		for _, to := range slices.Sorted(maps.Keys(got[from])) {
			if truth[from][to] {
				f.right++
				continue
			}
			f.wrong++
			if mustBeAll || !strings.HasSuffix(t.Name(), undecidable) {
				t.Errorf("%s: %s → %s is wrong; right is %v", form, from, to, slices.Sorted(maps.Keys(truth[from])))
			}
		}
	}
	for _, from := range slices.Sorted(maps.Keys(truth)) {
		for _, to := range slices.Sorted(maps.Keys(truth[from])) {
			if mustBeAll && !got[from][to] {
				t.Errorf("%s: %s → %s is missing", form, from, to)
			}
		}
	}
	return f
}

// leastCertain is the share of links that a plan alone must give. The configurations are chosen for what a plan
// loses (locals, arithmetic in indices, dynamic blocks), which is most of what is left open.
const leastCertain = 0.84

func unzipped(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	z, err := gzip.NewReader(bytes.NewReader(data))
	require.NoError(t, err)
	plain, err := io.ReadAll(z)
	require.NoError(t, err)
	return plain
}

func loaded(t *testing.T, data []byte, o terraform.Options) links {
	t.Helper()
	p, err := terraform.LoadFile("f.json", data, o)
	require.NoError(t, err)
	n := &model.Network{}
	p.After(n)
	n.Link()
	return linksOf(n)
}

// The state after an apply holds real ids and so the truth about links. Sources, and a plan beside them, must
// give every link; a plan alone must give no wrong one, and leaves open what its JSON does not hold.
func TestLinksAreThoseOfTheState(t *testing.T) {
	dirs, err := filepath.Glob("testdata/links/*/state.json.gz")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(dirs), 20)
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "configuration\tlinks\tsources\tplan beside sources\tplan alone: certain\topen\twrong\t")
	row := func(name string, sources, beside, alone figures) {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t\n", name, alone.total, sources.right, beside.right,
			alone.right, alone.total-alone.right, alone.wrong)
	}
	var all [3]figures
	for _, state := range dirs {
		dir := filepath.Dir(state)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			root, diags := source.Load(source.Options{FS: os.DirFS(dir), ID: "root"})
			require.Empty(t, diags)
			n := &model.Network{}
			terraform.LoadRoot(".", root, attribute.NewDecoder()).After(n)
			n.Link()
			truth := loaded(t, unzipped(t, state), terraform.Options{RootID: "root"})
			plan := unzipped(t, filepath.Join(dir, "plan.json.gz"))
			of := [3]figures{
				compare(t, "sources", linksOf(n), truth, true),
				compare(t, "plan beside sources", loaded(t, plan, terraform.Options{RootID: "root", Source: root}), truth, true),
				compare(t, "plan alone", loaded(t, plan, terraform.Options{RootID: "root"}), truth, false),
			}
			row(filepath.Base(dir), of[0], of[1], of[2])
			for i, f := range of {
				all[i].right, all[i].wrong, all[i].total = all[i].right+f.right, all[i].wrong+f.wrong, all[i].total+f.total
			}
		})
	}
	row("all", all[0], all[1], all[2])
	require.NoError(t, w.Flush())
	t.Log("\n" + table.String())
	assert.GreaterOrEqual(t, float64(all[2].right), leastCertain*float64(all[2].total), "too few links of a plan alone are certain")

	const golden = "testdata/links/links.golden"
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(table.String()), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	assert.Equal(t, string(want), table.String())
}

// Two networks may have one plan, byte for byte. Of links in which they differ a plan alone can tell nothing, whatever
// reads it; that none of them is certain is what TestLinksAreThoseOfTheState asserts of each of the two.
func TestNetworksWithOnePlan(t *testing.T) {
	read := func(file string) []byte { return unzipped(t, filepath.Join("testdata/links", file)) }
	plan := read("one-plan-first/plan.json.gz")
	require.Equal(t, plan, read("one-plan-second/plan.json.gz"))
	first := loaded(t, read("one-plan-first/state.json.gz"), terraform.Options{RootID: "root"})
	second := loaded(t, read("one-plan-second/state.json.gz"), terraform.Options{RootID: "root"})

	var differ []string
	for from, to := range first {
		if name, ok := strings.CutPrefix(from, "NetworkInterface.Subnet "); ok && !maps.Equal(to, second[from]) {
			differ = append(differ, name)
		}
	}
	slices.Sort(differ)
	assert.Equal(t, []string{
		"aws_lb.dynamic", "aws_network_interface.condition[\"one\"]", "aws_network_interface.condition_in_index[0]", "aws_network_interface.filter",
		"aws_network_interface.key[\"one\"]", "aws_network_interface.literal_argument", "aws_network_interface.local[\"one\"]",
		"aws_network_interface.output_key[0]", "aws_network_interface.output_key[1]",
	}, differ)
}
