package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/json"
	"golang.org/x/sync/errgroup"

	"github.com/netlint/netlint/parser/nesting"
)

var errTooLarge = errors.New("the file is larger than netlint reads")

// readFile reads a file of at most limit bytes.
func readFile(fsys fs.FS, name string, limit int64) ([]byte, error) {
	// It is looked at before it is opened: a pipe that nobody writes to would not let go.
	info, err := fs.Stat(fsys, name)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a regular file", path.Base(name))
	}
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var b bytes.Buffer
	if size := info.Size(); size <= limit {
		b.Grow(int(size) + bytes.MinRead)
	}
	if _, err := b.ReadFrom(io.LimitReader(f, limit+1)); err != nil {
		return nil, err
	}
	if int64(b.Len()) > limit {
		return nil, fmt.Errorf("%w (%d bytes)", errTooLarge, limit)
	}
	return b.Bytes(), nil
}

// configFiles gives the names of a module's files, those that override others last. A .tofu file takes the
// place of the .tf file of the same name, as in OpenTofu.
func configFiles(fsys fs.FS, dir string) (primary, override []string, err error) {
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return nil, nil, err
	}
	names := map[string]bool{}
	for _, entry := range entries {
		if !entry.IsDir() && !ignoredFile(entry.Name()) {
			names[entry.Name()] = true
		}
	}
	for name := range names {
		stem, ext := splitConfigName(name)
		switch {
		case ext == "":
			continue
		case ext == ".tf" && names[stem+".tofu"], ext == ".tf.json" && names[stem+".tofu.json"]:
			continue
		case stem == "override" || strings.HasSuffix(stem, "_override"):
			override = append(override, path.Join(dir, name))
		default:
			primary = append(primary, path.Join(dir, name))
		}
	}
	slices.Sort(primary)
	slices.Sort(override)
	return primary, override, nil
}

// ignoredFile reports names that Terraform passes over: hidden files and editors' backups.
func ignoredFile(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasSuffix(name, "~") ||
		strings.HasPrefix(name, "#") && strings.HasSuffix(name, "#")
}

// splitConfigName splits off the extension of a configuration file; ext is "" for any other file.
func splitConfigName(name string) (stem, ext string) {
	for _, ext := range []string{".tf.json", ".tofu.json", ".tf", ".tofu"} {
		if stem, ok := strings.CutSuffix(name, ext); ok {
			return stem, ext
		}
	}
	return name, ""
}

// parsed is a file of configuration after parsing. body is nil if nothing of it could be parsed.
type parsed struct {
	shown string // the path that is shown to people, as in the ranges
	src   []byte
	body  hcl.Body
	diags hcl.Diagnostics
}

// parseFiles reads and parses the files of a module, several at a time: parsing is most of the work.
func (e *evaluator) parseFiles(names []string) []parsed {
	files := make([]parsed, len(names))
	all := func(do func(i int)) {
		var group errgroup.Group
		group.SetLimit(runtime.GOMAXPROCS(0))
		for i := range names {
			group.Go(func() error {
				do(i)
				return nil
			})
		}
		_ = group.Wait() // the functions return no errors
	}
	all(func(i int) { files[i] = e.read(names[i]) })
	refuseBeyond(files)
	all(func(i int) { files[i].parse() })
	return files
}

// addFiles takes over the texts of files, for excerpts, and what is wrong with them.
func (e *evaluator) addFiles(files []parsed) {
	for _, f := range files {
		e.sources[f.shown] = f.src
		e.addHCL(f.diags)
	}
}

// parse reads and parses one file.
func (e *evaluator) parse(name string) parsed {
	f := e.read(name)
	f.parse()
	return f
}

