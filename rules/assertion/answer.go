// Package assertion holds the rules about a team's own statements of what its network does: the assert blocks
// of .netlint.hcl, and access scopes of Network Access Analyzer.
package assertion

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
)

// answer is what became of an assertion.
type answer struct {
	failures []failure
	missing  []string // what would have to be known to decide it; only counts where nothing failed
}

// failure is one thing that an assertion says and that does not hold.
type failure struct {
	key     string // what fails between which ends, so that one more or less leaves the others what they are
	text    string // a clause: "aws_instance.web cannot reach aws_instance.api on TCP 443, for …"
	path    *reach.Path
	related []rules.Related
	fix     rules.Fix
}

func (a *answer) miss(format string, args ...any) {
	text := strings.TrimSuffix(fmt.Sprintf(format, args...), ".")
	if !slices.Contains(a.missing, text) {
		a.missing = append(a.missing, text)
	}
}

// decide answers an assertion.
func decide(p *rules.Pass, a rules.Assertion) answer {
	var out answer
	if a.Scope != "" {
		decideScope(p, a, &out)
		return out
	}
	if a.From == "" {
		// A statement about a health check only, which lb-health-check-mismatch holds against the matchers.
		if ends, err := p.Reach.Select(a.To); err != nil || len(ends) == 0 {
			out.miss("%q names nothing in view", a.To)
		}
		return out
	}
	from, to := ends(p, a.From, &out), ends(p, a.To, &out)
	packets, words, err := packetsOf(a)
	if err != nil {
		out.miss("%v", err)
		return out
	}
	for _, f := range from {
		for _, t := range to {
			out.direction(p, a, f, t, packets, words)
			if a.BothWays {
				out.direction(p, a, t, f, packets, words)
			}
		}
	}
	return out
}

func ends(p *rules.Pass, selector string, out *answer) []reach.Endpoint {
	found, err := p.Reach.Select(selector)
	if err != nil {
		out.miss("%v", err)
	}
	return found
}

// packetsOf gives the packets that an assertion is about, and how messages name them; TCP where it names a port
// and no protocol, and everything where it names neither.
func packetsOf(a rules.Assertion) (packet.Set, string, error) {
	if a.Protocol == "" && a.Port == 0 {
		return packet.Set{}, "at all", nil
	}
	protocol := packet.TCP
	if a.Protocol != "" {
		var err error
		if protocol, err = packet.ParseProtocol(a.Protocol); err != nil {
			return packet.Set{}, "", fmt.Errorf("the protocol %q is none that netlint knows", a.Protocol)
		}
	}
	m := packet.AnyMatch()
	m.Protocol = protocol
	words := strings.ToUpper(protocol.String())
	if a.Port != 0 {
		if !protocol.HasPorts() || a.Port < 0 || a.Port > 65535 {
			return packet.Set{}, "", fmt.Errorf("port %d does not go with protocol %s", a.Port, words)
		}
		m.DstPorts = packet.Port(uint16(a.Port))
		words = fmt.Sprintf("%s %d", words, a.Port)
	}
	return m.Set(), "on " + words, nil
}

// direction decides one direction between two ends.
func (out *answer) direction(p *rules.Pass, a rules.Assertion, from, to reach.Endpoint, packets packet.Set, words string) {
	r := p.Reach.Path(reach.Query{From: from, To: to, Packets: packets})
	who := fmt.Sprintf("%s %%s %s %s", from.Label, to.Label, words)
	switch {
	case strings.EqualFold(a.Expect, "blocked"):
		switch r.Verdict {
		case reach.Reachable:
			open := r.Paths[slices.IndexFunc(r.Paths, func(x reach.Path) bool { return x.Verdict == r.Paths[0].Verdict })]
			out.fail(between(from, to), fmt.Sprintf(who, "can reach"), &open, rules.Fix{Text: fmt.Sprintf("Close the way from %s to %s, or change the assertion.", from.Label, to.Label)})
		case reach.Undecided:
			out.undecided(r)
		}
	default:
		out.reachable(p, from, to, who, r)
	}
	for _, x := range r.Paths {
		if x.Verdict == reach.Blocked && r.Verdict != reach.Blocked || strings.EqualFold(a.Expect, "blocked") {
			continue
		}
		out.waypoints(a, x, from, to)
	}
}

