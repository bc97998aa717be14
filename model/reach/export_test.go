package reach

import "github.com/netlint/netlint/model"

// Verdict answers for two interfaces without explaining it.
func (e *Engine) Verdict(from, to *model.NetworkInterface) Verdict { return e.quick(from, to).Verdict }
