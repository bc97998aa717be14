package report

import (
	"fmt"
	"io"
	"slices"

	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/model/suricata"
	"github.com/netlint/netlint/rules"
)

// Answer is the answer to one question of "netlint path".
type Answer struct {
	From, To string
	Request  suricata.Request // that the connection is taken to carry first
	// Checklists say what an end has and lacks to exchange packets with the internet, where that is the question.
	Checklists []reach.Checklist
	// Findings are faults of what the paths pass that keep no packet from arriving.
	Findings []rules.Finding
	reach.Result
}

// request says what the connection is taken to carry first, or nothing where that is not said.
func (a Answer) request() string {
	name := map[string]string{"http": "HTTP", "tls": "TLS"}[a.Request.Application]
	switch {
	case name == "":
		return ""
	case a.Request.Host == "":
		return name
	}
	return name + " for " + rules.Clean(a.Request.Host)
}

// jsonAnswers is the JSON form of answers.
type jsonAnswers struct {
	Schema  string       `json:"schema"`
	Version string       `json:"version"`
	Inputs  []Input      `json:"inputs"`
	Verdict string       `json:"verdict"`
	Answers []jsonAnswer `json:"answers"`
}

type jsonAnswer struct {
	From      string      `json:"from"`
	To        string      `json:"to"`
	Request   string      `json:"request,omitempty"`
	Verdict   string      `json:"verdict"`
	Delivered string      `json:"delivered"`
	Paths     []*jsonPath `json:"paths"`
	Missing   []string    `json:"missing,omitempty"`
	Via       []jsonVia   `json:"via,omitempty"`
	Onward    []jsonVia   `json:"onward,omitempty"`

	Checklists []jsonChecklist `json:"checklists,omitempty"`
	Findings   []jsonFinding   `json:"findings,omitempty"`
}

type jsonChecklist struct {
	Resource  string     `json:"resource"`
	Direction string     `json:"direction"` // "in" or "out"
	Version   string     `json:"version"`   // "IPv4" or "IPv6"
	Items     []jsonItem `json:"items"`
}

type jsonItem struct {
	Name     string         `json:"name"`
	State    reach.Presence `json:"state"`
	Resource string         `json:"resource,omitempty"`
	Text     string         `json:"text"`
}

type jsonVia struct {
	Resource string      `json:"resource"`
	Verdict  string      `json:"verdict"`
	Paths    []*jsonPath `json:"paths"`
}

// Verdict is the worst of the answers' verdicts.
func Verdict(answers []Answer) reach.Verdict {
	order := []reach.Verdict{reach.Reachable, reach.Undecided, reach.Blocked}
	worst := reach.Reachable
	for _, a := range answers {
		if slices.Index(order, a.Verdict) > slices.Index(order, worst) {
			worst = a.Verdict
		}
	}
	return worst
}

// WriteAnswersJSON writes answers as JSON.
func WriteAnswersJSON(w io.Writer, r *Report, answers []Answer) error {
	out := jsonAnswers{Schema: "netlint-path/v1", Version: r.Version, Inputs: r.inputs(), Verdict: string(Verdict(answers)), Answers: []jsonAnswer{}}
	for _, a := range answers {
		j := jsonAnswer{
			From: rules.Clean(a.From), To: rules.Clean(a.To), Request: a.request(), Verdict: string(a.Verdict), Delivered: a.Delivered.Must.String(),
			Paths: r.jsonPaths(a.Paths), Missing: cleaned(a.Missing),
		}
		j.Via, j.Onward = r.jsonVias(a.Via), r.jsonVias(a.Onward)
		for _, c := range a.Checklists {
			j.Checklists = append(j.Checklists, jsonChecklistOf(c))
		}
		for _, f := range a.Findings {
			j.Findings = append(j.Findings, r.jsonFinding(f))
		}
		out.Answers = append(out.Answers, j)
	}
	return encode(w, out)
}

func (r *Report) jsonVias(ways []reach.Via) []jsonVia {
	var out []jsonVia
	for _, v := range ways {
		out = append(out, jsonVia{
			Resource: address(&v.LoadBalancer.Object), Verdict: string(v.Verdict()),
			Paths: slices.Concat(r.jsonPaths(v.Front.Paths), r.jsonPaths(v.Back.Paths)),
		})
	}
	return out
}

func jsonChecklistOf(c reach.Checklist) jsonChecklist {
	out := jsonChecklist{Resource: address(c.Interface), Direction: "out", Version: version(c)}
	if c.Inbound {
		out.Direction = "in"
	}
	for _, i := range c.Items {
		j := jsonItem{Name: i.Name, State: i.State, Text: rules.Clean(i.Text)}
		if i.Object != nil {
			j.Resource = address(i.Object)
		}
		out.Items = append(out.Items, j)
	}
	return out
}

func version(c reach.Checklist) string {
	if c.IPv6 {
		return "IPv6"
	}
	return "IPv4"
}

func (r *Report) jsonPaths(paths []reach.Path) []*jsonPath {
	out := make([]*jsonPath, 0, len(paths))
	for i := range paths {
		out = append(out, r.jsonPath(&paths[i]))
	}
	return out
}

