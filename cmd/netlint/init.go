package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/netlint/netlint/cmd/netlint/internal/config"
	"github.com/netlint/netlint/cmd/netlint/internal/regular"
)

func newInit() *cobra.Command {
	return &cobra.Command{
		Use:   "init",
		Short: "Write " + config.FileName + " and say which hook and workflow lines to add",
		Long: "init writes a " + config.FileName + ` in which every setting is explained, looks at what is in the directory (Terraform,
CloudFormation, CDK, SAM, pre-commit, GitHub, GitLab), and says which lines to add where. A file that is there
stays as it is, and lines that are there are not asked for again.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			w := cmd.OutOrStdout()
			f, err := os.OpenFile(config.FileName, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
			if errors.Is(err, fs.ErrExist) {
				fmt.Fprintf(w, "%s is there already, and stays as it is.\n", config.FileName)
				return advise(w, survey("."))
			}
			if err != nil {
				return fmt.Errorf("%s cannot be written: %w", config.FileName, err)
			}
			_, err = f.WriteString(startingConfig)
			if closed := f.Close(); err == nil {
				err = closed
			}
			if err != nil {
				return fmt.Errorf("%s cannot be written: %w", config.FileName, err)
			}
			fmt.Fprintf(w, "Wrote %s.\n", config.FileName)
			return advise(w, survey("."))
		},
	}
}

const startingConfig = `# Configuration of netlint. Files of this name in the directories above, up to the repository's root, apply
# as well; what is nearer goes before. "netlint config" shows the result.

# The least severity that makes the exit status 1: "error", "warning", "info" or "never".
fail_on = "warning"

# "definite" shows what holds whatever is not known; "possible" also what may hold.
# confidence = "definite"

# Known findings to leave out, written by "netlint --write-baseline netlint-baseline.json PATH".
# baseline = "netlint-baseline.json"

# Networks behind VPN and Direct Connect.
# on_premises = ["10.8.0.0/14"]

# Rules by id, family ("peering") or pattern ("nacl-*"). "netlint rules" lists them.
# rule "flow-logs-missing" {
#   enabled = true
# }
# rule "internet-exposed-admin-port" {
#   severity  = "error"
#   mandatory = true # cannot be suppressed
# }

# Findings that are known and meant. A star stands for any characters of an address.
# ignore {
#   rule     = "nacl-missing-ephemeral-return"
#   resource = "module.sandbox.*"
#   until    = "2027-03-31"
#   reason   = "the sandbox is rebuilt in March"
# }

# What the network has to do.
# assert "web reaches the database" {
#   from   = "aws_instance.web"
#   to     = "aws_db_instance.main"
#   port   = 5432
#   expect = "reachable"
# }
`

// surroundings is what netlint init finds in a directory. What runs netlint already is not asked to.
type surroundings struct {
	terraform, cloudFormation, cdk, sam bool
	preCommit, gitHub, gitLab           bool
}

// asksForNetlint reports whether a file of hooks or jobs names netlint.
func asksForNetlint(path string) bool {
	data, err := regular.ReadFile(path)
	return err == nil && bytes.Contains(data, []byte("netlint"))
}

// survey looks at the first few levels of a directory.
func survey(dir string) surroundings {
	var s surroundings
	_ = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return fs.SkipDir
		}
		name := e.Name()
		if e.IsDir() {
			if path == ".github" {
				workflows, _ := filepath.Glob(filepath.Join(path, "workflows", "*.y*ml"))
				s.gitHub = !slices.ContainsFunc(workflows, asksForNetlint)
			}
			if path != dir && (strings.HasPrefix(name, ".") || name == "node_modules" || strings.Count(path, string(os.PathSeparator)) > 3) {
				return fs.SkipDir
			}
			return nil
		}
		switch {
		case name == ".pre-commit-config.yaml":
			s.preCommit = !asksForNetlint(path)
		case name == ".gitlab-ci.yml":
			s.gitLab = !asksForNetlint(path)
		case name == "cdk.json":
			s.cdk = true
		case name == "samconfig.toml":
			s.sam = true
		case isTerraform(name):
			s.terraform = true
		case isYAMLOrJSON(name):
			data, err := regular.ReadFile(path)
			if err != nil {
				return nil
			}
			s.cloudFormation = s.cloudFormation || bytes.Contains(data, []byte("AWSTemplateFormatVersion"))
			s.sam = s.sam || bytes.Contains(data, []byte("AWS::Serverless-2016-10-31"))
		}
		return nil
	})
	return s
}

func isTerraform(name string) bool {
	return slices.ContainsFunc([]string{".tf", ".tf.json", ".tofu", ".tofu.json"}, func(suffix string) bool { return strings.HasSuffix(name, suffix) })
}

func isYAMLOrJSON(name string) bool {
	ext := filepath.Ext(name)
	return ext == ".yaml" || ext == ".yml" || ext == ".json" || ext == ".template"
}

// advise says what to run, and which lines to add to what is there.
func advise(w io.Writer, s surroundings) error {
	var b strings.Builder
	b.WriteString("\nTry it:\n")
	if s.cdk {
		b.WriteString("  cdk synth && netlint cdk.out\n")
	}
	if s.sam {
		b.WriteString("  sam build && netlint .aws-sam/build/template.yaml\n")
	}
	if s.terraform {
		b.WriteString("  terraform plan -out tfplan && terraform show -json tfplan | netlint -\n  netlint DIRECTORY-OF-A-ROOT-MODULE\n")
	}
	if s.cloudFormation || !s.terraform && !s.cdk && !s.sam {
		b.WriteString("  netlint .\n")
	}
	if s.preCommit {
		fmt.Fprintf(&b, "\nAdd to .pre-commit-config.yaml:\n%s", indent(preCommitLines(s)))
	}
	if s.gitHub {
		fmt.Fprintf(&b, "\nAdd to a workflow in .github/workflows:\n%s", indent(gitHubLines))
	}
	if s.gitLab {
		fmt.Fprintf(&b, "\nAdd to .gitlab-ci.yml:\n%s", indent(gitLabLines))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func indent(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString("  " + line)
	}
	return b.String()
}

func preCommitLines(s surroundings) string {
	lines := "- repo: https://github.com/netlint/netlint\n  rev: v0.1.0\n  hooks:\n"
	if s.terraform {
		lines += "    - id: netlint\n"
	}
	if s.cloudFormation || s.sam || !s.terraform {
		lines += "    - id: netlint-cloudformation\n"
	}
	return lines
}

const gitHubLines = `- uses: actions/checkout@v5
- uses: netlint/netlint@v0.1.0 # compares a pull request with its target branch
  with:
    paths: .
    args: --new-only
    comment: "true" # needs the job's permission pull-requests: write
`

const gitLabLines = `netlint:
  image: golang:1.26
  script:
    - go run github.com/netlint/netlint/cmd/netlint@v0.1.0 --output gitlab=gl-code-quality-report.json .
  artifacts:
    when: always
    reports:
      codequality: gl-code-quality-report.json
`
