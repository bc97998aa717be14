package main

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/netlint/netlint/cmd/netlint/internal/report"
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/model/suricata"
)

// pathOptions are the flags of "netlint path".
type pathOptions struct {
	inputs         inputOptions
	from, to       string
	protocol, port string
	format         string
}

func newPath() *cobra.Command {
	var o pathOptions
	cmd := &cobra.Command{
		Use:   "path --from A --to B [--protocol tcp] [--port N] PATH...",
		Short: "Follow packets from one end to the other and their answers back, hop by hop",
		Long: `path says whether packets get from A to B and their answers back, names every hop, and where the way is
closed, what closes it and the fewest changes that open it.

An end is the address or logical id of a resource, its Name tag or identifier, a pattern of these with *, an
IP address or CIDR, a name in a private DNS zone, internet, on-premises, or an AWS service (s3, ecr.api).
A connection to a DNS name on port 80 or 443 is taken for a request of HTTP or HTTPS for it, which decides
firewall rules that look for host names.

Exit status: 0 reachable; 1 blocked or undecided; 2 and 3 as for netlint itself.`,
		Example: "  netlint path --from internet --to aws_lb.web --port 443 .",
		Args:    needPaths,
		RunE:    func(cmd *cobra.Command, paths []string) error { return findPath(cmd, paths, o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.from, "from", "", "where the packets begin")
	f.StringVar(&o.to, "to", "", "where they are to go")
	f.StringVar(&o.protocol, "protocol", "", "tcp, udp, icmp, icmpv6, http, https or a protocol's number (default tcp where a port is given, else all)")
	f.StringVar(&o.port, "port", "", "destination port, or a range of them (8000-8080)")
	f.StringVarP(&o.format, "format", "f", "text", "output `FORMAT`: text, json")
	o.inputs.register(f)
	return cmd
}

func findPath(cmd *cobra.Command, paths []string, o pathOptions) error {
	defer o.inputs.limit(cmd)()
	if o.from == "" || o.to == "" {
		return errors.New(`both ends have to be named, as in "netlint path --from internet --to aws_lb.web ."`)
	}
	if o.format != "text" && o.format != "json" {
		return fmt.Errorf("--format: %q is none of text, json", o.format)
	}
	q, err := o.question()
	if err != nil {
		return err
	}
	r, networks, err := o.inputs.read(cmd, paths)
	if err != nil {
		return err
	}
	answers, err := ask(networks, o.from, o.to, q)
	if err != nil {
		return err
	}
	if o.format == "json" {
		err = report.WriteAnswersJSON(cmd.OutOrStdout(), r, answers)
	} else {
		err = report.WriteAnswersText(cmd.OutOrStdout(), r, answers, o.inputs.style(cmd.OutOrStdout()))
	}
	switch {
	case err != nil:
		return fmt.Errorf("standard output cannot be written: %w", err)
	case r.Diagnostics.HasErrors():
		return status(exitUnusable)
	case report.Verdict(answers) != reach.Reachable:
		return status(exitFindings)
	}
	return nil
}

// read reads the inputs of a command that asks about the network, and tells what could not be read. It ends the
// command where there is nothing to ask about.
func (o *inputOptions) read(cmd *cobra.Command, paths []string) (*report.Report, []*model.Network, error) {
	loaded, err := o.load(cmd, paths, false)
	if err != nil {
		return nil, nil, err
	}
	r := newReport(loaded)
	if err := o.writeDiagnostics(cmd, r); err != nil {
		return nil, nil, err
	}
	switch {
	case len(loaded.Inputs) > 0:
		return r, loaded.After, nil
	case loaded.Diagnostics.HasErrors():
		return nil, nil, status(exitUnusable)
	default:
		return nil, nil, status(exitNothing)
	}
}

// ask asks about every pair of ends that the selectors mean, in every scenario.
func ask(networks []*model.Network, from, to string, q question) ([]report.Answer, error) {
	var answers []report.Answer
	var unknown error
	for _, n := range networks {
		engine := reach.New(n)
		sources, err := engine.Select(from)
		if err != nil {
			unknown = fmt.Errorf("--from: %w", err)
			continue
		}
		targets, err := engine.Select(to)
		if err != nil {
			unknown = fmt.Errorf("--to: %w", err)
			continue
		}
		for _, a := range sources {
			for _, b := range targets {
				if a.Object != nil && a.Object == b.Object {
					continue
				}
				asked := reach.Query{From: a, To: b, Packets: q.packets, Request: q.request(b.Host)}
				answer := report.Answer{
					From: a.Label, To: b.Label, Request: asked.Request, Result: engine.Path(asked), Checklists: engine.Checklists(asked),
				}
				if n.Scenario != "" {
					answer.To += ", where " + n.Scenario
				}
				answers = append(answers, answer)
			}
		}
	}
	if len(answers) == 0 {
		if unknown == nil {
			unknown = errors.New("both ends are the same")
		}
		return nil, unknown
	}
	return answers, nil
}

// question is what "netlint path" asks about besides the ends.
type question struct {
	packets     packet.Set // the empty set for all
	application string     // "http" or "tls" where the question names it
	port        string
}

// applications are protocols above TCP that --protocol takes, each with its usual port.
var applications = map[string]struct{ name, port string }{"http": {"http", "80"}, "https": {"tls", "443"}, "tls": {"tls", "443"}}

func (o pathOptions) question() (question, error) {
	q := question{port: o.port}
	protocol := o.protocol
	if a, ok := applications[strings.ToLower(protocol)]; ok {
		protocol, q.application = "tcp", a.name
		q.port = cmp.Or(q.port, a.port)
	}
	var err error
	q.packets, err = packetsOf(protocol, q.port)
	return q, err
}

// request gives what the connection carries first. One to a host that is named, on a port that HTTP or HTTPS
// usually has, is taken to be that.
func (q question) request(host string) suricata.Request {
	r := suricata.Request{Application: q.application, Host: host}
	if host != "" && r.Application == "" {
		for _, a := range applications {
			if a.port == q.port {
				r.Application = a.name
			}
		}
	}
	return r
}

// packetsOf gives the packets that a protocol and a range of destination ports mean; the empty set for all.
func packetsOf(protocol, ports string) (packet.Set, error) {
	var none packet.Set
	if ports == "" && protocol == "" {
		return none, nil
	}
	if protocol == "" {
		protocol = "tcp"
	}
	p, err := packet.ParseProtocol(protocol)
	if err != nil {
		return none, fmt.Errorf("--protocol: %w", err)
	}
	set := packet.OfProtocol(p)
	if ports == "" {
		return set, nil
	}
	if !p.HasPorts() {
		return none, fmt.Errorf("--port: %s has no ports", p)
	}
	low, high, isRange := strings.Cut(ports, "-")
	if !isRange {
		high = low
	}
	first, err1 := strconv.ParseUint(low, 10, 16)
	last, err2 := strconv.ParseUint(high, 10, 16)
	if err1 != nil || err2 != nil || first > last {
		return none, fmt.Errorf("--port: %q is no port and no range of ports", ports)
	}
	return set.Intersect(packet.DstPorts(packet.Ports(uint16(first), uint16(last)))), nil
}
