package attribute

import "reflect"

// Decoder fills attribute structs. It keeps the field tables of the types that it met and the strings that
// it read, so that one Decoder should read a whole input. It must not be used concurrently.
type Decoder struct {
	schemas map[reflect.Type]*schema
	strings map[string]string
}

// NewDecoder makes an empty Decoder.
func NewDecoder() *Decoder {
	return &Decoder{schemas: map[reflect.Type]*schema{}, strings: map[string]string{}}
}

// longestShared bounds what is worth sharing: ids, names and ranges repeat, policies and scripts do not.
const longestShared = 64

// Share makes a string of b, sharing the memory of equal short ones.
func (d *Decoder) Share(b []byte) string {
	if len(b) > longestShared {
		return string(b)
	}
	if s, ok := d.strings[string(b)]; ok {
		return s
	}
	s := string(b)
	d.strings[s] = s
	return s
}
