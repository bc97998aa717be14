package graph

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/cmd/netlint/internal/page/browsertest"
)

// TestThePageInABrowser chooses an object by mouse and another by keyboard, in two sizes, light and dark.
func TestThePageInABrowser(t *testing.T) {
	var html bytes.Buffer
	require.NoError(t, Of(office("a")).Write(&html, "html"))
	browsertest.InEachWindow(t, html.Bytes(), func(t *testing.T, tab *browsertest.Tab) {
		const lit = `[...document.querySelectorAll(".drawing .at, .drawing .taken")].map(e => e.id || e.dataset.from + "-" + e.dataset.to).join(" ")`
		assert.Empty(t, tab.Eval(lit))
		tab.Click("#n1 text") // the subnet
		assert.Equal(t, "n1-n0 n1", tab.Eval(lit))
		assert.Contains(t, tab.Eval(`document.getElementById("chosen").textContent`), "0.0.0.0/0")

		tab.Eval(`document.getElementById("n1").focus()`)
		tab.Press("Enter")
		assert.Empty(t, tab.Eval(lit), "what is chosen twice is not chosen")
		tab.Press("Tab")
		tab.Press("Tab") // over the VPC to the internet
		tab.Press("Enter")
		assert.Equal(t, "n0-n3 n3", tab.Eval(lit))
	})
}