// read reads a file. Its text is left out where it is not to be parsed.
func (e *evaluator) read(name string) parsed {
	shown := e.displayPath(name)
	src, err := readFile(e.fsys, name, e.limits.FileBytes)
	if err != nil {
		return refused(shown, "A file cannot be read", "%s cannot be read: %v. Make it readable, or take it out of the module.", shown, err)
	}
	if len(src) > maxMarks && marks(src) > maxMarks {
		return refused(shown, "A file holds too much to be read",
			"%s has more than %d brackets, separators, quotes and lines, which netlint does not read. Split it into several.", shown, maxMarks)
	}
	deep := nesting.Config
	if strings.HasSuffix(name, ".json") {
		deep = nesting.JSON
	}
	if line := deep(src); line > 0 {
		return parsed{shown: shown, diags: hcl.Diagnostics{nesting.Diagnostic(shown, line)}}
	}
	return parsed{shown: shown, src: src}
}

// refused is a file that is not parsed.
func refused(shown, summary, detail string, args ...any) parsed {
	return parsed{shown: shown, diags: hcl.Diagnostics{{
		Severity: hcl.DiagError,
		Summary:  summary,
		Detail:   fmt.Sprintf(detail, args...),
		Subject:  &hcl.Range{Filename: shown},
	}}}
}

// parse parses the text that was read.
func (f *parsed) parse() {
	if f.diags.HasErrors() {
		return
	}
	var file *hcl.File
	if strings.HasSuffix(f.shown, ".json") {
		file, f.diags = json.Parse(f.src, f.shown)
	} else {
		file, f.diags = hclsyntax.ParseConfig(f.src, f.shown, hcl.InitialPos)
	}
	if file == nil || file.Body == nil {
		return
	}
	f.body = file.Body
	if native, ok := file.Body.(*hclsyntax.Body); ok {
		meterWork(native)
	}
}

// How many marks one file, and all files of a module together, may have. The parser spends some 600 bytes on each, so
// that a file of nothing else would take a hundred times its size; what people write has one in eight characters, and
// 50,000 resources that are written out one by one have 900,000.
const (
	maxMarks       = 800_000
	maxModuleMarks = 2 * maxMarks
)

// marks counts the characters that end or begin something. It knows nothing of strings and comments, which makes it
// fast and strict.
func marks(src []byte) int {
	n := 0
	for _, mark := range []byte("()[]{},=\"\n") {
		n += bytes.Count(src, []byte{mark})
	}
	return n
}

// refuseBeyond refuses the files of a module with which it has too many marks, and those behind them.
func refuseBeyond(files []parsed) {
	size := 0
	for _, f := range files {
		size += len(f.src)
	}
	if size <= maxModuleMarks {
		return
	}
	total := 0
	for i, f := range files {
		if total += marks(f.src); total <= maxModuleMarks {
			continue
		}
		files[i] = refused(f.shown, "A module holds too much to be read", "%s brings its module to more than %d brackets, separators, quotes and lines, which netlint does not read. "+
			"It and the %d files behind it are left out. Split the module into several.", f.shown, maxModuleMarks, len(files)-i-1)
		for j := i + 1; j < len(files); j++ {
			files[j].src = nil
		}
		return
	}
}

func (e *evaluator) displayPath(name string) string {
	if e.opts.DisplayPath != nil {
		return e.opts.DisplayPath(name)
	}
	return name
}

// resolvePath gives the path in FS of a path as Terraform sees it, relative to the root module's directory.
func (e *evaluator) resolvePath(p string) (string, error) {
	if cwd := e.opts.WorkingDir; cwd != "" && path.IsAbs(p) {
		switch p = path.Clean(p); {
		case p == cwd:
			p = "."
		case hasDirPrefix(p, cwd):
			p = p[len(cwd)+1:]
		}
	}
	if path.IsAbs(p) || strings.HasPrefix(p, "~") || strings.Contains(p, `\`) {
		return "", fmt.Errorf("%q is not a path relative to the module; netlint reads only files below %s", p, e.displayPath("."))
	}
	clean := path.Join(e.dir, p)
	if clean == ".." || strings.HasPrefix(clean, "../") || !fs.ValidPath(clean) {
		return "", fmt.Errorf("%q leads out of the directory tree that netlint was given", p)
	}
	return clean, nil
}
