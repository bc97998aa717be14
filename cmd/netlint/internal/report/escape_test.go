package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

// hostileName holds what has a meaning in one of the formats, in a terminal, or in a place that formats are
// shown in. A stranger may give it to resources, tags, files and everything else that has a name.
const hostileName = "x\x1b[2J\x1b]0;t\x07\x9b31m\u009b\u202egnp\u2066\u200f\U000e0041\x00\xff\ufffe\r\n" +
	"::error file=a::forged %0A\n" +
	"error[forged]: line\u2028two\u2029\n" +
	"\n\n# Heading\n\n```\n~~~\n</details><script>alert(1)</script><img src=x onerror=alert(2)>&lt;\n" +
	"| cell | ![image](https://evil.example/i.png) [link](javascript:alert(3)) <https://evil.example/auto>\n" +
	"https://evil.example/bare www.evil.example/bare @someone and @some/team #1 GH-1 someone@evil.example $(x) `${x}` **bold** ~~gone~~ ]]> \\\" ' ; -- \"] click n0 \"javascript:alert(4)\" #quot; {{7*7}} ##vso[task.x] ##[group]"

// hostileCode is a snippet into which a name got.
const hostileCode = "a = 1 # \x1b[2J\u202e\n  ::error file=a::forged\n```\n</details> @someone\n```mermaid\nclick\n"

// poison puts the name behind every text that a report takes from inputs, wherever a report has one. Texts
// that are words of netlint's own have types of their own, or are among the fields that are left out.
func poison(v reflect.Value, seen map[uintptr]bool) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() && !seen[v.Pointer()] {
			seen[v.Pointer()] = true
			poison(v.Elem(), seen)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			poison(v.Index(i), seen)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			switch field.Name {
			case "Rules", "Rule", "Version", "Dir", "Kind", "Network", "Terraform", "CloudFormation": // our own, or set below
			default:
				if field.IsExported() {
					poison(v.Field(i), seen)
				}
			}
		}
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() && v.CanSet() {
			v.SetString(v.String() + hostileName)
		}
	}
}

// poisoned is a report in which every text from inputs is hostile.
func poisoned(t *testing.T) *Report {
	t.Helper()
	r := sample()
	r.Findings[0].Path.Missing = []string{"the account"}
	for i := range r.Findings {
		r.Findings[i].Scenario = "a parameter is set"
	}
	r.Findings[0].Object.Construct = "Stack/Table"
	r.Findings[0].Object.Calls = []model.Call{{Address: "module.a", Range: r.Findings[0].Range}}
	r.Inputs[0].Links = model.PlanLinks{Total: 2, ByIndex: 1, Open: []model.OpenLink{{Address: "aws_subnet.a", Argument: "vpc_id", Why: "it is open"}}}
	poison(reflect.ValueOf(r), map[uintptr]bool{})
	for _, text := range []string{r.Findings[0].Path.Return[0].Note, r.Findings[0].Object.Address, r.Inputs[0].Path, r.Suppressed[0].Suppressed.Reason} {
		require.Contains(t, text, hostileName, "the report is poisoned throughout")
	}
	r.Findings[0].Path.Forward[0].Rule = hostileName
	r.Findings[0].Fix.Terraform = hostileCode
	r.Failures[0].Err = errors.New(hostileName)
	r.Source = func(string) ([]byte, error) {
		line := strings.ReplaceAll(strings.ReplaceAll(hostileName, "\n", " "), "\r", " ")[:120]
		return []byte(strings.Repeat(line+"\n", 20)), nil
	}
	r.Network = drawnNetwork(sample())
	for _, e := range r.Network.Entities() {
		e.Base().Address += hostileName
	}
	return r
}

// withoutParting takes out the space without width that EscapeMarkdown puts behind @ and #.
func withoutParting(text string) string {
	return strings.NewReplacer("@\u200b", "@", "#\u200b", "#").Replace(text)
}

// acting finds characters that are not there to be seen, besides those that a format itself writes.
func acting(text string) []rune {
	var found []rune
	for _, r := range text {
		if r != '\n' && r != '\t' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			found = append(found, r)
		}
	}
	return found
}

