// Command gen writes the licences and notices of the modules that are linked into netlint, and of Go's standard
// library, to the file that it is given. "make licenses" runs it.
package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: gen FILE")
		os.Exit(2)
	}
	text, err := collect()
	if err == nil {
		err = os.WriteFile(os.Args[1], text, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// platforms are those of the releases: each may link modules of its own.
var platforms = []string{"linux", "darwin", "windows"}

// module is one that is linked, with its directory in the module cache.
type module struct{ path, version, dir string }

// collect gives the text. Modules with the same licence to the letter share it.
func collect() ([]byte, error) {
	modules, err := linked()
	if err != nil {
		return nil, err
	}
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	modules = append(modules, module{"the Go standard library", "", strings.TrimSpace(string(goroot))})
	var order []string
	users := map[string][]module{}
	for _, m := range modules {
		text, err := legalText(m.dir)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.path, err)
		}
		if users[text] == nil {
			order = append(order, text)
		}
		users[text] = append(users[text], m)
	}
	var b bytes.Buffer
	b.WriteString("netlint is licensed under the Apache License 2.0. The binary holds the modules below, unchanged, under their\n" +
		"own licences; the source of each is at the address behind it.\n")
	for _, text := range order {
		b.WriteString("\n" + strings.Repeat("=", 100) + "\n")
		for _, m := range users[text] {
			if m.version == "" {
				fmt.Fprintf(&b, "%s\n  https://go.dev/dl/\n", m.path)
				continue
			}
			fmt.Fprintf(&b, "%s %s\n  https://pkg.go.dev/%s@%s\n", m.path, m.version, m.path, m.version)
		}
		b.WriteString(strings.Repeat("=", 100) + "\n\n" + text)
	}
	return b.Bytes(), nil
}

// linked gives the modules that any platform links, sorted by path.
func linked() ([]module, error) {
	found := map[string]module{}
	for _, platform := range platforms {
		list := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Version}}\t{{.Dir}}{{end}}{{end}}", "./cmd/netlint")
		list.Env = append(os.Environ(), "GOOS="+platform, "CGO_ENABLED=0")
		list.Stderr = os.Stderr
		out, err := list.Output()
		if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		for line := range strings.Lines(string(out)) {
			if f := strings.Split(strings.TrimSpace(line), "\t"); len(f) == 3 {
				found[f[0]] = module{f[0], f[1], f[2]}
			}
		}
	}
	var modules []module
	for _, m := range found {
		modules = append(modules, m)
	}
	slices.SortFunc(modules, func(a, b module) int { return strings.Compare(a.path, b.path) })
	return modules, nil
}

// legal matches the names of files that hold licences and notices.
var legal = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|patents)([.-].*)?$`)

// legalText gives the licences and notices of a module, one after the other.
func legalText(dir string) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, e := range entries {
		if e.IsDir() || !legal.MatchString(e.Name()) {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return "", err
		}
		for line := range strings.Lines(string(data)) {
			b.WriteString(strings.TrimRight(line, " \t\r\n") + "\n")
		}
		b.WriteString("\n")
	}
	if b.Len() == 0 {
		return "", fmt.Errorf("%s holds no licence", dir)
	}
	return b.String(), nil
}
