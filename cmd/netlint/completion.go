package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/netlint/netlint/cmd/netlint/internal/config"
	"github.com/netlint/netlint/cmd/netlint/internal/report"
	"github.com/netlint/netlint/rules"
)

// complete lets a shell complete a flag with the values that it takes. It panics for a flag that the command
// does not have.
func complete(cmd *cobra.Command, flag string, values ...string) {
	completeBy(cmd, flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
}

func completeBy(cmd *cobra.Command, flag string, by cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, by); err != nil {
		panic(err)
	}
}

// completeLint is for the flags of the main job.
func completeLint(cmd *cobra.Command) {
	complete(cmd, "format", report.Formats()...)
	complete(cmd, "fail-on", config.FailOnValues...)
	complete(cmd, "confidence", string(rules.Definite), string(rules.Possible))
	completeBy(cmd, "enable", completeSelectors)
	completeBy(cmd, "disable", completeSelectors)
	completeBy(cmd, "output", completeOutput)
	// Beside commands, a path can stand there.
	cmd.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return nil, cobra.ShellCompDirectiveDefault
	}
}

// completeSelectors completes the last of a list of rules and families.
func completeSelectors(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	before := typed[:strings.LastIndexByte(typed, ',')+1]
	var out []string
	for _, name := range config.Selectors() {
		out = append(out, before+name)
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

// completeOutput completes the format of FORMAT=FILE.
func completeOutput(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	if strings.Contains(typed, "=") {
		return nil, cobra.ShellCompDirectiveDefault
	}
	var out []string
	for _, format := range report.Formats() {
		out = append(out, format+"=")
	}
	return out, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}
