// Package savedplan reads what "terraform plan -out" writes: an archive with a snapshot of the sources of
// every module, the state that the plan was made from, and the plan itself.
//
// The plan's values are in a form that only the providers' schemas explain, so that they are left alone. What
// is taken is what it takes to evaluate the sources as Terraform did: the snapshot, the values of the root
// module's variables, and the prior state.
package savedplan

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/zclconf/go-cty/cty"
)

// File is what a saved plan holds, as far as it can be read without providers.
type File struct {
	// Sources are the modules' files, each in the directory that it had as seen from the root module's, which is
	// Dir. Files that are not configuration (templates, scripts) are not in a saved plan.
	Sources fs.FS
	Dir     string
	// State is the state file of version 4 that the plan was made from.
	State []byte
	// Variables are the values of the root module's variables.
	Variables        map[string]cty.Value
	TerraformVersion string
}

// limits bound what an archive may unfold to.
const (
	maxFiles     = 20_000
	maxFileBytes = 64 << 20
	maxBytes     = 256 << 20
)

// Is reports whether data begins like a saved plan: a zip archive that names its members as Terraform does.
func Is(data []byte) bool {
	return bytes.HasPrefix(data, []byte("PK\x03\x04")) && bytes.Contains(data, []byte("tfplan"))
}

// Open reads a saved plan.
func Open(data []byte) (*File, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("the archive cannot be read: %w", err)
	}
	members, err := unpack(archive)
	if err != nil {
		return nil, err
	}
	f := &File{State: members["tfstate"]}
	if err := f.layOut(members); err != nil {
		return nil, err
	}
	if f.Variables, f.TerraformVersion, err = readPlan(members["tfplan"]); err != nil {
		return nil, fmt.Errorf("the variables cannot be read: %w", err)
	}
	return f, nil
}

func unpack(archive *zip.Reader) (map[string][]byte, error) {
	if len(archive.File) > maxFiles {
		return nil, fmt.Errorf("the archive holds %d files, more than the %d that netlint reads", len(archive.File), maxFiles)
	}
	members := map[string][]byte{}
	left := int64(maxBytes)
	for _, file := range archive.File {
		r, err := file.Open()
		if err != nil {
			return nil, fmt.Errorf("%s cannot be read: %w", file.Name, err)
		}
		content, err := io.ReadAll(io.LimitReader(r, min(left, maxFileBytes)+1))
		r.Close()
		if err != nil {
			return nil, fmt.Errorf("%s cannot be read: %w", file.Name, err)
		}
		if left -= int64(len(content)); left < 0 || len(content) > maxFileBytes {
			return nil, errors.New("the archive unfolds to more than netlint reads")
		}
		members[file.Name] = content
	}
	return members, nil
}

// installed is an entry of the snapshot's list of modules, in the form of .terraform/modules/modules.json.
type installed struct{ Key, Source, Dir string }

// layOut puts the snapshot's files where they were. Modules may lie above the root module, so that this stands
// as far down as any of them is up.
func (f *File) layOut(members map[string][]byte) error {
	var modules []installed
	if err := json.Unmarshal(members["tfconfig/modules.json"], &modules); err != nil {
		return fmt.Errorf("the list of modules cannot be read: %w", err)
	}
	up := 0
	for _, m := range modules {
		if path.IsAbs(m.Dir) || strings.Contains(m.Dir, `\`) {
			return fmt.Errorf("the module %q lies at %q, which is not a path relative to the root module", m.Key, m.Dir)
		}
		up = max(up, strings.Count(path.Clean(m.Dir)+"/", "../"))
	}
	f.Dir = path.Join(strings.Repeat("parent/", up), "module")
	files := tree{}
	f.Sources = files
	dirs := map[string]string{}
	for _, m := range modules {
		dirs["m-"+m.Key] = path.Join(f.Dir, m.Dir)
	}
	for name, content := range members {
		rest, ok := strings.CutPrefix(name, "tfconfig/")
		if !ok {
			continue
		}
		module, file := path.Split(rest)
		if dir, ok := dirs[strings.TrimSuffix(module, "/")]; ok {
			files[path.Join(dir, file)] = content
		}
	}
	manifest, err := json.Marshal(struct{ Modules []installed }{modules})
	if err != nil {
		return err
	}
	files[path.Join(f.Dir, ".terraform/modules/modules.json")] = manifest
	return nil
}

// Shown gives the path of a file as seen from the root module, for messages.
func (f *File) Shown(name string) string {
	root := strings.Split(f.Dir, "/")
	parts := strings.Split(name, "/")
	for len(root) > 0 && len(parts) > 1 && root[0] == parts[0] {
		root, parts = root[1:], parts[1:]
	}
	return strings.Repeat("../", len(root)) + path.Join(parts...)
}
