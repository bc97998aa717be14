package attribute

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// FuzzMembers builds the value of a JSON text by members and elements, and compares it with what encoding/json, which
// knows nothing of them, makes of the same text.
func FuzzMembers(f *testing.F) {
	for _, text := range []string{
		`{}`, `[]`, `null`, ` { "a" : [ 1 , -2.5e3 , true ] , "b" : { } } `, `{"a":"\"","b":"\\","c":"\\\"]}","d":"é\u00e9"}`,
		`{"a":1,"a":2,"\u0061":3}`, `[[[]],{"x":[{"y":null}]},false]`, "{\n\t\"a\": {\r\n \"b\": \"c, d: e\"\n}\n}", `{"":"","[":"}"}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		v := jsontext.Value(text)
		if !v.IsValid(jsontext.AllowDuplicateNames(true)) {
			return
		}
		decode := func(text []byte) (value any) {
			d := json.NewDecoder(bytes.NewReader(text))
			d.UseNumber()
			require.NoError(t, d.Decode(&value))
			return value
		}
		var build func(jsontext.Value) any
		build = func(v jsontext.Value) any {
			switch v.Kind() {
			case '{':
				object := map[string]any{}
				for name, value := range members(v) {
					object[string(name)] = build(value)
				}
				return object
			case '[':
				array := []any{}
				for value := range elements(v) {
					array = append(array, build(value))
				}
				return array
			case '"':
				return string(Unquote(v))
			}
			return decode(v)
		}
		start := next(v, 0)
		assert.Equal(t, decode(text), build(v[start:valueEnd(v, start)]))
	})
}
