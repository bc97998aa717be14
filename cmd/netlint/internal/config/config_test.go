package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/rules"
)

const rule = "suppression-unused"

func write(t *testing.T, dir, text string) string {
	t.Helper()
	require.NoError(t, os.MkdirAll(dir, 0o755))
	name := filepath.Join(dir, FileName)
	require.NoError(t, os.WriteFile(name, []byte(text), 0o644))
	return name
}

func TestNearerFilesGoBefore(t *testing.T) {
	top := t.TempDir()
	write(t, top, `fail_on = "never"`) // outside of the repository
	repository := filepath.Join(top, "repository")
	require.NoError(t, os.MkdirAll(filepath.Join(repository, ".git"), 0o755))
	write(t, repository, `
fail_on     = "error"
on_premises = ["10.8.0.0/14"]
rule "suppression" {
  enabled  = false
  severity = "info"
}
assert "a" {
  from = "x"
  to   = "y"
  port = 80
}
`)
	near := filepath.Join(repository, "live", "prod")
	write(t, near, `
fail_on = "info"
rule "suppression-unused" { enabled = true }
ignore {
  rule     = "suppression-*"
  resource = "module.old.*"
  until    = "2027-01-31"
  reason   = "goes away"
}
assert "a" {
  from   = "x"
  to     = "z"
  expect = "blocked"
}
`)
	c, err := Find(near)
	require.NoError(t, err)
	assert.Len(t, c.Files, 2)
	assert.Equal(t, "info", c.FailOn)
	assert.Equal(t, []string{"10.8.0.0/14"}, c.Options.OnPremises)
	on, said := c.Enabled(rule)
	assert.True(t, on)
	assert.True(t, said)
	assert.Equal(t, rules.Info, c.Severity(rule), "the nearer block says nothing of it")
	require.Len(t, c.Options.Assertions, 1, "the nearer one takes the place of its namesake")
	assert.Equal(t, "z", c.Options.Assertions[0].To)
	require.Len(t, c.Ignores, 1)
	assert.Equal(t, time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC), c.Ignores[0].Until)
	assert.Contains(t, c.Origins["on_premises"].File, "../..", "values say where they come from")

	c, err = Find(repository)
	require.NoError(t, err)
	assert.Equal(t, "error", c.FailOn)
	on, said = c.Enabled(rule)
	assert.False(t, on)
	assert.True(t, said)
}

func TestOutsideOfARepositoryOnlyTheDirectoryItselfCounts(t *testing.T) {
	top := t.TempDir()
	write(t, top, `fail_on = "never"`)
	below := filepath.Join(top, "below")
	require.NoError(t, os.Mkdir(below, 0o755))
	c, err := Find(below)
	require.NoError(t, err)
	assert.Empty(t, c.Files)
	c, err = Find(top)
	require.NoError(t, err)
	assert.Equal(t, "never", c.FailOn)
}

func TestMandatoryIsNotTakenBack(t *testing.T) {
	dir := t.TempDir()
	far := write(t, filepath.Join(dir, "far"), `rule "suppression" { mandatory = true }`)
	near := write(t, filepath.Join(dir, "near"), `rule "suppression-unused" { mandatory = false }`)
	c, err := Read(far, near)
	require.NoError(t, err)
	assert.True(t, c.Mandatory(rule))
	c, err = Read(near)
	require.NoError(t, err)
	assert.False(t, c.Mandatory(rule))
}

