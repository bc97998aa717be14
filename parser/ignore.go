package parser

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/nesting"
)

// Ignore is a request in an input to leave findings out. What it says is not judged here.
type Ignore struct {
	// Text is what stands behind the mark in a comment; the fields below are those of template metadata.
	Text   string
	Rules  []string
	Reason string
	Until  string

	Range  model.Range // of the comment or the metadata
	Covers model.Range // of the block that it stands at; zero where it stands at none
}

// ignoreMark begins a suppression in a comment.
const ignoreMark = "netlint:ignore"

// ignores reads the suppressions in the files of the networks' objects, and in the files of the root modules.
func ignores(networks []*model.Network, inputs []found, read func(file string) ([]byte, error)) []Ignore {
	files := map[string]bool{}
	for _, n := range networks {
		for _, e := range n.Entities() {
			o := e.Base()
			files[o.Range.File] = true
			for _, c := range o.Calls {
				files[c.Range.File] = true
			}
		}
	}
	held := map[string][]byte{} // what has been read already
	for _, in := range inputs {
		switch {
		case in.content == contentTerraformJSON, in.content == contentExport:
			delete(files, in.path) // JSON that programs write has no comments
			continue
		case in.root == "":
			files[in.path] = true
			held[in.path] = in.data
			continue
		}
		entries, err := os.ReadDir(in.root)
		if err != nil {
			continue // said already
		}
		for _, e := range entries {
			if !e.IsDir() && isModuleFile(e.Name()) {
				files[filepath.ToSlash(filepath.Join(in.path, e.Name()))] = true
			}
		}
	}
	var out []Ignore
	for file := range files {
		data, err := held[file], error(nil)
		if data == nil {
			data, err = read(file)
		}
		if err != nil || !bytes.Contains(data, []byte("netlint")) {
			continue
		}
		switch {
		case strings.HasSuffix(file, ".tf") || strings.HasSuffix(file, ".tofu"):
			out = append(out, terraformIgnores(file, data)...)
		case detect(data) == contentTemplate:
			out = append(out, templateIgnores(file, data)...)
		}
	}
	slices.SortFunc(out, func(a, b Ignore) int { return a.Range.Compare(b.Range) })
	return out
}

// markedText gives what stands behind the mark in a comment.
func markedText(comment string) (string, bool) {
	comment = strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(comment), "#/*"))
	text, ok := strings.CutPrefix(comment, ignoreMark)
	if !ok || text != "" && !strings.HasPrefix(text, " ") && !strings.HasPrefix(text, "\t") {
		return "", false
	}
	return strings.TrimSpace(strings.TrimSuffix(text, "*/")), true
}

// terraformIgnores finds suppressions in a Terraform file. One stands on a line above the first line of a
// block, with nothing but comments between, or at the end of that line.
func terraformIgnores(file string, data []byte) []Ignore {
	if nesting.Config(data) > 0 {
		return nil // the file is refused for it
	}
	tokens, _ := hclsyntax.LexConfig(data, file, hcl.InitialPos)
	parsed, _ := hclsyntax.ParseConfig(data, file, hcl.InitialPos)
	var blocks []model.Range
	if parsed != nil {
		if body, ok := parsed.Body.(*hclsyntax.Body); ok {
			blocks = blockRanges(body, nil)
		}
	}
	comments := map[int]bool{} // lines that hold nothing but a comment
	alone := true              // nothing before the token on its line
	var out []Ignore
	var lines []int // the line that each suppression is for, by index; filled in below for those alone
	for _, token := range tokens {
		switch token.Type {
		case hclsyntax.TokenNewline:
			alone = true
			continue
		case hclsyntax.TokenComment:
			line := token.Range.Start.Line
			if alone {
				for n := line; n <= token.Range.End.Line; n++ {
					comments[n] = true
				}
				// A comment to the end of the line takes the line break with it.
				if token.Range.End.Column == 1 {
					delete(comments, token.Range.End.Line)
				}
			}
			if text, ok := markedText(string(token.Bytes)); ok {
				out = append(out, Ignore{Text: text, Range: model.Range{
					File: file, Line: line, Column: token.Range.Start.Column, EndLine: line,
					EndColumn: token.Range.Start.Column + len([]rune(strings.TrimRight(string(token.Bytes), "\r\n"))),
				}})
				if alone {
					lines = append(lines, 0)
				} else {
					lines = append(lines, line)
				}
			}
			if token.Range.End.Line > line {
				alone = true
			}
			continue
		}
		alone = false
	}
	first := map[int]model.Range{} // the outermost block that begins on a line
	for _, b := range slices.Backward(blocks) {
		b.File = file
		first[b.Line] = b
	}
	below, behind := 0, 0 // the line of the suppression below, and the line that it is for
	for i := range slices.Backward(out) {
		at := lines[i]
		if at == 0 {
			for at = out[i].Range.Line; comments[at] && at != below; at++ {
			}
			if at == below {
				at = behind
			}
			below, behind = out[i].Range.Line, at
		}
		out[i].Covers = first[at]
	}
	return out
}

// blockRanges gives the places of all blocks, outer ones before inner ones.
func blockRanges(body *hclsyntax.Body, into []model.Range) []model.Range {
	for _, b := range body.Blocks {
		into = append(into, model.Range{
			Line: b.TypeRange.Start.Line, Column: b.TypeRange.Start.Column,
			EndLine: b.CloseBraceRange.End.Line, EndColumn: b.CloseBraceRange.End.Column,
		})
		into = blockRanges(b.Body, into)
	}
	return into
}
