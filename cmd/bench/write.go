package main

import (
	"fmt"
	"os"
	"strings"
)

// write prints the table, and keeps it and the chart where asked.
func (b *bench) write() error {
	table := b.table()
	fmt.Print(table)
	if b.markdown != "" {
		if err := os.WriteFile(b.markdown, []byte(table), 0o644); err != nil {
			return err
		}
	}
	if b.chart != "" {
		return os.WriteFile(b.chart, []byte(chart(b.rows)), 0o644)
	}
	return nil
}

// table is the rows as Markdown. The ratio is to the first program of the same input, its floor.
func (b *bench) table() string {
	var s strings.Builder
	s.WriteString("| input | program | CPU s | ratio | elapsed s | peak MiB | ratio |\n|---|---|---|---|---|---|---|\n")
	var base row
	for _, r := range b.rows {
		if r.input != base.input {
			base = r
		}
		fmt.Fprintf(&s, "| %s | %s | %.3f | %.1f | %.3f | %.0f | %.1f |\n", r.input, r.program,
			r.cpu.Seconds(), r.cpu.Seconds()/max(base.cpu.Seconds(), 0.001), r.wall.Seconds(),
			float64(r.peak)/(1<<20), float64(r.peak)/float64(max(base.peak, 1)))
	}
	return s.String()
}
