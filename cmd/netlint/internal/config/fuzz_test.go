package config

import (
	"bytes"
	"testing"

	"github.com/netlint/netlint/model"
)

func FuzzAdd(f *testing.F) {
	f.Add([]byte("fail_on = \"error\"\non_premises = [\"10.8.0.0/14\"]\nclient_ports = \"1024-65535\"\nadmin_ports = [22]\nquotas = { x = 1 }\n"))
	f.Add([]byte("rule \"nacl-*\" {\n  enabled   = true\n  severity  = \"error\"\n  mandatory = true\n}\n"))
	f.Add([]byte("ignore {\n  rules    = [\"nacl-*\"]\n  resource = \"module.a[\\\"*\\\"].*\"\n  until    = \"2027-03-31\"\n  reason   = \"x\"\n}\n"))
	f.Add([]byte("assert \"a\" {\n  from   = \"*\"\n  to     = \"10.0.0.0/8\"\n  port   = 443\n  expect = \"blocked\"\n  through = [\"x\"]\n}\n"))
	f.Add([]byte("fail_on = upper(\"x\")\nbaseline = null\nassert \"b\" \"c\" {}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c := &Config{Origins: map[string]model.Range{}}
		if c.add("f", ".", data).HasErrors() {
			return
		}
		var first, second bytes.Buffer
		if err := c.Show(&first); err != nil {
			t.Fatal(err)
		}
		again := &Config{Origins: map[string]model.Range{}}
		if diags := again.add("f", ".", first.Bytes()); diags.HasErrors() {
			t.Fatalf("what is shown is no configuration: %v\n%s", diags, first.String())
		}
		if err := again.Show(&second); err != nil {
			t.Fatal(err)
		}
		c.Severity("nacl-rule-shadowed")
		c.Mandatory("nacl-rule-shadowed")
		c.Enabled("nacl-rule-shadowed")
	})
}
