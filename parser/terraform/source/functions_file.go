package source

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/netlint/netlint/parser/nesting"
)

// digest is a hash function and how Terraform writes its result.
type digest func(b []byte) string

var digests = map[string]digest{
	"md5":          func(b []byte) string { s := md5.Sum(b); return hex.EncodeToString(s[:]) },
	"sha1":         func(b []byte) string { s := sha1.Sum(b); return hex.EncodeToString(s[:]) },
	"sha256":       func(b []byte) string { s := sha256.Sum256(b); return hex.EncodeToString(s[:]) },
	"sha512":       func(b []byte) string { s := sha512.Sum512(b); return hex.EncodeToString(s[:]) },
	"base64sha256": func(b []byte) string { s := sha256.Sum256(b); return base64.StdEncoding.EncodeToString(s[:]) },
	"base64sha512": func(b []byte) string { s := sha512.Sum512(b); return base64.StdEncoding.EncodeToString(s[:]) },
}

// hashFunctions gives the functions that hash a string.
func hashFunctions() map[string]function.Function {
	funcs := map[string]function.Function{"uuidv5": uuidV5Func}
	for name, sum := range digests {
		funcs[name] = stringConversion(func(s string) (string, error) { return sum([]byte(s)), nil })
	}
	return funcs
}

// uuidNamespaces are the namespaces that RFC 9562 names.
var uuidNamespaces = map[string]string{
	"dns": "6ba7b8109dad11d180b400c04fd430c8", "url": "6ba7b8119dad11d180b400c04fd430c8",
	"oid": "6ba7b8129dad11d180b400c04fd430c8", "x500": "6ba7b8149dad11d180b400c04fd430c8",
}

var uuidV5Func = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "namespace", Type: cty.String}, {Name: "name", Type: cty.String}},
	Type:   function.StaticReturnType(cty.String),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		namespace := args[0].AsString()
		if known, ok := uuidNamespaces[namespace]; ok {
			namespace = known
		}
		b, err := hex.DecodeString(strings.ReplaceAll(namespace, "-", ""))
		if err != nil || len(b) != 16 {
			return cty.DynamicVal, fmt.Errorf("%q is neither a UUID nor one of dns, url, oid, x500", args[0].AsString())
		}
		sum := sha1.Sum(append(b, args[1].AsString()...))
		u := sum[:16]
		u[6] = u[6]&0x0f | 0x50
		u[8] = u[8]&0x3f | 0x80
		return cty.StringVal(fmt.Sprintf("%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])), nil
	},
})

// fileFunctions gives the functions that read files, bounded by the evaluator's file system.
func (e *evaluator) fileFunctions() map[string]function.Function {
	funcs := map[string]function.Function{
		"file": e.fileFunc(func(b []byte) (string, error) {
			if !utf8.Valid(b) {
				return "", errors.New("the file is not text in UTF-8; use filebase64() for it")
			}
			return string(b), nil
		}),
		"filebase64": e.fileFunc(func(b []byte) (string, error) { return base64.StdEncoding.EncodeToString(b), nil }),
		"fileexists": e.fileExistsFunc(),
		"fileset":    e.fileSetFunc(),
		"abspath":    e.absPathFunc(),
		"pathexpand": stringConversion(func(p string) (string, error) { return p, nil }),
		"basename":   stringConversion(func(p string) (string, error) { return path.Base(p), nil }),
		"dirname":    stringConversion(func(p string) (string, error) { return path.Dir(p), nil }),
	}
	for name, sum := range digests {
		function := "file" + name
		if rest, ok := strings.CutPrefix(name, "base64"); ok {
			function = "filebase64" + rest
		}
		funcs[function] = e.fileFunc(func(b []byte) (string, error) { return sum(b), nil })
	}
	return funcs
}

func (e *evaluator) absPathFunc() function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "path", Type: cty.String}},
		Type:   function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			switch p := args[0].AsString(); {
			case path.IsAbs(p):
				return cty.StringVal(path.Clean(p)), nil
			case e.opts.WorkingDir == "":
				return cty.UnknownVal(cty.String), nil
			default:
				return cty.StringVal(path.Join(e.opts.WorkingDir, p)), nil
			}
		},
	})
}

// moduleFile reads a file that a function names.
func (e *evaluator) moduleFile(p string) ([]byte, error) {
	name, err := e.resolvePath(p)
	if err != nil {
		return nil, err
	}
	b, err := readFile(e.fsys, name, e.limits.FileBytes)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("no file %s", e.displayPath(name))
	}
	if whole := (hcl.Range{Filename: e.displayPath(name), Start: hcl.InitialPos, End: hcl.InitialPos}); !e.work.take(stepsOfOpen+len(b)/charsOfStep, whole) {
		return nil, e.work.refused
	}
	return b, err
}

func (e *evaluator) fileFunc(convert func([]byte) (string, error)) function.Function {
	return stringConversion(func(p string) (string, error) {
		b, err := e.moduleFile(p)
		if err != nil {
			return "", err
		}
		return convert(b)
	})
}

func (e *evaluator) fileExistsFunc() function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "path", Type: cty.String}},
		Type:   function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			name, err := e.resolvePath(args[0].AsString())
			if err != nil {
				return cty.DynamicVal, err
			}
			info, err := fs.Stat(e.fsys, name)
			return cty.BoolVal(err == nil && !info.IsDir()), nil
		},
	})
}

// The bounds of one fileset: the files that match, the patterns that its alternatives ({a,b}) stand for, and how
// often a directory or file is looked at for it.
const (
	maxMatches      = 100_000
	maxAlternatives = 1_000
	maxLooks        = 200_000
)

