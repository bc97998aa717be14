// Package page makes HTML pages that hold everything they need: a policy that lets them ask no other place for
// anything, and the styles and scripts that the policy allows by their hashes.
package page

import (
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"strings"
)

// Style is a style sheet as it stands in a page. It must not come from inputs.
func Style(css string) template.HTML { return template.HTML("<style>" + css + "</style>") }

// Script is a script as it stands in a page. It must not come from inputs.
func Script(js string) template.HTML { return template.HTML("<script>" + js + "</script>") }

// Policy is the Content-Security-Policy of a page that has these style sheets and this script and nothing else:
// whatever an input could smuggle in would neither run nor be asked for.
func Policy(script string, styles ...string) string {
	var allowed strings.Builder
	for _, s := range styles {
		allowed.WriteString(" " + source(s))
	}
	return "default-src 'none'; base-uri 'none'; form-action 'none'; style-src" + allowed.String() + "; script-src " + source(script)
}

func source(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
