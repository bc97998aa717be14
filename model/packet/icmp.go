package packet

import (
	"fmt"
	"strings"
)

// ICMPSet is an immutable set of pairs of an ICMP (or ICMPv6) type and code. The zero ICMPSet is empty.
type ICMPSet struct{ n *node } // over the values type*256+code

// The ICMP types that ask and answer for an echo (RFC 792, RFC 4443 section 4).
const (
	ICMPEchoReply     uint8 = 0
	ICMPEchoRequest   uint8 = 8
	ICMPv6EchoRequest uint8 = 128
	ICMPv6EchoReply   uint8 = 129
)

// ICMPTypes is the set of the messages of a type and code, each from 0 to 255 or -1 for any, as AWS writes
// them. A value out of range matches nothing.
func ICMPTypes(icmpType, code int) ICMPSet {
	if icmpType < -1 || icmpType > 255 || code < -1 || code > 255 {
		return ICMPSet{}
	}
	firstCode, lastCode := uint64(code), uint64(code)
	if code == -1 {
		firstCode, lastCode = 0, 255
	}
	if icmpType >= 0 {
		base := uint64(icmpType) << 8
		return ICMPSet{shortLine(base|firstCode, base|lastCode)}
	}
	if code == -1 {
		return ICMPSet{anyPort}
	}
	var every []interval
	for base := uint64(0); base < 1<<16; base += 1 << 8 {
		v := number{lo: base | firstCode}
		every = append(every, interval{v, v})
	}
	return ICMPSet{line(maxPort, every...)}
}

// IsEmpty reports whether no message is in the set.
func (s ICMPSet) IsEmpty() bool { return s.n == nil }

// IsAll reports whether every message is in the set.
func (s ICMPSet) IsAll() bool { return s.n != nil && s.n.full }

// Contains reports whether the message of that type and code is in the set.
func (s ICMPSet) Contains(icmpType, code uint8) bool {
	return s.n.at(icmpNumber(icmpType, code)) != nil
}

// Equal reports whether the sets hold the same messages.
func (s ICMPSet) Equal(o ICMPSet) bool { return same(s.n, o.n) }

// String lists types and codes: "type 8", "type 3 code 4", "types 0-2", "any type".
func (s ICMPSet) String() string {
	switch {
	case s.IsEmpty():
		return "no type"
	case s.IsAll():
		return "any type"
	}
	var words []string
	for _, v := range s.n.intervals() {
		words = append(words, icmpWords(v.first.lo, v.last.lo)...)
	}
	return strings.Join(words, ", ")
}

// icmpWords describes the messages from first through last: the codes of a type that is begun, whole types,
// and the codes of a type that is broken off.
func icmpWords(first, last uint64) []string {
	var words []string
	for first <= last {
		icmpType, code := first>>8, first&255
		if wholeTypes := (last + 1 - first) >> 8; code == 0 && wholeTypes > 0 {
			if wholeTypes == 1 {
				words = append(words, fmt.Sprintf("type %d", icmpType))
			} else {
				words = append(words, fmt.Sprintf("types %d-%d", icmpType, icmpType+wholeTypes-1))
			}
			first += wholeTypes << 8
			continue
		}
		lastCode := min(last, icmpType<<8|255) & 255
		if code == lastCode {
			words = append(words, fmt.Sprintf("type %d code %d", icmpType, code))
		} else {
			words = append(words, fmt.Sprintf("type %d codes %d-%d", icmpType, code, lastCode))
		}
		first = icmpType<<8 + lastCode + 1
	}
	return words
}

// reversed gives the messages that answer those in s, or that s would answer: echo replies for echo
// requests and the other way round. No other type has an answer.
func (s ICMPSet) reversed(p Protocol) ICMPSet {
	request, reply := ICMPEchoRequest, ICMPEchoReply
	if p == ICMPv6 {
		request, reply = ICMPv6EchoRequest, ICMPv6EchoReply
	}
	return ICMPSet{union.apply(s.retyped(request, reply), s.retyped(reply, request))}
}

// retyped gives the messages of type from in s, as messages of type to with the same codes.
func (s ICMPSet) retyped(from, to uint8) *node {
	codes := intersection.apply(s.n, ICMPTypes(int(from), -1).n).intervals()
	for i := range codes {
		codes[i].first.lo = codes[i].first.lo&255 | uint64(to)<<8
		codes[i].last.lo = codes[i].last.lo&255 | uint64(to)<<8
	}
	return line(maxPort, codes...)
}

func icmpNumber(icmpType, code uint8) number { return number{lo: uint64(icmpType)<<8 | uint64(code)} }