func TestMistakesAreNamed(t *testing.T) {
	for _, c := range []struct{ text, says string }{
		{`fail_onn = "error"`, `Did you mean "fail_on"`},
		{`fail_on = "eror"`, `Did you mean "error"`},
		{`rule "suppression-unusd" { enabled = false }`, `Did you mean "suppression-unused"`},
		{`rule "suppression-unused" { sevrity = "info" }`, `Did you mean "severity"`},
		{`ruel "suppression-unused" {}`, `Did you mean "rule"`},
		{`on_premises = ["10.8.0.0"]`, "10.8.0.0"},
		{`client_ports = "65535-1024"`, "1024-65535"},
		{`admin_ports = [70000]`, "70000"},
		{`quotas = { routes-per-tabel = 800 }`, `Did you mean "routes-per-table"`},
		{`quotas = { routes-per-table = 50 }`, "AWS grants every account 500"},
		{"ignore {\n  reason = \"x\"\n}", "names no rule"},
		{"ignore {\n  rule = \"suppression-unused\"\n  until = \"31.1.2027\"\n}", "YYYY-MM-DD"},
		{"ignore {\n  rules = [\"perring\"]\n  reason = \"x\"\n}", FileName + `:2:3: Unknown rule; "perring" is no rule, family or pattern of netlint. Did you mean "peering"`},
		{"rule \"all\" {\n  enabled = true\n  severity = \"eror\"\n}", FileName + ":3:3: Unknown value of severity"},
		{"assert \"a\" {\n  to = \"x\"\n}", "says too little"},
		{"assert \"a\" {\n  from = \"y\"\n  to = \"x\"\n  protocol = \"tpc\"\n}", FileName + ":4:3: Unknown protocol"},
		{"assert \"a\" {\n  from = \"y\"\n  to = \"x\"\n  protocol = \"icmp\"\n  port = 80\n}", FileName + ":5:3: A port without"},
		{"assert \"a\" {\n  from = \"y\"\n  to = \"x\"\n  port = 70000\n}", FileName + ":4:3: No port"},
		{"assert \"a\" {\n  from = \"y\"\n  to = \"x\"\n  expect = \"reachabel\"\n}", `Did you mean "reachable"`},
		{"assert \"a\" {\n  to = \"x\"\n  health_status = 900\n}", "write one like 200"},
		{"assert \"a\" {\n  scope = \"x\"\n}", FileName + ":2:3: No access scope"},
		{`fail_on = `, "Missing expression"},
	} {
		t.Run(c.text, func(t *testing.T) {
			_, err := Read(write(t, t.TempDir(), c.text))
			require.Error(t, err)
			assert.Contains(t, err.Error(), c.says)
			assert.Contains(t, err.Error(), FileName+":", "the place is named")
		})
	}
	_, err := Read(filepath.Join(t.TempDir(), "gone.hcl"))
	assert.ErrorIs(t, err, os.ErrNotExist)
}

func TestWhatIsShownSaysTheSame(t *testing.T) {
	first := write(t, t.TempDir(), `
fail_on           = "error"
confidence        = "possible"
client_ports      = "32768-60999"
admin_ports       = [22]
quotas            = { routes-per-table = 800 }
rule "suppression" {
  severity = "info"
}
ignore {
  rules    = ["suppression-unused"]
  resource = "module.old.*"
  until    = "2027-01-31"
  reason   = "goes away"
}
assert "a" {
  from      = "x"
  to        = "y"
  both_ways = true
  expect    = "reachable"
}
`)
	c, err := Read(first)
	require.NoError(t, err)
	var shown strings.Builder
	require.NoError(t, c.Show(&shown))
	assert.Contains(t, shown.String(), first+":2:1", "where a value comes from")

	again, err := Read(write(t, t.TempDir(), shown.String()))
	require.NoError(t, err, shown.String())
	assert.Equal(t, c.FailOn, again.FailOn)
	assert.Equal(t, c.Confidence, again.Confidence)
	assert.Equal(t, rules.Info, again.Severity(rule))
	require.Len(t, again.Ignores, 1)
	assert.Equal(t, c.Ignores[0].Reason, again.Ignores[0].Reason)
	a, b := c.Options, again.Options
	b.Assertions[0].Range = a.Assertions[0].Range
	assert.Equal(t, a, b)
}

func TestDefaultsAreShown(t *testing.T) {
	c, err := Read()
	require.NoError(t, err)
	var shown strings.Builder
	require.NoError(t, c.Show(&shown))
	assert.Contains(t, shown.String(), "# default\nfail_on")
}

// TestALinkIsFollowed makes sure that the configuration of a repository applies where one works in it by a link from
// elsewhere.
func TestALinkIsFollowed(t *testing.T) {
	top := t.TempDir()
	repository := filepath.Join(top, "repository")
	require.NoError(t, os.MkdirAll(filepath.Join(repository, ".git"), 0o755))
	write(t, repository, "baseline = \"known.json\"\nfail_on = \"never\"")
	require.NoError(t, os.MkdirAll(filepath.Join(repository, "live"), 0o755))
	link := filepath.Join(top, "link")
	require.NoError(t, os.Symlink(filepath.Join(repository, "live"), link))
	c, err := Find(link)
	require.NoError(t, err)
	assert.Equal(t, "never", c.FailOn)
	assert.Equal(t, []string{filepath.Join("..", FileName)}, c.Files)
	real, err := filepath.EvalSymlinks(repository)
	require.NoError(t, err)
	assert.Equal(t, filepath.Join(real, "known.json"), c.Baseline)

	c, err = Read(write(t, t.TempDir(), `baseline = "/known.json"`))
	require.NoError(t, err)
	assert.Equal(t, "/known.json", c.Baseline, "a path from the root stays")
}
