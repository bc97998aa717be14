package main

import (
	"cmp"
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/netlint/netlint/cmd/netlint/internal/report"
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/model/suricata"
	"github.com/netlint/netlint/parser"
	"github.com/netlint/netlint/rules"
)

// pathOptions are the flags of "netlint path".
type pathOptions struct {
	inputs         inputOptions
	from, to       string
	all            bool
	protocol, port string
	sourcePort     string
	ipVersion      string
	format         string
	expect         string
}

func newPath() *cobra.Command {
	var o pathOptions
	cmd := &cobra.Command{
		Use:   "path {--from A --to B | --all} [--protocol tcp] [--port N] PATH...",
		Short: "Follow packets from one end to the other and their answers back, hop by hop",
		Long: `path says whether packets get from A to B and their answers back, names every hop, and where the way is
closed, what closes it and the fewest changes that open it.

An end is the address or logical id of a resource, its Name tag or identifier, a pattern of these with *, an
IP address or CIDR, a name in a private DNS zone, internet, on-premises, or an AWS service (s3, ecr.api).
A connection to a DNS name on port 80 or 443 is taken for a request of HTTP or HTTPS for it, which decides
firewall rules that look for host names.

Where packets arrive and something else stands in the way — the policy of an endpoint that they pass, a health check of
a load balancer that they reach — the findings of the rules about that follow, under "beyond the packets", but for
those that are suppressed and those of rules that the configuration switches off.

--all says of every kind of interface what it can send to every other and get answered, and what it exchanges
with the internet; interfaces that nothing tells apart count as one, and VPCs that nothing joins are not paired.

Exit status: 0 reachable; 1 blocked; 2 the command line or an input is unusable, or nothing is in view; 3 undecided.
With --expect: 0 as expected; 3 undecided; 1 otherwise.`,
		Example: "  netlint path --from internet --to aws_lb.web --port 443 .\n" +
			"  netlint path --from aws_instance.web --to aws_db_instance.main --port 5432 --expect blocked .\n" +
			"  netlint path --all .",
		Args: needPaths,
		RunE: func(cmd *cobra.Command, paths []string) error { return findPath(cmd, paths, o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.from, "from", "", "where the packets begin")
	f.StringVar(&o.to, "to", "", "where they are to go")
	f.StringVar(&o.protocol, "protocol", "", "tcp, udp, icmp, icmpv6, http, https or a protocol's number (default tcp where a port is given, else all)")
	f.StringVar(&o.port, "port", "", "destination port, or a range of them (8000-8080)")
	f.BoolVar(&o.all, "all", false, "ask for all pairs of interfaces and the internet, by kinds that behave alike")
	f.StringVar(&o.sourcePort, "source-port", "", "source port, or a range of them (default those that the source's system uses)")
	f.StringVar(&o.ipVersion, "ip-version", "", "4 or 6 (default both)")
	f.StringVar(&o.expect, "expect", "", "exit 0 where the answer is this `VERDICT`: reachable, blocked, undecided")
	f.StringVarP(&o.format, "format", "f", "text", "output `FORMAT`: text, json, mermaid")
	complete(cmd, "format", "text", "json", "mermaid")
	complete(cmd, "protocol", "tcp", "udp", "icmp", "icmpv6", "http", "https")
	complete(cmd, "ip-version", "4", "6")
	complete(cmd, "expect", "reachable", "blocked", "undecided")
	o.inputs.register(f)
	o.inputs.registerConfig(f)
	return cmd
}

func findPath(cmd *cobra.Command, paths []string, o pathOptions) error {
	defer o.inputs.limit(cmd)()
	if err := o.check(); err != nil {
		return err
	}
	q, err := o.question()
	if err != nil {
		return err
	}
	c, err := o.inputs.configuration()
	if err != nil {
		return err
	}
	r, loaded, err := o.inputs.read(cmd, paths)
	if errors.Is(err, status(exitNothing)) {
		return fmt.Errorf("there is nothing to ask about in %s", strings.Join(paths, ", "))
	}
	if err != nil {
		return err
	}
	if o.all {
		return o.writeMatrices(cmd, r, loaded.After)
	}
	answers, err := ask(loaded.After, o.from, o.to, q, o.inputs.beyond(cmd, c, loaded, paths))
	if err != nil {
		return err
	}
	switch o.format {
	case "json":
		err = report.WriteAnswersJSON(cmd.OutOrStdout(), r, answers)
	case "mermaid":
		err = report.WriteAnswersMermaid(cmd.OutOrStdout(), answers)
	default:
		err = report.WriteAnswersText(cmd.OutOrStdout(), r, answers, o.inputs.style(cmd.OutOrStdout()))
	}
	switch {
	case err != nil:
		return fmt.Errorf("standard output cannot be written: %w", err)
	case r.Diagnostics.HasErrors():
		return status(exitUnusable)
	}
	return o.verdict(report.Verdict(answers))
}

// check refuses what cannot be asked.
func (o pathOptions) check() error {
	switch {
	case o.all && (o.from != "" || o.to != "" || o.protocol != "" || o.port != "" || o.sourcePort != "" || o.ipVersion != "" || o.expect != ""):
		return errors.New("--all asks about everything: it goes with --format only")
	case !o.all && (o.from == "" || o.to == ""):
		return errors.New(`both ends have to be named, as in "netlint path --from internet --to aws_lb.web ."`)
	case o.format != "text" && o.format != "json" && (o.format != "mermaid" || o.all):
		return fmt.Errorf("--format: %q is none of text, json and, for a path, mermaid", o.format)
	case o.ipVersion != "" && o.ipVersion != "4" && o.ipVersion != "6":
		return fmt.Errorf("--ip-version: %q is neither 4 nor 6", o.ipVersion)
	}
	switch reach.Verdict(o.expect) {
	case "", reach.Reachable, reach.Blocked, reach.Undecided:
		return nil
	}
	return fmt.Errorf("--expect: %q is none of reachable, blocked, undecided", o.expect)
}

// verdict gives the exit status of an answer.
func (o pathOptions) verdict(v reach.Verdict) error {
	switch {
	case v == reach.Verdict(cmp.Or(o.expect, string(reach.Reachable))):
		return nil
	case v == reach.Undecided:
		return status(exitUndecided)
	default:
		return status(exitFindings)
	}
}

// writeMatrices answers for all pairs, in every scenario.
func (o pathOptions) writeMatrices(cmd *cobra.Command, r *report.Report, networks []*model.Network) error {
	var all []report.Matrix
	for _, n := range networks {
		all = append(all, report.Matrix{Scenario: n.Scenario, Matrix: reach.New(n).AllPairs()})
	}
	write := report.WriteMatricesText
	if o.format == "json" {
		write = report.WriteMatricesJSON
	}
	if err := write(cmd.OutOrStdout(), r, all); err != nil {
		return fmt.Errorf("standard output cannot be written: %w", err)
	}
	if r.Diagnostics.HasErrors() {
		return status(exitUnusable)
	}
	return nil
}

// read reads the inputs of a command that asks about the network, and tells what could not be read. It ends the
// command where there is nothing to ask about.
func (o *inputOptions) read(cmd *cobra.Command, paths []string) (*report.Report, *parser.Result, error) {
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
		return r, loaded, nil
	case loaded.Diagnostics.HasErrors():
		return nil, nil, status(exitUnusable)
	default:
		return nil, nil, status(exitNothing)
	}
}

// ask asks about every pair of ends that the selectors mean, in every scenario.
func ask(networks []*model.Network, from, to string, q question, beyond beyondPackets) ([]report.Answer, error) {
	var answers []report.Answer
	unknown := errors.New("both ends are the same")
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
		found := sync.OnceValue(func() []rules.Finding { return beyond(n) })
		for _, a := range sources {
			for _, b := range targets {
				switch {
				case a.Object != nil && a.Object == b.Object, sameAddress(from, to):
					continue
				case a.Outside() && b.Outside():
					unknown = errors.New("both ends lie outside of the network in view")
					continue
				}
				asked := reach.Query{From: a, To: b, Packets: q.packets, Request: q.request(b.Host)}
				answer := report.Answer{
					From: a.Label, To: b.Label, Request: asked.Request, Result: engine.Path(asked), Checklists: engine.Checklists(asked),
				}
				answer.Findings = concerning(n, found(), a, b, answer.Result)
				if n.Scenario != "" {
					answer.To += ", where " + n.Scenario
				}
				answers = append(answers, answer)
			}
		}
	}
	if len(answers) == 0 {
		return nil, unknown
	}
	return answers, nil
}

