package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// writeRoots writes small root modules, each a network of the seed on its own.
func writeRoots(count int, dir string) error {
	if count > maxNetworks {
		return fmt.Errorf("%d roots are more than 10.0.0.0/8 has room for (%d)", count, maxNetworks)
	}
	provider, _, _ := strings.Cut(seedRoot, "module ")
	for i := range count {
		root := filepath.Join(dir, name(i))
		if err := os.MkdirAll(root, 0o755); err != nil {
			return err
		}
		module := strings.NewReplacer(
			`variable "name" {`+"\n  type = string", `variable "name" {`+"\n  type    = string\n  default = \""+dashed(i)+`"`,
			`variable "cidr" {`+"\n  type = string", `variable "cidr" {`+"\n  type    = string\n  default = \""+cidr(i)+`"`,
		).Replace(seedModule)
		if err := os.WriteFile(filepath.Join(root, "main.tf"), []byte(provider+module), 0o644); err != nil {
			return err
		}
	}
	return nil
}
