package parser

import (
	"bytes"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/netlint/netlint/model/lazyregexp"
)

// tree is what a directory tree holds: the modules, which of them call which, and the files that may be
// plans or templates. Paths begin with the directory that was read.
type tree struct {
	modules []string            // directories, sorted
	calls   map[string][]string // every module's directory to those of the local modules that it calls
	files   []string
}

// skipped are directories that hold copies and caches, never sources.
var skipped = map[string]bool{"node_modules": true, "vendor": true, "__pycache__": true}

// maxModuleBytes bounds the files of a module.
const maxModuleBytes = 16 << 20

// maxTemplateBytes is more than CloudFormation accepts of a template, by far; plans are as large as they are.
const maxTemplateBytes = 64 << 20

// readTree reads a directory tree, without following links. Directories that cannot be read go to fail.
func readTree(top string, fail func(path string, err error)) *tree {
	t := &tree{calls: map[string][]string{}}
	_ = filepath.WalkDir(top, func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			fail(path, err)
			return fs.SkipDir
		case e.IsDir():
			if path != top && (skipped[e.Name()] || strings.HasPrefix(e.Name(), ".")) {
				return fs.SkipDir
			}
		case !e.Type().IsRegular():
		case isModuleFile(e.Name()):
			t.module(filepath.Dir(path), path)
		case mayBeInput(path, e):
			t.files = append(t.files, path)
		}
		return nil
	})
	slices.Sort(t.modules)
	// What stands beside the files of a module belongs to it: a plan of it, a template that it deploys.
	t.files = slices.DeleteFunc(t.files, func(path string) bool {
		_, ok := slices.BinarySearch(t.modules, filepath.Dir(path))
		return ok
	})
	return t
}

// mayBeInput says by name and size whether a file in a directory is worth opening.
func mayBeInput(path string, e fs.DirEntry) bool {
	switch filepath.Ext(path) {
	case ".yaml", ".yml", ".json", ".template", ".tfstate":
		info, err := e.Info()
		return err == nil && info.Size() > 0 && info.Size() <= maxTemplateBytes
	}
	return false
}

// localSource finds the sources of module calls that are directories beside the module.
var localSource = lazyregexp.New(`"?source"?\s*[=:]\s*"(\.\.?(?:/[^"]*)?)"`)

func (t *tree) module(dir, file string) {
	if _, known := t.calls[dir]; !known {
		t.calls[dir] = nil
		t.modules = append(t.modules, dir)
	}
	data, err := readBounded(file, maxModuleBytes)
	if err != nil {
		return // reading the module will tell
	}
	if !bytes.Contains(data, []byte(`".`)) {
		return // most files call no local module, and the search for calls takes long
	}
	for _, m := range localSource().FindAllSubmatch(data, -1) {
		t.calls[dir] = append(t.calls[dir], filepath.Join(dir, filepath.FromSlash(string(m[1]))))
	}
}

// roots gives the modules that no other module calls.
func (t *tree) roots() []string {
	called := map[string]bool{}
	for caller, callees := range t.calls {
		for _, callee := range callees {
			if callee != caller {
				called[callee] = true
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(t.modules), func(dir string) bool { return called[dir] })
}

// rootsUsing gives the roots whose calls lead to dir, or dir itself where nothing calls it.
func (t *tree) rootsUsing(dir string) []string {
	var using []string
	for _, root := range t.roots() {
		if t.leads(root, dir, map[string]bool{}) {
			using = append(using, root)
		}
	}
	if len(using) == 0 {
		return []string{dir}
	}
	return using
}

func (t *tree) leads(from, to string, seen map[string]bool) bool {
	if from == to {
		return true
	}
	if seen[from] {
		return false
	}
	seen[from] = true
	return slices.ContainsFunc(t.calls[from], func(callee string) bool { return t.leads(callee, to, seen) })
}
