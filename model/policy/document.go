// Package policy reads IAM policy documents and decides what they allow, as far as that can be decided
// without AWS: actions, resources, principals and conditions, with an answer that may be "unknown".
package policy

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Document is a policy document.
type Document struct {
	Version    string
	Statements []Statement
}

// Statement is one statement of a policy. Exactly one of Actions and NotActions, and one of Resources and
// NotResources, is set in a well-formed one (trust policies have no resources, identity policies no
// principals).
type Statement struct {
	Index        int // counting from 0, for messages
	Sid          string
	Allow        bool
	Actions      []string
	NotActions   []string
	Resources    []string
	NotResources []string
	// Principals holds "*" or the values of Principal by kind ("AWS:arn…", "Service:ec2.amazonaws.com").
	Principals    []string
	NotPrincipals []string
	HasPrincipal  bool // Principal or NotPrincipal stands in the statement, even empty
	Conditions    []Condition
}

// Condition is one operator, key and list of values. Several conditions of a statement must all hold; of
// several values one must (for negated operators: none).
type Condition struct {
	Operator string // as written: "StringEquals", "ForAnyValue:StringLike", "StringEqualsIfExists"
	Key      string
	Values   []string
}

// Problem is something about a document that AWS rejects or that makes it do nothing.
type Problem struct {
	Statement int // index, or -1 for the document
	Message   string
}

// Name gives the statement for messages: its Sid, else its number counting from 1.
func (s Statement) Name() string {
	if s.Sid != "" {
		return fmt.Sprintf("statement %q", s.Sid)
	}
	return fmt.Sprintf("statement %d", s.Index+1)
}

// maxBytes bounds a policy. AWS takes 20,480 characters of one for an endpoint or a bucket, and 32 KiB for a key of KMS,
// without the white space in some of them.
const maxBytes = 1 << 20

// Parse reads a policy document. It gives what could be read together with what is wrong; an error only
// where the text is no JSON object at all, or longer than any that AWS takes.
func Parse(text string) (*Document, []Problem, error) {
	if len(text) > maxBytes {
		return nil, nil, fmt.Errorf("the policy has %d bytes, which is more than AWS takes", len(text))
	}
	var raw struct {
		Version   json.RawMessage
		Statement json.RawMessage
	}
	if err := json.Unmarshal([]byte(text), &raw); err != nil {
		return nil, nil, fmt.Errorf("the policy is not valid JSON: %w", err)
	}
	d := &Document{Version: scalar(raw.Version)}
	var problems []Problem
	var list []json.RawMessage
	switch first(raw.Statement) {
	case '[':
		if err := json.Unmarshal(raw.Statement, &list); err != nil {
			return nil, nil, fmt.Errorf("the policy's Statement is not valid JSON: %w", err)
		}
	case '{':
		list = []json.RawMessage{raw.Statement}
	}
	if len(list) == 0 {
		problems = append(problems, Problem{-1, "the policy has no statement"})
	}
	for i, one := range list {
		s, p := parseStatement(i, one)
		d.Statements = append(d.Statements, s)
		problems = append(problems, p...)
	}
	return d, problems, nil
}

func parseStatement(i int, text json.RawMessage) (Statement, []Problem) {
	s := Statement{Index: i}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil {
		return s, []Problem{{i, fmt.Sprintf("statement %d is not an object", i+1)}}
	}
	var problems []Problem
	complain := func(format string, args ...any) {
		problems = append(problems, Problem{i, s.Name() + " " + fmt.Sprintf(format, args...)})
	}
	s.Sid = scalar(fields["Sid"])
	switch effect := scalar(fields["Effect"]); effect {
	case "Allow":
		s.Allow = true
	case "Deny":
	default:
		complain("has the Effect %q; it must be Allow or Deny", effect)
	}
	strings := func(name string) []string {
		text, present := fields[name]
		if !present {
			return nil
		}
		values, ok := stringList(text)
		switch {
		case !ok:
			complain("has a %s that is neither a string nor a list of strings", name)
		case len(values) == 0:
			complain("has an empty %s", name)
		}
		for _, v := range values {
			if v == "" {
				complain("has an empty string in %s", name)
			}
		}
		return values
	}
	s.Actions, s.NotActions = strings("Action"), strings("NotAction")
	s.Resources, s.NotResources = strings("Resource"), strings("NotResource")
	if fields["Action"] == nil && fields["NotAction"] == nil {
		complain("has neither Action nor NotAction")
	}
	if text, ok := fields["Principal"]; ok {
		s.HasPrincipal = true
		s.Principals = principals(text)
		if len(s.Principals) == 0 {
			complain("has an empty Principal")
		}
	}
	if text, ok := fields["NotPrincipal"]; ok {
		s.HasPrincipal = true
		s.NotPrincipals = principals(text)
	}
	s.Conditions = conditions(fields["Condition"], complain)
	return s, problems
}

func principals(text json.RawMessage) []string {
	if values, ok := stringList(text); ok {
		return values
	}
	var byKind map[string]json.RawMessage
	if json.Unmarshal(text, &byKind) != nil {
		return nil
	}
	var out []string
	for _, kind := range sortedKeys(byKind) {
		values, _ := stringList(byKind[kind])
		for _, v := range values {
			if v == "*" {
				out = append(out, "*")
			} else {
				out = append(out, kind+":"+v)
			}
		}
	}
	return out
}

func conditions(text json.RawMessage, complain func(string, ...any)) []Condition {
	if text == nil {
		return nil
	}
	var byOperator map[string]map[string]json.RawMessage
	if json.Unmarshal(text, &byOperator) != nil {
		complain("has a Condition that is not an object of operators")
		return nil
	}
	var out []Condition
	for _, op := range sortedKeys(byOperator) {
		for _, key := range sortedKeys(byOperator[op]) {
			values, ok := stringList(byOperator[op][key])
			if !ok {
				complain("has a Condition on %s whose value is no string or list", key)
			}
			out = append(out, Condition{Operator: op, Key: key, Values: values})
		}
	}
	return out
}

// first gives the first significant byte of a JSON text, or 0.
func first(text json.RawMessage) byte {
	t := strings.TrimLeft(string(text), " \t\r\n")
	if t == "" {
		return 0
	}
	return t[0]
}

// scalar gives a JSON string, number or boolean as text.
func scalar(text json.RawMessage) string {
	var s string
	if json.Unmarshal(text, &s) == nil {
		return s
	}
	switch first(text) {
	case '{', '[', 0:
		return ""
	}
	return string(text)
}

// stringList gives a JSON string, number, boolean or list of them as a list of strings.
func stringList(text json.RawMessage) ([]string, bool) {
	if first(text) != '[' {
		if first(text) == '{' || first(text) == 0 || string(text) == "null" {
			return nil, false
		}
		return []string{scalar(text)}, true
	}
	var list []json.RawMessage
	if json.Unmarshal(text, &list) != nil {
		return nil, false
	}
	out := make([]string, 0, len(list))
	for _, e := range list {
		if f := first(e); f == '{' || f == '[' || string(e) == "null" {
			return out, false
		}
		out = append(out, scalar(e))
	}
	return out, true
}
