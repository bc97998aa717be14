package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/netlint/netlint/cmd/netlint/internal/config"
	"github.com/netlint/netlint/cmd/netlint/internal/report"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/catalog"
)

// lintOptions are the flags of the main job.
type lintOptions struct {
	inputs         inputOptions
	format         string
	outputs        []string
	failOn         string
	enable         []string
	disable        []string
	confidence     string
	baseline       string
	writeBaseline  string
	pruneBaseline  bool
	newOnly        bool
	against        string
	noSuppressions bool
	changed        bool
	fix, diff      bool
	stats          bool
}

func (o *lintOptions) register(f *pflag.FlagSet) {
	f.StringVarP(&o.format, "format", "f", "text", "output `FORMAT`: "+strings.Join(report.Formats(), ", "))
	f.StringArrayVarP(&o.outputs, "output", "o", nil, "write a format to a file as well, as `FORMAT=FILE` (repeatable)")
	f.StringVar(&o.failOn, "fail-on", "", "least `SEVERITY` that makes the exit status 1: error, warning, info, never (default warning)")
	f.StringSliceVar(&o.enable, "enable", nil, "`RULE`s, families or patterns to switch on (\"peering\", \"nacl-*\", \"all\")")
	f.StringSliceVar(&o.disable, "disable", nil, "`RULE`s, families or patterns to switch off; the narrower of this and --enable counts")
	f.StringVar(&o.confidence, "confidence", "", "definite: only what holds whatever is not known; possible: also what may hold (default definite)")
	f.StringVar(&o.baseline, "baseline", "", "leave out the findings that this `FILE` knows")
	f.StringVar(&o.writeBaseline, "write-baseline", "", "write the findings to this `FILE` as known, and exit 0")
	f.BoolVar(&o.pruneBaseline, "prune-baseline", false, "take out of the baseline what is found no more, and bring moved entries up to date; adds nothing")
	f.BoolVar(&o.newOnly, "new-only", false, "only findings that the plan brings, or that are not at --against")
	f.StringVar(&o.against, "against", "", "compare with the same paths at this git `REF`")
	f.BoolVar(&o.noSuppressions, "no-suppressions", false, "ignore every suppression")
	f.BoolVar(&o.changed, "changed", false, "PATHs are the files of a change: lint what they belong to, and exit 0 where that is nothing")
	f.BoolVar(&o.fix, "fix", false, "make the changes that are certain and local in the sources and templates, then lint what they come to")
	f.BoolVar(&o.diff, "diff", false, "with --fix: print the changes and write nothing")
	f.BoolVar(&o.stats, "stats", false, "say on standard error what the run cost")
}

// settle fills what the command line leaves open from the configuration, and checks every value.
func (o *lintOptions) settle(c *config.Config) error {
	fill := func(flag *string, fallbacks ...string) {
		for _, v := range fallbacks {
			if *flag == "" {
				*flag = v
			}
		}
	}
	fill(&o.failOn, c.FailOn, "warning")
	fill(&o.confidence, string(c.Confidence), string(rules.Definite))
	fill(&o.baseline, c.Baseline)
	var errs []error
	oneOf := func(flag, value string, values []string) {
		if !slices.Contains(values, value) {
			errs = append(errs, fmt.Errorf("%s: %q is none of %s.%s", flag, value, strings.Join(values, ", "), config.DidYouMean(value, values)))
		}
	}
	oneOf("--fail-on", o.failOn, config.FailOnValues)
	oneOf("--confidence", o.confidence, []string{string(rules.Definite), string(rules.Possible)})
	oneOf("--format", o.format, report.Formats())
	for _, out := range o.outputs {
		format, file, ok := strings.Cut(out, "=")
		if !ok || file == "" {
			errs = append(errs, fmt.Errorf("--output: %q is not of the form FORMAT=FILE", out))
			continue
		}
		oneOf("--output", format, report.Formats())
	}
	switch {
	case o.pruneBaseline && o.writeBaseline != "":
		errs = append(errs, errors.New("--write-baseline and --prune-baseline both write the baseline; name one of them"))
	case o.pruneBaseline && o.baseline == "":
		errs = append(errs, errors.New("--prune-baseline: no baseline is named; name it with --baseline, or in the configuration"))
	}
	if o.diff && !o.fix {
		errs = append(errs, errors.New("--diff shows what --fix would change; name both"))
	}
	for _, selector := range slices.Concat(o.enable, o.disable) {
		if err := config.CheckSelector(selector); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// selectRules gives the rules that run. The command line goes before the configuration, and rules of
// severity info run only when one of them asks for it. Of --enable and --disable the narrower counts for a rule, so that
// "--disable all --enable peering" runs that family; of two as wide, --disable.
func (o *lintOptions) selectRules(c *config.Config) []*rules.Rule {
	return slices.DeleteFunc(catalog.Rules(), func(r *rules.Rule) bool {
		on := r.Severity != rules.Info || c.Severity(r.ID).Rank() > rules.Info.Rank()
		if enabled, said := c.Enabled(r.ID); said {
			on = enabled
		}
		enable, disable := narrowest(o.enable, r.ID), narrowest(o.disable, r.ID)
		switch {
		case enable > disable:
			on = true
		case disable > 0:
			on = false
		}
		return !on
	})
}

// narrowest says how narrow the narrowest of the selectors is that means a rule: 3 for its id, 2 for a family or
// pattern, 1 for all rules, 0 where none means it.
func narrowest(selectors []string, id string) int {
	narrow := 0
	for _, s := range selectors {
		switch {
		case !catalog.Match(s, id):
		case s == id:
			narrow = 3
		case s == "all":
			narrow = max(narrow, 1)
		default:
			narrow = max(narrow, 2)
		}
	}
	return narrow
}
