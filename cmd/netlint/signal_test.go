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
