package packet

import "slices"

// node is one layer of a decision diagram: a step function from the values of one dimension to the diagram
// of the dimensions after it. It says which values of this dimension may be followed by which of the rest.
// A nil *node holds nothing; leaf ends every path that holds something. Nodes never change once built, so
// diagrams share them freely.
//
// All nodes are built by finish, which keeps the invariants below. With them two diagrams hold the same
// points exactly when they have the same shape.
type node struct {
	steps []step // ascending, the last one ends at the dimension's greatest value; neighbours lead to different nodes; at least one leads to a non-nil node
	hash  uint64 // of the whole shape, equal for equal diagrams on every run
	full  bool   // every point of this dimension and those after it is held
}

// step is a run of values of a dimension, from behind the step before it through last.
type step struct {
	last number
	next *node
}

// leaf is what a path of values that is in the set ends at.
var leaf = &node{hash: 0x9e3779b97f4a7c15, full: true}

// operation is a binary operation of sets.
type operation uint8

const (
	union operation = iota
	intersection
	difference
)

// apply computes the operation over two diagrams of the same dimensions.
func (op operation) apply(a, b *node) *node {
	switch op {
	case union:
		switch {
		case a == b, b == nil, a != nil && a.full:
			return a
		case a == nil, b.full:
			return b
		}
	case intersection:
		switch {
		case a == b, a == nil, b != nil && b.full:
			return a
		case b == nil, a.full:
			return b
		}
	default:
		switch {
		case a == nil, a == b, b != nil && b.full:
			return nil
		case b == nil:
			return a
		}
	}

	var room [24]step // most layers are short: the result is put together without a heap allocation
	out := room[:0]
	for i, j := 0, 0; i < len(a.steps); {
		x, y := a.steps[i], b.steps[j]
		switch {
		case op != union && x.next == nil:
			out = push(out, x.last, nil)
			i, j = i+1, seek(b.steps, j, x.last)
			continue
		case op == intersection && y.next == nil:
			out = push(out, y.last, nil)
			i, j = seek(a.steps, i, y.last), j+1
			continue
		}
		next := op.apply(x.next, y.next)
		switch x.last.compare(y.last) {
		case -1:
			out = push(out, x.last, next)
			i++
		case 1:
			out = push(out, y.last, next)
			j++
		default:
			out = push(out, x.last, next)
			i++
			j++
		}
	}
	return finish(out, a, b)
}

// seek gives the index of the step of the first value behind last, looking from index i on.
func seek(steps []step, i int, last number) int {
	for range 8 {
		if i == len(steps) || last.less(steps[i].last) {
			return i
		}
		i++
	}
	k, _ := slices.BinarySearchFunc(steps[i:], last, func(s step, last number) int {
		if last.less(s.last) {
			return 1
		}
		return -1
	})
	return i + k
}

// push adds a step behind the others, joined with the one before it where both lead to equal diagrams.
func push(steps []step, last number, next *node) []step {
	if n := len(steps); n > 0 && same(steps[n-1].next, next) {
		steps[n-1].last = last
		return steps
	}
	return append(steps, step{last, next})
}

// finish makes the node of steps that push put together. It copies steps, and gives a or b instead where
// one of them is the same diagram: equal parts of different results are then mostly one object.
func finish(steps []step, a, b *node) *node {
	if len(steps) == 1 && steps[0].next == nil {
		return nil
	}
	if a != nil && slices.EqualFunc(steps, a.steps, sameStep) {
		return a
	}
	if b != nil && slices.EqualFunc(steps, b.steps, sameStep) {
		return b
	}
	n := newNode(steps)
	n.full = len(steps) == 1 && steps[0].next.full
	h := uint64(len(steps))
	for _, s := range steps {
		h = mix(h, s.last.hi)
		h = mix(h, s.last.lo)
		if s.next != nil {
			h = mix(h, s.next.hash)
		}
	}
	n.hash = h
	return n
}

