package source

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/zclconf/go-cty/cty"
)

// written is a list of n expressions.
func written(n int, element func(i int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(element(i) + ",")
	}
	return "[" + b.String() + "]"
}

func quoted(i int) string { return fmt.Sprintf("%q", fmt.Sprint("s", i)) }

// mixed is a text or a number.
func mixed(i int) string {
	if i%2 == 0 {
		return fmt.Sprint(i)
	}
	return quoted(i)
}

func aList(i int) string { return "[" + quoted(i) + "]" }

// unknownText is a text that cannot be known.
func unknownText(int) string { return "uuid()" }

// promptly fails a test whose steps take as long, or allocate as much in all, as comparing everything with everything or
// writing everything out would.
func promptly(t *testing.T) (done func()) {
	start := time.Now()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	return func() {
		assert.Less(t, time.Since(start), 2*time.Minute)
		runtime.ReadMemStats(&after)
		assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1<<30))
	}
}

// TestLongLists holds calls over lists for which cty would take minutes to years, and calls over as many elements
// that it is kept from comparing with each other.
func TestLongLists(t *testing.T) {
	const many = 15_000
	texts, sets := written(many, quoted), "toset("+written(6_000, quoted)+")"
	for text, refused := range map[string]string{
		"toset(" + texts + ")":                                   "a set of 15000 elements",
		"toset(" + written(9_000, unknownText) + ")":             "some are unknown",
		"tolist(" + written(many, mixed) + ")":                   "several types",
		"setunion(" + texts + ", [\"a\"])":                       "a set of 15000 elements",
		"setunion(" + sets + ", " + sets + ")":                   "12000 elements",
		"setunion(" + written(9_000, aList) + "...)":             "9000 sets",
		"setsubtract(" + sets + ", " + sets + ")":                "12000 elements",
		"setintersection(" + texts + ", " + texts + ")":          "a set of 15000 elements",
		"setproduct(" + sets + ", [1, 2])":                       "more than 10000 elements",
		"setproduct(" + written(many, mixed) + ", [1])":          "several types",
		"matchkeys(" + texts + ", " + texts + ", " + texts + ")": "15000 keys",
		"transpose({ for x in " + texts + ": x => [x] })":        "compared with each other",
	} {
		t.Run(text[:24], func(t *testing.T) {
			defer promptly(t)()
			_, diags := evalText(t, text)
			require.True(t, diags.HasErrors())
			assert.Contains(t, diags.Error(), refused)
		})
	}
	for text, want := range map[string]int64{
		"length(tolist(" + texts + "))":                                          many,
		"length(distinct(" + texts + "))":                                        many,
		"length(toset(" + written(9_000, quoted) + "))":                          9_000,
		"length(toset(" + written(1_000, mixed) + "))":                           1_000,
		"length(setunion(" + sets + ", [\"a\", \"s1\"]))":                        6_001,
		"length(setproduct(" + texts + ", [1]))":                                 many,
		"length(setproduct(" + sets + ", [1]))":                                  6_000,
		"length(setunion(" + written(200, aList) + "...))":                       200,
		"length(matchkeys(" + texts + ", " + texts + ", [\"s1\"]))":              1,
		"length(transpose({ for x in " + written(900, quoted) + ": x => [x] }))": 900,
	} {
		t.Run(text[:24], func(t *testing.T) {
			defer promptly(t)()
			got, diags := evalText(t, text)
			require.False(t, diags.HasErrors(), "%v", diags)
			assert.True(t, got.RawEquals(cty.NumberIntVal(want)), "%#v", got)
		})
	}
}

