package topology

import (
	"fmt"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/rules"
)

// storePort gives the port of a data store; ok is false for a workload that is none, and where it is not known.
func storePort(w *model.Workload) (port int, ok bool) {
	switch w.Kind {
	case model.WorkloadDatabase, model.WorkloadCache, model.WorkloadFileSystem, model.WorkloadSearch:
	default:
		return 0, false
	}
	if w.Ports.Open {
		return 0, false
	}
	if len(w.Ports.Items) > 0 {
		return w.Ports.Items[0].Number.Get()
	}
	if w.Kind == model.WorkloadFileSystem {
		return 2049, strings.EqualFold(w.Engine.Or("efs"), "efs")
	}
	return model.EnginePort(w.Engine.Or(""))
}

// StorePair is a workload and a database, cache, file system or search domain of which something in view names the
// one to the other.
type StorePair struct {
	Client, Store *model.Workload // both have interfaces
	Port          int             // TCP, at which the store listens
	// Object and Range are where the pair is named, and Naming says it in a clause: "the environment variable HOST of
	// aws_lambda_function.f names it".
	Object *model.Object
	Range  model.Range
	Naming string
}

// StorePairs gives the pairs of workloads that open connections and data stores, by store and then client in the order
// of the network.
func StorePairs(p *rules.Pass) []StorePair {
	var out []StorePair
	names := canonicalNames(p.Net)
	for _, store := range p.Net.Workloads {
		port, ok := storePort(store)
		if !ok || len(store.Interfaces) == 0 {
			continue
		}
		var hosts []string
		for _, e := range store.Endpoints {
			hosts = append(hosts, names[e]...)
		}
		for _, w := range p.Net.Workloads {
			if w == store || len(w.Interfaces) == 0 || !OpensConnections(w) {
				continue
			}
			pair := StorePair{Client: w, Store: store, Port: port}
			if pair.named(p) || pair.namedByHost(hosts) {
				out = append(out, pair)
			}
		}
	}
	return out
}

// canonicalNames gives the hosts whose CNAME records lead to an endpoint, by the endpoint.
func canonicalNames(n *model.Network) map[string][]string {
	out := map[string][]string{}
	for _, r := range n.Records {
		host := r.Domain.Or("")
		if host == "" || !strings.EqualFold(r.Kind.Or(""), "CNAME") {
			continue
		}
		for _, v := range r.Values.Items {
			if to, ok := v.Get(); ok && to != "" {
				out[to] = append(out[to], host)
			}
		}
	}
	return out
}

// OpensConnections reports whether a workload opens connections of its own from its interfaces.
func OpensConnections(w *model.Workload) bool {
	switch w.Kind {
	case model.WorkloadInstance, model.WorkloadAutoScalingGroup, model.WorkloadECSService, model.WorkloadLambda,
		model.WorkloadEKSNodes, model.WorkloadBuild, model.WorkloadReplication:
		return true
	}
	return false
}

// named notes what in view names the pair, and reports whether anything does.
func (s *StorePair) named(p *rules.Pass) bool {
	from, to := s.Client.Interfaces[0], s.Store.Interfaces[0]
	return s.namedByRule(p, from, to, true) || s.namedByRule(p, to, from, false) || s.namedBySetting() || s.namedByMount()
}

// namedByRule looks for a rule of i's groups that references a group of the other side on the store's port.
func (s *StorePair) namedByRule(p *rules.Pass, i, other *model.NetworkInterface, egress bool) bool {
	for _, g := range Groups(i) {
		for _, rv := range p.Reach.GroupView(g, egress).Rules {
			r := rv.Rule
			if !rv.Certain || !servesPort(r.Match, s.Port) {
				continue
			}
			for _, ref := range r.Groups.Items {
				for _, theirs := range Groups(other) {
					if ref.To() == theirs && theirs != g {
						s.Object, s.Range = r.Holder(), r.Range
						s.Naming = fmt.Sprintf("%s %s", r.Holder().Label(), RuleWords(r))
						return true
					}
				}
			}
		}
	}
	return false
}

// servesPort reports whether a match certainly holds TCP on the port and names ports at all.
func servesPort(m model.FilterMatch, port int) bool {
	p, ok := m.Protocol.Get()
	from, okFrom := m.FromPort.Get()
	to, okTo := m.ToPort.Get()
	return ok && p == packet.TCP && okFrom && okTo && from <= port && port <= to && to-from < 1000
}

// namedByMount looks for the store's file system among those that the workload mounts.
func (s *StorePair) namedByMount() bool {
	system, known := s.Store.FileSystem.Get()
	if !known {
		return false
	}
	for _, m := range s.Client.Mounts {
		if a := m.AccessPoint.To(); a != nil && a.FileSystem == model.Known(system) {
			s.Object, s.Range = s.Client.Base(), m.Range
			s.Naming = fmt.Sprintf("%s mounts its file system by %s", s.Client.Label(), a.Label())
			return true
		}
	}
	return false
}

func (s *StorePair) namedBySetting() bool {
	for _, t := range s.Client.Texts {
		text, ok := t.Value.Get()
		if !ok {
			continue
		}
		for _, e := range s.Store.Endpoints {
			if e != "" && strings.Contains(text, e) {
				s.Object, s.Range = s.Client.Base(), t.Range
				s.Naming = fmt.Sprintf("the %s of %s names it", t.Kind, s.Client.Label())
				return true
			}
		}
	}
	return false
}

// namedByHost looks for a setting that names one of the hosts that stand for the store.
func (s *StorePair) namedByHost(hosts []string) bool {
	for _, host := range hosts {
		for _, t := range s.Client.Texts {
			if NamesHost(t.Value.Or(""), host) {
				s.Object, s.Range = s.Client.Base(), t.Range
				s.Naming = fmt.Sprintf("the %s of %s names its host %s", t.Kind, s.Client.Label(), host)
				return true
			}
		}
	}
	return false
}
