package source

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// stringTest makes a function of two strings that is true or false.
func stringTest(test func(s, part string) bool) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "str", Type: cty.String}, {Name: "part", Type: cty.String}},
		Type:   function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			return cty.BoolVal(test(args[0].AsString(), args[1].AsString())), nil
		},
	})
}

var (
	startsWithFunc  = stringTest(strings.HasPrefix)
	endsWithFunc    = stringTest(strings.HasSuffix)
	strContainsFunc = stringTest(strings.Contains)
)

// replaceFunc replaces a part of a string; a part between slashes is a regular expression.
var replaceFunc = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "str", Type: cty.String}, {Name: "substr", Type: cty.String}, {Name: "replace", Type: cty.String}},
	Type:   function.StaticReturnType(cty.String),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		str, part, with := args[0].AsString(), args[1].AsString(), args[2].AsString()
		if len(part) > 1 && strings.HasPrefix(part, "/") && strings.HasSuffix(part, "/") {
			re, err := regexp.Compile(part[1 : len(part)-1])
			if err != nil {
				return cty.DynamicVal, err
			}
			return cty.StringVal(re.ReplaceAllString(str, with)), nil
		}
		return cty.StringVal(strings.ReplaceAll(str, part, with)), nil
	},
})

// stringConversion makes a function from one string to another.
func stringConversion(convert func(string) (string, error)) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "str", Type: cty.String}},
		Type:   function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			s, err := convert(args[0].AsString())
			if err != nil {
				return cty.DynamicVal, err
			}
			return cty.StringVal(s), nil
		},
	})
}

// base64DecodeFunc decodes text in UTF-8. That of go-cty-funcs logs what it cannot decode.
var base64DecodeFunc = stringConversion(func(s string) (string, error) {
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return "", err
	}
	if !utf8.Valid(b) {
		return "", errors.New("the decoded data is not text in UTF-8")
	}
	return string(b), nil
})

var urlDecodeFunc = stringConversion(url.QueryUnescape)

var gzipFunc = stringConversion(func(s string) (string, error) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(s)); err != nil {
		return "", err
	}
	if err := w.Flush(); err != nil { // Terraform flushes too, which shows in the result
		return "", err
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(b.Bytes()), nil
})

// textEncoding makes a function of a string and the name of a character encoding.
func textEncoding(convert func(text, encoding string) (string, error)) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "string", Type: cty.String}, {Name: "encoding", Type: cty.String}},
		Type:   function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			s, err := convert(args[0].AsString(), strings.ToUpper(args[1].AsString()))
			if err != nil {
				return cty.DynamicVal, err
			}
			return cty.StringVal(s), nil
		},
	})
}

var textEncodeFunc = textEncoding(func(text, encoding string) (string, error) {
	var b []byte
	switch encoding {
	case "UTF-8":
		b = []byte(text)
	case "UTF-16LE", "UTF-16BE":
		for _, unit := range utf16.Encode([]rune(text)) {
			if encoding == "UTF-16LE" {
				b = append(b, byte(unit), byte(unit>>8))
			} else {
				b = append(b, byte(unit>>8), byte(unit))
			}
		}
	default:
		return "", fmt.Errorf("netlint does not know the character encoding %s", encoding)
	}
	return base64.StdEncoding.EncodeToString(b), nil
})

var textDecodeFunc = textEncoding(func(text, encoding string) (string, error) {
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return "", err
	}
	switch encoding {
	case "UTF-8":
		return string(b), nil
	case "UTF-16LE", "UTF-16BE":
		units := make([]uint16, len(b)/2)
		for i := range units {
			lo, hi := b[2*i], b[2*i+1]
			if encoding == "UTF-16BE" {
				lo, hi = hi, lo
			}
			units[i] = uint16(lo) | uint16(hi)<<8
		}
		return string(utf16.Decode(units)), nil
	default:
		return "", fmt.Errorf("netlint does not know the character encoding %s", encoding)
	}
})

var timeCompareFunc = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "timestamp_a", Type: cty.String}, {Name: "timestamp_b", Type: cty.String}},
	Type:   function.StaticReturnType(cty.Number),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		a, err := time.Parse(time.RFC3339, args[0].AsString())
		if err != nil {
			return cty.DynamicVal, err
		}
		b, err := time.Parse(time.RFC3339, args[1].AsString())
		if err != nil {
			return cty.DynamicVal, err
		}
		return cty.NumberIntVal(int64(a.Compare(b))), nil
	},
})