func TestHostileNamesStayText(t *testing.T) {
	properties := map[string]func(t *testing.T, text string){
		"text": linesAreOurs, "json": jsonIsOneLineEach, "sarif": jsonIsOneLineEach, "gitlab": jsonIsOneLineEach,
		"junit": xmlIsWhole, "checkstyle": xmlIsWhole, "github": commandsAreOurs, "markdown": markdownIsOurs, "html": htmlIsOurs,
	}
	for _, format := range Formats() {
		t.Run(format, func(t *testing.T) {
			text := string(render(t, format, poisoned(t), Style{Verbose: true}))
			assert.True(t, utf8.ValidString(text))
			assert.Empty(t, acting(withoutParting(text)))
			assert.Contains(t, text, "gnp", "the name is shown")
			require.Contains(t, properties, format)
			properties[format](t, text)
		})
	}
	t.Run("diagnostics", func(t *testing.T) {
		for _, verbose := range []bool{false, true} {
			var b bytes.Buffer
			require.NoError(t, WriteDiagnostics(&b, poisoned(t), Style{Verbose: verbose}))
			assert.Empty(t, acting(b.String()))
			linesAreOurs(t, b.String())
		}
	})
	t.Run("diff", func(t *testing.T) {
		for _, format := range []string{"text", "json", "markdown"} {
			var b bytes.Buffer
			d := Diff{Changes: []FlowChange{{From: hostileName, To: hostileName, Gained: sample().Findings[0].Path.Forward[0].Before}}}
			require.NoError(t, WriteDiff(&b, format, poisoned(t), d, Style{}))
			assert.Empty(t, acting(withoutParting(b.String())))
			map[string]func(*testing.T, string){"text": linesAreOurs, "json": jsonIsOneLineEach, "markdown": markdownIsOurs}[format](t, b.String())
		}
	})
	t.Run("path", func(t *testing.T) {
		r := poisoned(t)
		a := Answer{From: hostileName, To: hostileName}
		a.Request.Application, a.Request.Host, a.Missing = "tls", hostileName, []string{hostileName}
		a.Paths = append(a.Paths, *r.Findings[0].Path)
		var text, data bytes.Buffer
		require.NoError(t, WriteAnswersText(&text, r, []Answer{a}, Style{Verbose: true}))
		require.NoError(t, WriteAnswersJSON(&data, r, []Answer{a}))
		assert.Empty(t, acting(text.String()+data.String()))
		linesAreOurs(t, text.String())
		jsonIsOneLineEach(t, data.String())
	})
}

// linesAreOurs holds that a name begins no line of its own.
func linesAreOurs(t *testing.T, text string) {
	for line := range strings.Lines(text) {
		for _, forged := range []string{"error[forged]", "::error file", "# Heading", "| cell"} {
			assert.False(t, strings.HasPrefix(strings.TrimSpace(line), forged), "%q", line)
		}
	}
}

// jsonIsOneLineEach holds that the text is JSON of which no string acts; only code has several lines.
func jsonIsOneLineEach(t *testing.T, text string) {
	var value any
	require.NoError(t, json.Unmarshal([]byte(text), &value))
	var walk func(key string, v any)
	walk = func(key string, v any) {
		if key == "newlineSequences" {
			return // SARIF's own
		}
		switch v := v.(type) {
		case map[string]any:
			for k, e := range v {
				assert.Empty(t, acting(k))
				walk(k, e)
			}
		case []any:
			for _, e := range v {
				walk(key, e)
			}
		case string:
			assert.Empty(t, acting(v), key)
			if key != "fix_code" && key != "markdown" {
				assert.NotContains(t, v, "\nerror[forged]", key)
			}
		}
	}
	walk("", value)
}

func xmlIsWhole(t *testing.T, text string) {
	d := xml.NewDecoder(strings.NewReader(text))
	elements := map[string]bool{}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		if start, ok := token.(xml.StartElement); ok {
			elements[start.Name.Local] = true
		}
	}
	assert.NotContains(t, elements, "script")
	assert.NotContains(t, elements, "img")
	assert.NotContains(t, text, "\x00")
}

