package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/netlint/netlint/cmd/netlint/internal/config"
	"github.com/netlint/netlint/cmd/netlint/internal/regular"
)

func newInit() *cobra.Command {
	return &cobra.Command{
		Use:   "init",
		Short: "Write " + config.FileName + " and say which hook and workflow lines to add",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			f, err := os.OpenFile(config.FileName, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
			if errors.Is(err, fs.ErrExist) {
				return fmt.Errorf("%s is there already; remove it first, or edit it", config.FileName)
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
			return advise(cmd.OutOrStdout(), survey("."))
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

// surroundings is what netlint init finds in a directory.
type surroundings struct {
	terraform, cloudFormation, cdk, sam bool
	preCommit, gitHub, gitLab           bool
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
			s.gitHub = s.gitHub || path == ".github"
			if path != dir && (strings.HasPrefix(name, ".") || name == "node_modules" || strings.Count(path, string(os.PathSeparator)) > 3) {
				return fs.SkipDir
			}
			return nil
		}
		switch {
		case name == ".pre-commit-config.yaml":
			s.preCommit = true
		case name == ".gitlab-ci.yml":
			s.gitLab = true
		case name == "cdk.json":
			s.cdk = true
		case name == "samconfig.toml":
			s.sam = true
		case strings.HasSuffix(name, ".tf") || strings.HasSuffix(name, ".tofu"):
			s.terraform = true
		case !s.cloudFormation && isYAMLOrJSON(name):
			data, err := regular.ReadFile(path)
			s.cloudFormation = err == nil && strings.Contains(string(data), "AWSTemplateFormatVersion")
		}
		return nil
	})
	return s
}

func isYAMLOrJSON(name string) bool {
	ext := filepath.Ext(name)
	return ext == ".yaml" || ext == ".yml" || ext == ".json" || ext == ".template"
}

// advise says what to run, and which lines to add to what is there.
func advise(w io.Writer, s surroundings) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Wrote %s.\n\nTry it:\n", config.FileName)
	switch {
	case s.cdk:
		b.WriteString("  cdk synth && netlint cdk.out\n")
	case s.sam:
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

const gitHubLines = `- uses: netlint/netlint@v0.1.0
  with:
    paths: .
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