// newNode makes a node with a copy of steps; of short layers, which are the most, in one piece of memory.
func newNode(steps []step) *node {
	switch len(steps) {
	case 1:
		n := &struct {
			node
			room [1]step
		}{}
		n.steps = append(n.room[:0], steps...)
		return &n.node
	case 2:
		n := &struct {
			node
			room [2]step
		}{}
		n.steps = append(n.room[:0], steps...)
		return &n.node
	case 3:
		n := &struct {
			node
			room [3]step
		}{}
		n.steps = append(n.room[:0], steps...)
		return &n.node
	}
	return &node{steps: slices.Clone(steps)}
}

// mix folds v into the hash h; the constant is an odd one with well spread bits.
func mix(h, v uint64) uint64 {
	h = (h ^ v) * 0xff51afd7ed558ccd
	return h ^ h>>32
}

// same reports whether two diagrams hold the same points. Unequal ones are almost always told apart by
// their hashes; equal ones are almost always one object.
func same(a, b *node) bool {
	if a == b {
		return true
	}
	return a != nil && b != nil && a.hash == b.hash && slices.EqualFunc(a.steps, b.steps, sameStep)
}

func sameStep(a, b step) bool { return a.last == b.last && same(a.next, b.next) }

// overlaps reports whether two diagrams have a point in common, without building their intersection.
func overlaps(a, b *node) bool {
	switch {
	case a == nil || b == nil:
		return false
	case a == b, a.full, b.full:
		return true
	}
	for i, j := 0, 0; i < len(a.steps); {
		x, y := a.steps[i], b.steps[j]
		switch {
		case x.next == nil:
			i, j = i+1, seek(b.steps, j, x.last)
			continue
		case y.next == nil:
			i, j = seek(a.steps, i, y.last), j+1
			continue
		case overlaps(x.next, y.next):
			return true
		}
		order := x.last.compare(y.last)
		if order <= 0 {
			i++
		}
		if order >= 0 {
			j++
		}
	}
	return false
}

// subset reports whether b holds every point of a, without building their difference.
func subset(a, b *node) bool {
	switch {
	case a == nil, a == b, b != nil && b.full:
		return true
	case b == nil, a.full:
		return false
	}
	for i, j := 0, 0; i < len(a.steps); {
		x, y := a.steps[i], b.steps[j]
		switch {
		case x.next == nil:
			i, j = i+1, seek(b.steps, j, x.last)
			continue
		case !subset(x.next, y.next):
			return false
		}
		order := x.last.compare(y.last)
		if order <= 0 {
			i++
		}
		if order >= 0 {
			j++
		}
	}
	return true
}

// at gives what follows the value v.
func (n *node) at(v number) *node {
	if n == nil {
		return nil
	}
	i, _ := slices.BinarySearchFunc(n.steps, v, func(s step, v number) int { return s.last.compare(v) })
	if i == len(n.steps) {
		return nil
	}
	return n.steps[i].next
}

// unionAll is the union of many diagrams, by halves: that way large intermediate results are few.
func unionAll(nodes []*node) *node {
	switch len(nodes) {
	case 0:
		return nil
	case 1:
		return nodes[0]
	}
	half := len(nodes) / 2
	return union.apply(unionAll(nodes[:half]), unionAll(nodes[half:]))
}

// interval is the run of values from first through last, both included.
type interval struct{ first, last number }

// line builds the one-dimensional diagram of intervals, which must be ascending and disjoint, in a
// dimension that ends at max.
func line(max number, intervals ...interval) *node {
	var room [8]step
	steps := room[:0]
	var behind number // the value behind the last interval
	for _, v := range intervals {
		if behind.less(v.first) {
			steps = push(steps, v.first.previous(), nil)
		}
		steps = push(steps, v.last, leaf)
		if v.last == max {
			return finish(steps, nil, nil)
		}
		behind = v.last.plus(1)
	}
	return finish(push(steps, max, nil), nil, nil)
}

// intervals gives the runs of values of a layer that lead anywhere, one for each step that does.
func (n *node) intervals() []interval {
	if n == nil {
		return nil
	}
	var out []interval
	var first number
	for _, s := range n.steps {
		if s.next != nil {
			out = append(out, interval{first, s.last})
		}
		first = s.last.plus(1)
	}
	return out
}