// WriteAnswersMermaid draws the telling path of each answer, and of each way over a load balancer or behind an endpoint,
// as one Mermaid flowchart.
func WriteAnswersMermaid(w io.Writer, answers []Answer) error {
	d := newDiagram()
	for _, a := range answers {
		if len(a.Paths) > 0 {
			d.path(&a.Paths[0], fmt.Sprintf("%s to %s, %s", a.From, a.To, a.Paths[0].Verdict))
		}
		for _, v := range slices.Concat(a.Via, a.Onward) {
			over := address(&v.LoadBalancer.Object)
			for _, half := range []struct {
				of string
				reach.Result
			}{{fmt.Sprintf("%s to %s", a.From, over), v.Front}, {fmt.Sprintf("%s to %s", over, a.To), v.Back}} {
				if len(half.Paths) > 0 {
					d.path(&half.Paths[0], fmt.Sprintf("%s, %s", half.of, half.Verdict))
				}
			}
		}
	}
	_, err := io.WriteString(w, d.String())
	return err
}

// WriteAnswersText writes answers for people: each verdict, and for the first answer of each verdict the telling
// path, hop by hop.
func WriteAnswersText(w io.Writer, r *Report, answers []Answer, style Style) error {
	t := &textWriter{report: r, excerpts: newExcerpts(r), color: painter{on: style.Color}}
	told, written := map[reach.Verdict]bool{}, map[string]bool{}
	for _, a := range answers {
		fmt.Fprintf(t, "%s: %s %s %s\n", t.verdict(a.Verdict), t.color.bold(rules.Clean(a.From)), t.color.blue("->"), t.color.bold(rules.Clean(a.To)))
		if !told[a.Verdict] || style.Verbose {
			t.answer(a, style)
			t.WriteByte('\n')
		}
		told[a.Verdict] = true
		t.beyond(a.Findings, written)
	}
	_, err := t.WriteTo(w)
	return err
}

// maxSet is the length up to which a set of packets is written out.
const maxSet = 160

// answer writes what is behind a verdict.
func (t *textWriter) answer(a Answer, style Style) {
	if text := a.request(); text != "" {
		t.note("", "request", text)
	}
	if text := a.Delivered.Must.String(); !a.Delivered.Must.IsEmpty() && (len(text) <= maxSet || style.Verbose) {
		t.note("", "delivered", text)
	}
	if !a.Lost.IsEmpty() {
		t.note("", "fails now and then", a.Lost.String())
	}
	shown := a.Paths
	if !style.Verbose {
		shown = shown[:min(len(shown), 1)]
	}
	for _, p := range shown {
		t.wholePath(&p)
	}
	if n := len(a.Paths) - len(shown); n > 0 {
		t.note("", "more", fmt.Sprintf("%s of other interfaces; --verbose shows them", Plural(n, "path", "paths")))
	}
	for _, v := range a.Via {
		fmt.Fprintf(t, "%s over %s\n", t.verdict(v.Verdict()), address(&v.LoadBalancer.Object))
		for _, half := range []reach.Result{v.Front, v.Back} {
			if len(half.Paths) > 0 {
				t.wholePath(&half.Paths[0])
			}
		}
	}
	for _, v := range a.Onward {
		fmt.Fprintf(t, "%s behind the endpoint, over %s\n", t.verdict(v.Verdict()), address(&v.LoadBalancer.Object))
		if len(v.Back.Paths) > 0 {
			t.wholePath(&v.Back.Paths[0])
		}
	}
	for _, c := range a.Checklists {
		t.checklist(c)
	}
	for _, m := range a.Missing {
		t.note("", "not known", m)
	}
}

// beyond writes findings that are not written yet.
func (t *textWriter) beyond(found []rules.Finding, written map[string]bool) {
	for _, f := range found {
		if k := f.Fingerprint(); !written[k] {
			written[k] = true
			t.note("", fmt.Sprintf("beyond the packets, %s[%s]", f.Severity, f.Rule), f.Message)
			t.note("", "fix", f.Fix.Text)
			t.WriteByte('\n')
		}
	}
}

// checklist writes what an end has and lacks.
func (t *textWriter) checklist(c reach.Checklist) {
	what := "go out to the internet"
	if c.Inbound {
		what = "be reached from the internet"
	}
	t.note("", "checklist", fmt.Sprintf("what %s needs to %s over %s", address(c.Interface), what, version(c)))
	for _, i := range c.Items {
		state := fmt.Sprintf("%-9s", i.State)
		switch i.State {
		case reach.Present:
			state = t.color.green(state)
		case reach.Missing:
			state = t.color.red(state)
		default:
			state = t.color.yellow(state)
		}
		fmt.Fprintf(t, "     %s %s: %s\n", state, i.Name, rules.Clean(i.Text))
	}
}

// wholePath writes a path with what would open it.
func (t *textWriter) wholePath(p *reach.Path) {
	if p.From != nil && p.To != nil {
		t.note("", "path", address(p.From)+" -> "+address(p.To))
	}
	t.path(p, "")
	t.risks(p, "")
	for _, c := range p.Changes {
		t.note("", "to open it", c.Text)
	}
}

// risks writes what drops the packets on ways that they may take instead.
func (t *textWriter) risks(p *reach.Path, pad string) {
	for _, h := range p.Risks {
		drop := fmt.Sprintf("on another way that the packets may take, %s drops them [%s]", address(h.Object), h.Code)
		if h.Rule != "" {
			drop += " by " + rules.Clean(h.Rule)
		}
		t.note(pad, "risk", drop)
	}
}

func (t *textWriter) verdict(v reach.Verdict) string {
	switch v {
	case reach.Reachable:
		return t.color.green(string(v))
	case reach.Blocked:
		return t.color.red(string(v))
	default:
		return t.color.yellow(string(v))
	}
}
