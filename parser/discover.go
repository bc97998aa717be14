package parser

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
)

// Stdin is the path that means standard input.
const Stdin = "-"

// stdinName stands for standard input in messages and places.
const stdinName = "<stdin>"

// InputName gives the name that an input has which is itself named by a path.
func InputName(path string) string {
	if path == Stdin {
		return stdinName
	}
	return filepath.ToSlash(filepath.Clean(path))
}

// found is one input, as it was named or found below a directory that was named.
type found struct {
	path    string // for people: as named, cleaned, with forward slashes
	content content
	data    []byte // of a file
	root    string // the directory of a root module, as the operating system names it; empty for a file
}

// isTerraform reports whether the input is a plan, a state or a root module.
func (in found) isTerraform() bool {
	return in.root != "" || in.content == contentSavedPlan || in.content == contentTerraformJSON
}

// discovery turns what was named into inputs.
type discovery struct {
	stdin io.Reader
	read  func(path string) ([]byte, error)
	named func(path string) ([]byte, error) // reads what the command line names
	// changed says that the paths are files that changed, whatever they are: what is nothing to lint is
	// passed over.
	changed bool
	seen    map[string]bool // paths that are inputs already
	found   []found
	diags   model.Diagnostics
}

// discover finds the inputs that paths mean, in the order of the paths. What cannot be read is an error
// diagnostic; what is nothing to lint is a warning.
func discover(paths []string, o Options) ([]found, model.Diagnostics) {
	d := &discovery{stdin: o.Stdin, read: o.readFile, named: o.readNamed, changed: o.Changed, seen: map[string]bool{}}
	var sources []string
	for _, path := range paths {
		if isSource(path) {
			sources = append(sources, path)
			continue
		}
		d.path(path)
	}
	d.sources(sources)
	return d.found, d.diags
}

func (d *discovery) fail(path, summary, format string, args ...any) {
	d.say(model.SeverityError, path, summary, format, args...)
}

func (d *discovery) say(s model.Severity, path, summary, format string, args ...any) {
	d.diags = append(d.diags, model.Diagnostic{
		Severity: s, Summary: summary, Detail: fmt.Sprintf(format, args...), Range: model.Range{File: filepath.ToSlash(path)},
	})
}

// add takes an input, once.
func (d *discovery) add(f found) {
	if f.path != stdinName {
		f.path = InputName(f.path)
	}
	if !d.seen[f.path] {
		d.seen[f.path] = true
		d.found = append(d.found, f)
	}
}

// path takes one path of the command line.
func (d *discovery) path(path string) {
	if path == Stdin {
		data, err := readUpTo(d.stdin, 0, maxInputBytes)
		if err != nil {
			d.fail(stdinName, "Standard input cannot be read", "%v.", err)
			return
		}
		d.file(stdinName, data)
		return
	}
	info, err := os.Stat(path)
	if d.isDeleted(err) {
		return
	}
	if err != nil {
		d.unreadable(path, err)
		return
	}
	if info.IsDir() {
		d.directory(path)
		return
	}
	if !info.Mode().IsRegular() && info.Mode()&fs.ModeNamedPipe == 0 {
		d.fail(path, "This is neither a file nor a directory", "Name a plan, a state, a template or a directory.")
		return
	}
	data, err := d.named(path)
	if err != nil {
		d.unreadable(path, err)
		return
	}
	d.file(path, data)
}

// isDeleted reports of the error of a path that it names a file that the change deletes.
func (d *discovery) isDeleted(err error) bool { return d.changed && errors.Is(err, fs.ErrNotExist) }

// unreadable tells why a path cannot be read, and what to do.
func (d *discovery) unreadable(path string, err error) {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		d.fail(path, "There is no such file or directory", "Check the path; it is taken from the working directory.")
	case errors.Is(err, fs.ErrPermission):
		d.fail(path, "The permission to read this is missing", "Run netlint as a user who may read it, or change its mode.")
	default:
		d.fail(path, "This cannot be read", "%v.", err)
	}
}

