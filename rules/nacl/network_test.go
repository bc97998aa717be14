package nacl

import (
	"net/netip"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules/ruletest"
)

type prefix = netip.Prefix

func mustPrefix(s string) netip.Prefix { return netip.MustParsePrefix(s) }

func object(address string) model.Object { return ruletest.Object(address, "") }
