package source

import (
	"fmt"
	"math/big"
	"net/netip"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/netlint/netlint/model/lazyregexp"
)

// The functions of this file compute with addresses as big integers, as Terraform does: the ones of
// go-cty-funcs take at most 32 new bits and network numbers that fit an int, too little for IPv6.

// leadingZeros are those of the numbers of an IPv4 address, which Terraform reads as decimal all the same:
// 010.001.0.0/16 is 10.1.0.0/16.
var leadingZeros = lazyregexp.New(`(^|\.)0+(\d)`)

// parsePrefix reads a CIDR block; the host part may be set.
func parsePrefix(v cty.Value) (netip.Prefix, error) {
	p, err := netip.ParsePrefix(v.AsString())
	if err != nil {
		p, err = netip.ParsePrefix(leadingZeros().ReplaceAllString(v.AsString(), "$1$2"))
	}
	if err != nil {
		return netip.Prefix{}, fmt.Errorf("%q is not a CIDR block: %v", v.AsString(), err)
	}
	return p.Masked(), nil
}

// wholeNumber reads a whole number.
func wholeNumber(v cty.Value, name string) (*big.Int, error) {
	n, acc := v.AsBigFloat().Int(nil)
	if n == nil || acc != big.Exact || n.BitLen() > 256 {
		return nil, fmt.Errorf("%s must be a whole number", name)
	}
	return n, nil
}

func smallNumber(v cty.Value, name string) (int, error) {
	n, err := wholeNumber(v, name)
	if err != nil {
		return 0, err
	}
	if n.Sign() < 0 || n.BitLen() > 16 {
		return 0, fmt.Errorf("%s must lie between 0 and 128, not %s", name, n)
	}
	return int(n.Int64()), nil
}

// offset adds n to an address; n must not lead out of the address family.
func offset(a netip.Addr, n *big.Int) (netip.Addr, error) {
	sum := new(big.Int).SetBytes(a.AsSlice())
	sum.Add(sum, n)
	if sum.Sign() < 0 || sum.BitLen() > a.BitLen() {
		return netip.Addr{}, fmt.Errorf("%s plus %s is no address", a, n)
	}
	result, _ := netip.AddrFromSlice(sum.FillBytes(make([]byte, a.BitLen()/8)))
	return result, nil
}

// subnet gives the network of that number among those that are newBits longer than the prefix.
func subnet(p netip.Prefix, newBits int, number *big.Int) (netip.Prefix, error) {
	bits := p.Bits() + newBits
	switch {
	case bits > p.Addr().BitLen():
		return netip.Prefix{}, fmt.Errorf("%s has no room for %d more bits", p, newBits)
	case number.Sign() < 0 || number.BitLen() > newBits:
		return netip.Prefix{}, fmt.Errorf("%d more bits do not hold the network number %s", newBits, number)
	}
	addr, err := offset(p.Addr(), new(big.Int).Lsh(number, uint(p.Addr().BitLen()-bits)))
	if err != nil {
		return netip.Prefix{}, err
	}
	return netip.PrefixFrom(addr, bits), nil
}

var prefixParam = function.Parameter{Name: "prefix", Type: cty.String}

var cidrSubnetFunc = function.New(&function.Spec{
	Params: []function.Parameter{prefixParam, {Name: "newbits", Type: cty.Number}, {Name: "netnum", Type: cty.Number}},
	Type:   function.StaticReturnType(cty.String),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		p, err := parsePrefix(args[0])
		if err != nil {
			return cty.DynamicVal, err
		}
		newBits, err := smallNumber(args[1], "newbits")
		if err != nil {
			return cty.DynamicVal, err
		}
		number, err := wholeNumber(args[2], "netnum")
		if err != nil {
			return cty.DynamicVal, err
		}
		s, err := subnet(p, newBits, number)
		if err != nil {
			return cty.DynamicVal, err
		}
		return cty.StringVal(s.String()), nil
	},
})

