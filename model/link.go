package model

import (
	"reflect"
	"slices"
	"strings"
	"sync"
)

// Link turns identifiers into pointers, adds what AWS adds by itself, and sorts everything by address. It
// must be called once, after the last Add. Links that cannot be told stay unknown or ambiguous; Link never
// guesses.
func (n *Network) Link() {
	if n.linked {
		return
	}
	n.linked = true
	n.ix = newIndex()
	n.sort()
	for _, e := range n.entities {
		n.register(e)
	}
	n.linkImplicit()
	n.resolveAll()
	n.applyDefaults()
	n.linkVPCs()
	n.linkTables()
	n.linkACLs()
	n.linkGroups()
	n.linkEndpoints()
	n.linkLoadBalancers()
	n.linkTransit()
	n.linkHybrid()
	n.linkFirewalls()
	n.linkNames()
	n.linkIAM()
	n.linkInterfaces()
	n.markInspectors()
	n.linkHosts()
	n.linkMirrors()
	n.sort()
}

// sort orders the objects by address, then type, then place, so that equal inputs give equal networks
// whatever the order of their declarations.
func (n *Network) sort() {
	added := n.entities[n.sorted:]
	slices.SortStableFunc(added, compareEntities)
	n.entities = merge(n.entities[:n.sorted], added)
	n.sorted = len(n.entities)
	n.sortTypes()
}

// merge joins two sorted lists; of equal objects those of a come first.
func merge(a, b []Entity) []Entity {
	if len(a) == 0 || len(b) == 0 {
		return append(a, b...)
	}
	out := make([]Entity, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if compareEntities(a[0], b[0]) <= 0 {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return append(append(out, a...), b...)
}

func compareEntities(a, b Entity) int { return compareObjects(a.Base(), b.Base()) }

// sortEntities sorts the objects of one type, which mostly are in order already: front ends add them as they are
// written.
func sortEntities[T Entity](s []T) {
	compare := func(a, b T) int { return compareObjects(a.Base(), b.Base()) }
	if !slices.IsSortedFunc(s, compare) {
		slices.SortStableFunc(s, compare)
	}
}

// compareObjects looks at what rarely decides only where it has to: sorting compares each object many times.
func compareObjects(x, y *Object) int {
	if c := strings.Compare(x.Address, y.Address); c != 0 {
		return c
	}
	if c := strings.Compare(x.Type, y.Type); c != 0 {
		return c
	}
	if c := x.Range.Compare(y.Range); c != 0 {
		return c
	}
	return strings.Compare(x.ID, y.ID)
}

// resolver is what every *Ref[T] is.
type resolver interface{ resolve(*index) }

// refPaths caches, for each object type, where its references stand. A path that leads into a slice goes on
// for each element. Pointers are never followed: what they point to is an object of its own.
var refPaths sync.Map // reflect.Type -> []refPath

type refPath struct {
	field int
	kind  refKind
	inner []refPath
}

type refKind uint8

const (
	refHere refKind = iota
	refStruct
	refSlice
)

var resolverType = reflect.TypeFor[resolver]()

func pathsOf(t reflect.Type) []refPath {
	if p, ok := refPaths.Load(t); ok {
		return p.([]refPath)
	}
	var out []refPath
	for i := range t.NumField() {
		f := t.Field(i)
		switch {
		case !f.IsExported():
		case reflect.PointerTo(f.Type).Implements(resolverType):
			out = append(out, refPath{field: i, kind: refHere})
		case f.Type.Kind() == reflect.Struct:
			if inner := pathsOf(f.Type); len(inner) > 0 {
				out = append(out, refPath{field: i, kind: refStruct, inner: inner})
			}
		case f.Type.Kind() == reflect.Slice && f.Type.Elem().Kind() == reflect.Struct:
			e := f.Type.Elem()
			if reflect.PointerTo(e).Implements(resolverType) {
				out = append(out, refPath{field: i, kind: refSlice})
			} else if inner := pathsOf(e); len(inner) > 0 {
				out = append(out, refPath{field: i, kind: refSlice, inner: inner})
			}
		}
	}
	refPaths.Store(t, out)
	return out
}

// resolveAll links every Ref of every object.
func (n *Network) resolveAll() {
	for _, e := range n.entities {
		v := reflect.ValueOf(e).Elem()
		n.resolveIn(v, pathsOf(v.Type()))
	}
}

func (n *Network) resolveIn(v reflect.Value, paths []refPath) {
	for _, p := range paths {
		f := v.Field(p.field)
		switch p.kind {
		case refHere:
			f.Addr().Interface().(resolver).resolve(n.ix)
		case refStruct:
			n.resolveIn(f, p.inner)
		case refSlice:
			for i := range f.Len() {
				if p.inner == nil {
					f.Index(i).Addr().Interface().(resolver).resolve(n.ix)
				} else {
					n.resolveIn(f.Index(i), p.inner)
				}
			}
		}
	}
}

// eachOf calls certain for the object that r means, or maybe for each that it may mean. It reports whether
// r may mean anything else besides: nothing is known of it.
func eachOf[T any](r Ref[T], certain, maybe func(*T)) (anything bool) {
	if to := r.To(); to != nil {
		certain(to)
		return false
	}
	if r.IsUnknown() {
		for _, c := range r.Candidates() {
			maybe(c)
		}
		return len(r.Candidates()) == 0
	}
	return false
}

// mayBeIn reports whether an object with VPC reference a may belong to vpc.
func mayBeIn(a Ref[VPC], vpc *VPC) bool {
	if a.To() != nil {
		return a.To() == vpc
	}
	return a.IsUnknown()
}
