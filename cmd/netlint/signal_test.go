package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// slowPlan is a plan whose rules take much longer than its reading: network ACLs of which no two are alike.
func slowPlan() string {
	var b strings.Builder
	b.WriteString(`{"format_version":"1.2","terraform_version":"1.11.0","resource_changes":[`)
	resource := func(kind, name, after string) {
		fmt.Fprintf(&b, `{"address":"%[1]s.%[2]s","mode":"managed","type":"%[1]s","name":"%[2]s","change":{"actions":["create"],"before":null,"after":%[3]s,"after_unknown":{}}},`, kind, name, after)
	}
	for i := range 250 {
		resource("aws_subnet", fmt.Sprintf("s%d", i), fmt.Sprintf(`{"id":"subnet-%[1]d","vpc_id":"vpc-a","cidr_block":"10.0.%[1]d.0/24"}`, i))
		var rules []string
		for k := range 150 {
			action := []string{"allow", "deny", "allow"}[(k*i)%3]
			rules = append(rules, fmt.Sprintf(`{"rule_no":%d,"protocol":"6","action":%q,"cidr_block":"10.0.%d.0/%d","from_port":%d,"to_port":%d}`,
				k+1, action, (k*7+i)%256, 20+k%8, (k*131+i)%60000, (k*131+i)%60000+300))
		}
		list := strings.Join(rules, ",")
		resource("aws_network_acl", fmt.Sprintf("n%d", i), fmt.Sprintf(`{"id":"acl-%[1]d","vpc_id":"vpc-a","subnet_ids":["subnet-%[1]d"],"ingress":[%[2]s],"egress":[%[2]s]}`, i, list))
	}
	resource("aws_vpc", "a", `{"id":"vpc-a","cidr_block":"10.0.0.0/16"}`)
	return strings.TrimSuffix(b.String(), ",") + "]}"
}

// TestARunThatIsStopped stops runs in their middle: they end with status 2, say so, print whole documents of
// what is known, and leave whole files or none.
func TestARunThatIsStopped(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	for name, c := range map[string]struct {
		signal os.Signal
		args   []string
		cause  string
	}{
		"by the keyboard": {os.Interrupt, nil, "interrupt"},
		"by its runner":   {syscall.SIGTERM, nil, "terminated"},
		"by its timeout":  {nil, []string{"--timeout", "1s"}, "1s that --timeout allows are over"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir+"/plan.json", slowPlan())
			write(t, dir+"/old.json", "what was there before")
			write(t, dir+"/known.json", "what was known before")
			args := append([]string{"netlint", "--enable", "all", "--confidence", "possible", "--format", "json", "--output", "sarif=new.sarif",
				"--output", "json=old.json", "--write-baseline", "known.json", "plan.json"}, c.args...)
			var out, said bytes.Buffer
			run := &exec.Cmd{Path: self, Args: args, Dir: dir, Stdout: &out, Stderr: &said}
			start := time.Now()
			require.NoError(t, run.Start())
			if c.signal != nil {
				time.Sleep(time.Second)
				require.NoError(t, run.Process.Signal(c.signal))
			}
			require.Error(t, run.Wait())
			t.Logf("%v, %d bytes, %s", time.Since(start), out.Len(), said.String())
			assert.Equal(t, exitUnusable, run.ProcessState.ExitCode(), said.String())
			assert.Contains(t, said.String(), c.cause)
			assert.Contains(t, said.String(), "stopped")
			if out.Len() > 0 { // it had read the plan
				var report struct {
					Diagnostics []struct{ Summary string }
				}
				require.NoError(t, json.Unmarshal(out.Bytes(), &report))
				assert.Contains(t, fmt.Sprint(report.Diagnostics), "The run was stopped")
			}
			for _, file := range []string{"new.sarif", "old.json"} {
				data, err := os.ReadFile(filepath.Join(dir, file))
				if err == nil && string(data) != "what was there before" {
					assert.True(t, json.Valid(data), "%s is whole", file)
				}
			}
			known, err := os.ReadFile(dir + "/known.json")
			require.NoError(t, err)
			assert.Equal(t, "what was known before", string(known), "a part is not written as the whole")
			left, err := filepath.Glob(dir + "/.*")
			require.NoError(t, err)
			assert.Empty(t, left, "no half of a file is left")
		})
	}
}

