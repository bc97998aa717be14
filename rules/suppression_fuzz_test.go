package rules_test

import (
	"testing"

	"github.com/netlint/netlint/rules"
)

func FuzzParseSuppression(f *testing.F) {
	f.Add("nacl-*,peering until=2027-03-31 the sandbox is rebuilt", "module.a[\"*\"].*", "module.a[\"x\"].aws_vpc.b")
	f.Add("until= , ,", "**?*", "")
	f.Fuzz(func(t *testing.T, text, pattern, address string) {
		s := rules.ParseSuppression(text)
		if s.Problem == "" && len(s.Rules) == 0 {
			t.Fatal("a suppression of nothing has a problem")
		}
		if !rules.MatchAddress("*", address) || !rules.MatchAddress(address, address) && !containsStar(address) {
			t.Fatalf("%q is matched by itself and by everything", address)
		}
		rules.MatchAddress(pattern, address)
	})
}

func containsStar(s string) bool {
	for _, r := range s {
		if r == '*' || r == '?' {
			return true
		}
	}
	return false
}
