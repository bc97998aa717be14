package source

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/netlint/netlint/model"
)

// The JSON that data.aws_iam_policy_document renders is an interface of its own: other resources carry it as
// a string. This file renders it as the provider does: members in this order, one value as a string and
// several as a list in descending order.

type policyDocument struct {
	Version   string             `json:"Version,omitempty"`
	ID        string             `json:"Id,omitempty"`
	Statement []*policyStatement `json:"Statement,omitempty"`
}

type policyStatement struct {
	Sid          string                    `json:"Sid,omitempty"`
	Effect       string                    `json:"Effect,omitempty"`
	Action       any                       `json:"Action,omitempty"`
	NotAction    any                       `json:"NotAction,omitempty"`
	Resource     any                       `json:"Resource,omitempty"`
	NotResource  any                       `json:"NotResource,omitempty"`
	Principal    any                       `json:"Principal,omitempty"`
	NotPrincipal any                       `json:"NotPrincipal,omitempty"`
	Condition    map[string]map[string]any `json:"Condition,omitempty"`
}

// readPolicyDocument renders a policy. A part that is unknown makes the whole of it unknown.
func readPolicyDocument(i *instance) map[string]cty.Value {
	values := map[string]cty.Value{"json": cty.UnknownVal(cty.String), "minified_json": cty.UnknownVal(cty.String)}
	doc, ok := i.policyDocument()
	if !ok {
		return values
	}
	indented, err := json.MarshalIndent(doc, "", "  ")
	if err != nil {
		return values
	}
	compact, err := json.Marshal(doc)
	if err != nil {
		return values
	}
	values["json"], values["minified_json"] = cty.StringVal(string(indented)), cty.StringVal(string(compact))
	return values
}

// policyDocument puts the document together: the source documents, then the written statements, then the
// overriding documents; a later statement takes the place of an earlier one with the same Sid.
func (i *instance) policyDocument() (*policyDocument, bool) {
	r := &policyReader{known: true, left: maxPolicy}
	doc := &policyDocument{Version: "2012-10-17"}
	for _, text := range slices.Concat(r.texts(i, "source_json"), r.texts(i, "source_policy_documents")) {
		r.merge(doc, text)
	}
	own := &policyDocument{Version: doc.Version}
	if version := r.texts(i, "version"); len(version) == 1 {
		own.Version = version[0]
	}
	if id := r.texts(i, "policy_id"); len(id) == 1 {
		own.ID = id[0]
	}
	if v, ok := i.written("statement"); ok {
		for _, s := range r.elements(v) {
			own.Statement = append(own.Statement, r.statement(s, own.Version))
		}
	}
	doc.merge(own)
	for _, text := range slices.Concat(r.texts(i, "override_json"), r.texts(i, "override_policy_documents")) {
		r.merge(doc, text)
	}
	if r.left < 0 {
		b := i.node.config.block
		i.node.m.e.report(model.SeverityError, "A policy document is too large",
			fmt.Sprintf("%s is put together from more than %d bytes of other documents, which netlint does not follow. It is taken as unknown.", i.addr, maxPolicy),
			modelRange(b.hcl.DefRange), i.addr)
	}
	return doc, r.known
}

// merge adds the statements of another document; one with a Sid that is there already replaces it.
func (d *policyDocument) merge(other *policyDocument) {
	if other.Version != "" {
		d.Version = other.Version
	}
	if other.ID != "" {
		d.ID = other.ID
	}
	for _, s := range other.Statement {
		at := slices.IndexFunc(d.Statement, func(have *policyStatement) bool { return s.Sid != "" && have.Sid == s.Sid })
		if at >= 0 {
			d.Statement[at] = s
		} else {
			d.Statement = append(d.Statement, s)
		}
	}
}

// maxPolicy bounds the bytes of the documents that one is put together from. A key policy of KMS may have 32 KiB, most
// others less.
const maxPolicy = 320 << 10

// policyReader reads the arguments of a policy document; known turns false at the first unknown part.
type policyReader struct {
	known bool
	left  int // bytes of documents
}

func (r *policyReader) merge(into *policyDocument, text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	if r.left -= len(text); r.left < 0 {
		r.known = false
		return
	}
	var raw struct {
		Version   string
		ID        string `json:"Id"`
		Statement json.RawMessage
	}
	if err := json.Unmarshal([]byte(text), &raw); err != nil {
		r.known = false
		return
	}
	doc := &policyDocument{Version: raw.Version, ID: raw.ID}
	if len(raw.Statement) > 0 {
		if err := json.Unmarshal(raw.Statement, &doc.Statement); err != nil {
			var single policyStatement
			if err := json.Unmarshal(raw.Statement, &single); err != nil {
				r.known = false
				return
			}
			doc.Statement = []*policyStatement{&single}
		}
	}
	doc.Statement = slices.DeleteFunc(doc.Statement, func(s *policyStatement) bool { return s == nil })
	into.merge(doc)
}

