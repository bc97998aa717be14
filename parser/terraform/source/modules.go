package source

import (
	"encoding/json"
	"fmt"
	"path"
	"strings"

	"github.com/netlint/netlint/model"
)

// readManifest reads which modules terraform init has installed, and where.
func (e *evaluator) readManifest() {
	e.manifest = map[string]string{}
	name := path.Join(e.dir, ".terraform/modules/modules.json")
	src, err := readFile(e.fsys, name, e.limits.FileBytes)
	if err != nil {
		return // not initialised; a module that is then missing is named where it is called
	}
	var manifest struct {
		Modules []struct{ Key, Dir string }
	}
	if err := json.Unmarshal(src, &manifest); err != nil {
		e.report(model.SeverityWarning, "The list of installed modules cannot be read",
			fmt.Sprintf("%s is not valid: %v. Run terraform init again.", e.displayPath(name), err), model.Range{File: e.displayPath(name)}, "")
		return
	}
	for _, m := range manifest.Modules {
		if dir, err := e.resolvePath(m.Dir); err == nil && m.Key != "" {
			e.manifest[m.Key] = dir
		}
	}
}

// staticPath is the key of a module call in the manifest: the names of the calls without instance keys.
func (c *moduleCall) staticPath() string {
	names := []string{c.name}
	for m := c.m; m.call != nil; m = m.parent {
		names = append([]string{m.call.name}, names...)
	}
	return strings.Join(names, ".")
}

// loadModule gives the configuration of the called module, or nil after saying why there is none.
func (e *evaluator) loadModule(c *moduleCall) *config {
	if e.modules > e.limits.Modules || e.instances >= e.limits.Instances {
		return nil // said already
	}
	addr := c.m.address("module." + c.name)
	rng := modelRange(c.block.hcl.DefRange)
	expr := c.block.contentOf(nil).argument("source")
	if expr == nil {
		e.report(model.SeverityError, "A module call without source", fmt.Sprintf("%s has no source argument; name the module's directory or registry address.", addr), rng, addr)
		return nil
	}
	source, ok := stringValue(c.m.scope().evalReported(expr, addr))
	if !ok {
		e.unresolved(c.m.scope(), expr, addr, "source")
		e.report(model.SeverityWarning, "A module's source is not known",
			fmt.Sprintf("The source of %s is an expression without a known value, so that nothing is known of what the module makes.", addr), rng, addr)
		return nil
	}
	c.source = source
	if c.m.depth+1 > e.limits.ModuleDepth {
		e.report(model.SeverityError, "Modules are nested too deeply",
			fmt.Sprintf("%s lies more than %d module calls deep. It is left out.", addr, e.limits.ModuleDepth), rng, addr)
		return nil
	}
	dir, ok := e.moduleDir(c, source, addr)
	if !ok {
		return nil
	}
	for m := c.m; m != nil; m = m.parent {
		if m.config.dir == dir {
			e.report(model.SeverityError, "A module calls itself",
				fmt.Sprintf("%s has the source %q, which is the module %s that it is called from. The call is left out; remove it.", addr, source, e.displayPath(dir)), rng, addr)
			return nil
		}
	}
	cfg := e.loadConfig(dir)
	if cfg == nil {
		e.report(model.SeverityWarning, "A module is missing",
			fmt.Sprintf("%s holds no Terraform files, so that nothing is known of what %s makes. Correct its source %q, or run terraform init.", e.displayPath(dir), addr, source), rng, addr)
	}
	return cfg
}

// moduleDir gives the directory of a module in FS.
func (e *evaluator) moduleDir(c *moduleCall, source, addr string) (string, bool) {
	rng := modelRange(c.block.hcl.DefRange)
	local := source == "." || source == ".." || strings.HasPrefix(source, "./") || strings.HasPrefix(source, "../")
	if !local {
		dir, ok := e.manifest[c.staticPath()]
		if !ok {
			e.report(model.SeverityWarning, "A module is not installed",
				fmt.Sprintf("The source %q of %s is not a local directory and is not listed in .terraform/modules, so that nothing is known of what it makes. Run terraform init, or lint the plan.", source, addr), rng, addr)
		}
		return dir, ok
	}
	dir := path.Join(c.m.config.dir, source)
	if dir == ".." || strings.HasPrefix(dir, "../") {
		e.report(model.SeverityWarning, "A module lies outside of what netlint reads",
			fmt.Sprintf("The source %q of %s leads out of the directory tree that netlint was given, so that nothing is known of what it makes. Name a directory further up.", source, addr), rng, addr)
		return "", false
	}
	return dir, true
}
