package rules

import (
	"time"

	"github.com/netlint/netlint/model"
)

// Suppression is a team's statement that a finding is known and meant.
type Suppression struct {
	Rules   []string // ids, families or patterns ("nacl-*", "all")
	Reason  string
	Until   time.Time // last day on which it holds; zero for no end
	Range   model.Range
	Address string // the object or module call that it stands at, or a glob of addresses from the configuration
	Used    bool
}
