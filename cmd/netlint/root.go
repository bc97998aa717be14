package main

import (
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/netlint/netlint/cmd/netlint/internal/config"
	"github.com/netlint/netlint/parser"
)

// newRoot makes the command line. The root command is the main job.
func newRoot() *cobra.Command {
	var o lintOptions
	root := &cobra.Command{
		Use:   "netlint [flags] PATH...",
		Short: "Find faults between the resources of an AWS network, before anything is deployed",
		Long: `netlint reads Terraform plans, states and sources and CloudFormation templates, computes what packets can
do in the network that they describe, and reports where the configuration contradicts itself. It makes no
network connection.

PATH is any mix of: the output of "terraform show -json" of a plan or a state, a state file, a directory of
.tf files, a CloudFormation template, a directory of templates, and "-" for standard input. Everything named
in one call is one network.

Exit status: 0 nothing at or above --fail-on; 1 findings; 2 the command line, the configuration or an input
is unusable; 3 nothing to lint was found.`,
		Example: `  netlint .                                      lint the root module in this directory
  terraform show -json tfplan | netlint -        lint a plan
  netlint template.yaml --format sarif           lint a template, for a code scanning service`,
		Args:          needPaths,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE:          func(cmd *cobra.Command, paths []string) error { return lint(cmd, paths, o) },
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	o.inputs.register(root.Flags())
	o.inputs.registerConfig(root.Flags())
	o.register(root.Flags())
	completeLint(root)
	root.AddCommand(newPath(), newDiff(), newGraph(), newRules(), newExplain(), newConfig(), newInit(), newExport(), newLSP(), newMCP(), newVersion())
	return root
}

// needPaths refuses a command line that names nothing to lint.
func needPaths(_ *cobra.Command, paths []string) error {
	if len(paths) == 0 {
		return fmt.Errorf(`nothing is named to lint; name a plan, a state, a directory or a template, as in "netlint .", or see "netlint --help"`)
	}
	if n := slices.Index(paths, parser.Stdin); n >= 0 && slices.Contains(paths[n+1:], parser.Stdin) {
		return fmt.Errorf("standard input (-) can be named only once")
	}
	return nil
}

// inputOptions are the flags of every command that reads a network.
type inputOptions struct {
	source        string
	variables     map[string]string
	variableFiles []string
	parameters    map[string]string
	parameterFile []string
	config        string
	jobs          int
	timeout       time.Duration
	memory        byteSize
	quiet         bool
	verbose       bool
	noColor       bool
	// partly says that inputs which are read when the command is told to stop are worth something without the rest.
	// No flag sets it.
	partly bool
	// overlay holds contents that stand in for those of files, by absolute path. No flag sets it.
	overlay map[string][]byte
}

func (o *inputOptions) register(f *pflag.FlagSet) {
	f.StringVar(&o.source, "source", "", "`DIR` of the .tf sources of a plan (default: beside the plan, and the working directory)")
	f.StringToStringVar(&o.variables, "var", nil, "value of a Terraform variable, as `NAME=VALUE`")
	f.StringArrayVar(&o.variableFiles, "var-file", nil, "`FILE` of Terraform variables")
	f.StringToStringVar(&o.parameters, "parameter", nil, "value of a CloudFormation parameter, as `NAME=VALUE`")
	f.StringArrayVar(&o.parameterFile, "parameters", nil, "`FILE` of CloudFormation parameters (JSON or YAML)")
	f.IntVar(&o.jobs, "jobs", 0, "how many jobs run at once (default: one for each processor)")
	f.DurationVar(&o.timeout, "timeout", 0, "stop after this `DURATION` (\"90s\", \"5m\"), print what is known and exit 2 (default: no limit)")
	o.memory = defaultMemory
	f.Var(&o.memory, "max-memory", "stop where the inputs take more than this `SIZE` of memory (\"512MiB\", \"8GiB\", 0 for no limit), and exit 2")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "say nothing but findings and errors")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "say everything that was not understood, and what is suppressed")
	f.BoolVar(&o.noColor, "no-color", false, "write no colours (so does the environment variable NO_COLOR)")
	f.SortFlags = false
}

// registerConfig is for the commands that show findings: the others ask nothing of the configuration.
func (o *inputOptions) registerConfig(f *pflag.FlagSet) {
	f.StringVar(&o.config, "config", "", "configuration `FILE` (default: "+config.FileName+" found upward from the working directory)")
}

// configuration reads the configuration that applies.
func (o *inputOptions) configuration() (*config.Config, error) {
	if o.config != "" {
		return config.Read(o.config)
	}
	dir, err := os.Getwd()
	if err != nil {
		return nil, fmt.Errorf("the working directory is not known: %w", err)
	}
	return config.Find(dir)
}
