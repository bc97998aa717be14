package savedplan

import (
	"encoding/binary"
	"errors"

	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

// The fields of Terraform's and OpenTofu's planfile.proto that are read.
const (
	planVariables        = 2  // map<string, DynamicValue>
	planTerraformVersion = 14 // string
	mapKey               = 1
	mapValue             = 2
	valueMsgpack         = 1 // bytes
)

// readPlan reads the variables of the plan, a message in the form of Protocol Buffers.
func readPlan(message []byte) (variables map[string]cty.Value, version string, err error) {
	variables = map[string]cty.Value{}
	err = eachField(message, func(number int, content []byte) error {
		switch number {
		case planTerraformVersion:
			version = string(content)
		case planVariables:
			name, value, err := readVariable(content)
			if err != nil {
				return err
			}
			variables[name] = value
		}
		return nil
	})
	return variables, version, err
}

func readVariable(message []byte) (name string, value cty.Value, err error) {
	value = cty.DynamicVal
	err = eachField(message, func(number int, content []byte) error {
		switch number {
		case mapKey:
			name = string(content)
		case mapValue:
			return eachField(content, func(number int, content []byte) (err error) {
				if number == valueMsgpack {
					value, err = readValue(content)
				}
				return err
			})
		}
		return nil
	})
	return name, value, err
}

var errCutOff = errors.New("it ends in the middle of a value")

// eachField calls field for each field of a message that holds bytes, and passes over the others.
func eachField(message []byte, field func(number int, content []byte) error) error {
	for len(message) > 0 {
		tag, n := binary.Uvarint(message)
		if n <= 0 {
			return errCutOff
		}
		message = message[n:]
		size := 0
		switch tag & 7 {
		case 0: // a number of variable length
			_, size = binary.Uvarint(message)
		case 1:
			size = 8
		case 5:
			size = 4
		case 2:
			length, n := binary.Uvarint(message)
			if n <= 0 || length > uint64(len(message)-n) {
				return errCutOff
			}
			if err := field(int(tag>>3), message[n:n+int(length)]); err != nil {
				return err
			}
			size = n + int(length)
		default:
			return errors.New("it has a field of an unknown kind")
		}
		if size <= 0 || size > len(message) {
			return errCutOff
		}
		message = message[size:]
	}
	return nil
}

// readValue reads a value of any type: a list of its type, in JSON, and the value itself.
func readValue(packed []byte) (cty.Value, error) {
	u := unpacker{rest: packed}
	if head, err := u.byte(); err != nil || head != 0x92 {
		return cty.DynamicVal, err
	}
	typeText, err := u.raw()
	if err != nil {
		return cty.DynamicVal, err
	}
	t, err := ctyjson.UnmarshalType(typeText)
	if err != nil {
		return cty.DynamicVal, err
	}
	text, err := u.json(nil, 0)
	if errors.Is(err, errUnknown) {
		return cty.UnknownVal(t), nil
	}
	if err != nil {
		return cty.DynamicVal, err
	}
	return ctyjson.Unmarshal(text, t)
}