// commandsAreOurs holds that every line is one of the commands that netlint writes, and that a name ends
// neither its property nor its command.
func commandsAreOurs(t *testing.T, text string) {
	command := regexp.MustCompile(`^::(error|warning|notice)(?: [a-zA-Z]+=[^,:\n]*(?:,[a-zA-Z]+=[^,:\n]*)*)?::[^\n]*\n$`)
	n := 0
	for line := range strings.Lines(text) {
		n++
		assert.Regexp(t, command, line)
		assert.NotContains(t, line, "%0A::", "a name begins no command once it is unescaped")
		assert.NotContains(t, line, "forged %0A", "a percent sign is escaped")
	}
	r := sample()
	assert.Equal(t, len(r.Findings)+len(r.Diagnostics), n)
}

var (
	codeElement = regexp.MustCompile(`(?s)<code[^>]*>.*?</code>`)
	tagName     = regexp.MustCompile(`<(/?[a-zA-Z][a-zA-Z0-9]*)`)
	mention     = regexp.MustCompile(`(?:^|[^\w])@[\w]`)
	ourLink     = regexp.MustCompile(`<a href="https://github\.com/netlint/netlint/blob/main/rules/README\.md#[a-z0-9-]+">`)
)

// markdownIsOurs renders the text as GitHub does and holds that no element, link or mention comes of a name.
func markdownIsOurs(t *testing.T, text string) {
	var b bytes.Buffer
	renderer := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(html.WithUnsafe()))
	require.NoError(t, renderer.Convert([]byte(text), &b))
	page := b.String()
	headings := 0
	for _, m := range tagName.FindAllStringSubmatch(page, -1) {
		name := strings.TrimPrefix(m[1], "/")
		assert.Contains(t, []string{"h3", "p", "strong", "code", "pre", "a", "ul", "li", "details", "summary", "table", "thead", "tbody", "tr", "th", "td", "sub"}, name)
		if m[1] == "h3" {
			headings++
		}
	}
	assert.Equal(t, 1, headings, "the headline")
	assert.NotContains(t, ourLink.ReplaceAllString(page, ""), "<a ", "only rules are linked")
	assert.Equal(t, strings.Count(page, "<details>"), strings.Count(page, "</details>"))
	shown := codeElement.ReplaceAllString(page, "")
	assert.NotRegexp(t, mention, shown)
	assert.NotContains(t, shown, "#1 ", "no reference to an issue")
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "|") {
			assert.Equal(t, 5, strings.Count(strings.ReplaceAll(line, `\|`, ""), "|"), "a row has its four cells: %s", line)
		}
	}
	diagramIsOurs(t, text)
}

// diagramIsOurs holds that each line of a diagram is one that netlint writes, with a label that it does not leave.
func diagramIsOurs(t *testing.T, text string) {
	known := regexp.MustCompile("^\\s*(?:flowchart LR|subgraph (?:request|answer)|direction LR|end|[nx]\\d+\\[\"[^\"`<>]*(?:<br/>[^\"`<>]*)?\"\\]|n\\d+ --> n\\d+|n\\d+ -\\.-x x\\d+|style n\\d+ [\\w:,#-]+)\\s*$")
	_, diagram, found := strings.Cut(text, "```mermaid\n")
	if !found {
		return
	}
	diagram, _, found = strings.Cut(diagram, "```\n")
	require.True(t, found)
	for line := range strings.Lines(diagram) {
		assert.Regexp(t, known, strings.TrimRight(line, "\n"))
	}
	assert.NotContains(t, diagram, "#quot; {{", "an entity in a name stays what it is")
}

func htmlIsOurs(t *testing.T, text string) {
	assert.NotContains(t, text, "<script>alert")
	assert.NotContains(t, text, "<img")
	assert.NotContains(t, text, `href="javascript`)
	assert.Equal(t, 1, strings.Count(text, "<script"), "the page's own")
	assert.NotContains(t, rules.Clean(text), "onerror=alert(2)>")
}