// sameAddress reports whether two ends are one IP address: one host, which needs no network to talk to itself.
func sameAddress(from, to string) bool {
	a, err := netip.ParseAddr(strings.TrimSpace(from))
	if err != nil {
		return false
	}
	b, err := netip.ParseAddr(strings.TrimSpace(to))
	return err == nil && a == b
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
	if o.sourcePort != "" {
		protocol = cmp.Or(protocol, "tcp")
	}
	if q.packets, err = packetsOf(protocol, q.port); err != nil || o.sourcePort == "" && o.ipVersion == "" {
		return q, err
	}
	if q.packets.IsEmpty() {
		q.packets = packet.All()
	}
	if o.sourcePort != "" {
		ports, err := portsOf("--source-port", o.sourcePort)
		if err != nil {
			return q, err
		}
		if q.packets = q.packets.Intersect(packet.SrcPorts(ports)); q.packets.IsEmpty() {
			return q, fmt.Errorf("--source-port: %s has no ports", protocol)
		}
	}
	switch o.ipVersion {
	case "4":
		q.packets = q.packets.IPv4()
	case "6":
		q.packets = q.packets.IPv6()
	}
	if q.packets.IsEmpty() {
		return q, fmt.Errorf("--ip-version: IPv%s does not carry %s", o.ipVersion, protocol)
	}
	return q, nil
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
	switch p { // each is part of one version of IP (RFC 792, RFC 4443)
	case packet.ICMP:
		set = set.IPv4()
	case packet.ICMPv6:
		set = set.IPv6()
	}
	if ports == "" {
		return set, nil
	}
	if !p.HasPorts() {
		return none, fmt.Errorf("--port: %s has no ports", p)
	}
	dst, err := portsOf("--port", ports)
	if err != nil {
		return none, err
	}
	return set.Intersect(packet.DstPorts(dst)), nil
}

// portsOf reads a port or a range of them.
func portsOf(flag, text string) (packet.PortSet, error) {
	low, high, isRange := strings.Cut(text, "-")
	if !isRange {
		high = low
	}
	first, err1 := strconv.ParseUint(low, 10, 16)
	last, err2 := strconv.ParseUint(high, 10, 16)
	if err1 != nil || err2 != nil || first > last {
		return packet.PortSet{}, fmt.Errorf("%s: %q is no port and no range of ports", flag, text)
	}
	return packet.Ports(uint16(first), uint16(last)), nil
}
