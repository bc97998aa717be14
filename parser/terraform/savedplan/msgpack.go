package savedplan

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"math"
	"strconv"
)

// unpacker turns MessagePack into JSON, as far as Terraform uses it for values.
type unpacker struct{ rest []byte }

// errUnknown says that a value is or holds one that is not known, which MessagePack extensions stand for.
var errUnknown = errors.New("the value is not known")

// maxDepth bounds the nesting of values.
const maxDepth = 200

func (u *unpacker) take(n int) ([]byte, error) {
	if n < 0 || n > len(u.rest) {
		return nil, errCutOff
	}
	taken := u.rest[:n]
	u.rest = u.rest[n:]
	return taken, nil
}

func (u *unpacker) byte() (byte, error) {
	b, err := u.take(1)
	if err != nil {
		return 0, err
	}
	return b[0], nil
}

// number reads an unsigned number of that many bytes.
func (u *unpacker) number(size int) (uint64, error) {
	b, err := u.take(size)
	if err != nil {
		return 0, err
	}
	var wide [8]byte
	copy(wide[8-size:], b)
	return binary.BigEndian.Uint64(wide[:]), nil
}

// raw reads a string or bytes.
func (u *unpacker) raw() ([]byte, error) {
	head, err := u.byte()
	if err != nil {
		return nil, err
	}
	return u.rawAfter(head)
}

func (u *unpacker) rawAfter(head byte) ([]byte, error) {
	size := 0
	switch {
	case head&0xe0 == 0xa0:
		return u.take(int(head & 0x1f))
	case head == 0xc4 || head == 0xd9:
		size = 1
	case head == 0xc5 || head == 0xda:
		size = 2
	case head == 0xc6 || head == 0xdb:
		size = 4
	default:
		return nil, errors.New("it has something else where a text should be")
	}
	n, err := u.number(size)
	if err != nil || n > uint64(len(u.rest)) {
		return nil, errCutOff
	}
	return u.take(int(n))
}

// json appends the next value to out.
func (u *unpacker) json(out []byte, depth int) ([]byte, error) {
	if depth > maxDepth {
		return nil, errors.New("its values are nested too deep")
	}
	head, err := u.byte()
	if err != nil {
		return nil, err
	}
	switch {
	case head <= 0x7f:
		return strconv.AppendUint(out, uint64(head), 10), nil
	case head >= 0xe0:
		return strconv.AppendInt(out, int64(int8(head)), 10), nil
	case head == 0xc0:
		return append(out, "null"...), nil
	case head == 0xc2:
		return append(out, "false"...), nil
	case head == 0xc3:
		return append(out, "true"...), nil
	case head >= 0xcc && head <= 0xcf:
		n, err := u.number(1 << (head - 0xcc))
		return strconv.AppendUint(out, n, 10), err
	case head >= 0xd0 && head <= 0xd3:
		size := 1 << (head - 0xd0)
		n, err := u.number(size)
		unused := 64 - 8*size
		return strconv.AppendInt(out, int64(n<<unused)>>unused, 10), err
	case head == 0xca:
		n, err := u.number(4)
		return strconv.AppendFloat(out, float64(math.Float32frombits(uint32(n))), 'g', -1, 32), err
	case head == 0xcb:
		n, err := u.number(8)
		return strconv.AppendFloat(out, math.Float64frombits(n), 'g', -1, 64), err
	case head >= 0xd4 && head <= 0xd8 || head >= 0xc7 && head <= 0xc9:
		return nil, errUnknown
	case head&0xf0 == 0x90:
		return u.list(out, uint64(head&0x0f), depth)
	case head&0xf0 == 0x80:
		return u.object(out, uint64(head&0x0f), depth)
	case head == 0xdc || head == 0xdd:
		n, err := u.number(2 << (head - 0xdc))
		if err != nil {
			return nil, err
		}
		return u.list(out, n, depth)
	case head == 0xde || head == 0xdf:
		n, err := u.number(2 << (head - 0xde))
		if err != nil {
			return nil, err
		}
		return u.object(out, n, depth)
	}
	text, err := u.rawAfter(head)
	if err != nil {
		return nil, err
	}
	quoted, err := json.Marshal(string(text))
	return append(out, quoted...), err
}

func (u *unpacker) list(out []byte, n uint64, depth int) (_ []byte, err error) {
	out = append(out, '[')
	for i := range n {
		if i > 0 {
			out = append(out, ',')
		}
		if out, err = u.json(out, depth+1); err != nil {
			return nil, err
		}
	}
	return append(out, ']'), nil
}

func (u *unpacker) object(out []byte, n uint64, depth int) (_ []byte, err error) {
	out = append(out, '{')
	for i := range n {
		if i > 0 {
			out = append(out, ',')
		}
		key, err := u.raw()
		if err != nil {
			return nil, err
		}
		quoted, err := json.Marshal(string(key))
		if err != nil {
			return nil, err
		}
		out = append(append(out, quoted...), ':')
		if out, err = u.json(out, depth+1); err != nil {
			return nil, err
		}
	}
	return append(out, '}'), nil
}