// file takes a file that was named, whose content has to be something.
func (d *discovery) file(path string, data []byte) {
	c := detect(data)
	if d.changed && (c == contentEmpty || c == contentOther) {
		return
	}
	switch c {
	case contentTerraformJSON, contentTemplate, contentSavedPlan, contentExport:
		d.add(found{path: path, content: c, data: data})
	case contentEmpty:
		d.fail(path, "The file is empty", `Write it again: "terraform show -json FILE > plan.json" writes a plan.`)
	case contentUTF16:
		d.fail(path, "The file is in UTF-16", `netlint reads UTF-8, as Terraform writes it; PowerShell's ">" makes UTF-16 of it. Write it again: "terraform show -json FILE | Out-File -Encoding utf8 plan.json".`)
	default:
		d.say(model.SeverityWarning, path, "There is nothing to lint in this file",
			`It is neither the JSON of a Terraform plan or state ("terraform show -json FILE"), nor a CloudFormation template (it has no "AWSTemplateFormatVersion" and no "Resources" with AWS types).`)
	}
}

// directory takes a root module, or else everything to lint below.
func (d *discovery) directory(dir string) {
	has, err := hasSources(dir)
	if err != nil {
		d.unreadable(dir, err)
		return
	}
	if has {
		d.add(found{path: dir, root: dir})
		return
	}
	before := len(d.found) + len(d.diags)
	tree := readTree(dir, d.unreadable)
	for _, root := range tree.roots() {
		d.add(found{path: root, root: root})
	}
	for _, path := range tree.files {
		data, err := d.read(path)
		if err != nil {
			d.unreadable(path, err)
			continue
		}
		if c := detect(data); c == contentTemplate || c == contentTerraformJSON || c == contentExport {
			d.add(found{path: path, content: c, data: data})
		}
	}
	if len(d.found)+len(d.diags) == before {
		d.say(model.SeverityWarning, dir, "There is nothing to lint below this directory",
			"No .tf, .tf.json or .tofu file, no plan or state in JSON, and no CloudFormation template was found.")
	}
}

// sources takes Terraform files that were named one by one, as pre-commit does: they mean the root modules
// that use them.
func (d *discovery) sources(files []string) {
	if len(files) == 0 {
		return
	}
	trees := map[string]*tree{} // by top directory
	for _, file := range files {
		_, err := os.Stat(file)
		deleted := d.isDeleted(err)
		if err != nil && !deleted {
			d.unreadable(file, err)
			continue
		}
		dir, err := filepath.Abs(filepath.Dir(file))
		if err != nil {
			d.unreadable(file, err)
			continue
		}
		top := repositoryRoot(dir)
		if trees[top] == nil {
			trees[top] = readTree(top, func(string, error) {})
		}
		for _, root := range trees[top].rootsUsing(dir) {
			if has, err := hasSources(root); deleted && (err != nil || !has) {
				continue // the file was the module's last
			}
			root = nearName(root)
			d.add(found{path: root, root: root})
		}
	}
}

// nearName gives an absolute path relative to the working directory where it lies below it.
func nearName(path string) string {
	if dir, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(dir, path); err == nil && filepath.IsLocal(rel) {
			return rel
		}
	}
	return path
}

// repositoryRoot gives the directory of the repository that an absolute directory is in, else dir itself.
func repositoryRoot(dir string) string {
	if top, ok := repository(dir); ok {
		return top
	}
	return dir
}

var sourceSuffixes = []string{".tf", ".tf.json", ".tofu", ".tofu.json"}

// isSource reports whether a path names a file of a Terraform module.
func isSource(path string) bool {
	return slices.ContainsFunc(append(sourceSuffixes, ".tfvars", ".tfvars.json"), func(s string) bool { return strings.HasSuffix(path, s) })
}

// isModuleFile reports whether a file of this name makes its directory a module.
func isModuleFile(name string) bool {
	return !strings.HasPrefix(name, ".") && slices.ContainsFunc(sourceSuffixes, func(s string) bool { return strings.HasSuffix(name, s) })
}

// hasSources reports whether a directory itself is a module.
func hasSources(dir string) (bool, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return !e.IsDir() && isModuleFile(e.Name()) }), nil
}
