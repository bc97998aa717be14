// Package browsertest opens pages in a headless Chromium, for tests of what people see and do there.
package browsertest

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// programs are the names under which Chromium is installed.
var programs = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"}

// patience is how long the browser may take for one step.
const patience = 30 * time.Second

// Tab is a page in the browser. It speaks the DevTools protocol over a pair of pipes, a message for each
// zero-terminated string (Chromium's --remote-debugging-pipe).
type Tab struct {
	t        *testing.T
	commands io.Writer
	messages chan message
	session  string
	last     int
	// Complaints are errors that the page's scripts or the browser have reported, and Requests the addresses
	// that the page has asked for, its own aside.
	Complaints, Requests []string
	page                 string
}

type message struct {
	ID     int             `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Message string `json:"message"`
	} `json:"error"`
}

// open starts a browser for a page. It skips the test where there is none.
func open(t *testing.T, html []byte) *Tab {
	t.Helper()
	program := find()
	if program == "" {
		t.Skipf("this test looks at the page in Chromium, and none of %s is installed", strings.Join(programs, ", "))
	}
	file := filepath.Join(t.TempDir(), "page.html")
	require.NoError(t, os.WriteFile(file, html, 0o644))
	tab := &Tab{t: t, messages: make(chan message, 100), page: "file://" + filepath.ToSlash(file)}
	tab.start(program)

	var target struct{ TargetID string }
	tab.call("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	var session struct{ SessionID string }
	tab.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &session)
	tab.session = session.SessionID
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		tab.call(domain+".enable", nil, nil)
	}
	return tab
}

// load loads the page anew, in a window of the given size in pixels and the colour scheme "light" or "dark".
func (tab *Tab) load(width, height int, scheme string) {
	tab.t.Helper()
	tab.Complaints, tab.Requests = nil, nil
	tab.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false}, nil)
	tab.call("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}}, nil)
	tab.call("Page.navigate", map[string]any{"url": tab.page}, nil)
	tab.waitFor("Page.loadEventFired")
}

func find() string {
	for _, name := range programs {
		if found, err := exec.LookPath(name); err == nil {
			return found
		}
	}
	return ""
}

// start runs the browser until the end of the test.
func (tab *Tab) start(program string) {
	t := tab.t
	t.Helper()
	profile, err := os.MkdirTemp("", "netlint-browser")
	require.NoError(t, err)
	inRead, inWrite, err := os.Pipe()
	require.NoError(t, err)
	outRead, outWrite, err := os.Pipe()
	require.NoError(t, err)
	cmd := exec.Command(program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
		"--remote-debugging-pipe", "--user-data-dir="+profile, "about:blank")
	cmd.ExtraFiles = []*os.File{inRead, outWrite} // descriptors 3 and 4
	require.NoError(t, cmd.Start())
	inRead.Close()
	outWrite.Close()
	tab.commands = inWrite
	go func() {
		defer close(tab.messages)
		r := bufio.NewReader(outRead)
		for {
			text, err := r.ReadBytes(0)
			if err != nil {
				return
			}
			var m message
			if json.Unmarshal(text[:len(text)-1], &m) == nil {
				tab.messages <- m
			}
		}
	}()
	t.Cleanup(func() {
		inWrite.Close()
		_ = cmd.Process.Kill()
		for range tab.messages { // until the reader has seen the end
		}
		_ = cmd.Wait()
		outRead.Close()
		os.RemoveAll(profile)
	})
}

// call sends a command and waits for its result.
func (tab *Tab) call(method string, params, result any) {
	tab.t.Helper()
	tab.last++
	command := map[string]any{"id": tab.last, "method": method}
	if params != nil {
		command["params"] = params
	}
	if tab.session != "" {
		command["sessionId"] = tab.session
	}
	text, err := json.Marshal(command)
	require.NoError(tab.t, err)
	_, err = tab.commands.Write(append(text, 0))
	require.NoError(tab.t, err)
	for {
		m, err := tab.next()
		require.NoError(tab.t, err, method)
		if m.ID != tab.last {
			continue
		}
		if m.Error != nil {
			require.Fail(tab.t, method, m.Error.Message)
		}
		if result != nil {
			require.NoError(tab.t, json.Unmarshal(m.Result, result))
		}
		return
	}
}

// waitFor waits for an event.
func (tab *Tab) waitFor(event string) {
	tab.t.Helper()
	for {
		m, err := tab.next()
		require.NoError(tab.t, err, event)
		if m.Method == event {
			return
		}
	}
}

// next receives a message and notes what is to be noted of it.
func (tab *Tab) next() (message, error) {
	select {
	case m, ok := <-tab.messages:
		if !ok {
			return m, errors.New("the browser has ended")
		}
		tab.note(m)
		return m, nil
	case <-time.After(patience):
		return message{}, errors.New("the browser does not answer")
	}
}

func (tab *Tab) note(m message) {
	switch m.Method {
	case "Runtime.exceptionThrown", "Log.entryAdded":
		tab.Complaints = append(tab.Complaints, string(m.Params))
	case "Runtime.consoleAPICalled":
		var p struct{ Type string }
		if json.Unmarshal(m.Params, &p) == nil && (p.Type == "error" || p.Type == "warning") {
			tab.Complaints = append(tab.Complaints, string(m.Params))
		}
	case "Network.requestWillBeSent":
		var p struct{ Request struct{ URL string } }
		if json.Unmarshal(m.Params, &p) == nil && p.Request.URL != tab.page {
			tab.Requests = append(tab.Requests, p.Request.URL)
		}
	}
}

// Eval gives the value of a JavaScript expression.
func (tab *Tab) Eval(expression string) any {
	tab.t.Helper()
	var out struct {
		Result           struct{ Value any }
		ExceptionDetails *struct{ Exception struct{ Description string } }
	}
	tab.call("Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true, "awaitPromise": true}, &out)
	if out.ExceptionDetails != nil {
		require.Fail(tab.t, expression, out.ExceptionDetails.Exception.Description)
	}
	return out.Result.Value
}

// Click clicks with the mouse on the middle of an element, which is scrolled into view first.
func (tab *Tab) Click(selector string) {
	tab.t.Helper()
	quoted, err := json.Marshal(selector)
	require.NoError(tab.t, err)
	at, ok := tab.Eval(`(async () => { const e = document.querySelector(` + string(quoted) + `); if (!e) return null; e.scrollIntoView({block: "center", behavior: "instant"});
		for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame); // until the page has come to rest
		const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()`).([]any)
	require.True(tab.t, ok, "the page has %s", selector)
	for _, kind := range []string{"mousePressed", "mouseReleased"} {
		tab.call("Input.dispatchMouseEvent", map[string]any{"type": kind, "x": at[0], "y": at[1], "button": "left", "clickCount": 1}, nil)
	}
}

// Press presses a key, by its name in the DOM: "Tab", "Enter", "ArrowRight".
func (tab *Tab) Press(key string) {
	tab.t.Helper()
	codes := map[string]int{"Tab": 9, "Enter": 13, "ArrowLeft": 37, "ArrowRight": 39}
	params := map[string]any{"type": "keyDown", "key": key, "code": key, "windowsVirtualKeyCode": codes[key]}
	if key == "Enter" {
		params["text"] = "\r"
	}
	tab.call("Input.dispatchKeyEvent", params, nil)
	tab.call("Input.dispatchKeyEvent", map[string]any{"type": "keyUp", "key": key, "code": key, "windowsVirtualKeyCode": codes[key]}, nil)
}

// Screenshot gives what the window shows, as PNG in base64.
func (tab *Tab) Screenshot() string {
	tab.t.Helper()
	var out struct{ Data string }
	tab.call("Page.captureScreenshot", map[string]any{"format": "png"}, &out)
	return out.Data
}