// TestLongVariables gives variables of every type more than cty converts in good time, and as much as it does.
func TestLongVariables(t *testing.T) {
	object := func(i int) string { return fmt.Sprintf("{ a = %q }", fmt.Sprint(i)) }
	mapped := func(n int, element func(int) string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "s%d = %s\n", i, element(i))
		}
		return "{\n" + b.String() + "}"
	}
	for _, c := range []struct {
		typ, value string
		length     int64 // 0 where it is refused
	}{
		{"list(string)", written(60_000, quoted), 60_000},
		{"list(string)", written(15_000, mixed), 0},
		{"list(string)", written(1_000, mixed), 1_000},
		{"list(any)", written(15_000, quoted), 15_000},
		{"list(object({ a = string }))", written(15_000, object), 15_000},
		{"set(string)", written(15_000, quoted), 0},
		{"set(string)", written(9_000, quoted), 9_000},
		{"map(string)", mapped(15_000, quoted), 15_000},
		{"map(object({ a = string }))", mapped(15_000, object), 0},
		{"map(object({ a = string }))", mapped(3_000, object), 3_000},
		{"map(list(string))", "{ a = " + written(15_000, quoted) + " }", 0},
		{"object({ a = list(string) })", "{ a = " + written(15_000, quoted) + " }", 0},
		{"object({ a = list(string) })", "{ a = " + written(3_000, quoted) + " }", 1},
		{"any", written(15_000, mixed), 15_000},
	} {
		t.Run(fmt.Sprintf("%s of %d", c.typ, len(c.value)), func(t *testing.T) {
			defer promptly(t)()
			root, diags := Load(Options{FS: fstest.MapFS{
				"main.tf":   {Data: []byte("module \"m\" {\n  source = \"./m\"\n  x      = " + c.value + "\n}\n")},
				"m/main.tf": {Data: []byte("variable \"x\" {\n  type = " + c.typ + "\n}\nresource \"aws_vpc\" \"v\" {\n  cidr_block = tostring(length(var.x))\n}\n")},
			}})
			if c.length == 0 {
				assert.Equal(t, []string{"A variable's value has the wrong type"}, summaries(diags))
				return
			}
			assert.Empty(t, diags)
			assert.Equal(t, fmt.Sprint(c.length), text(t, root, "module.m.aws_vpc.v", "cidr_block"))
		})
	}
}

// TestConcealedSets conceals a set that is too large for its elements to be unknown one by one, and a small one.
func TestConcealedSets(t *testing.T) {
	defer promptly(t)()
	large, diags := evalText(t, "sensitive(toset("+written(9_000, quoted)+"))")
	require.False(t, diags.HasErrors())
	assert.False(t, large.IsKnown())
	assert.Equal(t, cty.Set(cty.String), large.Type())
	small, diags := evalText(t, "sensitive([toset([\"a\", \"b\"]), 1])")
	require.False(t, diags.HasErrors())
	require.True(t, small.IsKnown())
	assert.False(t, small.Index(cty.Zero).IsWhollyKnown(), "no text is left")
	assert.True(t, small.Index(cty.NumberIntVal(1)).RawEquals(cty.NumberIntVal(1)))
}

// TestModuleOfManyMarks holds a module whose files are each within bounds and together are not.
func TestModuleOfManyMarks(t *testing.T) {
	dense := &fstest.MapFile{Data: []byte(strings.Repeat("\n", maxMarks))}
	beside := &fstest.MapFile{Data: []byte("resource \"aws_vpc\" \"beside\" {}\n")}
	root, diags := Load(Options{FS: fstest.MapFS{"0.tf": beside, "1.tf": dense, "2.tf": dense, "3.tf": dense, "4.tf": dense}})
	require.Equal(t, []string{"A module holds too much to be read"}, summaries(diags))
	assert.Contains(t, diags[0].Detail, "2.tf brings its module")
	assert.Contains(t, diags[0].Detail, "the 2 files behind it are left out")
	assert.Equal(t, []string{"aws_vpc.beside"}, addresses(root))

	root, diags = Load(Options{FS: fstest.MapFS{"1.tf": dense, "2.tf": beside}})
	assert.Empty(t, diags)
	assert.Equal(t, []string{"aws_vpc.beside"}, addresses(root))
}
