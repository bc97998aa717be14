package endpoint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/lazyregexp"
	"github.com/netlint/netlint/model/policy"
)

var (
	objectURL  = lazyregexp.New("s3://[^\\s\"'`,;()|\\\\]+")
	s3Command  = lazyregexp.New(`\baws\s+(?:--?[\w-]+(?:[ =][^\s-]\S*)?\s+)*s3\s+(cp|mv|sync|ls|rm)\b`)
	apiObject  = lazyregexp.New(`\baws\s+s3api\s+(get|put|head|delete)-object\b`)
	apiBucket  = lazyregexp.New(`--bucket[ =]["']?([^\s"']+)`)
	apiKey     = lazyregexp.New(`--key[ =]["']?([^\s"']+)`)
	bucketName = lazyregexp.New(`^[a-z0-9][a-z0-9.-]+[a-z0-9]$`)
)

// namedObjects gives the buckets and objects that user data, commands and settings of a workload name by
// s3:// URLs and by commands of the AWS command line.
func namedObjects(x *identities, w *model.Workload, e *model.VPCEndpoint) []need {
	var out []need
	for _, t := range w.Texts {
		text, ok := t.Value.Get()
		if !ok || t.Kind == "image" {
			continue
		}
		for _, line := range lines(text) {
			for _, n := range lineNeeds(line) {
				n.object, n.at = &w.Object, t.Range
				n.text = fmt.Sprintf("the %s of %s names it", t.Kind, w.Label())
				out = append(out, n)
			}
		}
	}
	return slices.DeleteFunc(out, func(n need) bool {
		for i, r := range n.resources {
			n.resources[i] = x.canonical(r, "*")
		}
		return elsewhere(x, n.resources[0], e) || ownedByAWS(n.resources[0])
	})
}

// lines gives the lines of a script without comments; lines that end in a backslash go on.
func lines(text string) []string {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\\\n", " ")
	return slices.DeleteFunc(strings.Split(text, "\n"), func(l string) bool {
		return strings.HasPrefix(strings.TrimSpace(l), "#")
	})
}

// lineNeeds gives what one line of a script, or a setting, asks of S3.
func lineNeeds(line string) []need {
	var out []need
	command := s3Command().FindStringSubmatchIndex(line)
	whole := strings.Contains(line, "--recursive")
	for i, at := range objectURL().FindAllStringIndex(line, -1) {
		bucket, key, ok := parseURL(line[at[0]:at[1]])
		if !ok {
			continue
		}
		verb := ""
		if command != nil && command[0] < at[0] {
			verb = line[command[2]:command[3]]
		}
		// The first operand is read from, the second written to.
		second := i > 0 || verb != "" && operandBefore(line[command[1]:at[0]])
		out = append(out, urlNeeds(verb, second, whole, bucket, key)...)
	}
	if m := apiObject().FindStringSubmatch(line); m != nil {
		b, k := apiBucket().FindStringSubmatch(line), apiKey().FindStringSubmatch(line)
		if b != nil && k != nil {
			if bucket, key, ok := parseURL("s3://" + b[1] + "/" + k[1]); ok {
				verb := map[string]string{"get": "s3:GetObject", "head": "s3:GetObject", "put": "s3:PutObject", "delete": "s3:DeleteObject"}[m[1]]
				out = append(out, objectNeed(bucket, key, verb))
			}
		}
	}
	return out
}

// operandBefore reports whether a word that is no option stands before a URL.
func operandBefore(words string) bool {
	words = strings.TrimRight(words, `"'`)
	option := false
	for _, f := range strings.Fields(words) {
		switch {
		case strings.HasPrefix(f, "--"):
			// Options with a value have it behind a blank; the switches among them are few.
			option = !slices.Contains([]string{"--recursive", "--quiet", "--only-show-errors", "--no-progress", "--delete", "--no-sign-request", "--dryrun"}, f) &&
				!strings.Contains(f, "=")
		case option:
			option = false
		default:
			return true
		}
	}
	return false
}

