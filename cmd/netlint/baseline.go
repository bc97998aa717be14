package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"

	"github.com/netlint/netlint/cmd/netlint/internal/regular"
	"github.com/netlint/netlint/rules"
)

const baselineSchema = "netlint-baseline/v1"

// baseline is a file of findings that a team knows of and leaves for later.
type baseline struct {
	Schema   string         `json:"schema"`
	Findings []knownFinding `json:"findings"`
}

// knownFinding is one of them. The message is for people who read the file.
type knownFinding struct {
	Rule        string `json:"rule"`
	Resource    string `json:"resource"`
	Key         string `json:"key,omitempty"`
	Fingerprint string `json:"fingerprint"`
	Message     string `json:"message"`
}

// readBaseline reads a baseline; without a file it is empty.
func readBaseline(file string) (*baseline, error) {
	if file == "" {
		return &baseline{}, nil
	}
	data, err := regular.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("the baseline cannot be read: %w; --write-baseline makes one", err)
	}
	var b baseline
	if err := json.Unmarshal(data, &b); err != nil || b.Schema != baselineSchema {
		return nil, fmt.Errorf("%s: this is no baseline of netlint; make one with --write-baseline", file)
	}
	return &b, nil
}

// writeBaseline writes findings as known.
func writeBaseline(file string, found []rules.Finding) error {
	b := baseline{Schema: baselineSchema, Findings: []knownFinding{}}
	for _, f := range found {
		b.Findings = append(b.Findings, known(f))
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(b); err != nil {
		return fmt.Errorf("the baseline cannot be written: %w", err)
	}
	return writeFile(file, out.Bytes())
}

func known(f rules.Finding) knownFinding {
	k := knownFinding{Rule: f.Rule, Key: f.Key, Fingerprint: f.Fingerprint(), Message: f.Message}
	if f.Object != nil {
		k.Resource = f.Object.Address
	}
	return k
}

// match says which of the findings are known. Each entry knows one finding: first by fingerprint, and what is
// left then by rule, key and address without instance keys, so that a list that shifts by one brings nothing
// new.
func (b *baseline) match(found []rules.Finding) []bool {
	matched := make([]bool, len(found))
	used := make([]bool, len(b.Findings))
	by := func(name func(knownFinding) string) {
		entries := map[string][]int{}
		for i, k := range b.Findings {
			if !used[i] {
				entries[name(k)] = append(entries[name(k)], i)
			}
		}
		for i, f := range found {
			if matched[i] {
				continue
			}
			n := name(known(f))
			if left := entries[n]; len(left) > 0 {
				used[left[0]], matched[i], entries[n] = true, true, left[1:]
			}
		}
	}
	by(func(k knownFinding) string { return k.Fingerprint })
	by(func(k knownFinding) string { return k.Rule + "\x00" + k.Key + "\x00" + withoutKeys(k.Resource) })
	return matched
}

// instanceKey is what tells the instances of a resource or module apart in an address.
var instanceKey = regexp.MustCompile(`\[(?:\d+|"(?:[^"\\]|\\.)*")\]`)

func withoutKeys(address string) string { return instanceKey.ReplaceAllString(address, "") }
