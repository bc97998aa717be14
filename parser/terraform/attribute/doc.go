// Package attribute holds the attributes of the resource types that the model knows, one struct for each
// type, in Terraform's own names and shapes.
//
// The same structs are filled from two sides: from the JSON of plans and states (a [Decoder] walks over
// it without making anything else of it), and from the cty values that the evaluation of sources gives. What a
// plan leaves unknown stays unknown in them: every field is a value in three states.
//
// Field tags say how an attribute is to be read:
//
//	tf:"name"           the attribute's or nested block's name
//	tf:"name,computed"  AWS gives it a value where the configuration does not, so unset and unknown is unknown
//	tf:"name,identity"  a computed string by which other resources refer to this one
//	tf:"name,block"     blocks that the provider never adds to: unknown, they come from a dynamic block of unknown number
//	ref:"kind"          the attribute names an object of this kind (see [Origins])
//
// An attribute that is neither computed nor an identity, and that the configuration does not set, is absent,
// also where the provider calls it computed: what AWS does when it is left out is known then, and the same
// for everybody (a key's default policy, an engine's port, no IPv6 range), where a computed one is AWS's secret.
package attribute