func urlNeeds(verb string, second, whole bool, bucket, key string) []need {
	if strings.HasSuffix(key, "/") || whole || verb == "sync" {
		key = strings.TrimSuffix(key, "*") + "*"
	}
	list := need{actions: []string{"s3:ListBucket"}, resources: []string{"arn:aws:s3:::" + bucket}, written: "arn:aws:s3:::" + bucket}
	switch {
	case verb == "ls":
		return []need{list}
	case verb == "rm":
		return []need{objectNeed(bucket, key, "s3:DeleteObject")}
	case verb != "" && second:
		return []need{objectNeed(bucket, key, "s3:PutObject")}
	case verb != "" && (whole || verb == "sync"):
		return []need{list, objectNeed(bucket, key, "s3:GetObject")}
	case verb != "":
		return []need{objectNeed(bucket, key, "s3:GetObject")}
	case key == "" || key == "*":
		return []need{{
			actions: []string{"s3:*"}, written: "arn:aws:s3:::" + bucket,
			resources: []string{"arn:aws:s3:::" + bucket, "arn:aws:s3:::" + bucket + "/*"},
		}}
	}
	// A URL in a setting: it is not said whether it is read or written, or whether it is a prefix.
	return []need{{
		actions: []string{"s3:*"}, written: "arn:aws:s3:::" + bucket + "/" + key,
		resources: []string{"arn:aws:s3:::" + bucket + "/" + strings.TrimSuffix(key, "*") + "*"},
	}}
}

func objectNeed(bucket, key, action string) need {
	if key == "" {
		key = "*"
	}
	arn := "arn:aws:s3:::" + bucket + "/" + key
	return need{actions: []string{action}, resources: []string{arn}, written: arn}
}

// parseURL reads s3://bucket/key. Of a key that is put together when the script runs, what stands before the
// first variable remains, with a star. ok is false where the bucket is not known.
func parseURL(url string) (bucket, key string, ok bool) {
	rest := strings.TrimRight(strings.TrimPrefix(url, "s3://"), ".:")
	bucket, key = cutPath(rest)
	key = strings.TrimPrefix(key, "/")
	plain := eachSymbol(bucket, func(string) string { return "symbol" })
	if !bucketName().MatchString(plain) {
		return "", "", false
	}
	if i := strings.IndexAny(key, "$%{<*?"); i >= 0 {
		key = key[:i] + "*"
	}
	return bucket, key, true
}

// namedSettings gives the buckets or tables in view that an environment variable of a workload names and
// nothing else. A name alone is a need only where the workload's roles may use what it names.
func namedSettings(x *identities, w *model.Workload, e *model.VPCEndpoint, names map[string]string, access, before, after string) []need {
	roles := rolesOf(w)
	if len(roles) == 0 {
		return nil
	}
	var out []need
	for _, t := range w.Texts {
		value, ok := t.Value.Get()
		if !ok || !strings.HasPrefix(t.Kind, "environment variable") {
			continue
		}
		id, ok := names[value]
		if !ok {
			continue
		}
		n := need{
			actions: []string{access}, resources: []string{x.canonical(before+id, "*"), x.canonical(before+id+after, "*")},
			written: before + id,
			object:  &w.Object, at: t.Range, text: fmt.Sprintf("the %s of %s names it", t.Kind, w.Label()),
		}
		may := false
		for _, u := range roles {
			may = may || mayUse(x, u.role, n, e)
		}
		if may && !elsewhere(x, n.resources[0], e) {
			out = append(out, n)
		}
	}
	return out
}

// mayUse reports whether a role may do what a need asks for, as far as its policies are in view.
func mayUse(x *identities, r *model.Role, n need, e *model.VPCEndpoint) bool {
	d := roleDocument(x, r)
	for _, resource := range n.resources {
		if d.MayAllow(policy.Request{Action: n.actions[0], Resource: resource, Context: callContext(e)}) {
			return true
		}
	}
	return false
}