var cidrSubnetsFunc = function.New(&function.Spec{
	Params:   []function.Parameter{prefixParam},
	VarParam: &function.Parameter{Name: "newbits", Type: cty.Number},
	Type:     function.StaticReturnType(cty.List(cty.String)),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		p, err := parsePrefix(args[0])
		if err != nil {
			return cty.DynamicVal, err
		}
		if len(args) == 1 {
			return cty.ListValEmpty(cty.String), nil
		}
		width := p.Addr().BitLen()
		next := new(big.Int) // offset of the first address that is still free
		room := new(big.Int).Lsh(big.NewInt(1), uint(width-p.Bits()))
		var subnets []cty.Value
		for i, arg := range args[1:] {
			newBits, err := smallNumber(arg, "newbits")
			if err != nil {
				return cty.DynamicVal, err
			}
			bits := p.Bits() + newBits
			if bits > width || newBits == 0 {
				return cty.DynamicVal, fmt.Errorf("%s cannot be extended by %d bits", p, newBits)
			}
			size := new(big.Int).Lsh(big.NewInt(1), uint(width-bits))
			// the next multiple of the subnet's size
			next.Add(next, size).Sub(next, big.NewInt(1))
			next.Div(next, size).Mul(next, size)
			end := new(big.Int).Add(next, size)
			if end.Cmp(room) > 0 {
				return cty.DynamicVal, fmt.Errorf("%s has no room left for subnet %d", p, i+1)
			}
			addr, err := offset(p.Addr(), next)
			if err != nil {
				return cty.DynamicVal, err
			}
			subnets = append(subnets, cty.StringVal(netip.PrefixFrom(addr, bits).String()))
			next = end
		}
		return cty.ListVal(subnets), nil
	},
})

var cidrHostFunc = function.New(&function.Spec{
	Params: []function.Parameter{prefixParam, {Name: "hostnum", Type: cty.Number}},
	Type:   function.StaticReturnType(cty.String),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		p, err := parsePrefix(args[0])
		if err != nil {
			return cty.DynamicVal, err
		}
		n, err := wholeNumber(args[1], "hostnum")
		if err != nil {
			return cty.DynamicVal, err
		}
		room := new(big.Int).Lsh(big.NewInt(1), uint(p.Addr().BitLen()-p.Bits()))
		host := new(big.Int).Set(n)
		if host.Sign() < 0 { // counted from the end
			host.Add(host, room)
		}
		if host.Sign() < 0 || host.Cmp(room) >= 0 {
			return cty.DynamicVal, fmt.Errorf("%s has no host number %s", p, n)
		}
		addr, err := offset(p.Addr(), host)
		if err != nil {
			return cty.DynamicVal, err
		}
		return cty.StringVal(addr.String()), nil
	},
})

var cidrNetmaskFunc = function.New(&function.Spec{
	Params: []function.Parameter{prefixParam},
	Type:   function.StaticReturnType(cty.String),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		p, err := parsePrefix(args[0])
		if err != nil {
			return cty.DynamicVal, err
		}
		if !p.Addr().Is4() {
			return cty.DynamicVal, fmt.Errorf("%s is IPv6, which has no netmasks", p)
		}
		mask := netip.PrefixFrom(netip.AddrFrom4([4]byte{255, 255, 255, 255}), p.Bits()).Masked()
		return cty.StringVal(mask.Addr().String()), nil
	},
})

// cidrContainsFunc is OpenTofu's: whether a prefix holds an address or all of another prefix.
var cidrContainsFunc = function.New(&function.Spec{
	Params: []function.Parameter{prefixParam, {Name: "contained", Type: cty.String}},
	Type:   function.StaticReturnType(cty.Bool),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		p, err := parsePrefix(args[0])
		if err != nil {
			return cty.DynamicVal, err
		}
		if inner, err := parsePrefix(args[1]); err == nil {
			return cty.BoolVal(inner.Bits() >= p.Bits() && p.Contains(inner.Addr())), nil
		}
		addr, err := netip.ParseAddr(args[1].AsString())
		if err != nil {
			return cty.DynamicVal, fmt.Errorf("%q is neither an address nor a CIDR block", args[1].AsString())
		}
		return cty.BoolVal(p.Contains(addr)), nil
	},
})
