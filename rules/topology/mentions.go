package topology

import (
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
)

// endpoint is a string by which settings refer to an object: the host name of a database, of a load balancer.
type endpoint struct {
	text   string
	object *model.Object
	at     []*model.NetworkInterface
}

// mentions finds the endpoints of a network in texts. Networks have many of both, so that it goes through a text
// once and not once for each endpoint.
type mentions struct {
	all      []endpoint
	byStart  map[string][]int // by the first startLength bytes, places in all
	short    []int            // places of those that are shorter
	initials [256]bool        // first bytes of the keys of byStart
}

// startLength is how many bytes of an endpoint are looked up: so many that few endpoints share them, identifiers
// that netlint makes included.
const startLength = 16

func newMentions(net *model.Network) *mentions {
	m := &mentions{byStart: map[string][]int{}}
	add := func(e endpoint) {
		switch place := len(m.all); {
		case e.text == "":
			return
		case len(e.text) < startLength:
			m.short = append(m.short, place)
		default:
			start := e.text[:startLength]
			m.byStart[start] = append(m.byStart[start], place)
			m.initials[start[0]] = true
		}
		m.all = append(m.all, e)
	}
	for _, w := range net.Workloads {
		for _, text := range w.Endpoints {
			add(endpoint{text, &w.Object, w.Interfaces})
		}
	}
	for _, b := range net.LoadBalancers {
		for _, text := range b.DNSNames {
			add(endpoint{text, &b.Object, b.Interfaces})
		}
	}
	return m
}

// in gives the endpoints that a text contains, each once.
func (m *mentions) in(text string) []endpoint {
	var places []int
	for _, place := range m.short {
		if strings.Contains(text, m.all[place].text) {
			places = append(places, place)
		}
	}
	for i := 0; i+startLength <= len(text); i++ {
		if !m.initials[text[i]] {
			continue
		}
		for _, place := range m.byStart[text[i:i+startLength]] {
			if strings.HasPrefix(text[i:], m.all[place].text) {
				places = append(places, place)
			}
		}
	}
	slices.Sort(places)
	places = slices.Compact(places)
	out := make([]endpoint, len(places))
	for i, place := range places {
		out[i] = m.all[place]
	}
	return out
}