// reachable holds a result against the statement that it is open. Of a VPC or subnet one open way is enough; every
// interface of anything narrower must be reached.
func (out *answer) reachable(p *rules.Pass, from, to reach.Endpoint, who string, r reach.Result) {
	wide := isNetwork(p.Net, from) || isNetwork(p.Net, to)
	blocked := slices.IndexFunc(r.Paths, func(x reach.Path) bool { return x.Verdict == reach.Blocked })
	switch {
	case r.Verdict == reach.Undecided:
		out.undecided(r)
	case r.Verdict == reach.Blocked, !wide && len(r.Via) == 0 && blocked >= 0:
		closed := r.Paths[max(blocked, 0)]
		text := fmt.Sprintf(who, "cannot reach")
		fix := rules.Fix{Text: "Open what blocks it, or change the assertion."}
		var changes []string
		for _, c := range closed.Changes {
			changes = append(changes, c.Text)
		}
		if len(changes) > 0 {
			fix.Text = strings.Join(changes, " ")
		}
		if blockers := closed.Blockers(); len(blockers) > 0 {
			text += fmt.Sprintf(", for %s stands in the way (%s)", blockers[0].Object.Label(), blockers[0].Code)
		}
		out.fail(between(from, to), text, &closed, fix)
	}
}

// isNetwork reports whether an end is a whole VPC or subnet.
func isNetwork(net *model.Network, e reach.Endpoint) bool {
	return slices.ContainsFunc(net.VPCs, func(v *model.VPC) bool { return &v.Object == e.Object }) ||
		slices.ContainsFunc(net.Subnets, func(s *model.Subnet) bool { return &s.Object == e.Object })
}

func (out *answer) undecided(r reach.Result) {
	if len(r.Missing) == 0 {
		out.miss("what is in view does not tell")
	}
	for _, m := range r.Missing {
		out.miss("%s", m)
	}
}

// between names the two ends of a failure by what does not change with what they are called.
func between(from, to reach.Endpoint) string {
	name := func(e reach.Endpoint) string {
		if e.Object != nil {
			return e.Object.Address
		}
		return e.Label
	}
	return name(from) + " -> " + name(to)
}

func (out *answer) fail(key, text string, p *reach.Path, fix rules.Fix) {
	f := failure{key: key, text: text, path: p, fix: fix}
	for _, h := range p.Blockers() {
		f.related = append(f.related, rules.Related{Object: h.Object, Range: h.Range, Message: note(h)})
	}
	out.add(f)
}

// add keeps a failure, once for all ways between its ends.
func (out *answer) add(f failure) {
	if !slices.ContainsFunc(out.failures, func(o failure) bool { return o.key == f.key }) {
		out.failures = append(out.failures, f)
	}
}

func note(h reach.Hop) string {
	if h.Note != "" {
		return h.Note
	}
	return fmt.Sprintf("%s blocks the packets (%s).", h.Object.Label(), h.Code)
}

// waypoints holds the objects on a path against through and not_through.
func (out *answer) waypoints(a rules.Assertion, x reach.Path, from, to reach.Endpoint) {
	on := func(selector string) (reach.Hop, bool) {
		i := slices.IndexFunc(x.Forward, func(h reach.Hop) bool { return h.Object != nil && means(selector, h.Object) })
		if i < 0 {
			return reach.Hop{}, false
		}
		return x.Forward[i], true
	}
	for _, s := range a.Through {
		if _, ok := on(s); !ok {
			out.add(failure{
				key:  between(from, to) + " past " + s,
				text: fmt.Sprintf("the way from %s to %s does not go through %s", from.Label, to.Label, s), path: &x,
				fix: rules.Fix{Text: fmt.Sprintf("Route the traffic through %s, or change the assertion.", s)},
			})
		}
	}
	for _, s := range a.NotThrough {
		if h, ok := on(s); ok {
			out.add(failure{
				key:  between(from, to) + " through " + h.Object.Address,
				text: fmt.Sprintf("the way from %s to %s goes through %s", from.Label, to.Label, h.Object.Label()), path: &x,
				related: []rules.Related{{Object: h.Object, Range: h.Range, Message: h.Object.Label() + " is on the way."}},
				fix:     rules.Fix{Text: fmt.Sprintf("Route the traffic past %s, or change the assertion.", h.Object.Address)},
			})
		}
	}
}

// means reports whether a selector names an object: by its address, with or without instance key, its
// identifier, its name, or a pattern of any of these.
func means(selector string, o *model.Object) bool {
	names := append([]string{o.Address, o.ID, o.Name}, o.Aliases...)
	if i := strings.LastIndexByte(o.Address, '['); i > 0 && strings.HasSuffix(o.Address, "]") {
		names = append(names, o.Address[:i])
	}
	return slices.ContainsFunc(names, func(n string) bool {
		if n == "" {
			return false
		}
		// path.Match stops at slashes and reads brackets, which addresses hold.
		flat := strings.NewReplacer("/", "\x01", "[", "\x02", "]", "\x03")
		ok, err := path.Match(flat.Replace(selector), flat.Replace(n))
		return n == selector || err == nil && ok
	})
}

// object is the assertion as something that findings are reported at.
func object(a rules.Assertion) *model.Object {
	return &model.Object{Address: fmt.Sprintf("assert %q", a.Name), Type: "assertion", Range: a.Range}
}
