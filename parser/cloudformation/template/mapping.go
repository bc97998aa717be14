package template

import (
	"math/big"
	"net/netip"
	"strconv"
	"strings"

	"github.com/zclconf/go-cty/cty"
)

// findInMap evaluates Fn::FindInMap. A key that is not known still gives a value when the mapping holds the
// same one under every key.
func (s *stack) findInMap(n *node) cty.Value {
	const shape = "a mapping's name, two keys, and perhaps a mapping with DefaultValue"
	args, ok := arguments(n, 3, 4)
	if !ok {
		return s.malformed(n, shape)
	}
	var fallback *node
	if len(args) == 4 {
		if fallback = args[3].get("DefaultValue"); fallback == nil {
			return s.malformed(n, shape)
		}
	}
	name, v, ok := s.text(args[0])
	if !ok {
		return v
	}
	mapping := s.document.mappings.get(name)
	if mapping == nil && !HasSymbol(name) {
		return s.missing(n, fallback, "mapping "+name)
	}
	candidates := []*node{mapping}
	for _, arg := range args[1:3] {
		key, v, ok := s.text(arg)
		open := !ok || HasVariable(key) || HasVariable(name)
		if open && fallback != nil {
			if ok {
				v = unknown(s.whySymbol(key + name))
			}
			return v // the default may apply
		}
		var next []*node
		for _, c := range candidates {
			switch {
			case !open:
				if hit := c.get(key); hit != nil {
					next = append(next, hit)
				}
			case c != nil:
				for _, f := range c.fields {
					next = append(next, f.value)
				}
			}
		}
		if len(next) == 0 {
			if open {
				return unknown(s.whySymbol(key + name))
			}
			return s.missing(n, fallback, "key "+strconv.Quote(key)+" in the mapping "+name)
		}
		candidates = next
	}
	value := s.evaluate(candidates[0])
	for _, c := range candidates[1:] {
		if other := s.evaluate(c); !other.RawEquals(value) {
			return unknown("the key into the mapping " + name + " is known only at deployment")
		}
	}
	return value
}

func (s *stack) missing(n, fallback *node, what string) cty.Value {
	if fallback != nil {
		return s.evaluate(fallback)
	}
	s.warnTentatively(n, "Fn::FindInMap finds nothing", "The template has no %s; the value counts as unknown. Add it, or correct the name.", what)
	return unknown("the template has no " + what)
}

// zones evaluates Fn::GetAZs. Which zones an account has in a region only AWS knows; that they are distinct
// and that the same index is the same zone is certain. They are named region + letter.
func (s *stack) zones(n *node) cty.Value {
	region, v, ok := s.text(n.arg)
	if !ok {
		return v
	}
	if region == "" {
		region = s.region()
	}
	return unknownList("the zones of a region are known only to AWS", region, zoneList)
}

// maxCidrBlocks is how many blocks Fn::Cidr makes at most (CloudFormation User Guide, Fn::Cidr).
const maxCidrBlocks = 256

// cidr evaluates Fn::Cidr: a block, how many blocks to cut from it, and how many bits of the address remain
// behind each new prefix.
func (s *stack) cidr(n *node) cty.Value {
	const shape = "an address block, a count from 1 to 256 and the number of host bits"
	args, ok := arguments(n, 2, 3)
	if !ok {
		return s.malformed(n, shape)
	}
	var texts [3]string
	for i, arg := range args {
		v := s.evaluate(arg)
		if v != cty.NilVal && v.IsKnown() && v.Type().IsTupleType() && v.LengthInt() == 1 {
			v = v.AsValueSlice()[0]
		}
		if texts[i], ok = textOf(v); !ok {
			if u, isUnknown := unknownOf(v); isUnknown {
				return unknown(u.Why)
			}
			return s.malformed(n, shape)
		}
		if HasSymbol(texts[i]) {
			return unknown(s.whySymbol(texts[i]))
		}
	}
	block, err := netip.ParsePrefix(texts[0])
	count, countErr := strconv.Atoi(texts[1])
	bits := 0
	var bitsErr error
	if len(args) == 3 {
		bits, bitsErr = strconv.Atoi(texts[2])
	} else if block.IsValid() {
		return unknown("Fn::Cidr without the number of host bits is not specified by AWS")
	}
	if err != nil || countErr != nil || bitsErr != nil || count < 1 || count > maxCidrBlocks {
		return s.malformed(n, shape)
	}
	key := cidrKey{block, count, bits}
	if cut, ok := s.blocks[key]; ok {
		return cut
	}
	blocks, ok := cutBlocks(block, count, bits)
	if !ok {
		return s.malformed(n, shape+"; "+texts[0]+" does not hold "+texts[1]+" blocks with "+texts[2]+" host bits")
	}
	s.blocks[key] = cty.TupleVal(blocks)
	return s.blocks[key]
}

// cidrKey is what the value of Fn::Cidr depends on. Templates take each subnet's range out of the same list.
type cidrKey struct {
	block       netip.Prefix
	count, bits int
}

// cutBlocks gives the first count blocks with so many host bits of a block.
func cutBlocks(block netip.Prefix, count, hostBits int) ([]cty.Value, bool) {
	length := block.Addr().BitLen() - hostBits
	if length < block.Bits() || hostBits < 0 || length > block.Addr().BitLen() {
		return nil, false
	}
	if room := length - block.Bits(); room < 8 && count > 1<<room {
		return nil, false
	}
	address := new(big.Int).SetBytes(block.Masked().Addr().AsSlice())
	step := new(big.Int).Lsh(big.NewInt(1), uint(hostBits))
	blocks := make([]cty.Value, 0, count)
	for range count {
		raw := address.FillBytes(make([]byte, block.Addr().BitLen()/8))
		at, _ := netip.AddrFromSlice(raw)
		blocks = append(blocks, cty.StringVal(netip.PrefixFrom(at, length).String()))
		address.Add(address, step)
	}
	return blocks, true
}

// loopName reports whether a key opens a loop: "Fn::ForEach::Name".
func loopName(key string) bool { return strings.HasPrefix(key, "Fn::ForEach::") }
