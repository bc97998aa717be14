package source

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"
)

// syntheticPrefix starts every synthetic id. No AWS identifier holds a tilde, and none of the characters
// that configurations split, match or expand identifiers by (: / . , * ? -) appears in a synthetic id.
const syntheticPrefix = "~netlint"

var syntheticEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// SyntheticID gives the identifier that stands for an attribute that AWS will assign and that identifies an
// object: the id of a VPC, the ARN of a load balancer. It is unique to the root module (rootID), the
// instance's address (module.a["x"].aws_subnet.b[0]) and the attribute, and always the same for them. The
// attribute must be the canonical one, see [CanonicalAttribute].
func SyntheticID(rootID, address, attribute string) string {
	text := make([]byte, 0, 256) // room for most on the stack: a plan has several for each resource
	text = append(text, rootID...)
	text = append(text, 0)
	text = append(text, address...)
	text = append(text, 0)
	text = append(text, attribute...)
	sum := sha256.Sum256(text)
	id := append(text[:0], syntheticPrefix...)
	return string(syntheticEncoding.AppendEncode(id, sum[:15]))
}

// IsSynthetic reports whether s is an identifier made by SyntheticID, and not one that AWS assigned.
func IsSynthetic(s string) bool { return strings.HasPrefix(s, syntheticPrefix) }

// HoldsSynthetic reports whether s is made with such an identifier.
func HoldsSynthetic(s string) bool { return strings.Contains(s, syntheticPrefix) }

// ManagedPrefixListID gives the identifier of the AWS-managed prefix list of that name
// ("com.amazonaws.eu-west-1.s3"). It is the same in every root, as the list itself is.
func ManagedPrefixListID(name string) string { return SyntheticID("", "prefix-list", name) }

// syntheticRegionPrefix starts the stand-in for a region that the configuration does not name. It has the
// form of a region, so that names built of it still parse; no AWS region begins with xx.
const syntheticRegionPrefix = "xx-"

// IsSyntheticRegion reports whether region stands for one that the configuration leaves to the environment
// or to a variable without value. Two equal stand-ins of one root are the same region.
func IsSyntheticRegion(region string) bool { return strings.HasPrefix(region, syntheticRegionPrefix) }

// syntheticRegion makes a stand-in for the region that origin names, such as "var.region".
func syntheticRegion(origin string) string {
	letters := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, strings.ToLower(origin))
	return syntheticRegionPrefix + letters + "-1"
}
