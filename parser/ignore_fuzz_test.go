package parser

import (
	"testing"

	"github.com/netlint/netlint/rules"
)

func FuzzIgnores(f *testing.F) {
	f.Add([]byte("# netlint:ignore nacl-*,peering until=2027-03-31 the sandbox is rebuilt\nresource \"aws_vpc\" \"a\" {\n}\n"))
	f.Add([]byte("resource \"aws_vpc\" \"a\" { # netlint:ignore a\n /* netlint:ignore b\n c */\n}\n"))
	f.Add([]byte("Resources:\n  # netlint:ignore a b\n  A: # netlint:ignore c d\n    Type: AWS::EC2::VPC\n    Metadata: {netlint: {ignore: [{rule: a, reason: b, until: 2027-01-01}, {rule: [c, d]}, x]}}\n"))
	f.Add([]byte("{\"Resources\": {\"A\": {\"Type\": \"AWS::EC2::VPC\", \"Metadata\": {\"netlint\": {\"ignore\": {}}}}}}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, i := range append(terraformIgnores("f.tf", data), templateIgnores("f.yaml", data)...) {
			s := rules.ParseSuppression(i.Text)
			s.SetUntil(i.Until)
			if i.Range.Line < 1 {
				t.Fatalf("a suppression stands nowhere: %+v", i)
			}
		}
	})
}
