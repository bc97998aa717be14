package model

// Ref is a reference from one object to another. A front end gives it an identifier; Link finds what it
// means. It ends in one of five states:
//
//	absent      the input does not set it
//	linked      To() is the object
//	external    the identifier is known, but nothing in view has it
//	ambiguous   one of Candidates(), and it is not known which (a plan alone loses such links)
//	unknown     nothing is known of it
type Ref[T any] struct {
	id    Value[string]
	to    *T
	maybe *candidates[T] // of an ambiguous reference, which most are not
}

// candidates are what an ambiguous reference may mean: by identifier, and once it is linked by object.
// References that were copied share them, so that they never change.
type candidates[T any] struct {
	ids     []string
	objects []*T
}

// RefTo makes a reference by identifier.
func RefTo[T any](id Value[string]) Ref[T] { return Ref[T]{id: id} }

// RefByID makes a reference by a known identifier.
func RefByID[T any](id string) Ref[T] { return Ref[T]{id: Known(id)} }

// RefAmong makes a reference to one of several objects, of which it is not known which. why says what would
// have to be known.
func RefAmong[T any](ids []string, why string) Ref[T] {
	r := Ref[T]{id: Unknown[string](why)}
	if len(ids) > 0 {
		r.maybe = &candidates[T]{ids: ids}
	}
	return r
}

// LinkedRef makes a reference that is linked already, for objects made after linking and for tests.
func LinkedRef[T any](to *T, id string) Ref[T] { return Ref[T]{id: Known(id), to: to} }

// To gives the object, or nil unless the reference is linked.
func (r Ref[T]) To() *T { return r.to }

// ID gives the identifier as the input has it.
func (r Ref[T]) ID() Value[string] { return r.id }

// IsAbsent reports whether the input does not set the reference.
func (r Ref[T]) IsAbsent() bool { return r.id.IsAbsent() && r.to == nil }

// IsLinked reports whether the object is in view and certain.
func (r Ref[T]) IsLinked() bool { return r.to != nil }

// IsExternal reports whether the identifier is known but means nothing in view.
func (r Ref[T]) IsExternal() bool { return r.to == nil && r.id.IsKnown() }

// IsUnknown reports whether the object cannot be told, whether candidates are known or not.
func (r Ref[T]) IsUnknown() bool { return r.to == nil && r.id.IsUnknown() }

// Candidates gives the objects that an ambiguous reference may mean. It is empty for an unknown one.
func (r Ref[T]) Candidates() []*T {
	if r.maybe == nil {
		return nil
	}
	return r.maybe.objects
}

// Why says what would have to be known to link an unknown or ambiguous reference.
func (r Ref[T]) Why() string { return r.id.Why() }

// Same reports whether two references certainly mean the same object: linked to one object, or external
// with equal identifiers.
func (r Ref[T]) Same(o Ref[T]) bool {
	if r.to != nil || o.to != nil {
		return r.to == o.to
	}
	a, okA := r.id.Get()
	b, okB := o.id.Get()
	return okA && okB && a == b
}

// resolve links the reference by means of ix.
func (r *Ref[T]) resolve(ix *index) {
	if id, ok := r.id.Get(); ok {
		r.to = lookup[T](ix, id)
		return
	}
	if r.maybe == nil {
		return
	}
	linked := &candidates[T]{ids: r.maybe.ids}
	for _, id := range linked.ids {
		if to := lookup[T](ix, id); to != nil {
			linked.objects = append(linked.objects, to)
		}
	}
	r.maybe = linked
}

// List is a list of which some members may not be known.
type List[T any] struct {
	Items []T
	// Open means that there may be more members than Items; Why says what would have to be known.
	Open bool
	Why  string
}

// ListOf makes a complete list.
func ListOf[T any](items ...T) List[T] { return List[T]{Items: items} }

// OpenList makes a list that may have further members.
func OpenList[T any](why string, items ...T) List[T] {
	return List[T]{Items: items, Open: true, Why: why}
}

// index finds objects by identifier, by type: a role and a bucket may share a name.
type index struct{ byType map[any]*identifiers }

// identifiers are those of the objects of one type. The map is made when the first is looked for: nothing refers
// to routes or to the rules of filters, which are the most.
type identifiers struct {
	found   map[string]any
	waiting []registration // not in found yet
}

type registration struct {
	to     any // pointer to the object
	object *Object
}

func newIndex() *index { return &index{byType: map[any]*identifiers{}} }

// register makes to findable by each of the identifiers. The first object with an identifier keeps it,
// unless it is external and the newcomer is managed.
func register[T any](ix *index, to *T, o *Object) {
	key := any((*T)(nil))
	of := ix.byType[key]
	if of == nil {
		of = &identifiers{}
		ix.byType[key] = of
	}
	of.waiting = append(of.waiting, registration{to, o})
}

// settle puts into the map what is registered.
func (i *identifiers) settle() {
	if len(i.found) == 0 {
		i.found = make(map[string]any, 2*len(i.waiting)) // most have an id and an ARN
	}
	for _, r := range i.waiting {
		i.add(r, r.object.ID)
		for _, alias := range r.object.Aliases {
			i.add(r, alias)
		}
	}
	i.waiting = nil
}

func (i *identifiers) add(r registration, id string) {
	if id == "" {
		return
	}
	if old, taken := i.found[id]; taken {
		if e, ok := old.(Entity); !ok || !e.Base().External || r.object.External {
			return
		}
	}
	i.found[id] = r.to
}

func lookup[T any](ix *index, id string) *T {
	of := ix.byType[any((*T)(nil))]
	if of == nil {
		return nil
	}
	if len(of.waiting) > 0 {
		of.settle()
	}
	if to, ok := of.found[id]; ok {
		return to.(*T)
	}
	return nil
}

// AmbiguousRef makes a reference that is linked already to one of several objects, of which it is not known
// which, for tests and objects made after linking.
func AmbiguousRef[T any](why string, among ...*T) Ref[T] {
	r := Ref[T]{id: Unknown[string](why)}
	if len(among) > 0 {
		r.maybe = &candidates[T]{objects: among}
	}
	return r
}
