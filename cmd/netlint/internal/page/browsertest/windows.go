package browsertest

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// screenshots is the environment variable that names a directory for pictures of what the tests saw.
const screenshots = "NETLINT_SCREENSHOTS"

// InEachWindow opens a page in the window of a desk and of a phone, light and dark, and runs a test in each.
// It then asserts what holds for every page: it follows the colour scheme, fits the window's width, has text
// that stands out, a visible focus, no errors, and has asked no other place for anything.
func InEachWindow(t *testing.T, html []byte, test func(*testing.T, *Tab)) {
	tab := open(t, html)
	for _, w := range []struct {
		name          string
		width, height int
		scheme        string
	}{
		{"desk light", 1280, 900, "light"}, {"desk dark", 1280, 900, "dark"},
		{"phone light", 390, 844, "light"}, {"phone dark", 390, 844, "dark"},
	} {
		t.Run(w.name, func(t *testing.T) {
			tab.t = t
			tab.load(w.width, w.height, w.scheme)
			test(t, tab)
			if dir := os.Getenv(screenshots); dir != "" {
				picture, err := base64.StdEncoding.DecodeString(tab.Screenshot())
				require.NoError(t, err)
				require.NoError(t, os.WriteFile(filepath.Join(dir, strings.NewReplacer("/", "-", " ", "-").Replace(t.Name())+".png"), picture, 0o644))
			}
			assert.LessOrEqual(t, tab.Eval(`document.documentElement.scrollWidth`), float64(w.width), "the page is no wider than the window")
			dark := tab.Eval(`getComputedStyle(document.body).color`) == "rgb(255, 255, 255)"
			assert.Equal(t, w.scheme == "dark", dark, "the page follows the colour scheme")
			assert.Empty(t, tab.Eval(faint), "text that does not stand out from what is behind it")
			assert.Equal(t, true, tab.Eval(`(() => { const e = document.querySelector("[tabindex]"); e.focus({focusVisible: true}); return getComputedStyle(e).outlineStyle !== "none"; })()`), "the focus is seen")
			assert.Empty(t, tab.Complaints)
			assert.Empty(t, tab.Requests)
		})
	}
}

// faint lists the texts whose contrast with what is painted behind them is less than 4.5 to 1, which WCAG 2.2 asks
// for (success criterion 1.4.3); disabled buttons are exempt.
const faint = `(() => {
	const channels = (c) => c.match(/[\d.]+/g).slice(0, 3).map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
	const light = (c) => { const [r, g, b] = channels(c); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
	const page = matchMedia("(prefers-color-scheme: dark)").matches ? "rgb(18, 18, 18)" : "rgb(255, 255, 255)";
	const behind = (e) => { // a colour with four parts lets shine through what lies behind
		for (; e && e !== document.body; e = e.parentElement) {
			const c = getComputedStyle(e).backgroundColor;
			if (c.match(/[\d.]+/g).length === 3) return c;
		}
		return page;
	};
	const out = [];
	for (const e of document.querySelectorAll("body *:not([aria-disabled=true]):not(script):not(style):not(svg *)")) {
		if (![...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())) continue;
		const it = light(getComputedStyle(e).color), back = light(behind(e));
		const contrast = (Math.max(it, back) + 0.05) / (Math.min(it, back) + 0.05);
		if (contrast < 4.5) out.push(e.tagName + " " + e.textContent.slice(0, 40) + " " + contrast.toFixed(1));
	}
	return out.join("; ");
})()`