// graft gives the diagram of two parts one behind the other: the points of the one-dimensional n, each
// followed by those of next.
func graft(n, next *node) *node {
	switch {
	case n == nil || next == nil:
		return nil
	case next == leaf:
		return n
	case n.full && next.full:
		if whole := wholes[[2]*node{n, next}]; whole != nil {
			return whole
		}
	}
	return attach(n, next)
}

// wholes holds the grafts of whole dimensions, which most sets end in, built once: any port behind any port,
// any address before these, and again.
var wholes = func() map[[2]*node]*node {
	built := map[[2]*node]*node{}
	add := func(n, next *node) *node {
		whole := attach(n, next)
		built[[2]*node{n, next}] = whole
		return whole
	}
	ports := add(anyPort, anyPort)
	for _, addresses := range []*node{anyIPv4, anyIPv6} {
		add(anyProtocol, add(addresses, add(addresses, ports)))
	}
	return built
}()

// attach is graft of parts that hold something, and not nothing but leaf behind n.
func attach(n, next *node) *node {
	var room [24]step
	out := room[:0]
	for _, s := range n.steps {
		if s.next == nil {
			out = append(out, s)
		} else {
			out = append(out, step{s.last, next})
		}
	}
	return finish(out, nil, nil)
}

// shadow gives the first dimension of n alone: its values that lead anywhere.
func shadow(n *node) *node {
	if n == nil {
		return nil
	}
	var room [24]step
	out := room[:0]
	for _, s := range n.steps {
		next := s.next
		if next != nil {
			next = leaf
		}
		out = push(out, s.last, next)
	}
	return finish(out, n, nil)
}

// project gives the values that the points of n have in the dimension depth layers below n.
func project(n *node, depth int) *node {
	if n == nil || depth == 0 {
		return shadow(n)
	}
	parts := make([]*node, 0, len(n.steps))
	for _, s := range distinct(n) {
		parts = append(parts, project(s, depth-1))
	}
	return unionAll(parts)
}

// replace puts the values of the one-dimensional part in place of those that the points of n have in the
// dimension depth layers below n.
func replace(n *node, depth int, part *node) *node {
	if n == nil {
		return nil
	}
	if depth == 0 {
		return graft(part, unionAll(distinct(n)))
	}
	var room [24]step
	out := room[:0]
	for _, s := range n.steps {
		out = push(out, s.last, replace(s.next, depth-1, part))
	}
	return finish(out, n, nil)
}

// distinct gives the different diagrams that the steps of n lead to, in the order of their first values.
func distinct(n *node) []*node {
	groups := group(n)
	out := make([]*node, len(groups))
	for i, g := range groups {
		out[i] = g.next
	}
	return out
}

// branch is the values of a layer that lead to one and the same diagram.
type branch struct {
	values []interval
	next   *node
}

// group sorts the steps of a layer by what they lead to, in the order of their first values.
func group(n *node) []branch {
	if n == nil {
		return nil
	}
	if len(n.steps) <= 16 {
		return groupFew(n)
	}
	var out []branch
	index := make(map[uint64][]int, len(n.steps)) // from hash to branches
	var first number
	for _, s := range n.steps {
		v := interval{first, s.last}
		first = s.last.plus(1)
		if s.next == nil {
			continue
		}
		at := slices.IndexFunc(index[s.next.hash], func(i int) bool { return same(out[i].next, s.next) })
		if at >= 0 {
			b := &out[index[s.next.hash][at]]
			b.values = append(b.values, v)
			continue
		}
		index[s.next.hash] = append(index[s.next.hash], len(out))
		out = append(out, branch{[]interval{v}, s.next})
	}
	return out
}

// groupFew is group for short layers, which are the most: looking through the branches costs less than an index.
func groupFew(n *node) []branch {
	var out []branch
	var first number
	for _, s := range n.steps {
		v := interval{first, s.last}
		first = s.last.plus(1)
		if s.next == nil {
			continue
		}
		if at := slices.IndexFunc(out, func(b branch) bool { return same(b.next, s.next) }); at >= 0 {
			out[at].values = append(out[at].values, v)
		} else {
			out = append(out, branch{[]interval{v}, s.next})
		}
	}
	return out
}
