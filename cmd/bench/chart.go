package main

import (
	"fmt"
	"math"
	"strings"
)

const (
	chartWidth, chartHeight            = 640, 400
	chartLeft, chartRight              = 70, 170
	chartTop, chartBottom              = 30, 50
	minResources, maxResources float64 = 500, 100_000
	minSeconds, maxSeconds     float64 = 0.001, 10
)

var colours = []string{"#1f6feb", "#8250df", "#cf222e", "#1a7f37", "#9a6700"}

// chart draws CPU seconds over resources, both axes logarithmic, a line for each program and kind of input: a
// straight line at the slope of the grid's diagonal is linear growth.
func chart(rows []row) string {
	type series struct {
		name   string
		points []string
		last   row
	}
	var all []*series
	byName := map[string]*series{}
	for _, r := range rows {
		kind, _, sized := strings.Cut(r.input, ", ")
		if !sized {
			continue
		}
		name := r.program + ", " + kind
		s := byName[name]
		if s == nil {
			s = &series{name: name}
			byName[name] = s
			all = append(all, s)
		}
		s.points = append(s.points, fmt.Sprintf("%.1f,%.1f", x(r), y(r)))
		s.last = r
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">`+"\n", chartWidth, chartHeight)
	b.WriteString(`<rect width="100%" height="100%" fill="#fff"/>` + "\n")
	for _, n := range []float64{1000, 10_000, 50_000} {
		at := xOf(n)
		fmt.Fprintf(&b, `<line x1="%.1f" y1="%d" x2="%.1f" y2="%d" stroke="#ddd"/><text x="%.1f" y="%d" text-anchor="middle">%.0f</text>`+"\n",
			at, chartTop, at, chartHeight-chartBottom, at, chartHeight-chartBottom+18, n)
	}
	for _, s := range []float64{0.001, 0.01, 0.1, 1, 10} {
		at := yOf(s)
		fmt.Fprintf(&b, `<line x1="%d" y1="%.1f" x2="%d" y2="%.1f" stroke="#ddd"/><text x="%d" y="%.1f" text-anchor="end">%g s</text>`+"\n",
			chartLeft, at, chartWidth-chartRight, at, chartLeft-6, at+4, s)
	}
	fmt.Fprintf(&b, `<text x="%d" y="18">CPU seconds of the whole process, by resources</text>`+"\n", chartLeft)
	for i, s := range all {
		colour := colours[i%len(colours)]
		fmt.Fprintf(&b, `<polyline fill="none" stroke="%s" stroke-width="2" points="%s"/><text x="%.1f" y="%.1f" fill="%s">%s</text>`+"\n",
			colour, strings.Join(s.points, " "), x(s.last)+6, y(s.last)+4, colour, s.name)
	}
	b.WriteString("</svg>\n")
	return b.String()
}

func x(r row) float64 { return xOf(float64(r.resources)) }
func y(r row) float64 { return yOf(r.cpu.Seconds()) }

func xOf(resources float64) float64 {
	return scale(resources, minResources, maxResources, chartLeft, chartWidth-chartRight)
}

func yOf(seconds float64) float64 {
	return scale(seconds, minSeconds, maxSeconds, chartHeight-chartBottom, chartTop)
}

// scale maps v between lo and hi onto from and to, logarithmically.
func scale(v, lo, hi, from, to float64) float64 {
	v = min(max(v, lo), hi)
	return from + (to-from)*math.Log(v/lo)/math.Log(hi/lo)
}