// texts gives an argument of the document that is a string or a list of strings.
func (r *policyReader) texts(i *instance, name string) []string {
	v, ok := i.written(name)
	if !ok {
		return nil
	}
	return r.strings(v)
}

func (r *policyReader) strings(v cty.Value) []string {
	var texts []string
	for _, elem := range r.elements(v) {
		text, ok := stringValue(elem)
		switch {
		case ok:
			texts = append(texts, text)
		case !elem.IsKnown() || !elem.IsNull():
			r.known = false
		}
	}
	return texts
}

// elements gives the elements of a list, or a single value as its only one; none of null.
func (r *policyReader) elements(v cty.Value) []cty.Value {
	switch {
	case !v.IsKnown():
		r.known = false
		return nil
	case v.IsNull():
		return nil
	case v.CanIterateElements() && !v.Type().IsObjectType():
		return v.AsValueSlice()
	default:
		return []cty.Value{v}
	}
}

func (r *policyReader) field(object cty.Value, name string) cty.Value {
	if !object.Type().IsObjectType() || !object.Type().HasAttribute(name) || !object.IsKnown() || object.IsNull() {
		return cty.NullVal(cty.DynamicPseudoType)
	}
	return object.GetAttr(name)
}

func (r *policyReader) text(object cty.Value, name string) string {
	if texts := r.strings(r.field(object, name)); len(texts) == 1 {
		return texts[0]
	}
	return ""
}

func (r *policyReader) statement(s cty.Value, version string) *policyStatement {
	st := &policyStatement{
		Sid: r.text(s, "sid"), Effect: r.text(s, "effect"),
		Action: oneOrMany(r.strings(r.field(s, "actions"))), NotAction: oneOrMany(r.strings(r.field(s, "not_actions"))),
		Resource:    oneOrMany(policyVariables(r.strings(r.field(s, "resources")), version)),
		NotResource: oneOrMany(policyVariables(r.strings(r.field(s, "not_resources")), version)),
		Principal:   r.principals(r.field(s, "principals"), version), NotPrincipal: r.principals(r.field(s, "not_principals"), version),
	}
	if st.Effect == "" {
		st.Effect = "Allow"
	}
	for _, c := range r.elements(r.field(s, "condition")) {
		test, variable := r.text(c, "test"), r.text(c, "variable")
		values := policyVariables(r.strings(r.field(c, "values")), version)
		if st.Condition == nil {
			st.Condition = map[string]map[string]any{}
		}
		if st.Condition[test] == nil {
			st.Condition[test] = map[string]any{}
		}
		if before := asStrings(st.Condition[test][variable]); len(before) > 0 {
			values = slices.Concat(before, values)
		}
		st.Condition[test][variable] = inOrder(values)
	}
	return st
}

func asStrings(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []string:
		return v
	}
	return nil
}

// principals renders principal blocks: "*" for everybody, else an object of identifiers by type.
func (r *policyReader) principals(v cty.Value, version string) any {
	byType := map[string][]string{}
	for _, p := range r.elements(v) {
		kind := r.text(p, "type")
		identifiers := policyVariables(r.strings(r.field(p, "identifiers")), version)
		if kind == "*" && slices.Equal(identifiers, []string{"*"}) {
			return "*"
		}
		byType[kind] = append(byType[kind], identifiers...)
	}
	if len(byType) == 0 {
		return nil
	}
	rendered := map[string]any{}
	for kind, identifiers := range byType {
		rendered[kind] = oneOrMany(identifiers)
	}
	return rendered
}

// policyVariables turns &{...}, which stands for IAM's own variables where HCL would read ${...}, back.
func policyVariables(texts []string, version string) []string {
	if version == "2008-10-17" {
		return texts
	}
	out := make([]string, len(texts))
	for n, text := range texts {
		out[n] = strings.ReplaceAll(text, "&{", "${")
	}
	return out
}

// oneOrMany renders one value as a string and several as a list in descending order.
func oneOrMany(texts []string) any {
	if len(texts) < 2 {
		return inOrder(texts)
	}
	sorted := slices.Clone(texts)
	slices.Sort(sorted)
	slices.Reverse(sorted)
	return sorted
}

// inOrder renders one value as a string and several as a list.
func inOrder(texts []string) any {
	switch len(texts) {
	case 0:
		return nil
	case 1:
		return texts[0]
	default:
		return texts
	}
}
