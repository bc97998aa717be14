// Command gendocs writes the documentation of the rules from their declarations: rules/README.md, and the table
// in README.md between its marks. With -check it writes nothing and fails where something would change.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"

	"github.com/netlint/netlint/cmd/netlint/internal/report"
)

const (
	begin = "<!-- begin of the rules; written by make docs -->\n"
	end   = "<!-- end of the rules -->\n"
)

func main() {
	check := flag.Bool("check", false, "write nothing; fail where something would change")
	flag.Parse()
	if err := run(*check); err != nil {
		fmt.Fprintln(os.Stderr, "gendocs:", err)
		os.Exit(1)
	}
}

// run writes or checks the files, which it takes from the working directory.
func run(check bool) error {
	var pages, table bytes.Buffer
	if err := report.RulePages(&pages); err != nil {
		return err
	}
	if err := report.RuleTable(&table, "rules/README.md#", 3); err != nil {
		return err
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		return err
	}
	before, rest, ok1 := bytes.Cut(readme, []byte(begin))
	_, after, ok2 := bytes.Cut(rest, []byte(end))
	if !ok1 || !ok2 {
		return fmt.Errorf("README.md has no marks around the table of rules")
	}
	readme = bytes.Join([][]byte{before, []byte(begin + "\n"), table.Bytes(), []byte(end), after}, nil)
	for _, f := range []struct {
		name string
		want []byte
	}{{"rules/README.md", pages.Bytes()}, {"README.md", readme}} {
		have, err := os.ReadFile(f.name)
		if err == nil && bytes.Equal(have, f.want) {
			continue
		}
		if check {
			return fmt.Errorf("%s is out of date; run make docs and commit what it writes", f.name)
		}
		if err := os.WriteFile(f.name, f.want, 0o644); err != nil {
			return err
		}
	}
	return nil
}