// TestAnInterruptAmongHundredsOfRoots interrupts runs over 500 root modules at one moment after the other. What was
// known is printed as one whole document, which says that it is a part and makes the status 2, and files are the ones
// from before or whole new ones.
func TestAnInterruptAmongHundredsOfRoots(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	dir := t.TempDir()
	const source = `resource "aws_vpc" "office" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "office" {
  vpc_id     = aws_vpc.office.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_network_acl" "office" {
  vpc_id     = aws_vpc.office.id
  subnet_ids = [aws_subnet.office.id]
}
resource "aws_vpc" "store" {
  cidr_block = "172.16.0.0/16"
}
resource "aws_subnet" "store" {
  vpc_id     = aws_vpc.store.id
  cidr_block = "172.16.1.0/24"
}
resource "aws_vpc_peering_connection" "main" {
  vpc_id      = aws_vpc.office.id
  peer_vpc_id = aws_vpc.store.id
}
resource "aws_route" "out" {
  route_table_id            = aws_vpc.office.main_route_table_id
  destination_cidr_block    = aws_vpc.store.cidr_block
  vpc_peering_connection_id = aws_vpc_peering_connection.main.id
}
`
	for i := range 500 {
		root := filepath.Join(dir, "live", fmt.Sprintf("root%03d", i))
		require.NoError(t, os.MkdirAll(root, 0o755))
		write(t, root+"/main.tf", source)
	}
	const before = `{"from": "before"}`
	start := func() (*exec.Cmd, *bytes.Buffer, *bytes.Buffer) {
		write(t, dir+"/report.sarif", before)
		write(t, dir+"/known.json", before)
		var out, said bytes.Buffer
		cmd := &exec.Cmd{Path: self, Dir: dir, Stdout: &out, Stderr: &said, Args: []string{
			"netlint", "--format", "json", "-o", "sarif=report.sarif", "--write-baseline", "known.json", "live"}}
		require.NoError(t, cmd.Start())
		return cmd, &out, &said
	}
	began := time.Now()
	cmd, out, said := start()
	require.NoError(t, cmd.Wait(), said.String())
	whole := time.Since(began)
	t.Logf("a run takes %v", whole)
	require.Contains(t, out.String(), `"path": "live/root499"`)

	parts := 0
	for _, after := range []float64{0.1, 0.25, 0.5} { // of a run; the first one may have been slower than the others
		cmd, out, said := start()
		time.Sleep(time.Duration(float64(whole) * after))
		_ = cmd.Process.Signal(os.Interrupt) // it may have ended by itself
		_ = cmd.Wait()
		t.Logf("after %v of a run: status %d, %d bytes, %s", after, cmd.ProcessState.ExitCode(), out.Len(), said.String())
		known, err := os.ReadFile(dir + "/known.json")
		require.NoError(t, err)
		if out.Len() > 0 {
			assert.True(t, json.Valid(out.Bytes()))
		}
		if strings.Contains(out.String(), "The run was stopped") {
			parts++
			assert.Contains(t, out.String(), "there may be more")
			assert.Equal(t, exitUnusable, cmd.ProcessState.ExitCode())
			assert.Equal(t, before, string(known), "a part is not written as the whole")
		} else if string(known) != before {
			assert.Contains(t, string(known), "live/root499")
		} else {
			assert.Equal(t, exitUnusable, cmd.ProcessState.ExitCode(), said.String())
		}
		sarif, err := os.ReadFile(dir + "/report.sarif")
		require.NoError(t, err)
		assert.True(t, json.Valid(sarif))
		left, err := filepath.Glob(dir + "/.*")
		require.NoError(t, err)
		assert.Empty(t, left, "no half of a file is left")
	}
	assert.Positive(t, parts, "what was known is printed")
}
