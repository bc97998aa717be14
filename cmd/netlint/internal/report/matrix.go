package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
)

// Matrix is what all interfaces of a network can do to each other, in one scenario of the input.
type Matrix struct {
	Scenario string
	reach.Matrix
}

type jsonMatrices struct {
	Schema   string       `json:"schema"`
	Version  string       `json:"version"`
	Inputs   []Input      `json:"inputs"`
	Matrices []jsonMatrix `json:"matrices"`
}

type jsonMatrix struct {
	Scenario string         `json:"scenario,omitempty"`
	Classes  []jsonClass    `json:"classes"`
	Pairs    []jsonPair     `json:"pairs"` // of kinds in VPCs that something joins
	Internet []jsonExposure `json:"internet"`
}

type jsonClass struct {
	Name       string   `json:"name"`
	Interfaces []string `json:"interfaces"`
}

// jsonPair says what gets from one class to another and is answered: certainly (Delivered), and perhaps.
type jsonPair struct {
	From       string        `json:"from"`
	To         string        `json:"to"`
	SameSubnet bool          `json:"same_subnet,omitempty"`
	Verdict    reach.Verdict `json:"verdict"`
	Delivered  string        `json:"delivered,omitempty"`
	Perhaps    string        `json:"perhaps,omitempty"`
}

type jsonExposure struct {
	Class string   `json:"class"`
	In    jsonFlow `json:"in"`
	Out   jsonFlow `json:"out"`
}

type jsonFlow struct {
	Verdict   reach.Verdict `json:"verdict"`
	Delivered string        `json:"delivered,omitempty"`
	Perhaps   string        `json:"perhaps,omitempty"`
}

// WriteMatricesJSON writes matrices as JSON.
func WriteMatricesJSON(w io.Writer, r *Report, all []Matrix) error {
	out := jsonMatrices{Schema: "netlint-matrix/v1", Version: r.Version, Inputs: r.inputs(), Matrices: []jsonMatrix{}}
	for _, m := range all {
		j := jsonMatrix{Scenario: rules.Clean(m.Scenario), Classes: []jsonClass{}, Pairs: []jsonPair{}, Internet: []jsonExposure{}}
		for _, c := range m.Classes {
			class := jsonClass{Name: rules.Clean(c.Label)}
			for _, i := range c.Interfaces {
				class.Interfaces = append(class.Interfaces, address(&i.Object))
			}
			j.Classes = append(j.Classes, class)
		}
		for _, p := range m.Pairs {
			j.Pairs = append(j.Pairs, jsonPair{
				From: rules.Clean(p.From.Label), To: rules.Clean(p.To.Label), SameSubnet: p.SameSubnet, Verdict: p.Verdict,
				Delivered: services(p.Delivered.Must), Perhaps: perhaps(p),
			})
		}
		for _, x := range m.Exposures {
			j.Internet = append(j.Internet, jsonExposure{Class: rules.Clean(x.Class.Label), In: jsonFlowOf(x.In), Out: jsonFlowOf(x.Out)})
		}
		out.Matrices = append(out.Matrices, j)
	}
	return encode(w, out)
}

func jsonFlowOf(p reach.Pair) jsonFlow {
	return jsonFlow{Verdict: p.Verdict, Delivered: services(p.Delivered.Must), Perhaps: perhaps(p)}
}

// WriteMatricesText writes matrices as tables for people: what classes exchange with the internet, and of the pairs
// of classes those of which something gets through.
func WriteMatricesText(w io.Writer, _ *Report, all []Matrix) error {
	for i, m := range all {
		if i > 0 {
			fmt.Fprintln(w)
		}
		if m.Scenario != "" {
			fmt.Fprintf(w, "where %s\n\n", rules.Clean(m.Scenario))
		}
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintln(t, "INTERFACES\tFROM THE INTERNET\tTO THE INTERNET")
		for _, x := range m.Exposures {
			fmt.Fprintf(t, "%s\t%s\t%s\n", rules.Clean(x.Class.Label), flow(x.In), flow(x.Out))
		}
		fmt.Fprintln(t, "\t\t\nFROM\tTO\tGETS THROUGH AND IS ANSWERED")
		blocked := 0
		for _, p := range m.Pairs {
			if p.Verdict == reach.Blocked {
				blocked++
				continue
			}
			to := rules.Clean(p.To.Label)
			if p.SameSubnet {
				to += " (same subnet)"
			}
			fmt.Fprintf(t, "%s\t%s\t%s\n", rules.Clean(p.From.Label), to, flow(p))
		}
		if err := t.Flush(); err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "\n%s of interfaces, %s of them in VPCs that something joins; of %d nothing gets through.\n",
			Plural(len(m.Classes), "kind", "kinds"), Plural(len(m.Pairs), "pair", "pairs"), blocked); err != nil {
			return err
		}
	}
	return nil
}

// flow says what gets through in a cell.
func flow(p reach.Pair) string {
	return cmp.Or(strings.Join(slices.DeleteFunc([]string{services(p.Delivered.Must), undecided(p)}, func(s string) bool { return s == "" }), "; "), "-")
}

func undecided(p reach.Pair) string {
	if text := perhaps(p); text != "" {
		return "perhaps " + text
	}
	return ""
}

// perhaps names what may get through beyond what certainly does.
func perhaps(p reach.Pair) string { return services(p.Delivered.May.Minus(p.Delivered.Must)) }

// services names the protocols and destination ports of packets, whatever their addresses: "TCP 22, 443; UDP 53".
func services(s packet.Set) string {
	if s.IsEmpty() {
		return ""
	}
	var out []string
	rest := s.Protocols()
	for _, p := range []packet.Protocol{packet.TCP, packet.UDP} {
		if ports := s.DstPorts(p); ports.IsAll() {
			out = append(out, strings.ToUpper(p.String()))
		} else if !ports.IsEmpty() {
			out = append(out, strings.ToUpper(p.String())+" "+ports.String())
		}
	}
	for _, p := range []packet.Protocol{packet.ICMP, packet.ICMPv6} {
		if rest.Contains(p) {
			out = append(out, map[packet.Protocol]string{packet.ICMP: "ICMP", packet.ICMPv6: "ICMPv6"}[p])
		}
	}
	if rest.Contains(47) { // GRE stands for the protocols that filters do not tell apart
		out = append(out, "others")
	}
	return strings.Join(out, "; ")
}