var errLooks = fmt.Errorf("it would look at more than %d files and directories, which netlint does not follow", maxLooks)

// alternatives gives how many patterns without alternatives a pattern stands for, at most.
func alternatives(pattern string) int {
	product := 1
	for _, part := range strings.Split(pattern, "{")[1:] {
		product = min(product*(1+strings.Count(part, ",")), maxAlternatives+1)
	}
	return product
}

// countingFS is a file system that refuses to be looked at any more after maxLooks.
type countingFS struct {
	fs.FS
	looks int
}

func (c *countingFS) look() error {
	if c.looks++; c.looks > maxLooks {
		return errLooks
	}
	return nil
}

// Open opens a file.
func (c *countingFS) Open(name string) (fs.File, error) {
	if err := c.look(); err != nil {
		return nil, err
	}
	return c.FS.Open(name)
}

// Stat describes a file.
func (c *countingFS) Stat(name string) (fs.FileInfo, error) {
	if err := c.look(); err != nil {
		return nil, err
	}
	return fs.Stat(c.FS, name)
}

// ReadDir lists a directory.
func (c *countingFS) ReadDir(name string) ([]fs.DirEntry, error) {
	if err := c.look(); err != nil {
		return nil, err
	}
	return fs.ReadDir(c.FS, name)
}

func (e *evaluator) fileSetFunc() function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "path", Type: cty.String}, {Name: "pattern", Type: cty.String}},
		Type:   function.StaticReturnType(cty.Set(cty.String)),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			dir, err := e.resolvePath(args[0].AsString())
			if err != nil {
				return cty.DynamicVal, err
			}
			pattern := path.Clean(args[1].AsString())
			if !doublestar.ValidatePattern(pattern) || strings.HasPrefix(pattern, "..") || path.IsAbs(pattern) {
				return cty.DynamicVal, fmt.Errorf("%q is not a pattern of files below the directory", args[1].AsString())
			}
			if alternatives(pattern) > maxAlternatives {
				return cty.DynamicVal, fmt.Errorf("%q stands for more than %d patterns, which netlint does not follow", args[1].AsString(), maxAlternatives)
			}
			below, err := fs.Sub(e.fsys, dir)
			if err != nil {
				return cty.DynamicVal, err
			}
			sub := &countingFS{FS: below}
			var names []string
			err = doublestar.GlobWalk(sub, pattern, func(p string, _ fs.DirEntry) error {
				if len(names) >= maxMatches {
					return fmt.Errorf("more than %d files match %q", maxMatches, pattern)
				}
				names = append(names, p)
				return nil
			}, doublestar.WithFilesOnly())
			if sub.looks > maxLooks {
				err = errLooks
			}
			if err != nil {
				return cty.DynamicVal, err
			}
			if len(names) == 0 {
				return cty.SetValEmpty(cty.String), nil
			}
			slices.Sort(names)
			values := make([]cty.Value, len(names))
			for i, name := range names {
				values[i] = cty.StringVal(name)
			}
			return cty.SetVal(values), nil
		},
	})
}

// templateFileFunc renders a file as a template. A template cannot render further ones, as in Terraform.
func (e *evaluator) templateFileFunc(funcs map[string]function.Function) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "path", Type: cty.String}, templateVars},
		Type:   function.StaticReturnType(cty.DynamicPseudoType),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			if !args[0].IsKnown() {
				return cty.UnknownVal(cty.String), nil
			}
			p := args[0].AsString()
			b, err := e.moduleFile(p)
			if err != nil {
				return cty.DynamicVal, err
			}
			return e.render(b, p, args[1], funcs)
		},
	})
}

// templateStringFunc renders a string as a template.
func (e *evaluator) templateStringFunc(funcs map[string]function.Function) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "template", Type: cty.String}, templateVars},
		Type:   function.StaticReturnType(cty.DynamicPseudoType),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			return e.render([]byte(args[0].AsString()), "template", args[1], funcs)
		},
	})
}

var templateVars = function.Parameter{Name: "vars", Type: cty.DynamicPseudoType, AllowUnknown: true, AllowDynamicType: true}

// render evaluates the text of a template.
func (e *evaluator) render(src []byte, name string, vars cty.Value, funcs map[string]function.Function) (cty.Value, error) {
	if line := nesting.Template(src); line > 0 {
		return cty.DynamicVal, nesting.Diagnostic(name, line)
	}
	if whole := (hcl.Range{Filename: name, Start: hcl.InitialPos, End: hcl.InitialPos}); !e.work.take(len(src)/charsOfParse, whole) {
		return cty.DynamicVal, e.work.refused
	}
	expr, diags := hclsyntax.ParseTemplate(src, name, hcl.InitialPos)
	if diags.HasErrors() {
		return cty.DynamicVal, diags
	}
	meterWork(expr)
	if t := vars.Type(); !t.IsObjectType() && !t.IsMapType() {
		if t == cty.DynamicPseudoType {
			return cty.DynamicVal, nil
		}
		return cty.DynamicVal, fmt.Errorf("the variables of a template are an object, not a %s", t.FriendlyName())
	}
	if !vars.IsKnown() {
		return cty.DynamicVal, nil
	}
	variables := map[string]cty.Value{}
	for it := vars.ElementIterator(); it.Next(); {
		key, value := it.Element()
		variables[key.AsString()] = value
	}
	v, diags := e.value(expr, variables, funcs)
	if diags.HasErrors() {
		for _, d := range diags {
			d.Detail = withoutGuess(d)
		}
		return cty.DynamicVal, diags
	}
	return v, nil
}
