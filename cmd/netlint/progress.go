package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"
)

// patience is how long a step may take before a terminal is told that it is under way.
const patience = time.Second

// during says on standard error what is being done, if that is a terminal and it takes longer than a moment. The
// function that it gives ends and wipes that; nothing else may write to the terminal before.
func (o *inputOptions) during(stderr io.Writer, what string) (done func()) {
	f, ok := stderr.(*os.File)
	if !ok || o.quiet || !term.IsTerminal(int(f.Fd())) {
		return func() {}
	}
	return showProgress(f, what, patience)
}

// showProgress writes what is being done and for how long, over and over on one line, every so often.
func showProgress(w io.Writer, what string, every time.Duration) (done func()) {
	start := time.Now()
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(every)
		defer tick.Stop()
		for shown := ""; ; {
			select {
			case <-tick.C:
				shown = fmt.Sprintf("\rnetlint: %s, %v ", what, time.Since(start).Round(every))
				fmt.Fprint(w, shown)
			case <-stop:
				if shown != "" {
					fmt.Fprintf(w, "\r%*s\r", len(shown)-1, "")
				}
				return
			}
		}
	}()
	return func() { close(stop); <-stopped }
}
