package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// Sources with every resource written out: no module, no count. A shared module is parsed once and evaluated
// many times; written-out sources are what parsing can be compared with.

var (
	block     = regexp.MustCompile(`(?ms)^resource "(\w+)" "(\w+)" \{\n.*?^\}\n`)
	countLine = regexp.MustCompile(`(?m)^  count +=.*\n+`)
	splat     = regexp.MustCompile(`(aws_\w+\.\w+)\[\*\]\.(\w+)`)
	reference = regexp.MustCompile(`(aws_\w+)\.(\w+)`)
)

var zones = []string{"eu-west-1a", "eu-west-1b", "eu-west-1c"}

// writeFlat writes the estate's networks one file each, without their peerings.
func (e *estate) writeFlat(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	provider, _, _ := strings.Cut(seedRoot, "module ")
	if err := os.WriteFile(filepath.Join(dir, "providers.tf"), []byte(provider), 0o644); err != nil {
		return err
	}
	for i := range e.networks {
		if err := os.WriteFile(filepath.Join(dir, name(i)+".tf"), []byte(flatNetwork(i)), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// flatNetwork writes out the seed's module as network i.
func flatNetwork(i int) string {
	var b strings.Builder
	_, locals, _ := strings.Cut(seedModule, "locals {")
	locals, _, _ = strings.Cut(locals, "\n}\n")
	fmt.Fprintf(&b, "locals {%s\n}\n\n", strings.Replace(locals, "acl =", name(i)+"_acl =", 1))
	for _, m := range block.FindAllStringSubmatch(seedModule, -1) {
		text, kind, label := m[0], m[1], m[2]
		if !countLine.MatchString(text) {
			b.WriteString(text + "\n")
			continue
		}
		text = countLine.ReplaceAllString(text, "")
		for k, zone := range zones {
			one := strings.Replace(text, fmt.Sprintf(`%q %q`, kind, label), fmt.Sprintf(`%q "%s_%d"`, kind, label, k), 1)
			b.WriteString(strings.NewReplacer(
				"var.zones[count.index]", fmt.Sprintf("%q", zone),
				"[count.index]", fmt.Sprintf("_%d", k),
				"${count.index}", fmt.Sprint(k),
				"count.index", fmt.Sprint(k),
			).Replace(one) + "\n")
		}
	}
	text := splat.ReplaceAllString(b.String(), "[${1}_0.$2, ${1}_1.$2, ${1}_2.$2]")
	text = reference.ReplaceAllString(text, "$1."+name(i)+"_$2")
	text = regexp.MustCompile(`(resource "\w+" ")`).ReplaceAllString(text, "${1}"+name(i)+"_")
	return strings.NewReplacer(
		"${var.name}", dashed(i), "var.name", fmt.Sprintf("%q", dashed(i)),
		"var.cidr", fmt.Sprintf("%q", cidr(i)), "local.acl", "local."+name(i)+"_acl",
	).Replace(text)
}
